# SPDX-License-Identifier: MIT
"""Partner organisations of a test world and those who act for them. Every name here is invented."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nastavnik.accounts.models import PartnerMembership
from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.dates import today
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import IdentityScope, PartnerScope
from nastavnik.partners import service as partners
from nastavnik.partners.models import Partner, PartnerOrganisation
from nastavnik.partners.service import AlreadyKnown, PartnerCard, Requisites

from .worlds import Place, Someone, account, in_tenant

PLANT_INN, CLUB_INN = "5250000010", "5250000027"


@dataclass(frozen=True, slots=True)
class Party:
    """A legal entity of the world."""

    id: UUID
    inn: str
    name: str


def make_party(place: Place, inn: str = PLANT_INN, name: str = "ООО «Образцовый завод»") -> Party:
    """A legal entity that an organisation keeps in its register; one that is known already is only tied to it."""
    with in_tenant(place), change(audited=False) as tx:
        found = tx.session.scalar(select(PartnerOrganisation).where(PartnerOrganisation.inn == inn))
        if found is None:
            found = tx.add(
                PartnerOrganisation(
                    inn=inn,
                    full_name=name,
                    short_name=name,
                    sector="industry",
                    added_by_tenant=place.tenant_id,
                    fictional=True,
                )
            )
            tx.flush()
        tx.add(Partner(organisation_id=found.id, state="active", state_since=today()))
    return Party(found.id, inn, found.short_name)


def add_partner_person(
    party: Party, surname: str = "Подписантова", role: str = "partner_signatory"
) -> Someone:
    """Somebody who acts for a legal entity and signs in."""
    person = account(f"{role.replace('_', '-')}-{party.inn}", surname, role)
    with open_scope(IdentityScope()), change(audited=False) as tx:
        tx.add(
            PartnerMembership(partner_id=party.id, account_id=person.account_id, role=role, basis="Устава")
        )
    return person


def in_partner(
    party: Party, person: Someone, *, rights: frozenset[str] = frozenset()
) -> AbstractContextManager[Session]:
    """Open the portal's scope of a legal entity as one of its people."""
    return open_scope(PartnerScope(party.id, actor=person.actor(rights)))


def fill_partners() -> None:
    """Partners of the open organisation in every state, each with somebody invited; the same entities in both."""
    facts = (
        (PLANT_INN, "ООО «Образцовый завод»", "active"),
        (CLUB_INN, "АНО «Образцовый клуб»", "prospective"),
        ("5250000034", "ООО «Пример и сын»", "paused"),
        ("5250000041", "ООО «Прежний пример»", "ended"),
    )
    for inn, name, state in facts:
        card = PartnerCard(state=state, offers=("mentors", "events"), contact_name="Образцовская А.И.")
        try:
            partner = partners.add_partner(Requisites(name, name, inn, "industry"), card, fictional=True)
        except AlreadyKnown as known:
            partners.tie_partner(known.organisation.id, card)
            continue
        for role in ("partner_signatory", "partner_contact"):
            person = PersonName("Примерская", "Анна", "Ивановна")
            address = f"{role.replace('_', '-')}@{inn}.example"
            partners.invite_person(partner.id, address, person, role=role, post="Директор", basis="Устава")
