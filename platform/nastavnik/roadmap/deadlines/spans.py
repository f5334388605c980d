# SPDX-License-Identifier: MIT
"""Spans of the calendar as people name them, with or without a year, and how years find the spans they belong to."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from .model import Period

MonthDay = tuple[int, int]

# Lessons run from 1 September to 31 May: a deadline «в течение 2023/2024 учебного года» means while there are pupils.
ACADEMIC_START: MonthDay = (9, 1)
ACADEMIC_END: MonthDay = (5, 31)
_ACADEMIC_FIRST_MONTH = 9
_FOUR_QUARTERS = 4

_MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def month_end(month: int) -> MonthDay:
    """The last day of the month in a leap year; ``day_in`` clips it in others."""
    return (month, _MONTH_LENGTHS[month - 1])


def day_in(year: int, month_day: MonthDay) -> date:
    """The day of that year, clipped to the length of its month («31 ноября» is the 30th)."""
    month, day = month_day
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True)
class Span:
    """From one day of the year to another; ``grain`` is what it was named by.

    ``year`` belongs to the last day, ``from_year`` to the first one and is set only when the wording names it.
    Grains: day, part (a week, a decade, a half of a month), month, months, quarter, half_year, term, trimester,
    season, year, academic_year. ``number`` is the number of a quarter, half-year, term or trimester.
    """

    first: MonthDay
    last: MonthDay
    grain: str
    year: int | None = None
    from_year: int | None = None
    number: int = 0

    @property
    def wraps(self) -> bool:
        """Whether the span goes over New Year, as September to May does."""
        return self.first > self.last

    @property
    def end(self) -> date:
        """The last day; only for a span with a year."""
        return day_in(self.year or 0, self.last)

    @property
    def start(self) -> date:
        """The first day; only for a span with a year."""
        year = self.year or 0
        return day_in(self.from_year or (year - 1 if self.wraps else year), self.first)

    def months(self) -> list[int]:
        """The numbers of the months it touches, in order."""
        first, last = self.first[0], self.last[0]
        return [(month - 1) % 12 + 1 for month in range(first, last + (12 if first > last else 0) + 1)]


@dataclass(frozen=True)
class Years:
    """Years named in a wording as (first, last) pairs: «2023», «2023-2024», «2023, 2024», «2023/2024 учебный год»."""

    pairs: tuple[tuple[int, int], ...]
    academic: bool = False


def day_span(month: int, day: int, year: int | None = None) -> Span:
    """One day."""
    return Span((month, day), (month, day), "day", year)


def month_span(month: int) -> Span:
    """A whole month."""
    return Span((month, 1), month_end(month), "month")


def unit_span(unit: str, first: int, last: int, *, academic: bool = False) -> Span | None:
    """Quarters, half-years, school terms or trimesters from the ``first`` to the ``last``; None when there is no such.

    The ends of school terms differ from school to school; a term counts to the end of its last month.
    """
    if unit == "half_year" and academic:
        months = [(9, 12), (1, 5)]
    elif unit in ("quarter", "half_year"):
        length = 3 if unit == "quarter" else 6
        months = [(start, start + length - 1) for start in range(1, 13, length)]
    elif unit == "term":
        months = [(9, 10), (11, 12), (1, 3), (4, 5)]
    else:
        months = [(9, 11), (12, 2), (3, 5)]
    if unit == "quarter" and len(str(first)) == len(str(last)) and {*str(first), *str(last)} == {"1"}:
        # «11 квартал» and «111 квартал» are typed where a keyboard has no Roman numerals.
        first, last = len(str(first)), len(str(last))
    if not 1 <= first <= last <= len(months):
        return None
    number = first if first == last else 0
    grain = "months" if academic else unit
    return Span((months[first - 1][0], 1), month_end(months[last - 1][1]), grain, number=number)


def joined(left: Span, right: Span) -> Span:
    """The span from the start of ``left`` to the end of ``right``."""
    months = {"month", "months", "season", "quarter", "half_year"}
    grain = "months" if {left.grain, right.grain} <= months else "day"
    from_year = left.from_year or (left.year - 1 if left.year and left.wraps else left.year)
    year = right.year
    if from_year and not year:
        year = from_year + (left.first > right.last)
    elif year and not from_year:
        from_year = year - (left.first > right.last)
    return Span(left.first, right.last, grain, year, from_year)


def with_years(elements: Sequence[Span | Years]) -> list[Span]:
    """Give each span the years it belongs to: «март, май 2023», «2023 год: март, май», «декабрь 2023, 2024».

    Years standing after spans belong to those before them without a year, years standing first to those after
    them; a span left without a year after one with a year is the next such day. Years alone are spans themselves.
    """
    spans = [element for element in elements if isinstance(element, Span)]
    years = [element for element in elements if isinstance(element, Years)]
    if not spans:
        return [span for one in years for span in _years_alone(one)]
    leading = isinstance(elements[0], Years)
    dated: list[Span] = []
    waiting: list[Span] = []
    current: Years | None = None
    for element in elements:
        if isinstance(element, Years):
            if leading:
                current = element
            else:
                dated.extend(_dated(waiting, element))
                waiting = []
        elif element.year:
            dated.extend(_rolled_back(waiting, element))
            dated.append(element)
            waiting = []
        elif current:
            dated.extend(_dated([element], current))
        else:
            waiting.append(element)
    return [*dated, *_rolled_forward(waiting, dated)]


def _years_alone(years: Years) -> list[Span]:
    if years.academic:
        pairs = [(first, last if last > first else first + 1) for first, last in years.pairs]
        return [Span(ACADEMIC_START, ACADEMIC_END, "academic_year", last, first) for first, last in pairs]
    return [Span((1, 1), (12, 31), "year", last, first) for first, last in years.pairs]


def _dated(spans: Iterable[Span], years: Years) -> list[Span]:
    return [dated for span in spans for dated in _in_years(span, years)]


def _in_years(span: Span, years: Years) -> list[Span]:
    school_part = span.wraps or span.grain in ("term", "trimester", "half_year")
    dated = []
    for first, last in years.pairs:
        if years.academic or (last == first + 1 and school_part):
            dated += [_in_academic_year(span, start) for start in range(first, max(first + 1, last))]
        elif span.from_year:
            dated.append(replace(span, year=max(last, span.from_year + (span.first > span.last))))
        else:
            dated += [replace(span, year=year) for year in range(first, last + 1)]
    return dated


def _in_academic_year(span: Span, start: int) -> Span:
    if span.grain == "half_year" and span.number:
        span = unit_span("half_year", span.number, span.number, academic=True) or span
    if span.wraps:
        return replace(span, year=start + 1)
    return replace(span, year=start if span.last[0] >= _ACADEMIC_FIRST_MONTH else start + 1)


def _rolled_back(waiting: list[Span], following: Span) -> list[Span]:
    """«ноябрь, март 2024»: each is the last such day before the one that has a year."""
    dated: list[Span] = []
    later = (following.start, following.year or 0)
    for span in reversed(waiting):
        year = later[1] if day_in(later[1], span.last) <= later[0] else later[1] - 1
        dated.insert(0, replace(span, year=year))
        later = (dated[0].start, year)
    return dated


def _rolled_forward(waiting: list[Span], dated: list[Span]) -> list[Span]:
    """«сентябрь 2023, май»: each is the first such day after the one before it; without any year it stays without."""
    rolled: list[Span] = []
    earlier = dated[-1].end if dated else None
    for span in waiting:
        if earlier:
            year = earlier.year if day_in(earlier.year, span.last) > earlier else earlier.year + 1
            rolled.append(replace(span, year=year))
            earlier = rolled[-1].end
        else:
            rolled.append(span)
    return rolled


def covers(span: Span, period: Period) -> bool:
    """Whether years name the whole period: «2023-2024 гг.» when it runs from February 2023 to December 2024."""
    if span.grain == "year":
        return (span.from_year or span.year or 0) <= period.start.year and span.year == period.end.year
    if span.grain == "academic_year":
        first, last = span.from_year or 0, span.year or 0
        return date(first, 9, 1) <= period.start and period.end <= date(last, 8, 31)
    return False
