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
from nastavnik.rollups.service import (
    Counts,
    Figure,
    Indicator,
    Measures,
    Tally,
    added,
    all_sums,
    figure,
    sums,
)

from . import district
from .district import Organisation

By = Literal["organisation", "section", "month", "quarter"]
FEWEST = 5
"""Fewer than this many are not divided where a slice could say something of a person (domain 8.5)."""
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

    @property
    def rooms(self) -> list[tuple[str, list[Shown]]]:
        """Indicators by the plugin that declares them, the roadmap's first."""
        found: dict[str, list[Shown]] = {}
        for one in self.indicators:
            found.setdefault(one.indicator.code.partition(".")[0], []).append(one)
        return sorted(found.items(), key=lambda room: room[0] != "roadmap")


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
    """One indicator by organisation, section, month or quarter, and the sum of them all.

    ``dimension`` is what its slices are called. ``guarded`` is how many there are in all when they are too few to be
    divided (decision 0007).
    """

    shown: Shown
    periods: Choice
    kind: str
    section: Section | None
    by: By
    ways: Sequence[By]
    lines: Sequence[Line]
    counted_at: datetime | None
    dimension: str = ""
    guarded: int | None = None


def indicator_list(measures: Measures, *, period: str = "", kind: str = "") -> IndicatorList:
    """Every indicator over the district; two queries."""
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
    """One indicator; ``NotFound`` for a code that nobody declares. At most four queries."""
    indicator = measures.indicators.get(code)
    if indicator is None:
        raise NotFound(f"no indicator {code!r}")
    found = district.organisations(kind)
    periods = district.periods_of(found, period)
    tally = measures.tally_of(indicator)
    way: By = next((one for one in ways_of(tally) if one == by), "organisation")
    dimension: Literal["tenant_id", "slice", "month"] = (
        "tenant_id" if way == "organisation" else "slice" if way == "section" else "month"
    )
    numbers = slices_of(tally, kind)
    asked = None if tally.guarded else numbers.get(section)
    narrowed = (asked.number,) if asked else ()
    tenants = district.tenants_of(kind)
    counts = {
        key: one
        for (key,), one in sums(
            tally,
            by=(dimension,),
            months=periods.chosen.months,
            slices=narrowed,
            tenants=tenants,
            span="quarter" if way == "quarter" else "month",
        ).items()
    }
    # Whoever worked in two months is one in the year: months of such a tally do not add up to the district.
    alone = tally.distinct and dimension == "month"
    whole = (
        sums(tally, months=periods.chosen.months, slices=narrowed, tenants=tenants).get((), {})
        if alone
        else added(counts.values())
    )
    shown = Shown(indicator, figure(indicator, whole))
    guarded = shown.value.value if way == "section" and is_guarded(tally, shown.value.value) else None
    lines = {
        "organisation": lambda: _by_organisation(indicator, found, counts),
        "section": lambda: [] if guarded is not None else _by_section(indicator, numbers, counts),
        "month": lambda: _by_period(indicator, counts, Month),
        "quarter": lambda: _by_period(indicator, counts, Quarter),
    }[way]()
    return IndicatorPage(
        shown,
        periods,
        kind,
        asked,
        way,
        ways_of(tally),
        lines,
        district.counted_at(found),
        str(tally.dimension),
        guarded,
    )


def ways_of(tally: Tally) -> list[By]:
    """How an indicator of this tally may be divided."""
    possible = {"organisation": True, "section": bool(tally.dimension)}
    return [way for way in WAYS if possible.get(way, tally.monthly)]


def slices_of(tally: Tally, kind: str = "") -> dict[str, Section]:
    """Slices of a tally by code: what its room calls them, else sections of the roadmaps."""
    if tally.words:
        return {code: Section(code, str(word), coded=True) for code, word in tally.words.items()}
    return {one.number: one for one in district.sections(kind)} if tally.dimension else {}


def is_guarded(tally: Tally, value: int) -> bool:
    """Whether so few are not to be divided, because a slice could say something of a person."""
    return tally.guarded and 0 < value < FEWEST


def district_counts(
    measures: Measures, periods: Choice, kind: str, code: str | None = None
) -> dict[str, Counts]:
    """Counts of every tally over the district in the chosen period, or in the one of ``code``; one query."""
    months = (periods.chosen if code is None else periods.find(code)).months
    found = all_sums(measures.tallies.values(), months=months, tenants=district.tenants_of(kind))
    return {tally: counts.get((), {}) for tally, counts in found.items()}


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
    coded = [number for number, one in numbers.items() if one.coded]
    order = {number: place for place, number in enumerate(coded)}
    return [
        Line(
            numbers[number].heading if number in numbers else number,
            figure(indicator, counts[number]),
            section=number if number in numbers else "",
        )
        for number in sorted(counts, key=lambda number: (order.get(number, len(order)), natural(number)))
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
