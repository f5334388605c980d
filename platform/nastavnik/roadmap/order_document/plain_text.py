# SPDX-License-Identifier: MIT
"""Text with tabs: the table of an order copied out of an editor or a spreadsheet."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from nastavnik.roadmap.order_document.blocks import Block, Cell, Grid, Paragraph, Row, Source
from nastavnik.roadmap.order_document.columns import is_heading
from nastavnik.roadmap.order_document.errors import UnreadableDocument
from nastavnik.roadmap.order_document.text import clean

_ROW_START = re.compile(r"^\s*(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]+)\s*[.)]?\s*\t")
_SECTION = re.compile(
    r"^\s*(?:(?:раздел|направление|блок|модуль|этап)\s+[\dIVXLC]+|[IVXLC]+\.\s+)[^\t]*$", re.IGNORECASE
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read(data: bytes) -> Source:
    """Blocks of a text. Raise ``UnreadableDocument`` when the bytes are no text."""
    text = decode(data)
    if not text.strip():
        raise UnreadableDocument("empty")
    lines = [line.replace("**", "") for line in re.split(r"\r\n|\r|\n", text)]
    return Source("text", list(_blocks(lines)))


def decode(data: bytes) -> str:
    """The bytes as text: UTF-8, UTF-16 with a mark, or the Windows code page of Russian schools."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _decoded(data, "cp1251")
        letters = sum(character.isalpha() for character in text)
        russian = sum("а" <= character <= "я" or character in "ё " for character in text.casefold())
        if russian < letters * 0.7 or russian < len(text) * 0.4:
            raise UnreadableDocument("unknown_type") from None
    if any(character < " " and character not in "\t\n\r\f\v\x1c" for character in text):
        raise UnreadableDocument("unknown_type")
    return text


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        raise UnreadableDocument("unknown_type") from error


def _blocks(lines: list[str]) -> Iterator[Block]:
    """Paragraphs before, between and after tables. A table begins with its heading and ends with its last row."""
    rows: list[str] = []
    width = 0
    after_gap = False
    for index, line in enumerate(lines):
        if not line.strip():
            after_gap = True
            continue
        tabs = line.count("\t")
        if (not rows or after_gap) and tabs > 1 and is_heading([clean(cell) for cell in line.split("\t")]):
            yield from _table(rows, width)
            rows, width = [line], tabs
        elif rows and _starts_row(line, rows[-1], width):
            rows.append(line)
        elif rows and _continues(lines[index:], width - rows[-1].count("\t"), after_gap):
            rows[-1] += "\n" + line
        else:
            yield from _table(rows, width)
            rows, width = ([line], tabs) if tabs > 1 else ([], 0)
            if not rows:
                yield Paragraph(clean(line))
        after_gap = False
    yield from _table(rows, width)


def _starts_row(line: str, last: str, width: int) -> bool:
    if _ROW_START.match(line) or _SECTION.match(line):
        return True
    return last.count("\t") >= width and line.count("\t") >= min(2, width)


def _continues(lines: list[str], missing: int, after_gap: bool) -> bool:
    """Does the first line go on with a cell of the row before, which lacks ``missing`` tabs?"""
    if missing <= 0 or "\t" in lines[0]:
        return missing > 0 or not after_gap
    for line in lines:
        if _ROW_START.match(line) or _SECTION.match(line):
            return not after_gap
        missing -= line.count("\t")
        if missing <= 0:
            return True
    return False


def _table(rows: list[str], width: int) -> Iterator[Block]:
    if rows:
        yield Grid(tuple(_row(row, width) for row in rows))


def _row(line: str, width: int) -> Row:
    cells = [clean(_unquoted(cell)) for cell in line.split("\t")]
    if len(cells) == 1:
        return Row((Cell(cells[0], 0, width + 1),))
    cells += [""] * (width + 1 - len(cells))
    return Row(tuple(Cell(text, index, index + 1) for index, text in enumerate(cells)))


def _unquoted(cell: str) -> str:
    """A cell that a spreadsheet put in quotation marks because of line breaks or quotation marks in it."""
    stripped = cell.strip()
    if len(stripped) > 1 and stripped[0] == stripped[-1] == '"' and ("\n" in stripped or '""' in stripped):
        return stripped[1:-1].replace('""', '"')
    return cell
