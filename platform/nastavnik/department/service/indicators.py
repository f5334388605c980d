# SPDX-License-Identifier: MIT
"""Every indicator with its definition, over the district and down to organisations, sections, months and quarters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from nastavnik.department.periods import Choice
from nastavnik.department.sections import Section, natural
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.periods import Month, Quarter
from nastavnik.rollups.service import Counts, Figure, Indicator, Measures, added, figure, sums

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
    counted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an indicator's table, and where it leads: an organisation's page, or this table for less."""

    title: str
    value: Figure
    slug: str = ""
    section: str = ""
    period: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """One indicator by organisation, section, month or quarter, and the sum of them all."""

    shown: Shown
    periods: Choice
    kind: str
    section: Section | None
    by: By
    ways: Sequence[By]
    lines: Sequence[Line]
    counted_at: datetime | None


def indicator_list(measures: Measures, *, period: str = "", kind: str = "") -> IndicatorList:
    """Every indicator over the district; one query per tally."""
    found = district.organisations(kind)
    periods = district.periods_of(found, period)
    counts = district_counts(measures, periods, kind)
    return IndicatorList(
        periods,
        kind,
        [Shown(one, figure(one, counts[one.tally])) for one in measures.indicators.values()],
        district.counted_at(found),
    )


def indicator_page(
    measures: Measures,
    code: str,
    *,
    by: str = "organisation",
    period: str = "",
    kind: str = "",
    section: str = "",
) -> IndicatorPage:
    """One indicator; ``NotFound`` for a code that nobody declares. Three queries."""
    indicator = measures.indicators.get(code)
    if indicator is None:
        raise NotFound(f"no indicator {code!r}")
    found = district.organisations(kind)
    periods = district.periods_of(found, period)
    tally = measures.tally_of(indicator)
    ways = [way for way in WAYS if tally.monthly or way in ("organisation", "section")]
    way: By = next((one for one in ways if one == by), "organisation")
    dimension: Literal["tenant_id", "slice", "month"] = (
        "tenant_id" if way == "organisation" else "slice" if way == "section" else "month"
    )
    numbers = {one.number: one for one in district.sections(kind)}
    asked = numbers.get(section)
    counts = {
        key: one
        for (key,), one in sums(
            tally,
            by=(dimension,),
            months=periods.chosen.months,
            slices=(asked.number,) if asked else (),
            tenants=district.tenants_of(kind),
        ).items()
    }
    lines = {
        "organisation": lambda: _by_organisation(indicator, found, counts),
        "section": lambda: _by_section(indicator, numbers, counts),
        "month": lambda: _by_period(indicator, counts, Month),
        "quarter": lambda: _by_period(indicator, counts, Quarter),
    }[way]()
    shown = Shown(indicator, figure(indicator, added(counts.values())))
    return IndicatorPage(shown, periods, kind, asked, way, ways, lines, district.counted_at(found))


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
        Line(one.name, figure(indicator, counts[one.id]), slug=one.slug, note=one.kind_word)
        for one in found
        if one.id in counts
    ]


def _by_section(
    indicator: Indicator, numbers: Mapping[str, Section], counts: Mapping[str, Counts]
) -> list[Line]:
    return [
        Line(
            numbers[number].heading if number in numbers else number,
            figure(indicator, counts[number]),
            section=number if number in numbers else "",
        )
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
            period=period.code,
        )
        for period in periods
    ]
