# SPDX-License-Identifier: MIT
"""A report of an institution (справка): parts with text and tables, and who signs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .content import day


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table with its caption. ``widths`` are parts of the page's width; ``numbers`` are columns to align right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedPart:
    """A part of a report."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    table: PrintedTable | None = None


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """A report. ``name`` is the kind of document in capitals, ``title`` its heading, ``signatures`` are (post, name)."""

    organisation: str
    name: str
    title: str
    on: date
    place: str
    parts: tuple[PrintedPart, ...]
    signatures: tuple[tuple[str, str], ...]

    @property
    def date_line(self) -> str:
        """The date of the document."""
        return day(self.on)
