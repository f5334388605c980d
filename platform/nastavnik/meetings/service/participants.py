# SPDX-License-Identifier: MIT
"""The participant's own page: the next step of a mentor or a mentee, by a personal link or signed in.

Whoever reads it is known by the link or by the account, so the services here ask for no right of the room: they look
only at the pairs, meetings and feedback of that one person, and at nothing of theirs that the work does not need.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.dates import day_of, today
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import current_actor, current_tenant_id, require
from nastavnik.matches import service as matches
from nastavnik.matches.service import Pair, PlanTask
from nastavnik.meetings.models import Feedback, Meeting
from nastavnik.meetings.words import FORMATS
from nastavnik.people import service as people
from nastavnik.people.service import MenteeRequest, Person

from .feedback import Words, give_as_person, owed_by
from .meetings import HAPPENED, LONGEST, SHORTEST, keep_held, keep_not_held

MINE = "mine"
"""Purpose of the link to a person's own page, and the right that the same page asks of those who sign in."""
RIGHT = "meetings.mine"
PAGE_LIFETIME = timedelta(days=400)
"""A school year and the summer after it."""
MOST_PAST = 10
ANSWER_WITHIN = timedelta(days=2)
"""Feedback is asked for by the second day after the meeting; reminders begin before it runs out (order № 26, 4.4)."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose page it is. ``way`` is how feedback given there is recorded: account or link."""

    person_id: UUID
    name: PersonName
    way: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A meeting as one of its participants may see it; ``others`` are «Анна О.», and ``first`` first names alone."""

    meeting: Meeting
    leads: bool
    others: tuple[str, ...]
    first: tuple[PersonName, ...]
    other_ids: tuple[UUID, ...] = ()
    feedback: Feedback | None = None

    @property
    def day(self) -> date:
        """The day it took place, or the one it is planned for."""
        return self.meeting.held_on or day_of(self.meeting.starts_at)

    @property
    def answer_by(self) -> date:
        """The day by which feedback is asked for."""
        return self.day + ANSWER_WITHIN


@dataclass(frozen=True, slots=True)
class Ward:
    """What a mentor may see of a mentee: the first name, the request of this pair, the next line of the plan."""

    person_id: UUID
    name: str
    request: MenteeRequest | None
    task: PlanTask | None


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What waits for the reader, in the order in which it is done, and what comes after."""

    reader: Reader
    leads: bool
    to_tell: tuple[Seen, ...] = ()
    """Planned meetings of the mentor whose time is over: did they take place?"""
    owed: tuple[Seen, ...] = ()
    ahead: tuple[Seen, ...] = ()
    past: tuple[Seen, ...] = ()
    wards: tuple[Ward, ...] = ()
    task: PlanTask | None = None
    mentors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What a mentor says of a meeting whose time is over. ``outcome``: in_person, remote, or none with ``reason``."""

    outcome: str
    held_on: date | None = None
    minutes: int | None = None
    topic: str = ""
    absent: tuple[UUID, ...] = ()
    reason: str = ""
    words: Words = field(default_factory=Words)


def reader_by_link(token: str) -> Reader | None:
    """Whose page a link opens; ``None`` when it has been revoked or its time is over, ``NotFound`` for an unknown one."""
    opened = people.look_at_link(token, MINE)
    person = people.person_behind(opened.person_id)
    if opened.state != "open" or person.state != "active":
        return None
    return Reader(person.id, people.name_of(person), "link")


def reader_signed_in() -> Reader:
    """Whose page the signed-in person opens; ``NotFound`` when the account is nobody's in the registers."""
    require(RIGHT)
    account_id = current_actor().account_id
    if account_id is None:
        raise Forbidden(RIGHT)
    person = people.person_of_account(account_id)
    if person.state != "active":
        raise NotFound("the data of this person may not be processed")
    return Reader(person.id, people.name_of(person), "account")


def own_page(reader: Reader) -> OwnPage:
    """Everything the page shows, in a bounded number of queries."""
    pairs = {pair.id: pair for pair in matches.pairs_at_work_of(reader.person_id)}
    rows = _meetings(pairs)
    owed_rows = owed_by(reader.person_id)
    _add_pairs(pairs, (meeting for _row, meeting in owed_rows))
    seen = [_seen(reader, meeting, pairs[meeting.match_id]) for meeting in rows]
    planned = [one for one in seen if one.meeting.state == "planned"]
    over = [one for one in planned if _is_over(one.meeting)]
    held = [one for one in seen if one.meeting.state in HAPPENED]
    own = [pair for pair in pairs.values() if pair.mentor_person.id == reader.person_id]
    tasks = matches.next_tasks(pairs)
    return OwnPage(
        reader,
        leads=bool(own),
        to_tell=tuple(one for one in over if one.leads),
        owed=tuple(
            _seen(reader, meeting, pairs[meeting.match_id], feedback) for feedback, meeting in owed_rows
        ),
        ahead=tuple(one for one in planned if not _is_over(one.meeting)),
        past=tuple(reversed(held[-MOST_PAST:])),
        wards=_wards([pair for pair in own if pair.match.state in matches.WORKING_STATES], tasks),
        task=next((tasks[pair.id] for pair in pairs.values() if pair not in own and pair.id in tasks), None),
        mentors=tuple(modest(pair.mentor_name) for pair in pairs.values() if pair not in own),
    )


def meeting_of(reader: Reader, meeting_id: UUID) -> Seen:
    """One meeting of the reader's own pairs; ``NotFound`` for any other."""
    pairs = {pair.id: pair for pair in matches.pairs_at_work_of(reader.person_id)}
    meeting = session().get(Meeting, (current_tenant_id(), meeting_id))
    if meeting is None or meeting.match_id not in pairs:
        raise NotFound("no such meeting of this person")
    return _seen(reader, meeting, pairs[meeting.match_id])


def owed_of(reader: Reader, feedback_id: UUID) -> Seen:
    """One piece of feedback that the reader owes; ``NotFound`` for any other, given already or somebody else's."""
    for feedback, meeting in owed_by(reader.person_id):
        if feedback.id == feedback_id:
            pairs: dict[UUID, Pair] = {}
            _add_pairs(pairs, [meeting])
            return _seen(reader, meeting, pairs[meeting.match_id], feedback)
    raise NotFound("no such feedback of this person")


def give_own(reader: Reader, feedback_id: UUID, words: Words) -> Feedback:
    """Keep the reader's feedback."""
    return give_as_person(feedback_id, reader.person_id, words, way=reader.way)


def tell(reader: Reader, meeting_id: UUID, told: Told) -> Meeting:
    """The mentor says whether the meeting took place; if it did, the mentor's own feedback is kept with it.

    ``NotFound`` for a meeting of another's pair, ``Refused`` while the meeting's time has not come.
    """
    with change() as tx:
        seen = meeting_of(reader, meeting_id)
        if not seen.leads:
            raise NotFound("only the mentor tells of the meeting")
        meeting = tx.session.get_one(
            Meeting, (current_tenant_id(), meeting_id), with_for_update=True, populate_existing=True
        )
        if meeting.starts_at > now():
            raise Refused(_("The meeting has not begun yet. Tell of it afterwards."))
        if told.outcome == "none":
            return keep_not_held(tx, meeting, told.reason)
        if told.outcome not in FORMATS:
            raise Refused(_("Say whether the meeting took place."), field="outcome")
        if told.minutes is not None and not SHORTEST <= told.minutes <= LONGEST:
            raise Refused(_("From 5 minutes to 10 hours."), field="minutes")
        told.words.check("mentor")
        meeting.format, meeting.minutes = told.outcome, told.minutes or meeting.minutes
        keep_held(tx, meeting, held_on=told.held_on or _day(meeting), topic=told.topic, absent=told.absent)
        tx.flush()
        mine = tx.session.scalars(
            select(Feedback).where(Feedback.meeting_id == meeting.id, Feedback.person_id == reader.person_id)
        ).one()
        give_own(reader, mine.id, told.words)
    return meeting


def modest(name: PersonName) -> str:
    """«Анна О.»: enough to recognise, too little to look somebody up."""
    return f"{name.name} {name.surname[:1]}.".strip()


def others_at(pair: Pair, person_id: UUID) -> list[Person]:
    """With whom somebody meets: the mentor of a mentee, the mentees of a mentor."""
    if pair.mentor_person.id == person_id:
        return [member.person for member in pair.members]
    return [pair.mentor_person]


def _seen(reader: Reader, meeting: Meeting, pair: Pair, feedback: Feedback | None = None) -> Seen:
    persons = others_at(pair, reader.person_id)
    names = [people.name_of(person) for person in persons]
    return Seen(
        meeting,
        leads=pair.mentor_person.id == reader.person_id,
        others=tuple(map(modest, names)),
        first=tuple(PersonName("", name.name) for name in names),
        other_ids=tuple(person.id for person in persons),
        feedback=feedback,
    )


def _meetings(match_ids: Iterable[UUID]) -> Sequence[Meeting]:
    return (
        session()
        .scalars(
            select(Meeting)
            .where(Meeting.match_id.in_(set(match_ids)), Meeting.state.in_(("planned", *HAPPENED)))
            .order_by(Meeting.starts_at, Meeting.id)
        )
        .all()
    )


def _add_pairs(pairs: dict[UUID, Pair], meetings: Iterable[Meeting]) -> None:
    """Pairs of the meetings as well: one that has ended may still be owed feedback."""
    missing = {meeting.match_id for meeting in meetings} - pairs.keys()
    if missing:
        rows = session().scalars(select(matches.Match).where(matches.Match.id.in_(missing))).all()
        pairs |= {pair.id: pair for pair in matches.pairs_of(rows)}


def _wards(pairs: Sequence[Pair], tasks: Mapping[UUID, PlanTask]) -> tuple[Ward, ...]:
    asked = {member.row.request_id for pair in pairs for member in pair.members if member.row.request_id}
    requests = people.requests_by_id(asked)
    return tuple(
        Ward(
            member.person.id,
            member.person.name,
            requests.get(member.row.request_id) if member.row.request_id else None,
            tasks.get(pair.id),
        )
        for pair in pairs
        for member in pair.members
    )


def _is_over(meeting: Meeting) -> bool:
    return meeting.starts_at + timedelta(minutes=meeting.minutes) < now()


def _day(meeting: Meeting) -> date:
    """The day a meeting that is over was planned for."""
    return min(day_of(meeting.starts_at), today())
