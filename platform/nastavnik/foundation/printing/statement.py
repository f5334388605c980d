# SPDX-License-Identifier: MIT
"""A statement that a person signs (согласие, заявление): an introduction, terms under headings, choices, signatures."""

from __future__ import annotations

from dataclasses import dataclass

from .report import PrintedTable

BLANK = "________________________________________"
"""Where something is written by hand."""


@dataclass(frozen=True, slots=True)
class PrintedStatement:
    """A statement. ``signatures`` are those who sign and their names, empty where the name is written by hand too.

    ``terms`` are headings with what stands under them, ``choices`` a table to be marked by hand, ``small`` lines at the
    end in small print: which form this is.
    """

    title: str
    intro: tuple[str, ...]
    terms: tuple[tuple[str, str], ...]
    signatures: tuple[tuple[str, str], ...]
    choices: PrintedTable | None = None
    small: tuple[str, ...] = ()
