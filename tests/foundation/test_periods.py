# SPDX-License-Identifier: MIT
"""Reporting periods: five kinds, one arithmetic."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from nastavnik.foundation.i18n import using_language
from nastavnik.foundation.periods import (
    KINDS,
    AcademicYear,
    HalfYear,
    Month,
    NotAPeriod,
    Period,
    Quarter,
    Year,
    parse_period,
    period_of,
)

DAYS = st.dates(min_value=date(1902, 1, 1), max_value=date(2197, 12, 31))
ANY_KIND = st.sampled_from(list(KINDS.values()))


@pytest.mark.parametrize(
    ("period", "code", "start", "end", "title", "short"),
    [
        (Month(2024, 9), "2024-09", date(2024, 9, 1), date(2024, 9, 30), "Сентябрь 2024", "сент. 2024"),
        (Month(2024, 2), "2024-02", date(2024, 2, 1), date(2024, 2, 29), "Февраль 2024", "февр. 2024"),
        (
            Quarter(2024, 3),
            "2024-Q3",
            date(2024, 7, 1),
            date(2024, 9, 30),
            "III квартал 2024",
            "III кв. 2024",
        ),
        (
            HalfYear(2024, 1),
            "2024-H1",
            date(2024, 1, 1),
            date(2024, 6, 30),
            "I полугодие 2024",
            "I полуг. 2024",
        ),
        (Year(2024), "2024", date(2024, 1, 1), date(2024, 12, 31), "2024 год", "2024"),
        (
            AcademicYear(2024),
            "2024/25",
            date(2024, 9, 1),
            date(2025, 8, 31),
            "2024/25 учебный год",
            "2024/25 уч. г.",
        ),
        (
            AcademicYear(1999),
            "1999/00",
            date(1999, 9, 1),
            date(2000, 8, 31),
            "1999/00 учебный год",
            "1999/00 уч. г.",
        ),
    ],
)
def test_a_period(period: Period, code: str, start: date, end: date, title: str, short: str) -> None:
    assert parse_period(code) == period
    assert (period.code, period.start, period.end) == (code, start, end)
    assert (period.title, period.short, str(period)) == (title, short, title)


def test_titles_in_english() -> None:
    with using_language("en"):
        assert [period.title for period in (Quarter(2024, 3), Month(2024, 9))] == [
            "Quarter III of 2024",
            "September 2024",
        ]


@pytest.mark.parametrize(
    "code",
    [
        "",
        "2024-13",
        "2024-00",
        "2024-Q5",
        "2024-H3",
        "24",
        "2024-9",
        "2024/26",
        "1899",
        "2200",
        "2024-q3",
        "２０２４",
        "год",
    ],
)
def test_other_codes_are_refused(code: str) -> None:
    with pytest.raises(NotAPeriod):
        parse_period(code)


def test_there_is_no_fifth_quarter() -> None:
    with pytest.raises(NotAPeriod):
        Quarter(2024, 5)


@given(ANY_KIND, DAYS)
def test_periods_follow_each_other_without_gaps(kind: type[Period], day: date) -> None:
    period = kind.of(day)
    assert day in period
    assert period.start in period
    assert period.end in period
    assert period.next.start == period.end + timedelta(days=1)
    assert period.next.previous == period.previous.next == period
    assert period.previous < period < period.next
    assert parse_period(period.code) == period == period_of(period.kind, day)


@given(ANY_KIND, DAYS)
def test_months_make_up_the_period(kind: type[Period], day: date) -> None:
    period = kind.of(day)
    assert len(period.months) == kind.months_long
    assert period.months[0].start == period.start
    assert period.months[-1].end == period.end


@given(ANY_KIND, DAYS, st.integers(min_value=0, max_value=1000))
def test_periods_between_two_days_cover_them(kind: type[Period], first: date, length: int) -> None:
    last = min(first + timedelta(days=length), date(2197, 12, 31))
    covering = list(kind.between(first, last))
    assert first in covering[0]
    assert last in covering[-1]
    assert covering == sorted(set(covering))
    assert not list(kind.between(first, first - timedelta(days=1)))


def test_the_current_period_is_that_of_the_district() -> None:
    with time_machine.travel(datetime(2024, 8, 31, 21, 30, tzinfo=UTC), tick=False):
        assert AcademicYear.current() == AcademicYear(2024)
        assert Month.current() == Month(2024, 9)


def test_periods_of_two_kinds_are_different_things() -> None:
    assert Year(2024) != AcademicYear(2024)
    assert len({Month(2024, 1), Quarter(2024, 1), HalfYear(2024, 1)}) == 3
    with pytest.raises(TypeError):
        sorted([Month(2024, 1), Quarter(2024, 1)])
