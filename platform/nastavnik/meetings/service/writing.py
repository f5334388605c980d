# SPDX-License-Identifier: MIT
"""Where letters about meetings go: to those who may be written to, and for a minor to the representative as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from nastavnik.consents import service as consents
from nastavnik.foundation.dates import today
from nastavnik.foundation.names import PersonName
from nastavnik.people import service as people
from nastavnik.people.service import Person

Mailbox = tuple[str, PersonName]


def mailboxes(persons: Sequence[Person]) -> Mapping[UUID, list[Mailbox]]:
    """Addresses by person: the person's own, and the representative's of a minor; an empty list when there is none.

    Somebody who may not be written to (no consent in force, processing stopped) is left out altogether.
    """
    allowed = consents.writable(persons, today())
    return {person.id: _of(person) for person in persons if person.id in allowed}


def _of(person: Person) -> list[Mailbox]:
    found = [(person.email, people.name_of(person))] if person.email else []
    if people.is_minor(person.birth_date, person.birth_year, today()):
        guardian = people.mailbox_of_guardian(person.id)
        if guardian is not None and guardian[0] != person.email:
            found.append(guardian)
    return found
