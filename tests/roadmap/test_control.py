# SPDX-License-Identifier: MIT
"""The page of control counted by hand, its report in both formats, and what a person wrote for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import docx
import pytest
import python_calamine
from pypdf import PdfReader
from sqlalchemy import select

from nastavnik.foundation.database import session
from nastavnik.foundation.periods import Quarter
from nastavnik.roadmap import service
from nastavnik.roadmap.models import RoadmapControlNote, RoadmapEvidence
from nastavnik.roadmap.service.control import Control, control
from nastavnik.testing.clients import Visitor
from nastavnik.testing.roadmaps import Execution, MadeRoadmap, make_roadmap
from nastavnik.testing.worlds import World, in_tenant

from .item_world import at_work, follow, on_the_day, plain

PAGE = "/o/center/roadmap/control"
PERIOD = Quarter(2024, 3)
ON = date(2024, 10, 14)
RIGHTS = frozenset({"roadmap.view", "roadmap.control", "roadmap.edit"})
MOST_QUERIES = 24


@pytest.fixture
def day() -> Iterator[None]:
    with on_the_day():
        yield


@pytest.fixture
def made(day: None, world: World) -> MadeRoadmap:
    """III квартал 2024: пять исполнений, из них в срок 1, с опозданием 1, без подтверждения 1, просрочено 2."""
    return make_roadmap(
        world.center,
        {
            "1.1": [Execution(date(2024, 7, 10), date(2024, 7, 10), label="июль")],
            "1.2": [Execution(date(2024, 8, 1), date(2024, 8, 5), label="август")],
            "2.1": [
                Execution(
                    date(2024, 9, 30), date(2024, 9, 30), exception="Документ утрачен", label="сентябрь"
                )
            ],
            "2.2": [
                Execution(date(2024, 9, 15), label="сентябрь"),
                Execution(date(2024, 12, 31), label="декабрь"),
            ],
            "2.3": [Execution(date(2024, 9, 30), label="III кв. 2024")],
            "2.4": [Execution(date(2024, 9, 1), state="cancelled")],
            "3.1": [
                Execution(date(2024, 5, 31), label="май"),
                Execution(date(2024, 6, 30), date(2024, 6, 30)),
            ],
            "6.1": [Execution(date(2024, 12, 31), state="in_work", label="весь период")],
        },
    )


def shown(world: World) -> Control:
    with in_tenant(world.center, world.center.director, rights=RIGHTS):
        found = control(PERIOD, ON)
    assert found is not None
    return found


def test_the_figures_are_counted_by_hand(world: World, made: MadeRoadmap) -> None:
    found = shown(world)
    now, before = found.figures, found.before
    assert (now.planned, now.done, now.on_time, now.late, now.overdue, now.bare) == (5, 3, 2, 1, 2, 1)
    assert now.share == pytest.approx(0.6)
    assert (before.planned, before.done, before.overdue) == (2, 1, 1)
    assert [row.item.number for row in found.debts] == ["3.1"]
    assert [row.item.number for row in found.overdue] == ["2.2", "2.3"]
    assert [row.item.number for row in found.bare] == ["2.1"]
    assert [row.item.number for row in found.set_aside] == ["2.4"]
    assert {section.number: figures.planned for section, figures in found.sections} == {
        "1": 2,
        "2": 3,
        "3": 0,
        "6": 0,
    }
    assert [(name, figures.planned, figures.overdue) for name, figures in found.people] == [
        ("Исполнителева А.И.", 5, 2)
    ]


def test_a_moved_deadline_counts_where_it_went_and_is_listed_where_it_was_moved(
    world: World, made: MadeRoadmap
) -> None:
    with at_work(world.center):
        service.move_deadline(made.executions["2.3"][0], date(2024, 11, 1), "Позже", "Письмо № 1")
        assert shown(world).figures.planned == 4
    with in_tenant(world.center, world.center.director, rights=RIGHTS):
        now = control(Quarter(2024, 4), ON)
    assert now is not None
    assert [(one.row.item.number, one.move.basis) for one in now.moved] == [("2.3", "Письмо № 1")]
    assert now.figures.planned == 3


def test_the_page_shows_them_and_leads_on(world: World, visitor: Visitor, made: MadeRoadmap) -> None:
    visitor.sign_in(world.center.director)
    page = plain(visitor.get(f"{PAGE}?period=2024-Q3").text)
    assert "III квартал 2024" in page
    assert "3 из 5" in page
    assert "60,0 %" in page
    assert "Документ утрачен" in page
    assert f"/roadmap/{made.items['2.2']}" in page
    assert visitor.get(PAGE).status_code == 200
    assert visitor.get(f"{PAGE}?period=2019-Q9").status_code == 404


def test_who_may_not_control_may_not_look(world: World, visitor: Visitor, made: MadeRoadmap) -> None:
    addresses = (PAGE, f"{PAGE}/report.pdf", f"{PAGE}.xlsx")
    visitor.sign_in(world.center.executor)
    assert [visitor.get(one).status_code for one in addresses] == [403] * 3
    visitor.sign_out()
    visitor.sign_in(world.ankudinovskaya.director)
    assert [visitor.get(one).status_code for one in addresses] == [404] * 3
    assert "пока нет" in plain(visitor.get(PAGE.replace("center", "ankudinovskaya")).text)
    assert visitor.get(f"{PAGE.replace('center', 'ankudinovskaya')}/report.pdf").status_code == 404


def test_the_report_says_the_same_in_pdf_and_docx(world: World, visitor: Visitor, made: MadeRoadmap) -> None:
    visitor.sign_in(world.center.director)
    written = {
        "period": "2024-Q3",
        "results": "Справки собраны",
        "problems": "",
        "tasks": "Закрыть п. 2.2\nИ п. 2.3",
    }
    follow(visitor, visitor.post(PAGE, written))
    pdf = PdfReader(BytesIO(visitor.get(f"{PAGE}/report.pdf?period=2024-Q3").data))
    document = docx.Document(BytesIO(visitor.get(f"{PAGE}/report.docx?period=2024-Q3").data))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = plain(" ".join(" ".join(page.extract_text() for page in pdf.pages).split()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words = plain("\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))
    for said in (
        "КОНТРОЛЬНО-АНАЛИТИЧЕСКАЯ СПРАВКА",
        "Р-145",
        "выполнено 3 (60,0 %)",
        "Справки собраны",
        "И п. 2.3",
        "А.И. Директорова",
        "Документ утрачен",
        "Просрочено исполнений: 3.",
    ):
        assert said in text
        assert said in words
    assert visitor.get(f"{PAGE}/report.exe?period=2024-Q3").status_code == 404


def test_conclusions_are_kept_and_compared_over_somebody_elses(
    world: World, visitor: Visitor, made: MadeRoadmap
) -> None:
    visitor.sign_in(world.center.director)
    first = {"period": "2024-Q3", "seen": "0", "results": "Моё", "problems": "", "tasks": ""}
    follow(visitor, visitor.post(PAGE, first))
    late = visitor.post(PAGE, {**first, "results": "Другое", "tasks": "Задача"})
    assert late.status_code == 409
    assert "Сравнить и выбрать" in late.text
    assert "Другое" in late.text
    with in_tenant(world.center):
        assert session().scalars(select(RoadmapControlNote.results)).all() == ["Моё"]
    follow(
        visitor,
        visitor.post(
            PAGE, {**first, "seen": "1", "results": "Другое", "take-results": "now", "tasks": "Задача"}
        ),
    )
    with in_tenant(world.center):
        row = session().scalars(select(RoadmapControlNote)).one()
    assert (row.results, row.tasks, row.period) == ("Моё", "Задача", "2024-Q3")
    assert visitor.post(PAGE, {**first, "results": "я" * 6001}).status_code == 422


def test_the_report_stands_as_evidence(world: World, visitor: Visitor, made: MadeRoadmap) -> None:
    target = made.executions["6.1"][0]
    visitor.sign_in(world.center.coordinator)
    assert visitor.post(f"{PAGE}/attach", {"period": "2024-Q3", "target": ""}).status_code == 422
    assert visitor.post(f"{PAGE}/attach", {"period": "2024-Q3", "target": "нет"}).status_code == 422
    form = {"period": "2024-Q3", "target": str(target), "kind": "docx"}
    follow(visitor, visitor.post(f"{PAGE}/attach", form))
    with in_tenant(world.center):
        evidence = (
            session().scalars(select(RoadmapEvidence).where(RoadmapEvidence.occurrence_id == target)).one()
        )
    assert (evidence.kind, evidence.title) == (
        "document",
        "Контрольно-аналитическая справка, III квартал 2024",
    )
    file = visitor.get(f"/o/center/roadmap/evidence/{evidence.id}")
    assert docx.Document(BytesIO(file.data)).core_properties.language == "ru-RU"
    file.close()
    visitor.sign_out()
    visitor.sign_in(world.ankudinovskaya.coordinator)
    theirs = PAGE.replace("center", "ankudinovskaya")
    assert visitor.post(f"{theirs}/attach", form).status_code == 404


def test_the_list_is_a_workbook(world: World, visitor: Visitor, made: MadeRoadmap) -> None:
    visitor.sign_in(world.center.director)
    with visitor.get(f"{PAGE}.xlsx?period=2024-Q3") as answer:
        rows = python_calamine.load_workbook(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["1.1", "1.2", "2.1", "2.2", "2.3", "2.4"]


def test_the_number_of_queries_is_bounded(
    world: World, visitor: Visitor, day: None, count_queries: Any
) -> None:
    many = [Execution(date(2024, 9, 1), date(2024, 9, 1)), Execution(date(2024, 9, 2))]
    make_roadmap(
        world.center, {f"{section}.{place}": many for section in range(1, 7) for place in range(1, 20)}
    )
    visitor.sign_in(world.center.director)
    visitor.get(PAGE)
    with count_queries() as queries:
        page = visitor.get(f"{PAGE}?period=2024-Q3").text
    assert "114" in page
    assert len(queries) <= MOST_QUERIES
