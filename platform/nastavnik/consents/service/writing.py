# SPDX-License-Identifier: MIT
"""Who may be written to: people whose data may be processed and whose consent to take part is in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from nastavnik.consents.models import Consent
from nastavnik.foundation.database import session
from nastavnik.people import service as people

from .gate import in_force, obstacles_of, policy


def writable(persons: Sequence[people.Person], on: date) -> frozenset[UUID]:
    """Of these persons, those whom letters may go to; two queries however many. Asks for no right: its callers do.

    A withdrawn consent, one that has run out, and a demand to stop the processing each close the mailbox.
    """
    held: dict[UUID, list[Consent]] = {person.id: [] for person in persons}
    if held:
        for consent in session().scalars(select(Consent).where(Consent.person_id.in_(held))):
            held[consent.person_id].append(consent)
    rule = policy()
    return frozenset(
        person.id
        for person in persons
        if person.state == "active"
        and not obstacles_of(person, in_force(held[person.id], "participation", on), on, rule)
    )
