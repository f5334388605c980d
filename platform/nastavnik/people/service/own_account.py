# SPDX-License-Identifier: MIT
"""The account of a person of the registers: whose it is, tied and untied. Most people here never have one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.people.models import Person

from .persons import EDIT, get_person


def person_of_account(account_id: UUID) -> Person:
    """The person whose account this is, for that person's own page; ``NotFound`` when the account is nobody's here."""
    person = session().scalar(
        select(Person).where(Person.account_id == account_id, Person.state != "merged").limit(1)
    )
    if person is None:
        raise NotFound("no person of this organisation has this account")
    return person


def person_behind(person_id: UUID) -> Person:
    """A person whom a personal link of theirs has led to. Asks for no right: the link is the permission."""
    person = session().get(Person, (current_tenant_id(), person_id))
    if person is None:
        raise NotFound("no such person")
    return person


def persons_behind(person_ids: Iterable[UUID]) -> Sequence[Person]:
    """Persons by their identifiers, in one query; for rooms that have the right to these persons already."""
    wanted = set(person_ids)
    if not wanted:
        return []
    return session().scalars(select(Person).where(Person.id.in_(wanted)).order_by(Person.sort_key)).all()


def tie_account(person_id: UUID, account_id: UUID) -> Person:
    """Say that an account is this person's. One account is one person's, and one person has one account."""
    require(EDIT)
    with change() as tx:
        person = get_person(person_id, lock=True)
        if person.state != "active":
            raise Refused(_("The data of this person may not be processed."))
        if person.account_id == account_id:
            return person
        if person.account_id is not None:
            raise Refused(_("This person has an account already."), field="email")
        other = tx.session.scalar(select(Person.id).where(Person.account_id == account_id).limit(1))
        if other is not None:
            raise Refused(_("This account belongs to another person of the registers."), field="email")
        person.account_id = account_id
        tx.record("people.account_tied", subject=person, after={"account": account_id})
        tx.emit("people.changed", {"person": str(person.id)})
    return person


def untie_account(person_id: UUID) -> UUID | None:
    """Take the account off a person; returns the account it was."""
    require(EDIT)
    with change() as tx:
        person = get_person(person_id, lock=True)
        account_id = person.account_id
        if account_id is not None:
            person.account_id = None
            tx.record("people.account_untied", subject=person, before={"account": account_id})
            tx.emit("people.changed", {"person": str(person.id)})
    return account_id
