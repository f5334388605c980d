# SPDX-License-Identifier: MIT
"""What each scope sees of each organisation's rows in plain SQL, with no filter of Python's: design, section 6, law 4.

The tables are read from the catalogue: a new one is tried without anybody adding it to a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from nastavnik.foundation import database
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.scope import DepartmentScope, IdentityScope, PartnerScope, SystemScope
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.worlds import World, in_tenant

from .row_filling import fill_every_table

SEEN_BY_THE_DEPARTMENT = {"department_reminders", "rollup_list_rows", "rollup_marks", "rollup_totals"}
SEEN_AT_SIGN_IN = {"memberships"}


@pytest.fixture
def tables(world: World, empty_database: TestDatabase) -> list[str]:
    """Every table with organisations, with a row of both in it."""
    both = (world.center.tenant_id, world.ankudinovskaya.tenant_id)
    filled = fill_every_table(empty_database.superuser, both)
    with empty_database.superuser.connect() as connection:
        for table in filled:
            found = set(connection.scalars(text(f"select tenant_id from {table}")))
            assert found >= set(both), f"{table} was not filled"
    assert len(filled) > 20
    return filled


@contextmanager
def refusal_is_an_answer() -> Iterator[None]:
    """A table that the role may not touch at all is refused as well as can be; any other error is one."""
    try:
        yield
    except ProgrammingError as error:
        if "permission denied" not in str(error):
            raise


def seen(opened: Session, table: str) -> set[UUID | None]:
    """Organisations whose rows of a table a scope sees; nothing where it may not look."""
    with refusal_is_an_answer(), opened.begin_nested():
        return set(opened.scalars(text(f"select tenant_id from {table}")))
    return set()


@contextmanager
def outside() -> Iterator[Session]:
    """A plain session of the application, outside every scope."""
    with Session(database.engine()) as opened:
        yield opened


def test_an_organisation_sees_its_own_rows_and_no_neighbours(world: World, tables: list[str]) -> None:
    own = world.center.tenant_id
    with in_tenant(world.center) as opened:
        found = {table: seen(opened, table) for table in tables}
    assert {table: rows for table, rows in found.items() if rows - {own}} == {}
    blind = {table for table, rows in found.items() if not rows}
    assert blind <= {"department_reminders", "letters", "rollup_marks"}


@pytest.mark.parametrize(
    "statement",
    [
        "update {table} set tenant_id = tenant_id returning tenant_id",
        "delete from {table} returning tenant_id",
        "delete from {table} where tenant_id = :neighbour returning tenant_id",
    ],
)
def test_an_organisation_changes_and_removes_its_own_rows_alone(
    world: World, tables: list[str], statement: str
) -> None:
    neighbour, touched = {"neighbour": world.ankudinovskaya.tenant_id}, set()
    for table in tables:
        sentence = text(statement.format(table=table))
        values = neighbour if ":neighbour" in statement else {}
        with in_tenant(world.center) as opened, refusal_is_an_answer():
            touched |= set(opened.scalars(sentence, values))
    own = set() if ":neighbour" in statement else {world.center.tenant_id}
    assert touched == own


@pytest.mark.parametrize(
    ("scope", "readable"),
    [
        (DepartmentScope(), SEEN_BY_THE_DEPARTMENT),
        (PartnerScope(partner_id=new_id()), set()),
        (IdentityScope(), SEEN_AT_SIGN_IN),
        (None, set()),
    ],
    ids=["department", "partner", "identity", "outside"],
)
def test_other_scopes_see_what_is_theirs_alone(
    tables: list[str], scope: DepartmentScope | PartnerScope | IdentityScope | None, readable: set[str]
) -> None:
    session: AbstractContextManager[Session] = open_scope(scope) if scope else outside()
    with session as opened:
        assert {table for table in tables if seen(opened, table)} == readable


def test_an_organisation_that_is_not_named_sees_nothing(tables: list[str]) -> None:
    with outside() as opened:
        opened.execute(text("set local role nastavnik_tenant"))
        visible = set()
        for table in tables:
            if seen(opened, table):
                visible.add(table)
    assert visible == set()


def test_the_system_scope_sees_both(world: World, tables: list[str]) -> None:
    both = {world.center.tenant_id, world.ankudinovskaya.tenant_id}
    with open_scope(SystemScope(reason="a test counts what the platform may see")) as opened:
        assert seen(opened, "outbox_events") >= both
