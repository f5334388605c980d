# SPDX-License-Identifier: MIT
"""Planning meetings, recording that they took place or did not, and the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from nastavnik.consents import service as consents
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.matches import service as matches
from nastavnik.matches.service import Match, Pair
from nastavnik.meetings.models import Feedback, Meeting
from nastavnik.meetings.words import FORMATS, KINDS, ORDER
from nastavnik.people.service import Overtaken, Person

from .sequence import in_order, next_kinds

VIEW = "meetings.view"
EDIT = "meetings.edit"
SHORTEST, LONGEST = 5, 600
HAPPENED = ("held", "closed")


@dataclass(frozen=True, slots=True)
class MeetingCard:
    """A meeting as it is planned. ``exception`` says why it breaks the order of kinds, if it does."""

    kind: str
    starts_at: datetime
    minutes: int = 45
    format: str = "in_person"
    place: str = ""
    agenda: str = ""
    exception: str = ""

    def check(self) -> None:
        """Raise ``Refused`` naming the field at fault."""
        if self.kind not in KINDS:
            raise Refused(_("Choose the kind of the meeting."), field="kind")
        if self.format not in FORMATS:
            raise Refused(_("Choose how you meet."), field="format")
        if not SHORTEST <= self.minutes <= LONGEST:
            raise Refused(_("From 5 minutes to 10 hours."), field="minutes")


class Stopped(Refused):
    """Consents of ``people`` do not hold: the pair rests until there are new ones."""

    def __init__(self, sentence: str, people: Sequence[Person] = ()) -> None:
        super().__init__(sentence)
        self.people = people


def plan_meeting(match_id: UUID, card: MeetingCard) -> Meeting:
    """Plan the next meeting of a pair at work; ``Stopped`` when nobody could meet for want of a consent."""
    require(EDIT)
    card.check()
    with change() as tx:
        match = matches.get_match(match_id, lock=True)
        if match.state != "active":
            raise Refused(_("Meetings are planned for a pair at work."))
        _check_who_may_meet(match)
        before = _meetings(match.id)
        if any(one.state == "planned" and one.kind == card.kind and card.kind != "regular" for one in before):
            raise Refused(_("Such a meeting is planned already."), field="kind")
        _check_order(
            card.kind, [one.kind for one in before if one.state in (*HAPPENED, "planned")], card.exception
        )
        meeting = tx.add(
            Meeting(
                match_id=match.id,
                kind=card.kind,
                starts_at=card.starts_at,
                minutes=card.minutes,
                format=card.format,
                place=card.place.strip(),
                agenda=card.agenda.strip(),
                exception=card.exception.strip(),
            )
        )
        tx.record("meetings.planned", subject=meeting, after={"match": match.id, "kind": card.kind})
        tx.emit("meetings.planned", {"meeting": str(meeting.id), "match": str(match.id)})
    return meeting


def change_meeting(meeting_id: UUID, card: MeetingCard, *, seen: int | None = None) -> Meeting:
    """Move a planned meeting or correct what is planned for it."""
    require(EDIT)
    card.check()
    with change() as tx:
        meeting = get_meeting(meeting_id, lock=True)
        if seen is not None and seen != meeting.version:
            raise Overtaken
        if meeting.state != "planned":
            raise Refused(_("Only a planned meeting can be changed."))
        before = {"starts_at": meeting.starts_at, "kind": meeting.kind}
        if card.kind != meeting.kind:
            held = [one.kind for one in _meetings(meeting.match_id) if one.state in HAPPENED]
            _check_order(card.kind, held, card.exception)
        meeting.kind, meeting.starts_at, meeting.minutes = card.kind, card.starts_at, card.minutes
        meeting.format, meeting.place, meeting.agenda = card.format, card.place.strip(), card.agenda.strip()
        meeting.exception = card.exception.strip()
        try:
            tx.flush()
        except StaleDataError as error:
            raise Overtaken from error
        tx.record(
            "meetings.changed",
            subject=meeting,
            before=before,
            after={"starts_at": meeting.starts_at, "kind": meeting.kind},
        )
        tx.emit("meetings.changed", {"meeting": str(meeting.id), "match": str(meeting.match_id)})
    return meeting


def hold(
    meeting_id: UUID,
    *,
    held_on: date,
    topic: str = "",
    absent: Iterable[UUID] = (),
    exception: str = "",
    paper: bool = False,
) -> Meeting:
    """Record that a meeting took place; from now on each participant owes feedback (order № 26, 4.4).

    ``absent`` are persons of a group who were not there: they owe nothing. Refused while feedback of an earlier
    meeting is owed, unless ``exception`` says why; ``Stopped`` when somebody present had no consent in force on the day.
    """
    require(EDIT)
    try:
        with change() as tx:
            return keep_held(
                tx,
                get_meeting(meeting_id, lock=True),
                held_on=held_on,
                topic=topic,
                absent=absent,
                exception=exception,
                paper=paper,
            )
    except Stopped as stopped:
        lapsed = consents.consent_obstacles(stopped.people, held_on).values()
        raise _stopped([one for those in lapsed for one in those]) from None


def keep_held(
    tx: Change,
    meeting: Meeting,
    *,
    held_on: date,
    topic: str = "",
    absent: Iterable[UUID] = (),
    exception: str = "",
    paper: bool = False,
) -> Meeting:
    """Record inside the open change that a locked meeting took place; asks for no right, its callers do."""
    if held_on > today():
        raise Refused(_("This day has not come yet."), field="held_on")
    if meeting.state != "planned":
        raise Refused(_("This meeting has been closed already. Look at it again."))
    earlier = [one for one in _meetings(meeting.match_id) if one.id != meeting.id]
    reason = exception.strip() or meeting.exception
    _check_order(meeting.kind, [one.kind for one in earlier if one.state in HAPPENED], reason)
    if any(one.state == "held" for one in earlier) and not exception.strip():
        raise Refused(
            _(
                "Feedback of an earlier meeting is still owed. Gather it, or say why this one is closed first."
            ),
            field="exception",
        )
    pair = _pair(meeting)
    away = set(absent)
    present = [person for person in pair.people if person.id not in away]
    if pair.mentor_person.id in away or len(present) < 2:
        raise Refused(
            _("Without the mentor or without mentees the meeting did not take place."), field="absent"
        )
    _check_consents(present, held_on)
    meeting.state, meeting.held_on, meeting.topic = "held", held_on, topic.strip()
    meeting.exception, meeting.paper = reason, paper
    for person in present:
        tx.add(
            Feedback(
                meeting_id=meeting.id,
                person_id=person.id,
                role="mentor" if person.id == pair.mentor_person.id else "mentee",
                owed_since=today(),
            )
        )
    tx.record("meetings.held", subject=meeting, after={"on": held_on, "kind": meeting.kind}, note=reason)
    tx.emit("meetings.held", {"meeting": str(meeting.id), "match": str(meeting.match_id)})
    return meeting


def not_held(meeting_id: UUID, reason: str, *, cancelled: bool = False) -> Meeting:
    """Record that a meeting did not take place, or was cancelled, and why; nobody owes feedback for it."""
    require(EDIT)
    with change() as tx:
        return keep_not_held(tx, get_meeting(meeting_id, lock=True), reason, cancelled=cancelled)


def keep_not_held(tx: Change, meeting: Meeting, reason: str, *, cancelled: bool = False) -> Meeting:
    """Record inside the open change that a locked meeting did not take place; asks for no right, its callers do."""
    if not reason.strip():
        raise Refused(_("Say why the meeting did not take place."), field="reason")
    if meeting.state != "planned":
        raise Refused(_("This meeting has been closed already. Look at it again."))
    meeting.state, meeting.no_show_reason = "cancelled" if cancelled else "no_show", reason.strip()
    tx.record(f"meetings.{meeting.state}", subject=meeting, note=reason.strip())
    tx.emit("meetings.changed", {"meeting": str(meeting.id), "match": str(meeting.match_id)})
    return meeting


def get_meeting(meeting_id: UUID, *, lock: bool = False) -> Meeting:
    """One meeting of the open organisation; ``NotFound`` for anybody else's."""
    require(VIEW)
    meeting = session().get(
        Meeting, (current_tenant_id(), meeting_id), with_for_update=lock, populate_existing=lock
    )
    if meeting is None:
        raise NotFound("no such meeting")
    return meeting


def meetings_of(match_id: UUID) -> Sequence[Meeting]:
    """Meetings of a pair in the order of time."""
    require(VIEW)
    return _meetings(match_id)


def kinds_to_plan(match_id: UUID) -> tuple[str, ...]:
    """Kinds that a pair may plan next without an exception, the expected one first."""
    require(VIEW)
    return next_kinds([one.kind for one in _meetings(match_id) if one.state in (*HAPPENED, "planned")])


def complete_pair(
    match_id: UUID, *, outcomes: Mapping[UUID, str], exits: Mapping[UUID, str], reflection: str
) -> Match:
    """Complete a pair after its final meeting, when no feedback is owed any more."""
    held = [one for one in meetings_of(match_id) if one.state in HAPPENED]
    if not any(one.kind == "final" for one in held):
        raise Refused(_("A pair is completed after its final meeting."))
    if any(one.state == "held" for one in held):
        raise Refused(_("Feedback is still owed. Gather it before the pair is completed."))
    return matches.complete(match_id, outcomes=outcomes, exits=exits, reflection=reflection)


def close_if_complete(tx: Change, meeting: Meeting) -> None:
    """A meeting whose feedback is all there is closed, inside the open change."""
    owed = tx.session.scalar(
        select(func.count())
        .select_from(Feedback)
        .where(Feedback.meeting_id == meeting.id, Feedback.state == "owed")
    )
    if meeting.state == "held" and not owed:
        meeting.state = "closed"
        tx.record("meetings.closed", subject=meeting)


def _check_order(kind: str, held: Sequence[str], exception: str) -> None:
    if in_order(kind, held) or exception.strip():
        return
    expected = next_kinds(held)
    if not expected:
        raise Refused(_("After the final meeting no other is planned."), field="kind")
    raise Refused(
        _(
            "The next meeting by the model is “%(kind)s”. Choose it, or say why the order is broken.",
            kind=str(KINDS[expected[0]]).lower(),
        ),
        field="kind" if kind in ORDER else "exception",
    )


def _check_who_may_meet(match: Match) -> None:
    """The mentor and at least one mentee may meet today."""
    [pair] = matches.pairs_of([match])
    lapsed = consents.consent_obstacles(pair.people, today())
    mentees = [lapsed[member.person.id] for member in pair.members]
    if lapsed[pair.mentor_person.id]:
        raise _stopped(lapsed[pair.mentor_person.id])
    if all(mentees):
        raise _stopped([one for those in mentees for one in those])


def _check_consents(present: Sequence[Person], on: date) -> None:
    """Whose consent it is and why is the coordinator's to know; participants are told that the pair rests."""
    allowed = consents.writable(present, on)
    lapsed = [person for person in present if person.id not in allowed]
    if lapsed:
        raise Stopped(_("The pair rests until there is a new consent. Speak to the coordinator."), lapsed)


def _stopped(lapsed: Sequence[consents.Obstacle]) -> Stopped:
    why = " ".join(one.sentence for one in lapsed)
    return Stopped(_("The pair rests until there is a new consent. %(why)s", why=why))


def _meetings(match_id: UUID) -> Sequence[Meeting]:
    return (
        session()
        .scalars(select(Meeting).where(Meeting.match_id == match_id).order_by(Meeting.starts_at, Meeting.id))
        .all()
    )


def _pair(meeting: Meeting) -> Pair:
    match = session().get_one(Match, (current_tenant_id(), meeting.match_id))
    return matches.pairs_of([match])[0]


def is_past(meeting: Meeting) -> bool:
    """Whether a planned meeting's time is over and nobody has said what became of it."""
    return meeting.state == "planned" and meeting.starts_at + timedelta(minutes=meeting.minutes) < now()
