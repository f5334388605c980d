# SPDX-License-Identifier: MIT
"""Meetings for calendars (RFC 5545): one appointment as a file and with a letter, and everybody's own feed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from icalendar import Calendar, Event
from sqlalchemy import select

from nastavnik.accounts import service as accounts
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.dates import format_datetime, in_district
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import current_tenant_id, tenant_scope
from nastavnik.matches import service as matches
from nastavnik.matches.service import Pair
from nastavnik.meetings.models import Meeting
from nastavnik.meetings.words import FORMATS, KINDS
from nastavnik.people import service as people
from nastavnik.people.service import GivenLink, Person

from .own_links import CALENDAR
from .participants import PAGE_LIFETIME, Reader, meeting_of, modest, others_at
from .writing import mailboxes

SHOWN_AFTER = timedelta(days=90)
"""How long a meeting that is over stays in a person's calendar."""
ASK_AGAIN = timedelta(hours=6)


def appointment(meeting: Meeting, others: Iterable[str]) -> bytes:
    """One meeting as an .ics file with METHOD:PUBLISH; ``others`` are those it is with, as the reader may see them."""
    return _book([_event(meeting, others)])


def appointment_of(reader: Reader, meeting_id: UUID) -> bytes:
    """One meeting of the reader's own; ``NotFound`` for any other."""
    seen = meeting_of(reader, meeting_id)
    return appointment(seen.meeting, seen.others)


def calendar_of(token: str) -> bytes:
    """Everything that a person's secret address shows; ``NotFound`` when it is unknown, revoked or out of date."""
    link = people.look_at_link(token, CALENDAR)
    person = people.person_behind(link.person_id)
    if link.state != "open" or person.state != "active":
        raise NotFound("this address does not work")
    pairs = {pair.id: pair for pair in matches.pairs_at_work_of(person.id)}
    rows = session().scalars(
        select(Meeting)
        .where(
            Meeting.match_id.in_(pairs),
            Meeting.state != "no_show",
            Meeting.starts_at > now() - SHOWN_AFTER,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    events = [_event(row, _others(pairs[row.match_id], person)) for row in rows]
    return _book(events, title=_("Meetings of mentoring"))


def own_feed(reader: Reader) -> GivenLink | None:
    """The reader's secret address that works, without its secret."""
    return people.working_link(reader.person_id, CALENDAR)


def make_own_feed(reader: Reader) -> str:
    """Make the reader a new address and stop the former one. Returns the path, which nothing shows again."""
    with change() as tx:
        token = people.issue_link(tx, reader.person_id, CALENDAR, lifetime=PAGE_LIFETIME)
        tx.record("meetings.calendar_made", subject=("people", reader.person_id))
    return f"/o/{tenant_scope().slug}/meetings/calendar/{token}.ics"


def revoke_own_feed(reader: Reader) -> None:
    """Stop the reader's address; twice changes nothing."""
    with change() as tx:
        people.revoke_links(tx, person_id=reader.person_id, purpose=CALENDAR)
        tx.record("meetings.calendar_revoked", subject=("people", reader.person_id))


def tell_of_meeting(meeting_id: UUID, *, planned: bool) -> int:
    """Write to everybody who takes part in a meeting that was planned, moved or cancelled; how many letters.

    Called after the commit by the event. A meeting whose time has come or that was held needs no letter any more.
    """
    meeting = session().get(Meeting, (current_tenant_id(), meeting_id))
    if meeting is None or meeting.state not in ("planned", "cancelled") or meeting.starts_at <= now():
        return 0
    match = session().get_one(matches.Match, (current_tenant_id(), meeting.match_id))
    pair = matches.pairs_of([match])[0]
    found = mailboxes(pair.people)
    sent = 0
    with change() as tx, using_language(DEFAULT_LANGUAGE):
        for person in pair.people:
            for email, name in found.get(person.id, ()):
                _write(email, name, meeting, pair, person, planned=planned)
                sent += 1
        if sent:
            tx.record("meetings.told", subject=meeting, after={"letters": sent})
    return sent


def _write(
    email: str, name: PersonName, meeting: Meeting, pair: Pair, person: Person, *, planned: bool
) -> None:
    others = _others(pair, person)
    if meeting.state == "cancelled":
        subject, first = _("The meeting is cancelled"), _("The meeting will not take place.")
    elif planned:
        subject, first = _("A meeting is planned"), _("A meeting of the mentoring pair is planned.")
    else:
        subject, first = _("The meeting was changed"), _("The meeting was moved or changed. Now it is so:")
    if name != people.name_of(person):
        child = _("Your child takes part: %(name)s.", name=person.name)
        first = f"{first} {child}"
    lines = [
        first,
        "",
        _("When: %(moment)s", moment=format_datetime(meeting.starts_at)),
        _("With: %(names)s", names=", ".join(others)),
        _("How: %(format)s", format=str(FORMATS[meeting.format]).lower()),
    ]
    if meeting.place:
        lines.append(_("Where: %(place)s", place=meeting.place))
    if meeting.agenda:
        lines += ["", meeting.agenda]
    file = appointment(meeting, others).decode()
    accounts.write_letter(email, name, subject, "\n".join(lines), calendar=file)


def _others(pair: Pair, person: Person) -> list[str]:
    return [modest(people.name_of(one)) for one in others_at(pair, person.id)]


def _book(events: Iterable[Event], title: str = "") -> bytes:
    book = Calendar()
    book.add("prodid", "-//Nastavnik//Meetings//RU")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    if title:
        book.add("name", title)
        book.add("x-wr-calname", title)
        book.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
        book.add("x-published-ttl", "PT6H")
    for event in events:
        book.add_component(event)
    book.add_missing_timezones()
    return bytes(book.to_ical())


def _event(meeting: Meeting, others: Iterable[str]) -> Event:
    """Its identifier stays when the meeting is moved; DTSTAMP is no clock, so nothing changes by itself."""
    event = Event()
    with using_language(DEFAULT_LANGUAGE):
        kind, names = str(KINDS[meeting.kind]), ", ".join(others)
        event.add("summary", f"{kind}: {names}" if names else kind)
    starts = in_district(meeting.starts_at)
    event.add("uid", f"{meeting.id}@nastavnik")
    event.add("sequence", meeting.version - 1)
    event.add("dtstamp", meeting.created_at)
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=meeting.minutes))
    event.add("status", "CANCELLED" if meeting.state == "cancelled" else "CONFIRMED")
    event.add("class", "PRIVATE")
    if meeting.place:
        event.add("location", meeting.place)
    if meeting.agenda:
        event.add("description", meeting.agenda)
    return event
