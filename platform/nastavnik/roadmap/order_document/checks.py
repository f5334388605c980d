# SPDX-License-Identifier: MIT
"""Questions that a reading raises: what contradicts itself, what is missing, what was not understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from nastavnik.foundation.dates import format_date
from nastavnik.foundation.i18n import gettext as _
from nastavnik.roadmap.deadlines import Period
from nastavnik.roadmap.order_document.head import OrderHead
from nastavnik.roadmap.order_document.numbers import missing
from nastavnik.roadmap.order_document.organisations import same
from nastavnik.roadmap.order_document.reading import Item, Remark, Section

_SHOWN = 160


def about_order(head: OrderHead, period: Period | None) -> Iterator[Remark]:
    """The order against its own mark of approval, and the period."""
    if head.date and head.approved_on and head.date != head.approved_on:
        yield Remark(
            "approval_date_differs",
            _(
                "The order is of %(ordered)s, the mark of approval says %(approved)s.",
                ordered=format_date(head.date),
                approved=format_date(head.approved_on),
            ),
        )
    if head.number and head.approved_number and head.number != head.approved_number:
        yield Remark(
            "approval_number_differs",
            _(
                "The number of the order is %(ordered)s, the mark of approval says %(approved)s.",
                ordered=head.number,
                approved=head.approved_number,
            ),
        )
    if period is None:
        yield Remark("period_not_found", _("The order does not say for which period the roadmap is."))


def about_items(
    items: Sequence[Item], sections: Sequence[Section], period: Period | None, organisation: str | None
) -> Iterator[Remark]:
    """Each measure by itself, then their numbers."""
    for item in items:
        yield from _about_item(item, period, organisation)
    for number, count in Counter(item.number for item in items if item.number).items():
        if count > 1:
            yield Remark(
                "duplicate_number", _("The number %(number)s is given more than once.", number=number), number
            )
    for numbers in ([section.number for section in sections], [item.number for item in items]):
        for number in missing(numbers):
            message = _("The order has no number %(number)s.", number=number)
            yield Remark("numbering_gap", message, number, "info")


def about_document(
    unplaced: Sequence[str],
    other_columns: Sequence[str],
    other_tables: Sequence[str],
    pictures: Sequence[int],
) -> Iterator[Remark]:
    """What of the document is not in the roadmap."""
    for text in unplaced:
        message = _(
            "No place was found in the roadmap for this text of the table: %(text)s", text=_short(text)
        )
        yield Remark("row_not_placed", message)
    for heading in other_columns:
        message = _("The column “%(heading)s” has no place in the roadmap.", heading=_short(heading))
        yield Remark("column_not_placed", message, None, "info")
    for text in other_tables:
        message = _("Another table of the document was not read: %(text)s", text=_short(text))
        yield Remark("table_not_read", message, None, "info")
    if pictures:
        numbers = ", ".join(map(str, pictures))
        message = _("These pages are pictures without text and were not read: %(numbers)s.", numbers=numbers)
        yield Remark("page_not_read", message)


def _about_item(item: Item, period: Period | None, organisation: str | None) -> Iterator[Remark]:
    number = item.number or None
    if item.applies_to and organisation and not same(item.applies_to, organisation):
        message = _("The measure is addressed to another organisation: %(name)s.", name=item.applies_to)
        yield Remark("addressed_to_other", message, number)
    if not item.title:
        yield Remark("no_title", _("The measure has no title."), number)
    if item.deadline.kind == "unclear":
        text = item.deadline_text
        message = (
            _("The deadline was not understood: %(text)s.", text=_short(text))
            if text
            else _("No deadline is given.")
        )
        yield Remark("deadline_unclear", _of(item, message), number)
    if (
        period
        and item.deadline.kind == "fixed"
        and (beyond := [day for day in item.deadline.due if day not in period])
    ):
        message = _(
            "The deadline lies outside the period: %(days)s.", days=", ".join(map(format_date, beyond))
        )
        yield Remark("deadline_outside_period", _of(item, message), number)
    if not item.assignees:
        yield Remark("no_assignee", _of(item, _("Nobody is responsible for the measure.")), number)


def _of(item: Item, message: str) -> str:
    """A measure without a number is named by its title."""
    return message if item.number else f"«{_short(item.title)}»: {message}"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…"
