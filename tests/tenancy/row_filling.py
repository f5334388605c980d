# SPDX-License-Identifier: MIT
"""A row of every organisation in every table that has organisations, whatever the table: values by type, and by the words a column takes."""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import Engine, text

_COLUMNS = text("""
    select c.table_name, c.column_name, c.udt_name
    from information_schema.columns c
    join pg_tables t on t.schemaname = c.table_schema and t.tablename = c.table_name
    where c.table_schema = 'public' and c.is_nullable = 'NO' and c.is_generated = 'NEVER'
      and c.table_name in (select table_name from information_schema.columns
                           where table_schema = 'public' and column_name = 'tenant_id')
    order by 1, c.ordinal_position
""")
_BY_TYPE = {
    "uuid": "uuidv7()",
    "text": "uuidv7()::text",
    "int4": "1",
    "int8": "1",
    "bool": "false",
    "date": "current_date",
    "timestamptz": "now()",
    "jsonb": "'{}'",
    "_text": "'{}'",
    "_int4": "'{1}'",
}
_ALLOWED = text("""
    select conrelid::regclass::text, pg_get_constraintdef(oid)
    from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace
""")
_ONE_OF = re.compile(r"\((\w+) = ANY \(ARRAY\[('[^']+')::text")
_IN_PARTICULAR = {("letters", "state"): "'queued'"}
# Columns that may be empty in general and not beside the first words of the others.
_NEEDED_BESIDE = {
    "agreement_versions": ("file_id",),
    "agreement_signatures": ("terms_id", "code_id"),
}


def fill_every_table(superuser: Engine, tenants: tuple[UUID, ...]) -> list[str]:
    """Put one row of each organisation into each such table, past every key; return the tables' names."""
    columns: dict[str, list[tuple[str, str]]] = {}
    with superuser.connect() as connection:
        for table, name, kind in connection.execute(_COLUMNS):
            columns.setdefault(table, []).append((name, kind))
        # Where a column takes some words only, it gets the first of them.
        allowed = {
            (table, found[1]): found[2]
            for table, definition in connection.execute(_ALLOWED)
            for found in _ONE_OF.finditer(definition)
        } | _IN_PARTICULAR
        # Keys between tables and their triggers are not what is tried here.
        connection.execute(text("set session_replication_role = replica"))
        for table, named in columns.items():
            beside = [(name, "uuid") for name in _NEEDED_BESIDE.get(table, ())]
            filled = [(name, kind) for name, kind in (*named, *beside) if name != "tenant_id"]
            names = [name for name, _kind in filled]
            values = [allowed.get((table, name), _BY_TYPE[kind]) for name, kind in filled]
            for tenant in tenants:
                connection.execute(
                    text(
                        f"insert into {table} ({', '.join(('tenant_id', *names))})"
                        f" values ({', '.join((':tenant', *values))}) on conflict do nothing"
                    ),
                    {"tenant": tenant},
                )
        connection.execute(text("set session_replication_role = origin"))
    return sorted(columns)
