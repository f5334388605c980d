# SPDX-License-Identifier: MIT
"""The order on approval with its annex, and documents of the platform as evidence."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.shared import Mm
from pypdf import PdfReader
from sqlalchemy import select

from nastavnik.foundation.database import session
from nastavnik.foundation.files import StoredFile
from nastavnik.roadmap import service
from nastavnik.roadmap.models import RoadmapEvidence
from nastavnik.roadmap.service.approval_order import addressed, as_basis
from nastavnik.testing.clients import Visitor
from nastavnik.testing.worlds import World, in_tenant

from .item_world import Running, at_work, follow, occurrence, on_the_day, plain, started


@pytest.fixture
def day() -> Iterator[None]:
    with on_the_day():
        yield


@pytest.fixture
def roadmap(day: None, world: World) -> Running:
    return started(world)


@pytest.fixture
def address(world: World, roadmap: Running) -> str:
    with at_work(world.center):
        running = service.running_roadmap()
        assert running is not None
        return f"/o/center/roadmap/editions/{running.id}/approval"


def words(**more: Any) -> dict[str, Any]:
    return {
        "number": "26-а/1",
        "on": "27.02.2023",
        "title": "Об утверждении дорожной карты",
        "basis": "приказом департамента от 20.02.2023 № Сл-126-14/23",
        "points": "Утвердить Дорожную карту.\nОбразцовой А.И. организовать.\n\nКонтроль оставляю за собой.",
        "acquainted": "y",
        **more,
    }


def test_the_order_has_its_requisites_and_the_roadmap_as_annex(
    world: World, visitor: Visitor, address: str
) -> None:
    visitor.sign_in(world.center.coordinator)
    assert "Контроль за исполнением приказа оставляю за собой." in visitor.get(address).text
    document = docx.Document(BytesIO(visitor.post(address, words(kind="docx")).data))
    lines = [plain(paragraph.text) for paragraph in document.paragraphs]
    for line in (
        "П Р И К А З",
        "Об утверждении дорожной карты",
        "В соответствии с приказом департамента от 20.02.2023 № Сл-126-14/23",
        "п р и к а з ы в а ю:",
        "2. Образцовой А.И. организовать.",
        "3. Контроль оставляю за собой.",
        "УТВЕРЖДЕН",
        "от 27.02.2023 № 26-а/1",
    ):
        assert line in lines
    assert any("А.И. Образцова" in line for line in lines)
    first, annex = document.sections
    for section in (first, annex):
        margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
        assert [round(margin / Mm(1)) for margin in margins] == [20, 10, 20, 20]
    assert annex.page_width > annex.page_height
    assert first.different_first_page_header_footer
    table = document.tables[-1]
    assert table.cell(0, 0).text == "№"
    assert len(table.columns) == 5
    assert "5.2" in [row.cells[0].text for row in table.rows]


def test_the_pdf_says_the_same_and_is_tagged(world: World, visitor: Visitor, address: str) -> None:
    visitor.sign_in(world.center.director)
    pdf = PdfReader(BytesIO(visitor.post(address, words(kind="pdf", number="", on="")).data))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    first, annex = (plain(page.extract_text()) for page in (pdf.pages[0], pdf.pages[1]))
    assert "№ ________" in first
    assert "Сл-126-14/23" in first
    assert "Срок реализации" in annex
    assert "УТВЕРЖДЕН" not in annex
    assert annex.lstrip().startswith("2")


def test_an_order_without_words_is_not_made(world: World, visitor: Visitor, address: str) -> None:
    visitor.sign_in(world.center.coordinator)
    for wrong in ({"title": " "}, {"points": ""}, {"on": "30.02.2023"}, {"basis": ""}):
        answer = visitor.post(address, words(kind="docx", **wrong))
        assert answer.status_code == 422
        assert "26-а/1" in answer.text


def test_who_may_not_start_a_roadmap_makes_no_order(world: World, visitor: Visitor, address: str) -> None:
    visitor.sign_in(world.center.executor)
    assert visitor.get(address).status_code == 403
    visitor.sign_out()
    visitor.sign_in(world.ankudinovskaya.director)
    assert visitor.get(address).status_code == 404
    assert visitor.get(address.replace("/center/", "/ankudinovskaya/")).status_code == 404


@pytest.mark.parametrize(
    ("said", "follows"),
    [
        ("Приказ департамента от 17.02.2025 № 1.", "приказом департамента от 17.02.2025 № 1"),
        ("В соответствии с приказом департамента", "приказом департамента"),
        ("планом работы на год", "планом работы на год"),
    ],
)
def test_a_basis_follows_the_words_of_the_preamble(said: str, follows: str) -> None:
    assert as_basis(said) == follows
    assert "Р-145" in as_basis(" ")


def test_an_executor_is_addressed_in_the_dative_as_far_as_the_post_allows() -> None:
    assert addressed("методист", "Образцовой М.И.") == "Методисту Образцовой М.И."
    assert addressed("педагог дополнительного образования", "Макетовой Е.В.") == (
        "Макетовой Е.В. (педагог дополнительного образования)"
    )
    assert addressed("", "Макетовой Е.В.") == "Макетовой Е.В."


def evidence(world: World, roadmap: Running) -> dict[str, RoadmapEvidence]:
    with in_tenant(world.center):
        rows = session().scalars(
            select(RoadmapEvidence).where(RoadmapEvidence.occurrence_id == roadmap.executions["5.2"][6])
        )
        return {row.kind: row for row in rows}


def test_documents_and_records_of_the_platform_close_an_execution(
    world: World, visitor: Visitor, roadmap: Running
) -> None:
    visitor.sign_in(world.center.coordinator)
    assert "Контрольно-аналитическая справка, III квартал 2024" in plain(
        visitor.get(f"{roadmap.page('5.2')}?execution={roadmap.executions['5.2'][6]}").text
    )
    form = {"done_on": "14.10.2024", "offer": ["report", "records", "made up"]}
    page = follow(visitor, visitor.post(roadmap.act("5.2", 6, "close"), form))
    found = evidence(world, roadmap)
    assert set(found) == {"document", "records"}
    assert found["document"].title == "Контрольно-аналитическая справка, III квартал 2024"
    assert found["records"].url == "/o/center/roadmap/"
    assert plain(found["records"].title) in plain(page)
    with visitor.get(f"/o/center/roadmap/evidence/{found['document'].id}") as file:
        assert file.data.startswith(b"%PDF-")


def test_an_executor_is_offered_no_report_of_control(
    world: World, visitor: Visitor, roadmap: Running
) -> None:
    visitor.sign_in(world.center.executor)
    assert 'value="report"' not in visitor.get(roadmap.page("5.2")).text
    assert 'value="records"' not in visitor.get(roadmap.page("1.1")).text
    forged = visitor.post(roadmap.act("5.2", 6, "close"), {"done_on": "14.10.2024", "offer": ["report"]})
    assert forged.status_code == 422
    follow(visitor, visitor.post(roadmap.act("5.2", 6, "evidence"), {"offer": ["roadmap"]}))
    assert evidence(world, roadmap)["document"].title == "Дорожная карта, состояние на 14.10.2024"


def test_a_refused_closing_leaves_nothing_made(world: World, visitor: Visitor, roadmap: Running) -> None:
    visitor.sign_in(world.center.coordinator)
    with at_work(world.center):
        service.start_work(roadmap.executions["5.2"][6])
    form = {"done_on": "14.10.2024", "offer": ["roadmap"], "seen": "1"}
    answer = visitor.post(roadmap.act("5.2", 6, "close"), form)
    assert answer.status_code == 409
    assert 'value="roadmap" checked' in answer.text
    with in_tenant(world.center):
        assert session().scalars(select(StoredFile)).all() == []
    assert occurrence(world, roadmap.executions["5.2"][6]).state == "in_work"
