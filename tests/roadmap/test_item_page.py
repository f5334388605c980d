# SPDX-License-Identifier: MIT
"""The page of a measure: what stands on it, for whom, and at what cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from nastavnik.roadmap import service
from nastavnik.roadmap.service import PlannedRoadmap, PlannedSection
from nastavnik.testing.clients import Visitor
from nastavnik.testing.worlds import World

from .item_world import LINK, PERIOD, Running, at_work, on_the_day, plain, planned, running, started

MOST_QUERIES = 32


@pytest.fixture
def day() -> Iterator[None]:
    with on_the_day():
        yield


@pytest.fixture
def roadmap(day: None, world: World) -> Running:
    return started(world)


def test_the_page_shows_every_execution_with_plan_and_fact(
    world: World, visitor: Visitor, roadmap: Running
) -> None:
    first, second, *_rest = roadmap.executions["5.2"]
    with at_work(world.center):
        service.close_occurrence(first, date(2023, 3, 30), [LINK])
        service.close_occurrence(second, date(2023, 7, 6), [LINK])
    visitor.sign_in(world.center.coordinator)
    page = plain(visitor.get(roadmap.page("5.2")).text)
    assert "30.03.2023" in page
    assert "на 1 день раньше" in page
    assert "на 6 дней позже" in page
    assert "«ежеквартально»" in page
    assert "III кв. 2024" in page
    assert page.count('class="n-who') == 0
    assert "Примерова А.И." in page


def test_a_name_without_an_account_is_said_to_be_one(
    world: World, visitor: Visitor, roadmap: Running
) -> None:
    visitor.sign_in(world.center.coordinator)
    page = plain(visitor.get(roadmap.page("1.1")).text)
    assert "Отсутствующая О.О." in page
    assert "ещё нет учётной записи" in page


def test_the_reader_chooses_an_execution(world: World, visitor: Visitor, roadmap: Running) -> None:
    visitor.sign_in(world.center.coordinator)
    wanted = roadmap.executions["5.2"][7]
    page = plain(visitor.get(f"{roadmap.page('5.2')}?execution={wanted}").text)
    assert "Закрыть: IV квартал 2024" in page
    assert f"/executions/{wanted}/close" in page
    assert visitor.get(f"{roadmap.page('5.2')}?execution=nonsense").status_code == 200


@pytest.mark.parametrize(
    ("number", "words"), [("4.3", "Записать событие"), ("3.1", "Назначить даты"), ("5.4", "Открыть")]
)
def test_what_has_no_dates_says_what_it_waits_for(
    world: World, visitor: Visitor, roadmap: Running, number: str, words: str
) -> None:
    visitor.sign_in(world.center.coordinator)
    assert words in visitor.get(roadmap.page(number)).text


def test_an_executor_sees_acts_on_their_own_measure_only(
    world: World, visitor: Visitor, roadmap: Running
) -> None:
    visitor.sign_in(world.center.executor)
    mine, other = visitor.get(roadmap.page("5.2")).text, visitor.get(roadmap.page("1.1")).text
    assert "Закрыть исполнение" in mine
    assert "Закрыть исполнение" not in other
    for page in (mine, other):
        assert "Перенести срок" not in page
        assert "/people" not in page


def test_neighbours_and_crumbs_lead_on(world: World, visitor: Visitor, roadmap: Running) -> None:
    visitor.sign_in(world.center.executor)
    page = visitor.get(roadmap.page("3.1")).text
    assert roadmap.page("1.1") in page
    assert roadmap.page("4.3") in page
    assert roadmap.page("5.2") not in page


def test_a_stranger_finds_nothing(world: World, visitor: Visitor, roadmap: Running) -> None:
    visitor.sign_in(world.ankudinovskaya.coordinator)
    own = roadmap.page("5.2").replace("center", "ankudinovskaya")
    for page in (roadmap.page("5.2"), own, f"{own}/history", f"{own}/people", f"{own}/event"):
        assert visitor.get(page).status_code == 404


def test_the_number_of_queries_does_not_grow(
    world: World, visitor: Visitor, roadmap: Running, count_queries: Any
) -> None:
    visitor.sign_in(world.center.coordinator)
    visitor.get(roadmap.page("5.2"))
    with count_queries() as before:
        visitor.get(roadmap.page("5.2"))
    with at_work(world.center):
        for one in roadmap.executions["5.2"]:
            service.close_occurrence(one, date(2024, 10, 1), [LINK] * 4)
        for _again in range(10):
            service.comment(roadmap.items["5.2"], "Справка собрана")
    with count_queries() as after:
        visitor.get(roadmap.page("5.2"))
        visitor.get(roadmap.page("5.2"))
    assert len(before) <= MOST_QUERIES
    assert len(after) <= 2 * (len(before) + 2)


def test_history_tells_what_happened_from_edition_to_edition(
    world: World, visitor: Visitor, roadmap: Running
) -> None:
    with at_work(world.center):
        old = service.get_item(roadmap.items["5.2"])
        service.close_occurrence(roadmap.executions["5.2"][0], date(2023, 3, 30), [LINK])
        service.move_deadline(
            roadmap.executions["5.2"][6], date(2024, 10, 25), "Сводная позже", "Письмо от 20.09.2024 № 5"
        )
        service.adopt(
            PlannedRoadmap(
                title="Дорожная карта, 2-я редакция",
                period_from=PERIOD.start,
                period_to=PERIOD.end,
                order_number="31",
                order_date=date(2024, 10, 1),
                sections=[
                    PlannedSection(
                        "1",
                        "Раздел",
                        [planned("5.2", "ежеквартально", lineage_id=old.lineage_id, result="Отчёт")],
                    )
                ],
            )
        )
        now = running()
    visitor.sign_in(world.center.coordinator)
    page = plain(visitor.get(f"{now.page('5.2')}/history").text)
    assert "Закрыто: I кв. 2023" in page
    assert "основание: Письмо от 20.09.2024 № 5" in page
    assert "30.09.2024" in page
    assert "<del" in page
    assert "Отчёт" in page
    former = plain(visitor.get(roadmap.page("5.2")).text)
    assert "Эта редакция дорожной карты больше не действует" in former
    assert "Закрыть исполнение" not in former
