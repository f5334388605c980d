# SPDX-License-Identifier: MIT
"""PDF with text: tables are found by their drawn lines, cell text by where the letters stand."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.table import Table

from nastavnik.roadmap.order_document.blocks import Block, Cell, Grid, Paragraph, Progress, Row, Source
from nastavnik.roadmap.order_document.columns import find_heading
from nastavnik.roadmap.order_document.errors import UnreadableDocument
from nastavnik.roadmap.order_document.pdf_safety import check
from nastavnik.roadmap.order_document.pdf_unruled import Leaf, read_unruled
from nastavnik.roadmap.order_document.pdf_words import (
    PAGE_NUMBER,
    TOLERANCE,
    Box,
    Char,
    Word,
    centre,
    distinct,
    middle,
    text_of,
    words_of,
)

_LEAST_TEXT = 40

# The libraries below report every oddity of a file; what matters reaches the person as a sentence.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


@dataclass(slots=True)
class _Sheet:
    """One page: its blocks from top to bottom."""

    blocks: list[Block] = field(default_factory=list)
    adrift: list[str] = field(default_factory=list)
    letters: int = 0
    pictured: bool = False
    leaf: Leaf = field(default_factory=Leaf)


def read(data: bytes, progress: Progress | None = None) -> Source:
    """Blocks of all pages."""
    check(data)
    sheets: list[_Sheet] = []
    with pdfplumber.open(BytesIO(data)) as document:
        open_cells: dict[int, str] = {}
        for page in document.pages:
            sheet, open_cells = _sheet(page, open_cells)
            sheets.append(sheet)
            page.close()
            if progress:
                progress(len(sheets), len(document.pages))
    if sum(sheet.letters for sheet in sheets) < _LEAST_TEXT:
        raise UnreadableDocument("scan" if any(sheet.pictured for sheet in sheets) else "no_text")
    _drop_running_lines(sheets)
    if not any(find_heading(block) for sheet in sheets for block in sheet.blocks if isinstance(block, Grid)):
        blocks = read_unruled([sheet.leaf for sheet in sheets])
        if blocks:
            return Source("pdf", blocks, wrapped=True)
    return Source(
        "pdf",
        [block for sheet in sheets for block in sheet.blocks],
        adrift=[text for sheet in sheets for text in sheet.adrift],
        pictures=[at for at, sheet in enumerate(sheets, start=1) if sheet.pictured and not sheet.letters],
        wrapped=True,
    )


def _sheet(page: Page, open_cells: dict[int, str]) -> tuple[_Sheet, dict[int, str]]:
    """One page, and the merged cells that its last table leaves open at the bottom, by their left edge."""
    words = list(words_of(distinct(page.chars)))
    letters = sum(char["text"].isalnum() for word in words for char in word)
    rules = [edge["top"] for edge in page.edges if edge["orientation"] == "h"]
    sheet = _Sheet(letters=letters, pictured=bool(page.images), leaf=Leaf(words, rules))
    above = 0.0
    for table in _tables(page):
        left, top, right, bottom = table.bbox
        sheet.blocks += _lines(word for word in words if above <= middle(word[0]) < top)
        inside = [word for word in words if top <= middle(word[0]) < bottom]
        held = [
            word for word in inside if sum(left <= centre(char) <= right for char in word) * 2 >= len(word)
        ]
        grid, stray, open_cells = _grid(table, held, open_cells)
        sheet.blocks.append(grid)
        sheet.adrift += [text for text in (text_of(stray),) if text]
        kept = {id(word) for word in held}
        sheet.blocks += _lines(word for word in inside if id(word) not in kept)
        above = max(above, bottom)
    sheet.blocks += _lines(word for word in words if middle(word[0]) >= above)
    return sheet, open_cells


def _tables(page: Page) -> list[Table]:
    """Tables of a page from top to bottom, frames around text left out."""
    settings: dict[str, Any] = {"snap_tolerance": TOLERANCE, "join_tolerance": TOLERANCE}
    if ends := _open_ends(page):
        settings["explicit_horizontal_lines"] = ends
    tables = [table for table in page.find_tables(settings) if len(table.cells) > 1]
    tables.sort(key=lambda table: (table.bbox[1], table.bbox[0]))
    return [table for table in tables if not any(_yields(table, other) for other in tables)]


def _yields(table: Table, other: Table) -> bool:
    """Of two tables one inside the other, the one with fewer cells is a frame or a detail."""
    nested = _holds(table.bbox, other.bbox) or _holds(other.bbox, table.bbox)
    return table is not other and nested and len(table.cells) < len(other.cells)


def _open_ends(page: Page) -> list[float]:
    """Where the vertical lines end without a horizontal one: a row cut by the page's edge is closed there."""
    upright = [
        edge for edge in page.edges if edge["orientation"] == "v" and edge["bottom"] - edge["top"] > TOLERANCE
    ]
    # A line may be drawn as a narrow box, whose short sides are no lines.
    level = [
        edge["top"]
        for edge in page.edges
        if edge["orientation"] == "h" and edge["x1"] - edge["x0"] > TOLERANCE
    ]
    if not upright or not level:
        return []
    ends = (min(edge["top"] for edge in upright), max(edge["bottom"] for edge in upright))
    return [end for end in ends if all(abs(end - line) > TOLERANCE for line in level)]


def _grid(
    table: Table, words: Sequence[Word], open_cells: dict[int, str]
) -> tuple[Grid, list[Char], dict[int, str]]:
    """The table as rows; the letters that stand in none of its cells; what stays open at its bottom."""
    boxes = sorted(
        {tuple(round(edge, 1) for edge in box) for box in table.cells}, key=lambda box: (box[1], box[0])
    )
    held: dict[tuple[float, ...], list[Char]] = {box: [] for box in boxes}
    stray: list[Char] = []
    for word in words:
        box = _home(word, boxes)
        (stray if box is None else held[box]).extend(word)
    texts = {box: text_of(letters) for box, letters in held.items()}
    tops = _distinct_edges(box[1] for box in boxes)
    spans = {box: sum(box[1] - 1 <= top < box[3] - 1 for top in tops) for box in boxes}
    taken_over = set()
    for box in boxes:
        # A merged cell that goes on over the page's edge is not printed again on the next page.
        if not texts[box] and spans[box] > 1 and abs(box[1] - tops[0]) <= 1 and open_cells.get(round(box[0])):
            texts[box] = open_cells[round(box[0])]
            taken_over.add(box)
    rows = []
    for top in tops:
        cells = [
            Cell(texts[box], box[0], box[2], repeated=box[1] < top - 1 or box in taken_over)
            for box in sorted(boxes)
            if box[1] <= top + 1 and box[3] > top + 1
        ]
        rows.append(Row(tuple(cells)))
    bottom = max(box[3] for box in boxes)
    left_open = {round(box[0]): texts[box] for box in boxes if spans[box] > 1 and abs(box[3] - bottom) <= 1}
    return Grid(tuple(rows)), stray, left_open


def _home(word: Word, boxes: Sequence[tuple[float, ...]]) -> tuple[float, ...] | None:
    """The cell that holds the word, or most of it."""
    first = next((box for box in boxes if _inside(word[0], box)), None)
    if first is not None and _inside(word[-1], first):
        return first
    votes = Counter(next((box for box in boxes if _inside(char, box)), None) for char in word)
    return votes.most_common(1)[0][0]


def _drop_running_lines(sheets: Sequence[_Sheet]) -> None:
    """Take away page numbers and lines that stand at the top or the bottom of most pages; mark carried tables."""
    edges = Counter(key for sheet in sheets for key in {_running(block) for block in _edge_lines(sheet)})
    often = max(2.0, (len(sheets) - 1) * 0.5)
    for sheet in sheets:
        for block in _edge_lines(sheet):
            if PAGE_NUMBER.fullmatch(block.text) or edges[_running(block)] >= often:
                sheet.blocks.remove(block)
    for sheet in sheets[1:]:
        if sheet.blocks and isinstance(first := sheet.blocks[0], Grid):
            sheet.blocks[0] = Grid(first.rows, carried=True)


def _edge_lines(sheet: _Sheet) -> list[Paragraph]:
    found = []
    for blocks in (sheet.blocks[:2], sheet.blocks[-2:]):
        found += [block for block in blocks if isinstance(block, Paragraph)]
    return [block for at, block in enumerate(found) if not any(block is other for other in found[:at])]


def _running(block: Paragraph) -> str:
    return re.sub(r"\d+", "#", block.text)


def _lines(words: Iterable[Word]) -> list[Paragraph]:
    return [
        Paragraph(line) for line in text_of([char for word in words for char in word]).split("\n") if line
    ]


def _distinct_edges(values: Iterable[float]) -> list[float]:
    result: list[float] = []
    for value in sorted(values):
        if not result or value - result[-1] > 1:
            result.append(value)
    return result


def _inside(char: Char, box: tuple[float, ...]) -> bool:
    return bool(box[0] <= centre(char) <= box[2] and box[1] <= middle(char) <= box[3])


def _holds(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]
