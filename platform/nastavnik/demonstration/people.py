# SPDX-License-Identifier: MIT
"""The fictional people of the declarations: accounts with one password, and their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from nastavnik.accounts import service as accounts
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.scope import COMMAND, Actor, TenantScope
from nastavnik.plugins import Plugins
from nastavnik.tenants import service as tenants

PASSWORD = "nastavnik-demo"  # noqa: S105 - everybody in the demonstration has this one, and the README says so


@dataclass(frozen=True, slots=True)
class SignIn:
    """One line of the list of sign-ins. ``place`` is empty for the people of the district."""

    place: str
    role: str
    name: str
    post: str
    email: str


def sign_ins(folder: Path = tenants.FOLDER) -> Iterator[SignIn]:
    """Everybody who can sign in to the demonstration: the district first, then organisation by organisation."""
    for officer in tenants.read_district(folder).demonstration.people:
        yield SignIn("", officer.role, officer.person_name.short, officer.post, officer.email)
    for declared in tenants.read_declarations(folder).values():
        for person in declared.demonstration.people:
            yield SignIn(
                declared.names.short, person.role, person.person_name.short, person.post, person.email
            )


def open_district(folder: Path, password: str) -> None:
    """Give the people of the department and of the administration their accounts."""
    for officer in tenants.read_district(folder).demonstration.people:
        account_id = accounts.open_with_password(
            officer.email, officer.person_name, password, actor=COMMAND, fictional=True
        )
        accounts.ensure_district_role(account_id, officer.role, officer.post, actor=COMMAND)


def open_organisation(
    scope: TenantScope, declared: tenants.TenantDeclaration, password: str
) -> Mapping[str, UUID]:
    """Give the people of an organisation their accounts and places; returns accounts by address."""
    opened = {
        person.email: accounts.open_with_password(
            person.email, person.person_name, password, actor=COMMAND, fictional=True
        )
        for person in declared.demonstration.people
    }
    with open_scope(scope):
        known = {member.account_id: member.roles for member in accounts.members()}
        for person in declared.demonstration.people:
            if person.role not in known.get(opened[person.email], ()):
                accounts.give_place(
                    person.email, person.person_name, person.role, person.post, letter=False, fictional=True
                )
    return opened


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of one organisation as those who act."""

    by_surname: Mapping[str, Actor]
    director: Actor
    coordinator: Actor

    def named(self, account_id: UUID | None) -> Actor | None:
        """The one with this account, if it is somebody of the organisation."""
        found = (one for one in self.by_surname.values() if one.account_id == account_id)
        return next(found, None) if account_id else None


def cast_of(plugins: Plugins, declared: tenants.TenantDeclaration, opened: Mapping[str, UUID]) -> Cast:
    """The people of a declaration with the rights their roles have."""
    actors = {}
    roles: dict[str, str] = {}
    for person in declared.demonstration.people:
        held = frozenset({person.role})
        actors[person.surname] = Actor(
            name=person.person_name.short,
            account_id=opened[person.email],
            rights=plugins.rights_of(held),
            roles=held,
            address="127.0.0.1",
        )
        roles.setdefault(person.role, person.surname)
    director = actors[roles["director"]]
    return Cast(actors, director, actors[roles["coordinator"]] if "coordinator" in roles else director)
