# SPDX-License-Identifier: MIT
"""Feedback without an account: by the link of a letter and by a code at the meeting. Opening either changes nothing.

A link of a letter is about one piece of feedback. A code is about the meeting, so that a sheet of codes can be printed
before it: the form opens once somebody has said that the meeting took place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.dates import day_of, today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import current_tenant_id, require, tenant_scope
from nastavnik.matches import service as matches
from nastavnik.matches.service import Pair
from nastavnik.meetings.models import Feedback, Meeting
from nastavnik.people import service as people

from .feedback import LINK, Words, give_as_person
from .letters import ask_feedback
from .meetings import EDIT, get_meeting
from .participants import modest, others_at

CODE = "feedback_code"
"""Purpose of the link that a code at the meeting holds."""
CODES_WORK = timedelta(days=14)
"""How long after the meeting."""
WAYS_OF = {LINK: "link", CODE: "qr"}


@dataclass(frozen=True, slots=True)
class OpenedFeedback:
    """What the page shows: first names and initials, the day and the kind of the meeting, nothing else.

    ``state``: open, early (nobody has said yet that the meeting took place), given, excused, expired.
    """

    state: str
    role: str
    reader: str
    others: tuple[str, ...]
    first: tuple[PersonName, ...]
    kind: str
    day: date


@dataclass(frozen=True, slots=True)
class Code:
    """A code for one participant: whose it is and the path it holds."""

    name: PersonName
    role: str
    path: str


def look_at_feedback(token: str, purpose: str) -> OpenedFeedback:
    """What a link or a code is about; ``NotFound`` for one never given out. Changes nothing."""
    link = people.look_at_link(token, purpose)
    person = people.person_behind(link.person_id)
    row, meeting = _about(link)
    pair = _pair(meeting)
    names = [people.name_of(one) for one in others_at(pair, person.id)]
    return OpenedFeedback(
        state=_state(link, person, row, meeting),
        role="mentor" if pair.mentor_person.id == person.id else "mentee",
        reader=person.name,
        others=tuple(map(modest, names)),
        first=tuple(PersonName("", name.name) for name in names),
        kind=meeting.kind,
        day=meeting.held_on or day_of(meeting.starts_at),
    )


def answer(token: str, purpose: str, words: Words) -> Feedback:
    """Keep the feedback of a link or a code, which is used up only by a form that was right."""
    with change() as tx:
        link = people.look_at_link(token, purpose)
        row, _meeting = _about(link)
        if row is None:
            raise Refused(_("Nobody has said yet that the meeting took place. The form opens after that."))
        words.check(row.role)
        if row.state != "owed":
            raise Refused(_("This feedback has been given already."))
        people.use_link(tx, token, purpose)
        return give_as_person(row.id, link.person_id, words, way=WAYS_OF[purpose])


def renew(token: str) -> bool:
    """Send a new link in place of one whose time has run out; whether a letter went out.

    Once a day at most, and to nobody who may not be written to.
    """
    link = people.look_at_link(token, LINK)
    with change() as tx:
        row, _meeting = _about(link)
        if row is None or link.state != "expired":
            return False
        row = tx.session.get_one(
            Feedback, (current_tenant_id(), row.id), with_for_update=True, populate_existing=True
        )
        if row.state != "owed" or row.reminded_on == today():
            return False
        return ask_feedback(tx, row) is not None


def make_codes(meeting_id: UUID) -> list[Code]:
    """A fresh code for everybody who takes part; codes printed before stop working. The mentor's first."""
    require(EDIT)
    with change() as tx:
        meeting = get_meeting(meeting_id)
        if meeting.state not in ("planned", "held"):
            raise Refused(_("Codes are made for a meeting that is planned or waits for feedback."))
        pair = _pair(meeting)
        lifetime = max(meeting.starts_at - now(), timedelta(0)) + CODES_WORK
        given = _given(meeting.id)
        codes = [
            Code(
                people.name_of(person),
                "mentor" if person.id == pair.mentor_person.id else "mentee",
                code_path(people.issue_link(tx, person.id, CODE, meeting.id, lifetime=lifetime)),
            )
            for person in pair.people
            if person.state == "active" and person.id not in given
        ]
        tx.record("meetings.codes_made", subject=meeting, after={"codes": len(codes)})
    return codes


def code_path(token: str) -> str:
    """The page of a code."""
    return f"/o/{tenant_scope().slug}/meetings/code/{token}"


def _about(link: people.OpenedLink) -> tuple[Feedback | None, Meeting]:
    """The feedback a link is about, ``None`` while the meeting has not been held, and the meeting."""
    if link.subject_id is None:
        raise NotFound("this link is about nothing")
    tenant_id = current_tenant_id()
    if link.purpose == CODE:
        meeting = session().get(Meeting, (tenant_id, link.subject_id))
        if meeting is None:
            raise NotFound("no such meeting")
        row = session().scalar(
            select(Feedback).where(Feedback.meeting_id == meeting.id, Feedback.person_id == link.person_id)
        )
        return row, meeting
    row = session().get(Feedback, (tenant_id, link.subject_id))
    if row is None:
        raise NotFound("no such feedback")
    return row, session().get_one(Meeting, (tenant_id, row.meeting_id))


def _state(link: people.OpenedLink, person: people.Person, row: Feedback | None, meeting: Meeting) -> str:
    if row is not None and row.state != "owed":
        return row.state
    if link.state != "open" or person.state != "active":
        return "expired"
    if row is None:
        return "early" if meeting.state == "planned" else "excused"
    return "open"


def _given(meeting_id: UUID) -> set[UUID]:
    """Who has given the feedback already or is excused, and needs no code."""
    rows = session().scalars(
        select(Feedback.person_id).where(Feedback.meeting_id == meeting_id, Feedback.state != "owed")
    )
    return set(rows)


def _pair(meeting: Meeting) -> Pair:
    match = session().get_one(matches.Match, (current_tenant_id(), meeting.match_id))
    return matches.pairs_of([match])[0]
