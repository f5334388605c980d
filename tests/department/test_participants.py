# SPDX-License-Identifier: MIT
"""«Участники» of the district, out of stored totals, counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask

from nastavnik.foundation.dates import today
from nastavnik.matches import service as matches
from nastavnik.people import service as people
from nastavnik.rollups import service as rollups
from nastavnik.testing.clients import Visitor
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.pairs import RIGHTS, make_active, make_mentee, make_mentor, make_programme
from nastavnik.testing.worlds import Place, World, in_system, in_tenant

from .conftest import make_place
from .reading import ANKUDINOVSKAYA, CENTER, Reader

ROOMS = frozenset({"people", "consents", "programmes", "matches", "meetings", "rollups"})
PERIOD = "?period=2026-Q1"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """10 March 2026, noon by the clock of the district."""
    with time_machine.travel(datetime(2026, 3, 10, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def counted_pairs(empty_database: TestDatabase, world: World, app: Flask) -> World:
    """The Centre has a pair and a group of three and has typed its numbers; in the other one nobody is kept."""
    empty_database.again("counted pairs", lambda: _count_pairs(world, app))
    return world


def _count_pairs(world: World, app: Flask) -> None:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS | {"people.population"}):
        programme = make_programme()
        mentor = make_mentor("Вожаков", 16, "pupil", "pupils", capacity=2)
        make_active(programme, mentor, make_mentee("Ромашкин", 12))
        group = [make_mentee(name, 12) for name in ("Васильков", "Лютиков", "Клеверов")]
        over = make_active(programme, mentor, *group, group_title="Ручей")
        matches.end_early(over.id, "conflict")
        people.set_population(people.Population("children_10_19", 2026, 200, "ОО-1", today()))
    recount(app, world.center, world.ankudinovskaya)


def recount(app: Flask, *places: Place) -> None:
    """What the worker does."""
    for place in places:
        with in_tenant(place):
            rollups.mark_stale()
            rollups.refresh_tenant(app.extensions["nastavnik.plugins"], ROOMS)


@pytest.fixture
def officer(visitor: Visitor, world: World) -> Reader:
    """The officer of the department, signed in."""
    visitor.sign_in(world.officer)
    return Reader(visitor)


@pytest.mark.usefixtures("counted_pairs")
def test_organisations_stand_with_their_figures_and_the_sum(officer: Reader) -> None:
    page = officer.open(f"participants{PERIOD}")
    heads, center, district = page.table()
    assert heads == [
        *("Организация", "Наставляемые", "Наставники", "Пары в работе", "Сформированы", "Завершены"),
        *("Завершены досрочно", "Встречи", "Обратная связь за 7 дней", "И1", "И2", "И3"),
    ]
    figures = ["4", "1", "2", "2", "0", "1", "0", "н/д", "2,0 % 4 из 200", "н/д", "н/д"]
    assert [cell.replace("%4", "% 4") for cell in center] == [f"{CENTER}доп. образование", *figures]
    assert [cell.replace("%4", "% 4") for cell in district[1:]] == figures
    assert "Ромашкин" not in page.html
    assert "Вожаков" not in page.html


@pytest.mark.usefixtures("counted_pairs")
def test_who_has_no_data_is_named(officer: Reader) -> None:
    assert f"Базы включены, но пусты: {ANKUDINOVSKAYA}." in officer.open(f"participants{PERIOD}").text
    assert "Не указали численность" not in officer.open(f"participants{PERIOD}").text


def test_numbers_that_are_not_typed_are_missed(officer: Reader, counted_pairs: World, app: Flask) -> None:
    with in_tenant(
        counted_pairs.center, counted_pairs.center.director, rights=frozenset({"people.population"})
    ):
        people.remove_population(people.populations()[0].id)
    recount(app, counted_pairs.center)
    page = officer.open(f"participants{PERIOD}")
    assert f"поэтому доли нет: {CENTER}." in page.text
    assert page.table()[1][9] == "н/д"


@pytest.mark.usefixtures("counted_pairs")
def test_one_organisation_is_divided_by_form_and_stage_without_anybody(officer: Reader) -> None:
    page = officer.open(f"participants/center{PERIOD}")
    tables = {
        tuple(page.table(number)[0]): page.table(number)[1:]
        for number in range(len(page.find("//main//table")))
    }
    forms = next(rows for heads, rows in tables.items() if heads[0] == "Форма наставничества")
    assert forms[0] == ["ученик — ученик", "4", "1", "2", "2", "0", "0"]
    assert {tuple(row[1:]) for row in forms[1:]} == {("0",) * 6}
    stages = next(rows for heads, rows in tables.items() if heads[0] == "Этап программы")
    assert [row[1] for row in stages] == ["1", "0", "0", "0", "0", "0", "0"]
    sources = next(rows for heads, rows in tables.items() if heads[0] == "Источник наставников")
    assert [row[1] for row in sources] == ["1", "0", "0", "0"]
    assert "Ромашкин" not in page.html


@pytest.mark.usefixtures("counted_pairs")
@pytest.mark.parametrize(
    "path",
    [f"participants{PERIOD}", f"participants/center{PERIOD}", f"indicators/matches.ended{PERIOD}&by=section"],
)
def test_few_early_ends_are_not_divided_by_reason(officer: Reader, path: str) -> None:
    page = officer.open(path)
    assert "Всего 1. Так мало не делится по причинам" in page.text
    assert "Конфликт" not in page.text


@pytest.mark.usefixtures("counted_pairs")
def test_one_reason_is_not_looked_for_among_organisations(officer: Reader) -> None:
    narrowed = officer.open("indicators/matches.ended?period=2026-Q1&section=conflict")
    assert "Конфликт" not in narrowed.text
    assert narrowed.table()[1:] == officer.open(f"indicators/matches.ended{PERIOD}").table()[1:]


def test_five_early_ends_are_divided(officer: Reader, counted_pairs: World, app: Flask) -> None:
    with in_tenant(counted_pairs.center, counted_pairs.center.coordinator, rights=RIGHTS):
        programme, mentor = make_programme("Ещё"), make_mentor("Терпелов", capacity=9)
        for number in range(4):
            matches.end_early(
                make_active(programme, mentor, make_mentee(f"Лугов{'а' * number}", 12)).id, "moved"
            )
    recount(app, counted_pairs.center)
    page = officer.open(f"participants{PERIOD}")
    rows = [page.table(number) for number in range(len(page.find("//main//table")))]
    reasons = next(table[1:] for table in rows if table[0][0] == "Причина")
    assert reasons == [["Конфликт", "1"], ["Переезд или выпуск", "4"]]


@pytest.mark.usefixtures("counted_pairs")
def test_the_workbook_says_the_same(officer: Reader) -> None:
    rows = officer.workbook(f"participants.xlsx{PERIOD}")["Участники"]
    assert ["Организация", CENTER, "Наставляемые", 4, "", ""] in rows
    assert ["Форма наставничества", "ученик — ученик", "Наставники по формам", 1, "", ""] in rows
    assert not any("Конфликт" in row for row in rows)


def test_an_empty_district_says_what_will_be_here(officer: Reader) -> None:
    assert "Записей об участниках пока нет" in officer.open("participants").text
    assert officer.visitor.get("/department/participants/nowhere").status_code == 404


@pytest.mark.usefixtures("counted_pairs")
@pytest.mark.parametrize("person", ["director", "coordinator", "executor"])
def test_nobody_of_an_organisation_sees_the_district(visitor: Visitor, world: World, person: str) -> None:
    visitor.sign_in(getattr(world.center, person))
    for path in ("participants", "participants/center", "participants.xlsx"):
        assert visitor.get(f"/department/{path}").status_code in (403, 404)


def test_the_page_runs_a_bounded_number_of_queries(
    officer: Reader, counted_pairs: World, count_queries: Any, app: Flask
) -> None:
    def queries(path: str) -> int:
        with count_queries() as sent:
            officer.visitor.get(f"/department/{path}").close()
        return len(sent)

    paths = (
        f"participants{PERIOD}",
        f"participants/center{PERIOD}",
        f"participants.xlsx{PERIOD}",
        "participants",
    )
    before = {path: queries(path) for path in paths}
    for number in range(20):
        make_place(f"school-{number}")
    with in_system():
        rollups.rebuild_all(app.extensions["nastavnik.plugins"])
    after = {path: queries(path) for path in paths}
    assert after == before
    assert max(after.values()) <= 14, after
