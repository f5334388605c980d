# SPDX-License-Identifier: MIT
"""The portal's own pages: «Реквизиты» and «Люди». Who signs for the partner keeps them, the others read."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor
from nastavnik.partners import service, words
from nastavnik.partners.forms import InviteForm, RequisitesForm, fields_of
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send

portal = Blueprint("partner_own", __name__, template_folder="../templates")


@portal.context_processor
def _words() -> dict[str, object]:
    return {
        "words": words,
        "word": words.word,
        "may_keep": "partners.own_keep" in current_actor().rights,
        "oneself": current_actor().account_id,
    }


@portal.get("/requisites")
@access(right="partners.own_read")
def requisites() -> str:
    """What stands in agreements about the partner."""
    return render_template("partners/portal/requisites.html", party=service.own_organisation())


@portal.route("/requisites/edit", methods=["GET", "POST"])
@access(right="partners.own_keep")
def edit() -> Page:
    """Correct the requisites."""
    own = service.own_organisation()
    form = RequisitesForm(data=fields_of(own))
    sent = send(
        form,
        lambda: service.change_own_requisites(form.requisites(), seen=form.seen_version),
        _("Saved."),
        url_for("partner_own.requisites"),
    )
    return sent or page("partners/portal/edit.html", form, party=own)


@portal.get("/people")
@access(right="partners.own_read")
def people() -> str:
    """Who acts for the partner."""
    return render_template("partners/portal/people.html", people=service.own_people())


@portal.route("/people/new", methods=["GET", "POST"])
@access(right="partners.own_keep")
def invite() -> Page:
    """Let a colleague in."""
    form = InviteForm()
    sent = send(
        form,
        lambda: service.invite_colleague(
            form.email.data or "",
            form.person_name,
            role=form.role.data or "",
            post=form.post.data or "",
            basis=form.basis.data or "",
        ),
        _("The letter with a link goes to the person's own address."),
        url_for("partner_own.people"),
    )
    return sent or page("partners/portal/invite.html", form, duties=words.ROLE_DUTIES)


@portal.post("/people/<uuid:partner_membership_id>/invite-again")
@access(right="partners.own_keep")
def invite_again(partner_membership_id: UUID) -> Response:
    """Send the invitation once more."""
    try:
        service.invite_colleague_again(partner_membership_id)
    except Refused as refusal:
        flash(refusal.message, "warning")
    else:
        flash(_("A new invitation is sent; the former link does not work any more."))
    return redirect(url_for("partner_own.people"), 303)


@portal.post("/people/<uuid:partner_membership_id>/close")
@access(right="partners.own_keep")
def close(partner_membership_id: UUID) -> Response:
    """Close a colleague's access."""
    try:
        found = service.close_colleague(partner_membership_id)
    except Refused as refusal:
        flash(refusal.message, "error")
    else:
        flash(_("The access of %(name)s is closed.", name=found.name.short))
    return redirect(url_for("partner_own.people"), 303)


@portal.post("/people/<uuid:partner_membership_id>/open")
@access(right="partners.own_keep")
def reopen(partner_membership_id: UUID) -> Response:
    """Open a closed access again."""
    try:
        found = service.open_colleague(partner_membership_id)
    except Refused as refusal:
        flash(refusal.message, "error")
    else:
        flash(_("The access of %(name)s is open again.", name=found.name.short))
    return redirect(url_for("partner_own.people"), 303)
