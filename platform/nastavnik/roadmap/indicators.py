# SPDX-License-Identifier: MIT
"""What the roadmap tells the district: counts by section and month, figures made of them, and lists without persons.

Counted is the running edition alone. An item or an execution that is not required or was cancelled is left out of
every figure. A deadline has passed when its last day is over, so an execution due today is neither overdue nor late.
Evidence is a table of persons: only its absence is counted here, and nothing of its content leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB, array

from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.rollups.service import Indicator, PublishedList, Rows, Tally

from .models import Roadmap, RoadmapEvidence, RoadmapItem, RoadmapOccurrence, RoadmapSection

OCCURRENCES = "roadmap.occurrences"
ITEMS = "roadmap.items"

SUMMARY_LIST = "roadmap.summary"
SECTIONS_LIST = "roadmap.sections"
ITEMS_LIST = "roadmap.items"
OVERDUE_LIST = "roadmap.overdue"

_OPEN = ("planned", "in_work")
_COUNTED = (*_OPEN, "done")


def tallies() -> Sequence[Tally]:
    """Executions with a date by month, section and item, and items by section."""
    return (
        Tally(
            code=OCCURRENCES,
            counts=(
                "total",
                "due",
                "done",
                "done_on_time",
                "done_late",
                "overdue",
                "without_evidence",
                "moved",
            ),
            select=_occurrence_counts,
            dimension=_l("Section of the roadmap"),
        ),
        Tally(
            code=ITEMS,
            counts=("items",),
            select=_item_counts,
            dimension=_l("Section of the roadmap"),
            monthly=False,
        ),
    )


def indicators() -> Sequence[Indicator]:
    """The figures of this room, each with a sentence that says what is counted."""
    return (
        Indicator(
            code="roadmap.done_on_time",
            title=_l("Done on time"),
            definition=_l(
                "Executions closed with evidence by their deadline, out of all executions whose deadline has come."
            ),
            note=_l(
                "A deadline has come when its last day is over. Deadlines moved with a basis count by the new date."
            ),
            tally=OCCURRENCES,
            numerator="done_on_time",
            denominator="due",
            unit="share",
            better="more",
        ),
        Indicator(
            code="roadmap.done",
            title=_l("Done"),
            definition=_l("Executions that are closed, out of all executions with a date in the period."),
            note=_l(
                "Closed ahead of time, late and by the director's decision count too. Executions that are not"
                " required, were cancelled or have no date yet are left out."
            ),
            tally=OCCURRENCES,
            numerator="done",
            denominator="total",
            unit="share",
            better="more",
        ),
        Indicator(
            code="roadmap.overdue",
            title=_l("Overdue"),
            definition=_l("The deadline has come, and the execution is not closed."),
            note=_l(
                "A deadline has come when its last day is over. Deadlines moved with a basis count by the new date."
            ),
            tally=OCCURRENCES,
            numerator="overdue",
            unit="occurrences",
            better="less",
        ),
        Indicator(
            code="roadmap.done_late",
            title=_l("Done after the deadline"),
            definition=_l("Executions closed after their deadline, with evidence or without it."),
            note=_l("Deadlines moved with a basis count by the new date."),
            tally=OCCURRENCES,
            numerator="done_late",
            unit="occurrences",
            better="less",
        ),
        Indicator(
            code="roadmap.without_evidence",
            title=_l("Without evidence"),
            definition=_l(
                "Executions closed by the director's decision with a recorded reason, out of all closed ones."
            ),
            note=_l("Executions whose evidence was taken back after they were closed count here too."),
            tally=OCCURRENCES,
            numerator="without_evidence",
            denominator="done",
            unit="share",
            better="less",
        ),
        Indicator(
            code="roadmap.due",
            title=_l("Deadline has come"),
            definition=_l("Executions whose deadline has come, closed or not."),
            note=_l("A deadline has come when its last day is over."),
            tally=OCCURRENCES,
            numerator="due",
            unit="occurrences",
        ),
        Indicator(
            code="roadmap.moved",
            title=_l("Deadline moved"),
            definition=_l("Executions whose deadline differs from the one in the order."),
            note=_l("Counted in the month of the new date."),
            tally=OCCURRENCES,
            numerator="moved",
            unit="occurrences",
        ),
        Indicator(
            code="roadmap.items",
            title=_l("Measures"),
            definition=_l("Measures of running roadmaps, apart from those that are not required."),
            note=_l("As of now: a period does not narrow it."),
            tally=ITEMS,
            numerator="items",
            unit="items",
        ),
    )


def published_lists() -> Sequence[PublishedList]:
    """What the district may read beside the counts: the order's facts, sections, items and what is overdue."""
    return (
        PublishedList(code=SUMMARY_LIST, select=_summary_rows),
        PublishedList(code=SECTIONS_LIST, select=_section_rows),
        PublishedList(code=ITEMS_LIST, select=_item_rows),
        PublishedList(code=OVERDUE_LIST, select=_overdue_rows),
    )


def _of_item(tenant_id: ColumnElement[Any] | Any, item_id: ColumnElement[Any] | Any) -> ColumnElement[bool]:
    return and_(RoadmapItem.tenant_id == tenant_id, RoadmapItem.id == item_id)


def _section_of_item() -> ColumnElement[bool]:
    return and_(
        RoadmapSection.tenant_id == RoadmapItem.tenant_id, RoadmapSection.id == RoadmapItem.section_id
    )


def _running(model: type[RoadmapItem] | type[RoadmapSection]) -> ColumnElement[bool]:
    return and_(
        Roadmap.tenant_id == model.tenant_id, Roadmap.id == model.roadmap_id, Roadmap.state == "running"
    )


def _overdue(today: date) -> ColumnElement[bool]:
    return and_(RoadmapOccurrence.state.in_(_OPEN), RoadmapOccurrence.due < today)


def _occurrence_counts(today: date) -> Rows:
    proven = tuple_(RoadmapOccurrence.tenant_id, RoadmapOccurrence.id).in_(
        select(RoadmapEvidence.tenant_id, RoadmapEvidence.occurrence_id).where(
            RoadmapEvidence.removed_at.is_(None)
        )
    )
    month = _month_of(RoadmapOccurrence.due)
    passed = RoadmapOccurrence.due < today
    done = RoadmapOccurrence.state == "done"
    late = and_(done, RoadmapOccurrence.done_on > RoadmapOccurrence.due)
    unproven = and_(done, or_(RoadmapOccurrence.exception_reason != "", ~proven))
    on_time = and_(done, passed, RoadmapOccurrence.done_on <= RoadmapOccurrence.due, ~unproven)
    return (
        select(
            RoadmapOccurrence.tenant_id,
            month.label("month"),
            RoadmapSection.number.label("slice"),
            cast(RoadmapOccurrence.item_id, Text).label("detail"),
            func.count().label("total"),
            _count(passed).label("due"),
            _count(done).label("done"),
            _count(on_time).label("done_on_time"),
            _count(late).label("done_late"),
            _count(_overdue(today)).label("overdue"),
            _count(unproven).label("without_evidence"),
            _count(RoadmapOccurrence.due != RoadmapOccurrence.planned_due).label("moved"),
        )
        .join(RoadmapItem, _of_item(RoadmapOccurrence.tenant_id, RoadmapOccurrence.item_id))
        .join(Roadmap, _running(RoadmapItem))
        .join(RoadmapSection, _section_of_item())
        .where(
            RoadmapOccurrence.state.in_(_COUNTED),
            RoadmapOccurrence.due.is_not(None),
            RoadmapItem.not_required.is_(False),
        )
        .group_by(RoadmapOccurrence.tenant_id, RoadmapOccurrence.item_id, month, RoadmapSection.number)
    )


def _item_counts(today: date) -> Rows:
    month = _month_of(Roadmap.period_from)
    return (
        select(
            RoadmapItem.tenant_id,
            month.label("month"),
            RoadmapSection.number.label("slice"),
            literal("", Text).label("detail"),
            func.count().label("items"),
        )
        .join(Roadmap, _running(RoadmapItem))
        .join(RoadmapSection, _section_of_item())
        .where(RoadmapItem.not_required.is_(False))
        .group_by(RoadmapItem.tenant_id, month, RoadmapSection.number)
    )


def _summary_rows(today: date) -> Rows:
    data = _object(
        title=Roadmap.title,
        edition=Roadmap.edition,
        period_from=Roadmap.period_from,
        period_to=Roadmap.period_to,
        order_number=Roadmap.order_number,
        order_date=Roadmap.order_date,
    )
    return _rows(Roadmap.tenant_id, Roadmap.id, literal(1), data).where(Roadmap.state == "running")


def _section_rows(today: date) -> Rows:
    data = _object(number=RoadmapSection.number, title=RoadmapSection.title)
    return _rows(RoadmapSection.tenant_id, RoadmapSection.id, RoadmapSection.position, data).join(
        Roadmap, _running(RoadmapSection)
    )


def _item_rows(today: date) -> Rows:
    open_ = RoadmapOccurrence.state.in_(_OPEN)
    sums = (
        select(
            RoadmapOccurrence.tenant_id,
            RoadmapOccurrence.item_id,
            _count(open_).label("open"),
            _count(RoadmapOccurrence.state == "in_work").label("in_work"),
            _count(RoadmapOccurrence.state == "done").label("done"),
            func.min(RoadmapOccurrence.due).filter(open_, RoadmapOccurrence.due >= today).label("next_due"),
            func.min(RoadmapOccurrence.due).filter(_overdue(today)).label("overdue_since"),
        )
        .where(RoadmapOccurrence.state.in_(_COUNTED))
        .group_by(RoadmapOccurrence.tenant_id, RoadmapOccurrence.item_id)
        .subquery("sums")
    )
    state = case(
        (RoadmapItem.not_required, "not_required"),
        (sums.c.overdue_since.is_not(None), "overdue"),
        (and_(sums.c.open == 0, sums.c.done > 0), "done"),
        (or_(sums.c.in_work > 0, sums.c.done > 0), "in_work"),
        else_="planned",
    )
    data = _object(
        number=RoadmapItem.number,
        title=RoadmapItem.title,
        section=RoadmapSection.number,
        deadline_text=RoadmapItem.deadline_text,
        state=state,
        next_due=sums.c.next_due,
        overdue_since=sums.c.overdue_since,
    )
    return (
        _rows(RoadmapItem.tenant_id, RoadmapItem.id, RoadmapItem.position, data)
        .join(Roadmap, _running(RoadmapItem))
        .join(RoadmapSection, _section_of_item())
        .outerjoin(sums, _of_item(sums.c.tenant_id, sums.c.item_id))
    )


def _overdue_rows(today: date) -> Rows:
    data = _object(
        item=RoadmapOccurrence.item_id,
        number=RoadmapItem.number,
        title=RoadmapItem.title,
        section=RoadmapSection.number,
        label=RoadmapOccurrence.label,
        due=RoadmapOccurrence.due,
    )
    return (
        _rows(RoadmapOccurrence.tenant_id, RoadmapOccurrence.id, RoadmapItem.position, data)
        .join(RoadmapItem, _of_item(RoadmapOccurrence.tenant_id, RoadmapOccurrence.item_id))
        .join(Roadmap, _running(RoadmapItem))
        .join(RoadmapSection, _section_of_item())
        .where(_overdue(today), RoadmapItem.not_required.is_(False))
    )


def _rows(
    tenant_id: ColumnElement[Any] | Any,
    key: ColumnElement[Any] | Any,
    position: ColumnElement[Any] | Any,
    data: ColumnElement[Any],
) -> Rows:
    return select(
        tenant_id.label("tenant_id"),
        cast(key, Text).label("key"),
        cast(position, Integer).label("position"),
        data.label("data"),
    )


def _object(**columns: Any) -> ColumnElement[Any]:
    """A jsonb object of strings and nulls: made of one array it costs a third of ``jsonb_build_object``."""
    parts: list[ColumnElement[str]] = []
    for name, column in columns.items():
        parts += literal(name, Text), cast(column, Text)
    return func.jsonb_object(array(parts), type_=JSONB)


def _month_of(day: ColumnElement[Any] | Any) -> ColumnElement[date]:
    """The first day of the month. By way of a timestamp without a zone: the day must not depend on one."""
    return cast(func.date_trunc("month", cast(day, DateTime)), Date)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)
