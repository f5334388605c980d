# SPDX-License-Identifier: MIT
"""The roadmap on paper says the same in every format, and its files are what they claim to be."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import docx
import pytest
import python_calamine
from pypdf import PdfReader

from nastavnik.roadmap.documents import (
    PrintedItem,
    PrintedOrder,
    PrintedRoadmap,
    PrintedSection,
    order_docx,
    order_pdf,
    roadmap_docx,
    roadmap_pdf,
    roadmap_xlsx,
)

ITEMS = (
    PrintedItem(
        "1.1.", "Разработка дорожной карты", "до 28.02.23", ("Образцова М.И.",), "Дорожная карта", "Выполнено"
    ),
    PrintedItem(
        "1.5.",
        "=СУММ(A1) & <соглашения>",
        "в течение периода",
        ("Примерова А.С.", "Образцова М.И."),
        "#let x",
        "—",
    ),
)
ROADMAP = PrintedRoadmap(
    title="План мероприятий (дорожная карта) на 2023–2024 гг.",
    organisation="МАУ ДО «Центр внешкольной работы»",
    order_number="26",
    order_date=date(2023, 2, 27),
    sections=(PrintedSection("1", "Нормативное регулирование", ITEMS),),
)
WITH_STATES = PrintedRoadmap(
    title=ROADMAP.title,
    organisation=ROADMAP.organisation,
    order_number="",
    order_date=None,
    sections=ROADMAP.sections,
    as_of=date(2024, 10, 14),
)
ORDER = PrintedOrder(
    organisation=ROADMAP.organisation,
    number="26",
    on=date(2023, 2, 27),
    place="г. Кстово",
    title="Об утверждении плана мероприятий (дорожной карты)",
    basis="приказом департамента образования от 27.02.2023 № Сл-126",
    executor="Методисту Образцовой М.И.",
    director_post="Директор",
    director="В.Н. Эталонов",
    period="на 2023–2024 гг.",
)


def _pdf_text(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())


@pytest.mark.parametrize("roadmap", [ROADMAP, WITH_STATES])
def test_the_table_is_the_same_in_docx_and_xlsx(roadmap: PrintedRoadmap) -> None:
    expected = [item.cells(with_states=roadmap.with_states) for item in ITEMS]
    table = docx.Document(BytesIO(roadmap_docx(roadmap))).tables[0]
    rows = [tuple(cell.text for cell in row.cells) for row in table.rows]
    assert rows[0] == roadmap.columns
    assert rows[2:] == expected
    book = python_calamine.load_workbook(BytesIO(roadmap_xlsx(roadmap)))
    sheet = [tuple(row) for row in book.get_sheet_by_index(0).to_python()]
    assert sheet[-len(expected) :] == expected


def test_the_pdf_is_tagged_russian_and_has_the_text() -> None:
    data = roadmap_pdf(ROADMAP)
    catalogue = PdfReader(BytesIO(data)).trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert str(catalogue["/Lang"]).startswith("ru")
    text = _pdf_text(data)
    assert "УТВЕРЖДЕН" in text
    assert "=СУММ(A1) & <соглашения>" in text
    assert "#let x" in text


def test_states_are_printed_with_their_day() -> None:
    text = _pdf_text(roadmap_pdf(WITH_STATES))
    assert "Состояние на 14.10.2024" in text
    assert "УТВЕРЖДЕН" not in text


def test_the_order_says_the_same_in_both_formats() -> None:
    document = docx.Document(BytesIO(order_docx(ORDER)))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    text = _pdf_text(order_pdf(ORDER))
    for sentence in (ORDER.preamble, "П Р И К А З", ORDER.title):
        assert sentence in words
    for word in ("п р и к а з ы в а ю", "Эталонов", "27.02.2023", "№ 26"):
        assert word in text


def test_an_order_not_yet_registered_leaves_blanks() -> None:
    blank = PrintedOrder(
        organisation="МАУ ДО",
        number="",
        on=None,
        place="",
        title="Об утверждении",
        basis="",
        executor="Методисту",
        director_post="Директор",
        director="В.Н. Эталонов",
        period="на 2025 год",
    )
    assert "№ ________" in _pdf_text(order_pdf(blank))


def test_a_long_roadmap_keeps_its_heading_on_every_page() -> None:
    many = PrintedRoadmap(
        title=ROADMAP.title,
        organisation=ROADMAP.organisation,
        order_number="26",
        order_date=date(2023, 2, 27),
        sections=(PrintedSection("1", "Раздел", ITEMS * 40),),
    )
    pages = PdfReader(BytesIO(roadmap_pdf(many))).pages
    assert len(pages) > 2
    assert all("Срок реализации" in page.extract_text() for page in pages)
