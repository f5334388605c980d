# SPDX-License-Identifier: MIT
"""No person on the department's side: not in a page, not in a workbook, and not within reach of its role (design.md, 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from nastavnik.foundation.database import Base
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.roadmaps import ASSIGNEE
from nastavnik.testing.worlds import World, in_department

from .reading import Reader, plain

MAY_READ = {
    "tenants",
    "rollup_totals",
    "rollup_list_rows",
    "rollup_marks",
    "department_reminders",
    "district_agreement_templates",
}
VALUES = {"slug": "center", "code": "roadmap.done_on_time"}


def names(world: World) -> set[str]:
    """Surnames, addresses and names of everybody in the organisations, and of those their roadmaps name."""
    people = [
        person
        for place in (world.center, world.ankudinovskaya)
        for person in (place.director, place.coordinator, place.executor)
    ]
    words = {person.email for person in people} | {plain(person.name).split()[0] for person in people}
    return words | {ASSIGNEE.split()[0]}


def own_pages(app: Flask) -> Iterator[str]:
    """Every address of the department's room that can be opened; a new one is walked without being added to a list."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("department") and "GET" in (rule.methods or ()):
            address = rule.rule
            for name in rule.arguments:
                address = re.sub(rf"<[^>]*{name}>", VALUES[name], address)
            yield address


def words_of(body: bytes) -> str:
    """A page as it is, a workbook as the texts of all its parts."""
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return body.decode()


def test_no_page_and_no_workbook_names_a_person(app: Flask, officer: Reader, counted: World) -> None:
    read = 0
    for address in own_pages(app):
        for query in ("", "?by=section", "?indicator=roadmap.overdue"):
            answer = officer.visitor.get(address + query)
            assert answer.status_code == 200, address
            words = plain(words_of(answer.data))
            answer.close()
            assert [name for name in names(counted) if name in words] == [], address
            read += 1
    assert read >= 42


def test_the_names_that_must_not_be_seen_are_there_to_be_found(
    counted: World, empty_database: TestDatabase
) -> None:
    """Otherwise the test above could not fail."""
    with empty_database.superuser.connect() as connection:
        assert ASSIGNEE in connection.scalars(text("select name from roadmap_assignees")).all()
        assert connection.scalars(text("select distinct signatory from roadmaps")).all() == [
            "Директорова А.И."
        ]


def everything(database: TestDatabase) -> list[str]:
    """Tables and views of the whole database, in whatever schema."""
    with database.superuser.connect() as connection:
        return list(
            connection.scalars(
                text("""
                    select format('%I.%I', nspname, relname)
                    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                    where relkind in ('r', 'p', 'v', 'm', 'f')
                      and nspname not in ('pg_catalog', 'information_schema') and nspname not like 'pg_toast%'
                    order by 1
                """)
            )
        )


def test_the_role_of_the_department_may_select_from_no_other_table(
    world: World, database: TestDatabase
) -> None:
    tables = everything(database)
    allowed = {f"public.{name}" for name in MAY_READ}
    assert allowed < set(tables)
    for table in tables:
        with in_department(world.officer) as opened:
            if table in allowed:
                opened.execute(text(f"select 1 from {table} limit 1"))
            else:
                with pytest.raises(ProgrammingError, match="permission denied"):
                    opened.execute(text(f"select 1 from {table} limit 1"))


def test_no_table_within_its_reach_is_one_with_a_person(database: TestDatabase) -> None:
    tables = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    assert {name for name in MAY_READ if tables[name].__personal__} == set()
    personal = {name for name, model in tables.items() if model.__personal__}
    assert {"accounts", "memberships", "roadmap_assignees", "roadmap_evidence"} <= personal
    granted = text("""
        select distinct table_name from information_schema.role_table_grants where grantee in ('nastavnik_department', 'PUBLIC')
        and table_schema not in ('pg_catalog', 'information_schema')
        union
        select distinct table_name from information_schema.column_privileges where grantee in ('nastavnik_department', 'PUBLIC')
        and table_schema not in ('pg_catalog', 'information_schema')
    """)
    with database.superuser.connect() as connection:
        assert set(connection.scalars(granted)) & personal == set()


def test_the_role_is_member_of_no_other_and_runs_nothing_as_somebody_else(database: TestDatabase) -> None:
    roles = text("""
        select granted.rolname from pg_auth_members
        join pg_roles as granted on granted.oid = roleid join pg_roles as member on member.oid = pg_auth_members.member
        where member.rolname = 'nastavnik_department'
    """)
    functions = text("""
        select proname from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
        where prosecdef and nspname not in ('pg_catalog', 'information_schema')
          and has_function_privilege('nastavnik_department', pg_proc.oid, 'execute')
    """)
    with database.superuser.connect() as connection:
        assert connection.scalars(roles).all() == []
        assert connection.scalars(functions).all() == []


@pytest.mark.parametrize("table", sorted(MAY_READ))
@pytest.mark.parametrize("act", ["delete from {}", "insert into {} default values", "truncate {}"])
def test_what_it_may_read_it_may_not_change(world: World, table: str, act: str) -> None:
    with (
        in_department(world.officer) as opened,
        pytest.raises(ProgrammingError, match="permission denied"),
    ):
        opened.execute(text(act.format(table)))
