# SPDX-License-Identifier: MIT
"""Dates and periods in the head of an order."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange

from nastavnik.roadmap.deadlines import Period

_MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
DATE = (
    r"(?:(?<!\d)\d{1,2}\s?[./]\s?\d{1,2}\s?[./]\s?(?:\d{4}|\d{2})(?!\d)"
    rf"|[«\"“]?\s?\d{{1,2}}\s?[»\"”]?\s+(?:{'|'.join(_MONTHS)})\s+\d{{4}})"
)
"""A date in digits or in words, without groups, for use inside other expressions."""
_NUMERIC = re.compile(r"(\d{1,2})\s?[./]\s?(\d{1,2})\s?[./]\s?(\d{4}|\d{2})")
_WORDED = re.compile(rf"(\d{{1,2}})\D{{1,4}}({'|'.join(_MONTHS)})\s+(\d{{4}})", re.IGNORECASE)
_FIND_DATE = re.compile(DATE, re.IGNORECASE)
_YEAR = r"(?<!\d)(20\d\d)(?!\d)"
_DASH = r"\s?[-–—/]\s?"
_BETWEEN = re.compile(
    rf"(?:с|от|со)\s+({DATE})\s*(?:г\.?|года?)?\s*(?:по|до|{_DASH})\s*({DATE})", re.IGNORECASE
)
_UNTIL_DATE = re.compile(rf"(?:до|по)\s+({DATE})", re.IGNORECASE)
_ACADEMIC = re.compile(
    rf"{_YEAR}{_DASH}(20\d\d|\d\d)\s*(?:г\.?г?\.?\s*)?(?:учебн\w*|уч\.?)\s*(?:год\w*|г\.?)", re.IGNORECASE
)
_YEARS = re.compile(
    rf"(?:с\s+)?{_YEAR}(?:\s*г\.|\s*год\w*)?(?:{_DASH}|\s+по\s+|\s+и\s+|\s*,\s*)(?:20\d\d\s*(?:,|и)\s*)*(20\d\d)\s*(?:г|год)",
    re.IGNORECASE,
)
_HALF = re.compile(
    rf"(?:(I{{1,2}}|[12]|перво\w+|второ\w+)(?:-?[оеймго]{{1,3}})?\s+полугоди\w+)\s+{_YEAR}", re.IGNORECASE
)
_UNTIL = re.compile(rf"до\s+{_YEAR}\s*(?:г|год)", re.IGNORECASE)
_ONE = re.compile(rf"{_YEAR}\s*(?:г\.|г\b|год)", re.IGNORECASE)


def parse_date(text: str) -> dt.date | None:
    """«27.02.2023», «27.02.23», «27 февраля 2023», «27» февраля 2023; None for a day that does not exist."""
    if found := _NUMERIC.search(text):
        day, month, year = int(found[1]), int(found[2]), int(found[3])
    elif found := _WORDED.search(text):
        day, month, year = int(found[1]), _MONTHS.index(found[2].lower()) + 1, int(found[3])
    else:
        return None
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def find_date(text: str) -> dt.date | None:
    """The first date in a text."""
    return next((day for found in _FIND_DATE.finditer(text) if (day := parse_date(found[0]))), None)


def find_period(text: str, ordered_on: dt.date | None) -> Period | None:
    """The period a title names.

    «на 2023-2024 гг.» is calendar years, which begin on the day of the order when that day lies in the first of
    them; «на 2024/2025 учебный год» is 1 September to 31 August; «до 2030 года» begins with the order.
    """
    if found := _BETWEEN.search(text):
        return _period(parse_date(found[1]), parse_date(found[2]))
    if found := _ACADEMIC.search(text):
        last = int(found[2])
        return _period(dt.date(int(found[1]), 9, 1), dt.date(last + 2000 if last < 100 else last, 8, 31))
    if found := _UNTIL_DATE.search(text):
        return _period(ordered_on, parse_date(found[1]))
    text = _FIND_DATE.sub(" ", text)
    if found := _YEARS.search(text):
        return _calendar(int(found[1]), int(found[2]), ordered_on)
    if found := _HALF.search(text):
        year, first = int(found[2]), found[1].lower() in ("i", "1") or found[1].lower().startswith("перв")
        month = 6 if first else 12
        return _period(dt.date(year, month - 5, 1), dt.date(year, month, monthrange(year, month)[1]))
    if found := _UNTIL.search(text):
        return _period(ordered_on, dt.date(int(found[1]), 12, 31))
    if found := _ONE.search(text):
        return _calendar(int(found[1]), int(found[1]), ordered_on)
    return None


def _calendar(first: int, last: int, ordered_on: dt.date | None) -> Period | None:
    start = dt.date(first, 1, 1)
    if ordered_on is not None and ordered_on.year == first:
        start = ordered_on
    return _period(start, dt.date(last, 12, 31))


def _period(start: dt.date | None, end: dt.date | None) -> Period | None:
    return Period(start, end) if start and end and start <= end else None
