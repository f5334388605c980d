# SPDX-License-Identifier: MIT
"""Proposing a pair and hearing both sides. Software proposes, the coordinator decides, both agree (domain 5.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from nastavnik.consents import service as consents
from nastavnik.consents.service import Obstacle
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.matches.models import Match, MatchAnswer, MatchEvent, MatchMember
from nastavnik.people import service as people
from nastavnik.people.service import Mentee, Mentor, Person
from nastavnik.programmes import service as programmes

from .looking import EDIT, answers_of, get_match, load_of, paired

LINK = "match_answer"


class NotReady(Refused):
    """The gate is closed; ``obstacles`` say exactly why and what to do."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(" ".join(one.sentence for one in obstacles))
        self.obstacles = obstacles


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pair or group to be proposed. ``requests`` says which request of a mentee it answers."""

    programme_id: UUID
    mentor_id: UUID
    mentee_ids: tuple[UUID, ...]
    goal: str = ""
    group_title: str = ""
    ends_on: date | None = None
    origin: str = "hand"
    grounds: Mapping[str, Any] = field(default_factory=dict)
    requests: Mapping[UUID, UUID] = field(default_factory=dict)


def obstacles(mentor_id: UUID, mentee_ids: Sequence[UUID], *, on: date | None = None) -> list[Obstacle]:
    """Everything that keeps these people from being a pair: consents, clearance, selection, capacity, relatives."""
    mentor = people.get_mentor(mentor_id)
    mentor_person = people.get_person(mentor.person_id)
    persons = people.persons_of_mentees(list(mentee_ids))
    found = consents.gate(mentor, mentor_person, list(persons.values()), on or today())
    return [*found, *_capacity(mentor, mentor_person), *_conflicts(mentor_person, persons, mentor_id)]


def propose(proposal: Proposal) -> Match:
    """Propose a pair or group: the gate is asked, and everybody concerned is asked for an answer.

    Raises ``NotReady`` with the obstacles; nothing is kept then.
    """
    require(EDIT)
    if not proposal.mentee_ids:
        raise Refused(_("Choose a mentee."), field="mentees")
    programme = programmes.get_programme(proposal.programme_id)
    if programme.state not in ("approved", "running"):
        raise Refused(_("Pairs are formed in a programme that is approved or runs."), field="programme")
    if proposal.ends_on is not None and proposal.ends_on < today():
        raise Refused(_("The term ends in the past."), field="ends_on")
    with change() as tx:
        mentor = people.get_mentor(proposal.mentor_id, lock=True)
        mentees = [people.get_mentee(mentee_id, lock=True) for mentee_id in sorted(proposal.mentee_ids)]
        in_the_way = obstacles(mentor.id, [mentee.id for mentee in mentees])
        if in_the_way:
            raise NotReady(in_the_way)
        match = tx.add(
            Match(
                programme_id=programme.id,
                mentor_id=mentor.id,
                group_title=proposal.group_title.strip(),
                origin=proposal.origin,
                grounds=dict(proposal.grounds),
                goal=proposal.goal.strip(),
                proposed_on=today(),
                ends_on=proposal.ends_on or programme.ends_on,
            )
        )
        tx.flush()
        for mentee in mentees:
            add_member(tx, match, mentee, proposal.requests.get(mentee.id))
        _ask_everybody(tx, match, mentor, mentees)
        programmes.join(tx, programme.id, mentor.person_id, "mentor")
        for mentee in mentees:
            programmes.join(tx, programme.id, mentee.person_id, "mentee")
        note(tx, match, "proposed")
        tx.record(
            "matches.proposed", subject=match, after={"mentor": mentor.id, "mentees": [m.id for m in mentees]}
        )
        tx.emit("matches.proposed", {"match": str(match.id)})
    return match


def add_member(tx: Change, match: Match, mentee: Mentee, request_id: UUID | None = None) -> MatchMember:
    """Put a mentee into a pair or group inside the open change."""
    return tx.add(
        MatchMember(match_id=match.id, mentee_id=mentee.id, request_id=request_id, joined_on=today())
    )


def note(tx: Change, match: Match, kind: str, *, reason: str = "", words: str = "") -> None:
    """A line of a pair's history inside the open change."""
    tx.add(MatchEvent(match_id=match.id, kind=kind, happened_on=today(), reason=reason, note=words))


def answer_on_behalf(answer_id: UUID, answer: str, reason: str) -> Match:
    """Write down an answer that was given by word of mouth or on paper; why it is entered so is kept."""
    require(EDIT)
    if not reason.strip():
        raise Refused(_("Say how the answer was given."), field="reason")
    with change() as tx:
        return answer_by(tx, answer_id, answer, way="on_behalf", reason=reason)


def answer_by_link(token: str, answer: str, *, reason: str = "") -> Match:
    """An answer by a personal link; the link is used up."""
    with change() as tx:
        opened = people.use_link(tx, token, LINK)
        if opened.subject_id is None:
            raise NotFound("no such answer")
        return answer_by(tx, opened.subject_id, answer, way="link", reason=reason)


def answer_of_person(answer_id: UUID, person_id: UUID, answer: str, *, reason: str = "") -> Match:
    """An answer of the person who is signed in; ``NotFound`` for anybody else's."""
    row = session().get(MatchAnswer, (current_tenant_id(), answer_id))
    if row is None or row.person_id != person_id:
        raise NotFound("no such answer")
    with change() as tx:
        return answer_by(tx, answer_id, answer, way="account", reason=reason)


def answer_by(tx: Change, answer_id: UUID, answer: str, *, way: str, reason: str = "") -> Match:
    """Keep an answer inside the open change. The last «yes» makes the pair agreed, any «no» declines it."""
    if answer not in ("yes", "no"):
        raise Refused(_("Choose an answer."), field="answer")
    row = tx.session.get(
        MatchAnswer, (current_tenant_id(), answer_id), with_for_update=True, populate_existing=True
    )
    if row is None:
        raise NotFound("no such answer")
    match = tx.session.get_one(
        Match, (current_tenant_id(), row.match_id), with_for_update=True, populate_existing=True
    )
    if match.state != "proposed":
        raise Refused(_("This pair does not wait for answers any more."))
    row.answer, row.way, row.reason, row.answered_at = answer, way, reason.strip(), now()
    tx.record(
        "matches.answered",
        subject=match,
        after={"person": row.person_id, "role": row.role, "answer": answer, "way": way},
        note=reason.strip(),
    )
    tx.flush()
    if answer == "no":
        decline(tx, match, reason=reason)
    elif all(one.answer == "yes" for one in answers_of([match.id])[match.id]):
        match.state = "agreed"
        people.revoke_links(tx, subject_id=row.id)
        note(tx, match, "agreed")
        tx.record("matches.agreed", subject=match)
    tx.emit("matches.answered", {"match": str(match.id), "answer": answer})
    return match


def decline(tx: Change, match: Match, *, reason: str = "") -> None:
    """Somebody does not want this pair: it is declined inside the open change, its links stop working."""
    match.state, match.ended_on = "declined", today()
    for row in answers_of([match.id])[match.id]:
        people.revoke_links(tx, subject_id=row.id)
    note(tx, match, "declined", words=reason.strip())
    tx.record("matches.declined", subject=match, note=reason.strip())


def withdraw_proposal(match_id: UUID, reason: str) -> Match:
    """Take a proposal back before the order."""
    require(EDIT)
    with change() as tx:
        match = get_match(match_id, lock=True)
        if match.state not in ("proposed", "agreed"):
            raise Refused(_("Only a proposal can be taken back; a pair at work is ended."))
        decline(tx, match, reason=reason)
        tx.emit("matches.changed", {"match": str(match.id)})
    return match


def links_to_answer(match_id: UUID) -> Mapping[UUID, str]:
    """New links by answer for everybody who has not answered yet; earlier ones stop working."""
    require(EDIT)
    with change() as tx:
        match = get_match(match_id)
        return {
            row.id: people.issue_link(tx, row.person_id, LINK, row.id)
            for row in answers_of([match.id])[match.id]
            if row.answer == "asked"
        }


def _ask_everybody(tx: Change, match: Match, mentor: Mentor, mentees: Sequence[Mentee]) -> None:
    """The mentor, each mentee, and of each minor the legal representatives (one of them at least)."""
    _ask(tx, match, mentor.person_id, "mentor", mentor.person_id)
    persons = people.persons_of_mentees([mentee.id for mentee in mentees])
    asked = [*persons.values(), people.get_person(mentor.person_id)]
    guardians = people.guardians_of(person.id for person in asked)
    for person in persons.values():
        _ask(tx, match, person.id, "mentee", person.id)
    for person in asked:
        if people.is_minor(person.birth_date, person.birth_year, today()) and guardians[person.id]:
            _ask(tx, match, guardians[person.id][0].person_id, "guardian", person.id)


def _ask(tx: Change, match: Match, person_id: UUID, role: str, for_person_id: UUID) -> None:
    tx.add(
        MatchAnswer(
            match_id=match.id, person_id=person_id, role=role, for_person_id=for_person_id, asked_on=today()
        )
    )


def _capacity(mentor: Mentor, person: Person) -> list[Obstacle]:
    load = load_of([mentor.id])[mentor.id]
    if load < mentor.capacity:
        return []
    return [
        Obstacle(
            "full",
            person.id,
            _(
                "%(name)s leads %(load)s of %(capacity)s pairs already.",
                name=people.name_of(person).short,
                load=load,
                capacity=mentor.capacity,
            ),
            "mentor",
        )
    ]


def _conflicts(mentor: Person, mentees: Mapping[UUID, Person], mentor_id: UUID) -> list[Obstacle]:
    """The mentor is the mentee, represents the mentee, or leads the mentee already."""
    found: list[Obstacle] = []
    minors = people.minors_of(mentor.id)
    open_pairs = paired(mentees)
    for mentee_id, person in mentees.items():
        name = people.name_of(person).short
        if person.id == mentor.id:
            found.append(
                Obstacle("same_person", person.id, _("%(name)s cannot be a pair alone.", name=name), "card")
            )
        elif person.id in minors:
            found.append(
                Obstacle(
                    "relative",
                    person.id,
                    _("The mentor is the legal representative of %(name)s.", name=name),
                    "card",
                )
            )
        if any(match.mentor_id == mentor_id for match in open_pairs[mentee_id]):
            found.append(
                Obstacle("already", person.id, _("%(name)s has this mentor already.", name=name), "mentor")
            )
    return found
