# SPDX-License-Identifier: MIT
"""A deadline as a person edits it: a kind and a few fields that belong to it, there and back.

Every field is a string as it was typed. ``fields_of`` fills them from a deadline, ``deadline_of`` reads them again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from nastavnik.foundation.dates import format_date, parse_date
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import LazyText
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.roadmap.deadlines import BadRule, Deadline, Period, Rule, rebuild

KINDS: Mapping[str, LazyText] = {
    "fixed": _l("By one date"),
    "recurring": _l("Several times"),
    "whole_period": _l("The whole period"),
    "after": _l("After an event"),
    "before": _l("Before an event"),
    "external": _l("By somebody's schedule"),
    "conditional": _l("When needed"),
    "unclear": _l("Not understood"),
}
"""Kinds as the form offers them: a relative deadline is two of them."""

EVERY: Mapping[str, LazyText] = {
    "order": _l("as in the order"),
    "month": _l("every month"),
    "quarter": _l("every quarter"),
    "half_year": _l("every half-year"),
    "year": _l("every year"),
    "dates": _l("on these dates"),
}

UNITS: Mapping[str, LazyText] = {
    "day": _l("days"),
    "working_day": _l("working days"),
    "week": _l("weeks"),
    "month": _l("months"),
    "year": _l("years"),
}

FIELDS = ("kind", "date", "every", "dates", "amount", "unit", "event", "source")

_BETWEEN_DATES = re.compile(r"[,;\n]+|(?<=\d{4})\s+")
_FIELD_OF_RULE = {"from": "date", "to": "date", "direction": "kind", "every": "every", "dates": "dates"}
_LARGEST_AMOUNT = 999


def fields_of(deadline: Deadline) -> dict[str, str]:
    """What the form shows for a deadline; fields of other kinds hold what they would begin with."""
    rule = deadline.rule
    every = str(rule.get("every", "order")) if set(rule) == {"every"} else "order"
    working = rule.get("unit") == "day" and rule.get("working_days")
    return {
        "kind": _kind(deadline),
        "date": format_date(deadline.due[-1]) if deadline.kind == "fixed" and deadline.due else "",
        "every": every if deadline.kind == "recurring" and every in EVERY else "order",
        "dates": dates_text(deadline.due) if deadline.kind == "recurring" else "",
        "amount": str(rule.get("amount", "")),
        "unit": "working_day" if working else str(rule.get("unit", "day")),
        "event": str(rule.get("event", "")),
        "source": str(rule.get("by") or rule.get("of") or "") if deadline.kind == "external" else "",
    }


def deadline_of(fields: Mapping[str, str], read: Deadline, period: Period) -> Deadline:
    """The deadline that the fields say; ``read`` is what the order said, its rule is kept where the kind is the same.

    Raises ``Refused`` with the name of the field.
    """
    kind, rule = _rule(fields, read)
    try:
        return rebuild(kind, rule, period, read.text)
    except BadRule as fault:
        raise Refused(_("Check this field."), field=_FIELD_OF_RULE.get(fault.field, fault.field)) from fault


def dates_of(text: str) -> list[date]:
    """Dates typed one after another, with commas, semicolons, spaces or new lines between; raises ``Refused``."""
    return sorted({parse_date(part) for part in _BETWEEN_DATES.split(text) if part.strip()})


def dates_text(days: tuple[date, ...]) -> str:
    """The dates as ``dates_of`` reads them."""
    return ", ".join(map(format_date, days))


def _kind(deadline: Deadline) -> str:
    if deadline.kind == "relative":
        return "before" if deadline.rule.get("direction") == "before" else "after"
    return deadline.kind


def _rule(fields: Mapping[str, str], read: Deadline) -> tuple[str, Rule]:
    kind = fields["kind"]
    if kind == "fixed":
        return "fixed", {"date": _typed_date(fields["date"], "date").isoformat()}
    if kind == "recurring":
        return "recurring", _recurring(fields, read)
    if kind in ("after", "before"):
        return "relative", _relative(fields, read, kind)
    own = dict(read.rule) if read.kind == kind else {}
    if kind == "external":
        return "external", _external(fields, own)
    if kind == "conditional":
        return "conditional", {"condition": "", **own}
    if kind == "whole_period":
        return "whole_period", own or {"within": "whole_period"}
    if kind == "unclear":
        return "unclear", own
    raise Refused(_("Choose the kind of deadline."), field="kind")


def _recurring(fields: Mapping[str, str], read: Deadline) -> Rule:
    every = fields["every"]
    if every == "dates":
        try:
            days = dates_of(fields["dates"])
        except Refused as refusal:
            raise Refused(refusal.message, field="dates") from refusal
        if not days:
            raise Refused(_("Name at least one date."), field="dates")
        return {"dates": [day.isoformat() for day in days]}
    if every == "order":
        if read.kind != "recurring":
            raise Refused(_("The order does not say how often. Choose it here."), field="every")
        return dict(read.rule)
    if every not in EVERY:
        raise Refused(_("Choose how often."), field="every")
    return {"every": every}


def _relative(fields: Mapping[str, str], read: Deadline, direction: str) -> Rule:
    event, amount, unit = fields["event"].strip(), fields["amount"].strip(), fields["unit"]
    if not event:
        raise Refused(_("Name the event that the deadline counts from."), field="event")
    if not amount.isdecimal() or int(amount) > _LARGEST_AMOUNT:
        raise Refused(_("Write a whole number."), field="amount")
    if unit not in UNITS:
        raise Refused(_("Choose the unit."), field="unit")
    kept = {key: value for key, value in read.rule.items() if key in ("within", "also", "then", "latest")}
    return {
        **(kept if read.kind == "relative" else {}),
        "event": event,
        "amount": int(amount),
        "unit": "day" if unit == "working_day" else unit,
        "working_days": unit == "working_day",
        "direction": direction,
    }


def _external(fields: Mapping[str, str], own: Rule) -> Rule:
    said = fields["source"].strip()
    if said in (own.get("by"), own.get("of"), ""):
        return {"source": "schedule", **own}
    return {"source": own.get("source", "schedule"), "by": said}


def _typed_date(text: str, field: str) -> date:
    if not text.strip():
        raise Refused(_("Write the date."), field=field)
    try:
        return parse_date(text)
    except Refused as refusal:
        raise Refused(refusal.message, field=field) from refusal
