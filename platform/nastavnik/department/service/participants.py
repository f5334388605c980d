# SPDX-License-Identifier: MIT
"""«Участники»: people, pairs and meetings by organisation and form, out of stored totals alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from nastavnik.department.periods import Choice, choice
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.periods import Month
from nastavnik.people.service import KEPT_LIST
from nastavnik.rollups.service import (
    Counts,
    Figure,
    Indicator,
    Measures,
    Months,
    RollupListRow,
    RollupTotal,
    added,
    all_sums,
    figure,
    sums,
)
from nastavnik.tenants.service import Tenant

from . import district
from .district import Organisation
from .indicators import is_guarded, slices_of

STRIP = ("matches.mentees", "matches.mentors", "matches.working", "matches.i1")
COLUMNS = (
    "matches.mentees",
    "matches.mentors",
    "matches.working",
    "matches.formed",
    "matches.completed",
    "matches.ended",
    "meetings.held",
    "meetings.feedback_in_time",
    "matches.i1",
    "matches.i2",
    "matches.i3",
)
BY_FORM = (
    "matches.mentees_by_form",
    "matches.mentors_by_form",
    "matches.working",
    "matches.formed",
    "matches.completed",
    "meetings.held",
)
BY_SOURCE, REASONS, STAGES = "matches.mentors_by_source", "matches.ended", "programmes.running"
TREND = ("matches.mentees", "matches.working")
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """Figures of a row, in the order of its table's columns."""

    title: str
    figures: Sequence[Figure]
    organisation: Organisation | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage of the funnel: running programmes in it, how many days they stand there on average, how many are stuck."""

    number: str
    title: str
    programmes: int
    mean_days: int | None
    stuck: int


@dataclass(frozen=True, slots=True)
class ParticipantsPage:
    """The page of the district, or of one organisation."""

    periods: Choice
    kind: str
    organisation: Organisation | None
    strip: Sequence[tuple[Indicator, Figure]]
    columns: Sequence[Indicator]
    lines: Sequence[Line]
    whole: Line
    form_columns: Sequence[Indicator]
    forms: Sequence[Line]
    source_columns: Sequence[Indicator]
    sources: Sequence[Line]
    reason_columns: Sequence[Indicator]
    reasons: Sequence[Line]
    ended: Figure
    guarded: bool
    stages: Sequence[StageLine]
    trend_of: Sequence[Indicator]
    trend: Sequence[tuple[Month, Sequence[int]]]
    without_records: Sequence[Organisation]
    without_numbers: Sequence[Organisation]
    stale: Sequence[Organisation]
    uncounted: Sequence[Organisation]
    counted_at: datetime | None

    @property
    def has_records(self) -> bool:
        """Whether anybody in what is shown keeps people, pairs or programmes."""
        return bool(self.lines)


def participants(
    measures: Measures, *, period: str = "", kind: str = "", slug: str = "", order: str = "name"
) -> ParticipantsPage:
    """The figures of the district, of organisations of a kind, or of one organisation.

    Eight queries, whatever the number of organisations. ``order`` is «name» or the code of a column, with a minus for the
    largest first. ``NotFound`` for a slug of no organisation.
    """
    found = [district.organisation(slug)] if slug else district.organisations(kind)
    tenants = select(Tenant.id).where(Tenant.id == found[0].id) if slug else district.tenants_of(kind)
    periods = _periods(tenants, period)
    months = periods.chosen.months
    named = {code: measures.indicators[code] for code in {*STRIP, *COLUMNS, *BY_FORM, *TREND}}
    named |= {code: measures.indicators[code] for code in (BY_SOURCE, REASONS, STAGES)}
    tallies = {one.tally: measures.tally_of(one) for one in named.values()}
    by_tenant = all_sums(tallies.values(), by=("tenant_id",), months=months, tenants=tenants)
    by_slice = all_sums(tallies.values(), by=("slice",), months=months, tenants=tenants)
    whole = {code: added(rows.values()) for code, rows in by_tenant.items()}
    kept = _kept(tenants)

    def figures(codes: Sequence[str], counts: Mapping[str, Counts]) -> list[Figure]:
        return [figure(named[code], counts.get(named[code].tally, {})) for code in codes]

    def sliced(codes: Sequence[str]) -> list[Line]:
        words = slices_of(measures.tally_of(named[codes[0]]))
        return [
            Line(
                section.title,
                figures(codes, {code: rows.get((key,), {}) for code, rows in by_slice.items()}),
                code=key,
            )
            for key, section in words.items()
        ]

    lines = [
        Line(
            one.name,
            figures(COLUMNS, {code: rows.get((one.id,), {}) for code, rows in by_tenant.items()}),
            one,
        )
        for one in found
        if one.id in kept and kept[one.id]["records"]
    ]
    reasons_tally, ended = (
        measures.tally_of(named[REASONS]),
        figure(named[REASONS], whole[named[REASONS].tally]),
    )
    guarded = is_guarded(reasons_tally, ended.value)
    return ParticipantsPage(
        periods=periods,
        kind=kind,
        organisation=found[0] if slug else None,
        strip=[(named[code], value) for code, value in zip(STRIP, figures(STRIP, whole), strict=True)],
        columns=[named[code] for code in COLUMNS],
        lines=_ordered(lines, order),
        whole=Line("", figures(COLUMNS, whole)),
        form_columns=[named[code] for code in BY_FORM],
        forms=sliced(BY_FORM),
        source_columns=[named[BY_SOURCE]],
        reason_columns=[named[REASONS]],
        sources=sliced((BY_SOURCE,)),
        reasons=[] if guarded else [line for line in sliced((REASONS,)) if line.figures[0].value],
        ended=ended,
        guarded=guarded,
        stages=_stages(measures, named[STAGES], by_slice),
        trend_of=[named[code] for code in TREND],
        trend=_trend(measures, [named[code] for code in TREND], tenants, periods),
        without_records=[one for one in found if one.id in kept and not kept[one.id]["records"]],
        without_numbers=[
            one for one in found if one.id in kept and kept[one.id]["records"] and not kept[one.id]["typed"]
        ],
        stale=[one for one in found if one.freshness == "stale"],
        uncounted=[one for one in found if one.freshness == "never"],
        counted_at=district.counted_at(found),
    )


def _ordered(lines: list[Line], order: str) -> list[Line]:
    """By a column, the largest or the smallest first; by name otherwise. What has no share stands last."""
    code = order.removeprefix("-")
    if code not in COLUMNS:
        return lines
    place = COLUMNS.index(code)

    def value(line: Line) -> float | None:
        one = line.figures[place]
        return one.share if one.whole is not None else one.value

    known = [(number, line) for line in lines if (number := value(line)) is not None]
    known.sort(key=lambda pair: pair[0], reverse=order.startswith("-"))
    return [line for _number, line in known] + [line for line in lines if value(line) is None]


def _stages(
    measures: Measures, indicator: Indicator, by_slice: Mapping[str, Mapping[tuple[Any, ...], Counts]]
) -> list[StageLine]:
    rows = by_slice[indicator.tally]
    found = []
    for key, section in slices_of(measures.tally_of(indicator)).items():
        counts = rows.get((key,), {})
        programmes = counts.get("programmes", 0)
        mean = round(counts.get("days", 0) / programmes) if programmes else None
        found.append(StageLine(key, section.title, programmes, mean, counts.get("stuck", 0)))
    return found


def _trend(
    measures: Measures, indicators: Sequence[Indicator], tenants: Select[Any], periods: Choice
) -> list[tuple[Month, Sequence[int]]]:
    """The last twelve months of the period that have begun."""
    last = Month.of(min(periods.chosen.end, today()))
    months = [last]
    while len(months) < MONTHS and months[0].previous.start >= periods.chosen.start.replace(day=1):
        months.insert(0, months[0].previous)
    run = Months(months[0].start, months[-1].start)
    counts = [
        sums(measures.tally_of(one), by=("month",), names=(one.numerator,), months=run, tenants=tenants)
        for one in indicators
    ]
    return [
        (
            month,
            [
                rows.get((month.start,), {}).get(one.numerator, 0)
                for one, rows in zip(indicators, counts, strict=True)
            ],
        )
        for month in months
    ]


def _periods(tenants: Select[Any], code: str) -> Choice:
    """Periods from the first month in which something was counted to today."""
    first = session().scalar(
        select(func.min(RollupTotal.month)).where(
            RollupTotal.span == "month", RollupTotal.tenant_id.in_(tenants)
        )
    )
    return choice(first, today(), code)


def _kept(tenants: Select[Any]) -> dict[UUID, Mapping[str, Any]]:
    """Of organisations that have the room of people on: whether they keep anybody, and whether they typed numbers."""
    rows = session().execute(
        select(RollupListRow.tenant_id, RollupListRow.data).where(
            RollupListRow.list_code == KEPT_LIST, RollupListRow.tenant_id.in_(tenants)
        )
    )
    return {
        tenant_id: {"records": data["records"] == "true", "typed": data["typed"] == "true"}
        for tenant_id, data in rows
    }
