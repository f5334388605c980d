# SPDX-License-Identifier: MIT
"""Migrations of the core, run as the owner of the schema. A plugin carries its own."""

from __future__ import annotations

from importlib import import_module

from alembic import context
from sqlalchemy import Connection, create_engine, pool

from nastavnik.foundation.database import Base

for _room in (
    "foundation.tables",
    "tenants.models",
    "partners.models",
    "accounts.models",
    "roadmap.models",
    "people.models",
    "consents.models",
    "programmes.models",
    "matches.models",
    "meetings.models",
    "agreements.models",
    "rollups.models",
    "department.models",
):
    import_module(f"nastavnik.{_room}")


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        transaction_per_migration=True,
        include_object=lambda thing, name, kind, reflected, other: getattr(thing, "schema", None) is None,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    url = context.config.get_main_option("sqlalchemy.url") or ""
    with create_engine(url, poolclass=pool.NullPool).connect() as opened:
        _run(opened)
