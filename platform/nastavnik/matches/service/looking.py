# SPDX-License-Identifier: MIT
"""Finding pairs and groups, and who is in them. Lists cost a bounded number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from nastavnik.foundation.database import session
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.matches.models import Match, MatchAnswer, MatchEvent, MatchMember
from nastavnik.matches.words import OPEN_STATES, WORKING_STATES
from nastavnik.people import service as people
from nastavnik.people.service import Listing, Mentee, Mentor, PageOfRows, Person

VIEW = "matches.view"
EDIT = "matches.edit"


@dataclass(frozen=True, slots=True)
class Member:
    """A mentee of a pair or group with the person behind it."""

    row: MatchMember
    mentee: Mentee
    person: Person

    @property
    def name(self) -> PersonName:
        """The mentee's name."""
        return people.name_of(self.person)


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair or group with its people: ``members`` are the mentees who have not left it."""

    match: Match
    mentor: Mentor
    mentor_person: Person
    members: tuple[Member, ...]
    past_members: tuple[Member, ...] = ()

    @property
    def id(self) -> UUID:
        """The pair's identifier."""
        return self.match.id

    @property
    def mentor_name(self) -> PersonName:
        """The mentor's name."""
        return people.name_of(self.mentor_person)

    @property
    def is_group(self) -> bool:
        """Whether there are several mentees."""
        return len(self.members) > 1 or bool(self.match.group_title)

    @property
    def title(self) -> str:
        """«Образцов И.И. — Примеров П.П.», or the mentor and the group's title."""
        mentees = self.match.group_title or ", ".join(member.name.short for member in self.members)
        return f"{self.mentor_name.short} — {mentees}" if mentees else self.mentor_name.short

    @property
    def people(self) -> list[Person]:
        """Mentor first, then mentees."""
        return [self.mentor_person, *(member.person for member in self.members)]


@dataclass(frozen=True, slots=True)
class PairFilter:
    """What the list of pairs is narrowed to; empty means everything."""

    text: str = ""
    state: str = ""
    programme_id: UUID | None = None
    mentor_id: UUID | None = None
    mentee_id: UUID | None = None
    form_programmes: tuple[UUID, ...] | None = None
    only: frozenset[UUID] | None = None
    listing: Listing = field(default_factory=Listing)


def get_match(match_id: UUID, *, lock: bool = False) -> Match:
    """One pair or group of the open organisation; ``NotFound`` for anybody else's."""
    require(VIEW)
    match = session().get(
        Match, (current_tenant_id(), match_id), with_for_update=lock, populate_existing=lock
    )
    if match is None:
        raise NotFound("no such pair")
    return match


def get_pair(match_id: UUID) -> Pair:
    """One pair or group with its people."""
    return pairs_of([get_match(match_id)])[0]


def pairs_of(matches: Sequence[Match]) -> list[Pair]:
    """Pairs with their people, in two queries however many there are; the order stays."""
    if not matches:
        return []
    mentors = _mentors({match.mentor_id for match in matches})
    members: dict[UUID, list[Member]] = {match.id: [] for match in matches}
    past: dict[UUID, list[Member]] = {match.id: [] for match in matches}
    rows = session().execute(
        select(MatchMember, Mentee, Person)
        .join(Mentee, and_(Mentee.tenant_id == MatchMember.tenant_id, Mentee.id == MatchMember.mentee_id))
        .join(Person, and_(Person.tenant_id == Mentee.tenant_id, Person.id == Mentee.person_id))
        .where(MatchMember.match_id.in_(members))
        .order_by(Person.sort_key)
    )
    ended = {match.id: match.ended_on for match in matches}
    for row, mentee, person in rows:
        left_before_the_end = row.left_on is not None and row.left_on != ended[row.match_id]
        (past if left_before_the_end else members)[row.match_id].append(Member(row, mentee, person))
    return [
        Pair(match, *mentors[match.mentor_id], tuple(members[match.id]), tuple(past[match.id]))
        for match in matches
    ]


def pairs(wanted: PairFilter | None = None) -> PageOfRows[Pair]:
    """Pairs and groups with their people, a page of them, in four queries whatever the length."""
    require(VIEW)
    wanted = wanted or PairFilter()
    mentor_person = aliased(Person)
    statement = (
        select(Match)
        .join(Mentor, and_(Mentor.tenant_id == Match.tenant_id, Mentor.id == Match.mentor_id))
        .join(
            mentor_person,
            and_(mentor_person.tenant_id == Mentor.tenant_id, mentor_person.id == Mentor.person_id),
        )
    )
    statement = statement.where(*_with_words(wanted.text, mentor_person))
    if wanted.state == "open":
        statement = statement.where(Match.state.in_(OPEN_STATES))
    elif wanted.state:
        statement = statement.where(Match.state == wanted.state)
    if wanted.only is not None:
        statement = statement.where(Match.id.in_(wanted.only))
    if wanted.programme_id is not None:
        statement = statement.where(Match.programme_id == wanted.programme_id)
    if wanted.form_programmes is not None:
        statement = statement.where(Match.programme_id.in_(wanted.form_programmes))
    if wanted.mentor_id is not None:
        statement = statement.where(Match.mentor_id == wanted.mentor_id)
    if wanted.mentee_id is not None:
        statement = statement.where(
            Match.id.in_(select(MatchMember.match_id).where(MatchMember.mentee_id == wanted.mentee_id))
        )
    columns = {
        "name": (mentor_person.sort_key,),
        "state": (Match.state, mentor_person.sort_key),
        "starts": (Match.starts_on, mentor_person.sort_key),
        "ends": (Match.ends_on, mentor_person.sort_key),
    }
    page = wanted.listing.page_of(session(), statement, columns, key=Match.id)
    return PageOfRows(pairs_of(page.rows), page.total, page.page, page.pages)


def pairs_named(text: str) -> Select[UUID]:
    """A select of the identifiers of pairs whose people or group's title hold every word, for a room's own condition."""
    require(VIEW)
    mentor_person = aliased(Person)
    return (
        select(Match.id)
        .join(Mentor, and_(Mentor.tenant_id == Match.tenant_id, Mentor.id == Match.mentor_id))
        .join(
            mentor_person,
            and_(mentor_person.tenant_id == Mentor.tenant_id, mentor_person.id == Mentor.person_id),
        )
        .where(*_with_words(text, mentor_person))
    )


def _with_words(text: str, mentor_person: type[Person]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for word in text.lower().replace("ё", "е").split():
        with_mentee = (
            select(MatchMember.match_id)
            .join(Mentee, and_(Mentee.tenant_id == MatchMember.tenant_id, Mentee.id == MatchMember.mentee_id))
            .join(Person, and_(Person.tenant_id == Mentee.tenant_id, Person.id == Mentee.person_id))
            .where(Person.find_key.contains(word, autoescape=True))
        )
        found.append(
            or_(
                mentor_person.find_key.contains(word, autoescape=True),
                func.lower(Match.group_title).contains(word, autoescape=True),
                Match.id.in_(with_mentee),
            )
        )
    return found


def pairs_at_work_of(person_id: UUID) -> list[Pair]:
    """Pairs and groups at work or paused in which a person is the mentor or a mentee, for that person's own page.

    Asks for no right: whoever calls it has made sure who the reader is. Four queries however many.
    """
    as_mentor = select(Mentor.id).where(Mentor.person_id == person_id)
    as_mentee = (
        select(MatchMember.match_id)
        .join(Mentee, and_(Mentee.tenant_id == MatchMember.tenant_id, Mentee.id == MatchMember.mentee_id))
        .where(Mentee.person_id == person_id, MatchMember.left_on.is_(None))
    )
    rows = session().scalars(
        select(Match)
        .where(Match.state.in_(WORKING_STATES), or_(Match.mentor_id.in_(as_mentor), Match.id.in_(as_mentee)))
        .order_by(Match.starts_on, Match.id)
    )
    return pairs_of(rows.all())


def declined_since(day: date, *, most: int) -> list[Pair]:
    """Pairs declined since a day, the latest first."""
    require(VIEW)
    rows = session().scalars(
        select(Match)
        .where(Match.state == "declined", Match.ended_on >= day)
        .order_by(Match.ended_on.desc(), Match.id.desc())
        .limit(most)
    )
    return pairs_of(rows.all())


def unwanted_pairs() -> frozenset[tuple[UUID, UUID]]:
    """(mentor, mentee) who have declined each other or have parted in conflict: not to be brought together again."""
    require(VIEW)
    rows = session().execute(
        select(Match.mentor_id, MatchMember.mentee_id)
        .join(MatchMember, and_(MatchMember.tenant_id == Match.tenant_id, MatchMember.match_id == Match.id))
        .where(or_(Match.state == "declined", and_(Match.state == "ended", Match.end_reason == "conflict")))
        .distinct()
    )
    return frozenset((row.mentor_id, row.mentee_id) for row in rows)


def match_counts(programme_id: UUID | None = None) -> dict[str, int]:
    """How many pairs and groups there are in each state."""
    require(VIEW)
    statement = select(Match.state, func.count()).group_by(Match.state)
    if programme_id is not None:
        statement = statement.where(Match.programme_id == programme_id)
    return {row[0]: row[1] for row in session().execute(statement)}


def load_of(mentor_ids: Iterable[UUID]) -> Mapping[UUID, int]:
    """How many open pairs and groups each mentor has, in one query."""
    wanted = set(mentor_ids)
    found = dict.fromkeys(wanted, 0)
    if wanted:
        rows = session().execute(
            select(Match.mentor_id, func.count())
            .where(Match.mentor_id.in_(wanted), Match.state.in_(OPEN_STATES))
            .group_by(Match.mentor_id)
        )
        found |= {row[0]: row[1] for row in rows}
    return found


def paired(mentee_ids: Iterable[UUID]) -> Mapping[UUID, list[Match]]:
    """Open pairs by mentee, in one query."""
    wanted = set(mentee_ids)
    found: dict[UUID, list[Match]] = {mentee_id: [] for mentee_id in wanted}
    if wanted:
        rows = session().execute(
            select(MatchMember.mentee_id, Match)
            .join(Match, and_(Match.tenant_id == MatchMember.tenant_id, Match.id == MatchMember.match_id))
            .where(
                MatchMember.mentee_id.in_(wanted), MatchMember.left_on.is_(None), Match.state.in_(OPEN_STATES)
            )
        )
        for mentee_id, match in rows:
            found[mentee_id].append(match)
    return found


def answers_of(match_ids: Iterable[UUID]) -> Mapping[UUID, list[MatchAnswer]]:
    """Answers by pair, in one query."""
    wanted = set(match_ids)
    found: dict[UUID, list[MatchAnswer]] = {match_id: [] for match_id in wanted}
    if wanted:
        rows = session().scalars(
            select(MatchAnswer).where(MatchAnswer.match_id.in_(wanted)).order_by(MatchAnswer.created_at)
        )
        for answer in rows:
            found[answer.match_id].append(answer)
    return found


def history_of(match_id: UUID) -> Sequence[MatchEvent]:
    """What happened to a pair, in order."""
    require(VIEW)
    return (
        session()
        .scalars(
            select(MatchEvent)
            .where(MatchEvent.match_id == match_id)
            .order_by(MatchEvent.happened_on, MatchEvent.created_at)
        )
        .all()
    )


def _mentors(mentor_ids: set[UUID]) -> dict[UUID, tuple[Mentor, Person]]:
    rows = session().execute(
        select(Mentor, Person)
        .join(Person, and_(Person.tenant_id == Mentor.tenant_id, Person.id == Mentor.person_id))
        .where(Mentor.id.in_(mentor_ids))
    )
    return {mentor.id: (mentor, person) for mentor, person in rows}
