# SPDX-License-Identifier: MIT
"""Persons: adding, correcting, finding, and opening a card, which is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm.exc import StaleDataError

from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import current_actor, current_tenant_id, require
from nastavnik.people.models import Person
from nastavnik.people.words import KINDS

VIEW = "people.view"
EDIT = "people.edit"
READ = "people.card_read"
FILE = "people.rights"
EARLIEST_BIRTH_YEAR = 1920
LONGEST = {
    "surname": 100,
    "name": 100,
    "patronymic": 100,
    "post": 200,
    "workplace": 300,
    "phone": 60,
    "email": 200,
}


class Overtaken(Refused):
    """Somebody else has changed the row since it was shown. ``version`` is the one that stands now."""

    def __init__(self, version: int | None = None) -> None:
        super().__init__(_("Somebody has changed this card meanwhile. Look at it and save again."))
        self.version = version


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What is kept of a person. Nothing here is wanted that the forms of the model do not need (152-ФЗ, ст. 5)."""

    surname: str
    name: str
    patronymic: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
    kind: str = "pupil"
    post: str = ""
    workplace: str = ""
    phone: str = ""
    email: str = ""
    young_since: date | None = None

    def columns(self) -> dict[str, Any]:
        """The card as columns, tidied and checked; raises ``Refused`` naming the field at fault."""
        columns: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        for name, most in LONGEST.items():
            columns[name] = " ".join(str(columns[name]).split())
            if len(columns[name]) > most:
                raise Refused(_("At most %(most)s characters fit here.", most=most), field=name)
        if not columns["surname"]:
            raise Refused(_("Give the surname."), field="surname")
        if not columns["name"]:
            raise Refused(_("Give the first name."), field="name")
        if self.kind not in KINDS:
            raise Refused(_("Choose from the list who this is."), field="kind")
        columns["email"] = columns["email"].lower()
        columns["birth_year"] = self._year_of_birth()
        if self.kind != "young_specialist":
            columns["young_since"] = None
        elif self.young_since is not None and self.young_since > today():
            raise Refused(_("The first working day cannot be in the future."), field="young_since")
        return columns

    def _year_of_birth(self) -> int | None:
        if self.birth_date is not None:
            if self.birth_date > today():
                raise Refused(_("The date of birth cannot be in the future."), field="birth_date")
            if self.birth_date.year < EARLIEST_BIRTH_YEAR:
                raise Refused(_("Check the year of birth."), field="birth_date")
            return self.birth_date.year
        if self.birth_year is not None and not EARLIEST_BIRTH_YEAR <= self.birth_year <= today().year:
            raise Refused(_("Check the year of birth."), field="birth_year")
        return self.birth_year


def card_of(person: Person) -> PersonCard:
    """The card of a stored person."""
    return PersonCard(**{field.name: getattr(person, field.name) for field in fields(PersonCard)})


def name_of(person: Person) -> PersonName:
    """The person's name."""
    return PersonName(person.surname, person.name, person.patronymic)


def add_person(card: PersonCard) -> Person:
    """Add a person to the open organisation."""
    require(EDIT)
    columns = card.columns()
    with change() as tx:
        person = tx.add(Person(**columns))
        tx.record("people.added", subject=person, after={"kind": person.kind})
        tx.emit("people.changed", {"person": str(person.id)})
    return person


def change_person(person_id: UUID, card: PersonCard, *, seen: int | None = None) -> Person:
    """Correct a person's card; what it was before stays in the journal. ``seen`` is the version the form showed."""
    require(EDIT)
    columns = card.columns()
    with change() as tx:
        person = get_person(person_id, lock=True)
        if seen is not None and seen != person.version:
            raise Overtaken(person.version)
        before = {
            name: getattr(person, name) for name, value in columns.items() if getattr(person, name) != value
        }
        if not before:
            return person
        for name in before:
            setattr(person, name, columns[name])
        try:
            tx.flush()
        except StaleDataError as error:
            raise Overtaken from error
        tx.record(
            "people.corrected",
            subject=person,
            before=before,
            after={name: columns[name] for name in before},
        )
        tx.emit("people.changed", {"person": str(person.id)})
    return person


def get_person(person_id: UUID, *, lock: bool = False) -> Person:
    """One person of the open organisation, for other services; ``NotFound`` for anybody else's."""
    require(VIEW)
    person = session().get(
        Person, (current_tenant_id(), person_id), with_for_update=lock, populate_existing=lock
    )
    if person is None:
        raise NotFound("no such person")
    return person


def open_card(person_id: UUID) -> Person:
    """One person, to be shown: the reading is recorded and the coordinator can see who read it (domain 12.3)."""
    person = get_person(person_id)
    with change() as tx:
        tx.record(READ, subject=person)
    return person


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody opened a card."""

    at: datetime
    name: str


def readings_of(person_id: UUID, *, most: int = 20) -> Sequence[Reading]:
    """Who opened the card, the last one first: for those who keep the registers or answer demands."""
    if FILE not in current_actor().rights:
        require(EDIT)
    rows = session().scalars(
        select(AuditEntry)
        .where(
            AuditEntry.subject_type == Person.__tablename__,
            AuditEntry.subject_id == str(person_id),
            AuditEntry.action == READ,
        )
        .order_by(AuditEntry.sequence.desc())
        .limit(most)
    )
    return [Reading(row.at, row.actor_name) for row in rows]


def names_of(person_ids: Iterable[UUID]) -> Mapping[UUID, PersonName]:
    """Names by person, in one query; for rooms that have the right to these persons already."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    rows = session().execute(
        select(Person.id, Person.surname, Person.name, Person.patronymic).where(Person.id.in_(wanted))
    )
    return {row.id: PersonName(row.surname, row.name, row.patronymic) for row in rows}


def persons_by_id(person_ids: Iterable[UUID]) -> Mapping[UUID, Person]:
    """People by their identifiers, in one query; those of other organisations are left out."""
    require(VIEW)
    wanted = set(person_ids)
    rows = session().scalars(select(Person).where(Person.id.in_(wanted))).all() if wanted else []
    return {row.id: row for row in rows}


def folded(text: str) -> str:
    """The form in which words are compared with ``Person.find_key``."""
    return text.lower().replace("ё", "е").strip()


def with_words(text: str) -> list[ColumnElement[bool]]:
    """Conditions that every word of ``text`` stands in a person's name."""
    return [Person.find_key.contains(word, autoescape=True) for word in folded(text).split()]


def find_people(text: str, *, kinds: Sequence[str] = (), most: int = 10) -> Sequence[Person]:
    """People of the organisation whose names hold all the words, by name; blocked and merged ones are left out."""
    require(VIEW)
    conditions = with_words(text)
    if not conditions:
        return []
    if kinds:
        conditions.append(Person.kind.in_(kinds))
    return (
        session()
        .scalars(
            select(Person)
            .where(Person.state == "active", *conditions)
            .order_by(Person.sort_key, Person.id)
            .limit(most)
        )
        .all()
    )
