# SPDX-License-Identifier: MIT
"""DOCX: paragraphs and tables of ``document.xml``, with merged cells and automatic numbers."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element

from nastavnik.roadmap.order_document.blocks import Block, Cell, Grid, Paragraph, Row, Source
from nastavnik.roadmap.order_document.columns import find_heading
from nastavnik.roadmap.order_document.container import Container, attribute, child, local, number
from nastavnik.roadmap.order_document.docx_numbering import Numbering
from nastavnik.roadmap.order_document.errors import UnreadableDocument
from nastavnik.roadmap.order_document.text import clean

# Wrappers that add nothing to what they hold: content controls, insertions under review, moved text, links.
_WRAPPERS = {
    "sdt",
    "sdtContent",
    "ins",
    "moveTo",
    "smartTag",
    "customXml",
    "hyperlink",
    "fldSimple",
    "dir",
    "bdo",
    "r",
}
_DROPPED = {"del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr"}
_CHARACTERS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-", "ptab": " "}
_DEEPEST = 60


def read(container: Container) -> Source:
    """Blocks of the body of the document."""
    root = container.xml(_main_part(container))
    body = child(root, "body")
    if body is None:
        raise UnreadableDocument("broken")
    return Source("docx", list(_Body(Numbering.of(container)).blocks(body)))


def _main_part(container: Container) -> str:
    if "_rels/.rels" in container:
        for relation in container.xml("_rels/.rels"):
            if (attribute(relation, "Type") or "").endswith("/officeDocument"):
                name = (attribute(relation, "Target") or "").lstrip("/")
                if name in container:
                    return name
    return "word/document.xml"


class _Body:
    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering

    def blocks(self, parent: _Element, level: int = 0) -> Iterator[Block]:
        """Paragraphs and tables below ``parent``; a table of measures inside another table stands after it."""
        if level > _DEEPEST:
            raise UnreadableDocument("broken")
        for element in parent:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element, level)
            elif name == "tbl":
                yield from self._table(element, level)
            elif name in _WRAPPERS:
                yield from self.blocks(element, level + 1)

    def _paragraph(self, element: _Element, level: int) -> Iterator[Block]:
        text = clean(self._numbering.label(element) + _text(element))
        if text:
            yield Paragraph(text)
        for box in _text_boxes(element):
            yield from self.blocks(box, level + 1)

    def _table(self, table: _Element, level: int) -> Iterator[Block]:
        edges = _edges(table)
        above: dict[float, Cell] = {}
        rows: list[Row] = []
        inner: list[Block] = []
        for row in _found(table, "tr"):
            cells: list[Cell] = []
            at = number(attribute_of(row, "trPr", "gridBefore"), 0, 1000)
            for element in _found(row, "tc"):
                width = max(1, number(attribute_of(element, "tcPr", "gridSpan"), 1, 1000))
                left, right = _edge(edges, at), _edge(edges, at + width)
                at += width
                if _merge(element, "hMerge") == "continue" and cells:
                    before = cells.pop()
                    cells.append(Cell(before.text, before.left, right, before.repeated))
                    continue
                text, nested = self._cell(element, level)
                inner += nested
                if _merge(element, "vMerge") == "continue" and left in above:
                    cells.append(Cell(above[left].text, left, right, repeated=True))
                else:
                    cells.append(Cell(text, left, right))
            above = {cell.left: cell for cell in cells}
            if cells:
                rows.append(Row(tuple(cells)))
        yield Grid(tuple(rows))
        yield from inner

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


def _text(element: _Element, level: int = 0) -> str:
    if level > _DEEPEST:
        raise UnreadableDocument("broken")
    pieces: list[str] = []
    for part in element:
        name = local(part)
        if name == "t":
            pieces.append(part.text or "")
        elif name in _CHARACTERS:
            pieces.append(_CHARACTERS[name])
        elif name in _WRAPPERS:
            pieces.append(_text(part, level + 1))
    return "".join(pieces)


def _text_boxes(paragraph: _Element) -> Iterator[_Element]:
    """Contents of text boxes anchored in the paragraph, once each: Word writes a copy for old programs."""
    for box in paragraph.iter("{*}txbxContent"):
        names = [local(parent) for parent in box.iterancestors()]
        if (
            "Fallback" not in names
            and names[: names.index("p") if "p" in names else 0].count("txbxContent") == 0
        ):
            yield box


def _found(parent: _Element, name: str, level: int = 0) -> Iterator[_Element]:
    """Rows of a table or cells of a row, also those inside wrappers."""
    for element in parent:
        if local(element) == name:
            yield element
        elif local(element) in _WRAPPERS and level < _DEEPEST:
            yield from _found(element, name, level + 1)


def attribute_of(element: _Element, *path: str) -> str | None:
    """The ``val`` of a property, such as ``tcPr/gridSpan``."""
    found = child(element, *path)
    return None if found is None else attribute(found, "val")


def _merge(cell: _Element, name: str) -> str | None:
    found = child(cell, "tcPr", name)
    return None if found is None else attribute(found, "val") or "continue"


def _edges(table: _Element) -> list[float]:
    grid = child(table, "tblGrid")
    edges = [0.0]
    for column in grid if grid is not None else ():
        if local(column) == "gridCol":
            edges.append(edges[-1] + max(1, number(attribute(column, "w"), 1)))
    return edges


def _edge(edges: list[float], index: int) -> float:
    """The edge before a column; columns that the table did not declare are one unit wide."""
    return edges[index] if index < len(edges) else edges[-1] + index - len(edges) + 1
