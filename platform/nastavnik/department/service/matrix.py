# SPDX-License-Identifier: MIT
"""«Где мы»: organisations by sections, the figures above them and the course by months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from nastavnik.department.periods import Choice, Span
from nastavnik.department.sections import Section, natural
from nastavnik.foundation.dates import today
from nastavnik.foundation.periods import Month
from nastavnik.roadmap.service import OCCURRENCES
from nastavnik.rollups.service import Counts, Measures, added, sums

from . import district
from .district import Organisation

Sort = Literal["overdue", "name"]
COUNTS = ("total", "done", "due", "done_on_time", "overdue", "without_evidence")
MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation: its counts over all sections, and by the number of a section."""

    organisation: Organisation
    whole: Counts
    cells: Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """What had its deadline in a month."""

    month: Month
    due: int
    on_time: int

    @property
    def share(self) -> float | None:
        """The share done on time; ``None`` for a month in which nothing was due."""
        return self.on_time / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class Matrix:
    """The page. Organisations are divided three ways: ``rows`` have something in the period, ``without`` are known to
    have no roadmap for it, ``uncounted`` have not been counted yet, so nobody knows.
    """

    periods: Choice
    kind: str
    sections: Sequence[Section]
    rows: Sequence[Row]
    without: Sequence[Organisation]
    uncounted: Sequence[Organisation]
    whole: Counts
    cells: Mapping[str, Counts]
    change: float | None
    course: Sequence[tuple[MonthPoint, MonthPoint]]
    counted_at: datetime | None

    @property
    def organisations(self) -> int:
        """How many organisations the page speaks of."""
        return len(self.rows) + len(self.without) + len(self.uncounted)

    @property
    def overdue_organisations(self) -> int:
        """How many of them have something overdue in the period."""
        return sum(1 for row in self.rows if row.whole.get("overdue"))

    @property
    def stale(self) -> Sequence[Organisation]:
        """Organisations in which something has happened since they were counted, or a day has passed."""
        shown = [*(row.organisation for row in self.rows), *self.without]
        return sorted((one for one in shown if one.freshness == "stale"), key=lambda one: one.order)


def matrix(measures: Measures, *, period: str = "", kind: str = "", sort: Sort = "overdue") -> Matrix:
    """The matrix of a period and a kind of organisations, in four queries whatever their number."""
    found = district.organisations(kind)
    periods = district.periods_of(found, period)
    tally = measures.tallies[OCCURRENCES]
    tenants = district.tenants_of(kind)
    counts = sums(
        tally, by=("tenant_id", "slice"), names=COUNTS, months=periods.chosen.months, tenants=tenants
    )
    by_month = {
        month: one
        for (month,), one in sums(
            tally, by=("month",), names=("due", "done_on_time"), tenants=tenants
        ).items()
    }
    cells: dict[UUID, dict[str, Counts]] = defaultdict(dict)
    for (tenant_id, number), one in counts.items():
        cells[tenant_id][number] = one
    rows = [
        Row(one, added(cells[one.id].values()), cells[one.id])
        for one in found
        if one.id in cells or _has_roadmap(one, periods.chosen)
    ]
    shown = {row.organisation.id for row in rows}
    others = [one for one in found if one.id not in shown]
    numbers = sorted({number for row in rows for number in row.cells}, key=natural)
    known = {section.number: section for section in district.sections(kind)}
    return Matrix(
        periods=periods,
        kind=kind,
        sections=[known.get(number) or Section(number, "") for number in numbers],
        rows=_sorted(rows, sort),
        without=[one for one in others if one.freshness != "never"],
        uncounted=[one for one in others if one.freshness == "never"],
        whole=added(row.whole for row in rows),
        cells={number: added(row.cells[number] for row in rows if number in row.cells) for number in numbers},
        change=_change(by_month, periods.chosen),
        course=_course(by_month),
        counted_at=district.counted_at(found),
    )


def _has_roadmap(one: Organisation, span: Span) -> bool:
    return one.roadmap is not None and one.roadmap.overlaps(span.start, span.end)


def _sorted(rows: Sequence[Row], sort: Sort) -> list[Row]:
    """By name as they come, or those with the most overdue first and, among equals, those with the least done."""
    if sort == "name":
        return list(rows)

    def urgency(row: Row) -> tuple[int, float]:
        total = row.whole.get("total", 0)
        return -row.whole.get("overdue", 0), row.whole.get("done", 0) / total if total else 0

    return sorted(rows, key=urgency)


def _change(by_month: Mapping[date, Counts], span: Span) -> float | None:
    """How the share done on time changed with this month: in shares of one, ``None`` where there is nothing to compare.

    Compared are the executions whose deadline has come by now with those whose deadline had come before this month.
    """
    if today() not in span:
        return None
    this_month = today().replace(day=1)
    first = span.months.first if span.months else date.min
    until_now = added(one for month, one in by_month.items() if first <= month <= this_month)
    before = added(one for month, one in by_month.items() if first <= month < this_month)
    if not until_now.get("due") or not before.get("due"):
        return None
    return until_now["done_on_time"] / until_now["due"] - before["done_on_time"] / before["due"]


def _course(by_month: Mapping[date, Counts]) -> list[tuple[MonthPoint, MonthPoint]]:
    """The last twelve months, each beside the same month a year before; empty when nothing was due in them."""
    months = [Month.current()]
    while len(months) < MONTHS_SHOWN:
        months.insert(0, months[0].previous)
    pairs = [
        (_point(month, by_month), _point(Month(month.year - 1, month.number), by_month)) for month in months
    ]
    return pairs if any(point.due for pair in pairs for point in pair) else []


def _point(month: Month, by_month: Mapping[date, Counts]) -> MonthPoint:
    counts = by_month.get(month.start, {})
    return MonthPoint(month, counts.get("due", 0), counts.get("done_on_time", 0))
