# SPDX-License-Identifier: MIT
"""The roadmap and its order as DOCX that an office can edit (ГОСТ Р 7.0.97: margins, indent, page numbers)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from .content import PrintedOrder, PrintedRoadmap

FONT = "PT Serif"
WIDTHS = (14, 95, 45, 42, 62)
WIDTHS_WITH_STATE = (12, 83, 38, 38, 52, 38)


def roadmap_docx(roadmap: PrintedRoadmap) -> bytes:
    """The roadmap as an annex to its order; the heading of the table is repeated on every page."""
    document = _document(roadmap.title, landscape=True, size=11)
    for line in roadmap.approval:
        _line(document, line, indent=Mm(185))
    _line(document, roadmap.title, align=WD_ALIGN_PARAGRAPH.CENTER, bold=True)
    _line(document, roadmap.organisation, align=WD_ALIGN_PARAGRAPH.CENTER)
    if roadmap.as_of:
        _line(document, f"Состояние на {roadmap.as_of:%d.%m.%Y}", align=WD_ALIGN_PARAGRAPH.CENTER)
    widths = WIDTHS_WITH_STATE if roadmap.with_states else WIDTHS
    table = document.add_table(rows=1, cols=len(widths))
    table.style = "Table Grid"
    table.autofit = False
    _fill(table.rows[0].cells, roadmap.columns, widths, bold=True)
    _repeat(table.rows[0])
    for section in roadmap.sections:
        cells = table.add_row().cells
        _write(cells[0].merge(cells[-1]), section.heading, bold=True)
        for item in section.items:
            _fill(table.add_row().cells, item.cells(with_states=roadmap.with_states), widths)
    return _saved(document)


def order_docx(order: PrintedOrder) -> bytes:
    """The order that approves the roadmap."""
    document = _document(order.title, landscape=False, size=13)
    center = WD_ALIGN_PARAGRAPH.CENTER
    _line(document, order.organisation, align=center, bold=True)
    _line(document, "П Р И К А З", align=center, bold=True)
    head = document.add_table(rows=1, cols=2)
    _write(head.cell(0, 0), order.date_line)
    _write(head.cell(0, 1), order.number_line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if order.place:
        _line(document, order.place, align=center)
    title = _line(document, order.title, bold=True)
    title.paragraph_format.right_indent = Mm(85)
    body = [order.preamble, "п р и к а з ы в а ю:"]
    body += [f"{number}. {point}" for number, point in enumerate(order.text, 1)]
    for text in body:
        paragraph = _line(document, text, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
        paragraph.paragraph_format.first_line_indent = Mm(12.5)
    _line(document, "")
    signature = document.add_table(rows=1, cols=2)
    _write(signature.cell(0, 0), order.director_post)
    _write(signature.cell(0, 1), order.director).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return _saved(document)


def _document(title: str, *, landscape: bool, size: int) -> DocxDocument:
    document = Document()
    document.core_properties.title = title
    document.core_properties.language = "ru-RU"
    document.core_properties.author = ""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(size)
    style.paragraph_format.space_after = Pt(6)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(20), Mm(10)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    return document


def _page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _line(
    document: DocxDocument,
    text: str,
    *,
    align: WD_ALIGN_PARAGRAPH | None = None,
    bold: bool = False,
    indent: Mm | None = None,
) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.add_run(text).bold = bold
    if align is not None:
        paragraph.alignment = align
    if indent is not None:
        paragraph.paragraph_format.left_indent = indent
    return paragraph


def _fill(cells: Any, values: tuple[str, ...], widths: tuple[int, ...], *, bold: bool = False) -> None:
    for cell, value, width in zip(cells, values, widths, strict=True):
        cell.width = Mm(width)
        _write(cell, value, bold=bold)


def _write(cell: _Cell, text: str, *, bold: bool = False) -> Paragraph:
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.add_run(text).bold = bold
    return paragraph


def _repeat(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _saved(document: DocxDocument) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()
