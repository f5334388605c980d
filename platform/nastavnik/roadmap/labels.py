# SPDX-License-Identifier: MIT
"""What one execution among several is called: the quarter, month or year it is for, else its date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from nastavnik.foundation.dates import format_date
from nastavnik.foundation.periods import KINDS, Period, PeriodKind

_BY_FREQUENCY: Mapping[str, PeriodKind] = {
    "month": "month",
    "quarter": "quarter",
    "half_year": "half_year",
    "year": "year",
    "academic_year": "academic_year",
}
_BY_NAMED_DAYS: Mapping[str, PeriodKind] = {
    "months": "month",
    "quarters": "quarter",
    "half_years": "half_year",
}


def period_of(rule: Mapping[str, Any], due: date | None) -> Period | None:
    """The calendar period that an execution with this planned date is for; ``None`` when it is for a day.

    «До 10 числа месяца, следующего за кварталом» is for the quarter before its date.
    """
    kind = _kind(rule)
    if kind is None or due is None:
        return None
    period = KINDS[kind].of(due)
    return period.previous if rule.get("following") else period


def label_of(rule: Mapping[str, Any], due: date) -> str:
    """«III кв. 2024», «май 2024», «2024» or «20.12.2024»: for tables and lists."""
    period = period_of(rule, due)
    return period.short if period else format_date(due)


def title_of(rule: Mapping[str, Any], due: date | None, label: str) -> str:
    """«III квартал 2024»: for headings. ``label`` is what the execution is called where no period is meant."""
    period = period_of(rule, due)
    return period.title if period else label


def _kind(rule: Mapping[str, Any]) -> PeriodKind | None:
    every = rule.get("every")
    if not isinstance(every, str) or "month_days" in rule or "first" in rule:
        return None
    if every == "year":
        named = (kind for days, kind in _BY_NAMED_DAYS.items() if days in rule)
        return next(named, "year")
    return _BY_FREQUENCY.get(every)
