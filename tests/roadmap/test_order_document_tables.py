# SPDX-License-Identifier: MIT
"""Tables as schools draw them: merged, divided, nested, numbered anyhow, and nothing in them lost."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime

import docx
import pytest
import xlsxwriter
from docx.table import Table

from nastavnik.roadmap.order_document import OrderReading, read_order
from nastavnik.roadmap.order_document.numbers import missing, parse_number, split_number

from .order_files import HEAD, HEADING, as_docx, as_pdf, as_text, made_up, numbered_rows, odf_file, repacked

Rows = Sequence[Sequence[str]]


def word_file(build: Callable[[docx.document.Document], None]) -> bytes:
    document = docx.Document()
    for line in HEAD:
        document.add_paragraph(line)
    build(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def add_table(document: docx.document.Document | docx.table._Cell, rows: Rows) -> Table:
    table = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return table


def lines(*texts: str) -> bytes:
    return "\n".join((*HEAD, *texts)).encode()


def shown(reading: OrderReading) -> list[tuple[str, str | None, str]]:
    return [(item.number, item.section, item.title) for item in reading.items]


def codes(reading: OrderReading) -> list[tuple[str, str | None]]:
    return [(warning.code, warning.item) for warning in reading.warnings]


# Text with tabs


def test_a_cell_goes_on_over_several_lines() -> None:
    reading = read_order(
        lines(
            "\t".join(HEADING),
            "1.\tОрганизация и поддержка",
            "1.1.\tРеализация, включая этапы:",
            "- подготовка;",
            "",
            "- отбор\tв течение всего",
            "периода\tФролова Л.И.,",
            "Шабаева М.С.\tПриказ,",
            "справка",
            "",
            "1.2.\tОтчёт\tмай\tФролова Л.И.\tОтчёт",
            "",
            "Ознакомлены:",
        )
    )
    assert shown(reading) == [
        ("1.1", "1", "Реализация, включая этапы: - подготовка; - отбор"),
        ("1.2", "1", "Отчёт"),
    ]
    first = reading.items[0]
    assert (first.deadline_text, first.result) == ("в течение всего периода", "Приказ, справка")
    assert [person.name for person in first.assignees] == ["Фролова Л.И.", "Шабаева М.С."]
    assert reading.items[1].result == "Отчёт"


def test_a_cell_in_quotation_marks_of_a_spreadsheet() -> None:
    reading = read_order(
        lines(
            "\t".join(HEADING),
            '1.1\t"Реализация:\n- ""подготовка"";\n- отбор"\tмай\tФролова Л.И.\t"Приказ\nсправка"',
            "1.2\tОтчёт\tмай\tФролова Л.И.\tотчёт",
        )
    )
    assert reading.items[0].title == 'Реализация: - "подготовка"; - отбор'
    assert reading.items[0].result == "Приказ справка"
    assert len(reading.items) == 2


def test_a_section_without_tabs() -> None:
    rows = (
        "\t".join(HEADING),
        "I. Начало",
        "1\tДело\tмай\tФролова Л.И.\tx",
        "Раздел II. Конец",
        "2\tДело 2\tмай\tРНЦ\tx",
    )
    reading = read_order(lines(*rows))
    assert [(section.number, section.title) for section in reading.sections] == [
        ("I", "Начало"),
        ("II", "Конец"),
    ]
    assert [item.section for item in reading.items] == ["I", "II"]


# Rows


def test_a_row_of_column_numbers_is_skipped() -> None:
    reading = read_order(as_docx(made_up(*numbered_rows(2, 3)), counted=True))
    assert len(reading.items) == 6


def test_numbers_glued_to_titles_in_a_table_of_three_columns() -> None:
    rows = [
        ("Мероприятия", "Сроки", "Ответственные"),
        ("1.1.Сделать приказ", "май", "Иванов И.И."),
        ("1.2. Сделать отчёт", "июнь", "Директор"),
        ("II. Итоги", "", ""),
        ("2.1) Подвести итог", "июль", "Иванов И.И."),
    ]
    reading = read_order(word_file(lambda document: add_table(document, rows) and None))
    assert shown(reading) == [
        ("1.1", None, "Сделать приказ"),
        ("1.2", None, "Сделать отчёт"),
        ("2.1", "II", "Подвести итог"),
    ]


def test_items_without_numbers() -> None:
    rows = [
        ("", "1. Организация", "", "", ""),
        ("", "Сделать приказ", "май", "Иванов И.И.", ""),
        ("", "Сделать отчёт", "июнь", "", ""),
    ]
    reading = read_order(as_text(made_up(*rows)))
    assert shown(reading) == [("", "1", "Сделать приказ"), ("", "1", "Сделать отчёт")]
    assert codes(reading) == [("no_assignee", None)]
    assert "Сделать отчёт" in reading.warnings[0].message


def test_an_item_of_a_flat_list_that_says_nothing_but_its_title() -> None:
    rows = [("1", "Первое", "май", "РНЦ", ""), ("2", "Второе", "", "", ""), ("3", "Третье", "май", "РНЦ", "")]
    reading = read_order(as_text(made_up(*rows)))
    assert [item.number for item in reading.items] == ["1", "2", "3"]
    assert codes(reading) == [("deadline_unclear", "2"), ("no_assignee", "2")]


def test_questions_about_items() -> None:
    rows = [
        ("1.1", "Первое", "когда-нибудь", "РНЦ", ""),
        ("1.1", "Второе", "15.03.2031", "РНЦ", ""),
        ("1.4", "", "май", "", "справка"),
    ]
    assert codes(read_order(as_text(made_up(*rows)))) == [
        ("deadline_unclear", "1.1"),
        ("deadline_outside_period", "1.1"),
        ("no_title", "1.4"),
        ("no_assignee", "1.4"),
        ("duplicate_number", "1.1"),
        ("numbering_gap", "1.2"),
        ("numbering_gap", "1.3"),
    ]


def test_without_a_period_only_dates_that_need_none_are_given() -> None:
    head = (*HEAD[:3], "Об утверждении дорожной карты", *HEAD[4:])
    rows = [("1", "Первое", "до 15.03.2025", "РНЦ", ""), ("2", "Второе", "ежеквартально", "РНЦ", "")]
    reading = read_order(as_text(made_up(*rows, head=head)))
    assert codes(reading) == [("period_not_found", None)]
    assert [day.isoformat() for day in reading.items[0].deadline.due] == ["2025-03-15"]
    assert (reading.items[1].deadline.kind, reading.items[1].deadline.due) == ("recurring", ())


# Merged cells and groups


def test_a_stage_merged_downwards_is_a_section() -> None:
    heading = ("№", "Наименование этапа", "Мероприятие", "Срок", "Ответственный")
    rows = [
        heading,
        ("1", "Подготовка", "Приказ", "Октябрь", "Директор"),
        ("", "", "Положение", "Ноябрь", "Куратор"),
        ("2", "Базы", "Анкетирование", "Декабрь", "Куратор"),
        ("", "", "Список", "", ""),
    ]

    def build(document: docx.document.Document) -> None:
        table = add_table(document, rows)
        for column in (0, 1):
            table.cell(1, column).merge(table.cell(2, column))
            table.cell(3, column).merge(table.cell(4, column))
        for column in (3, 4):
            table.cell(3, column).merge(table.cell(4, column))

    reading = read_order(word_file(build))
    assert [(section.number, section.title) for section in reading.sections] == [
        ("1", "Подготовка"),
        ("2", "Базы"),
    ]
    assert [item.title for item in reading.items] == ["Приказ", "Положение", "Анкетирование", "Список"]
    assert [item.section for item in reading.items] == ["1", "1", "2", "2"]
    assert reading.items[3].deadline_text == "Декабрь"
    assert reading.items[3].assignees == reading.items[2].assignees


def test_a_heading_of_two_rows() -> None:
    rows = [
        ("№", "Мероприятие", "Срок", "", "Ответственные"),
        ("", "", "начало", "окончание", ""),
        ("1", "Первое", "01.09.2024", "25.05.2025", "Иванов И.И."),
    ]

    def build(document: docx.document.Document) -> None:
        table = add_table(document, rows)
        table.cell(0, 2).merge(table.cell(0, 3))
        for column in (0, 1, 4):
            table.cell(0, column).merge(table.cell(1, column))

    assert read_order(word_file(build)).items[0].deadline_text == "с 01.09.2024 по 25.05.2025"


def test_two_columns_of_results_are_joined_and_other_columns_are_told() -> None:
    heading = (
        "№",
        "Мероприятие",
        "Место проведения",
        "Срок",
        "Ответственный",
        "Вид документа",
        "Ожидаемый результат",
    )
    rows = [
        ("1", "Первое", "актовый зал", "май", "РНЦ", "Приказ", "Группа создана"),
        ("2", "Второе", "", "май", "РНЦ", "", "x"),
    ]
    reading = read_order(as_text(made_up(*rows, heading=heading)))
    assert [item.result for item in reading.items] == ["Приказ; Группа создана", "x"]
    assert reading.unplaced == ("Место проведения: актовый зал (1)",)
    assert codes(reading) == [("column_not_placed", None)]


# Tables in documents


def test_sections_named_above_their_tables() -> None:
    def build(document: docx.document.Document) -> None:
        document.add_paragraph("1. Организационный раздел")
        add_table(document, [HEADING, ("1.1", "Приказ", "май", "РНЦ", "")])
        document.add_paragraph("Содержательный раздел")
        add_table(document, [HEADING, ("2.1", "Сбор", "май", "РНЦ", "")])
        document.add_paragraph("Лист ознакомления")
        add_table(document, [("№", "ФИО", "Подпись"), ("1", "Иванов И.И.", "")])

    reading = read_order(word_file(build))
    assert [section.title for section in reading.sections] == [
        "Организационный раздел",
        "Содержательный раздел",
    ]
    assert [item.section for item in reading.items] == ["1", "2"]
    assert codes(reading) == [("table_not_read", None)]


def test_a_table_inside_a_table_and_signatures_beside_it() -> None:
    def build(document: docx.document.Document) -> None:
        mark = document.add_table(1, 2)
        mark.cell(0, 1).text = "УТВЕРЖДЕНА\nприказом директора\nот 01.09.2024 № 112"
        add_table(document.add_table(1, 1).cell(0, 0), [HEADING, ("1", "Приказ", "май", "РНЦ", "")])
        document.add_paragraph("")
        add_table(document, [("Директор", "И.И. Иванов")])

    reading = read_order(word_file(build))
    assert shown(reading) == [("1", None, "Приказ")]
    assert codes(reading) == [("approval_date_differs", None)]


def test_text_that_was_struck_out_under_review_is_not_read() -> None:
    struck = "<w:del><w:r><w:delText>Старое</w:delText></w:r></w:del>"
    added = "<w:r><w:softHyphen/><w:t>вое</w:t><w:br/><w:t>дело</w:t></w:r>"
    body = (
        "<w:p><w:r><w:t>План на 2024 год</w:t></w:r></w:p><w:tbl>"
        + "".join(
            "<w:tr>" + "".join(f"<w:tc><w:p>{cell}</w:p></w:tc>" for cell in row) + "</w:tr>"
            for row in (
                [f"<w:r><w:t>{text}</w:t></w:r>" for text in HEADING],
                [
                    "<w:r><w:t>1</w:t></w:r>",
                    f"{struck}<w:ins><w:r><w:t>Но</w:t></w:r></w:ins>{added}",
                    "<w:sdt><w:sdtContent><w:r><w:t>май</w:t></w:r></w:sdtContent></w:sdt>",
                    "<w:r><w:t>РНЦ</w:t></w:r>",
                    "<w:r><w:t>онлайн</w:t><w:noBreakHyphen/><w:t>отчёт</w:t></w:r>",
                ],
            )
        )
        + "</w:tbl>"
    )
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'
    item = read_order(repacked(word_file(lambda _: None), {"word/document.xml": document.encode()})).items[0]
    assert (item.title, item.deadline_text, item.result) == ("Новое дело", "май", "онлайн-отчёт")


def test_odt_rows_merged_downwards_and_numbers_counted_by_lists() -> None:
    styles = (
        '<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1" '
        'style:num-suffix="."/></text:list-style>'
    )

    def cell(text: str, attributes: str = "") -> str:
        return f"<table:table-cell{attributes}><text:p>{text}</text:p></table:table-cell>"

    def number(goes_on: str) -> str:
        numbered = (
            f'<text:list text:style-name="N"{goes_on}><text:list-item><text:p/></text:list-item></text:list>'
        )
        return f"<table:table-cell>{numbered}</table:table-cell>"

    merged = ' table:number-rows-spanned="2"'
    goes_on = ' text:continue-numbering="true"'
    rows = [
        "".join(map(cell, HEADING)),
        number("")
        + cell("Первое<text:s text:c='3'/>дело")
        + cell("май", merged)
        + cell("РНЦ", merged)
        + cell("x"),
        number(goes_on)
        + cell("Второе<text:line-break/>дело")
        + '<table:covered-table-cell table:number-columns-repeated="2"/>'
        + cell("y"),
    ]
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    reading = read_order(odf_file(f"<table:table>{table}</table:table>", styles=styles))
    assert shown(reading) == [("1", None, "Первое дело"), ("2", None, "Второе дело")]
    assert [item.deadline_text for item in reading.items] == ["май", "май"]


def test_a_workbook_with_numbers_dates_and_a_signature() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write(0, 0, "План мероприятий на 2024 год")
        sheet.write_row(2, 0, HEADING)
        for at in range(1, 13):
            sheet.write_number(2 + at, 0, float(f"1.{at}"))
            sheet.write_row(2 + at, 1, [f"Дело {at}"])
            sheet.write_datetime(2 + at, 2, datetime(2024, at, 1), day)  # noqa: DTZ001
            sheet.write(2 + at, 3, "Иванов И.И.")
        sheet.write_datetime(15, 0, datetime(2024, 1, 2), day)  # noqa: DTZ001
        sheet.write_row(15, 1, ["Номер, ставший датой", "май", "РНЦ"])
        sheet.write(17, 0, "Директор")
        sheet.write(17, 3, "И.И. Петров")
        book.add_worksheet("Скрытый").hide()
    reading = read_order(buffer.getvalue())
    numbers = [item.number for item in reading.items]
    assert numbers == [*(f"1.{at}" for at in range(1, 13)), "2.1"]
    assert reading.items[4].deadline_text == "01.05.2024"
    assert reading.order.signatory == "И.И. Петров"
    assert codes(reading) == []


def test_a_long_pdf_keeps_every_row() -> None:
    reading = read_order(as_pdf(made_up(*numbered_rows(6, 10)), size="13pt", repeated_heading=False))
    assert [item.number for item in reading.items] == [f"{s}.{i}" for s in range(1, 7) for i in range(1, 11)]
    assert codes(reading) == []


@pytest.mark.parametrize("write", [as_text, as_docx])
def test_five_hundred_items(write: Callable[..., bytes]) -> None:
    reading = read_order(write(made_up(*numbered_rows(10, 50))))
    assert (len(reading.sections), len(reading.items), reading.warnings) == (10, 500, ())


# Numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.1.", "1.1"),
        ("1.1)", "1.1"),
        ("п. 2.10", "2.10"),
        ("1. 1.", "1.1"),
        ("II.", "II"),
        ("2а", "2а"),
        ("Раздел 3", "3"),
        ("2024", None),
        ("01.09.2024", None),
        ("срок", None),
    ],
)
def test_numbers_are_tidied(text: str, number: str | None) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1.1.Текст", ("1.1", "Текст")),
        ("1) Текст", ("1", "Текст")),
        ("Раздел II. Текст", ("II", "Текст")),
        ("2023-2024 гг.", (None, "2023-2024 гг.")),
        ("5 классы", (None, "5 классы")),
        ("01.09.2024 линейка", (None, "01.09.2024 линейка")),
    ],
)
def test_numbers_are_cut_off_titles(text: str, parts: tuple[str | None, str]) -> None:
    assert split_number(text) == parts


def test_gaps_are_counted_within_a_level_and_never_over_years() -> None:
    assert missing(["1.1", "1.3", "2.2", "3.1.2"]) == ["1.2", "2.1", "3.1.1"]
    assert missing(["2023", "II", ""]) == []
