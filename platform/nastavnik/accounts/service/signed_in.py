# SPDX-License-Identifier: MIT
"""Who is signed in, and where that person has work: what every request asks first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import literal, select, union_all, update
from sqlalchemy.orm import Session

from nastavnik.accounts.models import (
    Account,
    AccountSession,
    DistrictMembership,
    Membership,
    PartnerMembership,
)
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, open_scope
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import Actor, IdentityScope
from nastavnik.partners.directory import directory as legal_entities
from nastavnik.tenants import service as tenants

from .installation import settings
from .secrets import digest

TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere a person has a role. ``kind`` is «tenant», «department» or «partner»; the department has no slug, that of a
    partner is its ИНН."""

    kind: str
    slug: str
    title: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A signed-in person: one account, one sign-in on one device, and the places that are open to them."""

    account_id: UUID
    session_id: UUID
    email: str
    name: PersonName
    places: tuple[Place, ...]

    @property
    def short_name(self) -> str:
        """«Образцова М.И.»"""
        return self.name.short

    @property
    def full_name(self) -> str:
        """«Образцова Мария Ивановна»"""
        return self.name.full


def authenticate(token: str) -> SignedIn | None:
    """Who holds this token; ``None`` when the sign-in is unknown, ended, idle for too long or too old.

    Two queries, and once a minute a third one that notes when the person was last seen.
    """
    with open_scope(IdentityScope()) as session:
        moment = now()
        found = session.execute(
            select(AccountSession, Account)
            .join(Account, Account.id == AccountSession.account_id)
            .where(
                AccountSession.token_hash == digest(token),
                AccountSession.revoked_at.is_(None),
                AccountSession.expires_at > moment,
                AccountSession.seen_at > moment - settings().session_idle,
                Account.state == "active",
            )
        ).one_or_none()
        if found is None:
            return None
        sign_in, account = found
        places = places_of(session, account.id)
        if sign_in.seen_at < moment - TOUCH_EVERY:
            with change(audited=False) as tx:
                tx.session.execute(
                    update(AccountSession).where(AccountSession.id == sign_in.id).values(seen_at=moment)
                )
        return SignedIn(account.id, sign_in.id, account.email, name_of(account), places)


def roles_in(signed_in: SignedIn, tenant_slug: str) -> frozenset[str]:
    """Roles of the person in one organisation; none for a stranger."""
    return frozenset(
        role
        for place in signed_in.places
        if place.kind == "tenant" and place.slug == tenant_slug
        for role in place.roles
    )


def name_of(account: Account) -> PersonName:
    """The name of an account's owner."""
    return PersonName(account.surname, account.name, account.patronymic)


def actor_of(account: Account, address: str | None = None) -> Actor:
    """The owner of an account as the one who acts on the account itself."""
    return Actor(name=name_of(account).short, account_id=account.id, address=address)


def places_of(session: Session, account_id: UUID) -> tuple[Place, ...]:
    """Places of an account that are open to it, in one query of an identity scope."""
    directory, parties = tenants.directory(), legal_entities()
    rows = session.execute(
        union_all(
            select(literal("department"), literal(""), literal(""), DistrictMembership.role).where(
                DistrictMembership.account_id == account_id
            ),
            select(literal("tenant"), directory.c.slug, directory.c.display_name, Membership.role)
            .join(directory, directory.c.id == Membership.tenant_id)
            .where(
                Membership.account_id == account_id,
                Membership.closed_at.is_(None),
                directory.c.state == "active",
            ),
            select(literal("partner"), parties.c.inn, parties.c.short_name, PartnerMembership.role)
            .join(parties, parties.c.id == PartnerMembership.partner_id)
            .where(PartnerMembership.account_id == account_id, PartnerMembership.closed_at.is_(None)),
        )
    ).all()
    return tuple(_grouped(tuple(row) for row in rows))


def _grouped(rows: Iterable[tuple[str, str, str, str]]) -> Iterable[Place]:
    """One place for all roles a person has there; the department first, partners before organisations, each by name."""
    roles: dict[tuple[str, str, str], set[str]] = {}
    for kind, slug, title, role in rows:
        roles.setdefault((kind, title or settings().department_name, slug), set()).add(role)
    for (kind, title, slug), held in sorted(roles.items()):
        yield Place(kind, slug, title, frozenset(held))
