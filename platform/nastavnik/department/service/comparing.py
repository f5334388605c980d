# SPDX-License-Identifier: MIT
"""Two periods beside each other: every indicator over the district, and one of them by organisation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nastavnik.department.periods import Choice, Span
from nastavnik.foundation.dates import today
from nastavnik.rollups.service import Counts, Figure, Indicator, Measures, Tally, added, all_sums, figure

from . import district
from .district import Organisation

BY_ORGANISATION = "roadmap.done_on_time"


@dataclass(frozen=True, slots=True)
class Pair:
    """The value of an indicator in the earlier and in the later period."""

    indicator: Indicator
    earlier: Figure
    later: Figure

    @property
    def difference(self) -> float | None:
        """Later minus earlier: in shares of one for a share, in pieces for a count; ``None`` without a basis."""
        if not self.indicator.denominator:
            return float(self.later.value - self.earlier.value)
        if self.earlier.share is None or self.later.share is None:
            return None
        return self.later.share - self.earlier.share

    @property
    def tone(self) -> str:
        """Whether the difference is for the better: «better», «worse» or neither."""
        if not self.difference or self.indicator.better == "neither":
            return ""
        grew = self.difference > 0
        return "better" if grew == (self.indicator.better == "more") else "worse"


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """The page. Only indicators that belong to a period are compared."""

    periods: Choice
    earlier: Span
    later: Span
    kind: str
    chosen: Indicator
    choices: Sequence[Indicator]
    district: Sequence[Pair]
    organisations: Sequence[tuple[Organisation, Pair]]
    counted_at: datetime | None


def comparison_page(
    measures: Measures, *, earlier: str = "", later: str = "", kind: str = "", code: str = ""
) -> ComparisonPage:
    """Two periods side by side; by default the last two quarters that are over, so that whole is set beside whole."""
    found = district.organisations(kind)
    periods = district.periods_of(found)
    first, second = _two(periods, earlier, later)
    choices = [one for one in measures.indicators.values() if measures.tally_of(one).monthly]
    chosen = next((one for one in choices if one.code == code), None) or next(
        one for one in choices if one.code == BY_ORGANISATION
    )
    tallies = {one.tally: measures.tally_of(one) for one in choices}
    before, after = (_by_tenant(tallies.values(), span, kind) for span in (first, second))
    return ComparisonPage(
        periods=periods,
        earlier=first,
        later=second,
        kind=kind,
        chosen=chosen,
        choices=choices,
        district=[
            Pair(
                one,
                figure(one, added(before[one.tally].values())),
                figure(one, added(after[one.tally].values())),
            )
            for one in choices
        ],
        organisations=[
            (
                one,
                Pair(
                    chosen,
                    figure(chosen, before[chosen.tally].get(one.id, {})),
                    figure(chosen, after[chosen.tally].get(one.id, {})),
                ),
            )
            for one in found
            if one.id in before[chosen.tally] or one.id in after[chosen.tally]
        ],
        counted_at=district.counted_at(found),
    )


def _two(periods: Choice, earlier: str, later: str) -> tuple[Span, Span]:
    over = [span for span in periods.quarters if span.end < today()]
    quarters = over if len(over) > 1 else [span for span in periods.quarters if span.start <= today()]
    now = quarters[-1] if quarters else periods.whole
    before = quarters[-2] if len(quarters) > 1 else now
    return (periods.find(earlier) if earlier else before), (periods.find(later) if later else now)


def _by_tenant(tallies: Iterable[Tally], span: Span, kind: str) -> dict[str, dict[Any, Counts]]:
    found = all_sums(tallies, by=("tenant_id",), months=span.months, tenants=district.tenants_of(kind))
    return {code: {tenant_id: one for (tenant_id,), one in rows.items()} for code, rows in found.items()}
