# SPDX-License-Identifier: MIT
"""Worlds for tests: two organisations, their people, and those who look at the district.

Every person here is invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from nastavnik.accounts.models import Account, Credential, DistrictMembership, Membership
from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.scope import Actor, DepartmentScope, IdentityScope, SystemScope, TenantScope
from nastavnik.tenants.models import Tenant, TenantPlugin, TenantProfile

PASSWORD = "Тестовый пароль 1"  # noqa: S105 - everybody in a test world has this one
ROOMS = ("roadmap", "people", "consents", "programmes", "matches", "meetings", "partners", "agreements")
REASON = "a test makes its world"

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Hashes that take no time: what makes them slow is not what tests are about."""


@dataclass(frozen=True, slots=True)
class Someone:
    """An invented person who can sign in."""

    account_id: UUID
    email: str
    name: str
    role: str
    password: str = PASSWORD

    def actor(self, rights: frozenset[str] = frozenset()) -> Actor:
        """The person as an actor with these rights."""
        return Actor(
            name=self.name,
            account_id=self.account_id,
            rights=rights,
            roles=frozenset({self.role}),
            address="127.0.0.1",
        )


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation of the world with its people."""

    tenant_id: UUID
    slug: str
    director: Someone
    coordinator: Someone
    executor: Someone


@dataclass(frozen=True, slots=True)
class World:
    """Two organisations that must see nothing of each other, and the district above them."""

    center: Place
    ankudinovskaya: Place
    officer: Someone
    admin: Someone


def make_world(*, plugins: tuple[str, ...] = ROOMS) -> World:
    """Make the world in an empty database; ``plugins`` are switched on in both organisations."""
    return World(
        center=_place("center", "supplementary", "МАУ ДО «Центр внешкольной работы»", plugins),
        ankudinovskaya=_place("ankudinovskaya", "school", "МАОУ Анкудиновская СШ", plugins),
        officer=_district_person("officer", "Шаблонова", "department_officer"),
        admin=_district_person("admin", "Системнова", "system_admin"),
    )


def in_tenant(
    place: Place, person: Someone | None = None, *, rights: frozenset[str] = frozenset()
) -> AbstractContextManager[Session]:
    """Open the organisation's scope as one of its people, or as the worker when nobody is named."""
    actor = person.actor(rights) if person else Actor(name="worker", kind="worker")
    return open_scope(TenantScope(place.tenant_id, place.slug, actor=actor))


def in_department(
    person: Someone, *, rights: frozenset[str] = frozenset()
) -> AbstractContextManager[Session]:
    """Open the department's scope as an officer."""
    return open_scope(DepartmentScope(actor=person.actor(rights)))


@contextmanager
def in_system() -> Iterator[Session]:
    """Open the system scope."""
    with open_scope(SystemScope(reason="a test looks from the platform's side")) as session:
        yield session


@cache
def _password_hash() -> str:
    return CHEAP.hash(PASSWORD)


def _place(slug: str, kind: str, name: str, plugins: tuple[str, ...]) -> Place:
    tenant_id = new_id()
    with open_scope(SystemScope(reason=REASON)), change(audited=False) as tx:
        tx.add(
            Tenant(
                id=tenant_id,
                slug=slug,
                kind=kind,
                full_name=name,
                short_name=name,
                display_name=name,
                fictional=True,
            )
        )
    director = account(slug, "Директорова", "director")
    coordinator = account(slug, "Образцова", "coordinator")
    executor = account(slug, "Примерова", "executor")
    with open_scope(TenantScope(tenant_id, slug)), change(audited=False) as tx:
        tx.add(
            TenantProfile(
                director_surname="Директорова", director_name="Анна", director_patronymic="Ивановна"
            )
        )
        for plugin in plugins:
            tx.add(TenantPlugin(name=plugin))
        for person in (director, coordinator, executor):
            tx.add(Membership(account_id=person.account_id, role=person.role))
    return Place(tenant_id, slug, director, coordinator, executor)


def add_member(place: Place, surname: str, role: str) -> Someone:
    """One more person who signs in to an organisation of the world."""
    person = account(place.slug, surname, role)
    with open_scope(TenantScope(place.tenant_id, place.slug)), change(audited=False) as tx:
        tx.add(Membership(account_id=person.account_id, role=role))
    return person


def _district_person(name: str, surname: str, role: str) -> Someone:
    person = account(name, surname, role)
    with open_scope(IdentityScope()), change(audited=False) as tx:
        tx.add(DistrictMembership(account_id=person.account_id, role=role))
    return person


def account(place: str, surname: str, role: str) -> Someone:
    """An account with a password and no role anywhere yet; ``place`` makes its address differ from others."""
    account_id = new_id()
    email = f"{role}@{place}.example"
    with open_scope(IdentityScope()), change(audited=False) as tx:
        tx.add(
            Account(
                id=account_id,
                email=email,
                surname=surname,
                name="Анна",
                patronymic="Ивановна",
                state="active",
                fictional=True,
            )
        )
        tx.flush()
        tx.add(Credential(account_id=account_id, password_hash=_password_hash()))
    return Someone(account_id, email, f"{surname}\N{NO-BREAK SPACE}А.И.", role)
