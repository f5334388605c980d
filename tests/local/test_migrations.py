# SPDX-License-Identifier: MIT
"""The schema goes forward, back and forward again, and is what the models say."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from click.testing import CliRunner, Result
from sqlalchemy import NullPool, create_engine, text

from nastavnik.cli import main
from nastavnik.database_commands import MIGRATIONS
from nastavnik.foundation.database import Base
from nastavnik.local.postgres import EmbeddedPostgres, prepare_database
from nastavnik.settings import read_settings

SCHEMA = {
    "columns": "select table_name, column_name, data_type, is_nullable, column_default"
    " from information_schema.columns where table_schema = 'public'",
    "indexes": "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'",
    "constraints": "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
    " where connamespace = 'public'::regnamespace",
    "policies": "select tablename, policyname, roles::text, cmd, qual, with_check from pg_policies",
    "row security": "select relname, relrowsecurity, relforcerowsecurity from pg_class"
    " where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')",
    "grants": "select grantee, table_name, privilege_type from information_schema.role_table_grants"
    " where table_schema = 'public' and grantee ^@ 'nastavnik_'",
    "functions": "select proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace",
}


@pytest.fixture
def owner_url(server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A new database without a table, and the environment that names it."""
    prepare_database(server.url("postgres", "postgres"), "schema_under_test")
    url = server.url("nastavnik_owner", "schema_under_test")
    monkeypatch.setenv("DATABASE_URL", server.url("nastavnik_app", "schema_under_test"))
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setenv("NASTAVNIK_SECRET_KEY", "a test's")
    monkeypatch.setenv("NASTAVNIK_OWNER_DATABASE_URL", url)
    read_settings.cache_clear()
    yield url
    read_settings.cache_clear()
    engine = create_engine(
        server.url("postgres", "postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    with engine.connect() as connection:
        connection.execute(text("drop database schema_under_test with (force)"))


def schema(url: str) -> dict[str, list[tuple[object, ...]]]:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(text(query))), key=str)
            for name, query in SCHEMA.items()
        }


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["db", *words])


def test_forward_back_and_forward_again(owner_url: str) -> None:
    assert run("check").exit_code == 1
    assert run("upgrade").exit_code == 0
    first = schema(owner_url)
    assert len(first["row security"]) > 20
    assert run("downgrade", "base").exit_code == 0
    assert {row[0] for row in schema(owner_url)["row security"]} <= {"alembic_version"}
    assert schema(owner_url)["functions"] == []
    assert run("upgrade").exit_code == 0
    assert schema(owner_url) == first
    assert run("upgrade").exit_code == 0
    shown = run("check")
    assert shown.exit_code == 0
    assert "the schema is at" in shown.output


def test_each_step_goes_back(owner_url: str) -> None:
    steps = len(list((MIGRATIONS / "versions").glob("*.py")))
    assert run("upgrade").exit_code == 0
    for _step in range(steps):
        assert run("downgrade", "-1").exit_code == 0
    assert run("upgrade", "+1").exit_code == 0
    assert run("upgrade", "head").exit_code == 0


def test_the_schema_is_what_the_models_say(owner_url: str) -> None:
    run("upgrade")
    import_module("nastavnik.app")
    import_module("nastavnik.foundation.tables")
    with create_engine(owner_url, poolclass=NullPool).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_without_the_owner_the_refusal_says_what_to_set(
    owner_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NASTAVNIK_OWNER_DATABASE_URL")
    read_settings.cache_clear()
    refused = run("upgrade")
    assert refused.exit_code == 1
    assert "NASTAVNIK_OWNER_DATABASE_URL is not set" in refused.output
