# SPDX-License-Identifier: MIT
"""A deadline in words, for a person who checks how an order was understood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from nastavnik.foundation.dates import format_date
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext

from .model import Deadline, Rule

_MOST_DATES_IN_FULL = 4


class Description(NamedTuple):
    """``label`` says the kind («Каждый квартал»), ``text`` the rest («8 сроков, с 31.03.2023 по 31.12.2024»)."""

    label: str
    text: str


def describe(deadline: Deadline) -> str:
    """«Каждый квартал: 8 сроков, с 31.03.2023 по 31.12.2024»."""
    return ": ".join(described(deadline))


def described(deadline: Deadline) -> Description:
    """The same in two pieces, for a page that sets them apart."""
    return _DESCRIPTIONS[deadline.kind](deadline)


def _fixed(deadline: Deadline) -> Description:
    start = deadline.rule.get("from")
    if not start:
        return Description(_("By the date"), format_date(deadline.due[-1]))
    dates = {"start": format_date(date.fromisoformat(start)), "end": format_date(deadline.due[-1])}
    return Description(_("In the window"), _("from %(start)s to %(end)s", **dates))


def _recurring(deadline: Deadline) -> Description:
    return Description(_frequency(deadline.rule), _dates(deadline.due))


def _dates(due: tuple[date, ...]) -> str:
    if not due:
        return _("no date inside the period")
    if len(due) <= _MOST_DATES_IN_FULL:
        return ", ".join(map(format_date, due))
    return ngettext(
        "%(num)s deadline, from %(first)s to %(last)s",
        "%(num)s deadlines, from %(first)s to %(last)s",
        len(due),
        first=format_date(due[0]),
        last=format_date(due[-1]),
    )


def _frequency(rule: Rule) -> str:
    if "dates" in rule:
        return _("On dates")
    if len(rule.get("months", ())) > 1 and rule["every"] == "year":
        return _("By months")
    every, interval = rule["every"], int(rule.get("interval", 1))
    if interval > 1:
        return _INTERVALS[every](interval) if every in _INTERVALS else _("Repeatedly")
    return {
        "week": _("Every week"),
        "month": _("Every month"),
        "quarter": _("Every quarter"),
        "half_year": _("Every half-year"),
        "year": _("Every year"),
        "term": _("Every school term"),
        "trimester": _("Every trimester"),
        "academic_year": _("Every academic year"),
    }.get(every, _("Repeatedly"))


_INTERVALS: dict[str, Callable[[int], str]] = {
    "day": lambda num: ngettext("Every %(num)s day", "Every %(num)s days", num),
    "week": lambda num: ngettext("Every %(num)s week", "Every %(num)s weeks", num),
    "month": lambda num: ngettext("Every %(num)s month", "Every %(num)s months", num),
    "year": lambda num: ngettext("Every %(num)s year", "Every %(num)s years", num),
}


def _whole_period(deadline: Deadline) -> Description:
    end = format_date(deadline.due[-1])
    start = deadline.rule.get("from")
    if start:
        opened = format_date(date.fromisoformat(start))
        return Description(
            _("To the end of the period"), _("from %(start)s to %(end)s", start=opened, end=end)
        )
    return Description(_("The whole period"), _("until %(date)s", date=end))


def _relative(deadline: Deadline) -> Description:
    rule = deadline.rule
    after = rule["direction"] == "after"
    label = _("After an event") if after else _("Before an event")
    amount, event = int(rule["amount"]), rule["event"]
    if not amount:
        text = _("after %(event)s", event=event) if after else _("before %(event)s", event=event)
        return Description(label, text)
    unit = "working_day" if rule.get("working_days") and rule["unit"] == "day" else rule["unit"]
    return Description(label, _AMOUNTS[unit, rule["direction"]](amount, event))


_AMOUNTS: dict[tuple[str, str], Callable[[int, str], str]] = {
    ("day", "after"): lambda num, event: ngettext(
        "within %(num)s day after %(event)s", "within %(num)s days after %(event)s", num, event=event
    ),
    ("working_day", "after"): lambda num, event: ngettext(
        "within %(num)s working day after %(event)s",
        "within %(num)s working days after %(event)s",
        num,
        event=event,
    ),
    ("week", "after"): lambda num, event: ngettext(
        "within %(num)s week after %(event)s", "within %(num)s weeks after %(event)s", num, event=event
    ),
    ("month", "after"): lambda num, event: ngettext(
        "within %(num)s month after %(event)s", "within %(num)s months after %(event)s", num, event=event
    ),
    ("year", "after"): lambda num, event: ngettext(
        "within %(num)s year after %(event)s", "within %(num)s years after %(event)s", num, event=event
    ),
    ("day", "before"): lambda num, event: ngettext(
        "%(num)s day before %(event)s", "%(num)s days before %(event)s", num, event=event
    ),
    ("working_day", "before"): lambda num, event: ngettext(
        "%(num)s working day before %(event)s", "%(num)s working days before %(event)s", num, event=event
    ),
    ("week", "before"): lambda num, event: ngettext(
        "%(num)s week before %(event)s", "%(num)s weeks before %(event)s", num, event=event
    ),
    ("month", "before"): lambda num, event: ngettext(
        "%(num)s month before %(event)s", "%(num)s months before %(event)s", num, event=event
    ),
    ("year", "before"): lambda num, event: ngettext(
        "%(num)s year before %(event)s", "%(num)s years before %(event)s", num, event=event
    ),
}


def _external(deadline: Deadline) -> Description:
    rule = deadline.rule
    label = {
        "schedule": _("By a schedule"),
        "plan": _("By a plan"),
        "programme": _("By the programme's own dates"),
        "order": _("By an order or regulations"),
        "agreement": _("By agreement"),
        "holidays": _("In the holidays"),
        "events": _("At the time of an event"),
    }.get(rule.get("source", ""), _("By somebody else's dates"))
    whose = rule.get("by") or rule.get("of")
    if whose:
        return Description(label, _("%(whose)s; enter the date when it is known", whose=whose))
    return Description(label, _("enter the date when it is known"))


def _conditional(deadline: Deadline) -> Description:
    latest = format_date(date.fromisoformat(deadline.rule["latest"]))
    return Description(_("As needed"), _("opened by hand, not later than %(date)s", date=latest))


def _unclear(_deadline: Deadline) -> Description:
    return Description(_("Not understood"), _("choose the kind of deadline"))


_DESCRIPTIONS: dict[str, Callable[[Deadline], Description]] = {
    "fixed": _fixed,
    "recurring": _recurring,
    "whole_period": _whole_period,
    "relative": _relative,
    "external": _external,
    "conditional": _conditional,
    "unclear": _unclear,
}
