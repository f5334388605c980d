# SPDX-License-Identifier: MIT
"""Templates: what is taken, what is refused and with which sentence, and that nothing is lost silently."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from hypothesis import given
from hypothesis import strategies as st

from nastavnik.agreements.documents import fields
from nastavnik.agreements.documents.body import Block
from nastavnik.agreements.documents.fields import SAMPLE
from nastavnik.agreements.documents.reading import ReadDocument
from nastavnik.agreements.documents.templates import check_template, fill, template_body
from nastavnik.foundation.errors import Refused

FACTS = replace(SAMPLE, on=date(2024, 10, 10), ends_on=date(2025, 12, 31))


def docx(*lines: str, change: Callable[..., None] | None = None) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if change:
        change(document)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def faults(*lines: str) -> str:
    return " ".join(check_template(docx(*lines)).faults)


def test_a_template_is_filled() -> None:
    def shape(document) -> None:  # type: ignore[no-untyped-def]
        title, part = document.paragraphs[0], document.paragraphs[1]
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        part.runs[0].bold = True
        paragraph = document.add_paragraph("3.1. Партнёр {{ партнёр_")
        paragraph.add_run("краткое_имя }} действует до {{окончание}}.").italic = True
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 0).text, table.cell(0, 1).text = "ИНН", "{{ организация_инн }}"
        document.add_paragraph("{{ реквизиты_и_подписи }}")
        document.add_paragraph("{{ список_наставников }}")

    data = docx("СОГЛАШЕНИЕ № {{ номер }}", "3. Обязанности Партнёра", change=shape)
    check = check_template(data)
    assert check.usable
    assert check.notes == ()
    assert check.fields == (
        "номер",
        "партнёр_краткое_имя",
        "окончание",
        "организация_инн",
        "реквизиты_и_подписи",
        "список_наставников",
    )
    body = template_body(data, FACTS)
    assert [(block.kind, block.text) for block in body.blocks[:3]] == [
        ("title", "СОГЛАШЕНИЕ № 7"),
        ("heading", "3. Обязанности Партнёра"),
        ("point", "3.1. Партнёр ООО «Примерный партнёр» действует до 31 декабря 2025 г.."),
    ]
    assert body.blocks[3].rows == (("ИНН", "5250000001"),)
    assert [block.kind for block in body.blocks[4:]] == ["parties", "table"]
    assert {line.side for line in body.signatures} == {"our", "partner"}


def test_every_field_has_a_value() -> None:
    lines = [f"{{{{ {one.name} }}}}" for one in (*fields.FIELDS, *fields.BLOCK_FIELDS)]
    data = docx("1. Предмет", *lines)
    assert check_template(data).usable
    body = template_body(data, FACTS)
    assert not [block for block in body.blocks if "{{" in block.text]


def test_all_unknown_fields_are_in_one_sentence() -> None:
    check = check_template(docx("Текст {{ цена }} и {{ инн_банка }}, {{ номер }}."))
    assert check.unknown == ("цена", "инн_банка")
    assert check.faults == ("Неизвестны 2 поля: «цена», «инн_банка». Список полей рядом с формой.",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{% for x in y %}", "команды — нет"),
        ("{# тайна #}", "команды — нет"),
        ("{{ номер.__class__ }}", "без точек"),
        ("{{ номер|upper }}", "без точек"),
        ("{{ cycler() }}", "без точек"),
        ("{{ 'a' * 10 }}", "без точек"),
        ("{{p номер }}", "без точек"),
        ("{{ номер ", "не закрыты"),
        ("до {{ список_наставников }} после", "в отдельном абзаце"),
    ],
)
def test_anything_but_a_plain_field_is_refused(text: str, words: str) -> None:
    assert words in faults("1. Предмет", text)
    with pytest.raises(Refused):
        template_body(docx("1. Предмет", text), FACTS)


@pytest.mark.parametrize(
    "text",
    [
        "5.2. Партнёр даёт согласие на обработку персональных данных своих работников.",
        "Подписывая соглашение, сторона выражает своё согласие на обработку её персональных данных.",
        "Наставник соглашается на обработку персональных данных.",
    ],
)
def test_a_clause_of_consent_is_refused(text: str) -> None:
    assert "отдельный документ" in faults("1. Предмет", text)


def test_speaking_of_consents_is_no_consent() -> None:
    check = check_template(
        docx(
            "5.1. Согласия субъектов персональных данных оформляются отдельными документами.",
            "5.2. Партнёр предоставляет согласия работников на обработку персональных данных, данные отдельным документом.",
        )
    )
    assert check.usable


def test_numbers_that_the_editor_puts_by_itself_are_read() -> None:
    document = Document()
    for text in ("Первое условие.", "Второе условие."):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("С чертой", style="List Bullet")
    stream = BytesIO()
    document.save(stream)
    body = template_body(stream.getvalue(), FACTS)
    assert [block.text for block in body.blocks[:3]] == [
        "1. Первое условие.",
        "2. Второе условие.",
        "– С чертой",
    ]


def test_what_is_not_carried_over_is_said() -> None:
    def shape(document) -> None:  # type: ignore[no-untyped-def]
        document.sections[0].header.paragraphs[0].text = "Бланк школы"
        document.sections[0].footer.paragraphs[0].text = "Исполнитель: Иванов"
        run = document.paragraphs[0].add_run()
        run._r.append(OxmlElement("w:drawing"))
        box = OxmlElement("w:txbxContent")
        paragraph, inner, text = OxmlElement("w:p"), OxmlElement("w:r"), OxmlElement("w:t")
        text.text = "Печать тут"
        inner.append(text)
        paragraph.append(inner)
        box.append(paragraph)
        run._r.append(box)

    notes = " ".join(check_template(docx("1. Предмет и цели", change=shape)).notes)
    for words in ("Бланк школы", "Исполнитель: Иванов", "1 рисунок", "Печать тут", "после текста"):
        assert words in notes


def test_text_of_a_marked_insertion_is_a_fault_and_not_a_loss() -> None:
    def shape(document) -> None:  # type: ignore[no-untyped-def]
        inserted = OxmlElement("w:ins")
        inserted.append(document.paragraphs[0].runs[0]._r)
        document.paragraphs[0]._p.append(inserted)

    check = check_template(docx("1.1. Вставлено правкой.", change=shape))
    assert "Примите или отклоните" in check.faults[0]


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40))
def test_a_value_is_never_a_template(value: str) -> None:
    facts = replace(FACTS, place=value + "{{ номер }}{% raw %}")
    read = ReadDocument((Block("p1", "plain", "В {{ место }}."),), (), ())
    assert fill(read, facts).blocks[0].text == f"В {facts.place}."


def repacked(data: bytes, **added: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in added:
                new.writestr(name, old.read(name))
        for name, content in added.items():
            new.writestr(name, content)
    return stream.getvalue()


PLAIN = docx("1. Предмет")
LINK = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://a.example/x" '
    b'TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "пустой"),
        (b"%PDF-1.7", "не DOCX"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "паролем"),
        (b"PK\x03\x04" + b"\0" * 100, "не удалось прочитать"),
        (b"x" * (6 * 1024 * 1024), "больше 5"),
        (repacked(PLAIN, **{"word/vbaProject.bin": b"x"}), "макрос"),
        (repacked(PLAIN, **{"word/embeddings/oleObject1.bin": b"x"}), "другой файл"),
        (repacked(PLAIN, **{"word/media/image1.bmp": b"\0" * (61 * 1024 * 1024)}), "распаковывается"),
        (repacked(PLAIN, **{"word/document.xml": b"<w:a " + b" " * (13 * 1024 * 1024)}), "распаковывается"),
        (repacked(PLAIN, **{"word/_rels/document.xml.rels": LINK}), "из другого файла"),
        (
            repacked(PLAIN, **{"word/document.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}),
            "не удалось прочитать",
        ),
        (repacked(PLAIN, **{"word/document.xml": b"<broken"}), "не удалось прочитать"),
    ],
    ids=[
        "empty",
        "pdf",
        "ole",
        "no zip",
        "huge",
        "macros",
        "embedded",
        "bomb",
        "bomb xml",
        "link",
        "entity",
        "broken",
    ],
)
def test_a_file_that_is_no_template_gets_its_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_template(data)
    assert words in refusal.value.message
    assert refusal.value.field == "file"
