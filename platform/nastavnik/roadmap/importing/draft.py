# SPDX-License-Identifier: MIT
"""The draft of a roadmap: a reading with what a person typed over it.

``edits`` maps names of form fields to what was typed, and holds only what differs from the reading: ``number``,
``date`` … of the order, ``s2-title`` of the third section, ``i7-title``, ``i7-kind``, ``i7-decision`` … of the eighth
measure. Measures a person added follow those that were read; ``added`` says how many.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from nastavnik.foundation.dates import format_date, parse_date
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import short_name
from nastavnik.roadmap.deadlines import Deadline, Period, understand
from nastavnik.roadmap.order_document.people import assignees as assignees_in

from . import asking, deadline_fields
from .parts import ItemDraft, OrderDraft, Section
from .questions import BY_MARK, DROP, KEEP, NOT_REQUIRED, Question
from .seen import same

ORDER_FIELDS = ("number", "date", "period_from", "period_to", "signatory", "basis", "title", "organisation")
RETURNED = "returned"
"""Among the edits: why the director gave the draft back."""
WORDING = "deadline_text"
ITEM_FIELDS = ("number", "title", "result", "section", "people", WORDING, *deadline_fields.FIELDS)
ITEM_ANSWERS = ("decision", "deadline_unclear", "deadline_outside_period", "no_assignee", "duplicate_number")
DECISIONS = ("", KEEP, NOT_REQUIRED, DROP)

_NAME = re.compile(r"(?P<kind>[is])(?P<place>\d{1,4})-(?P<field>\w+)")
_MOST_ADDED = 200
_LONGEST = 4000
"""What is longer is told of beside its field and stays as it was typed, so that it can be shortened."""


class Draft:
    """A reading and the edits over it; everything else is counted from the two."""

    def __init__(self, reading: Mapping[str, Any], edits: Mapping[str, str] | None = None) -> None:
        self.reading = reading
        self.edits: Mapping[str, str] = dict(edits or {})
        self._defaults: dict[int, dict[str, str]] = {}

    # fields

    @cached_property
    def order(self) -> OrderDraft:
        """The order as it stands now."""
        values = {name: self.value(name, default) for name, default in self._order_defaults.items()}
        errors = _too_long(values)
        day = _day(values, "date", errors)
        period = _period(values, errors)
        said = self.reading["order"]
        number, approved = values["number"].strip(), _iso(said.get("approved_on"))
        if self.value("approval_number_differs", "") == BY_MARK:
            number = str(self.reading.get("approved_number") or number)
        by_mark = self.value("approval_date_differs", "") == BY_MARK
        return OrderDraft(
            values, errors, number, approved if by_mark else day, approved if by_mark else day, period
        )

    @cached_property
    def sections(self) -> list[Section]:
        """Sections in the order of the document; there is always one."""
        found = [
            Section(place, one["number"], self.value(f"s{place}-title", one["title"]))
            for place, one in enumerate(self.reading["sections"])
        ]
        return found or [Section(0, "", self.value("s0-title", _("Measures")))]

    @cached_property
    def items(self) -> list[ItemDraft]:
        """Measures in the order of the document, added ones last, each with its questions."""
        plain = [self._item(place) for place in range(len(self.reading["items"]) + self.added)]
        numbers = Counter(item.number for item in plain if item.number and not item.dropped)
        return [replace(item, questions=tuple(asking.about_item(self, item, numbers))) for item in plain]

    @property
    def added(self) -> int:
        """How many measures a person added."""
        text = self.edits.get("added", "0")
        return min(int(text), _MOST_ADDED) if text.isdecimal() else 0

    def items_of(self, section: Section) -> list[ItemDraft]:
        """Measures of a section; one without a section stands with the measure before it."""
        return [item for item, home in self._homes if home is section]

    def said_people(self, item: ItemDraft) -> str:
        """Who answers for a measure, in the order's own words."""
        texts: Sequence[str] = self.reading.get("assignees_text") or ()
        return texts[item.place] if item.place < len(texts) else ""

    def merged(self, typed: Mapping[str, str]) -> dict[str, str]:
        """The edits after a form was sent; unknown fields are passed over, what equals the reading is dropped."""
        reworded = [name for name, value in typed.items() if self._rewords(name, value)]
        if reworded:
            # A new wording brings a new understanding; what was set by hand for the former one goes with it.
            gone = {name.replace(WORDING, field) for name in reworded for field in deadline_fields.FIELDS}
            kept = {name: value for name, value in self.edits.items() if name not in gone}
            words = self._put(kept, {name: typed[name] for name in reworded})
            return Draft(self.reading, words).merged(typed)
        return self._put(self.edits, typed)

    def current(self, name: str) -> str | None:
        """What stands in a field now; ``None`` for a name that is no field of this draft."""
        default = self._default(name)
        return None if default is None else self.value(name, default)

    def _rewords(self, name: str, value: str) -> bool:
        current = self.current(name) if name.endswith(WORDING) else None
        return current is not None and not same(current, _kept(value))

    def _put(self, edits: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
        result = dict(edits)
        for name, value in typed.items():
            default = self._default(name)
            if default is None:
                continue
            text = _kept(value)
            if same(text, default):
                result.pop(name, None)
            else:
                result[name] = text
        return result

    @property
    def full(self) -> bool:
        """Whether no more measures can be added."""
        return self.added >= _MOST_ADDED

    def with_added_item(self, section: str) -> dict[str, str]:
        """The edits with one more empty measure in a section."""
        place = len(self.reading["items"]) + self.added
        result = {**self.edits, "added": str(self.added + 1)}
        if section != self._item_defaults(place)["section"]:
            result[f"i{place}-section"] = section
        return result

    @property
    def returned(self) -> str:
        """Why the director gave the draft back; empty when it was not."""
        return self.value(RETURNED)

    # questions

    @cached_property
    def questions_about_order(self) -> list[Question]:
        """Questions about the order and the document as a whole."""
        return list(asking.about_order(self))

    @cached_property
    def questions(self) -> list[Question]:
        """All questions, those about the order first."""
        return [*self.questions_about_order, *(one for item in self.items for one in item.questions)]

    @property
    def solved(self) -> int:
        """How many of the questions are solved."""
        return sum(question.solved for question in self.questions)

    @property
    def remarks(self) -> list[str]:
        """What a person should know and need not decide."""
        told = [warning for warning in self.reading["warnings"] if warning["severity"] == "info"]
        gaps = [warning["item"] for warning in told if warning["code"] == "numbering_gap" and warning["item"]]
        result = [warning["message"] for warning in told if warning["code"] != "numbering_gap"]
        if gaps:
            numbers = _("%(first)s and %(last)s", first=", ".join(gaps[:-1]), last=gaps[-1])
            result.insert(
                0,
                _(
                    "the numbering has no %(numbers)s. Numbers come from the roadmap of the district and stay as in"
                    " the order.",
                    numbers=numbers if len(gaps) > 1 else gaps[0],
                ),
            )
        return result

    @property
    def remark_count(self) -> int:
        """How many remarks the reader made, each gap in the numbers counted."""
        return sum(warning["severity"] == "info" for warning in self.reading["warnings"])

    @property
    def needs_approval(self) -> bool:
        """Whether the order has no number or date yet, so that only the director may start the roadmap."""
        undated = self.order.signed_on is None and "date" not in self.order.errors
        return undated or not self.order.number

    # the rest is how

    @cached_property
    def _order_defaults(self) -> dict[str, str]:
        said, period = self.reading["order"], self.reading["period"]
        post = self.reading.get("signatory_post") or ""
        signatory = short_name(said.get("signatory") or "")
        return {
            "number": said.get("number") or "",
            "date": _shown(said.get("date")),
            "period_from": _shown(period.get("from")),
            "period_to": _shown(period.get("to")),
            "signatory": f"{signatory}, {post[:1].lower()}{post[1:]}" if signatory and post else signatory,
            "basis": _capital(said.get("basis") or ""),
            "title": said.get("title") or "",
            "organisation": said.get("organisation") or "",
        }

    def _item_defaults(self, place: int) -> dict[str, str]:
        if place in self._defaults:
            return self._defaults[place]
        said = self._said(place)
        self._defaults[place] = {
            "number": said.get("number") or "",
            "title": said.get("title") or "",
            "result": said.get("result") or "",
            "section": said.get("section") or (self.sections[-1].number if not said else ""),
            "people": ", ".join(said.get("assignees") or ()),
            WORDING: said.get("deadline_text") or "",
            **deadline_fields.fields_of(self._read_deadline(place)),
        }
        return self._defaults[place]

    def _item(self, place: int) -> ItemDraft:
        defaults = self._item_defaults(place)
        values = {name: self.value(f"i{place}-{name}", default) for name, default in defaults.items()}
        said, read = self._said(place), self._read_deadline(place)
        errors = _too_long(values)
        deadline = read
        if values["kind"] not in deadline_fields.KINDS:
            errors["kind"] = _("Choose the kind of deadline.")
        elif any(f"i{place}-{name}" in self.edits for name in deadline_fields.FIELDS) and self.order.period:
            try:
                deadline = deadline_fields.deadline_of(values, read, self.order.period)
            except Refused as refusal:
                errors[refusal.field or "kind"] = refusal.message
        decision = self.value(f"i{place}-decision", "")
        return ItemDraft(
            place=place,
            said=said,
            values=values,
            deadline=deadline,
            people=self._people(place, values["people"]),
            decision=decision if decision in DECISIONS else "",
            applies_to=said.get("applies_to"),
            continues=self.edits.get(f"i{place}-continues"),
            edited=any(name.startswith(f"i{place}-") for name in self.edits),
            errors=errors,
        )

    def _people(self, place: int, text: str) -> tuple[str, ...]:
        if f"i{place}-people" in self.edits:
            return tuple(one.name for one in assignees_in(text))
        return tuple(self._said(place).get("assignees") or ())

    @cached_property
    def said_numbers(self) -> Counter[str]:
        """How often the order itself gives each number."""
        return Counter(item["number"] for item in self.reading["items"])

    def _said(self, place: int) -> Mapping[str, Any]:
        items: Sequence[Mapping[str, Any]] = self.reading["items"]
        return items[place] if place < len(items) else {}

    def _read_deadline(self, place: int) -> Deadline:
        """What the wording means that stands now, in the period that stands now."""
        said = self._said(place)
        read, said_text = said.get("deadline"), said.get("deadline_text") or ""
        text = " ".join(self.value(f"i{place}-{WORDING}", said_text).split())
        period = self.order.period
        if period is not None and text and (text != said_text or period != self.read_period):
            return understand(text, period)
        if read is None or text != said_text:
            return Deadline("unclear", (), {}, text)
        return Deadline(read["kind"], tuple(map(date.fromisoformat, read["due"])), read["rule"], text)

    @cached_property
    def read_period(self) -> Period | None:
        """The period that the order itself names."""
        start, end = (_iso(self.reading["period"].get(name)) for name in ("from", "to"))
        return Period(start, end) if start and end else None

    @cached_property
    def _homes(self) -> list[tuple[ItemDraft, Section]]:
        by_number = {section.number: section for section in self.sections}
        home = self.sections[0]
        result = []
        for item in self.items:
            home = by_number.get(item.section, home)
            result.append((item, home))
        return result

    def value(self, name: str, default: str = "") -> str:
        """What stands in a field: what was typed, or else the default."""
        return self.edits.get(name, default)

    def _default(self, name: str) -> str | None:
        """What a field holds before anybody typed; ``None`` for a name that is no field of this draft."""
        if name in self._order_defaults:
            return self._order_defaults[name]
        if any(name == question.name for question in self.questions_about_order):
            return ""
        found = _NAME.fullmatch(name)
        if found is None:
            return None
        place, part = int(found["place"]), found["field"]
        if found["kind"] == "s":
            known = part == "title" and place < len(self.sections)
            return (self.reading["sections"] or [{"title": _("Measures")}])[place]["title"] if known else None
        if place >= len(self.reading["items"]) + self.added:
            return None
        if part in (*ITEM_ANSWERS, "continues"):
            return ""
        return self._item_defaults(place).get(part)


def _kept(value: str) -> str:
    return value.replace("\r\n", "\n")


def _too_long(values: Mapping[str, str]) -> dict[str, str]:
    words = _("At most %(most)s characters fit here.", most=_LONGEST)
    return {name: words for name, value in values.items() if len(value) > _LONGEST}


def _day(values: Mapping[str, str], name: str, errors: dict[str, str]) -> date | None:
    if not values[name].strip():
        return None
    try:
        return parse_date(values[name])
    except Refused as refusal:
        errors[name] = refusal.message
        return None


def _period(values: Mapping[str, str], errors: dict[str, str]) -> Period | None:
    start, end = _day(values, "period_from", errors), _day(values, "period_to", errors)
    if start is None or end is None:
        for name, day in (("period_from", start), ("period_to", end)):
            if day is None:
                errors.setdefault(name, _("Write the date."))
        return None
    if start > end:
        errors["period_to"] = _("The period ends before it begins.")
        return None
    return Period(start, end)


def _iso(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _shown(text: str | None) -> str:
    day = _iso(text)
    return format_date(day) if day else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
