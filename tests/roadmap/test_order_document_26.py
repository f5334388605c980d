# SPDX-License-Identifier: MIT
"""Order № 26 of the Centre: what it says, and that every kind of file says the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from nastavnik.foundation.i18n import using_language
from nastavnik.roadmap.deadlines import Period
from nastavnik.roadmap.order_document import Item, OrderReading, read_order

from .order_files import (
    ORDER_26,
    PDF_TEMPLATE,
    OrderFile,
    as_docx,
    as_ods,
    as_odt,
    as_pdf,
    as_text,
    as_xlsx,
    order_26,
)


@pytest.fixture(scope="module")
def reading() -> OrderReading:
    return read_order(ORDER_26.read_bytes(), "order-26.txt")


def items(reading: OrderReading) -> dict[str, Item]:
    return {item.number: item for item in reading.items}


def test_the_head_is_found(reading: OrderReading) -> None:
    assert reading.as_json()["order"] == {
        "number": "26",
        "date": "2023-02-27",
        "title": "Об утверждении плана мероприятий (дорожной карты) реализации методологии (целевой модели) "
        "наставничества обучающихся на 2023-2024 гг.",
        "basis": "приказ департамента образования Кстовского муниципального округа от 27.02.2023 "
        "№Сл-126-14-146769/23",
        "organisation": "Муниципальное автономное учреждение дополнительного образования "
        "«Центр внешкольной работы имени С.А. Криворотовой»",
        "signatory": "М.В. Пожванюк",
        "approved_on": "2023-02-28",
    }
    assert reading.order.signatory_post == "Директор"
    assert reading.order.approved_number == "26"


def test_the_period_begins_with_the_order(reading: OrderReading) -> None:
    assert reading.as_json()["period"] == {"from": "2023-02-27", "to": "2024-12-31"}


def test_a_given_period_stands_over_the_order() -> None:
    period = Period(date(2024, 1, 1), date(2024, 6, 30))
    reading = read_order(ORDER_26.read_bytes(), period=period)
    assert reading.period == period
    assert items(reading)["5.1"].deadline.due == (date(2024, 3, 31), date(2024, 6, 30))
    outside = [warning.item for warning in reading.warnings if warning.code == "deadline_outside_period"]
    assert outside == ["1.1", "1.3", "1.6", "3.7"]


def test_thirty_items_in_six_sections(reading: OrderReading) -> None:
    assert [section.number for section in reading.sections] == list("123456")
    assert reading.sections[5].title == "Координация и управление реализацией внедрения ЦМН"
    numbers = [item.number for item in reading.items]
    assert len(numbers) == 30
    assert numbers[:5] == ["1.1", "1.3", "1.5", "1.6", "2.1"]
    assert all(item.section == item.number[0] for item in reading.items)


def test_every_deadline_is_understood(reading: OrderReading) -> None:
    assert {item.deadline.kind for item in reading.items} == {
        "fixed",
        "recurring",
        "whole_period",
        "relative",
        "external",
        "conditional",
    }
    assert items(reading)["1.1"].deadline.due == (date(2023, 2, 28),)
    assert items(reading)["1.1"].deadline_text == "до 28.02.23"


def test_assignees_are_split(reading: OrderReading) -> None:
    names = {number: [person.name for person in item.assignees] for number, item in items(reading).items()}
    assert names["1.5"] == ["Шабаева М.С.", "Фролова Л.И."]
    assert names["2.5"] == ["Фролова Л.И.", "Ольшевская С.В.", "Амелькин А.В."]
    assert names["3.3"] == ["Фролова Л.И.", "Ольшевская С.В."]
    assert names["3.9"] == ["Пожванюк М.В.", "Фролова Л.И."]


def test_titles_and_results_are_kept_word_for_word(reading: OrderReading) -> None:
    found = items(reading)
    assert found["1.5"].title.endswith("в 2023-2024 гг.(по мере необходимости)")
    assert found["4.6"].title == (
        "Завершение наставничества: - подведение итогов работы в формате личной и групповой рефлексии; "
        "- проведение открытого публичного мероприятия."
    )
    assert found["3.2"].result.startswith("Наличие групп, аккаунтов в социальных сетях;")


def test_the_items_addressed_to_the_school(reading: OrderReading) -> None:
    addressed = {item.number: item.applies_to for item in reading.items if item.applies_to}
    assert addressed == {"1.6": "МАОУ Анкудиновская СШ", "4.3": "МАОУ Анкудиновская СШ"}


def test_the_warnings_are_exactly_these(reading: OrderReading) -> None:
    assert [(warning.code, warning.item, warning.severity) for warning in reading.warnings] == [
        ("approval_date_differs", None, "question"),
        ("addressed_to_other", "1.6", "question"),
        ("addressed_to_other", "4.3", "question"),
        ("numbering_gap", "1.2", "info"),
        ("numbering_gap", "1.4", "info"),
        ("numbering_gap", "3.5", "info"),
    ]
    assert reading.unplaced == ()


def test_the_warnings_speak_russian_by_default(reading: OrderReading) -> None:
    assert reading.warnings[0].message == (
        "Приказ датирован 27.02.2023, а в отметке об утверждении стоит 28.02.2023."
    )
    with using_language("en"):
        spoken = read_order(ORDER_26.read_bytes()).warnings[0].message
    assert spoken == "The order is of 27.02.2023, the mark of approval says 28.02.2023."


def test_for_the_school_itself_nothing_is_addressed_to_another() -> None:
    school = "МАОУ «Анкудиновская средняя школа»"
    codes = {warning.code for warning in read_order(ORDER_26.read_bytes(), organisation=school).warnings}
    assert "addressed_to_other" not in codes


def test_the_contract_has_no_other_keys(reading: OrderReading) -> None:
    value = reading.as_json()
    assert list(value) == ["order", "period", "sections", "items", "warnings"]
    assert {key for item in value["items"] for key in item} == {
        *("number", "section", "title", "deadline_text", "deadline", "assignees", "result", "applies_to")
    }
    assert {key for warning in value["warnings"] for key in warning} == {"code", "message", "item"}
    assert {key for section in value["sections"] for key in section} == {"number", "title"}
    assert all({"kind", "due"} <= set(item["deadline"]) for item in value["items"])


FORMATS: dict[str, Callable[[OrderFile], bytes]] = {
    "text": as_text,
    "text of Windows": lambda order: as_text(order).decode().replace("\n", "\r\n").encode("cp1251"),
    "text with a mark": lambda order: as_text(order).decode().encode("utf-8-sig"),
    "text in UTF-16": lambda order: as_text(order).decode().encode("utf-16"),
    "docx": as_docx,
    "docx, sections not merged": lambda order: as_docx(order, merged_sections=False),
    "docx, columns counted, four tables": lambda order: as_docx(order, counted=True, parts=4),
    "docx, heading on the first part only": lambda order: as_docx(order, parts=5, repeated_heading=False),
    "odt": as_odt,
    "ods": as_ods,
    "xlsx": as_xlsx,
    "xlsx, sections not merged": lambda order: as_xlsx(order, merged_sections=False),
}


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_gives_the_same(kind: str, reading: OrderReading) -> None:
    assert read_order(FORMATS[kind](order_26()), kind).as_json() == reading.as_json()


PDFS: dict[str, dict[str, Any]] = {
    "plain": {},
    "justified and hyphenated": {"justify": True, "size": "12pt"},
    "words wider than their cells, no repeated heading": {"size": "14pt", "repeated_heading": False},
    "centred": {"template": PDF_TEMPLATE.replace("#table(", "#table(align: center + horizon,")},
    "coloured rows without lines": {
        "template": PDF_TEMPLATE.replace(
            "#table(", "#table(stroke: none, fill: (_, y) => if calc.odd(y) { luma(230) } else { luma(250) },"
        )
    },
    "horizontal lines only": {
        "template": PDF_TEMPLATE.replace("#table(", "#table(stroke: (x: none, y: 0.5pt),")
    },
    "no lines": {"template": PDF_TEMPLATE.replace("#table(", "#table(stroke: none,")},
    "running heads": {
        "template": PDF_TEMPLATE.replace(
            "numbering: order.numbering",
            "header: [Центр внешкольной работы], footer: context [Страница #counter(page).display()]",
        )
    },
}


@pytest.mark.parametrize("layout", PDFS)
def test_every_pdf_gives_the_same(layout: str, reading: OrderReading) -> None:
    assert read_order(as_pdf(order_26(), **PDFS[layout]), layout).as_json() == reading.as_json()


@pytest.mark.parametrize("order", [(4, 3, 2, 1, 0), (1, 3, 2, 0, 4), (2, 0, 4, 1, 3)])
def test_the_order_of_columns_does_not_matter(order: tuple[int, ...], reading: OrderReading) -> None:
    mutated = order_26().with_columns(order)
    assert read_order(as_text(mutated)).as_json() == reading.as_json()
    docx = as_docx(mutated, merged_sections=False)
    assert read_order(docx).as_json() == reading.as_json()


HEADINGS = [
    ("№ п/п", "Наименование мероприятия", "Срок исполнения", "Ответственные", "Ожидаемый результат"),
    ("№\nп/п", "Содержание деятельности", "Сроки", "Исполнители", "Вид документа"),
    ("No", "Мероприятия", "Дата проведения", "Ответственный за исполнение", "Форма отчёта"),
    ("", "Содержание работы", "Срок\nреали-\nзации", "Исполнитель(и)", "Итоговый документ"),
    ("N п/п", "НАПРАВЛЕНИЕ", "СРОКИ ВЫПОЛНЕНИЯ", "ОТВЕТСТВЕННЫЙ", "РЕЗУЛЬТАТ"),
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_the_wording_of_the_heading_does_not_matter(heading: tuple[str, ...], reading: OrderReading) -> None:
    order = order_26()
    renamed = OrderFile(order.head, heading, order.rows)
    assert read_order(as_docx(renamed)).as_json() == reading.as_json()


def test_numbers_that_word_counts_itself(reading: OrderReading) -> None:
    numbered = read_order(as_docx(order_26(), automatic_numbers=True))
    assert [item.number for item in numbered.items][:5] == ["1.1", "1.2", "1.3", "1.4", "2.1"]
    assert [section.number for section in numbered.sections] == list("123456")
    assert [item.title for item in numbered.items] == [item.title for item in reading.items]
    assert [w.code for w in numbered.warnings] == ["approval_date_differs", *["addressed_to_other"] * 2]


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    read_order(as_docx(order_26()), progress=lambda done, whole: told.append((done, whole)))
    assert told
    assert told[-1][0] == told[-1][1]
