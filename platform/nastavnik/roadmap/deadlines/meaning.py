# SPDX-License-Identifier: MIT
"""What the signals of a wording mean together: one kind and one rule.

Of two signals the narrower one holds and the other is kept in the rule: a condition before an event, an event
before dates, dates before somebody's schedule, a schedule before «каждый год» and before the whole period. What is
guaranteed is not taken back by a condition: «по мере необходимости, но не реже 1 раза в год» recurs every year.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from typing import TypeVar

from .calendar_grammar import Calendar
from .calendar_rules import rebuild
from .model import Period, Rule
from .rhythm_grammar import Rhythm
from .signals import Amount, Condition, Event, Signal, Source, Then, Whole
from .spans import Span, covers, day_in, month_end, with_years
from .tokens import Token

Meaning = tuple[str, Rule]
S = TypeVar("S")

# A bare «график» or «(необходимость)» says enough; in a longer wording such a word stands there by chance.
_MOST_BARE_TOKENS = 3
_UNCLEAR: Meaning = ("unclear", {})
# «ежеквартально до 10 числа» reports after the quarter; «ежеквартально до 25 числа» closes it.
_LAST_REPORTING_DAY = 15
_MONTH_GRAINS = {"month", "months", "season"}
_LENGTHS = {"quarter": 3, "half_year": 6, "year": 12}


def meaning_of(signals: Sequence[Signal], tokens: Sequence[Token], period: Period) -> Meaning:
    """The kind and the rule; ``tokens`` are asked when no signal was found."""
    parts = [index for index, signal in enumerate(signals) if isinstance(signal, Then)]
    if parts:
        first = _meaning(signals[: parts[0]], period)
        later = _meaning([signal for signal in signals[parts[0] :] if not isinstance(signal, Then)], period)
        if first[0] != "unclear" and later[0] != "unclear":
            return _one_after_another(first, later, signals[: parts[0]], period)
        if first[0] != "unclear" or later[0] != "unclear":
            return first if later[0] == "unclear" else later
    meaning = _meaning(signals, period)
    return _named_only(tokens, meaning) if meaning[0] == "unclear" else meaning


def _named_only(tokens: Sequence[Token], meaning: Meaning) -> Meaning:
    """«График», «(необходимость)»: a bare noun still says who or what decides."""
    tokens = [token for token in tokens if token.word[0].isalnum()]
    if len(tokens) > _MOST_BARE_TOKENS:
        return meaning
    if any(token.kind == "need" and token.word != "мере" for token in tokens):
        return ("conditional", {"condition": " ".join(token.word for token in tokens)})
    sources = [
        token.value for token in tokens if token.value in ("schedule", "plan", "holidays", "agreement")
    ]
    return ("external", {"source": sources[0]}) if sources else meaning


def _of(kind: type[S], signals: Iterable[object]) -> list[S]:
    return [signal for signal in signals if isinstance(signal, kind)]


def _meaning(signals: Sequence[Signal], period: Period) -> Meaning:
    conditions, events, sources = _of(Condition, signals), _of(Event, signals), _of(Source, signals)
    wholes, amounts = _of(Whole, signals), _of(Amount, signals)
    rhythm = _rhythm(_of(Rhythm, signals))
    definite = _definite(rhythm, _of(Calendar, signals), period)
    within: Rule = {"within": wholes[0].within} if wholes else {}
    if (
        definite
        and definite[1].get("every") in ("week", "month")
        and within == {"within": "academic_year"}
        and not (set(definite[1]) & {"months", "from_month", "to_month"})
    ):
        definite = definite[0], {**definite[1], "from_month": 9, "to_month": 5}
    if conditions:
        guaranteed = conditions[0].joined or (rhythm and rhythm.floor)
        wider = definite or _event(events) or _source(sources)
        condition = {"condition": conditions[0].text}
        if definite and guaranteed and definite[0] != "whole_period":
            return definite[0], {**definite[1], "also": {"kind": "conditional", **condition}}
        counted = _amount(amounts[0]) if amounts and not wider else {}
        return "conditional", {**condition, **counted, **within, **_wider(wider, period)}
    if events and definite and definite[0] == "fixed" and not events[0].amount.amount:
        kind, rule = _event(events) or _UNCLEAR
        return "fixed", {**definite[1], "also": {"kind": kind, **rule}}
    if events:
        kind, rule = _event(events) or _UNCLEAR
        return kind, {**rule, **within, **_wider(definite, period)}
    if definite and not (sources and _once_a_year(definite)):
        if definite[0] == "recurring" or not wholes:
            also = {"also": {"kind": "external", **_source_rule(sources[0])}} if sources else {}
            return definite[0], {**definite[1], **within, **also}
        return definite[0], {**within, **definite[1]}
    if sources:
        return "external", {**_source_rule(sources[0]), **within, **_wider(definite, period)}
    if wholes:
        return "whole_period", within
    return "unclear", _amount(amounts[0]) if amounts else {}


def _rhythm(rhythms: list[Rhythm]) -> Rhythm | None:
    named = any(rhythm.unit for rhythm in rhythms)
    counted = [rhythm for rhythm in rhythms if named or not rhythm.weak]
    return reduce(Rhythm.and_also, counted) if counted else None


def _amount(amount: Amount) -> Rule:
    return {"amount": amount.amount, "unit": amount.unit, "working_days": amount.working_days}


def _event(events: list[Event]) -> Meaning | None:
    if not events:
        return None
    event = events[0]
    return "relative", {"event": event.text, **_amount(event.amount), "direction": event.direction}


def _source(sources: list[Source]) -> Meaning | None:
    return ("external", _source_rule(sources[0])) if sources else None


def _source_rule(source: Source) -> Rule:
    rule = {"source": source.source, "by": source.by, "of": source.of}
    return {key: value for key, value in rule.items() if value}


def _wider(wider: Meaning | None, period: Period) -> Rule:
    """The signal that did not win, kept; a single date is the latest day, too."""
    if not wider:
        return {}
    kind, rule = wider
    if kind == "whole_period":
        return {"within": "whole_period"}
    latest = {"latest": rebuild(kind, rule, period).due[-1].isoformat()} if kind == "fixed" else {}
    return {"also": {"kind": kind, **rule}, **latest}


def _once_a_year(meaning: Meaning) -> bool:
    kind, rule = meaning
    return kind == "whole_period" or (
        kind == "recurring" and set(rule) <= {"every", "times"} and rule["every"] == "year"
    )


def _one_after_another(first: Meaning, later: Meaning, signals: Sequence[Signal], period: Period) -> Meaning:
    """«до 1 сентября 2023, далее ежеквартально»; «октябрь 2023, далее ежегодно» is every October from then on."""
    kind, rule = first
    if later[0] != "recurring":
        return kind, {**rule, "then": {"kind": later[0], **later[1]}}
    if kind != "fixed":
        return later
    if _once_a_year(later):
        yearly = _definite(Rhythm("year"), _of(Calendar, signals), period)
        return yearly or later
    return "recurring", {**later[1], "first": rebuild(kind, rule, period).due[-1].isoformat()}


# dates


def _definite(rhythm: Rhythm | None, calendars: list[Calendar], period: Period) -> Meaning | None:
    """What gives dates: a rhythm, spans, or both."""
    elements = [element for calendar in calendars for element in calendar.elements]
    spans = with_years(elements)
    opened = [span for span in spans if span.grain == "open"]
    closed = [span for span in spans if span.grain != "open"]
    following = {"following": True} if any(calendar.following for calendar in calendars) else {}
    if rhythm and rhythm.unit == "day" and rhythm.interval == 1:
        # Nobody closes a measure every day: it is work that goes on, with one date at its end.
        bounds = _only_dates(closed, opened, period) if spans else None
        return bounds or ("whole_period", {"within": "whole_period", "every": "day"})
    if rhythm and (rhythm.unit or rhythm.days):
        return _rhythmic(rhythm, closed, opened, following, period)
    meaning = _only_dates(closed, opened, period)
    if meaning and rhythm and rhythm.times and meaning[0] == "recurring":
        return meaning[0], {**meaning[1], "times": rhythm.times}
    if meaning and meaning[0] == "recurring":
        return meaning[0], {**meaning[1], **following}
    return meaning


def _only_dates(closed: list[Span], opened: list[Span], period: Period) -> Meaning | None:
    if not closed:
        return _open_start(opened[0]) if opened else None
    if not closed[0].year:
        return "recurring", {"every": "year", **_yearly(closed)}
    if len(closed) == 1:
        span = closed[0]
        if covers(span, period):
            return "whole_period", {"within": "years"}
        start = opened[0].start if opened and opened[0].year else span.start
        return "fixed", _window(start, span.end)
    return "recurring", {"dates": _iso(span.end for span in closed)}


def _open_start(span: Span) -> Meaning:
    """«с 1 сентября 2023 года» goes on to the end of the period."""
    if span.year:
        return "whole_period", {"within": "whole_period", "from": span.start.isoformat()}
    return "whole_period", {"within": "whole_period", "from_month": span.first[0]}


def _window(start: date, end: date) -> Rule:
    if start == end:
        return {"date": end.isoformat()}
    return {"from": min(start, end).isoformat(), "to": max(start, end).isoformat()}


def _iso(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in sorted(set(days))]


def _yearly(spans: list[Span]) -> Rule:
    """Days that come back every year, in the plainest words of the vocabulary."""
    grains = {span.grain for span in spans}
    if len(spans) == 1 and grains <= {"day", "part"}:
        month, day = spans[0].last
        start = (
            {}
            if spans[0].first == spans[0].last
            else {"from_day": f"{spans[0].first[0]:02}-{spans[0].first[1]:02}"}
        )
        return {"month": month, "day": day, **start}
    for grain in ("quarter", "half_year", "term"):
        if grains == {grain} and all(span.number for span in spans):
            return {f"{grain}s": sorted({span.number for span in spans})}
    if grains <= _MONTH_GRAINS and (len(spans) > 1 or grains == {"month"}):
        return {"months": sorted({span.last[0] for span in spans})}
    if len(spans) == 1 and spans[0].last == month_end(spans[0].last[0]):
        return {"from_month": spans[0].first[0], "to_month": spans[0].last[0]}
    return {"month_days": sorted({f"{month:02}-{day:02}" for month, day in (span.last for span in spans)})}


def _rhythmic(
    rhythm: Rhythm, closed: list[Span], opened: list[Span], following: Rule, period: Period
) -> Meaning | None:
    explicit = bool(closed and closed[0].year)
    rule = _rhythm_rule(rhythm)
    for span in opened:
        rule |= {"from": span.start.isoformat()} if span.year else {"from_month": span.first[0]}
    if not closed:
        if rhythm.unit == "year":
            rule.pop("from_month", None)
        return "recurring", {**rule, **following}
    if rhythm.unit in ("year", "academic_year") and not rhythm.days:
        return _once_a_year_on(rule, closed, explicit=explicit, following=following)
    if explicit and (not rhythm.unit or rhythm.nth):
        return _narrowed(rule, closed, period)
    if explicit:
        return "recurring", {**rule, **_bounds(closed)} if _is_bound(closed) else {
            "dates": _iso(span.end for span in closed),
            **_times(rhythm),
        }
    if rhythm.days or rhythm.nth or (len(closed) == 1 and len(closed[0].months()) > 1):
        months = [month for span in closed for month in span.months()]
        return "recurring", {**rule, **_months_allowed(closed, months)}
    if rhythm.unit in ("week", "month", "day") and {span.grain for span in closed} <= _MONTH_GRAINS:
        return "recurring", {**rule, "months": sorted({month for span in closed for month in span.months()})}
    if rhythm.unit in ("week", "month", "day"):
        return "recurring", rule
    return "recurring", {"every": "year", **_yearly(closed), **_times(rhythm)}


def _once_a_year_on(rule: Rule, closed: list[Span], *, explicit: bool, following: Rule) -> Meaning:
    if not explicit:
        return "recurring", {**rule, "every": "year", **_yearly(closed), **following}
    if all(span.grain in ("year", "academic_year") for span in closed):
        return "recurring", {**rule, **_bounds(closed)}
    if len(closed) > 1:
        return "recurring", {"dates": _iso(span.end for span in closed), **_only(rule, "times")}
    span = closed[0]
    if span.start.year < span.end.year - 1:
        return "recurring", {**rule, **_bounds(closed)}
    return "recurring", {**rule, "every": "year", **_yearly(closed), "from": span.start.isoformat()}


def _only(rule: Rule, *keys: str) -> Rule:
    return {key: rule[key] for key in keys if key in rule}


def _times(rhythm: Rhythm) -> Rule:
    return {"times": rhythm.times} if rhythm.times else {}


def _is_bound(closed: list[Span]) -> bool:
    """Whether the dates beside a frequency say from when till when, rather than on which days."""
    return len(closed) == 1 or all(span.grain in ("year", "academic_year") for span in closed)


def _bounds(closed: list[Span]) -> Rule:
    start = min(span.start for span in closed)
    end = max(span.end for span in closed)
    return (
        {"until": end.isoformat()} if start == end else {"from": start.isoformat(), "until": end.isoformat()}
    )


def _months_allowed(closed: list[Span], months: list[int]) -> Rule:
    if len(closed) == 1 and len(months) > 1:
        return {"from_month": months[0], "to_month": months[-1]}
    return {"months": sorted(set(months))}


def _narrowed(rule: Rule, closed: list[Span], period: Period) -> Meaning:
    """«март 2023 (до 20 числа)», «последняя пятница мая 2024»: the days of the rule in the months that are named."""
    days: list[date] = []
    for span in closed:
        bounds = Period(
            day_in(span.start.year, (span.start.month, 1)), day_in(span.end.year, month_end(span.end.month))
        )
        days += rebuild("recurring", {**rule, "every": "month"}, bounds).due
    if len(days) == 1:
        return "fixed", {"date": days[0].isoformat()}
    return "recurring", {"dates": _iso(days)} if days else rule


def _rhythm_rule(rhythm: Rhythm) -> Rule:
    unit = rhythm.unit or "month"
    rule: Rule = {"every": unit}
    if rhythm.interval > 1:
        rule["interval"] = rhythm.interval
    rule |= _times(rhythm)
    if rhythm.days and (unit, rhythm.days) != ("month", (31,)):
        rule |= {"day": rhythm.days[0]} if len(rhythm.days) == 1 else {"days": sorted(set(rhythm.days))}
    month, following = rhythm.month, rhythm.following
    if rhythm.days and unit in _LENGTHS and month is None:
        following = following or max(rhythm.days) <= _LAST_REPORTING_DAY
    if month and unit in _LENGTHS and 1 <= month <= _LENGTHS[unit]:
        rule["month"] = month
    if following:
        rule["following"] = True
    if rhythm.weekdays:
        rule["weekdays"] = list(rhythm.weekdays)
    if rhythm.nth:
        rule["nth"] = rhythm.nth
    if rhythm.working_days:
        rule["working_days"] = True
    return rule
