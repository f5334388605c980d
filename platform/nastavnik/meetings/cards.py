# SPDX-License-Identifier: MIT
"""What the room puts on the first page, on the page of a person, and what it asks of a programme's last stage."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import render_template, url_for

from nastavnik.foundation.dates import format_date, format_datetime, today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import NowCards, PersonPart, StageDemand, TodoEntry
from nastavnik.people import service as people
from nastavnik.programmes import service as programmes

from . import service, words
from .service import ESCALATE_AFTER, PAST
from .words import word

MOST = 5
"""So many meetings or pairs of one kind stand on the first page by name; the rest behind one line."""
MOST_OF_PERSON = 8


def now_cards() -> NowCards:
    """Calls for help, meetings nobody has closed, feedback owed for more than a week, pairs that do not meet."""
    if "meetings.edit" not in current_actor().rights:
        return NowCards()
    return NowCards(overdue=[*_help(), *_unclosed(), *_owed(), *_silent()])


def overdue_count() -> int:
    """How many lines ``now_cards`` puts among the overdue, in one query; for the menu."""
    if "meetings.edit" not in current_actor().rights:
        return 0
    waits = service.what_waits(today())
    return sum(min(number, MOST + 1) for number in (waits.help, waits.unclosed, waits.silent)) + bool(
        waits.owed
    )


def person_parts(person_id: UUID) -> Sequence[PersonPart]:
    """The latest meetings of a person with what the person has said of them."""
    if "meetings.view" not in current_actor().rights:
        return []
    said = service.said_by(person_id, most=MOST_OF_PERSON)
    if not said:
        return []
    html = render_template("meetings/person_part.html", said=said, words=words, word=word)
    return [PersonPart("meetings", _("Meetings"), html, order=60)]


def stage_demands(programme_id: UUID) -> list[StageDemand]:
    """A programme does not end while feedback of its pairs is owed (order № 26, 4.4: it is obligatory)."""
    if programmes.get_programme(programme_id).stage != programmes.LAST_STAGE:
        return []
    left = service.owed_in_programme(programme_id)
    if not left:
        return []
    sentence = ngettext(
        "%(num)s participant owes feedback of a meeting.",
        "%(num)s participants owe feedback of meetings.",
        left,
    )
    return [StageDemand(sentence, url_for("meetings.owed"), _("Gather the feedback"))]


def _help() -> list[TodoEntry]:
    calls = service.calls_for_help()
    shown = calls[:MOST]
    meetings = service.meetings_by_id(row.meeting_id for row in shown)
    names = people.names_of(row.person_id for row in shown)
    entries = [
        _entry(
            _("Help is wanted: %(name)s", name=names[row.person_id].short),
            url_for("meetings.meeting", meeting_id=row.meeting_id),
            _("Answer the call"),
            _("After the meeting of %(day)s", day=_day(meetings[row.meeting_id])),
            icon="lifebuoy",
        )
        for row in shown
    ]
    if len(calls) > MOST:
        more = ngettext("%(num)s more call for help", "%(num)s more calls for help", len(calls) - MOST)
        entries.append(_entry(more, url_for("meetings.index"), _("Look"), icon="lifebuoy"))
    return entries


def _unclosed() -> list[TodoEntry]:
    found = service.unclosed(most=MOST + 1)
    entries = [
        _entry(
            _("What became of the meeting: %(pair)s", pair=pair.title),
            url_for("meetings.meeting", meeting_id=meeting.id),
            _("Record"),
            word(words.KINDS, meeting.kind),
            format_datetime(meeting.starts_at),
            url=url_for("meetings.hold", meeting_id=meeting.id),
        )
        for meeting, pair in found[:MOST]
    ]
    if len(found) > MOST:
        left = service.meeting_counts().get(PAST, 0) - MOST
        more = ngettext("%(num)s more meeting to be closed", "%(num)s more meetings to be closed", left)
        entries.append(_entry(more, url_for("meetings.index", state=PAST), _("Look")))
    return entries


def _owed() -> list[TodoEntry]:
    number = service.owed_count(since_days=ESCALATE_AFTER)
    if not number:
        return []
    title = ngettext(
        "%(num)s participant owes feedback for more than a week",
        "%(num)s participants owe feedback for more than a week",
        number,
    )
    details = _("Reminders have not helped: ask in person")
    return [_entry(title, url_for("meetings.owed", late=1), _("Look"), details, icon="message-2")]


def _silent() -> list[TodoEntry]:
    silent = service.silent_pairs(today(), most=MOST + 1)
    entries = [
        _entry(
            _("The pair does not meet: %(pair)s", pair=pair.title),
            url_for("matches.pair", match_id=pair.id),
            _("Plan a meeting"),
            ngettext("no meeting for %(num)s day", "no meeting for %(num)s days", days),
            url=url_for("meetings.plan", match_id=pair.id),
            icon="heart-handshake",
        )
        for pair, days in silent[:MOST]
    ]
    if len(silent) > MOST:
        entries.append(
            _entry(
                _("More pairs that do not meet"),
                url_for("meetings.silent"),
                _("Look"),
                icon="heart-handshake",
            )
        )
    return entries


def _entry(
    title: str, page: str, action: str, *details: str, url: str = "", icon: str = "calendar-event"
) -> TodoEntry:
    """A line whose last detail is its state; a line that is a state itself has no other words."""
    *others, state = details or (_("Waits"),)
    return TodoEntry(
        title, page, "overdue", state, icon=icon, details=tuple(others), action=action, action_url=url or page
    )


def _day(meeting: service.Meeting) -> str:
    return format_date(meeting.held_on or meeting.starts_at)
