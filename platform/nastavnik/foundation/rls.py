# SPDX-License-Identifier: MIT
"""Row security for migrations: one call per table says which database role may do what.

``FORCE`` binds the owner too. A policy compares with ``nullif(current_setting(..., true), '')::uuid`` because a
setting that was local to an earlier transaction reads as an empty string, and casting that would be an error
instead of «no rows».
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

TENANT_ID = "nullif(current_setting('nastavnik.tenant_id', true), '')::uuid"
ACCOUNT_ID = "nullif(current_setting('nastavnik.account_id', true), '')::uuid"
PARTNER_ID = "nullif(current_setting('nastavnik.partner_id', true), '')::uuid"
READ = "select"
WRITE = "select, insert, update, delete"
APPEND = "select, insert"
ROLES = ("tenant", "department", "partner", "identity", "system")


class Operations(Protocol):
    """The part of Alembic's ``op`` that is needed here."""

    def execute(self, sqltext: str) -> None: ...


def protect_tenant_table(
    op: Operations, table: str, *, tenant: str = WRITE, others: Mapping[str, str] | None = None
) -> None:
    """Force row security on a tenant table and grant ``tenant`` verbs on the tenant's own rows.

    ``others`` maps further roles to verbs; for them the policy lets every tenant's row through, so name a role here
    only when it has business with all of them. The system role may always read.
    """
    grants = {"system": READ, **(others or {})}
    _force(op, table)
    own = f"tenant_id = {TENANT_ID}"
    op.execute(
        f"create policy tenant_rows on {table} for all to nastavnik_tenant using ({own}) with check ({own})"
    )
    op.execute(f"grant {tenant} on {table} to nastavnik_tenant")
    for role, verbs in grants.items():
        open_rows(op, table, role, verbs)


def protect_shared_table(op: Operations, table: str, grants: Mapping[str, str]) -> None:
    """Force row security on a table without a tenant: only the named roles see it, with these verbs."""
    _force(op, table)
    for role, verbs in grants.items():
        open_rows(op, table, role, verbs)


def open_rows(
    op: Operations, table: str, role: str, verbs: str, *, using: str = "true", name: str | None = None
) -> None:
    """Let one more role use rows of a protected table for which ``using`` holds."""
    if role not in ROLES:
        raise ValueError(f"unknown database role: {role}")
    policy = name or f"{role}_rows"
    op.execute(
        f"create policy {policy} on {table} for all to nastavnik_{role} using ({using}) with check ({using})"
    )
    op.execute(f"grant {verbs} on {table} to nastavnik_{role}")


def _force(op: Operations, table: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
