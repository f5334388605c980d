# SPDX-License-Identifier: MIT
"""People who are there already, looked up by what a spreadsheet says of them, without a query a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.database import session
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.ids import new_id
from nastavnik.people.models import Guardian, Mentee, MenteeRequest, Mentor, MentorTopic, Person, Topic

from .persons import folded


class Known:
    """Persons by name, their lines in the registers and their representatives, read once for a whole import.

    Two persons of one name are told apart by the day or the year of birth; where neither side says it, they are one.
    """

    def __init__(self) -> None:
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        self._by_id: dict[UUID, Person] = {}
        for person in session().scalars(select(Person).where(Person.state != "merged")):
            self.remember(person)
        self.mentors: dict[UUID, Mentor] = {one.person_id: one for one in session().scalars(select(Mentor))}
        self.mentees: dict[UUID, Mentee] = {one.person_id: one for one in session().scalars(select(Mentee))}
        self._requests: dict[UUID, set[str]] = defaultdict(set)
        for mentee_id, text in session().execute(
            select(MenteeRequest.mentee_id, MenteeRequest.text).where(MenteeRequest.closed_on.is_(None))
        ):
            self._requests[mentee_id].add(folded(text))
        self._topics: dict[tuple[str, str], Topic] = {
            (topic.kind, folded(topic.title)): topic for topic in session().scalars(select(Topic))
        }
        self._mentor_topics: dict[UUID, set[UUID]] = defaultdict(set)
        for mentor_id, topic_id in session().execute(select(MentorTopic.mentor_id, MentorTopic.topic_id)):
            self._mentor_topics[mentor_id].add(topic_id)
        self._guardians: dict[UUID, list[UUID]] = defaultdict(list)
        for minor_id, guardian_id in session().execute(select(Guardian.minor_id, Guardian.guardian_id)):
            self._guardians[minor_id].append(guardian_id)

    def remember(self, person: Person) -> None:
        """Let a person who has just been added be found by the rows below."""
        self._by_name[_name_key(person.surname, person.name, person.patronymic)].append(person)
        self._by_id[person.id] = person

    def find(self, fields: Mapping[str, Any]) -> Person | None:
        """The one person whom these fields fit; ``Refused`` when they fit several."""
        key = _name_key(fields["surname"], fields["name"], fields.get("patronymic", ""))
        fitting = [person for person in self._by_name[key] if _agree(person, fields)]
        exact = [person for person in fitting if _same_birth(person, fields)]
        chosen = exact or fitting
        if len(chosen) > 1:
            raise Refused(
                _("Several people here have this name. Add the date of birth to the row."), field="full_name"
            )
        return chosen[0] if chosen else None

    def guardian(self, minor_id: UUID | None, fields: Mapping[str, Any]) -> tuple[Person | None, bool]:
        """The representative of this name and whether the minor has them already."""
        key = _name_key(fields["surname"], fields["name"], fields.get("patronymic", ""))
        own = set(self._guardians.get(minor_id, ())) if minor_id else set()
        for person in self._by_name[key]:
            if person.id in own:
                return person, True
        contacts = {fields.get("phone") or None, fields.get("email") or None} - {None}
        for person in self._by_name[key]:
            if person.kind == "guardian" and {person.phone, person.email} & contacts:
                return person, False
        return None, False

    def link(self, minor_id: UUID, guardian_id: UUID) -> None:
        """Remember a representative who has just been named."""
        self._guardians[minor_id].append(guardian_id)

    def topic(self, kind: str, title: str) -> tuple[Topic, bool]:
        """The word of the taxonomy, and whether it is new and has to be kept."""
        key = (kind, folded(title))
        known = self._topics.get(key)
        if known is not None:
            return known, False
        self._topics[key] = Topic(id=new_id(), kind=kind, title=" ".join(title.split()), retired=False)
        return self._topics[key], True

    def takes_topic(self, mentor_id: UUID, topic_id: UUID) -> bool:
        """Whether a mentor does not have the word yet; remembers that now they do."""
        had = self._mentor_topics[mentor_id]
        if topic_id in had:
            return False
        had.add(topic_id)
        return True

    def has_request(self, mentee_id: UUID, text: str) -> bool:
        """Whether an open request says the same already; remembers it if not."""
        known = self._requests[mentee_id]
        if folded(text) in known:
            return True
        known.add(folded(text))
        return False


def _name_key(surname: str, name: str, patronymic: str) -> str:
    return " ".join(folded(f"{surname} {name} {patronymic}").split())


def _agree(person: Person, fields: Mapping[str, Any]) -> bool:
    """Whether nothing known of both speaks against their being one."""
    day = fields.get("birth_date")
    year = day.year if day else fields.get("birth_year")
    if day and person.birth_date:
        return bool(day == person.birth_date)
    return not (year and person.birth_year and year != person.birth_year)


def _same_birth(person: Person, fields: Mapping[str, Any]) -> bool:
    return fields.get("birth_date") == person.birth_date and (
        fields.get("birth_date") is not None or fields.get("birth_year") == person.birth_year
    )
