# SPDX-License-Identifier: MIT
"""The month of deadlines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import python_calamine

from nastavnik.foundation.change import change
from nastavnik.roadmap.models import RoadmapAssignee
from nastavnik.testing.clients import Visitor
from nastavnik.testing.roadmaps import Execution, MadeRoadmap, make_roadmap
from nastavnik.testing.worlds import World, in_tenant

from .item_world import TODAY, on_the_day, plain

PAGE = "/o/center/roadmap/agenda"
MOST_QUERIES = 20
ITEMS = {
    "1.1": [Execution(date(2024, 10, 1), done_on=date(2024, 10, 1))],
    "1.2": [Execution(date(2024, 10, 21)), Execution(date(2024, 12, 31))],
    "1.3": [Execution(date(2024, 10, 21), planned_due=date(2024, 9, 27))],
    "1.4": [Execution(date(2024, 10, 4))],
    "2.1": [Execution(date(2024, 10, 22))],
    "2.2": [Execution(date(2024, 10, 23), state="cancelled"), Execution(None)],
    "2.3": [Execution(date(2024, 3, 1))],
}


@pytest.fixture
def made(world: World) -> Iterator[MadeRoadmap]:
    with on_the_day():
        made = make_roadmap(world.center, ITEMS, not_required=frozenset({"2.1"}))
        with in_tenant(world.center), change(audited=False) as tx:
            executor = world.center.executor
            tx.add(
                RoadmapAssignee(item_id=made.items["1.3"], name=executor.name, account_id=executor.account_id)
            )
        yield made


@pytest.fixture
def reader(world: World, visitor: Visitor, made: MadeRoadmap) -> Visitor:
    visitor.sign_in(world.center.executor)
    return visitor


def days(page: str) -> dict[str, list[str]]:
    """Numbers of measures by day."""
    return {
        day: re.findall(r'class="n-no">([^<]+)<', body)
        for day, body in re.findall(r'<tbody role="rowgroup" id="d-([^"]+)">(.*?)</tbody>', page, re.DOTALL)
    }


def test_this_month_stands_by_days(reader: Visitor) -> None:
    page = reader.get(PAGE).text
    assert days(page) == {"2024-10-01": ["1.1"], "2024-10-04": ["1.4"], "2024-10-21": ["1.2", "1.3"]}
    words = plain(page)
    assert "Октябрь 2024" in words
    assert "Понедельник, 21 октября 2024 г." in words
    assert "Просрочено на 10 дней" in words
    assert "перенесено с 27.09.2024" in words


def test_the_sheet_of_the_month_leads_to_days(reader: Visitor) -> None:
    page = plain(reader.get(PAGE).text)
    assert 'href="#d-2024-10-21" aria-label="21 октября 2024 г.: 2 срока"' in page
    assert 'href="#d-2024-10-04" aria-label="4 октября 2024 г.: 1 срок, просрочено 1"' in page
    assert re.search(r'<td aria-current="date"><span>14</span>', page)
    weeks = re.findall(r"<tr>(.*?)</tr>", page[page.index("n-month") :], re.DOTALL)
    assert re.findall(r">(\d+)<", weeks[1])[0] == "1"
    assert weeks[1].count("<td></td>") == 1


def test_a_reader_may_see_only_their_own(reader: Visitor) -> None:
    page = reader.get(f"{PAGE}?who=mine").text
    assert days(page) == {"2024-10-21": ["1.3"]}
    assert re.search(r'aria-current="true">Только мои <b>1</b>', plain(page))
    assert f"{PAGE}?month=2024-11&amp;who=mine" in page


def test_months_follow_each_other(reader: Visitor) -> None:
    page = reader.get(f"{PAGE}?month=2024-12").text
    assert days(page) == {"2024-12-31": ["1.2"]}
    assert f"{PAGE}?month=2024-11" in page
    assert f"{PAGE}?month=2025-01" in page
    assert "Этот месяц" in plain(page)


def test_an_empty_month_says_where_the_nearest_deadlines_are(reader: Visitor) -> None:
    page = plain(reader.get(f"{PAGE}?month=2024-11").text)
    assert "В этом месяце сроков нет." in page
    assert f'href="{PAGE}?month=2024-10">21.10.2024<' in page
    assert f'href="{PAGE}?month=2024-12">31.12.2024<' in page
    page = plain(reader.get(f"{PAGE}?month=2024-12&who=mine").text)
    assert "В этом месяце у вас сроков нет." in page
    assert "Показать все сроки месяца: 1" in page
    assert "31.12.2024" not in page


@pytest.mark.parametrize("month", ["", "2024-13", "24-10", "0000-00", "9999-12", "2024-10-01", "октябрь"])
def test_a_month_that_makes_no_sense_is_this_one(reader: Visitor, month: str) -> None:
    answer = reader.get(PAGE, query_string={"month": month})
    assert answer.status_code == 200
    assert "2024-10-21" in days(answer.text)


def test_the_ends_of_time_are_pages_too(reader: Visitor) -> None:
    for month in ("2000-01", "2099-12"):
        assert reader.get(f"{PAGE}?month={month}").status_code == 200


def test_a_month_is_taken_away_as_a_list(reader: Visitor) -> None:
    data = reader.get(f"{PAGE}.xlsx?month=2024-10&who=mine", buffered=True).data
    rows = python_calamine.load_workbook(BytesIO(data)).get_sheet_by_index(0).to_python()
    assert [row[:3] for row in rows[1:]] == [[date(2024, 10, 21), "1.3", "Мероприятие 1.3"]]


def test_a_former_edition_has_no_deadlines(world: World, visitor: Visitor) -> None:
    with on_the_day():
        make_roadmap(world.center, {"1.1": [Execution(TODAY)]}, state="superseded")
        visitor.sign_in(world.center.executor)
        assert days(visitor.get(PAGE).text) == {}


def test_a_stranger_finds_nothing(world: World, visitor: Visitor, made: MadeRoadmap) -> None:
    visitor.sign_in(world.ankudinovskaya.director)
    assert visitor.get(PAGE).status_code == 404
    assert days(visitor.get(PAGE.replace("center", "ankudinovskaya")).text) == {}


def test_the_number_of_queries_is_bounded(world: World, visitor: Visitor, count_queries: Any) -> None:
    with on_the_day():
        make_roadmap(
            world.center,
            {f"1.{n}": [Execution(TODAY + timedelta(days=n % 10))] for n in range(1, 201)},
        )
        visitor.sign_in(world.center.coordinator)
        visitor.get(PAGE)
        with count_queries() as queries:
            page = visitor.get(PAGE).text
    assert sum(map(len, days(page).values())) == 200
    assert len(queries) <= MOST_QUERIES, queries.statements
