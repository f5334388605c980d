# SPDX-License-Identifier: MIT
"""Days of the district: what day it is, how a day is written, read and counted.

Moments are kept in UTC and shown in the zone of the district; a day without a time has no zone.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import dates as cldr

from nastavnik.foundation import clock
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import current_language, current_locale, ngettext
from nastavnik.foundation.i18n import gettext as _

DISTRICT_ZONE = ZoneInfo("Europe/Moscow")

MonthForm = Literal["nominative", "genitive", "prepositional", "short"]

_IN_MONTH = (
    *("январе", "феврале", "марте", "апреле", "мае", "июне"),
    *("июле", "августе", "сентябре", "октябре", "ноябре", "декабре"),
)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[.,/\- ]+(?P<month>\d{1,2})[.,/\- ]+(?P<year>\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[.\-/](?P<month>\d{1,2})[.\-/](?P<day>\d{1,2})")
_YEAR_WORD = re.compile(r"\s*(г\.?|года?\.?)\s*$", re.IGNORECASE)
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2199
_YEARS_AHEAD = 20


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return clock.now()


def today() -> date:
    """The current day of the district."""
    return clock.now().astimezone(DISTRICT_ZONE).date()


def in_district(moment: datetime) -> datetime:
    """The moment by the clock of the district; raise ``ValueError`` for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be placed")
    return moment.astimezone(DISTRICT_ZONE)


def day_of(value: date | datetime) -> date:
    """The day of the district on which ``value`` falls."""
    return in_district(value).date() if isinstance(value, datetime) else value


# Writing


def format_date(value: date | datetime) -> str:
    """«28.02.2025», in every language of the interface."""
    return f"{day_of(value):%d.%m.}{day_of(value).year:04}"


def format_datetime(moment: datetime) -> str:
    """«14.10.2024, 10:42» by the clock of the district."""
    return f"{format_date(moment)}, {in_district(moment):%H:%M}"


def format_long_date(value: date | datetime, *, weekday: bool = True) -> str:
    """«Понедельник, 14 октября 2024 г.», or «14 октября 2024 г.» without the weekday."""
    pattern = "d MMMM y 'г.'" if current_language() == "ru" else "d MMMM y"
    text = cldr.format_date(
        day_of(value), f"EEEE, {pattern}" if weekday else pattern, locale=current_locale()
    )
    return text[0].upper() + text[1:]


def month_name(month: int, form: MonthForm = "nominative") -> str:
    """The month by its number 1..12: «октябрь», «октября», «октябре» or «окт.»."""
    if form == "prepositional" and current_language() == "ru":
        return _IN_MONTH[month - 1]
    context: Literal["format", "stand-alone"] = "format" if form == "genitive" else "stand-alone"
    width: Literal["abbreviated", "wide"] = "abbreviated" if form == "short" else "wide"
    return str(cldr.get_month_names(width, context=context, locale=current_locale())[month])


# Reading


class NotADate(Refused):
    """What was typed is not a date. ``message`` is a sentence for the person who typed it."""


def parse_date(text: str) -> date:
    """Read a typed date: 28.02.2025, 28.2.25, 28-02-2025, 2025-02-28, with or without «г.».

    A year of two digits is the one nearest to the present that lies at most twenty years ahead.
    Raises ``NotADate``.
    """
    typed = _YEAR_WORD.sub("", text.strip())
    found = _DAY_FIRST.fullmatch(typed) or _YEAR_FIRST.fullmatch(typed)
    if found is None:
        raise NotADate(_("A date is written like this: %(example)s.", example="28.02.2025"))
    day, month, year = (int(found[part]) for part in ("day", "month", "year"))
    if len(found["year"]) == len("25"):
        year = _full_year(year)
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        raise NotADate(_("Check the year: %(year)s.", year=found["year"]))
    if not 1 <= month <= 12:
        raise NotADate(_("There is no such date: a year has twelve months."))
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise NotADate(
            ngettext(
                "There is no such date: %(month)s %(year)s has %(num)s day.",
                "There is no such date: %(month)s %(year)s has %(num)s days.",
                days,
                month=month_name(month, "prepositional"),
                year=year,
            )
        )
    return date(year, month, day)


def _full_year(two_digits: int) -> int:
    latest = today().year + _YEARS_AHEAD
    return latest - (latest - two_digits) % 100


# Counting in words


def days_in_words(days: int) -> str:
    """«14 дней»."""
    return ngettext("%(num)s day", "%(num)s days", days)


def deadline_in_words(due: date, on: date | None = None) -> str:
    """How far the deadline is from ``on`` (today): «Просрочено на 14 дней», «Сегодня», «Завтра», «Через 8 дней»."""
    days = (due - (on or today())).days
    if days < 0:
        return ngettext("Overdue by %(num)s day", "Overdue by %(num)s days", -days)
    if days == 0:
        return _("Today")
    if days == 1:
        return _("Tomorrow")
    return ngettext("In %(num)s day", "In %(num)s days", days)


def lateness_in_words(due: date, done_on: date) -> str:
    """«С опозданием на 3 дня»; empty when it was done in time."""
    days = (done_on - due).days
    return ngettext("%(num)s day late", "%(num)s days late", days) if days > 0 else ""


def moment_in_words(moment: datetime, at: datetime | None = None) -> str:
    """«Сегодня, 10:42», «Вчера, 10:42», and the full date for anything else."""
    local = in_district(moment)
    days_ago = (day_of(at or now()) - local.date()).days
    if days_ago == 0:
        return _("Today, %(time)s", time=f"{local:%H:%M}")
    if days_ago == 1:
        return _("Yesterday, %(time)s", time=f"{local:%H:%M}")
    return format_datetime(moment)


# Working days


@dataclass(frozen=True, slots=True)
class Holiday:
    """A state holiday: days ``first`` to ``last`` of a month, in force from the year ``since``.

    ``rolls`` says that a weekend day which it covers is given back on the next working day.
    """

    month: int
    first: int
    last: int
    since: int
    rolls: bool = True

    def days(self, year: int) -> list[date]:
        """Days of the holiday in that year; none before it was introduced."""
        if year < self.since:
            return []
        return [date(year, self.month, day) for day in range(self.first, self.last + 1)]


STATE_HOLIDAYS = (
    Holiday(1, 1, 8, since=2013, rolls=False),
    Holiday(2, 23, 23, since=2002),
    Holiday(3, 8, 8, since=1966),
    Holiday(5, 1, 1, since=1992),
    Holiday(5, 9, 9, since=1965),
    Holiday(6, 12, 12, since=1992),
    Holiday(11, 4, 4, since=2005),
)
"""Non-working holidays and the years since which they are what they are now (ТК РФ, ст. 112, ч. 1)."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Which days are working ones in a five-day week.

    A weekend day covered by a holiday moves to the next working day (ТК РФ, ст. 112, ч. 2). Weekend days that
    January covers, and any exception to the rule, are moved by a decree of the Government each year: the calendar
    cannot know it beforehand, so give the decree's days as ``days_off`` and ``working``; they overrule the rest.
    """

    holidays: tuple[Holiday, ...] = STATE_HOLIDAYS
    days_off: frozenset[date] = field(default_factory=frozenset)
    working: frozenset[date] = field(default_factory=frozenset)

    def is_working(self, day: date) -> bool:
        """Whether people work on that day."""
        if day in self.working:
            return True
        return not (day in self.days_off or _is_weekend(day) or day in _free_days(self.holidays, day.year))

    def add(self, start: date, amount: int) -> date:
        """The working day ``amount`` working days after ``start`` (before it, when negative).

        Counting begins on the day after ``start`` (ГК РФ, ст. 191). Zero gives ``start`` or, when people do not
        work then, the next working day.
        """
        step = timedelta(days=-1 if amount < 0 else 1)
        day, left = (start, abs(amount)) if amount else (start - step, 1)
        while left:
            day += step
            left -= self.is_working(day)
        return day


def is_working_day(day: date, calendar: WorkingCalendar | None = None) -> bool:
    """Whether ``day`` is a working day by the calendar (by default, holidays without yearly decrees)."""
    return (calendar or WorkingCalendar()).is_working(day)


def add_working_days(start: date, amount: int, calendar: WorkingCalendar | None = None) -> date:
    """``start`` plus or minus that many working days; see ``WorkingCalendar`` for what it cannot know."""
    return (calendar or WorkingCalendar()).add(start, amount)


def _is_weekend(day: date) -> bool:
    return day.isoweekday() > 5


@cache
def _free_days(holidays: tuple[Holiday, ...], year: int) -> frozenset[date]:
    """Holidays of the year and the days on which the weekend days covered by them are given back."""
    free = {day for holiday in holidays for day in holiday.days(year)}
    for holiday in holidays:
        for day in holiday.days(year):
            if holiday.rolls and _is_weekend(day):
                given_back = day
                while given_back in free or _is_weekend(given_back):
                    given_back += timedelta(days=1)
                free.add(given_back)
    return frozenset(free)
