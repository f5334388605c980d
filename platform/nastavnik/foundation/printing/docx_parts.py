# SPDX-License-Identifier: MIT
"""Pieces of DOCX documents by ГОСТ Р 7.0.97: sheet, margins, page numbers, paragraphs, tables."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

CENTER, RIGHT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
FONT = "PT Serif"
INDENT = Mm(12.5)
SHEET = (Mm(210), Mm(297))
SMALL = Pt(10)
TINY = Pt(8)


def new_document(title: str, *, landscape: bool = False, size: int = 13) -> DocxDocument:
    """An empty A4 document: margins 20, 10, 20, 20 mm, page numbers on top in the middle from the second page."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.language, properties.author, properties.comments = title, "ru-RU", "", ""
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)
        for attribute in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(attribute), FONT)
        shape = style.paragraph_format
        shape.space_before, shape.space_after = Pt(0), Pt(6)
        shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    document.styles["Heading 2"].paragraph_format.space_before = Pt(10)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "ru-RU")
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    section = document.sections[0]
    _lay_out(section, landscape=landscape)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    return document


def new_landscape_section(document: DocxDocument) -> None:
    """Go on with an annex on landscape sheets; its first page is numbered as the others are."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _lay_out(section, landscape=True)
    section.different_first_page_header_footer = False


def line(
    document: DocxDocument,
    text: str,
    *,
    align: WD_ALIGN_PARAGRAPH | None = None,
    bold: bool = False,
    left: Mm | None = None,
    right: Mm | None = None,
    style: str = "Normal",
) -> Paragraph:
    """A paragraph."""
    paragraph = document.add_paragraph(style=style)
    paragraph.add_run(text).bold = bold
    if align is not None:
        paragraph.alignment = align
    if left is not None:
        paragraph.paragraph_format.left_indent = left
    if right is not None:
        paragraph.paragraph_format.right_indent = right
    return paragraph


def body(document: DocxDocument, text: str) -> Paragraph:
    """A paragraph of the text: justified, with the indent of the standard."""
    paragraph = line(document, text, align=JUSTIFY)
    paragraph.paragraph_format.first_line_indent = INDENT
    return paragraph


def gap(document: DocxDocument, points: float) -> None:
    """Room between two pieces."""
    document.paragraphs[-1].paragraph_format.space_after = Pt(points)


def pair(document: DocxDocument, left: str, right: str, *, before: float = 0) -> None:
    """Two texts at the two edges of one line: date and number, post and name."""
    table = document.add_table(rows=1, cols=2)
    write(table.cell(0, 0), left).paragraph_format.space_before = Pt(before)
    last = write(table.cell(0, 1), right)
    last.alignment, last.paragraph_format.space_before = RIGHT, Pt(before)
    _keep_whole(table.rows[0])


def grid(document: DocxDocument, columns: Sequence[str], widths: Sequence[float], *, size: Any = None) -> Any:
    """An empty table with a heading that is repeated on every page; ``widths`` in millimetres."""
    table = document.add_table(rows=1, cols=len(columns))
    table.style = "Table Grid"
    table.autofit = False
    fill(table.rows[0].cells, columns, widths, bold=True, align=CENTER, size=size)
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    _keep_whole(table.rows[0])
    return table


def row(
    table: Any,
    values: Sequence[str],
    widths: Sequence[float],
    *,
    numbers: Sequence[int] = (),
    size: Any = None,
) -> None:
    """One more row, which no page break divides; ``numbers`` are columns to align right."""
    added = table.add_row()
    fill(added.cells, values, widths, numbers=numbers, size=size)
    _keep_whole(added)


def band(table: Any, text: str, *, size: Any = None) -> None:
    """A row of one cell: the heading of a section."""
    added = table.add_row()
    cells = added.cells
    paragraph = write(cells[0].merge(cells[-1]), text, bold=True, size=size)
    paragraph.paragraph_format.keep_with_next = True
    _keep_whole(added)


def fill(
    cells: Sequence[_Cell],
    values: Sequence[str],
    widths: Sequence[float],
    *,
    bold: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
    numbers: Sequence[int] = (),
    size: Any = None,
) -> None:
    """Write a row."""
    for place, (cell, value, width) in enumerate(zip(cells, values, widths, strict=True)):
        cell.width = Mm(width)
        paragraph = write(cell, value, bold=bold, size=size)
        if place in numbers:
            paragraph.alignment = RIGHT
        elif align is not None:
            paragraph.alignment = align


def write(cell: _Cell, text: str, *, bold: bool = False, size: Any = None) -> Paragraph:
    """The text of a cell."""
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.bold = bold
    if size is not None:
        run.font.size = size
    return paragraph


def saved(document: DocxDocument) -> bytes:
    """The file."""
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _lay_out(section: Section, *, landscape: bool) -> None:
    width, height = SHEET
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (height, width) if landscape else (width, height)
    section.left_margin, section.right_margin = Mm(20), Mm(10)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.header_distance = Mm(10)


def _keep_whole(table_row: Any) -> None:
    mark = OxmlElement("w:cantSplit")
    mark.set(qn("w:val"), "true")
    table_row._tr.get_or_add_trPr().append(mark)


def _page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
