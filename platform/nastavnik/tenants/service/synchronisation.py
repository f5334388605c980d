# SPDX-License-Identifier: MIT
"""Bringing the database to what ``tenants/`` declares: first what would change, then the change itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope, session
from nastavnik.foundation.scope import COMMAND, SystemScope, TenantScope
from nastavnik.tenants.models import Tenant, TenantPlugin, TenantProfile

from .declaration import TenantDeclaration
from .enablement import set_plugin
from .organisations import edit_director

_REASON = "organisations are brought in line with their declarations"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value that differs: what the database has and what the file says."""

    name: str
    before: Any
    after: Any

    def __str__(self) -> str:
        return f"{self.name}: {self.before!r} -> {self.after!r}"


@dataclass(frozen=True, slots=True)
class TenantDifference:
    """What applying one declaration would change. Plugins switched on by hand beyond the file are left alone."""

    slug: str
    new: bool
    fields: tuple[FieldChange, ...]

    def __bool__(self) -> bool:
        return self.new or bool(self.fields)


def differences(declarations: Mapping[str, TenantDeclaration]) -> Sequence[TenantDifference]:
    """What the declarations would change, for each organisation that is not as declared yet. Writes nothing."""
    found = []
    for slug, declared in declarations.items():
        with open_scope(SystemScope(reason=_REASON, actor=COMMAND)) as opened:
            tenant = opened.scalar(select(Tenant).where(Tenant.slug == slug))
        difference = TenantDifference(
            slug=slug,
            new=tenant is None,
            fields=(
                *_differing(declared.card().columns(), tenant),
                *(_inside(tenant, declared) if tenant else _differing(_inner(declared), None)),
            ),
        )
        if difference:
            found.append(difference)
    return found


def apply(declarations: Mapping[str, TenantDeclaration], wanted: Sequence[TenantDifference]) -> None:
    """Write the differences that were shown. Each organisation is a transaction of its own; twice is as once."""
    for difference in wanted:
        declared = declarations[difference.slug]
        tenant = _write_tenant(difference.slug, declared)
        with open_scope(TenantScope(tenant.id, tenant.slug, actor=COMMAND)), change():
            head = declared.head()
            if head is not None:
                edit_director(head)
            for name in declared.plugins:
                set_plugin(name, enabled=True)


def all_organisations() -> Sequence[Tenant]:
    """Every organisation of the district, archived ones too, by slug. For the command line."""
    with open_scope(SystemScope(reason="the command line lists organisations", actor=COMMAND)) as opened:
        return opened.scalars(select(Tenant).order_by(Tenant.slug)).all()


def _write_tenant(slug: str, declared: TenantDeclaration) -> Tenant:
    columns = declared.card().columns()
    with open_scope(SystemScope(reason=_REASON, actor=COMMAND)), change() as tx:
        tenant = tx.session.scalar(select(Tenant).where(Tenant.slug == slug).with_for_update())
        if tenant is None:
            tenant = tx.add(Tenant(slug=slug, **columns))
            tx.record("tenants.added", subject=tenant, after={"slug": slug, **columns})
            return tenant
        changed = {one.name: one for one in _differing(columns, tenant)}
        for name in changed:
            setattr(tenant, name, columns[name])
        if changed:
            tx.record(
                "tenants.edited",
                subject=tenant,
                before={name: one.before for name, one in changed.items()},
                after={name: one.after for name, one in changed.items()},
            )
        return tenant


def _inside(tenant: Tenant, declared: TenantDeclaration) -> Sequence[FieldChange]:
    with open_scope(TenantScope(tenant.id, tenant.slug, actor=COMMAND)):
        profile = session().scalar(select(TenantProfile))
        enabled = set(session().scalars(select(TenantPlugin.name).where(TenantPlugin.enabled)))
    known = {f"plugin {name}": name in enabled for name in declared.plugins}
    if profile is not None:
        known |= {name: getattr(profile, name) for name in _director_columns(declared)}
    return [
        FieldChange(name, known.get(name, ""), value)
        for name, value in _inner(declared).items()
        if known.get(name, "") != value
    ]


def _inner(declared: TenantDeclaration) -> dict[str, Any]:
    return {**_director_columns(declared), **{f"plugin {name}": True for name in declared.plugins}}


def _director_columns(declared: TenantDeclaration) -> dict[str, str]:
    head = declared.head()
    if head is None:
        return {}
    return {
        "director_surname": head.name.surname,
        "director_name": head.name.name,
        "director_patronymic": head.name.patronymic,
        "director_post": head.post,
    }


def _differing(columns: Mapping[str, Any], row: object | None) -> Sequence[FieldChange]:
    """Columns whose declared value is another one; for a new row, all that are not empty."""
    if row is None:
        return [FieldChange(name, "", value) for name, value in columns.items() if value not in ("", False)]
    return [
        FieldChange(name, getattr(row, name), value)
        for name, value in columns.items()
        if getattr(row, name) != value
    ]
