# SPDX-License-Identifier: MIT
"""Feedback in the coordinator's hands: entered for somebody, excused, a link to hand over, a call for help taken up."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.matches import service as matches
from nastavnik.matches.service import Pair
from nastavnik.meetings import service
from nastavnik.meetings.forms import ExcuseForm, OnBehalfForm
from nastavnik.meetings.service import Feedback, Meeting
from nastavnik.people import service as people
from nastavnik.settings import Settings
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send

from .frame import blueprint


@blueprint.route("/feedback/<uuid:feedback_id>/enter", methods=["GET", "POST"])
@access(right="meetings.edit")
def enter(feedback_id: UUID) -> Page:
    """Enter what a participant said by word of mouth or on paper."""
    row, meeting, pair, name = _known(feedback_id)
    form = OnBehalfForm(data={"way": "on_behalf"})
    sent = send(
        form,
        lambda: service.give_on_behalf(
            row.id, form.words(), reason=form.reason.data or "", way=form.way.data or ""
        ),
        _("The feedback is kept."),
        url_for("meetings.meeting", meeting_id=meeting.id),
    )
    return sent or page("meetings/enter.html", form, pair=pair, meeting=meeting, row=row, name=name)


@blueprint.route("/feedback/<uuid:feedback_id>/excuse", methods=["GET", "POST"])
@access(right="meetings.edit")
def excuse(feedback_id: UUID) -> Page:
    """Let a participant off the feedback."""
    row, meeting, pair, name = _known(feedback_id)
    form = ExcuseForm()
    sent = send(
        form,
        lambda: service.excuse(row.id, form.reason.data or ""),
        _("Recorded."),
        url_for("meetings.meeting", meeting_id=meeting.id),
    )
    return sent or page("meetings/excuse.html", form, pair=pair, meeting=meeting, row=row, name=name)


@blueprint.post("/feedback/<uuid:feedback_id>/take-up")
@access(right="meetings.edit")
def take_up(feedback_id: UUID) -> Response:
    """A call for help is taken up."""
    _row, meeting, _pair, name = _known(feedback_id)
    service.see_call_for_help(feedback_id)
    flash(_("The call for help of %(name)s is taken up.", name=name.short))
    return redirect(url_for("meetings.meeting", meeting_id=meeting.id), 303)


@blueprint.post("/feedback/<uuid:feedback_id>/hand-over")
@access(right="meetings.edit")
def hand_over(feedback_id: UUID) -> Page:
    """A fresh personal link, shown once, to be handed over by whatever way."""
    row, meeting, pair, name = _known(feedback_id)
    try:
        token = service.link_for(row.id)
    except Refused as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("meetings.meeting", meeting_id=meeting.id), 303)
    house: Settings = current_app.extensions["nastavnik.settings"]
    url = house.base_url.rstrip("/") + service.feedback_path(token)
    response = current_app.make_response(
        render_template("meetings/hand_over.html", pair=pair, meeting=meeting, name=name, url=url)
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _known(feedback_id: UUID) -> tuple[Feedback, Meeting, Pair, PersonName]:
    row = service.get_feedback(feedback_id)
    meeting = service.get_meeting(row.meeting_id)
    name = people.names_of([row.person_id])[row.person_id]
    return row, meeting, matches.get_pair(meeting.match_id), name
