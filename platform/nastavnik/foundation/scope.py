# SPDX-License-Identifier: MIT
"""Who is asking, and whose data they may touch.

A scope is a value in a context variable without a default: reading it unset raises. Each scope has its own database
session, and that session enters the scope's database role at the start of every transaction, so a forgotten filter
in Python is still refused by PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from .errors import Forbidden, ScopeMissing


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts. ``rights`` are codes that hold in the actor's scope, ``roles`` say where they come from."""

    name: str
    account_id: UUID | None = None
    rights: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    address: str | None = None
    kind: str = "person"


WORKER = Actor(name="worker", kind="worker")
COMMAND = Actor(name="command line", kind="command")


@dataclass(frozen=True, slots=True)
class Scope:
    """Base of the scopes; never opened itself."""

    role: ClassVar[str]
    actor: Actor = field(default=WORKER, kw_only=True)

    @property
    def database_tenant(self) -> str:
        """The tenant identifier the database sees; an empty string shows no tenant's rows."""
        return ""

    @property
    def database_partner(self) -> str:
        """The partner identifier the database sees; an empty string shows no partner's rows."""
        return ""


@dataclass(frozen=True, slots=True)
class TenantScope(Scope):
    """One organisation's own rows and nothing else."""

    role: ClassVar[str] = "nastavnik_tenant"
    tenant_id: UUID
    slug: str

    @property
    def database_tenant(self) -> str:
        return str(self.tenant_id)


@dataclass(frozen=True, slots=True)
class DepartmentScope(Scope):
    """The district's stored figures; no table with a person in it."""

    role: ClassVar[str] = "nastavnik_department"


@dataclass(frozen=True, slots=True)
class PartnerScope(Scope):
    """One partner organisation: the agreements to which it is a party. The database lets it read, and hardly write."""

    role: ClassVar[str] = "nastavnik_partner"
    partner_id: UUID

    @property
    def database_partner(self) -> str:
        return str(self.partner_id)


@dataclass(frozen=True, slots=True)
class IdentityScope(Scope):
    """Sign-in, invitations and a person's own account, before it is known where the person belongs."""

    role: ClassVar[str] = "nastavnik_identity"


@dataclass(frozen=True, slots=True)
class SystemScope(Scope):
    """The platform's own housekeeping across tenants. ``reason`` is a sentence; grep for it to see every use."""

    role: ClassVar[str] = "nastavnik_system"
    reason: str


_scope: ContextVar[Scope] = ContextVar("nastavnik_scope")


def current_scope() -> Scope:
    """Return the open scope; raise ``ScopeMissing`` when there is none."""
    try:
        return _scope.get()
    except LookupError:
        raise ScopeMissing("no scope is open: open one with open_scope(...)") from None


def tenant_scope() -> TenantScope:
    """Return the open scope when it is one tenant's; raise ``ScopeMissing`` otherwise."""
    scope = current_scope()
    if not isinstance(scope, TenantScope):
        raise ScopeMissing(f"a tenant scope is needed, {type(scope).__name__} is open")
    return scope


def current_tenant_id() -> UUID:
    """Return the identifier of the tenant whose scope is open."""
    return tenant_scope().tenant_id


def partner_scope() -> PartnerScope:
    """Return the open scope when it is one partner's; raise ``ScopeMissing`` otherwise."""
    scope = current_scope()
    if not isinstance(scope, PartnerScope):
        raise ScopeMissing(f"a partner scope is needed, {type(scope).__name__} is open")
    return scope


def current_actor() -> Actor:
    """Return the one who acts in the open scope."""
    return current_scope().actor


def require(right: str) -> None:
    """Raise ``Forbidden`` unless the actor of the open scope has the right.

    The worker and the command line act by the platform's own rules and are not asked.
    """
    actor = current_actor()
    if actor.kind == "person" and right not in actor.rights:
        raise Forbidden(right)


@contextmanager
def entered(scope: Scope) -> Iterator[None]:
    """Make a scope the open one. ``database.open_scope`` is the way to call it: it opens the session too."""
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)
