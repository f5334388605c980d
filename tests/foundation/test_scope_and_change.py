# SPDX-License-Identifier: MIT
"""Scopes, sessions and changes: the laws of design, section 6, numbers 2 and 4."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import ProgrammingError

import nastavnik.department.models
import nastavnik.foundation.tables
import nastavnik.roadmap.models
import nastavnik.rollups.models  # noqa: F401
from nastavnik.foundation import audit, database
from nastavnik.foundation.change import change
from nastavnik.foundation.database import Base, open_scope, refuse_privileged_role, session
from nastavnik.foundation.errors import Forbidden, PrivilegedRole, ScopeMissing, UnauditedChange
from nastavnik.foundation.files import StoredFile
from nastavnik.foundation.outbox import OutboxEvent
from nastavnik.foundation.scope import SystemScope, current_scope, require
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.worlds import World, in_department, in_system, in_tenant


def _note(name: str) -> UUID:
    with change() as tx:
        file = tx.add(StoredFile(name=name, media_type="text/plain", size=1, sha256="0" * 64))
        tx.record("test.noted", subject=file, after={"name": name})
        tx.emit("test.noted", {"file": str(file.id)})
    return file.id


def _note_and_fail() -> None:
    with change():
        _note("внутри.txt")
        raise ZeroDivisionError


def test_asking_outside_a_scope_raises(world: World) -> None:
    with pytest.raises(ScopeMissing):
        current_scope()
    with pytest.raises(ScopeMissing):
        session()


def test_a_change_writes_row_audit_and_event_together(world: World) -> None:
    with in_tenant(world.center, world.center.coordinator) as opened:
        file_id = _note("план.txt")
        entry = opened.scalars(select(audit.AuditEntry)).one()
        event = opened.scalars(select(OutboxEvent)).one()
    assert (entry.action, entry.subject_id) == ("test.noted", str(file_id))
    assert (entry.actor_id, entry.address) == (world.center.coordinator.account_id, "127.0.0.1")
    assert (event.kind, event.payload) == ("test.noted", {"file": str(file_id)})


def test_rows_without_an_audit_entry_are_refused_and_not_kept(world: World) -> None:
    with in_tenant(world.center) as opened:
        with pytest.raises(UnauditedChange), change() as tx:
            tx.add(StoredFile(name="тайком.txt", media_type="text/plain", size=1, sha256="0" * 64))
        assert opened.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_committing_past_a_change_is_refused(world: World) -> None:
    with in_tenant(world.center) as opened, pytest.raises(UnauditedChange):
        opened.commit()


def test_an_error_in_a_change_keeps_nothing(world: World) -> None:
    with in_tenant(world.center) as opened:
        with pytest.raises(ZeroDivisionError):
            _note_and_fail()
        assert opened.scalar(select(func.count()).select_from(audit.AuditEntry)) == 0


def test_an_inner_change_joins_the_outer_one(world: World) -> None:
    with in_tenant(world.center) as opened:
        with pytest.raises(ZeroDivisionError):
            _note_and_fail()
        assert opened.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_a_neighbour_sees_nothing_even_in_plain_sql(world: World) -> None:
    with in_tenant(world.center):
        file_id = _note("наш.txt")
    with in_tenant(world.ankudinovskaya) as opened:
        assert opened.get(StoredFile, (world.center.tenant_id, file_id)) is None
        assert opened.scalars(text("select id from files")).all() == []
        updated = opened.execute(text("update files set name = 'чужой'"))
        assert updated.rowcount == 0


def test_writing_for_a_neighbour_is_refused_by_the_database(world: World) -> None:
    with (
        in_tenant(world.ankudinovskaya),
        pytest.raises(ProgrammingError, match="row-level security"),
        change(audited=False) as tx,
    ):
        tx.add(
            StoredFile(
                tenant_id=world.center.tenant_id, name="x", media_type="text/plain", size=1, sha256="0" * 64
            )
        )


def test_the_scope_does_not_leak_to_the_next_user_of_a_connection(world: World) -> None:
    with in_tenant(world.center):
        _note("наш.txt")
    with database.engine().connect() as connection:
        assert connection.scalar(text("select current_user")) == "nastavnik_app"
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("select * from files"))


def test_the_department_reads_no_table_with_a_person_in_it(world: World) -> None:
    personal = _personal_tables()
    assert "accounts" in personal
    for table in personal:
        with (
            in_department(world.officer) as opened,
            pytest.raises(ProgrammingError, match="permission denied"),
        ):
            opened.execute(text(f"select * from {table}"))


def test_the_application_refuses_a_privileged_role(world: World, database: TestDatabase) -> None:
    engine = create_engine(database.superuser.url)
    with engine.connect() as connection, pytest.raises(PrivilegedRole):
        refuse_privileged_role(connection)
    engine.dispose()


def test_a_person_without_the_right_is_refused_and_the_worker_is_not_asked(world: World) -> None:
    with in_tenant(world.center, world.center.executor), pytest.raises(Forbidden):
        require("roadmap.edit")
    with in_tenant(world.center, world.center.executor, rights=frozenset({"roadmap.edit"})):
        require("roadmap.edit")
    with in_tenant(world.center):
        require("roadmap.edit")


def test_the_system_scope_is_named_by_its_reason(world: World) -> None:
    with in_system():
        scope = current_scope()
    assert isinstance(scope, SystemScope)
    assert scope.reason


def _personal_tables() -> list[str]:
    return [
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if mapper.class_.__personal__
    ]


def test_open_scope_closes_its_session(world: World) -> None:
    with open_scope(SystemScope(reason="a test")) as opened:
        opened.execute(text("select 1"))
    with pytest.raises(ScopeMissing):
        session()
