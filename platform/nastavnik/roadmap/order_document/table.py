# SPDX-License-Identifier: MIT
"""From tables to sections and measures. Every cell ends in one of them or among what could not be placed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from nastavnik.roadmap.order_document.blocks import Cell, Grid, Paragraph, Progress, Row, Source
from nastavnik.roadmap.order_document.columns import Column, Role, cells_by_column, columns_of, find_heading
from nastavnik.roadmap.order_document.numbers import cut_number, depth, parse_number, split_number
from nastavnik.roadmap.order_document.people import find_name, signs
from nastavnik.roadmap.order_document.text import squeezed

_BETWEEN = re.compile(
    r"^(?:(?:стр(?:аница|\.)?\s*)?[-–— ]*\d{0,4}[-–— ]*(?:из\s*\d+)?|продолжение\s.*)$", re.IGNORECASE
)
_CONTINUES = re.compile(r"^(?:[-–—;,)]|[а-яёa-z])")
_WHOLE_ROW = 0.6
_LINES_OF_A_SECTION = 3
_ROWS_TO_A_NUMBER = 3
_TYPED_AS_DATE = re.compile(r"0?(\d+)\.0?(\d+)\.\d{4}")


@dataclass(slots=True)
class SectionDraft:
    """A section as it stands in the table."""

    number: str | None
    title: str


@dataclass(slots=True)
class ItemDraft:
    """A measure as it stands in the table: its text by columns, ``section`` a position in the list of sections."""

    number: str | None
    section: int | None
    texts: dict[Column, str] = field(default_factory=dict)

    def add(self, column: Column, text: str) -> None:
        """More text of a column, on a line of its own; what is there already is not said twice."""
        before = self.texts.get(column, "")
        if text and text not in before.split("\n"):
            self.texts[column] = f"{before}\n{text}" if before else text

    def of(self, role: Role) -> list[tuple[Column, str]]:
        """Columns of one meaning with their text."""
        return [(column, text) for column, text in self.texts.items() if column.role is role and text]


@dataclass(slots=True)
class Measures:
    """What the tables of a document hold. ``head`` and ``tail`` are the lines before the first and after the last."""

    head: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    sections: list[SectionDraft] = field(default_factory=list)
    items: list[ItemDraft] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    other_tables: list[str] = field(default_factory=list)
    found: bool = False


@dataclass(slots=True)
class _Sorted:
    """A row sorted into columns."""

    row: Row
    carried: bool = False
    number: str | None = None
    number_repeated: bool = False
    number_numeric: bool = False
    title: str = ""
    title_repeated: bool = False
    group: str = ""
    group_repeated: bool = False
    merged: bool = False
    texts: dict[Column, str] = field(default_factory=dict)
    inherited: dict[Column, str] = field(default_factory=dict)

    @property
    def has_rest(self) -> bool:
        """Something besides the number and the title is said about it."""
        return any(column.role not in (Role.TITLE, Role.GROUP) for column in (*self.texts, *self.inherited))


def read_measures(source: Source, progress: Progress | None = None) -> Measures:
    """Sections and measures of all tables of a document; ``found`` is false when it has no table of measures."""
    reader = _Reader()
    for position, block in enumerate(source.blocks):
        if isinstance(block, Paragraph):
            reader.paragraph(block.text)
        else:
            reader.grid(block)
        if progress:
            progress(position + 1, len(source.blocks))
    return reader.finish()


@dataclass(frozen=True, slots=True)
class _Heading:
    columns: tuple[Column, ...]


_Entry: TypeAlias = tuple[Row, bool] | SectionDraft | _Heading
"""A row and whether it opens a page, a section named above a table, or a heading that holds from here on."""


class _Reader:
    def __init__(self) -> None:
        self._result = Measures()
        self._columns: tuple[Column, ...] = ()
        self._between: list[str] = []
        self._rows: list[_Entry] = []

    def paragraph(self, text: str) -> None:
        lines = [line for line in text.split("\n") if line.strip()]
        if self._columns:
            self._between += [line for line in lines if not _BETWEEN.match(line.strip())]
        else:
            self._result.head += lines

    def grid(self, grid: Grid) -> None:
        heading = find_heading(grid, 4) if self._columns else find_heading(grid)
        if heading is not None:
            start, end = heading
            for row in grid.rows[:start]:
                self.paragraph(_lines(row))
            first = not self._columns
            self._columns = columns_of(grid, heading)
            self._rows.append(_Heading(self._columns))
            self._take_section(first=first, named=not grid.carried)
            self._take_rows(grid.rows[end:], carried=grid.carried)
        elif not self._columns:
            for row in grid.rows:
                self.paragraph(_lines(row))
        elif self._goes_on(grid):
            self._take_section(first=False, named=False)
            self._take_rows(grid.rows, carried=grid.carried)
        elif len(grid.rows) > 1 and max(len(row.cells) for row in grid.rows) > 2:
            self._result.other_tables.append(next((row.text for row in grid.rows if row.text), ""))
        else:
            self._between += [line for row in grid.rows for line in _lines(row).split("\n") if line]

    def finish(self) -> Measures:
        self._result.found = bool(self._columns)
        self._result.tail = self._between
        _Sorter(self._result).sort(self._rows)
        return self._result

    def _goes_on(self, grid: Grid) -> bool:
        """Is a table without a heading the next part of the one before?"""
        rows = [row for row in grid.rows if not row.blank]
        if not rows:
            return False
        width = max(len(row.cells) for row in rows)
        if width == 1:
            wide = self._columns[-1].right - self._columns[0].left
            same = abs(rows[0].cells[0].right - rows[0].cells[0].left - wide) < wide * 0.02
            return same and not self._between and grid.carried
        if width != len(self._columns):
            return False
        if any(column.role is Role.NUMBER for column in self._columns) and not grid.carried:
            return any(_own_number(row, self._columns) for row in rows[:_ROWS_TO_A_NUMBER])
        return not self._between

    def _take_section(self, *, first: bool, named: bool) -> None:
        """The lines just above a table may name the section it holds; ``named``: even when they have no number."""
        if first:
            number, title = cut_number(self._result.head[-1]) if self._result.head else (None, "")
            if number in ("1", "I"):
                self._result.head.pop()
                self._rows.append(SectionDraft(number, title))
            return
        lines, self._between = self._between, []
        start = next((at for at in reversed(range(len(lines))) if split_number(lines[at])[0]), None)
        if start is None and (not named or len(lines) > _LINES_OF_A_SECTION):
            self._result.tail += lines
        elif lines:
            self._rows.append(SectionDraft(*cut_number("\n".join(lines[start or 0 :]))))

    def _take_rows(self, rows: Iterable[Row], *, carried: bool) -> None:
        for row in rows:
            if not row.blank:
                self._rows.append((row, carried))
                carried = False


class _Sorter:
    """Goes through the rows of all tables with the numbers before and after in view."""

    def __init__(self, result: Measures) -> None:
        self._result = result
        self._numbers: list[str] = []
        self._flat = False
        self._numbered = False
        self._numbers_of_groups = False

    def sort(self, rows: Sequence[_Entry]) -> None:
        """Sort all rows into the result."""
        entries: list[_Sorted | SectionDraft] = []
        columns: Sequence[Column] = ()
        for row in rows:
            if isinstance(row, SectionDraft):
                entries.append(row)
            elif isinstance(row, _Heading):
                columns = row.columns
            elif not (_counts_columns(row[0]) or _repeats_heading(row[0], columns)):
                entries.append(_sorted(row[0], columns, carried=row[1]))
        measured = [entry for entry in entries if isinstance(entry, _Sorted)]
        self._look_ahead(measured)
        for position, entry in enumerate(entries):
            if isinstance(entry, SectionDraft):
                self._named_section(entry, entries[position + 1 : position + 2])
            else:
                self._place(entry, next((e for e in entries[position + 1 :] if isinstance(e, _Sorted)), None))

    def _look_ahead(self, rows: Sequence[_Sorted]) -> None:
        numbered = [row.number for row in rows if row.number]
        depths = Counter(depth(row.number) for row in rows if row.number and row.has_rest and not row.merged)
        self._flat = depths[1] > 0 and not any(level > 1 for level in depths)
        self._numbered = len(numbered) * 2 > len(rows)
        self._numbers = numbered
        grouped = [row for row in rows if row.number and not row.number_repeated]
        self._numbers_of_groups = (
            any(row.group and row.group_repeated for row in rows)
            and bool(grouped)
            and all(row.group and not row.group_repeated for row in grouped)
        )

    def _named_section(self, section: SectionDraft, following: Sequence[_Sorted | SectionDraft]) -> None:
        """A section named above its table, unless the table begins with a section of its own."""
        entry = following[0] if following else None
        if isinstance(entry, _Sorted) and self._is_section(entry, None):
            self._result.tail.append(f"{section.number or ''} {section.title}".strip())
            return
        self._result.sections.append(section)

    def _place(self, entry: _Sorted, following: _Sorted | None) -> None:
        last = self._result.items[-1] if self._result.items else None
        if entry.group and not entry.group_repeated:
            self._open_group(entry)
        if self._goes_on(entry) and self._append(entry, last):
            return
        if self._is_section(entry, following):
            self._result.sections.append(SectionDraft(entry.number, entry.title))
            for text in entry.texts.values():
                if text != entry.title:
                    self._result.unplaced.append(text)
            return
        if _is_signature(entry):
            self._result.tail += _lines(entry.row).split("\n")
            return
        item = ItemDraft(self._number_of(entry), self._section)
        for column, text in (*entry.inherited.items(), *entry.texts.items()):
            item.add(column, text)
        self._result.items.append(item)

    @property
    def _section(self) -> int | None:
        return len(self._result.sections) - 1 if self._result.sections else None

    def _goes_on(self, entry: _Sorted) -> bool:
        """Does the row carry on the measure above: after a page break, merged with it, or without a title."""
        if entry.merged:
            return entry.carried and not entry.number and bool(_CONTINUES.match(entry.title))
        own_number = entry.number and not entry.number_repeated
        if own_number or (entry.group and not entry.group_repeated):
            return False
        if not entry.title or entry.title_repeated:
            return True
        if entry.carried and self._numbered:
            return True
        return not entry.has_rest and bool(_CONTINUES.match(entry.title))

    def _append(self, entry: _Sorted, last: ItemDraft | None) -> bool:
        """Add the row to what stands above it; false when nothing does."""
        if entry.merged or (last is None and not entry.has_rest):
            if not self._result.sections:
                return False
            section = self._result.sections[-1]
            section.title = f"{section.title}\n{entry.title}"
            return True
        if last is None or last.section != self._section:
            return False
        for column, text in entry.texts.items():
            last.add(column, text)
        return True

    def _is_section(self, entry: _Sorted, following: _Sorted | None) -> bool:
        if entry.merged and not entry.has_rest:
            return not (entry.number and depth(entry.number) > 1 and not self._has_children(entry.number))
        if entry.has_rest or not entry.title:
            return False
        if entry.number is None:
            return True
        if depth(entry.number) > 1:
            return self._has_children(entry.number)
        return not (self._flat and self._next_in_line(entry, following))

    def _has_children(self, number: str) -> bool:
        return any(other.startswith(f"{number}.") for other in self._numbers)

    def _next_in_line(self, entry: _Sorted, following: _Sorted | None) -> bool:
        """In a table numbered 1, 2, 3 throughout, a row with nothing but a title is still the next measure."""
        before = self._result.items[-1].number if self._result.items else "0"
        if not (entry.number and entry.number.isdigit() and before and before.isdigit()):
            return False
        expected = int(entry.number) == int(before) + 1
        after = following.number if following else None
        return expected and (after is None or not after.isdigit() or int(after) == int(entry.number) + 1)

    def _open_group(self, entry: _Sorted) -> None:
        number, title = cut_number(entry.group)
        if self._numbers_of_groups and not number:
            number = entry.number
        last = self._result.sections[-1] if self._result.sections else None
        if last is None or squeezed(last.title) != squeezed(title):
            self._result.sections.append(SectionDraft(number, title))

    def _number_of(self, entry: _Sorted) -> str | None:
        if self._numbers_of_groups:
            return None
        last = self._result.items[-1].number if self._result.items else None
        if entry.number and entry.number_numeric and last and last.endswith("9") and "." in last:
            # A spreadsheet shows 1.10 and keeps 1.1: after 1.9 it can only have been the former.
            grown = f"{last.rpartition('.')[0]}.{int(last.rpartition('.')[2]) + 1}"
            if grown == f"{entry.number}0":
                return grown
        return entry.number


def _sorted(row: Row, columns: Sequence[Column], *, carried: bool = False) -> _Sorted:
    entry = _Sorted(row, carried)
    placed = cells_by_column(row, columns)
    titles: list[Cell] = []
    for cell, covered in placed:
        if not cell.text:
            continue
        column = _column_of(covered)
        if column.role is Role.NUMBER:
            _take_number(entry, cell, column)
        elif column.role is Role.GROUP:
            entry.group, entry.group_repeated = cell.text, cell.repeated
        else:
            if column.role is Role.TITLE:
                titles.append(cell)
            (entry.inherited if cell.repeated else entry.texts)[column] = cell.text
        entry.merged = entry.merged or len(covered) >= max(2, len(columns) * _WHOLE_ROW)
    if not titles:
        _title_from_number(entry, columns)
    entry.title = "\n".join(cell.text for cell in titles) or next(
        (text for column, text in entry.texts.items() if column.role is Role.TITLE), ""
    )
    entry.title_repeated = bool(titles) and all(cell.repeated for cell in titles)
    if entry.number is None and entry.title and not entry.title_repeated:
        _number_from_title(entry)
    return entry


def _column_of(covered: Sequence[Column]) -> Column:
    """Of the columns a merged cell covers, the one its text belongs to."""
    wanted = [column for column in covered if column.role is Role.TITLE]
    wanted = wanted or [column for column in covered if column.role is not Role.NUMBER]
    return (wanted or list(covered))[0]


def _take_number(entry: _Sorted, cell: Cell, column: Column) -> None:
    as_date = _TYPED_AS_DATE.fullmatch(cell.text) if cell.numeric else None
    # A spreadsheet takes «1.2» for the first of February.
    entry.number = f"{as_date[1]}.{as_date[2]}" if as_date else parse_number(cell.text)
    entry.number_repeated = cell.repeated
    entry.number_numeric = cell.numeric
    if entry.number is None:
        entry.texts[column] = cell.text


def _title_from_number(entry: _Sorted, columns: Sequence[Column]) -> None:
    """Words that were typed into the column of numbers, as section titles are: they are the title."""
    title = next(column for column in columns if column.role is Role.TITLE)
    for column in [column for column in entry.texts if column.role is Role.NUMBER]:
        entry.texts[title] = entry.texts.pop(column)


def _number_from_title(entry: _Sorted) -> None:
    column = next((column for column in entry.texts if column.role is Role.TITLE), None)
    if column is None:
        return
    number, rest = cut_number(entry.texts[column])
    if number is not None:
        entry.number, entry.title = number, rest
        entry.texts[column] = rest


def _own_number(row: Row, columns: Sequence[Column]) -> bool:
    entry = _sorted(row, columns)
    return entry.number is not None


def _is_signature(entry: _Sorted) -> bool:
    """«Директор | | | И.И. Иванов» below the measures of a sheet is no measure."""
    said = [text for column, text in entry.texts.items() if column.role is not Role.TITLE]
    return (
        entry.number is None
        and bool(signs(entry.title))
        and len(said) == 1
        and find_name(said[0]) is not None
    )


def _counts_columns(row: Row) -> bool:
    """A row «1 | 2 | 3 | 4 | 5»."""
    texts = [cell.text.strip() for cell in row.cells if cell.text.strip()]
    return len(texts) > 2 and texts == [str(number) for number in range(1, len(texts) + 1)]


def _repeats_heading(row: Row, columns: Sequence[Column]) -> bool:
    words = [squeezed(cell.text) for cell in row.cells if cell.text]
    return bool(words) and words == [squeezed(column.heading) for column in columns if column.heading]


def _lines(row: Row) -> str:
    return "\n".join(cell.text for cell in row.cells if cell.text and not cell.repeated)
