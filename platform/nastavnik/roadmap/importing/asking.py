# SPDX-License-Identifier: MIT
"""Which questions a draft raises now. One that the reading raised stays in sight once it is solved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from nastavnik.foundation.dates import format_date
from nastavnik.foundation.i18n import gettext as _
from nastavnik.roadmap.order_document.organisations import same

from .questions import Question, answers_to

if TYPE_CHECKING:
    from .draft import Draft
    from .parts import ItemDraft

_ANSWERED = ("approval_date_differs", "approval_number_differs", "row_not_placed", "page_not_read")


def about_order(draft: Draft) -> Iterator[Question]:
    """Questions about the order and the document as a whole, in the reader's order."""
    places: Counter[str] = Counter()
    for warning in draft.reading["warnings"]:
        code = warning["code"]
        if code == "period_not_found":
            yield Question(
                "period_from",
                code,
                _("The period was not found."),
                _("Write from which day to which day the roadmap runs."),
                corrected=draft.order.period is not None,
            )
        elif code in _ANSWERED:
            yield _about_order(draft, code, places[code], warning["message"])
            places[code] += 1


def about_item(draft: Draft, item: ItemDraft, numbers: Counter[str]) -> Iterator[Question]:
    """Questions about one measure. ``numbers`` counts the numbers of all measures that stay in the roadmap."""
    for question in _possible(draft, item, numbers):
        if not question.corrected or _was_asked(draft, item, question.code):
            yield question


def _about_order(draft: Draft, code: str, place: int, message: str) -> Question:
    said = draft.reading["order"]
    if code == "approval_date_differs":
        values = {"ordered": _shown(said["date"]), "approved": _shown(said["approved_on"])}
        title, field = _("The dates differ."), "date"
        message = _(
            "The order is dated %(ordered)s, the mark “APPROVED” says %(approved)s. Which date is right?",
            **values,
        )
    elif code == "approval_number_differs":
        values = {"ordered": said["number"], "approved": str(draft.reading.get("approved_number"))}
        title, field = _("The numbers differ."), "number"
        message = _(
            "The number of the order is %(ordered)s, the mark “APPROVED” says %(approved)s. Which number is right?",
            **values,
        )
    else:
        name = f"{code}-{place}"
        title = _("Not everything was placed.") if code == "row_not_placed" else _("Not everything was read.")
        return Question(name, code, title, message, answers_to(code, {}), draft.value(name))
    corrected = field in draft.edits and field not in draft.order.errors
    return Question(
        code, code, title, message, answers_to(code, values), draft.value(code), corrected=corrected
    )


def _possible(draft: Draft, item: ItemDraft, numbers: Counter[str]) -> Iterator[Question]:
    """Every question that may concern a measure; ``corrected`` when it is not so, or no longer so."""
    ask = partial(_ask, draft, item)
    aside = item.dropped or item.not_required
    whose = draft.reading.get("whose") or draft.order.values["organisation"]
    if item.applies_to and whose and not same(item.applies_to, whose):
        text = _("%(name)s. The row probably comes from the roadmap of the district.", name=item.applies_to)
        yield ask("addressed_to_other", _("Addressed to another organisation:"), text, name="decision")
    yield ask(
        "no_title",
        _("There is no title."),
        _("Write what is to be done."),
        corrected=item.dropped or bool(item.title),
    )
    yield ask(
        "deadline_unclear",
        _("The deadline was not understood.") if item.deadline.text else _("No deadline is given."),
        _("Choose its kind, or set the deadline after the start."),
        corrected=aside or (item.deadline.kind != "unclear" and not item.errors),
    )
    period = draft.order.period
    beyond = [day for day in item.deadline.due if period and day not in period]
    yield ask(
        "deadline_outside_period",
        _("The deadline lies outside the period:"),
        f"{', '.join(map(format_date, beyond))}.",
        corrected=aside or not beyond,
    )
    yield ask(
        "no_assignee",
        _("Nobody is responsible."),
        _("Name a person, or assign somebody after the start."),
        corrected=aside or bool(item.people),
    )
    yield ask(
        "duplicate_number",
        _("The number is given more than once:"),
        f"{item.number}.",
        corrected=item.dropped or numbers[item.number] < 2,
    )


def _ask(
    draft: Draft,
    item: ItemDraft,
    code: str,
    title: str,
    text: str,
    *,
    name: str = "",
    corrected: bool = False,
) -> Question:
    field = f"i{item.place}-{name or code}"
    return Question(
        field, code, title, text, answers_to(code, {}), draft.value(field), item.place, corrected=corrected
    )


def _was_asked(draft: Draft, item: ItemDraft, code: str) -> bool:
    """Whether the reading itself raised the question."""
    said, period = item.said, draft.read_period
    if not said:
        return False
    if code == "deadline_outside_period":
        return any(period and date.fromisoformat(day) not in period for day in said["deadline"]["due"])
    if code == "duplicate_number":
        return (
            bool(said["number"])
            and sum(one["number"] == said["number"] for one in draft.reading["items"]) > 1
        )
    asked = {
        "no_title": not said["title"],
        "deadline_unclear": said["deadline"]["kind"] == "unclear",
        "no_assignee": not said["assignees"],
    }
    return bool(asked.get(code, True))


def _shown(day: str) -> str:
    return format_date(date.fromisoformat(day))
