# SPDX-License-Identifier: MIT
"""PDF with text: tables are found by their drawn lines, cell text by where the letters stand."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, TypeAlias

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.table import Table
from pdfplumber.utils.text import extract_text

from nastavnik.roadmap.order_document.blocks import Block, Cell, Grid, Paragraph, Progress, Row, Source
from nastavnik.roadmap.order_document.errors import UnreadableDocument
from nastavnik.roadmap.order_document.pdf_safety import check
from nastavnik.roadmap.order_document.text import clean

Char: TypeAlias = dict[str, Any]
"""A letter as pdfplumber gives it: text, x0, x1, top, bottom."""
Word: TypeAlias = list[Char]
Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_TOLERANCE = 3.0
_LEAST_TEXT = 40
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:стр\.?\s*)?\d{1,3}(?:\s*(?:из|/)\s*\d{1,3})?[-–—\s]*", re.IGNORECASE)

# The libraries below report every oddity of a file; what matters reaches the person as a sentence.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


@dataclass(slots=True)
class _Sheet:
    """One page: its blocks from top to bottom."""

    blocks: list[Block] = field(default_factory=list)
    adrift: list[str] = field(default_factory=list)
    letters: int = 0
    pictured: bool = False


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
    return Source(
        "pdf",
        [block for sheet in sheets for block in sheet.blocks],
        adrift=[text for sheet in sheets for text in sheet.adrift],
        pictures=[at for at, sheet in enumerate(sheets, start=1) if sheet.pictured and not sheet.letters],
        wrapped=True,
    )


def _sheet(page: Page, open_cells: dict[int, str]) -> tuple[_Sheet, dict[int, str]]:
    """One page, and the merged cells that its last table leaves open at the bottom, by their left edge."""
    words = list(_words(_distinct(page.chars)))
    letters = sum(char["text"].isalnum() for word in words for char in word)
    sheet = _Sheet(letters=letters, pictured=bool(page.images))
    above = 0.0
    for table in _tables(page):
        left, top, right, bottom = table.bbox
        sheet.blocks += _lines(word for word in words if above <= _middle(word[0]) < top)
        inside = [word for word in words if top <= _middle(word[0]) < bottom]
        held = [
            word for word in inside if sum(left <= _centre(char) <= right for char in word) * 2 >= len(word)
        ]
        grid, stray, open_cells = _grid(table, held, open_cells)
        sheet.blocks.append(grid)
        sheet.adrift += [text for text in (_text(stray),) if text]
        kept = {id(word) for word in held}
        sheet.blocks += _lines(word for word in inside if id(word) not in kept)
        above = max(above, bottom)
    sheet.blocks += _lines(word for word in words if _middle(word[0]) >= above)
    return sheet, open_cells


def _tables(page: Page) -> list[Table]:
    """Tables of a page from top to bottom, frames around text left out."""
    settings: dict[str, Any] = {"snap_tolerance": _TOLERANCE, "join_tolerance": _TOLERANCE}
    if ends := _open_ends(page):
        settings["explicit_horizontal_lines"] = ends
    tables = [table for table in page.find_tables(settings) if len(table.cells) > 1]
    tables.sort(key=lambda table: (table.bbox[1], table.bbox[0]))
    return [
        table
        for table in tables
        if not any(_holds(table.bbox, other.bbox) for other in tables if other is not table)
    ]


def _open_ends(page: Page) -> list[float]:
    """Where the vertical lines end without a horizontal one: a row cut by the page's edge is closed there."""
    upright = [
        edge
        for edge in page.edges
        if edge["orientation"] == "v" and edge["bottom"] - edge["top"] > _TOLERANCE
    ]
    level = [edge["top"] for edge in page.edges if edge["orientation"] == "h"]
    if not upright or not level:
        return []
    ends = (min(edge["top"] for edge in upright), max(edge["bottom"] for edge in upright))
    return [end for end in ends if all(abs(end - line) > _TOLERANCE for line in level)]


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
        votes = Counter(next((box for box in boxes if _inside(char, box)), None) for char in word)
        box = votes.most_common(1)[0][0]
        (stray if box is None else held[box]).extend(word)
    texts = {box: _text(letters) for box, letters in held.items()}
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


def _words(chars: Sequence[Char]) -> Iterator[Word]:
    """Letters drawn one after the other without a gap. A word too long for its cell runs over into the next one."""
    word: Word = []
    for char in chars:
        last = word[-1] if word else None
        apart = last is not None and (
            abs(_middle(char) - _middle(last)) > _TOLERANCE or not -_TOLERANCE < char["x0"] - last["x1"] < 1
        )
        if word and (apart or char["text"].isspace()):
            yield word
            word = []
        word.append(char)
    if word:
        yield word


def _drop_running_lines(sheets: Sequence[_Sheet]) -> None:
    """Take away page numbers and lines that stand at the top or the bottom of most pages; mark carried tables."""
    edges = Counter(key for sheet in sheets for key in {_running(block) for block in _edge_lines(sheet)})
    often = max(2.0, (len(sheets) - 1) * 0.5)
    for sheet in sheets:
        for block in _edge_lines(sheet):
            if _PAGE_NUMBER.fullmatch(block.text) or edges[_running(block)] >= often:
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
    return [Paragraph(line) for line in _text([char for word in words for char in word]).split("\n") if line]


def _text(chars: Sequence[Char]) -> str:
    if not chars:
        return ""
    # Fonts of some programs give every hyphen as the invisible one, which is never drawn in a PDF.
    return clean(extract_text(list(chars), x_tolerance_ratio=0.15).replace("\xad", "-"))


def _distinct(chars: Iterable[Char]) -> list[Char]:
    """Letters without the doubles that are printed on each other to look bold."""
    seen: set[tuple[str, int, int]] = set()
    result = []
    for char in chars:
        key = (char["text"], round(char["x0"]), round(char["top"]))
        if char["upright"] and key not in seen:
            seen.add(key)
            result.append(char)
    return result


def _distinct_edges(values: Iterable[float]) -> list[float]:
    result: list[float] = []
    for value in sorted(values):
        if not result or value - result[-1] > 1:
            result.append(value)
    return result


def _inside(char: Char, box: tuple[float, ...]) -> bool:
    return bool(box[0] <= _centre(char) <= box[2] and box[1] <= _middle(char) <= box[3])


def _holds(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def _middle(char: Char) -> float:
    return float(char["top"] + char["bottom"]) / 2


def _centre(char: Char) -> float:
    return float(char["x0"] + char["x1"]) / 2
