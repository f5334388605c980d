# SPDX-License-Identifier: MIT
"""The grammar of calendar expressions: dates, months, quarters, parts of months and years, ranges and lists of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .number_grammar import NumberPair, Reader, attempt
from .spans import ACADEMIC_START, MonthDay, Span, Years, day_span, joined, month_end, month_span, unit_span
from .tokens import Token

_SEASONS = {"winter": (12, 2), "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11)}
_NUMBERED_UNITS = ("quarter", "half_year", "term", "trimester")
_LAST_DAY = 31
_DECEMBER = 12
_WEEKS = {1: (1, 7), 2: (8, 14), 3: (15, 21), 4: (22, 28), 5: (25, 31), -1: (25, 31)}
_DECADES = {1: (1, 10), 2: (11, 20), 3: (21, 31), -1: (21, 31)}
_HALVES = {1: (1, 15), 2: (16, 31), -1: (16, 31)}
_PARTS_OF_MONTH = {"begin": (1, 10), "middle": (11, 20), "end": (21, 31)}
_PARTS_OF_YEAR = {"begin": 1, "middle": 6, "end": 12}
_PARTS_OF_ACADEMIC_YEAR = {"begin": 9, "middle": 12, "end": 5}
_LEADING_KINDS = ("limit", "starting", "period", "term", "during", "all")
_LEADING_WORDS = ("чем", "вплоть", "примерно", "ориентировочно")
_LEADING = frozenset(("в", "на", "до", "по", "к", "за", "с", "от", "не", "после"))


@dataclass(frozen=True)
class Calendar:
    """Spans and years in the order of the wording. ``following``: they are said to lie in the year after."""

    elements: tuple[Span | Years, ...]
    following: bool = False


@dataclass(frozen=True)
class Part:
    """Days of a month or months of a longer unit that repeat: «конец месяца», «начало квартала»."""

    unit: str
    days: tuple[int, ...] = ()
    month: int | None = None


class CalendarReader(Reader):
    """The productions of the calendar."""

    def atom(self, *, to_a_day: bool = False) -> list[Span] | None:
        """The smallest expressions. ``to_a_day``: a preposition asks for one day («на начало учебного года»)."""
        return (
            self._date()
            or self._days_of_month()
            or self._ordinal_part()
            or self._numbered_unit()
            or self._part_span(to_a_day=to_a_day)
            or (to_a_day and self._new_academic_year())
            or self._month()
            or self._season()
            or None
        )

    def _date(self) -> list[Span] | None:
        token = self.take("date", "month_year")
        if token is None:
            return None
        if token.kind == "month_year":
            month, year = token.value
            return [replace(month_span(month), year=year)]
        day, month, year = token.value
        if year:
            self.take_unit("year")
        return [day_span(month, day, year)]

    @attempt
    def _days_of_month(self) -> list[Span] | None:
        pairs = self.numbers()
        if pairs is None or not all(1 <= day <= _LAST_DAY for pair in pairs for day in pair):
            return None
        self.take("day_number")
        ranged = bool(self.take("-") or self.take_prep("по", "до"))
        token = self.take("date") if ranged else self.take("month")
        if token is None:
            return None
        month, year = (token.value, None) if token.kind == "month" else token.value[1:]
        if ranged:
            pairs[-1] = (pairs[-1][0], token.value[0])
        self.take_unit("month")
        if len(pairs) == 2 and pairs[0][0] == pairs[0][1] and not self._listed(token):
            pairs = [(pairs[0][0], pairs[1][1])]
        return [_window((month, first), (month, last), year) for first, last in pairs]

    def _listed(self, month: Token) -> bool:
        """Whether the numbers before the month are parted by a sign: «15, 30 марта», unlike «27 30 марта»."""
        index = self.tokens.index(month)
        return not (self.tokens[index - 1].kind == self.tokens[index - 2].kind == "num")

    @attempt
    def _ordinal_part(self) -> list[Span] | None:
        """«первая неделя сентября», «2-3 декада марта», «вторая половина мая», «последние две недели августа»."""
        found = self.ordinal_days()
        if found is None:
            return None
        unit, days = found
        self.take("every")
        month = self.take("month")
        if month:
            return [_window((month.value, first), (month.value, last), grain="part") for first, last in days]
        if unit == "half" and days in ([_HALVES[1]], [_HALVES[2]]):
            number = 1 if days == [_HALVES[1]] else 2
            academic = self.academic_year_words()
            if academic or self.take_unit("year") or self.peek().kind == "year":
                span = unit_span("half_year", number, number, academic=academic)
                return [span] if span else None
        return None

    @attempt
    def ordinal_days(self) -> tuple[str, list[NumberPair]] | None:
        """Which days of a month the weeks, decades or halves are, with their unit."""
        self.take("every")
        last = self.take("last")
        pairs = self.numbers()
        unit = self.take_unit("week", "decade", "half")
        if unit is None or (pairs is None and not last):
            return None
        table = {"week": _WEEKS, "decade": _DECADES, "half": _HALVES}[unit.value]
        if last and pairs:
            length = min(_LAST_DAY, pairs[-1][1] * (7 if unit.value == "week" else 10))
            return unit.value, [(_LAST_DAY - length + 1, _LAST_DAY)]
        if last:
            return unit.value, [table[-1]]
        pairs = pairs or []
        if (
            len(pairs) == 2
            and pairs[0] == (1, 1)
            and pairs[1][0] == pairs[1][1]
            and unit.word.endswith(("и", "ы"))
        ):
            # «первые две недели» are weeks 1 to 2, and so is «1, 2 недели».
            pairs = [(1, pairs[1][1])]
        if not all(number in table and number > 0 for pair in pairs for number in pair):
            return None
        return unit.value, [(table[first][0], table[final][1]) for first, final in pairs]

    @attempt
    def _numbered_unit(self) -> list[Span] | None:
        """«I квартал», «1, 3 кв.», «I-II квартал», «второе полугодие», «квартал II», «3 четверть»."""
        pairs = self.numbers()
        unit = self.take_unit(*_NUMBERED_UNITS)
        if unit is None:
            return None
        if pairs is None:
            pairs = self.numbers()
            if pairs is None or self.peek().kind in ("month", "day_number", "times", "unit"):
                return None
        academic = self.academic_year_words()
        spans = [unit_span(unit.value, first, last, academic=academic) for first, last in pairs]
        return [span for span in spans if span] or None

    @attempt
    def _part_span(self, *, to_a_day: bool) -> list[Span] | None:
        names = self._part_names()
        if not names:
            return None
        self.take("every", "current")
        if self.peek().word.startswith("нов"):
            self.at += 1
        month = self.take("month")
        if month:
            if to_a_day and names == ["begin"]:
                return [day_span(month.value, 1)]
            if to_a_day and names == ["end"]:
                return [day_span(*month_end(month.value))]
            days = [_PARTS_OF_MONTH[name] for name in names]
            return [_window((month.value, first), (month.value, last), grain="part") for first, last in days]
        units = self._numbered_unit()
        if units:
            if to_a_day and names == ["end"]:
                return [day_span(*unit.last) for unit in units]
            return [_part_of(unit, name) for unit in units for name in names]
        before_years = self.at
        years = self.years()
        self.at = before_years
        academic = years.academic if years else self.academic_year_words()
        if not years and not academic and not self.take_unit("year"):
            return None
        if to_a_day and names == ["begin"]:
            return [day_span(*(ACADEMIC_START if academic else (1, 1)))]
        months = _PARTS_OF_ACADEMIC_YEAR if academic else _PARTS_OF_YEAR
        if to_a_day and names == ["end"]:
            return [day_span(*month_end(months["end"]))]
        return [month_span(months[name]) for name in names]

    @attempt
    def _part_names(self) -> list[str] | None:
        """«начало», «начало и конец», «в начале, в середине и в конце»."""
        names: list[str] = []
        while True:
            between = self.at
            self.separators()
            self.take_prep("в", "на", "к")
            token = self.take("part", "finish") if names or self.at == between else None
            if token is None:
                self.at = between
                return names or None
            names.append("end" if token.kind == "finish" else token.value)

    @attempt
    def repeated_part(self) -> Part | None:
        """«конец месяца», «начало каждого квартала», «первая неделя», «последняя декада месяца»."""
        found = self.ordinal_days()
        if found:
            unit, days = found
            self.take("every")
            of_month = self.take_unit("month")
            genitive = self.tokens[self.at - 1].word in ("недели", "недель", "декад")
            if self.peek().kind == "month" or (not of_month and (unit == "half" or genitive)):
                return None
            return Part("", tuple(last for _, last in days))
        names = self._part_names()
        if not names:
            return None
        self.take("every", "current", "reporting")
        target = self.take_unit("month", *_NUMBERED_UNITS)
        if target is None:
            return None
        if target.value == "month":
            return Part("month", tuple(_PARTS_OF_MONTH[name][1] for name in names))
        long = {"quarter": 3, "half_year": 6}.get(target.value)
        month = {"begin": 1, "middle": long and (long + 1) // 2, "end": None}[names[-1]] if long else None
        return Part(target.value, (), month)

    @attempt
    def _new_academic_year(self) -> list[Span] | None:
        """«к новому учебному году», «до Нового года»."""
        if not self.peek().word.startswith("нов"):
            return None
        self.at += 1
        if self.academic_year_words():
            return [day_span(*ACADEMIC_START)]
        return [day_span(*month_end(_DECEMBER))] if self.take_unit("year") else None

    def _month(self) -> list[Span] | None:
        token = self.take("month")
        if token is None:
            return None
        self.take_unit("month")
        return [month_span(token.value)]

    @attempt
    def _season(self) -> list[Span] | None:
        token = self.take("season")
        if token is None or self.peek().value == "holidays":
            return None
        self.take("period")
        first, last = _SEASONS[token.value]
        return [Span((first, 1), month_end(last), "season")]

    @attempt
    def item(self) -> list[Span | Years] | None:
        """An atom or a range of two, with the prepositions before it and the years after it."""
        lead = self._lead()
        named = self.peek().kind in ("month", "season")
        spans = self.atom(to_a_day=bool(lead & {"к", "на", "до", "с"}))
        if spans is None:
            years = self.years()
            return None if years is None else [_open_years(years) if lead & {"с", "earliest"} else years]
        ranged = self._range_from(spans[-1], opened=bool(lead & {"с", "от"}))
        if ranged:
            spans = [*spans[:-1], ranged]
        elif lead & {"с", "earliest"} and spans[-1].grain != "part":
            spans = [replace(span, grain="open", last=span.first) for span in spans]
        elif "от" in lead:
            return None
        elif named and lead & {"до", "latest"}:
            spans = [replace(span, first=span.last, grain="day") for span in spans]
        elif "к" in lead and named:
            spans = [_first_day(span) for span in spans]
        years = self.years(after_month=spans[-1].year is None)
        return [*spans, years] if years else [*spans]

    def _lead(self) -> set[str]:
        lead: set[str] = set()
        while True:
            token = self.peek()
            known = token.kind == "prep" and token.value in _LEADING
            if not known and token.kind not in _LEADING_KINDS and token.word not in _LEADING_WORDS:
                return lead
            lead.add("с" if token.kind == "starting" or token.value == "после" else str(token.value))
            self.at += 1

    @attempt
    def _range_from(self, left: Span, *, opened: bool) -> Span | None:
        years = self.years(after_month=left.year is None)
        if years and not left.year:
            if len(years.pairs) != 1 or (years.pairs[0][0] != years.pairs[0][1] and not years.academic):
                return None
            first, last = years.pairs[0]
            left = replace(left, year=last if years.academic and left.last < ACADEMIC_START else first)
        marked = bool(self.take("-"))
        while self.take("-"):
            pass
        upto = self.take_prep("по") or ((opened or marked) and self.take_prep("до"))
        if not marked and not upto and (left.grain != "day" or self.peek().kind not in ("date", "num")):
            return None
        right = self.atom()
        if right is None or len(right) != 1 or (right[0].year and left.year and right[0].end < left.start):
            return None
        last_years = self.years(after_month=True) if left.year and not right[0].year else None
        if last_years:
            return joined(left, replace(right[0], year=last_years.pairs[-1][1]))
        return joined(left, right[0])

    @attempt
    def calendar(self) -> Calendar | None:
        """A list of items: «март, май», «1 сентября и 15 января», «2023 год: март; 2024 год: май»."""
        elements: list[Span | Years] = []
        following = False
        while True:
            between = self.at
            if elements:
                following |= self._next_year()
                between = self.at
                self.separators()
            piece = self.item()
            if piece is None:
                self.at = between
                break
            elements += piece
        return Calendar(tuple(elements), following=following) if elements else None

    @attempt
    def _next_year_words(self) -> bool | None:
        self.take(",")
        self.take_unit("year")
        self.take(",")
        if not self.take("next"):
            return None
        self.take_prep("за")
        self.take("reporting")
        self.take_unit("year")
        return True

    def _next_year(self) -> bool:
        if self.peek().kind == "current" and self.peek(1).value == "year":
            self.at += 2
        return bool(self._next_year_words())


def _window(first: MonthDay, last: MonthDay, year: int | None = None, *, grain: str = "day") -> Span:
    return Span(first, last, "part" if grain == "day" and first != last else grain, year)


def _first_day(span: Span) -> Span:
    """«к маю» asks for the day when May begins; a day stays what it is."""
    return span if span.grain == "day" else Span(span.first, span.first, "day", span.year)


def _part_of(unit: Span, name: str) -> Span:
    months = unit.months()
    return month_span({"begin": months[0], "middle": months[len(months) // 2], "end": months[-1]}[name])


def _open_years(years: Years) -> Span:
    first = years.pairs[0][0]
    start = ACADEMIC_START if years.academic else (1, 1)
    return Span(start, start, "open", first)
