# SPDX-License-Identifier: MIT
"""The roadmap, its order and reports as DOCX that an office can edit (ГОСТ Р 7.0.97)."""

from __future__ import annotations

from docx.document import Document as DocxDocument
from docx.shared import Mm

from . import docx_parts as parts
from .content import PrintedOrder, PrintedRoadmap
from .report import PrintedReport, PrintedTable

WIDTHS = (14, 97, 46, 44, 66)
WIDTHS_WITH_STATE = (12, 86, 38, 40, 52, 39)
TEXT_WIDTH = 180
BY_HAND = "____________ «___» __________ 20__ г."
"""Where a person signs and dates by hand."""


def roadmap_docx(roadmap: PrintedRoadmap) -> bytes:
    """The roadmap as an annex to its order; the heading of the table is repeated on every page."""
    document = parts.new_document(roadmap.title, landscape=True, size=12)
    _annex(document, roadmap)
    return parts.saved(document)


def order_docx(order: PrintedOrder) -> bytes:
    """The order that approves the roadmap, with the roadmap as its annex when there is one."""
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
    for number, point in enumerate(order.text, 1):
        parts.body(document, f"{number}. {point}")
    parts.pair(document, order.director_post, order.director, before=24)
    if order.acquainted:
        parts.line(document, "С приказом ознакомлены:").paragraph_format.space_before = Mm(10)
        for name in order.acquainted:
            parts.line(document, f"{BY_HAND} {name}")
    if order.annex is not None:
        parts.new_landscape_section(document)
        _annex(document, order.annex)
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


def _annex(document: DocxDocument, roadmap: PrintedRoadmap) -> None:
    for text in roadmap.approval:
        parts.line(document, text, left=Mm(185)).paragraph_format.space_after = 0
    parts.line(
        document, roadmap.title, align=parts.CENTER, bold=True, style="Heading 1"
    ).paragraph_format.space_before = Mm(5)
    parts.line(document, roadmap.organisation, align=parts.CENTER)
    if roadmap.as_of:
        parts.line(document, f"Состояние на {roadmap.as_of:%d.%m.%Y}", align=parts.CENTER)
    widths = WIDTHS_WITH_STATE if roadmap.with_states else WIDTHS
    table = parts.grid(document, roadmap.columns, widths, size=parts.SMALL)
    for section in roadmap.sections:
        parts.band(table, section.heading, size=parts.SMALL)
        for item in section.items:
            parts.row(table, item.cells(with_states=roadmap.with_states), widths, size=parts.SMALL)


def _table(document: DocxDocument, printed: PrintedTable) -> None:
    total = sum(printed.widths)
    widths = [TEXT_WIDTH * width / total for width in printed.widths]
    table = parts.grid(document, printed.columns, widths, size=parts.SMALL)
    for values in printed.rows:
        parts.row(table, values, widths, numbers=printed.numbers, size=parts.SMALL)
