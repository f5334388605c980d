# SPDX-License-Identifier: MIT
"""Every indicator with its definition, over the district and down to organisations, sections, months and quarters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from nastavnik.department.periods import Choice, choice
from nastavnik.department.sections import natural
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.periods import Month, Quarter
from nastavnik.rollups.figures import Counts, Figure, Measures, added, figure, sums
from nastavnik.rollups.measures import Indicator

from . import district
from .district import Organisation

By = Literal["organisation", "section", "month", "quarter"]
WAYS: tuple[By, ...] = ("organisation", "section", "month", "quarter")


@dataclass(frozen=True, slots=True)
class Shown:
    """An indicator and its value over the district."""

    indicator: Indicator
    value: Figure


@dataclass(frozen=True, slots=True)
class IndicatorList:
    """The page of all indicators."""

    periods: Choice
    kind: str
    indicators: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an indicator's table; ``slug`` is the organisation it leads to, if it is one."""

    title: str
    value: Figure
    slug: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """One indicator by organisation, section, month or quarter, and the sum of them all."""

    shown: Shown
    periods: Choice
    kind: str
    by: By
    ways: Sequence[By]
    lines: Sequence[Line]


def indicator_list(measures: Measures, *, period: str = "", kind: str = "") -> IndicatorList:
    """Every indicator over the district; one query per tally."""
    periods = choice(*district.range_of(district.organisations(kind)), period)
    counts = district_counts(measures, periods, kind)
    return IndicatorList(
        periods,
        kind,
        [Shown(one, figure(one, counts[one.tally])) for one in measures.indicators.values()],
    )


def indicator_page(
    measures: Measures, code: str, *, by: str = "organisation", period: str = "", kind: str = ""
) -> IndicatorPage:
    """One indicator; ``NotFound`` for a code that nobody declares. Three queries."""
    indicator = measures.indicators.get(code)
    if indicator is None:
        raise NotFound(f"no indicator {code!r}")
    found = district.organisations(kind)
    periods = choice(*district.range_of(found), period)
    tally = measures.tally_of(indicator)
    ways = [way for way in WAYS if tally.monthly or way in ("organisation", "section")]
    way: By = next((one for one in ways if one == by), "organisation")
    dimension: Literal["tenant_id", "slice", "month"] = (
        "tenant_id" if way == "organisation" else "slice" if way == "section" else "month"
    )
    counts = {
        key: one
        for (key,), one in sums(
            tally,
            by=(dimension,),
            months=periods.chosen.months,
            tenants=district.tenants_of(kind),
        ).items()
    }
    lines = {
        "organisation": lambda: _by_organisation(indicator, found, counts),
        "section": lambda: _by_section(indicator, kind, counts),
        "month": lambda: _by_period(indicator, counts, Month),
        "quarter": lambda: _by_period(indicator, counts, Quarter),
    }[way]()
    shown = Shown(indicator, figure(indicator, added(counts.values())))
    return IndicatorPage(shown, periods, kind, way, ways, lines)


def district_counts(
    measures: Measures, periods: Choice, kind: str, code: str | None = None
) -> dict[str, Counts]:
    """Counts of every tally over the district in the chosen period, or in the one of ``code``; one query per tally."""
    months = (periods.chosen if code is None else periods.find(code)).months
    return {
        tally.code: sums(tally, months=months, tenants=district.tenants_of(kind)).get((), {})
        for tally in measures.tallies.values()
    }


def _by_organisation(
    indicator: Indicator, found: Sequence[Organisation], counts: Mapping[UUID, Counts]
) -> list[Line]:
    return [
        Line(one.name, figure(indicator, counts[one.id]), one.slug, one.kind_word)
        for one in found
        if one.id in counts
    ]


def _by_section(indicator: Indicator, kind: str, counts: Mapping[str, Counts]) -> list[Line]:
    titles = {section.number: section.heading for section in district.sections(kind)}
    return [
        Line(titles.get(number, number), figure(indicator, counts[number]))
        for number in sorted(counts, key=natural)
    ]


def _by_period(
    indicator: Indicator, counts: Mapping[date, Counts], kind: type[Month] | type[Quarter]
) -> list[Line]:
    periods = sorted({kind.of(month) for month in counts})
    return [
        Line(
            period.title,
            figure(indicator, added(one for month, one in counts.items() if month in period)),
        )
        for period in periods
    ]
