# SPDX-License-Identifier: MIT
"""Reporting periods: month, quarter, half-year, calendar year and academic year as values.

Every period is a whole number of months, and periods of one kind follow each other without gaps, so all of them
share one arithmetic: the number of the period since year 0.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Literal, Self

from nastavnik.foundation.dates import month_name, today
from nastavnik.foundation.i18n import gettext as _

PeriodKind = Literal["month", "quarter", "half_year", "year", "academic_year"]

_ROMAN = ("I", "II", "III", "IV")
_YEARS = range(1900, 2200)


class NotAPeriod(ValueError):
    """There is no such period, or no period has such a code."""


@dataclass(frozen=True, slots=True, order=True)
class Period(ABC):
    """The ``number``-th period of its kind in ``year``, counted from 1. Only periods of one kind compare."""

    kind: ClassVar[PeriodKind]
    pattern: ClassVar[re.Pattern[str]]
    months_long: ClassVar[int]
    first_month: ClassVar[int] = 1

    year: int
    number: int = 1

    def __post_init__(self) -> None:
        if self.year not in _YEARS or not 1 <= self.number <= 12 // self.months_long:
            raise NotAPeriod(f"{type(self).__name__} {self.number} of {self.year}")

    @classmethod
    def of(cls, day: date) -> Self:
        """The period that ``day`` belongs to."""
        return cls._at((day.year * 12 + day.month - cls.first_month) // cls.months_long)

    @classmethod
    def current(cls) -> Self:
        """The period of today."""
        return cls.of(today())

    @classmethod
    def between(cls, first: date, last: date) -> Iterator[Self]:
        """Periods that have a day in ``first`` to ``last``, in order; none when ``last`` is earlier."""
        period = cls.of(first)
        while period.start <= last and first <= last:
            yield period
            period = period.next

    @property
    def start(self) -> date:
        """The first day."""
        year, month = divmod(self._ordinal * self.months_long + self.first_month - 1, 12)
        return date(year, month + 1, 1)

    @property
    def end(self) -> date:
        """The last day."""
        return self.next.start - timedelta(days=1)

    @property
    def next(self) -> Self:
        """The period that follows."""
        return self._at(self._ordinal + 1)

    @property
    def previous(self) -> Self:
        """The period before."""
        return self._at(self._ordinal - 1)

    @property
    def months(self) -> list[Month]:
        """The months it is made of."""
        return list(Month.between(self.start, self.end))

    @property
    @abstractmethod
    def code(self) -> str:
        """How the period is written in addresses and keys; ``parse_period`` reads it back."""

    @property
    @abstractmethod
    def title(self) -> str:
        """The name for a heading: «III квартал 2024»."""

    @property
    @abstractmethod
    def short(self) -> str:
        """The name for a column: «III кв. 2024»."""

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return self.title

    @classmethod
    def _at(cls, ordinal: int) -> Self:
        year, index = divmod(ordinal, 12 // cls.months_long)
        return cls(year, index + 1)

    @property
    def _ordinal(self) -> int:
        return self.year * (12 // self.months_long) + self.number - 1


class Month(Period):
    """A calendar month, «2024-09»."""

    kind = "month"
    pattern = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
    months_long = 1

    @property
    def code(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def title(self) -> str:
        return _("%(month)s %(year)s", month=month_name(self.number).capitalize(), year=self.year)

    @property
    def short(self) -> str:
        return _("%(month)s %(year)s", month=month_name(self.number, "short"), year=self.year)


class Quarter(Period):
    """A quarter of a calendar year, «2024-Q3»."""

    kind = "quarter"
    pattern = re.compile(r"(\d{4})-Q([1-4])")
    months_long = 3

    @property
    def code(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def title(self) -> str:
        return _("Quarter %(number)s of %(year)s", number=_ROMAN[self.number - 1], year=self.year)

    @property
    def short(self) -> str:
        return _("Q%(number)s %(year)s", number=_ROMAN[self.number - 1], year=self.year)


class HalfYear(Period):
    """A half of a calendar year, «2024-H1»."""

    kind = "half_year"
    pattern = re.compile(r"(\d{4})-H([12])")
    months_long = 6

    @property
    def code(self) -> str:
        return f"{self.year}-H{self.number}"

    @property
    def title(self) -> str:
        return _("Half-year %(number)s of %(year)s", number=_ROMAN[self.number - 1], year=self.year)

    @property
    def short(self) -> str:
        return _("H%(number)s %(year)s", number=_ROMAN[self.number - 1], year=self.year)


class Year(Period):
    """A calendar year, «2024»."""

    kind = "year"
    pattern = re.compile(r"(\d{4})")
    months_long = 12

    @property
    def code(self) -> str:
        return str(self.year)

    @property
    def title(self) -> str:
        return _("Year %(year)s", year=self.year)

    @property
    def short(self) -> str:
        return str(self.year)


class AcademicYear(Period):
    """An academic year from 1 September of ``year`` to 31 August, «2024/25»."""

    kind = "academic_year"
    pattern = re.compile(r"(\d{4})/(\d{2})")
    months_long = 12
    first_month = 9

    @property
    def code(self) -> str:
        return f"{self.year}/{(self.year + 1) % 100:02}"

    @property
    def title(self) -> str:
        return _("Academic year %(years)s", years=self.code)

    @property
    def short(self) -> str:
        return _("a. y. %(years)s", years=self.code)


KINDS: dict[PeriodKind, type[Period]] = {
    kind.kind: kind for kind in (Month, Quarter, HalfYear, Year, AcademicYear)
}


def period_of(kind: PeriodKind, day: date) -> Period:
    """The period of that kind to which ``day`` belongs."""
    return KINDS[kind].of(day)


def parse_period(code: str) -> Period:
    """Read a code: «2024-09», «2024-Q3», «2024-H1», «2024», «2024/25». Raises ``NotAPeriod``."""
    for period in KINDS.values():
        found = period.pattern.fullmatch(code)
        if found:
            year, *number = (int(part) for part in found.groups())
            read = period(year) if period is AcademicYear else period(year, *number)
            if read.code == code:
                return read
    raise NotAPeriod(code)
