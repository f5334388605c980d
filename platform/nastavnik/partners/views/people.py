# SPDX-License-Identifier: MIT
"""People of a partner: invited by the organisation, changed, closed and opened again."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_tenant_id
from nastavnik.partners import service
from nastavnik.partners.forms import CloseForm, InviteForm, PersonFields
from nastavnik.partners.words import ROLE_DUTIES
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send

from .frame import blueprint


@blueprint.route("/<uuid:partner_id>/people/new", methods=["GET", "POST"])
@access(right="partners.edit")
def invite(partner_id: UUID) -> Page:
    """Invite a person of the partner to the portal."""
    kept, form = service.get_partner(partner_id), InviteForm()
    sent = send(
        form,
        lambda: service.invite_person(
            partner_id,
            form.email.data or "",
            form.person_name,
            role=form.role.data or "",
            post=form.post.data or "",
            basis=form.basis.data or "",
        ),
        _("The letter with a link goes to the person's own address."),
        url_for("partners.card", partner_id=partner_id),
    )
    return sent or page(
        "partners/invite.html", form, partner=kept.partner, party=kept.organisation, duties=ROLE_DUTIES
    )


@blueprint.route("/<uuid:partner_id>/people/<uuid:partner_membership_id>", methods=["GET", "POST"])
@access(right="partners.edit")
def person(partner_id: UUID, partner_membership_id: UUID) -> Page:
    """One person of the partner: role, post, basis; the access."""
    found = service.person_of(partner_id, partner_membership_id)
    form = PersonFields(data={"role": found.role, "post": found.post, "basis": found.basis})
    sent = send(
        form,
        lambda: service.change_person(
            partner_id,
            partner_membership_id,
            role=form.role.data or "",
            post=form.post.data or "",
            basis=form.basis.data or "",
        ),
        _("Saved."),
        url_for("partners.card", partner_id=partner_id),
    )
    return sent or _person_page(partner_id, found, form, CloseForm(sent=False, prefix="close"))


@blueprint.post("/<uuid:partner_id>/people/<uuid:partner_membership_id>/close")
@access(right="partners.edit")
def close_person(partner_id: UUID, partner_membership_id: UUID) -> Page:
    """Close the person's access to the portal."""
    found, form = service.person_of(partner_id, partner_membership_id), CloseForm(prefix="close")
    sent = send(
        form,
        lambda: service.close_person(partner_id, partner_membership_id),
        _("The access of %(name)s is closed.", name=found.name.short),
        url_for("partners.card", partner_id=partner_id),
    )
    fields = PersonFields(sent=False, data={"role": found.role, "post": found.post, "basis": found.basis})
    return sent or _person_page(partner_id, found, fields, form)


@blueprint.post("/<uuid:partner_id>/people/<uuid:partner_membership_id>/open")
@access(right="partners.edit")
def open_person(partner_id: UUID, partner_membership_id: UUID) -> Response:
    """Open a closed access again."""
    try:
        found = service.open_person(partner_id, partner_membership_id)
    except Refused as refusal:
        flash(refusal.message, "error")
    else:
        flash(_("The access of %(name)s is open again.", name=found.name.short))
    return redirect(url_for("partners.card", partner_id=partner_id), 303)


@blueprint.post("/<uuid:partner_id>/people/<uuid:partner_membership_id>/invite-again")
@access(right="partners.edit")
def invite_again(partner_id: UUID, partner_membership_id: UUID) -> Response:
    """Send the invitation once more."""
    try:
        service.invite_person_again(partner_id, partner_membership_id)
    except Refused as refusal:
        flash(refusal.message, "warning")
    else:
        flash(_("A new invitation is sent; the former link does not work any more."))
    return redirect(url_for("partners.card", partner_id=partner_id), 303)


def _person_page(
    partner_id: UUID, found: service.PartnerPerson, form: PersonFields, close: CloseForm
) -> tuple[str, int]:
    kept = service.get_partner(partner_id)
    html, status = page(
        "partners/person.html",
        form,
        partner=kept.partner,
        party=kept.organisation,
        person=found,
        close=close,
        duties=ROLE_DUTIES,
        own=found.invited_by_tenant == current_tenant_id(),
    )
    return html, 422 if close.errors or close.form_errors else status
