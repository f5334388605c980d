# SPDX-License-Identifier: MIT
"""Reading stored totals: sums of counts by tenant, slice, detail or month, and figures made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from nastavnik.foundation.database import session
from nastavnik.plugins import Plugins

from .measures import Indicator, Tally
from .models import RollupTotal
from .recount import tallies_of
from .spans import WHOLE, Span, kind_of

Dimension = Literal["tenant_id", "slice", "detail", "month"]
Key = tuple[Any, ...]
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Months:
    """A run of months by their first days; both ends are included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Figure:
    """The value of an indicator somewhere. ``whole`` is ``None`` for a count, the denominator for a share."""

    value: int
    whole: int | None = None

    @property
    def share(self) -> float | None:
        """The share of the whole, 0 to 1; ``None`` for a count and where there is nothing to share."""
        return self.value / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Measures:
    """Every tally and indicator that the installed plugins declare, by code."""

    tallies: Mapping[str, Tally]
    indicators: Mapping[str, Indicator]

    def tally_of(self, indicator: Indicator) -> Tally:
        """The tally an indicator is made of."""
        return self.tallies[indicator.tally]


def measures(plugins: Plugins) -> Measures:
    """What these plugins declare."""
    tallies = {tally.code: tally for declared in tallies_of(plugins).values() for tally in declared}
    indicators = {
        indicator.code: indicator
        for _plugin, declared in plugins.ask_all("indicators")
        for indicator in declared
    }
    return Measures(tallies, indicators)


def figure(indicator: Indicator, counts: Counts) -> Figure:
    """The value of an indicator over these counts."""
    whole = counts.get(indicator.denominator, 0) if indicator.denominator else None
    return Figure(counts.get(indicator.numerator, 0), whole)


def sums(
    tally: Tally,
    *,
    by: Sequence[Dimension] = (),
    names: Sequence[str] = (),
    months: Months | None = None,
    slices: Sequence[str] = (),
    tenants: Select[Any] | None = None,
    span: Span = "month",
) -> dict[Key, dict[str, int]]:
    """Sums of a tally's counts by these dimensions, in one query.

    ``names`` keeps to some of the counts, ``months`` to a run of months (a tally of the present ignores it),
    ``slices`` to some of the slices, and ``tenants`` is a select of tenant identifiers. A key is a tuple in the order
    of ``by``.

    A distinct tally is read for the one period that ``months`` make up, and for the whole without them; by months it is
    read for the periods of the kind ``span`` that lie within ``months``. Raises ``NotAPeriod`` for months that make up
    none: persons of several periods cannot be added.
    """
    wanted = names or tally.counts
    columns = [getattr(RollupTotal, dimension) for dimension in by]
    totals = [func.sum(RollupTotal.counts[tally.counts.index(name) + 1]).label(name) for name in wanted]
    statement = (
        select(*columns, *totals)
        .where(_rows_of(tally, months, span if "month" in by else None))
        .group_by(*columns)
    )
    if slices:
        statement = statement.where(RollupTotal.slice.in_(slices))
    if tenants is not None:
        statement = statement.where(RollupTotal.tenant_id.in_(tenants))
    return {
        tuple(row[: len(by)]): dict(zip(wanted, map(_whole, row[len(by) :]), strict=True))
        for row in session().execute(statement)
        if any(value is not None for value in row[len(by) :])
    }


def all_sums(
    tallies: Iterable[Tally],
    *,
    by: Sequence[Dimension] = (),
    months: Months | None = None,
    tenants: Select[Any] | None = None,
) -> dict[str, dict[Key, dict[str, int]]]:
    """What ``sums`` says of each of these tallies, by code and in one query however many they are."""
    declared = {tally.code: tally for tally in tallies}
    found: dict[str, dict[Key, dict[str, int]]] = {code: {} for code in declared}
    if not declared:
        return found
    columns = [getattr(RollupTotal, dimension) for dimension in by]
    longest = max(len(tally.counts) for tally in declared.values())
    totals = [func.sum(RollupTotal.counts[place + 1]) for place in range(longest)]
    statement = (
        select(RollupTotal.tally, *columns, *totals)
        .where(or_(*(_rows_of(tally, months, None) for tally in declared.values())))
        .group_by(RollupTotal.tally, *columns)
    )
    if tenants is not None:
        statement = statement.where(RollupTotal.tenant_id.in_(tenants))
    for code, *rest in session().execute(statement):
        key, values = tuple(rest[: len(by)]), rest[len(by) :]
        found[code][key] = dict(zip(declared[code].counts, map(_whole, values), strict=False))
    return found


def _rows_of(tally: Tally, months: Months | None, span: Span | None) -> ColumnElement[bool]:
    """Rows of a tally in a run of months; of a distinct one those of one period, or of the periods ``span``."""
    rows = [RollupTotal.tally == tally.code]
    if tally.distinct:
        rows.append(RollupTotal.span == (span or span_of(months)))
    if months is not None and (tally.monthly or tally.distinct):
        rows.append(RollupTotal.month.between(months.first, months.last))
    return and_(*rows)


def span_of(months: Months | None) -> Span:
    """The kind of the period that a run of months makes up; the whole without months."""
    return WHOLE if months is None else kind_of(months.first, months.last)


def added(counts: Iterable[Counts]) -> dict[str, int]:
    """Counts of several places together: the sum, never a mean."""
    total: dict[str, int] = {}
    for one in counts:
        for name, value in one.items():
            total[name] = total.get(name, 0) + value
    return total


def _whole(value: int | None) -> int:
    return int(value or 0)
