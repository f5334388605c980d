# SPDX-License-Identifier: MIT
"""ODT and ODS: paragraphs, lists and tables of ``content.xml``."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element

from nastavnik.roadmap.order_document.blocks import Block, Cell, Grid, Paragraph, Row, Source
from nastavnik.roadmap.order_document.columns import find_heading
from nastavnik.roadmap.order_document.container import Container, attribute, child, local, number
from nastavnik.roadmap.order_document.errors import UnreadableDocument
from nastavnik.roadmap.order_document.odf_lists import Lists
from nastavnik.roadmap.order_document.sheet_rows import split_by_blank_rows
from nastavnik.roadmap.order_document.text import clean

MAX_ROWS = 20_000
MAX_COLUMNS = 200
_DROPPED = {"note", "annotation", "annotation-end", "tracked-changes", "ruby-text", "title", "desc"}
_TRANSPARENT = {"section", "list-header", "index-body", "table-of-content", "a", "span", "ruby", "ruby-base"}
_ROW_GROUPS = {"table-rows", "table-header-rows", "table-row-group"}
_DEEPEST = 60


def read(container: Container, kind: str) -> Source:
    """Blocks of the text, or of all sheets when ``kind`` is ``ods``."""
    if _encrypted(container):
        raise UnreadableDocument("encrypted")
    root = container.xml("content.xml")
    body = child(root, "body", "spreadsheet" if kind == "ods" else "text")
    if body is None:
        raise UnreadableDocument("broken")
    styles = container.xml("styles.xml") if "styles.xml" in container else None
    blocks = list(_Body(Lists.of(root, styles)).blocks(body))
    if kind == "ods":
        blocks = [
            part for block in blocks if isinstance(block, Grid) for part in split_by_blank_rows(block.rows)
        ]
    return Source(kind, blocks)


def _encrypted(container: Container) -> bool:
    if "encrypted-package" in container:
        return True
    if "META-INF/manifest.xml" not in container:
        return False
    manifest = container.xml("META-INF/manifest.xml")
    return any(local(element) == "encryption-data" for element in manifest.iter())


class _Body:
    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def blocks(self, parent: _Element, level: int = 0) -> Iterator[Block]:
        """Paragraphs and tables below ``parent``; a table of measures inside another table stands after it."""
        if level > _DEEPEST:
            raise UnreadableDocument("broken")
        for element in parent:
            match local(element):
                case "p" | "h":
                    yield from self._paragraph(element, "", level)
                case "list":
                    yield from self._list(element, level)
                case "table":
                    yield from self._table(element, level)
                case name if name in _TRANSPARENT:
                    yield from self.blocks(element, level + 1)

    def _paragraph(self, element: _Element, label: str, level: int) -> Iterator[Block]:
        text = clean(label + _text(element))
        if text:
            yield Paragraph(text)
        for box in element.iter("{*}text-box"):
            yield from self.blocks(box, level + 1)

    def _list(self, element: _Element, level: int) -> Iterator[Block]:
        with self._lists.entered(element):
            for item in element:
                if local(item) != "list-item":
                    continue
                label = self._lists.label(item)
                for inner in item:
                    if local(inner) in ("p", "h"):
                        yield from self._paragraph(inner, label, level)
                        label = ""
                    elif local(inner) == "list" and level < _DEEPEST:
                        yield from self._list(inner, level + 1)

    def _table(self, table: _Element, level: int) -> Iterator[Block]:
        rows: list[Row] = []
        inner: list[Block] = []
        open_cells: dict[int, tuple[int, Cell]] = {}
        for element in _rows(table):
            row, open_cells = self._row(element, open_cells, inner, level)
            times = 1 if row.blank else min(number(attribute(element, "number-rows-repeated"), 1), MAX_ROWS)
            rows += [row] * times
            if len(rows) > MAX_ROWS:
                raise UnreadableDocument("too_long")
        yield _trimmed(rows)
        yield from inner

    def _row(
        self, element: _Element, open_cells: dict[int, tuple[int, Cell]], inner: list[Block], level: int
    ) -> tuple[Row, dict[int, tuple[int, Cell]]]:
        """A row and the cells that reach below it: by their column, rows to go and the cell."""
        cells: list[Cell] = []
        below: dict[int, tuple[int, Cell]] = {}
        at = 0
        for part in element:
            if local(part) not in ("table-cell", "covered-table-cell"):
                continue
            repeat = max(1, number(attribute(part, "number-columns-repeated"), 1))
            for column in range(at, at + min(repeat, MAX_COLUMNS)):
                if column in open_cells:
                    left, merged = open_cells[column]
                    cells.append(Cell(merged.text, merged.left, merged.right, repeated=True))
                    if left > 1:
                        below[column] = (left - 1, merged)
            if local(part) == "table-cell":
                text, nested = self._cell(part, level)
                inner += nested
                across = max(1, number(attribute(part, "number-columns-spanned"), 1, MAX_COLUMNS))
                down = number(attribute(part, "number-rows-spanned"), 1, MAX_ROWS)
                for index in range(repeat if text else min(repeat, MAX_COLUMNS)):
                    if text and at + index > MAX_COLUMNS:
                        raise UnreadableDocument("too_long")
                    cell = Cell(text, at + index, at + index + across, numeric=_numeric(part))
                    cells.append(cell)
                    if down > 1:
                        below[at + index] = (down - 1, cell)
            at += repeat
        return Row(tuple(cells)), below

    def _cell(self, cell: _Element, level: int) -> tuple[str, list[Block]]:
        lines: list[str] = []
        nested: list[Block] = []
        for block in self.blocks(cell, level + 1):
            if isinstance(block, Paragraph):
                lines.append(block.text)
            elif nested or find_heading(block):
                nested.append(block)
            else:
                lines += [row.text for row in block.rows if row.text]
        return "\n".join(lines), nested


def _rows(parent: _Element, level: int = 0) -> Iterator[_Element]:
    for element in parent:
        if local(element) == "table-row":
            yield element
        elif local(element) in _ROW_GROUPS and level < _DEEPEST:
            yield from _rows(element, level + 1)


def _trimmed(rows: list[Row]) -> Grid:
    """Without the empty cells to the right of the last written one, which spreadsheets add."""
    width = max((cell.left for row in rows for cell in row.cells if cell.text), default=-1)
    return Grid(tuple(Row(tuple(cell for cell in row.cells if cell.left <= width)) for row in rows))


def _numeric(cell: _Element) -> bool:
    return attribute(cell, "value-type") in ("float", "date", "percentage", "currency")


def _text(element: _Element, level: int = 0) -> str:
    if level > _DEEPEST:
        raise UnreadableDocument("broken")
    pieces = [element.text or ""]
    for part in element:
        match local(part):
            case "s":
                pieces.append(" " * number(attribute(part, "c"), 1, 1000))
            case "tab":
                pieces.append(" ")
            case "line-break":
                pieces.append("\n")
            case "frame" | "custom-shape":
                pass
            case name if name not in _DROPPED:
                pieces.append(_text(part, level + 1))
        pieces.append(part.tail or "")
    return "".join(pieces)
