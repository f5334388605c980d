# SPDX-License-Identifier: MIT
"""Periods in which persons and pairs are counted once: whoever was there in two months of a quarter is one in it.

Counts of such tallies cannot be added over months, so every kind of period has rows of its own (decision 0007).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import Date, DateTime, Interval, Subquery, Text, cast, func, literal, select, union_all

from nastavnik.foundation.periods import KINDS, NotAPeriod, PeriodKind

Span = PeriodKind | Literal["whole"]
WHOLE: Literal["whole"] = "whole"
BEGINNING = date(2019, 1, 1)
"""Nothing is counted by periods before it: the model is of 25.12.2019 (Р-145)."""

_STEPS: tuple[tuple[PeriodKind, date, int], ...] = (
    ("month", BEGINNING, 1),
    ("quarter", BEGINNING, 3),
    ("half_year", BEGINNING, 6),
    ("year", BEGINNING, 12),
    ("academic_year", date(2018, 9, 1), 12),
)


def kind_of(first: date, last: date) -> PeriodKind:
    """The kind of the period from the month ``first`` to the month ``last``; raises ``NotAPeriod`` for none."""
    for kind in KINDS.values():
        period = kind.of(first)
        if period.start == first and period.end.replace(day=1) == last:
            return period.kind
    raise NotAPeriod(f"{first} to {last}")


def calendar(on: date) -> Subquery[Any]:
    """Every period that has begun by a day: ``span``, ``month`` (its first day), ``last`` (its last day) and ``seen``,
    the last of its days that is not ahead. The whole ends on the day itself."""
    rows = []
    for span, first, months in _STEPS:
        step = func.make_interval(0, months)
        starts = func.generate_series(
            cast(literal(first, Date), DateTime), cast(literal(on, Date), DateTime), step
        ).column_valued("start")
        end = cast(starts + step - cast(literal(timedelta(days=1)), Interval), Date)
        rows.append(
            select(
                literal(span, Text).label("span"),
                cast(starts, Date).label("month"),
                end.label("last"),
                func.least(end, literal(on, Date)).label("seen"),
            )
        )
    rows.append(
        select(
            literal(WHOLE, Text).label("span"),
            literal(BEGINNING, Date).label("month"),
            literal(on, Date).label("last"),
            literal(on, Date).label("seen"),
        )
    )
    return union_all(*rows).subquery("calendar")
