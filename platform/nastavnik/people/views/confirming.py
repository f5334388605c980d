# SPDX-License-Identifier: MIT
"""The yearly «still a mentor?»: who has not answered, and the page behind the link. Opening the link changes nothing."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.people.forms import ConfirmForm
from nastavnik.people.service import Listing, confirming, get_mentor, get_person, name_of
from nastavnik.people.words import MENTOR_STATES, word
from nastavnik.settings import Settings
from nastavnik.web.access import access
from nastavnik.web.acts import Page, number_of_page, page, send
from nastavnik.web.spreadsheet import Column, spreadsheet

from .frame import blueprint, listing, sorted_by

COLUMNS = (
    Column(_l("Name"), 40),
    Column(_l("State"), 20),
    Column(_l("Last known to work"), 18),
    Column(_l("Asked"), 14),
)


@blueprint.get("/mentors/unconfirmed")
@access(right="people.view")
def unconfirmed() -> str:
    """Mentors whose yearly word is wanted."""
    return render_template(
        "people/unconfirmed.html",
        page=confirming.unconfirmed(listing(number_of_page, "since")),
        sorted_by=sorted_by,
    )


@blueprint.get("/mentors/unconfirmed.xlsx")
@access(right="people.export")
def unconfirmed_xlsx() -> Response:
    """The same list as a workbook."""
    rows = confirming.unconfirmed(Listing("since", size=0)).rows
    return spreadsheet(
        _("Mentors who have not answered"),
        COLUMNS,
        (
            (name_of(one.person).full, word(MENTOR_STATES, one.mentor.state), one.since, one.asked_on)
            for one in rows
        ),
        file_name=f"mentors-unconfirmed-{today():%Y-%m-%d}.xlsx",
    )


@blueprint.post("/mentors/<uuid:mentor_id>/confirm")
@access(right="people.edit")
def confirm(mentor_id: UUID) -> Response:
    """The mentor has said by word of mouth that the work goes on."""
    confirming.confirm_on_behalf(mentor_id)
    flash(_("Noted: the mentor works on."))
    return redirect(url_for("people.unconfirmed"), 303)


@blueprint.post("/mentors/<uuid:mentor_id>/confirm/link")
@access(right="people.edit")
def confirm_link(mentor_id: UUID) -> str:
    """A link to hand over to somebody who has no address or does not read letters; shown this once."""
    person = get_person(get_mentor(mentor_id).person_id)
    path = confirming.confirm_path(confirming.link_to_confirm(mentor_id))
    settings: Settings = current_app.extensions["nastavnik.settings"]
    return render_template(
        "people/confirm_link.html", person=person, url=settings.base_url.rstrip("/") + path
    )


@blueprint.route("/link/<token>", methods=["GET", "POST"])
@access(public=True)
def confirm_by_link(token: str) -> Page:
    """Yes, a pause, or leave."""
    try:
        opened = confirming.look_at_confirmation(token)
    except NotFound:
        return render_template("people/confirm.html", opened=None, form=None), 404
    form = ConfirmForm()
    if request.method == "POST" and opened.state == "open":
        sent = send(
            form,
            lambda: confirming.confirm_by_link(token, form.answer.data or ""),
            _("Your answer is kept."),
            url_for("people.confirm_by_link", token=token),
        )
        if sent is not None:
            return sent
    return page("people/confirm.html", form, opened=opened)
