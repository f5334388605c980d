# SPDX-License-Identifier: MIT
"""The audit log notices whatever is done to it behind its back."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from nastavnik.foundation.audit import AuditEntry, BrokenLink, erase_values, is_erased, verify
from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.worlds import World, in_system, in_tenant


def _three_acts(world: World) -> None:
    with in_tenant(world.center, world.center.coordinator):
        for number in range(3):
            with change() as tx:
                tx.record("test.act", after={"number": number, "title": "Ёлка"})


def _check(world: World) -> BrokenLink | None:
    with in_tenant(world.center):
        return verify(session())


def test_an_untouched_chain_holds(world: World) -> None:
    assert _check(world) is None
    _three_acts(world)
    assert _check(world) is None


def test_each_tenant_has_a_chain_of_its_own(world: World) -> None:
    _three_acts(world)
    with in_tenant(world.ankudinovskaya) as opened:
        assert verify(opened) is None


@pytest.mark.parametrize(
    ("tampering", "expected"),
    [
        ("update audit_entries set after = '{\"number\": 9}' where sequence = 2", BrokenLink(2, "changed")),
        ("update audit_entries set actor_name = 'Другой' where sequence = 1", BrokenLink(1, "changed")),
        ("delete from audit_entries where sequence = 2", BrokenLink(2, "missing")),
        ("delete from audit_entries where sequence = 3", BrokenLink(3, "end")),
    ],
)
def test_tampering_is_found_where_it_was_done(
    world: World, database: TestDatabase, tampering: str, expected: BrokenLink
) -> None:
    _three_acts(world)
    with database.superuser.connect() as connection:
        connection.execute(text(tampering))
    assert _check(world) == expected


@pytest.mark.parametrize("verb", ["update audit_entries set note = 'x'", "delete from audit_entries"])
def test_the_application_itself_cannot_change_the_log(world: World, verb: str) -> None:
    _three_acts(world)
    with in_tenant(world.center) as opened, pytest.raises(ProgrammingError, match="permission denied"):
        opened.execute(text(verb))


def test_what_an_entry_says_is_destroyed_and_the_chain_adds_up(world: World, database: TestDatabase) -> None:
    with in_tenant(world.center, world.center.coordinator):
        for number in range(2):
            with change() as tx:
                tx.record("test.act", subject=("people", f"p{number}"), after={"title": "Ёлка"}, note="слово")
        with change(audited=False) as tx:
            assert erase_values(tx.session, ["p0"]) == 1
            assert erase_values(tx.session, ["p0"]) == 0
            assert erase_values(tx.session, []) == 0
        entries = session().scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
        assert [(one.after, one.note, is_erased(one)) for one in entries] == [
            (None, "", True),
            ({"title": "Ёлка"}, "слово", False),
        ]
        assert {one.actor_name for one in entries} == {world.center.coordinator.name}
        assert verify(session()) is None
    with database.superuser.connect() as connection:
        connection.execute(text("update audit_entries set note = 'другое' where sequence = 1"))
    assert _check(world) == BrokenLink(1, "changed")


def test_through_the_salt_nothing_but_the_values_can_be_changed(world: World) -> None:
    _three_acts(world)
    with in_tenant(world.center) as opened:
        before = opened.execute(text("select action, hash, seal from audit_entries where sequence = 2")).one()
        opened.execute(text("update audit_entries set salt = 'mine' where sequence = 2"))
        after = text("select action, hash, seal, salt, after from audit_entries where sequence = 2")
        assert opened.execute(after).one() == (*before, "", None)
        for column in ("seal", "hash", "actor_name"):
            with pytest.raises(ProgrammingError, match="permission denied"), opened.begin_nested():
                opened.execute(text(f"update audit_entries set salt = '', {column} = 'x'"))


def test_the_district_has_its_chain_too(world: World) -> None:
    with in_system() as opened:
        with change() as tx:
            tx.record("district.act", note="проверка")
        assert verify(opened) is None
