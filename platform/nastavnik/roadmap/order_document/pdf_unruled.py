# SPDX-License-Identifier: MIT
"""A table of a PDF that is not drawn, or not wholly: its columns are where the lines of its cells begin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from statistics import median

from nastavnik.roadmap.order_document.blocks import Block, Cell, Grid, Paragraph, Row
from nastavnik.roadmap.order_document.columns import Role, role_of
from nastavnik.roadmap.order_document.numbers import parse_number, split_number
from nastavnik.roadmap.order_document.pdf_words import PAGE_NUMBER, TOLERANCE, Word, middle, text_of

_GUTTER = 0.6
"""Empty space between two columns, in heights of a letter; a space between words is half of it."""
_ROW_GAP = 1.12
_LEAST_COLUMNS = 3


@dataclass(slots=True)
class Leaf:
    """A page: its words in the order they are drawn, and the heights of its horizontal lines."""

    words: Sequence[Word] = ()
    rules: Sequence[float] = ()


@dataclass(slots=True)
class _Segment:
    left: float
    right: float
    words: list[Word]

    @property
    def text(self) -> str:
        return text_of([char for word in self.words for char in word])


@dataclass(slots=True)
class _Line:
    height: float
    segments: list[_Segment] = field(default_factory=list)


def read_unruled(leaves: Sequence[Leaf]) -> list[Block]:
    """Paragraphs up to the heading of the table and the table from there on; nothing when no heading is seen."""
    pages = [_without_page_number(list(_lines(leaf.words))) for leaf in leaves]
    start = next(
        ((page, at) for page, lines in enumerate(pages) for at, line in enumerate(lines) if _heads(line)),
        None,
    )
    if start is None:
        return []
    page, at = start
    blocks: list[Block] = [
        Paragraph(segment.text)
        for line in chain(*pages[:page], pages[page][:at])
        for segment in line.segments
    ]
    body = [pages[page][at:], *pages[page + 1 :]]
    lefts = _column_edges(pages[page][at], [line for lines in body for line in lines])
    gap = _usual_gap(body) * _ROW_GAP
    for offset, lines in enumerate(body):
        rows = list(_rows(lines, lefts, leaves[page + offset].rules, gap))
        blocks.append(Grid(tuple(rows), carried=offset > 0))
    return blocks


def _lines(words: Sequence[Word]) -> Iterator[_Line]:
    """Words at one height, put together where nothing but a space parts them."""
    line: _Line | None = None
    written = [word for word in words if any(not char["text"].isspace() for char in word)]
    for word in sorted(written, key=lambda word: (round(middle(word[0])), word[0]["x0"])):
        if line is None or abs(middle(word[0]) - line.height) > TOLERANCE:
            if line is not None:
                yield _parted(line)
            line = _Line(middle(word[0]))
        line.segments.append(_Segment(_left(word), word[-1]["x1"], [word]))
    if line is not None:
        yield _parted(line)


def _without_page_number(lines: list[_Line]) -> list[_Line]:
    edges = (lines[:1], lines[-1:])
    numbers = [line for edge in edges for line in edge if PAGE_NUMBER.fullmatch(line.segments[0].text)]
    return [line for line in lines if line not in numbers or len(line.segments) > 1]


def _parted(line: _Line) -> _Line:
    result = _Line(line.height)
    for piece in sorted(line.segments, key=lambda segment: segment.left):
        last = result.segments[-1] if result.segments else None
        height = piece.words[0][0]["bottom"] - piece.words[0][0]["top"]
        if last is not None and piece.left - last.right < height * _GUTTER:
            last.words += piece.words
            last.right = max(last.right, piece.right)
        else:
            result.segments.append(_Segment(piece.left, piece.right, list(piece.words)))
    return result


def _left(word: Word) -> float:
    return float(next(char["x0"] for char in word if not char["text"].isspace()))


def _heads(line: _Line) -> bool:
    """Is it the first line of the table's heading?"""
    if len(line.segments) < _LEAST_COLUMNS:
        return False
    roles = {role_of(segment.text) for segment in line.segments}
    return bool(roles & {Role.TITLE, Role.GROUP}) and bool(roles & {Role.DEADLINE, Role.ASSIGNEES})


def _column_edges(heading: _Line, lines: Sequence[_Line]) -> list[float]:
    """Left edges of the columns: around each word of the heading, where most lines begin."""
    starts = Counter(round(segment.left) for line in lines for segment in line.segments)
    edges: list[float] = []
    before = 0.0
    for segment in heading.segments:
        here = {left: count for left, count in starts.items() if before < left <= segment.left + TOLERANCE}
        edges.append(float(max(here, key=here.__getitem__)) if here else segment.left)
        before = segment.right
    return edges


def _usual_gap(pages: Sequence[Sequence[_Line]]) -> float:
    gaps = [after.height - before.height for lines in pages for before, after in pairwise(lines)]
    return median(gaps) if gaps else 0.0


def _rows(
    lines: Sequence[_Line], lefts: Sequence[float], rules: Sequence[float], gap: float
) -> Iterator[Row]:
    taken: list[_Line] = []
    for line in lines:
        if taken and _breaks(taken[-1], line, lefts, rules, gap):
            yield _row(taken, lefts)
            taken = []
        taken.append(line)
    if taken:
        yield _row(taken, lefts)


def _breaks(before: _Line, line: _Line, lefts: Sequence[float], rules: Sequence[float], gap: float) -> bool:
    """Does a new row begin with this line: below a rule, after a wider gap, or with a number?"""
    if any(before.height < rule < line.height for rule in rules):
        return True
    if len(rules) > _LEAST_COLUMNS:
        return False
    first = line.segments[0]
    numbered = first.left < lefts[0] + TOLERANCE and bool(
        parse_number(first.text) or split_number(first.text)[0]
    )
    return numbered or line.height - before.height > gap


def _row(lines: Sequence[_Line], lefts: Sequence[float]) -> Row:
    """One row; a line that runs over the edge of its column makes it a merged one."""
    cells: list[list[str]] = [[] for _ in lefts]
    merged = False
    for line in lines:
        for segment in line.segments:
            column = max((at for at, left in enumerate(lefts) if left <= segment.left + TOLERANCE), default=0)
            beyond = column + 1 < len(lefts) and segment.right > lefts[column + 1] + TOLERANCE
            merged = merged or (beyond and len(line.segments) == 1)
            cells[column].append(segment.text)
    if merged:
        text = "\n".join(segment.text for line in lines for segment in line.segments)
        return Row((Cell(text, 0, len(lefts)),))
    return Row(tuple(Cell("\n".join(texts), at, at + 1) for at, texts in enumerate(cells)))
