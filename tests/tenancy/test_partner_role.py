# SPDX-License-Identifier: MIT
"""What the database role of a partner may read and write: `platform/decisions/` say it, the catalogue answers."""

from __future__ import annotations

from sqlalchemy import text

from nastavnik.testing.database import TestDatabase

READ = {
    "accounts",
    "notifications",
    "partner_memberships",
    "partner_mentor_proposals",
    "partner_organisations",
    "partners",
}
"""Whose rows a partner reads beside its agreements, each within its own policy."""
ALSO = {"tenants", "simple_signature_terms"}
"""Names of organisations, and on what terms its people sign."""


def test_a_partner_may_read_these_tables_and_no_other(empty_database: TestDatabase) -> None:
    asked = text("""
        select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v') and (n.nspname = 'public' or n.nspname like 'plugin_%')
          and has_any_column_privilege('nastavnik_partner', c.oid, 'select')
    """)
    with empty_database.superuser.connect() as connection:
        readable = set(connection.scalars(asked))
    assert readable >= READ
    assert {one for one in readable - READ if not one.startswith("agreement")} <= ALSO


def test_a_partner_may_write_only_that_a_notice_was_read(empty_database: TestDatabase) -> None:
    asked = text("""
        select c.relname || '.' || a.attname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relkind in ('r', 'p', 'v') and (n.nspname = 'public' or n.nspname like 'plugin_%')
          and (has_column_privilege('nastavnik_partner', c.oid, a.attnum, 'insert')
               or has_column_privilege('nastavnik_partner', c.oid, a.attnum, 'update')
               or has_table_privilege('nastavnik_partner', c.oid, 'delete'))
    """)
    with empty_database.superuser.connect() as connection:
        assert set(connection.scalars(asked)) == {"notifications.read_at"}
