# SPDX-License-Identifier: MIT
"""Which months a page speaks of: the whole run of the roadmaps, a year, a half-year, a quarter or a month of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.periods import (
    AcademicYear,
    HalfYear,
    Month,
    NotAPeriod,
    Period,
    Quarter,
    Year,
    parse_period,
)
from nastavnik.rollups.service import Months


@dataclass(frozen=True, slots=True)
class Span:
    """A choice of the list. ``code`` is what the address carries; the whole has none."""

    code: str
    title: str
    start: date
    end: date

    @property
    def months(self) -> Months | None:
        """The months to sum. The whole has no bounds: a deadline may have been moved past the roadmap's end."""
        return Months(self.start.replace(day=1), self.end.replace(day=1)) if self.code else None

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Choice:
    """The list of periods and the one that is chosen. Months are not offered, but a figure may lead to one."""

    whole: Span
    groups: Sequence[tuple[str, Sequence[Span]]]
    quarters: Sequence[Span]
    chosen: Span

    def find(self, code: str) -> Span:
        """The span of a code; the whole for one that is not in the list."""
        return next(
            (span for _title, spans in self.groups for span in spans if span.code == code), self.whole
        )


def choice(first: date | None, last: date | None, code: str = "") -> Choice:
    """Periods that lie within the days from ``first`` to ``last`` (the present year when there are none)."""
    this_year = Year.of(today())
    first, last = first or this_year.start, last or this_year.end
    kinds: tuple[tuple[str, type[Period]], ...] = (
        (_("Academic years"), AcademicYear),
        (_("Years"), Year),
        (_("Half-years"), HalfYear),
        (_("Quarters"), Quarter),
    )
    groups = [(title, [_span(one) for one in kind.between(first, last)]) for title, kind in kinds]
    quarters = groups[-1][1]
    month = _month(code)
    if month is not None:
        groups.append((_("Month"), [_span(month)]))
    whole = Span("", _whole(first, last), first, last)
    offered = Choice(whole, groups, quarters, whole)
    return Choice(whole, groups, quarters, offered.find(code))


def _span(period: Period) -> Span:
    return Span(period.code, period.title, period.start, period.end)


def _month(code: str) -> Month | None:
    try:
        period = parse_period(code)
    except NotAPeriod:
        return None
    return period if isinstance(period, Month) else None


def _whole(first: date, last: date) -> str:
    if first.year == last.year:
        return _("Whole period: %(year)s", year=first.year)
    return _("Whole period: %(first)s–%(last)s", first=first.year, last=last.year)
