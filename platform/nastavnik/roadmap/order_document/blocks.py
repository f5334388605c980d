# SPDX-License-Identifier: MIT
"""What every kind of document is turned into first: paragraphs and tables in the order of reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Progress: TypeAlias = Callable[[int, int], None]
"""Called with what is done and the whole: pages of a PDF, sheets of a workbook, then rows of the tables."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``left`` and ``right`` are its edges in units of the document's own, equal within one table.

    ``repeated`` marks a cell that is merged with the one above and carries its text; ``numeric`` one that a
    spreadsheet keeps as a number or a date and not as text.
    """

    text: str
    left: float
    right: float
    repeated: bool = False
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row."""

    cells: tuple[Cell, ...]

    @property
    def blank(self) -> bool:
        """Nothing of its own is written in it."""
        return not any(cell.text and not cell.repeated for cell in self.cells)

    @property
    def text(self) -> str:
        """What is written in it, cell by cell."""
        return " | ".join(
            " ".join(cell.text.split()) for cell in self.cells if cell.text and not cell.repeated
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. ``carried``: it opens a page, so that its first row may go on from the last one of the page before."""

    rows: tuple[Row, ...]
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a line where the document knows lines only."""

    text: str


Block: TypeAlias = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Source:
    """A document as blocks.

    ``kind`` is ``docx``, ``odt``, ``ods``, ``xlsx``, ``pdf`` or ``text``; ``adrift`` holds text that lies inside
    a table but in none of its cells; ``pictures`` the numbers of pages that are pictures without text. ``wrapped``:
    line breaks are those of the page, not the author's, and words may be divided at the end of a line.
    """

    kind: str
    blocks: Sequence[Block]
    adrift: Sequence[str] = ()
    pictures: Sequence[int] = ()
    wrapped: bool = False
