# SPDX-License-Identifier: MIT
"""The files: tagged PDF in Russian whose marks a reader can extract, and DOCX that opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from nastavnik.agreements.documents.body import Block
from nastavnik.agreements.documents.builtin import agreement_body
from nastavnik.agreements.documents.facts import genitive_post
from nastavnik.agreements.documents.fields import SAMPLE
from nastavnik.agreements.documents.marks import (
    CheckedLine,
    CheckMark,
    Sheet,
    SheetEntry,
    checked_lines,
    moment_line,
    paper_mark,
    qualified_mark,
    simple_mark,
)
from nastavnik.agreements.documents.rendering import agreement_docx, agreement_pdf
from nastavnik.agreements.documents.templates import check_template, template_body

FACTS = replace(SAMPLE, on=date(2024, 10, 10), starts_on=date(2024, 10, 15), ends_on=date(2025, 12, 31))
BODY = agreement_body(FACTS)
MOMENT = datetime(2024, 10, 11, 11, 20, 5, tzinfo=UTC)
SUM = "7c1e" * 16
MARKS = (
    qualified_mark(
        "our", 1, serial="01AB345C", holder="Примеров Пётр Петрович", not_before=MOMENT, not_after=MOMENT
    ),
    simple_mark(
        "partner",
        1,
        name="Образцова Ольга Олеговна",
        post="генеральный директор",
        moment=MOMENT,
        document="соглашение № 7, 2-я редакция",
        sha256=SUM,
        terms_number="3",
        terms_on=date(2024, 9, 2),
    ),
    paper_mark(
        "partner",
        2,
        name="Шаблонов С.С.",
        post="бухгалтер",
        on=date(2024, 10, 12),
        kept="в приёмной, дело 05-12",
    ),
)
SHEET = Sheet(
    document="Соглашение № 7",
    edition="2-я редакция от 10.10.2024",
    size=188_000,
    sha256=SUM,
    streebog="a1b2" * 16,
    entries=(
        SheetEntry(
            "Организация",
            "Примеров П.П., директор",
            "УКЭП",
            moment_line(MOMENT),
            (("Сертификат", "01AB345C"),),
            checked_lines(
                ("checked", "документ не менялся после подписания"),
                ("checked", "Проверено до корня, установленного администратором"),
                ("not_checked", "нет связи с удостоверяющим центром"),
            ),
        ),
    ),
    made="Лист составлен платформой «Наставник»",
)
CHECK = CheckMark("https://nastavnik.example/verify/K7QF2MPA9XTD", "K7QF2MPA9XTD")


def words(pdf: bytes) -> str:
    pages = (page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return " ".join(" ".join(pages).replace("\u00a0", " ").split())


@pytest.mark.parametrize("marks", [(), MARKS], ids=["original", "result"])
def test_the_file_is_tagged_russian_pdf_a(marks: tuple) -> None:  # type: ignore[type-arg]
    pdf = agreement_pdf(BODY, marks=marks, sheet=SHEET if marks else None, check=CHECK if marks else None)
    catalogue = PdfReader(BytesIO(pdf)).root_object
    assert catalogue["/MarkInfo"]["/Marked"] == True  # type: ignore[index]  # noqa: E712
    assert "/StructTreeRoot" in catalogue
    assert str(catalogue["/Lang"]).lower().startswith("ru")
    metadata = catalogue["/Metadata"].get_object().get_data()
    assert b"pdfaid:part>2<" in metadata
    assert b"pdfuaid:part>1<" in metadata


def test_the_original_says_the_whole_text_and_nothing_of_signing() -> None:
    text = words(agreement_pdf(BODY))
    for block in BODY.blocks:
        assert " ".join(block.text.split()) in text
    for part in range(1, 13):
        assert BODY.block("parties" if part == 12 else str(part))
    assert "Подписано простой" not in text
    assert "Лист подписания" not in text


def test_a_reader_extracts_the_marks_the_sheet_and_the_code() -> None:
    text = words(agreement_pdf(BODY, marks=MARKS, sheet=SHEET, check=CHECK))
    for phrase in (
        "Документ подписан электронной подписью",
        "Сертификат: 01AB345C",
        "Владелец: Примеров Пётр Петрович",
        "Действителен: с 11.10.2024 по 11.10.2024",
        "Подписано простой электронной подписью",
        "11.10.2024, 14:20:05 МСК (UTC+03:00)",
        "SHA-256: 7c1e7c1e7c1e7c1e…",
        "Подписано на бумаге 12.10.2024",
        "Подлинник хранится: в приёмной, дело 05-12",
        "Лист подписания",
        SUM,
        "a1b2" * 16,
        "Проверено: документ не менялся после подписания",
        "Проверено до корня, установленного администратором",
        "Не проверялось: нет связи с удостоверяющим центром",
        "по статье 11 закона № 63-ФЗ здесь не устанавливается",
        "K7QF2MPA9XTD",
    ):
        assert phrase in text, phrase


def test_text_of_people_is_no_source_of_the_template() -> None:
    nasty = '#image("/etc/passwd") $x$ <a> *b* _c_ `d` // e'
    text = words(agreement_pdf(replace(BODY, blocks=(*BODY.blocks, Block("9.9", "point", nasty)))))
    assert " ".join(nasty.split()) in text


def test_a_broken_signature_is_called_broken() -> None:
    line = CheckedLine("Целостность документа", "broken", "Документ изменён после подписания")
    assert line.words == "Нарушено: документ изменён после подписания"


def test_docx_opens_and_is_read_back_as_the_same_text() -> None:
    data = agreement_docx(BODY)
    assert Document(BytesIO(data)).core_properties.title == BODY.title
    check = check_template(data)
    assert check.usable
    back = template_body(data, FACTS)
    texts = {block.text for block in back.blocks}
    assert {block.text for block in BODY.blocks if block.kind in ("heading", "point") and block.text} <= texts


def test_no_consent_stands_in_the_built_in_text() -> None:
    text = " ".join(block.text for block in BODY.blocks)
    assert "Согласия субъектов персональных данных оформляются отдельными документами" in text
    assert check_template(agreement_docx(BODY)).faults == ()


@pytest.mark.parametrize(
    ("post", "genitive"),
    [
        ("Директор", "директора"),
        ("Генеральный директор", "генерального директора"),
        ("Заместитель директора по УВР", "заместителя директора по УВР"),
        ("Глава КФХ", "главы КФХ"),
        ("CEO", "CEO"),
    ],
)
def test_a_post_is_declined(post: str, genitive: str) -> None:
    assert genitive_post(post) == genitive
