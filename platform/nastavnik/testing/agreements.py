# SPDX-License-Identifier: MIT
"""A partner with its signatories, and agreements with it, for tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nastavnik.accounts.models import PartnerMembership
from nastavnik.agreements.service import drafting, sending, signing
from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.dates import today
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.scope import IdentityScope, PartnerScope, SystemScope
from nastavnik.partners.models import Partner, PartnerOrganisation

from .worlds import Place, Someone, account, in_system, in_tenant

RIGHTS = frozenset(f"agreements.{one}" for one in ("view", "draft", "approve", "templates"))
DIRECTORS = RIGHTS | {"agreements.sign"}
INN = "5250000009"


@dataclass(frozen=True, slots=True)
class PartnerPlace:
    """A legal entity of the world with two people who may sign for it."""

    id: UUID
    inn: str
    head: Someone
    deputy: Someone


def make_partner(place: Place, *, inn: str = INN, surname: str = "Заводская") -> PartnerPlace:
    """A partner in the register of an organisation."""
    partner_id = new_id()
    with open_scope(SystemScope(reason="a test makes its partner")), change(audited=False) as tx:
        tx.add(
            PartnerOrganisation(
                id=partner_id,
                full_name="Общество с ограниченной ответственностью «Пример»",
                short_name="ООО «Пример»",
                inn=inn,
                sector="industry",
                fictional=True,
            )
        )
    with in_tenant(place), change(audited=False) as tx:
        tx.add(Partner(organisation_id=partner_id, state="active", state_since=today()))
    head = add_partner_person(partner_id, surname, f"p{inn}", post="Директор")
    deputy = add_partner_person(partner_id, f"{surname}-Вторая", f"q{inn}", post="Заместитель директора")
    return PartnerPlace(partner_id, inn, head, deputy)


def add_partner_person(
    partner_id: UUID, surname: str, domain: str, *, post: str = "", role: str = "partner_signatory"
) -> Someone:
    """One more person of a partner."""
    person = account(domain, surname, role)
    with open_scope(IdentityScope()), change(audited=False) as tx:
        tx.add(
            PartnerMembership(
                partner_id=partner_id, account_id=person.account_id, role=role, post=post, basis="Устава"
            )
        )
    return person


@contextmanager
def in_partner(partner: PartnerPlace, person: Someone) -> Iterator[Session]:
    """Open the partner's scope as one of its people."""
    with open_scope(PartnerScope(partner.id, actor=person.actor())) as session:
        yield session


def make_agreement(
    place: Place, partner: PartnerPlace, *, order: str = "any", both: bool = False, sent: bool = True
) -> UUID:
    """An agreement drafted by the coordinator, and sent; ``both`` people of the partner sign it."""
    theirs = [drafting.Signer(partner.head.account_id)]
    if both:
        theirs.append(drafting.Signer(partner.deputy.account_id))
    with in_tenant(place, place.coordinator, rights=RIGHTS):
        made = drafting.draft_agreement(
            drafting.Draft(
                partner.id, order=order, ours=[drafting.Signer(place.director.account_id)], theirs=theirs
            )
        )
        if sent:
            sending.ask_for_approval(made.id)
            sending.approve_and_send(made.id)
    return made.id


def record_terms(place: Place, agreement_id: UUID, person: Someone) -> None:
    """The coordinator has identified the person and recorded the terms of simple signatures."""
    with in_tenant(place, place.coordinator, rights=RIGHTS):
        signing.record_terms(
            agreement_id,
            person.account_id,
            number=f"ПЭП-{person.email}",
            agreed_on=today(),
            document_seen="паспорт",
        )


def code_of_letter(person: Someone) -> str:
    """The six digits of the last letter to a person."""
    with in_system() as session:
        bodies = session.scalars(
            select(Letter.body)
            .where(Letter.recipient == person.email)
            .order_by(Letter.created_at.desc(), Letter.id.desc())
        )
        return next(found[0] for body in bodies if (found := re.search(r"\b\d{6}\b", body)))
