# SPDX-License-Identifier: MIT
"""XLSX, ODS and CSV as a table of text: the heading row and the rows below it, with their numbers in the file."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from python_calamine import CalamineError, load_workbook

from nastavnik.foundation.dates import format_date
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.files import MEGABYTE, ODS, XLSX, detect
from nastavnik.foundation.i18n import gettext as _

LARGEST = 20 * MEGABYTE
MOST_UNPACKED = 300 * MEGABYTE
MOST_ROWS = 20_000
MOST_COLUMNS = 60
HEADING_WITHIN = 15
"""The heading is looked for among so many first rows: above it stand titles of the form."""
_ENCODINGS = ("utf-8-sig", "cp1251")
_DELIMITERS = ";,\t"


class UnreadableTable(Refused):
    """The file cannot be read as a table; ``message`` is a sentence for the person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="file")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: its number there, and one text for each heading."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A heading and the rows below it that hold anything."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(data: bytes) -> Table:
    """Read the first sheet, or the text with separators. Raises ``UnreadableTable`` with what is wrong."""
    if not data:
        raise UnreadableTable(_("The file is empty. Choose another one."))
    if len(data) > LARGEST:
        raise UnreadableTable(
            _("The file is larger than %(size)s MB. Divide the list.", size=LARGEST // MEGABYTE)
        )
    lines = list(_limited(_lines(data)))
    at = _heading_at([cells for _number, cells in lines])
    headings = tuple(" ".join(cell.split()) for cell in lines[at][1])
    width = max(index for index, heading in enumerate(headings) if heading) + 1
    rows = tuple(
        Row(number, tuple([*cells, *([""] * width)][:width]))
        for number, cells in lines[at + 1 :]
        if any(cells) and not _numbering(cells)
    )
    if not rows:
        raise UnreadableTable(_("There are no rows below the heading."))
    return Table(headings[:width], rows)


def _lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    if detect(data) in (XLSX, ODS):
        return _sheet_lines(data)
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"%PDF")) or b"\x00" in data[:4096]:
        raise UnreadableTable(_("This is not a table that can be read. Save it as XLSX, ODS or CSV."))
    return _text_lines(data)


def _sheet_lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise UnreadableTable(_("The file unpacks into far too much data. It was not read for safety."))
        book = load_workbook(BytesIO(data))
        sheet = book.get_sheet_by_index(0)
        offset = (sheet.start or (0, 0))[0]
        for number, row in enumerate(sheet.iter_rows(), start=offset + 1):
            yield number, [_text(cell) for cell in row[:MOST_COLUMNS]]
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError) as error:
        if isinstance(error, UnreadableTable):
            raise
        raise UnreadableTable(
            _("The file is damaged or protected and cannot be read. Save it anew and upload it again.")
        ) from error


def _text_lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(data)
    sample = "\n".join(text.splitlines()[:20])
    delimiter = max(_DELIMITERS, key=sample.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells[:MOST_COLUMNS]]
    except csv.Error as error:
        raise UnreadableTable(
            _("This is not a table that can be read. Save it as XLSX, ODS or CSV.")
        ) from error


def _decoded(data: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable(_("The letters of the file cannot be read. Save it as CSV in UTF-8."))


def _limited(lines: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    for count, line in enumerate(lines):
        if count > MOST_ROWS + HEADING_WITHIN:
            raise UnreadableTable(_("There are more than %(most)s rows. Divide the list.", most=MOST_ROWS))
        yield line


def _heading_at(rows: list[list[str]]) -> int:
    """The row with most known headings; a title over the table has one cell and none of them."""
    from .columns import recognise

    known = [sum(recognise(cell) is not None for cell in cells) for cells in rows[:HEADING_WITHIN]]
    if not known or not max(known):
        raise UnreadableTable(
            _("There is no heading with names: no column «ФИО» or «Фамилия» was found. Add a heading row.")
        )
    return known.index(max(known))


def _numbering(cells: list[str]) -> bool:
    """A row of column numbers under the heading: 1, 2, 3 …"""
    filled = [cell for cell in cells if cell]
    return len(filled) > 2 and filled == [str(number) for number in range(1, len(filled) + 1)]


def _text(cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return format_date(cell.date() if isinstance(cell, datetime) else cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() if cell is not None else ""
