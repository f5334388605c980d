# SPDX-License-Identifier: MIT
"""People of the registers: persons with their representatives, consents and clearances, entered as mentors or mentees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from nastavnik.consents import service as consents
from nastavnik.consents.service import GivenConsent, SeenClearance
from nastavnik.demonstration.acting import chance
from nastavnik.foundation.dates import today
from nastavnik.people import service as people
from nastavnik.people.service import Mentee, Mentor, MentorCard, Person, PersonCard, RequestCard

from . import wording
from .names import Names

_OUTSIDE = ("employee", "alumnus", "other", "student")
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Kind:
    """Who takes part in a form on one side. ``ages`` are full years on the first of September."""

    kind: str
    source: str
    ages: tuple[int, ...]


MENTORS = {
    "STUDENT_STUDENT": Kind("pupil", "pupils", (15, 16)),
    "TEACHER_TEACHER": Kind("teacher", "teachers", (36, 41, 45, 52, 58)),
    "UNI_STUDENT": Kind("student", "alumni", (19, 20, 21)),
    "EMPLOYER_STUDENT": Kind("employee", "organisations", (28, 33, 39, 47)),
    "EMPLOYER_UNI": Kind("employee", "organisations", (31, 36, 44)),
}
MENTEES = {
    "STUDENT_STUDENT": Kind("pupil", "", (11, 12, 12, 14)),
    "TEACHER_TEACHER": Kind("young_specialist", "", (22, 23, 25)),
    "UNI_STUDENT": Kind("pupil", "", (12, 14, 15)),
    "EMPLOYER_STUDENT": Kind("pupil", "", (14, 15, 16)),
    "EMPLOYER_UNI": Kind("student", "", (16, 19)),
}


class Register:
    """Enters people of one organisation; the moment and the actor are those of the act that calls."""

    def __init__(self, slug: str, workplace: str) -> None:
        self.slug, self.workplace, self._names, self._entered = slug, workplace, Names(slug), 0

    def mentor(self, form: str, school_year: date, *, capacity: int = 1) -> Mentor:
        """A candidate with a profile, a consent and, when an adult comes from outside, a clearance."""
        who = MENTORS[form]
        person = self._person(who, school_year)
        key = (self.slug, str(person.surname), person.name, self._entered)
        category = wording.choose(wording.CATEGORIES[form], "mentor", *key)
        known = wording.COMPETENCES[category]
        card = MentorCard(
            source="alumni" if who.kind == "employee" and chance(4, "alumni", *key) == 0 else who.source,
            forms=(form,),
            meeting_format=("in_person", "any", "in_person", "remote")[chance(4, "format", *key)],
            achievements=wording.choose(wording.ACHIEVEMENTS, *key),
            preferred_from=10 + chance(3, "from", *key) if who.kind != "teacher" else None,
            preferred_to=16 + chance(2, "to", *key) if who.kind != "teacher" else None,
            hours_per_week=Decimal(1 + chance(3, "hours", *key)),
            capacity=capacity,
            competences=tuple(dict.fromkeys((known[0], wording.choose(known, *key)))),
            interests=(wording.choose(wording.COMPETENCES["creativity"], "interest", *key),),
        )
        mentor = people.enter_mentor(person.id, card)
        self._consent(person)
        if who.kind in _OUTSIDE:
            seen = SeenClearance("criminal_record", today(), "cleared", next_check_on=today() + _YEAR)
            consents.record_clearance(person.id, seen)
        return mentor

    def mentee(self, form: str, school_year: date) -> Mentee:
        """A mentee with a request and a consent."""
        who = MENTEES[form]
        person = self._person(who, school_year)
        key = (self.slug, str(person.surname), person.name, self._entered)
        category = wording.choose(wording.CATEGORIES[form], "mentee", *key)
        authors = (
            ("self", "class_teacher", "parent")
            if people.is_minor(person.birth_date, None, today())
            else ("self",)
        )
        request = RequestCard(
            category,
            wording.choose(wording.REQUESTS[category], *key),
            priority=1 + chance(3, "priority", *key),
            author=wording.choose(authors, *key),
            topics=(wording.choose(wording.COMPETENCES[category], "topic", *key),),
        )
        mentee = people.enter_mentee(person.id, request)
        self._consent(person)
        return mentee

    def _person(self, who: Kind, school_year: date) -> Person:
        self._entered += 1
        key = (self.slug, who.kind, self._entered)
        name, _her = self._names.person(who.kind)
        age = who.ages[chance(len(who.ages), "age", *key)]
        # Birthdays fall in summer, so that nobody turns 14 or 18 in the middle of the school year; a few do.
        month = 12 if chance(30, "winter", *key) == 0 else 6 + chance(3, "month", *key)
        year = school_year.year - age - (month == 12)
        number = f"{self._entered:04}"
        outside = who.kind == "employee"
        return people.add_person(
            PersonCard(
                name.surname,
                name.name,
                name.patronymic,
                birth_date=date(year, month, 1 + chance(28, "day", *key)),
                kind=who.kind,
                post=self._post(who.kind, age, *key),
                workplace=wording.choose(wording.WORKPLACES, *key) if outside else self.workplace,
                phone=f"+7 (000) {number[:3]}-{number[3]}0-00",
                email=f"{self.slug}-{number}@demo.example" if chance(3, "mail", *key) else "",
                young_since=date(school_year.year - chance(2, "young", *key), 8, 25)
                if who.kind == "young_specialist"
                else None,
            )
        )

    def _post(self, kind: str, age: int, *key: object) -> str:
        if kind == "pupil":
            return f"{min(age - 6, 11)} «{'АБВ'[chance(3, 'class', *key)]}»"
        if kind == "student":
            return f"{max(1, min(age - 15, 4))} курс"
        if kind in ("teacher", "young_specialist"):
            return wording.choose(wording.TEACHERS, "post", *key)
        return wording.choose(wording.EMPLOYEES, "post", *key)

    def _consent(self, person: Person) -> None:
        key = (self.slug, person.surname, person.name, self._entered)
        by, guardian = "self", None
        if people.is_minor(person.birth_date, None, today()):
            guardian = self._guardian(person)
            full = people.full_years(person.birth_date, None, today()) or 0
            by = "both" if full >= people.OWN_SIGNATURE else "guardian"
        purposes = ["participation"]
        if chance(4, "publication", *key) == 0:
            purposes.append("publication")
        for purpose in purposes:
            consents.record_consent(person.id, GivenConsent(purpose, by, today(), guardian_id=guardian))

    def _guardian(self, person: Person) -> UUID:
        mother = chance(5, "mother", person.surname, person.name, self._entered) > 0
        name = self._names.parent_of(people.name_of(person), mother=mother)
        number = f"{self._entered:04}"
        link = people.add_new_guardian(
            person.id,
            PersonCard(
                name.surname,
                name.name,
                name.patronymic,
                kind="guardian",
                phone=f"+7 (000) {number[:3]}-{number[3]}1-00",
                email=f"{self.slug}-{number}-p@demo.example" if chance(2, "mail", number) else "",
            ),
            "mother" if mother else "father",
        )
        return link.guardian_id
