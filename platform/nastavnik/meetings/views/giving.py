# SPDX-License-Identifier: MIT
"""What the coordinator gives a participant on the person's card: the link to the own page, an account."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.accounts import service as accounts
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.meetings import service
from nastavnik.meetings.participants_forms import AccountForm, GivePageForm
from nastavnik.people import service as people
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send
from nastavnik.web.forms import choices_of

from .codes import full_address, picture
from .frame import blueprint


@blueprint.route("/people/<uuid:person_id>/page", methods=["GET", "POST"])
@access(right="meetings.edit")
def give_page(person_id: UUID) -> Page:
    """Make the link to a person's own page and show it, this once."""
    person = people.get_person(person_id)
    form = GivePageForm(write=bool(person.email))
    if form.ready():
        try:
            given = service.give_page(person.id, write=bool(form.write.data))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return render_template(
                "meetings/mine_given.html",
                person=person,
                url=full_address(service.page_path(given.token)),
                picture=picture(service.page_path(given.token)),
                written=given.written,
            )
    return page("meetings/mine_give.html", form, person=person, access=service.own_access(person))


@blueprint.post("/people/<uuid:person_id>/page/revoke")
@access(right="meetings.edit")
def revoke_page(person_id: UUID) -> Response:
    """Close the link to a person's own page."""
    service.revoke_page(person_id)
    flash(_("The link is revoked: the page does not open by it any more."))
    return redirect(url_for("people.card", person_id=person_id, _anchor="own-page"), 303)


@blueprint.route("/people/<uuid:person_id>/account", methods=["GET", "POST"])
@access(right="meetings.edit")
def give_account(person_id: UUID) -> Page:
    """Invite a person of the registers to sign in."""
    person = people.get_person(person_id)
    roles = service.roles_of(person.id)
    form = AccountForm(email=person.email, role=next(iter(roles), ""))
    form.role.choices = choices_of({role: accounts.role_name(role) for role in roles})
    sent = send(
        form,
        lambda: service.invite(person.id, form.email.data or "", form.role.data or ""),
        _("The letter goes to %(email)s.", email=form.email.data),
        url_for("people.card", person_id=person.id, _anchor="own-page"),
    )
    return sent or page("meetings/mine_account.html", form, person=person, roles=roles)


@blueprint.post("/people/<uuid:person_id>/account/end")
@access(right="meetings.edit")
def end_account(person_id: UUID) -> Response:
    """Take the account off a person."""
    person = people.get_person(person_id)
    if request.form.get("sure"):
        service.end_account(person.id)
        flash(_("The account opens nothing here any more."))
    return redirect(url_for("people.card", person_id=person_id, _anchor="own-page"), 303)
