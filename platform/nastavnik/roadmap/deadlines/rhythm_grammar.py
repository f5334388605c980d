# SPDX-License-Identifier: MIT
"""The grammar of repetition: «ежеквартально», «2 раза в год», «каждую пятницу», «до 5 числа следующего месяца»."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .calendar_grammar import CalendarReader
from .number_grammar import attempt

# From the finest to the widest: of two frequencies in one wording the finer one holds.
_FINENESS = ("day", "week", "month", "quarter", "term", "trimester", "half_year", "academic_year", "year")
_DAYS_IN_DECADE = 10
_LAST_DAY = 31
_MOST_INTERVAL = 99


@dataclass(frozen=True)
class Rhythm:
    """How often. ``unit`` is empty while only a number of times or days of some month are known.

    ``month`` counts inside the unit; ``following``: the day lies in the unit after the one it reports on;
    ``floor``: «не реже»; ``weak``: bare numbers, which count only beside a frequency; ``loose``: the unit says only where
    the day lies, so that a wider frequency beside it holds: «ежеквартально до последнего дня месяца».
    """

    unit: str = ""
    interval: int = 1
    times: int | None = None
    days: tuple[int, ...] = ()
    month: int | None = None
    following: bool = False
    weekdays: tuple[int, ...] = ()
    nth: int | None = None
    working_days: bool = False
    floor: bool = False
    weak: bool = False
    loose: bool = False

    def and_also(self, other: Rhythm) -> Rhythm:
        """Both in one: the finer unit, and whatever only one of them knows."""
        finer, wider = sorted((self, other), key=lambda one: _FINENESS.index(one.unit) if one.unit else 99)
        if finer.loose and wider.unit:
            return replace(wider, working_days=finer.working_days or wider.working_days)
        return Rhythm(
            unit=finer.unit,
            interval=finer.interval,
            times=finer.times or (wider.times if not wider.unit or wider.unit == finer.unit else None),
            days=finer.days or wider.days,
            month=finer.month or wider.month,
            following=finer.following or wider.following,
            weekdays=finer.weekdays or wider.weekdays,
            nth=finer.nth or wider.nth,
            working_days=finer.working_days or wider.working_days,
            floor=finer.floor or wider.floor,
        )


class RhythmReader(CalendarReader):
    """The productions of repetition."""

    @attempt
    def rhythm(self) -> Rhythm | None:
        """Any one way to say how often."""
        floor = self._floor()
        found = self._in_one_word() or self._times()
        if found:
            return replace(found, floor=floor) if floor else found
        found = self._nth_weekday() or self._every() or self._by_units()
        if found:
            return found
        self._leads()
        return self._day_numbers() or self._last_day() or self._part() or self._bare_days()

    def _leads(self) -> None:
        while self.take_prep("в", "на", "до", "по", "к", "за", "с", "не") or self.take("limit", "term"):
            pass

    @attempt
    def _floor(self) -> bool | None:
        if self.take("minimum"):
            return True
        if self.take_prep("не") and (limit := self.take("limit")) and limit.value in ("least", "most"):
            if self.peek().word == "чем":
                self.at += 1
            return bool(limit.value == "least")
        return None

    def _in_one_word(self) -> Rhythm | None:
        token = self.take("frequency")
        return Rhythm(token.value) if token else None

    @attempt
    def _times(self) -> Rhythm | None:
        """«1 раз в квартал», «раз в две недели», «дважды в год», «2-3 раза в месяц», «2 раза»."""
        word = self.take("times_in_word")
        count = word.value if word else None
        if not word:
            pairs = self.numbers()
            if not self.take("times"):
                return None
            count = pairs[0][0] if pairs else None
        unit = self._per_unit()
        if unit:
            return replace(unit, times=count)
        return Rhythm(times=count) if count else None

    @attempt
    def _per_unit(self) -> Rhythm | None:
        if not (self.take_prep("в", "за", "на", "по") or self.take("/", "-")):
            return None
        return self._unit()

    @attempt
    def _unit(self) -> Rhythm | None:
        self.take("every")
        academic = bool(self.take("academic"))
        pairs = self.numbers()
        interval = pairs[-1][1] if pairs else 1
        self.take("working")
        token = self.take("unit")
        if token is None or not 1 <= interval <= _MOST_INTERVAL:
            return None
        unit: str = token.value
        if unit == "decade":
            return Rhythm("day", interval=interval * _DAYS_IN_DECADE)
        if unit not in _FINENESS:
            return None
        return Rhythm("academic_year" if academic and unit == "year" else unit, interval=interval)

    @attempt
    def _every(self) -> Rhythm | None:
        """«каждый месяц», «каждые две недели», «каждый понедельник и среду», «каждый май»."""
        self.take_prep("в", "на", "за", "к", "по")
        if not self.take("every"):
            return None
        if self.peek().kind in ("month", "season"):
            return Rhythm("year")
        weekdays = self._weekdays()
        if weekdays:
            return Rhythm("week", weekdays=weekdays)
        self.at -= 1
        return self._unit()

    def _weekdays(self) -> tuple[int, ...]:
        days: list[int] = []
        while token := self.take("weekday"):
            days.append(token.value)
            between = self.at
            self.separators()
            if self.peek().kind != "weekday":
                self.at = between
        return tuple(sorted(set(days)))

    @attempt
    def _nth_weekday(self) -> Rhythm | None:
        """«последняя пятница месяца», «каждый первый вторник», «второй вторник и четверг каждого месяца»."""
        self.take_prep("в", "на", "к")
        self.take("every")
        nth = -1 if self.take("last") else self.number()
        weekdays = self._weekdays()
        if nth is None or not weekdays or not -1 <= nth <= 5:
            return None
        self.take("every")
        self.take_unit("month")
        return Rhythm("month", weekdays=weekdays, nth=nth)

    @attempt
    def _by_units(self) -> Rhythm | None:
        """«по понедельникам», «по четвертям», «по итогам каждого квартала», «после окончания каждой четверти»."""
        if not self.take_prep("по", "после"):
            return None
        if self.take("finish"):
            return self._unit() if self.take("every") else None
        if self.peek().word.startswith(("итог", "результат")):
            self.at += 1
            if self.take("every", "reporting"):
                return self._unit()
            unit = self._unit() if self.peek().kind in ("academic", "unit") else None
            return unit if unit and self.peek().kind not in ("year", "num") else None
        weekdays = self._weekdays()
        if weekdays:
            return Rhythm("week", weekdays=weekdays)
        return (
            self._unit() if self.peek().word.endswith(("ам", "ям")) and self.peek().kind == "unit" else None
        )

    @attempt
    def _day_numbers(self) -> Rhythm | None:
        """«до 5 числа», «1 и 15 числа каждого месяца», «до 10 числа месяца, следующего за отчётным кварталом»."""
        self.take("every")
        last = self.take("last")
        pairs = self.numbers()
        self.take("every")
        if not self.take("day_number") or (pairs is None and not last):
            return None
        days = tuple(pair[1] for pair in pairs) if pairs else (_LAST_DAY,)
        if not all(1 <= day <= _LAST_DAY for day in days) or self.peek().kind == "month":
            return None
        return self._of_which_month(Rhythm(days=days))

    def _of_which_month(self, rhythm: Rhythm) -> Rhythm:
        """The words after the day: of every month, of the last month of the quarter, of the month after the quarter."""
        month: int | None = None
        unit = ""
        following = False
        while True:
            start = self.at
            if self.peek().kind == "," and self.peek(1).kind in ("next", "last", "num"):
                self.at += 1
            token = self.take("every", "current", "reporting", "next", "last", "unit", "period")
            if token is None and self.peek().kind == "num" and self.peek(1).value == "month":
                token = self.take("num")
            if token is None and self.take_prep("за") and self.peek().kind in ("reporting", "unit", "period"):
                continue
            if token is None or (token.kind == "unit" and token.value not in _FINENESS):
                self.at = start
                break
            following |= token.kind == "next"
            if token.kind in ("last", "num") and self.peek().value == "month":
                month = token.value
            if token.kind == "unit" and (not unit or unit == "month"):
                unit = token.value
        # «месяца» alone says no more than «числа» does: the frequency may stand elsewhere in the wording.
        unit = "" if unit == "month" else unit
        lengths = {"quarter": 3, "half_year": 6, "year": 12}
        month = lengths.get(unit, 3) if month == -1 else month
        return replace(rhythm, unit=unit, month=month, following=following)

    @attempt
    def _last_day(self) -> Rhythm | None:
        """«последний день месяца», «последний рабочий день каждого квартала», «первый день полугодия»."""
        self.take("every")
        last = self.take("last")
        number = None if last else self.number()
        working = self.take("working")
        if not self.take_unit("day") or (not last and number is None):
            return None
        each = self.take("every", "current")
        target = self.take_unit("week", "month", "quarter", "half_year", "year")
        if target is None:
            return None
        if last:
            loose = target.value == "month" and not each
            return Rhythm(
                target.value, working_days=bool(working and working.value == "working"), loose=loose
            )
        if number and number <= _LAST_DAY and target.value != "week":
            return Rhythm(target.value, days=(number,), month=None if target.value == "month" else 1)
        return None

    @attempt
    def _part(self) -> Rhythm | None:
        found = self.repeated_part()
        return Rhythm(found.unit, days=found.days, month=found.month) if found else None

    @attempt
    def _bare_days(self) -> Rhythm | None:
        """«ежемесячно до 5»: a number after a preposition that counts only beside a frequency."""
        before = self.peek(-1)
        introduced = (before.kind == "prep" and before.value in ("до", "к")) or before.kind == "limit"
        pairs = self.numbers() if introduced else None
        if not pairs or self.peek().kind not in ("", ",", ";", ")", "frequency", "every"):
            return None
        days = tuple(pair[1] for pair in pairs)
        return Rhythm(days=days, weak=True) if all(1 <= day <= _LAST_DAY for day in days) else None
