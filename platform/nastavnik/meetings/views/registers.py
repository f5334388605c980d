# SPDX-License-Identifier: MIT
"""The list of meetings with what waits first, feedback that is owed, pairs that do not meet; the same as workbooks."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import NotADate, parse_date, today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.i18n import ngettext
from nastavnik.meetings import service
from nastavnik.meetings.service import ESCALATE_AFTER, PAST, MeetingFilter, OwedFilter
from nastavnik.meetings.words import FORMATS, KINDS, STATES, word
from nastavnik.people import service as people
from nastavnik.people.service import Listing
from nastavnik.web.access import access
from nastavnik.web.acts import number_of_page
from nastavnik.web.spreadsheet import Column, spreadsheet

from .frame import blueprint, identifier

MOST_WAITING = 5
COLUMNS = (
    Column(_l("When"), 18),
    Column(_l("Kind of the meeting"), 22),
    Column(_l("Mentor"), 32),
    Column(_l("Mentees"), 40),
    Column(_l("State"), 22),
    Column(_l("Took place on"), 14),
    Column(_l("Topic"), 40),
    Column(_l("How you meet"), 16),
    Column(_l("Place or address of the call"), 30),
    Column(_l("Minutes"), 10),
    Column(_l("Why the order of meetings is broken"), 30),
    Column(_l("Why it did not take place"), 30),
)
OWED_COLUMNS = (
    Column(_l("Who"), 32),
    Column(_l("Meeting"), 22),
    Column(_l("Took place on"), 14),
    Column(_l("Owed since"), 14),
    Column(_l("Days"), 8),
    Column(_l("Reminded on"), 14),
    Column(_l("Letters"), 8),
)
SILENT_COLUMNS = (Column(_l("Mentor"), 32), Column(_l("Mentees"), 40), Column(_l("Days"), 8))


@blueprint.get("/")
@access(right="meetings.view")
def index() -> str:
    """Meetings: what waits first, then all of them."""
    wanted = _filter(Listing(request.args.get("sort", "-when")[:20], number_of_page()))
    filtered = any(request.args.get(name) for name in ("q", "state", "kind", "since", "until", "pair"))
    page = service.meetings(wanted)
    waiting = not filtered and page.page == 1
    calls = service.calls_for_help() if waiting else []
    owed = service.owed_page(OwedFilter(listing=Listing("since", size=MOST_WAITING))) if waiting else None
    return render_template(
        "meetings/index.html",
        page=page,
        wanted=wanted,
        filtered=filtered,
        counts=service.meeting_counts(),
        feedback=service.feedback_of(meeting.id for meeting, _pair in page.rows),
        calls=calls[:MOST_WAITING],
        call_count=len(calls),
        called=service.meetings_by_id(row.meeting_id for row in calls[:MOST_WAITING]),
        names=people.names_of(row.person_id for row in calls[:MOST_WAITING]),
        unclosed=service.unclosed(most=MOST_WAITING) if waiting else [],
        owed=owed,
        silent=service.silent_pairs(today()) if waiting else [],
        most=MOST_WAITING,
        limit=service.settings().silence_days,
        late_after=ESCALATE_AFTER,
        is_past=service.is_past,
        PAST=PAST,
    )


@blueprint.get("/list.xlsx")
@access(right="meetings.view")
def index_xlsx() -> Response:
    """The list as a workbook; the filter of the page narrows it."""
    rows = service.meetings(_filter(Listing("-when", size=0))).rows
    return spreadsheet(
        _("Meetings"),
        COLUMNS,
        (
            (
                meeting.starts_at,
                word(KINDS, meeting.kind),
                pair.mentor_name.full,
                ", ".join(member.name.full for member in pair.members),
                word(STATES, meeting.state),
                meeting.held_on,
                meeting.topic,
                word(FORMATS, meeting.format),
                meeting.place,
                meeting.minutes,
                meeting.exception,
                meeting.no_show_reason,
            )
            for meeting, pair in rows
        ),
        file_name=f"meetings-{today():%Y-%m-%d}.xlsx",
    )


@blueprint.get("/owed")
@access(right="meetings.view")
def owed() -> str:
    """Feedback that is owed: who, since when, when they were reminded."""
    wanted = _owed(Listing(request.args.get("sort", "since")[:20], number_of_page()))
    return render_template(
        "meetings/owed.html",
        page=service.owed_page(wanted),
        late_only=wanted.since_days > 0,
        total=service.owed_count(),
        late=service.owed_count(since_days=ESCALATE_AFTER),
        late_after=ESCALATE_AFTER,
    )


@blueprint.get("/owed.xlsx")
@access(right="meetings.view")
def owed_xlsx() -> Response:
    """Feedback that is owed, as a workbook."""
    return spreadsheet(
        _("Feedback owed"),
        OWED_COLUMNS,
        (
            (
                people.name_of(person).full,
                word(KINDS, meeting.kind),
                meeting.held_on,
                row.owed_since,
                (today() - row.owed_since).days,
                row.reminded_on,
                row.reminders,
            )
            for row, meeting, person in service.owed_page(_owed(Listing("since", size=0))).rows
        ),
        file_name=f"feedback-{today():%Y-%m-%d}.xlsx",
    )


@blueprint.post("/remind")
@access(right="meetings.edit")
def remind() -> Response:
    """Write to those ticked, now; nobody twice a day."""
    chosen = [one for one in map(identifier, request.form.getlist("feedback")) if one]
    pair = identifier(request.form.get("pair"))
    back = url_for("matches.pair", match_id=pair) if pair else url_for("meetings.owed")
    try:
        done = service.remind(chosen)
    except Refused as refusal:
        flash(refusal.message, "error")
        return redirect(back, 303)
    if done.written:
        flash(
            ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", len(done.written))
        )
    if done.unreachable:
        names = ", ".join(name.short for name in done.unreachable)
        flash(
            _("Nobody to write to: %(names)s. There is no address, or no valid consent.", names=names),
            "warning",
        )
    if done.already:
        names = ", ".join(name.short for name in done.already)
        flash(_("Written to today already: %(names)s.", names=names), "info")
    return redirect(back, 303)


@blueprint.get("/silent")
@access(right="meetings.view")
def silent() -> str:
    """Pairs at work that have not met for longer than the organisation's limit."""
    return render_template(
        "meetings/silent.html",
        silent=service.silent_pairs(today()),
        limit=service.settings().silence_days,
    )


@blueprint.get("/silent.xlsx")
@access(right="meetings.view")
def silent_xlsx() -> Response:
    """Pairs that do not meet, as a workbook."""
    return spreadsheet(
        _("Pairs that do not meet"),
        SILENT_COLUMNS,
        (
            (pair.mentor_name.full, ", ".join(member.name.full for member in pair.members), days)
            for pair, days in service.silent_pairs(today())
        ),
        file_name=f"silent-{today():%Y-%m-%d}.xlsx",
    )


def _owed(listed: Listing) -> OwedFilter:
    return OwedFilter(since_days=ESCALATE_AFTER if request.args.get("late") else 0, listing=listed)


def _filter(listed: Listing) -> MeetingFilter:
    args = request.args
    state, kind = args.get("state", ""), args.get("kind", "")
    return MeetingFilter(
        text=args.get("q", "").strip()[:100],
        state=state if state in STATES or state == PAST else "",
        kind=kind if kind in KINDS else "",
        match_id=identifier(args.get("pair")),
        since=_day(args.get("since", "")),
        until=_day(args.get("until", "")),
        listing=listed,
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except NotADate:
        return None
