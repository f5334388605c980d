# SPDX-License-Identifier: MIT
"""XLSX through calamine, which is given a container rewritten within limits."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from nastavnik.roadmap.order_document.blocks import Block, Cell, Row, Source
from nastavnik.roadmap.order_document.container import Container, local, number
from nastavnik.roadmap.order_document.errors import UnreadableDocument
from nastavnik.roadmap.order_document.sheet_rows import split_by_blank_rows
from nastavnik.roadmap.order_document.text import clean

MAX_ROWS = 20_000
MAX_COLUMNS = 200
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")


def read(container: Container) -> Source:
    """Blocks of the visible sheets in their order."""
    for name in container.names:
        if _SHEET.fullmatch(name):
            _refuse_far_cells(container.read(name))
    data = container.rewritten((".xml", ".rels", ".bin"))
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        blocks = [
            block
            for about in workbook.sheets_metadata
            if about.visible is SheetVisibleEnum.Visible and about.typ is SheetTypeEnum.WorkSheet
            for block in _blocks(workbook.get_sheet_by_name(about.name))
        ]
    except CalamineError as error:
        raise UnreadableDocument("broken") from error
    return Source("xlsx", blocks)


def _blocks(sheet: CalamineSheet) -> Iterator[Block]:
    values = sheet.to_python(skip_empty_area=False)
    merged = _merged(sheet)
    texts = [[written(value) for value in row] for row in values]
    width = max((at + 1 for row in texts for at, text in enumerate(row) if text), default=0)
    rows = []
    for y in range(len(texts)):
        cells: list[Cell] = []
        x = 0
        while x < width:
            top, left, right = merged.get((y, x), (y, x, x))
            text = texts[top][left]
            numeric = isinstance(values[top][left], int | float | dt.date)
            cells.append(Cell(text, x, right + 1, repeated=top < y, numeric=numeric))
            x = right + 1
        rows.append(Row(tuple(cells)))
    return split_by_blank_rows(rows)


def _merged(sheet: CalamineSheet) -> dict[tuple[int, int], tuple[int, int, int]]:
    """For the first cell of each row of a merged area: the area's top, left and right."""
    result = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for y in range(top, min(bottom, top + MAX_ROWS) + 1):
            result[y, left] = (top, left, min(right, MAX_COLUMNS))
    return result


def written(value: Any) -> str:
    """A value of a spreadsheet as a person would have typed it."""
    match value:
        case str():
            return clean(value)
        case bool():
            return ""
        case float():
            return f"{value:.10g}"
        case dt.datetime() | dt.date():
            return f"{value:%d.%m.%Y}"
        case None:
            return ""
        case _:
            return str(value)


def _refuse_far_cells(data: bytes) -> None:
    """A sheet with one cell in its far corner would be laid out as a table of billions."""
    parser = etree.iterparse(
        BytesIO(data), events=("end",), resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        for _, element in parser:
            if local(element) == "row":
                _refuse_far_row(element)
                element.clear()
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument("broken") from error


def _refuse_far_row(row: etree._Element) -> None:
    written = [(at, cell) for at, cell in enumerate(row, start=1) if local(cell) == "c" and len(cell)]
    for at, cell in written:
        found = _REFERENCE.fullmatch(cell.get("r") or "A1")
        column = at if found is None or cell.get("r") is None else _column(found[1])
        line = MAX_ROWS + 1 if found is None else int(found[2])
        if max(line, number(row.get("r"), 1, MAX_ROWS + 1)) > MAX_ROWS or column > MAX_COLUMNS:
            raise UnreadableDocument("too_long")


def _column(letters: str) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - 64
    return position
