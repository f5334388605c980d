# SPDX-License-Identifier: MIT
"""People, a programme and pairs of one organisation for tests. Every person here is invented.

All of it goes through the services, inside an open tenant scope whose actor has ``RIGHTS``.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from nastavnik.consents import service as consents
from nastavnik.consents.service import GivenConsent, SeenClearance
from nastavnik.foundation.dates import today
from nastavnik.matches import service as matches
from nastavnik.matches.service import Match, Proposal
from nastavnik.people import service as people
from nastavnik.people.service import Mentee, Mentor, MentorCard, Person, PersonCard, RequestCard
from nastavnik.programmes import service as programmes
from nastavnik.programmes.service import Programme, ProgrammeCard

RIGHTS = frozenset(
    f"{room}.{right}"
    for room, rights in {
        "people": ("view", "edit"),
        "consents": ("view", "keep", "forms"),
        "programmes": ("view", "edit", "approve"),
        "matches": ("view", "edit"),
        "meetings": ("view", "edit"),
    }.items()
    for right in rights
)


def born(age: int) -> date:
    """A birthday that makes somebody ``age`` full years old, and will for half a year more."""
    half_a_year_ago = today() - timedelta(days=180)
    return date(half_a_year_ago.year - age, half_a_year_ago.month, 1)


def make_person(surname: str, age: int | None = 40, kind: str = "teacher", **more: Any) -> Person:
    """A person of the organisation."""
    birth_date = None if age is None else born(age)
    return people.add_person(
        PersonCard(surname, "Анна", "Ивановна", birth_date=birth_date, kind=kind, **more)
    )


def give_consent(person: Person, purpose: str = "participation") -> None:
    """The consent that is wanted of this person: own, or own and the representative's for a minor."""
    age = people.full_years(person.birth_date, person.birth_year, today())
    if age is None or age >= people.ADULT:
        consents.record_consent(person.id, GivenConsent(purpose, "self", today()))
        return
    guardians = people.guardians_of([person.id])[person.id]
    if not guardians:
        mother = make_person(f"{person.surname} (мать)", 38, "guardian")
        people.add_guardian(person.id, mother.id, "mother")
        guardians = people.guardians_of([person.id])[person.id]
    by = "both" if age >= people.OWN_SIGNATURE else "guardian"
    consents.record_consent(person.id, GivenConsent(purpose, by, today(), guardian_id=guardians[0].person_id))


def make_mentor(
    surname: str, age: int = 40, kind: str = "teacher", source: str = "teachers", **more: Any
) -> Mentor:
    """A selected mentor with a consent, and with a clearance when an adult comes from outside."""
    person = make_person(surname, age, kind)
    give_consent(person)
    if kind in ("employee", "alumnus", "other"):
        consents.record_clearance(person.id, SeenClearance("criminal_record", today(), "cleared"))
    mentor = people.enter_mentor(person.id, MentorCard(source, **more))
    return people.set_mentor_state(mentor.id, "selected")


def make_mentee(surname: str, age: int = 13, kind: str = "pupil", category: str = "academic") -> Mentee:
    """A mentee with a request and a consent."""
    person = make_person(surname, age, kind)
    give_consent(person)
    return people.enter_mentee(person.id, RequestCard(category))


def make_programme(
    title: str = "Вместе", form: str = "STUDENT_STUDENT", variant: str = "leader"
) -> Programme:
    """A programme that runs in its first stage."""
    programme = programmes.add_programme(
        ProgrammeCard(
            title,
            form,
            today() - timedelta(days=30),
            today() + timedelta(days=200),
            variant=variant,
            goal="Помочь друг другу",
        )
    )
    programmes.approve(programme.id)
    return programmes.start(programme.id)


def make_agreed(programme: Programme, mentor: Mentor, *mentees: Mentee, **more: Any) -> Match:
    """A pair or group to which everybody has agreed."""
    match = matches.propose(Proposal(programme.id, mentor.id, tuple(mentee.id for mentee in mentees), **more))
    for answer in matches.answers_of([match.id])[match.id]:
        matches.answer_on_behalf(answer.id, "yes", "сказали на встрече")
    return matches.get_match(match.id)


def make_active(programme: Programme, mentor: Mentor, *mentees: Mentee, **more: Any) -> Match:
    """A pair or group at work, fixed by an order of today."""
    match = make_agreed(programme, mentor, *mentees, **more)
    order = matches.draft_order([match.id])
    matches.sign_order(order.id, number="17-о", dated_on=today())
    return matches.get_match(match.id)
