# SPDX-License-Identifier: MIT
"""What an order and its annex say, apart from how they look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol


def day(value: date) -> str:
    """A date as documents write it."""
    return f"{value:%d.%m.%Y}"


@dataclass(frozen=True, slots=True)
class AnnexSection:
    """Rows of an annex under a heading of their own; an empty heading prints none."""

    heading: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PrintedAnnex:
    """A table on landscape sheets. ``approval`` are the lines of the mark over it; ``widths`` are millimetres.

    ``note`` stands under the title: the day for which the table holds.
    """

    title: str
    organisation: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    sections: tuple[AnnexSection, ...]
    approval: tuple[str, ...] = ()
    note: str = ""

    def printed(self) -> PrintedAnnex:
        """The annex itself."""
        return self


class Annexed(Protocol):
    """What can be printed as an annex to an order."""

    def printed(self) -> PrintedAnnex: ...


@dataclass(frozen=True, slots=True)
class PrintedOrder:
    """An order of an institution (приказ; ГОСТ Р 7.0.97) with numbered ``points``.

    ``acquainted`` are those who sign that they have read it. Without number or date a blank is left for the hand.
    """

    organisation: str
    number: str
    on: date | None
    place: str
    title: str
    preamble: str
    points: tuple[str, ...]
    director_post: str
    director: str
    annex: Annexed | None = None
    acquainted: tuple[str, ...] = ()

    @property
    def number_line(self) -> str:
        """The number, or a blank to be filled by hand."""
        return f"№ {self.number or '________'}"

    @property
    def date_line(self) -> str:
        """The date, or a blank to be filled by hand."""
        return day(self.on) if self.on else "__.__.____"
