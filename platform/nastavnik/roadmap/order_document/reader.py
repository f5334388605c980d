# SPDX-License-Identifier: MIT
"""The way from a file to a reading of the order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date

from nastavnik.roadmap.deadlines import Deadline, Period, understand
from nastavnik.roadmap.order_document import checks
from nastavnik.roadmap.order_document.blocks import Grid, Paragraph, Progress, Source
from nastavnik.roadmap.order_document.columns import Column, Role
from nastavnik.roadmap.order_document.days import find_period
from nastavnik.roadmap.order_document.errors import UnreadableDocument
from nastavnik.roadmap.order_document.head import OrderHead, read_head
from nastavnik.roadmap.order_document.kinds import open_source
from nastavnik.roadmap.order_document.organisations import addressed_to
from nastavnik.roadmap.order_document.people import assignees
from nastavnik.roadmap.order_document.reading import Item, OrderReading, Section
from nastavnik.roadmap.order_document.table import ItemDraft, Measures, SectionDraft, read_measures
from nastavnik.roadmap.order_document.text import flat

MAX_BYTES = 20 * 1024 * 1024
"""Largest file that is read: an order with its table is far below one megabyte."""

_log = logging.getLogger(__name__)


def read_order(
    data: bytes,
    filename: str = "",
    *,
    period: Period | None = None,
    organisation: str | None = None,
    progress: Progress | None = None,
) -> OrderReading:
    """Read an order. What kind of file it is, its bytes tell; ``filename`` is only for the log of a failure.

    ``period`` stands over the one the order names; ``organisation`` is whose roadmap it is, for measures that are
    addressed to somebody, and defaults to the organisation of the order. ``progress`` is called with what is done
    and the whole, several times over. Raises ``UnreadableDocument``.
    """
    if not data:
        raise UnreadableDocument("empty")
    if len(data) > MAX_BYTES:
        raise UnreadableDocument("too_large", limit=MAX_BYTES // (1024 * 1024))
    source = _opened(data, filename, progress)
    if not any(isinstance(block, Grid) or block.text for block in source.blocks):
        raise UnreadableDocument("no_text")
    measures = read_measures(source, progress)
    if not measures.found or not (measures.items or measures.sections):
        raise UnreadableDocument("no_table")
    return _Assembly(source, measures).reading(period, organisation)


def _opened(data: bytes, filename: str, progress: Progress | None) -> Source:
    try:
        return open_source(data, progress)
    except UnreadableDocument:
        raise
    except Exception as error:
        # A damaged file makes the libraries that parse it raise anything at all.
        _log.info("document not read: %s (%s)", type(error).__name__, filename.rpartition(".")[2][:8])
        raise UnreadableDocument("broken") from error
    except BaseException as error:
        # Calamine is written in Rust; its panic is not an Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableDocument("broken") from error


class _Assembly:
    """Puts sections and measures together and asks the questions."""

    def __init__(self, source: Source, measures: Measures) -> None:
        self._source = source
        self._measures = measures
        self._join = _joiner(source)
        self._unplaced = [self._join(text) for text in (*measures.unplaced, *source.adrift)]
        self._columns: dict[str, None] = {}

    def reading(self, period: Period | None, organisation: str | None) -> OrderReading:
        head = read_head(self._measures.head, self._measures.tail, self._join)
        period = period or _period(head)
        numbers = _section_numbers(self._measures)
        sections = tuple(
            Section(number, self._join(draft.title))
            for number, draft in zip(numbers, self._measures.sections, strict=True)
        )
        items = tuple(self._item(draft, numbers, period, head.date) for draft in self._measures.items)
        told = self._unplaced_told()
        warnings = (
            *checks.about_order(head, period),
            *checks.about_items(items, sections, period, organisation or head.organisation),
            *checks.about_document(
                told, [*self._columns], self._measures.other_tables, self._source.pictures
            ),
        )
        unplaced, below = tuple(self._unplaced), tuple(self._measures.tail)
        return OrderReading(head, period, sections, items, warnings, unplaced, below, self._source.kind)

    def _unplaced_told(self) -> list[str]:
        return [
            text for text in self._unplaced if not any(text.startswith(f"{name}: ") for name in self._columns)
        ]

    def _item(self, draft: ItemDraft, numbers: Sequence[str], period: Period | None, on: date | None) -> Item:
        title = _sentence([self._join(text) for _, text in draft.of(Role.TITLE)], ". ")
        deadline_text = _deadline_text(
            [(column, self._join(text)) for column, text in draft.of(Role.DEADLINE)]
        )
        people = "\n".join(text for _, text in draft.of(Role.ASSIGNEES))
        people = self._join(people) if self._source.wrapped else people
        for column, text in draft.of(Role.OTHER):
            self._columns[column.heading] = None
            self._unplaced.append(f"{column.heading}: {self._join(text)} ({draft.number or title})")
        self._unplaced += [self._join(text) for _, text in draft.of(Role.NUMBER)]
        return Item(
            number=draft.number or "",
            section=None if draft.section is None else numbers[draft.section],
            title=title,
            deadline_text=deadline_text,
            deadline=_understood(deadline_text, period, on),
            assignees=assignees(people),
            result=_sentence([self._join(text) for _, text in draft.of(Role.RESULT)], "; "),
            applies_to=addressed_to(title),
            assignees_text=flat(people),
        )


def _joiner(source: Source) -> Callable[[str], str]:
    if not source.wrapped:
        return flat
    from nastavnik.roadmap.order_document.wrapping import Wrapping

    texts = [block.text for block in source.blocks if isinstance(block, Paragraph)]
    cells = (
        cell for block in source.blocks if isinstance(block, Grid) for row in block.rows for cell in row.cells
    )
    return Wrapping([*texts, *(cell.text for cell in cells)]).unwrap


def _period(head: OrderHead) -> Period | None:
    on = head.date or head.approved_on
    texts = (head.plan_title, head.title)
    return next((found for text in texts if text and (found := find_period(text, on))), None)


def _understood(text: str, period: Period | None, on: date | None) -> Deadline:
    """The deadline; without a period only dates that no period changes remain."""
    if period is not None:
        return understand(text, period)
    year = on.year if on else 2000
    here, elsewhere = (understand(text, Period(date(y, 1, 1), date(y, 12, 31))) for y in (year, year + 40))
    due = tuple(day for day in here.due if day in elsewhere.due)
    return Deadline(here.kind, due, here.rule, here.text)


def _section_numbers(measures: Measures) -> list[str]:
    """Numbers of sections: their own, else the one their measures begin with, else their place."""
    numbers: list[str] = []
    for position, draft in enumerate(measures.sections):
        numbers.append(
            draft.number or _common_prefix(measures.items, position) or _free(draft, position, measures)
        )
    return numbers


def _common_prefix(items: Sequence[ItemDraft], section: int) -> str | None:
    prefixes = {
        item.number.partition(".")[0]
        for item in items
        if item.section == section and item.number and "." in item.number
    }
    return prefixes.pop() if len(prefixes) == 1 else None


def _free(draft: SectionDraft, position: int, measures: Measures) -> str:
    taken = {other.number for other in measures.sections if other is not draft}
    number = position + 1
    while str(number) in taken:
        number += 1
    return str(number)


def _sentence(parts: Sequence[str], between: str) -> str:
    return between.join(
        part.rstrip(between) if at < len(parts) - 1 else part for at, part in enumerate(parts)
    )


def _deadline_text(parts: Sequence[tuple[Column, str]]) -> str:
    """One wording of several columns: a beginning and an end are a range, years are added to what lacks them."""
    if len(parts) == 2 and "начал" in parts[0][0].heading.lower() and "конч" in parts[1][0].heading.lower():
        return f"с {parts[0][1]} по {parts[1][1]}"
    if len(parts) > 1:
        return "; ".join(_with_year(column, text) for column, text in parts)
    return parts[0][1] if parts else ""


def _with_year(column: Column, text: str) -> str:
    years = [word for word in column.heading.split() if word.isdigit() and len(word) == 4]
    return f"{text} {years[0]}" if len(years) == 1 and years[0] not in text else text
