# SPDX-License-Identifier: MIT
"""The journal of acts: in words, filtered, as a workbook, and its chain recounted on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from werkzeug.test import TestResponse

from nastavnik.foundation.change import change
from nastavnik.foundation.errors import Forbidden
from nastavnik.tenants import service
from nastavnik.tenants.acts import JournalWords
from nastavnik.testing.clients import Visitor
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.worlds import Someone, World, in_tenant

Words = Callable[[TestResponse], str]
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AUDIT = frozenset({"tenants.audit"})


def note(
    world: World,
    person: Someone | None,
    action: str,
    *,
    subject: tuple[str, str] = ("", ""),
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write an entry into the Centre's journal."""
    with in_tenant(world.center, person), change() as tx:
        tx.record(action, subject=subject, before=before, after=after)


def some_entries(world: World) -> None:
    """Three days of acts: the coordinator's, the director's, the worker's."""
    with time_machine.travel(MONDAY, tick=False) as clock:
        coordinator = world.center.coordinator
        subject = ("accounts", str(world.center.executor.account_id))
        note(world, coordinator, "accounts.place_given", subject=subject, after={"role": "executor"})
        clock.shift(timedelta(days=1))
        note(
            world,
            world.center.director,
            "accounts.place_changed",
            before={"role": "executor", "post": "педагог"},
            after={"role": "coordinator", "post": "педагог"},
        )
        clock.shift(timedelta(days=1))
        note(world, None, "job.failed", subject=("jobs", "x"))


def test_the_journal_speaks_in_words(visitor: Visitor, world: World, words: Words) -> None:
    some_entries(world)
    visitor.sign_in(world.center.director)
    page = words(visitor.get("/o/center/settings/journal"))
    assert "3 записи" in page
    assert "Дана роль" in page
    assert "23.11.2026, 12:00" in page
    assert "учётная запись, Примерова А.И." in page
    assert "роль: Исполнитель" in page
    assert "роль: Куратор" in page
    assert "должность: педагог" not in page
    assert "place_given" not in page.replace('value="accounts.place_given"', "")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", 3),
        ("action=accounts.place_given", 1),
        ("person=platform", 1),
        ("since=24.11.2026", 2),
        ("until=24.11.2026", 2),
        ("since=24.11.2026&until=24.11.2026", 1),
        ("since=01.01.2030", 0),
        ("person=nobody", 0),
        ("page=999", 3),
        ("page=-1", 3),
    ],
)
def test_a_filter_narrows_page_and_workbook_alike(
    visitor: Visitor, world: World, words: Words, query: str, shown: int
) -> None:
    some_entries(world)
    visitor.sign_in(world.center.director)
    page = words(visitor.get(f"/o/center/settings/journal?{query}"))
    assert page.count('class="n-no text-secondary"') == shown
    with visitor.get(f"/o/center/settings/journal.xlsx?{query}") as answer:
        rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    numbers = [row[0] for row in rows if isinstance(row[0], float)]
    assert len(numbers) == shown
    assert numbers == sorted(numbers)


def test_an_act_of_one_person_is_found_by_the_person(visitor: Visitor, world: World, words: Words) -> None:
    some_entries(world)
    visitor.sign_in(world.center.director)
    page = words(visitor.get(f"/o/center/settings/journal?person={world.center.coordinator.account_id}"))
    assert "1 запись" in page


def test_a_day_that_does_not_exist_is_refused_beside_the_field(
    visitor: Visitor, world: World, words: Words
) -> None:
    visitor.sign_in(world.center.director)
    answer = visitor.get("/o/center/settings/journal?since=31.02.2025")
    assert answer.status_code == 422
    assert "Такой даты нет: в феврале 2025 г. 28 дней." in words(answer)
    assert 'value="31.02.2025"' in words(answer)


def test_the_chain_is_recounted_and_a_change_is_found(
    visitor: Visitor, world: World, words: Words, database: TestDatabase
) -> None:
    some_entries(world)
    visitor.sign_in(world.center.director)
    assert "3 записи, все в том виде, в каком сделаны" in words(
        visitor.get("/o/center/settings/journal?check=1")
    )
    with database.superuser.connect() as connection:
        connection.execute(text("update audit_entries set note = 'подправлено' where sequence = 2"))
    page = words(visitor.get("/o/center/settings/journal?check=1"))
    assert "Цепочка нарушена на записи 2." in page
    assert "Запись не такая, какой была сделана." in page


def test_nothing_of_a_neighbour_stands_in_the_journal(visitor: Visitor, world: World, words: Words) -> None:
    some_entries(world)
    visitor.sign_in(world.ankudinovskaya.director)
    page = words(visitor.get("/o/ankudinovskaya/settings/journal"))
    assert "Журнал пуст" in page
    assert visitor.get("/o/center/settings/journal").status_code == 404
    assert visitor.get("/o/center/settings/journal.xlsx").status_code == 404


def test_reading_needs_the_right(world: World) -> None:
    with in_tenant(world.center, world.center.coordinator):
        for act in (
            lambda: service.journal(service.JournalFilter(), 1),
            lambda: service.exported_journal(service.JournalFilter()),
            service.journal_choices,
            service.check_chain,
        ):
            with pytest.raises(Forbidden):
                act()


def test_a_long_journal_has_pages_and_bounded_queries(
    visitor: Visitor, world: World, words: Words, count_queries: Any
) -> None:
    visitor.sign_in(world.center.director)
    visitor.get("/o/center/settings/journal")
    with count_queries() as few:
        visitor.get("/o/center/settings/journal")
    for _entry in range(120):
        note(world, world.center.coordinator, "accounts.place_given")
    with count_queries() as many:
        page = words(visitor.get("/o/center/settings/journal?page=3"))
    assert page.count('class="n-no text-secondary"') == 20
    assert len(many) == len(few) <= 14


def test_values_in_words(app: Flask) -> None:
    words_of = JournalWords(app.extensions["nastavnik.plugins"], {"an-account": "Примерова А.И."})
    with app.test_request_context():
        values = words_of.values(
            {
                "role": "director",
                "due": date(2026, 12, 20).isoformat(),
                "post": "",
                "enabled": True,
                "account": "an-account",
                "item": "01a20e23-8ef7-7ef4-870d-8b1ed1da69bf",
                "roles": ["director", "executor"],
                "unheard_of": "2026-45",
            }
        )
    assert values == (
        "роль: Директор; срок: 20.12.2026; должность: —; включено: да; сотрудник: Примерова А.И.; "
        "роли: Директор, Исполнитель; unheard_of: 2026-45"
    )
