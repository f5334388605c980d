# SPDX-License-Identifier: MIT
"""Orders, annexes and reports as DOCX that an office can edit (ГОСТ Р 7.0.97)."""

from __future__ import annotations

from docx.document import Document as DocxDocument
from docx.shared import Mm

from . import docx_parts as parts
from .content import PrintedAnnex, PrintedOrder
from .report import PrintedReport, PrintedTable
from .statement import PrintedStatement

TEXT_WIDTH = 180
BY_HAND = "____________ «___» __________ 20__ г."
"""Where a person signs and dates by hand."""


def annex_docx(annex: PrintedAnnex) -> bytes:
    """An annex by itself; the heading of the table is repeated on every page."""
    document = parts.new_document(annex.title, landscape=True, size=12)
    _annex(document, annex)
    return parts.saved(document)


def order_docx(order: PrintedOrder) -> bytes:
    """An order, with its annex when there is one."""
    document = parts.new_document(order.title)
    parts.line(document, order.organisation, align=parts.CENTER, bold=True)
    parts.gap(document, 14)
    parts.line(document, "П Р И К А З", align=parts.CENTER, bold=True, style="Heading 1")
    parts.gap(document, 14)
    parts.pair(document, order.date_line, order.number_line)
    parts.line(document, order.place, align=parts.CENTER)
    parts.gap(document, 14)
    parts.line(document, order.title, bold=True, right=Mm(85))
    parts.gap(document, 14)
    for text in (order.preamble, "п р и к а з ы в а ю:"):
        parts.body(document, text)
    for number, point in enumerate(order.points, 1):
        parts.body(document, f"{number}. {point}")
    parts.pair(document, order.director_post, order.director, before=24)
    if order.acquainted:
        parts.line(document, "С приказом ознакомлены:").paragraph_format.space_before = Mm(10)
        for name in order.acquainted:
            parts.line(document, f"{BY_HAND} {name}")
    if order.annex is not None:
        parts.new_landscape_section(document)
        _annex(document, order.annex.printed())
    return parts.saved(document)


def report_docx(report: PrintedReport) -> bytes:
    """A report with its parts, tables and signatures."""
    document = parts.new_document(f"{report.name.capitalize()}. {report.title}")
    parts.line(document, report.organisation, align=parts.CENTER, bold=True)
    parts.gap(document, 14)
    parts.line(document, report.name, align=parts.CENTER, bold=True, style="Heading 1")
    parts.pair(document, report.date_line, report.place)
    parts.line(document, report.title, bold=True, align=parts.CENTER).paragraph_format.space_before = Mm(4)
    for part in report.parts:
        parts.line(
            document, part.heading, bold=True, style="Heading 2"
        ).paragraph_format.keep_with_next = True
        for text in part.paragraphs:
            parts.body(document, text)
        if part.table is not None:
            _table(document, part.table)
    for post, name in report.signatures:
        parts.pair(document, post, name, before=24)
    return parts.saved(document)


def statement_docx(statement: PrintedStatement) -> bytes:
    """A statement to be signed by hand."""
    document = parts.new_document(statement.title, size=11)
    parts.line(document, statement.title, align=parts.CENTER, bold=True, style="Heading 1")
    for text in statement.intro:
        parts.line(document, text)
    for heading, text in statement.terms:
        parts.line(document, heading, bold=True, style="Heading 2").paragraph_format.keep_with_next = True
        parts.line(document, text, align=parts.JUSTIFY)
    if statement.choices is not None:
        parts.line(document, statement.choices.caption, bold=True, style="Heading 2")
        _table(document, statement.choices)
    for who, name in statement.signatures:
        first = parts.line(document, who, bold=True)
        first.paragraph_format.space_before, first.paragraph_format.keep_with_next = Mm(8), True
        parts.line(document, f"«___» ______________ 20__ г.    ____________________ / {name}")
    for text in statement.small:
        parts.line(document, text).runs[0].font.size = parts.TINY
    return parts.saved(document)


def _annex(document: DocxDocument, annex: PrintedAnnex) -> None:
    for text in annex.approval:
        parts.line(document, text, left=Mm(185)).paragraph_format.space_after = 0
    parts.line(
        document, annex.title, align=parts.CENTER, bold=True, style="Heading 1"
    ).paragraph_format.space_before = Mm(5)
    parts.line(document, annex.organisation, align=parts.CENTER)
    if annex.note:
        parts.line(document, annex.note, align=parts.CENTER)
    table = parts.grid(document, annex.columns, annex.widths, size=parts.SMALL)
    for section in annex.sections:
        if section.heading:
            parts.band(table, section.heading, size=parts.SMALL)
        for cells in section.rows:
            parts.row(table, cells, annex.widths, size=parts.SMALL)


def _table(document: DocxDocument, printed: PrintedTable) -> None:
    total = sum(printed.widths)
    widths = [TEXT_WIDTH * width / total for width in printed.widths]
    table = parts.grid(document, printed.columns, widths, size=parts.SMALL)
    for values in printed.rows:
        parts.row(table, values, widths, numbers=printed.numbers, size=parts.SMALL)
