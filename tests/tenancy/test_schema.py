# SPDX-License-Identifier: MIT
"""What the database itself guarantees: design.md, section 6, laws 1 and 2."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from nastavnik.database_commands import alembic_config
from nastavnik.testing.database import TestDatabase

ROOT = Path(__file__).parents[2]
SOURCE_ROOTS = ("platform", "worker", "plugins", "tenants", "migrations", "tests")
SHARED_TABLES_WITH_TENANT = {"department_reminders", "letters"}

TENANT_TABLES = text("""
    select table_name from information_schema.columns
    where table_schema = 'public' and column_name = 'tenant_id'
""")
UNFORCED = text("""
    select relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = 'public' and relkind in ('r', 'p') and relname <> 'alembic_version'
      and not (relrowsecurity and relforcerowsecurity)
""")
KEYS_WITHOUT_TENANT = text("""
    select conrelid::regclass::text || '.' || conname
    from pg_constraint
    where contype = 'f' and connamespace = 'public'::regnamespace
      and confrelid <> 'tenants'::regclass
      and exists (select from pg_attribute where attrelid = confrelid and attname = 'tenant_id' and attnum > 0)
      and exists (select from pg_attribute where attrelid = conrelid and attname = 'tenant_id' and attnum > 0)
      and not exists (
          select from pg_attribute where attrelid = conrelid and attname = 'tenant_id' and attnum = any (conkey)
      )
""")
UNIQUE_WITHOUT_TENANT = text("""
    select indexrelid::regclass::text
    from pg_index join pg_class on pg_class.oid = indrelid
    where indisunique and relnamespace = 'public'::regnamespace
      and exists (select from pg_attribute where attrelid = indrelid and attname = 'tenant_id' and attnum > 0)
      and not exists (
          select from pg_attribute
          where attrelid = indrelid and attname = 'tenant_id' and attnum = any (indkey::int2[])
      )
""")
DEPARTMENT_MAY = text("""
    select table_name || ' ' || privilege_type from information_schema.role_table_grants
    where grantee = 'nastavnik_department'
""")


def test_platform_is_the_standard_library() -> None:
    assert platform.__file__ != str(ROOT / "platform")
    assert platform.python_version()


@pytest.mark.parametrize("folder", [".", "platform"])
def test_platform_is_the_standard_library_wherever_python_starts(folder: str) -> None:
    script = "import platform, uuid; print(platform.python_version())"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT / folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_no_source_root_is_a_package() -> None:
    # A library has a package «tests» of its own at the top, which would hide ours if ours were none.
    roots = set(SOURCE_ROOTS) - {"tests"}
    assert [root for root in roots if (ROOT / root / "__init__.py").exists()] == []
    assert not (ROOT / "tests" / "platform").exists()


def test_every_table_forces_row_security(database: TestDatabase) -> None:
    with database.superuser.connect() as connection:
        assert connection.scalars(UNFORCED).all() == []


def test_every_tenant_table_demands_a_tenant(database: TestDatabase) -> None:
    nullable = text("""
        select table_name from information_schema.columns
        where table_schema = 'public' and column_name = 'tenant_id' and is_nullable = 'YES'
    """)
    with database.superuser.connect() as connection:
        assert set(connection.scalars(TENANT_TABLES)) > {"roadmaps", "memberships"}
        assert set(connection.scalars(nullable)) <= SHARED_TABLES_WITH_TENANT


def test_every_key_between_tenant_tables_carries_the_tenant(database: TestDatabase) -> None:
    with database.superuser.connect() as connection:
        assert connection.scalars(KEYS_WITHOUT_TENANT).all() == []


def test_every_unique_key_of_a_tenant_table_carries_the_tenant(database: TestDatabase) -> None:
    allowed = {
        "uq_roadmap_calendar_feeds_token_hash",
        "uq_agreements_check_code",
        "pk_letters",
        "pk_department_reminders",
    }
    with database.superuser.connect() as connection:
        assert set(connection.scalars(UNIQUE_WITHOUT_TENANT)) - allowed == set()


def test_the_department_may_only_read_and_only_stored_figures(database: TestDatabase) -> None:
    with database.superuser.connect() as connection:
        assert set(connection.scalars(DEPARTMENT_MAY)) == {
            "tenants SELECT",
            "rollup_totals SELECT",
            "rollup_list_rows SELECT",
            "rollup_marks SELECT",
            "department_reminders SELECT",
            "district_agreement_templates SELECT",
        }


def test_the_application_role_owns_nothing_and_bypasses_nothing(database: TestDatabase) -> None:
    roles = text("""
        select rolname from pg_roles
        where rolname like 'nastavnik%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)
    """)
    with database.superuser.connect() as connection:
        assert connection.scalars(roles).all() == []


@pytest.mark.slow
def test_migrations_run_in_both_directions_and_match_the_models(database: TestDatabase) -> None:
    config = alembic_config(database.owner_url)
    command.downgrade(config, "base")
    command.upgrade(config, "head")
    command.check(config)
