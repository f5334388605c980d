# SPDX-License-Identifier: MIT
"""The page of the roadmap: sections, states, filters in the address, pages, editions, downloads, who sees what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pytest
import python_calamine
from pypdf import PdfReader

from nastavnik.foundation.change import change
from nastavnik.foundation.files import store
from nastavnik.foundation.ids import new_id
from nastavnik.roadmap import service
from nastavnik.roadmap.models import Roadmap, RoadmapAssignee, RoadmapItem
from nastavnik.roadmap.service import PlannedRoadmap, PlannedSection
from nastavnik.roadmap.service.finding import find_items
from nastavnik.testing.clients import Visitor
from nastavnik.testing.roadmaps import ASSIGNEE, Execution, MadeRoadmap, make_roadmap
from nastavnik.testing.worlds import World, in_tenant
from nastavnik.web.language import COOKIE

from .item_world import PDF, PERIOD, TODAY, Running, at_work, on_the_day, plain, planned, started

PAGE = "/o/center/roadmap/"
DAY = timedelta(days=1)
MOST_QUERIES = 20
ITEMS = {
    "1.1": [Execution(date(2023, 2, 28), done_on=date(2023, 2, 27))],
    "1.3": [Execution(date(2023, 3, 31), done_on=date(2023, 4, 3))],
    "1.6": [Execution(date(2023, 12, 30))],
    "2.1": [Execution(date(2024, 12, 31), state="in_work")],
    "3.1": [Execution(TODAY + 7 * DAY)],
    "3.4": [Execution(TODAY + 11 * DAY, planned_due=date(2024, 9, 27))],
    "5.1": [
        Execution(date(2024, 6, 30), done_on=date(2024, 6, 30)),
        Execution(date(2024, 9, 30)),
        Execution(date(2024, 12, 31)),
    ],
    "5.4": [],
}


@pytest.fixture
def day() -> Iterator[None]:
    with on_the_day():
        yield


@pytest.fixture
def made(day: None, world: World) -> MadeRoadmap:
    return make_roadmap(
        world.center, ITEMS, titles={"1": "Нормативное регулирование"}, not_required=frozenset({"1.6"})
    )


@pytest.fixture
def reader(world: World, visitor: Visitor, made: MadeRoadmap) -> Visitor:
    visitor.sign_in(world.center.coordinator)
    return visitor


def numbers(page: str) -> list[str]:
    """Numbers of the measures in the table."""
    return re.findall(r'<td role="cell" class="n-no">([^<]*)</td>', page)


def segments(page: str) -> dict[str, int]:
    """Counts of the states, by the state of their links; the one without a state stands for all."""
    found = re.findall(r'<a href="([^"]*)"[^>]*>(?:(?!</a>).)*?<(?:b|span)>(\d+)</(?:b|span)></a>', page)
    return {(re.search(r"state=(\w+)", url) or ["", "all"])[1]: int(count) for url, count in found}


def test_sections_say_how_much_of_them_is_done(reader: Visitor) -> None:
    page = plain(reader.get(PAGE).text)
    assert numbers(page) == list(ITEMS)
    assert re.search(r"1\. Нормативное регулирование</span><span[^>]*>выполнено 2 из 2<", page)
    assert re.search(r"5\. Раздел 5</span><span[^>]*>выполнено 1 из 3<", page)


def test_states_are_in_words_and_counted(reader: Visitor) -> None:
    page = plain(reader.get(PAGE).text)
    for words in (
        "Выполнено 27.02.2023",
        "С опозданием на 3 дня",
        "Через 7 дней",
        "Просрочено на 14 дней",
        "перенесено с 27.09.2024",
        "Не требуется",
    ):
        assert words in page
    assert segments(page) == {
        "all": 8,
        "overdue": 1,
        "soon": 2,
        "work": 1,
        "planned": 1,
        "done": 2,
        "none": 1,
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=overdue", ["5.1"]),
        ("state=done", ["1.1", "1.3"]),
        ("state=none", ["1.6"]),
        ("state=nonsense", list(ITEMS)),
        ("q=5.1", ["5.1"]),
        ("q=МЕРОПРИЯТИЕ+3", ["1.3", "3.1", "3.4"]),
        ("q=3.4+мероприятие", ["3.4"]),
        ("bare=1", ["2.1", "3.1", "3.4", "5.4"]),
        ("bare=1&state=soon", ["3.1", "3.4"]),
        ("sort=due&q=3", ["3.1", "3.4", "1.3"]),
        (f"who={ASSIGNEE}", list(ITEMS)),
        ("who=nobody&state=soon", ["3.1", "3.4"]),
        ("page=77", list(ITEMS)),
        ("page=x", list(ITEMS)),
    ],
)
def test_filters_live_in_the_address(reader: Visitor, query: str, expected: Sequence[str]) -> None:
    assert numbers(reader.get(f"{PAGE}?{query}").text) == list(expected)


def test_a_filter_keeps_the_other_ones_and_counts_within_them(reader: Visitor) -> None:
    page = reader.get(f"{PAGE}?q=3&state=soon").text
    assert segments(page) == {
        "all": 3,
        "overdue": 0,
        "soon": 2,
        "work": 0,
        "planned": 0,
        "done": 1,
        "none": 0,
    }
    assert "?q=3&amp;state=done" in page
    assert re.search(r'<a href="[^"]*state=soon" aria-current="true"', page)
    assert 'name="q" type="search" value="3"' in page
    assert '<input type="hidden" name="state" value="soon">' in page


def test_a_form_leaves_no_empty_words_in_the_address(reader: Visitor) -> None:
    answer = reader.get(f"{PAGE}?q=&section=&who=&state=soon&tenant=ankudinovskaya")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{PAGE}?state=soon"


def test_a_section_is_chosen_by_the_list(reader: Visitor) -> None:
    page = reader.get(PAGE).text
    section = re.search(r'<option value="([^"]+)">3\. Раздел 3', page)
    assert section is not None
    assert numbers(reader.get(f"{PAGE}?section={section[1]}").text) == ["3.1", "3.4"]


def test_a_person_is_one_however_the_name_is_written(
    world: World, visitor: Visitor, made: MadeRoadmap
) -> None:
    executor = world.center.executor
    with in_tenant(world.center), change(audited=False) as tx:
        for number, name in (("2.1", "Примерова А.И."), ("3.1", "Примерова Анна Ивановна")):
            tx.add(RoadmapAssignee(item_id=made.items[number], name=name, account_id=executor.account_id))
    visitor.sign_in(world.center.coordinator)
    page = visitor.get(f"{PAGE}?who={executor.account_id}").text
    assert numbers(page) == ["2.1", "3.1"]
    assert page.count(f'<option value="{executor.account_id}"') == 1
    assert numbers(visitor.get(f"{PAGE}?who=nobody&state=work").text) == []


def test_an_empty_choice_repeats_it_and_offers_to_take_it_off(reader: Visitor) -> None:
    page = plain(reader.get(f"{PAGE}?state=overdue&q=партнёр&bare=1").text)
    assert "По отбору «Просрочено, слова „партнёр“, без подтверждения» мероприятий нет." in page
    assert f'<a class="btn" href="{PAGE}">' in page
    assert "data-selection-bar" not in page


def test_the_search_takes_no_difference_between_letters(
    world: World, visitor: Visitor, made: MadeRoadmap
) -> None:
    with in_tenant(world.center), change(audited=False) as tx:
        item = tx.session.get(RoadmapItem, (world.center.tenant_id, made.items["2.1"]))
        assert item is not None
        item.title = "Перечень партнёров"
    visitor.sign_in(world.center.executor)
    assert numbers(visitor.get(f"{PAGE}?q=ПАРТНЕРОВ").text) == ["2.1"]


def test_the_number_of_a_measure_comes_before_digits_in_other_titles(
    world: World, visitor: Visitor, made: MadeRoadmap
) -> None:
    with in_tenant(world.center), change(audited=False) as tx:
        item = tx.session.get(RoadmapItem, (world.center.tenant_id, made.items["1.3"]))
        assert item is not None
        item.title = "Система мотивации по распоряжению от 25.12.2019"
    visitor.sign_in(world.center.executor)
    assert numbers(visitor.get(f"{PAGE}?q=5.1").text) == ["5.1"]
    assert numbers(visitor.get(f"{PAGE}?q=25.12.2019").text) == ["1.3"]
    with in_tenant(world.center, world.center.executor, rights=frozenset({"roadmap.view"})):
        assert [one.number for one in find_items("5.1", most=5)] == ["5.1", "1.3"]


def test_only_those_who_run_the_roadmap_can_tick(world: World, visitor: Visitor, made: MadeRoadmap) -> None:
    visitor.sign_in(world.center.executor)
    page = visitor.get(PAGE).text
    assert "data-select=" not in page
    assert "Новая редакция" not in page
    visitor.sign_in(world.center.director)
    page = visitor.get(PAGE).text
    assert page.count('name="item"') == len(ITEMS)
    assert "/roadmap/import" in page


def test_two_hundred_measures_stand_on_pages_of_a_hundred(
    day: None, world: World, visitor: Visitor, count_queries: Any
) -> None:
    many = {
        f"{section}.{place}": [Execution(TODAY + place * DAY)] * 2
        for section in range(1, 6)
        for place in range(1, 41)
    }
    make_roadmap(world.center, many)
    visitor.sign_in(world.center.coordinator)
    visitor.get(PAGE)
    with count_queries() as queries:
        first = visitor.get(PAGE).text
    assert len(queries) <= MOST_QUERIES, queries.statements
    assert numbers(first) == list(many)[:100]
    second = visitor.get(f"{PAGE}?page=2").text
    assert numbers(second) == list(many)[100:]
    assert "3. Раздел 3" in first
    assert "3. Раздел 3</span>" in second
    assert re.search(r'aria-current="page"[^>]*>2<', second)
    assert f"{PAGE}?state=soon" in second


def test_the_number_of_queries_does_not_grow(
    reader: Visitor, world: World, count_queries: Any, visitor: Visitor
) -> None:
    reader.get(PAGE)
    with count_queries() as few:
        reader.get(PAGE)
    with in_tenant(world.center), change(audited=False) as tx:
        for running in tx.session.query(Roadmap):
            running.state = "superseded"
        tx.flush()
    make_roadmap(world.center, {f"1.{n}": [Execution(TODAY)] * 4 for n in range(1, 90)})
    with count_queries() as many:
        reader.get(PAGE)
    assert len(many) <= len(few)


def test_before_the_first_order_the_page_says_what_to_do(world: World, visitor: Visitor) -> None:
    visitor.sign_in(world.center.coordinator)
    page = plain(visitor.get(PAGE).text)
    assert "Действующей дорожной карты пока нет" in page
    assert "учётные записи есть у 3 человек" in page
    assert f'<a class="btn btn-primary" href="{PAGE}import">' in page
    visitor.sign_in(world.center.executor)
    page = plain(visitor.get(PAGE).text)
    assert "Запустить её может куратор или директор." in page
    assert f"{PAGE}import" not in page
    for path in ("download/pdf", "list.xlsx"):
        assert visitor.get(PAGE + path).status_code == 404


def test_strangers_find_nothing(world: World, visitor: Visitor, made: MadeRoadmap) -> None:
    visitor.sign_in(world.ankudinovskaya.coordinator)
    for path in ("", "download/xlsx", "list.xlsx", f"editions/{made.id}", f"editions/{made.id}/download/pdf"):
        assert visitor.get(PAGE + path).status_code == 404
        own = visitor.get(PAGE.replace("center", "ankudinovskaya") + path)
        assert own.status_code == (200 if not path else 404)
        assert "Мероприятие 1.1" not in own.text


# Editions


@pytest.fixture
def renewed(day: None, world: World) -> Running:
    """The roadmap of item_world, then a second edition of it with one measure."""
    first = started(world)
    with at_work(world.center):
        service.adopt(
            PlannedRoadmap(
                title="Дорожная карта на 2024 г.",
                period_from=PERIOD.start,
                period_to=PERIOD.end,
                order_number="31",
                order_date=date(2024, 10, 1),
                sections=[PlannedSection("1", "Новый раздел", [planned("1.1", "до 28.12.24")])],
            )
        )
    return first


def former(world: World, visitor: Visitor) -> str:
    visitor.sign_in(world.center.executor)
    page = visitor.get(PAGE).text
    found = re.search(r"/o/center/roadmap/editions/[0-9a-f-]+", page)
    assert found is not None
    return found[0]


def test_a_former_edition_can_be_read(world: World, visitor: Visitor, renewed: Running) -> None:
    address = former(world, visitor)
    page = plain(visitor.get(address).text)
    assert numbers(page) == list(renewed.items)
    assert "Эта редакция действовала до 14.10.2024." in page
    assert "приказом от 27.02.2023 № 26" in page
    assert "ежеквартально" in page
    assert "data-select=" not in page
    assert "Просрочено" not in page
    book = python_calamine.load_workbook(BytesIO(visitor.get(f"{address}/download/xlsx").data))
    cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert "Мероприятие 5.2" in cells
    assert "Состояние" not in cells


def test_the_edition_in_force_is_the_roadmap_itself(world: World, visitor: Visitor, renewed: Running) -> None:
    visitor.sign_in(world.center.director)
    with in_tenant(world.center, world.center.director, rights=frozenset({"roadmap.view"})):
        running = service.running_roadmap()
        assert running is not None
    answer = visitor.get(f"{PAGE}editions/{running.id}")
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    assert visitor.get(f"{PAGE}editions/{new_id()}").status_code == 404


def test_the_order_behind_an_edition_is_given_out(world: World, visitor: Visitor, made: MadeRoadmap) -> None:
    visitor.sign_in(world.center.executor)
    order = f"{PAGE}editions/{made.id}/order"
    assert order not in visitor.get(PAGE).text
    assert visitor.get(order).status_code == 404
    with in_tenant(world.center), change(audited=False) as tx:
        file = store(PDF, "Приказ № 26.pdf", "application/pdf")
        tx.session.get_one(Roadmap, (world.center.tenant_id, made.id)).file_id = file.id
    assert order in visitor.get(PAGE).text
    answer = visitor.get(order, buffered=True)
    assert answer.data == PDF
    assert "sandbox" in answer.headers["Content-Security-Policy"]


# On paper


def test_downloads_have_the_five_columns_and_states_when_asked(reader: Visitor) -> None:
    bare = reader.get(f"{PAGE}download/docx")
    assert bare.headers["Cache-Control"] == "private, no-store"
    table = docx.Document(BytesIO(bare.data)).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == [
        "№",
        "Название мероприятия",
        "Срок реализации",
        "Ответственный исполнитель",
        "Результат. Вид документа",
    ]
    book = python_calamine.load_workbook(BytesIO(reader.get(f"{PAGE}download/xlsx?states=1").data))
    states = {row[0]: row[-1] for row in book.get_sheet_by_index(0).to_python()}
    assert states["3.1"] == "Через 7 дней"
    text = "".join(
        page.extract_text()
        for page in PdfReader(BytesIO(reader.get(f"{PAGE}download/pdf?states=1").data)).pages
    )
    assert "Состояние на 14.10.2024" in text
    assert reader.get(f"{PAGE}download/exe").status_code == 404


def test_a_document_is_in_russian_whatever_the_reader_speaks(reader: Visitor) -> None:
    reader.client.set_cookie(COOKIE, "en")
    answer = reader.get(f"{PAGE}download/xlsx?states=1")
    cells = [
        cell
        for row in python_calamine.load_workbook(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
        for cell in row
    ]
    assert "Не\N{NO-BREAK SPACE}требуется" in cells
    assert "Not required" in plain(reader.get(PAGE).text)


def test_no_text_of_an_order_acts_as_a_formula(world: World, visitor: Visitor, made: MadeRoadmap) -> None:
    attack = '=HYPERLINK("http://demo.example/","Открыть")'
    with in_tenant(world.center), change(audited=False) as tx:
        item = tx.session.get_one(RoadmapItem, (world.center.tenant_id, made.items["2.1"]))
        item.title, item.result, item.number = attack, "+7 (831)", "@2.1"
    visitor.sign_in(world.center.coordinator)
    for path in ("download/xlsx", "download/xlsx?states=1", "list.xlsx"):
        data = visitor.get(PAGE + path, buffered=True).data
        sheet = _part(data, "xl/worksheets/sheet1.xml")
        assert "<f>" not in sheet
        assert "<hyperlink" not in sheet
        rows = python_calamine.load_workbook(BytesIO(data)).get_sheet_by_index(0).to_python()
        assert attack in [cell for row in rows for cell in row]


def test_the_list_holds_what_was_chosen_with_dates_as_dates(reader: Visitor) -> None:
    answer = reader.get(f"{PAGE}list.xlsx?state=soon", buffered=True)
    book = python_calamine.load_workbook(BytesIO(answer.data))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["3.1", "3.4"]
    assert rows[1][4] == TODAY + 7 * DAY
    about = dict(row[:2] for row in book.get_sheet_by_index(1).to_python())
    assert about["Отобрано"] == "Срок скоро"


def _part(data: bytes, name: str) -> str:
    with ZipFile(BytesIO(data)) as archive:
        return archive.read(name).decode()
