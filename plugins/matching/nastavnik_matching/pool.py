# SPDX-License-Identifier: MIT
"""Who may be paired in a programme: the pool after the hard filters, and who was left out, with the reason in words.

The filters are those of the gate and of the register (domain 5.8): selection, consents, clearance, capacity, an open pair
already, the people the form joins. Between two people: oneself, relatives, a refusal or a conflict before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from nastavnik.consents import service as consents
from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.matches import service as matches
from nastavnik.people import service as people
from nastavnik.people.service import (
    Listing,
    Mentee,
    MenteeFilter,
    MenteeRequest,
    Mentor,
    MentorFilter,
    Person,
    Topic,
)
from nastavnik.programmes import service as programmes
from nastavnik.programmes.service import Programme

from .scoring import Candidate, Seeker

EVERYBODY = Listing(size=0)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who may not be paired now, and why."""

    person_id: UUID
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pool:
    """Mentors and mentees of a programme who may be paired. ``requests`` is the request a pair would answer."""

    mentors: tuple[Candidate, ...]
    mentees: tuple[Seeker, ...]
    persons: Mapping[UUID, UUID]
    """The person behind each mentor and mentee."""
    left_out_mentors: tuple[LeftOut, ...]
    left_out_mentees: tuple[LeftOut, ...]
    forbidden: frozenset[tuple[UUID, UUID]] = frozenset()
    requests: Mapping[UUID, UUID] = field(default_factory=dict)

    def allowed(self, mentor: Candidate, mentee: Seeker) -> bool:
        """Whether these two may be a pair at all."""
        return (mentor.mentor_id, mentee.mentee_id) not in self.forbidden


def pool_of(programme: Programme) -> Pool:
    """The pool of a programme; a bounded number of queries whatever its size."""
    form = programmes.FORMS[programme.form]
    mentors = people.mentors(MentorFilter(listing=EVERYBODY)).rows
    mentees = people.mentees(MenteeFilter(state="candidate", listing=EVERYBODY)).rows
    mentors = [row for row in mentors if row[0].state != "left" and row[1].kind in form.mentors]
    mentees = [row for row in mentees if row[1].kind in form.mentees]
    wrong = _obstacles(mentors, mentees)
    load = matches.load_of(mentor.id for mentor, _person in mentors)
    busy = matches.paired(mentee.id for mentee, _person in mentees)

    free, without_place = [], []
    for mentor, person in mentors:
        reason = wrong.get(person.id) or _full(mentor, load[mentor.id])
        if reason:
            without_place.append(LeftOut(person.id, people.name_of(person).full, reason))
        else:
            free.append((mentor, person))
    seeking, without_chance = [], []
    for mentee, person in mentees:
        reason = wrong.get(person.id) or (_("Is in an open pair already.") if busy[mentee.id] else "")
        if reason:
            without_chance.append(LeftOut(person.id, people.name_of(person).full, reason))
        else:
            seeking.append((mentee, person))
    requests = {
        mentee_id: next((one for one in mine if one.state == "open"), None)
        for mentee_id, mine in people.requests_of(mentee.id for mentee, _person in seeking).items()
    }
    return Pool(
        mentors=_candidates(free, load),
        mentees=_seekers(seeking, requests, programme.form),
        persons={row.id: person.id for row, person in (*free, *seeking)},
        left_out_mentors=tuple(without_place),
        left_out_mentees=tuple(without_chance),
        forbidden=_forbidden(free, seeking),
        requests={mentee_id: one.id for mentee_id, one in requests.items() if one is not None},
    )


def _obstacles(
    mentors: Sequence[tuple[Mentor, Person]], mentees: Sequence[tuple[Mentee, Person]]
) -> dict[UUID, str]:
    """What the gate says of each person, in one sentence or several."""
    leading = [person for _mentor, person in mentors]
    about = consents.consent_obstacles([*leading, *(person for _mentee, person in mentees)], today())
    clearance = consents.clearance_obstacles(leading, today(), with_minors=True)
    selection = {person.id: consents.selection_obstacles(mentor, person) for mentor, person in mentors}
    return {
        person_id: " ".join(
            one.sentence for one in (*selection.get(person_id, ()), *found, *clearance.get(person_id, ()))
        )
        for person_id, found in about.items()
    }


def _full(mentor: Mentor, load: int) -> str:
    if load < mentor.capacity:
        return ""
    return _("Leads %(load)s of %(capacity)s pairs already.", load=load, capacity=mentor.capacity)


def _candidates(rows: Sequence[tuple[Mentor, Person]], load: Mapping[UUID, int]) -> tuple[Candidate, ...]:
    topics = people.topics_of_mentors(mentor.id for mentor, _person in rows)
    return tuple(
        Candidate(
            mentor_id=mentor.id,
            name=people.name_of(person).full,
            competences=_titles(topics[mentor.id], "competence"),
            interests=_titles(topics[mentor.id], "interest"),
            forms=frozenset(mentor.forms),
            preferred_from=mentor.preferred_from,
            preferred_to=mentor.preferred_to,
            hours_per_week=float(mentor.hours_per_week) if mentor.hours_per_week is not None else None,
            free=mentor.capacity - load[mentor.id],
            load=load[mentor.id],
        )
        for mentor, person in rows
    )


def _seekers(
    rows: Sequence[tuple[Mentee, Person]], requests: Mapping[UUID, MenteeRequest | None], form: str
) -> tuple[Seeker, ...]:
    topics = people.topics_of_requests(one.id for one in requests.values() if one is not None)
    found = []
    for mentee, person in rows:
        request = requests[mentee.id]
        found.append(
            Seeker(
                mentee_id=mentee.id,
                name=people.name_of(person).full,
                topics=frozenset(topic.title for topic in topics[request.id]) if request else frozenset(),
                category=request.category if request else "",
                age=people.full_years(person.birth_date, person.birth_year, today()),
                form=form,
            )
        )
    return tuple(found)


def _titles(topics: Sequence[Topic], kind: str) -> frozenset[str]:
    return frozenset(topic.title for topic in topics if topic.kind == kind)


def _forbidden(
    mentors: Sequence[tuple[Mentor, Person]], mentees: Sequence[tuple[Mentee, Person]]
) -> frozenset[tuple[UUID, UUID]]:
    """Pairs that may not be: oneself, a legal representative, those who have refused or quarrelled."""
    by_person = {person.id: mentor.id for mentor, person in mentors}
    own = {(by_person[person.id], mentee.id) for mentee, person in mentees if person.id in by_person}
    guardians = people.guardians_of(person.id for _mentee, person in mentees)
    relatives = {
        (by_person[one.person_id], mentee.id)
        for mentee, person in mentees
        for one in guardians[person.id]
        if one.person_id in by_person
    }
    return frozenset(own | relatives) | matches.unwanted_pairs()
