# SPDX-License-Identifier: MIT
"""What a coordinator does with meetings: plans, moves, records what became of them, completes the pair."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import day_of, in_district, today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.matches import service as matches
from nastavnik.meetings import service
from nastavnik.meetings.forms import HoldForm, MeetingForm, NotHeldForm, completion_form
from nastavnik.meetings.words import KINDS, word
from nastavnik.people import service as people
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send
from nastavnik.web.forms import choices_of

from .frame import blueprint, identifier

MINUTES = 45


@blueprint.get("/<uuid:meeting_id>")
@access(right="meetings.view")
def meeting(meeting_id: UUID) -> str:
    """One meeting: what was planned, what became of it, what both sides have said."""
    shown = service.get_meeting(meeting_id)
    rows = service.feedback_of([shown.id])[shown.id]
    return render_template(
        "meetings/meeting.html",
        meeting=shown,
        pair=matches.get_pair(shown.match_id),
        feedback=rows,
        names=people.names_of(row.person_id for row in rows),
        past=service.is_past(shown),
        title=word(KINDS, shown.kind),
    )


@blueprint.route("/pairs/<uuid:match_id>/plan", methods=["GET", "POST"])
@access(right="meetings.edit")
def plan(match_id: UUID) -> Page:
    """Plan the next meeting of a pair; the kind is the one that the model expects."""
    pair = matches.get_pair(match_id)
    kinds = service.kinds_to_plan(pair.id)
    asked = request.args.get("kind", "")
    form = MeetingForm(
        data={
            "kind": asked if asked in KINDS else kinds[0] if kinds else "",
            "minutes": MINUTES,
            "format": "in_person",
        }
    )
    sent = send(
        form,
        lambda: service.plan_meeting(pair.id, form.card()),
        _("The meeting is planned."),
        url_for("matches.pair", match_id=pair.id),
    )
    return sent or page("meetings/plan.html", form, pair=pair, meeting=None, kinds=kinds)


@blueprint.route("/<uuid:meeting_id>/change", methods=["GET", "POST"])
@access(right="meetings.edit")
def change(meeting_id: UUID) -> Page:
    """Move a meeting, or correct what is planned."""
    row = service.get_meeting(meeting_id)
    if closed := _closed(row):
        return closed
    pair = matches.get_pair(row.match_id)
    form = MeetingForm(
        data={
            "kind": row.kind,
            "day": day_of(row.starts_at),
            "time": f"{in_district(row.starts_at):%H:%M}",
            "minutes": row.minutes,
            "format": row.format,
            "place": row.place,
            "agenda": row.agenda,
            "exception": row.exception,
            "seen": row.version,
        }
    )
    sent = send(
        form,
        lambda: service.change_meeting(row.id, form.card(), seen=form.seen_version),
        _("Saved."),
        url_for("meetings.meeting", meeting_id=row.id),
    )
    return sent or page(
        "meetings/plan.html", form, pair=pair, meeting=row, kinds=service.kinds_to_plan(pair.id)
    )


@blueprint.route("/<uuid:meeting_id>/hold", methods=["GET", "POST"])
@access(right="meetings.edit")
def hold(meeting_id: UUID) -> Page:
    """The meeting took place: its day, its topic, who was absent."""
    row = service.get_meeting(meeting_id)
    if closed := _closed(row):
        return closed
    pair = matches.get_pair(row.match_id)
    day = min(day_of(row.starts_at), today())
    form = HoldForm(data={"held_on": day, "topic": row.agenda[:300]})
    form.absent.choices = choices_of({str(member.person.id): member.name.full for member in pair.members})
    sent = send(
        form,
        lambda: service.hold(
            row.id,
            held_on=form.held_on.data or today(),
            topic=form.topic.data or "",
            absent=[one for one in map(identifier, form.absent.data or ()) if one],
            exception=form.exception.data or "",
            paper=bool(form.paper.data),
        ),
        _("The meeting is recorded. Now both sides say how it was."),
        url_for("matches.pair", match_id=pair.id),
    )
    owing = [one for one in service.meetings_of(pair.id) if one.state == "held" and one.id != row.id]
    return sent or page("meetings/hold.html", form, pair=pair, meeting=row, owing=owing)


@blueprint.route("/<uuid:meeting_id>/not-held", methods=["GET", "POST"])
@access(right="meetings.edit")
def not_held(meeting_id: UUID) -> Page:
    """The meeting did not take place, or was cancelled; nobody owes feedback."""
    row = service.get_meeting(meeting_id)
    if closed := _closed(row):
        return closed
    pair = matches.get_pair(row.match_id)
    form = NotHeldForm(data={"state": "no_show" if service.is_past(row) else "cancelled"})
    sent = send(
        form,
        lambda: service.not_held(row.id, form.reason.data or "", cancelled=_cancelled(form)),
        _("Recorded."),
        url_for("matches.pair", match_id=pair.id),
    )
    return sent or page("meetings/not_held.html", form, pair=pair, meeting=row)


@blueprint.route("/pairs/<uuid:match_id>/complete", methods=["GET", "POST"])
@access(right="meetings.edit")
def complete(match_id: UUID) -> Page:
    """Complete a pair after its final meeting: outcomes, ways out, reflection."""
    pair = matches.get_pair(match_id)
    form = completion_form(pair)()
    mentees = [member.mentee.id for member in pair.members]
    sent = send(
        form,
        lambda: service.complete_pair(
            pair.id,
            outcomes={one: form[f"outcome-{one}"].data or "" for one in mentees},
            exits={one: form[f"exit-{one}"].data or "" for one in mentees},
            reflection=form["reflection"].data or "",
        ),
        _("The pair is completed. Thank its people."),
        url_for("matches.pair", match_id=pair.id),
    )
    return sent or page("meetings/complete.html", form, pair=pair)


def _closed(row: service.Meeting) -> Response | None:
    """The way back from a form that could only be refused: what became of this meeting is recorded."""
    if request.method != "GET" or row.state == "planned":
        return None
    flash(_("This meeting has been closed already. Look at it again."), "warning")
    return redirect(url_for("meetings.meeting", meeting_id=row.id), 303)


def _cancelled(form: NotHeldForm) -> bool:
    if form.state.data not in ("no_show", "cancelled"):
        raise Refused(_("Choose what happened."), field="state")
    return bool(form.state.data == "cancelled")
