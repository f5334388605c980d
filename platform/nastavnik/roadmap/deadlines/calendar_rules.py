# SPDX-License-Identifier: MIT
"""From a rule to due dates. The vocabulary of rules is the table in the package's docstring."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from .model import KINDS, BadRule, Deadline, Period, Rule
from .spans import day_in, month_end, unit_span

UNITS = ("day", "week", "month", "year")
FREQUENCIES = ("day", "week", "month", "quarter", "half_year", "year", "term", "trimester", "academic_year")

_MONTHS_LONG = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_LAST_MONTHS = {"term": (3, 5, 10, 12), "trimester": (2, 5, 11), "academic_year": (5,)}
_END_OF_MONTH = 31
_SUNDAY = 6
_FIRST_YEAR, _LAST_YEAR = date.min.year, date.max.year


def rebuild(kind: str, rule: Rule, period: Period, text: str = "") -> Deadline:
    """The deadline that a rule gives inside the period; for a rule that a person has corrected, too.

    Raises ``BadRule`` naming the key of the rule (or ``kind``) that has to be corrected.
    """
    if kind not in KINDS:
        raise BadRule("kind", f"{kind!r} is none of {', '.join(KINDS)}")
    rule = dict(rule)
    due = _DUE[kind](rule, period)
    return Deadline(kind, tuple(sorted(set(due))), rule, text.strip())


def _fixed(rule: Rule, _period: Period) -> Iterable[date]:
    if "date" in rule:
        return [_date(rule, "date")]
    first, last = _date(rule, "from"), _date(rule, "to")
    if first > last:
        raise BadRule("to", f"{last} is before {first}")
    return [last]


def _whole_period(rule: Rule, period: Period) -> Iterable[date]:
    if "from" in rule:
        _date(rule, "from")
    return [period.end]


def _relative(rule: Rule, _period: Period) -> Iterable[date]:
    if not isinstance(rule.get("event"), str) or not rule["event"].strip():
        raise BadRule("event", "the event is not named")
    rule["amount"] = _number(rule, "amount", 0, 9999)
    if rule.get("unit") not in UNITS:
        raise BadRule("unit", f"{rule.get('unit')!r} is none of {', '.join(UNITS)}")
    if rule.get("direction") not in ("after", "before"):
        raise BadRule("direction", "neither after nor before")
    return []


def _conditional(rule: Rule, period: Period) -> Iterable[date]:
    if "also" in rule and "latest" in rule:
        _date(rule, "latest")
    else:
        rule["latest"] = period.end.isoformat()
    return []


def _without_dates(_rule: Rule, _period: Period) -> Iterable[date]:
    return []


def _recurring(rule: Rule, period: Period) -> Iterable[date]:
    first, last = period.start, period.end
    if "from" in rule:
        first = max(first, _date(rule, "from"))
    if "until" in rule:
        last = min(last, _date(rule, "until"))
    days = set(_days(rule, period))
    if "first" in rule:
        start = _date(rule, "first")
        days = {day for day in days if day > start} | {start}
    return [day for day in days if first <= day <= last]


def _days(rule: Rule, period: Period) -> Iterator[date]:
    if "dates" in rule:
        yield from (_iso(day, "dates") for day in _list(rule, "dates"))
        return
    every = rule.get("every")
    if every not in FREQUENCIES:
        raise BadRule("every", f"{every!r} is none of {', '.join(FREQUENCIES)}")
    interval = _number(rule, "interval", 1, 999, default=1)
    if every == "day":
        yield from _every_days(period, interval)
        return
    if every == "week":
        days = _weekdays(rule, period, interval)
    elif every in _LAST_MONTHS:
        days = _month_ends(_LAST_MONTHS[every], period)
    elif every == "year" and any(key in rule for key in _NAMED_DAYS):
        yield from _named_days(rule, period)
        return
    else:
        days = _units(rule, every, interval, period)
    months = _allowed_months(rule) if every != "year" else None
    yield from (day for day in days if months is None or day.month in months)


def _every_days(period: Period, interval: int) -> Iterator[date]:
    for ordinal in range(period.start.toordinal() + interval - 1, period.end.toordinal() + 1, interval):
        yield date.fromordinal(ordinal)


def _weekdays(rule: Rule, period: Period, interval: int) -> Iterator[date]:
    weekdays = [_whole(value, "weekdays", 0, 6) for value in rule.get("weekdays") or [_SUNDAY]]
    monday = period.start.toordinal() - period.start.weekday()
    last = period.end.toordinal()
    for week in range(monday + 7 * (interval - 1), last + 1, 7 * interval):
        yield from (date.fromordinal(week + day) for day in weekdays if week + day <= last and week + day > 0)


def _month_ends(months: Iterable[int], period: Period) -> Iterator[date]:
    for year in range(period.start.year, period.end.year + 1):
        yield from (day_in(year, month_end(month)) for month in months)


_NAMED_DAYS: dict[str, Callable[[Rule], list[tuple[int, int]]]] = {
    "month_days": lambda rule: [_month_day(value) for value in _list(rule, "month_days")],
    "months": lambda rule: [month_end(_whole(value, "months", 1, 12)) for value in _list(rule, "months")],
    "quarters": lambda rule: [_unit_end("quarter", value) for value in _list(rule, "quarters")],
    "half_years": lambda rule: [_unit_end("half_year", value) for value in _list(rule, "half_years")],
    "terms": lambda rule: [_unit_end("term", value) for value in _list(rule, "terms")],
    "to_month": lambda rule: [month_end(_number(rule, "to_month", 1, 12))],
    "month": lambda rule: [
        (_number(rule, "month", 1, 12), _number(rule, "day", 1, 31, default=_END_OF_MONTH))
    ],
}


def _named_days(rule: Rule, period: Period) -> Iterator[date]:
    named = next(days(rule) for key, days in _NAMED_DAYS.items() if key in rule)
    following = bool(rule.get("following"))
    for year in range(period.start.year, period.end.year + 1):
        # «до 1 февраля следующего года» answers for a year of which the period has a day.
        if not following or year > period.start.year:
            yield from (day_in(year, month_day) for month_day in named)


def _units(rule: Rule, every: str, interval: int, period: Period) -> Iterator[date]:
    """The due days of calendar units: their last day, or the day and the month of the unit that the rule names."""
    long = _MONTHS_LONG[every]
    first = (period.start.year * 12 + period.start.month - 1) // long
    last = (period.end.year * 12 + period.end.month - 1) // long
    following = bool(rule.get("following"))
    default = 1 if following else long
    month = _number(rule, "month", 1, long, default=default) if every != "month" else 1
    aligned = 12 % (long * interval) == 0
    for unit in range(first, last + 1):
        if (unit if aligned else unit - first) % interval != interval - 1:
            continue
        year, index = divmod((unit + following) * long + month - 1, 12)
        if _FIRST_YEAR <= year <= _LAST_YEAR:
            yield from _days_in_month(rule, year, index + 1)


def _days_in_month(rule: Rule, year: int, month: int) -> Iterator[date]:
    if "nth" in rule:
        nth = _whole(rule["nth"], "nth", -1, 5)
        for weekday in _list(rule, "weekdays"):
            yield from _nth_weekday(year, month, nth, _whole(weekday, "weekdays", 0, 6))
        return
    numbers = rule["days"] if "days" in rule else [rule.get("day", _END_OF_MONTH)]
    if not isinstance(numbers, list) or not numbers:
        raise BadRule("days", "not a list of days")
    for number in numbers:
        day = day_in(year, (month, _whole(number, "days" if "days" in rule else "day", 1, 31)))
        if rule.get("working_days"):
            day -= timedelta(days=max(0, day.weekday() - 4))
        if "after_days" in rule:
            day = date.fromordinal(
                min(day.toordinal() + _number(rule, "after_days", 0, 366), date.max.toordinal())
            )
        yield day


def _nth_weekday(year: int, month: int, nth: int, weekday: int) -> Iterator[date]:
    last = day_in(year, month_end(month))
    if nth == -1:
        yield last - timedelta(days=(last.weekday() - weekday) % 7)
        return
    day = 1 + (weekday - date(year, month, 1).weekday()) % 7 + 7 * (nth - 1)
    if 1 <= day <= last.day:
        yield date(year, month, day)


def _allowed_months(rule: Rule) -> frozenset[int] | None:
    if "months" in rule:
        return frozenset(_whole(value, "months", 1, 12) for value in _list(rule, "months"))
    if "from_month" not in rule and "to_month" not in rule:
        return None
    first = _number(rule, "from_month", 1, 12, default=1)
    last = _number(rule, "to_month", 1, 12, default=12)
    return frozenset((month - 1) % 12 + 1 for month in range(first, last + (12 if first > last else 0) + 1))


def _unit_end(unit: str, value: Any) -> tuple[int, int]:
    number = _whole(value, f"{unit}s", 1, 4)
    span = unit_span(unit, number, number)
    if span is None:
        raise BadRule(f"{unit}s", f"there is no {unit} {number}")
    return span.last


def _month_day(value: Any) -> tuple[int, int]:
    month, _, day = str(value).partition("-")
    return (_whole(month, "month_days", 1, 12), _whole(day, "month_days", 1, 31))


def _list(rule: Rule, key: str) -> list[Any]:
    value = rule.get(key)
    if not isinstance(value, list) or not value:
        raise BadRule(key, "not a list")
    return value


def _number(rule: Rule, key: str, low: int, high: int, default: int | None = None) -> int:
    return _whole(rule.get(key, default), key, low, high)


def _whole(value: Any, key: str, low: int, high: int) -> int:
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,4}\s*", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadRule(key, f"{value!r} is no whole number from {low} to {high}")
    return value


def _date(rule: Rule, key: str) -> date:
    return _iso(rule.get(key), key)


def _iso(value: Any, key: str) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadRule(key, f"{value!r} is no date") from None


_DUE: dict[str, Callable[[Rule, Period], Iterable[date]]] = {
    "fixed": _fixed,
    "recurring": _recurring,
    "whole_period": _whole_period,
    "relative": _relative,
    "external": _without_dates,
    "conditional": _conditional,
    "unclear": _without_dates,
}
