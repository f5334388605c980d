# SPDX-License-Identifier: MIT
"""Deadlines of the running roadmap by days of a month, and those a person's own calendar shows."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from sqlalchemy import Select, func, or_, select

from nastavnik.foundation.database import session
from nastavnik.foundation.scope import current_actor, require
from nastavnik.roadmap.labels import title_of
from nastavnik.roadmap.models import Roadmap, RoadmapAssignee, RoadmapItem, RoadmapOccurrence
from nastavnik.roadmap.states import OPEN, State, state_of

from .now import leads, own_items

_LEFT_OUT = ("not_required", "cancelled")
_KEPT_IN_CALENDAR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Deadline:
    """An execution with a date. ``title`` is «III квартал 2024»; ``version`` grows with every change of it."""

    occurrence_id: UUID
    item_id: UUID
    number: str
    measure: str
    title: str
    due: date
    planned_due: date | None
    state: str
    done_on: date | None
    version: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A deadline on the page: with its state on a day and those who answer for it."""

    deadline: Deadline
    state: State
    names: tuple[str, ...]
    mine: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month with what is due on it."""

    on: date
    entries: tuple[Entry, ...]

    @property
    def overdue(self) -> int:
        """How many of them are overdue."""
        return sum(entry.state.kind == "overdue" for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Agenda:
    """A month: ``entries`` of the whole roadmap; ``before`` and ``after`` are the nearest deadlines outside of it."""

    first: date
    entries: Sequence[Entry]
    before: date | None
    after: date | None

    @property
    def mine(self) -> list[Entry]:
        """What the reader answers for."""
        return [entry for entry in self.entries if entry.mine]

    @property
    def previous(self) -> date:
        """The first day of the month before."""
        return self.first + relativedelta(months=-1)

    @property
    def next(self) -> date:
        """The first day of the month after."""
        return self.first + relativedelta(months=1)


def month_of(on: date, today: date, *, mine: bool) -> Agenda:
    """The month of a day as it stands today; three queries. ``mine`` narrows the nearest deadlines outside of it."""
    require("roadmap.view")
    first = on.replace(day=1)
    last = first + relativedelta(months=1, days=-1)
    deadlines = [
        _deadline(row)
        for row in session().execute(_dated().where(RoadmapOccurrence.due.between(first, last)))
    ]
    people = _people({one.item_id for one in deadlines})
    me = current_actor().account_id
    entries = [
        Entry(
            one,
            state_of(one, today),
            tuple(name for name, _account in people.get(one.item_id, ())),
            any(account == me for _name, account in people.get(one.item_id, ())),
        )
        for one in deadlines
    ]
    before, after = _around(first, last, mine=mine)
    return Agenda(first, entries, before, after)


def days_of(entries: Sequence[Entry]) -> list[Day]:
    """Entries by days, in their order."""
    return [Day(on, tuple(those)) for on, those in groupby(entries, key=lambda entry: entry.deadline.due)]


def weeks_of(first: date, days: Sequence[Day]) -> list[list[Day | None]]:
    """The month as a sheet of weeks from Monday; days of other months are left empty."""
    known = {day.on: day for day in days}
    return [
        [known.get(on, Day(on, ())) if on.month == first.month else None for on in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]


def deadlines_for_calendar(today: date) -> list[Deadline]:
    """What the actor's own calendar shows: all of the roadmap to those who run it, their own measures to others.

    Open executions whatever their date, and those closed within the last half-year.
    """
    require("roadmap.view")
    wanted = _dated().where(
        or_(RoadmapOccurrence.state.in_(OPEN), RoadmapOccurrence.due >= today - _KEPT_IN_CALENDAR)
    )
    if not leads():
        wanted = wanted.where(RoadmapItem.id.in_(own_items()))
    return [_deadline(row) for row in session().execute(wanted)]


def _dated() -> Select[Any]:
    return _running(
        RoadmapOccurrence.id,
        RoadmapItem.id,
        RoadmapItem.number,
        RoadmapItem.title,
        RoadmapItem.deadline_rule,
        RoadmapOccurrence.label,
        RoadmapOccurrence.due,
        RoadmapOccurrence.planned_due,
        RoadmapOccurrence.state,
        RoadmapOccurrence.done_on,
        RoadmapOccurrence.version,
        RoadmapOccurrence.created_at,
    ).order_by(RoadmapOccurrence.due, RoadmapItem.position, RoadmapOccurrence.position)


def _running(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(RoadmapOccurrence)
        .join(RoadmapItem, RoadmapItem.id == RoadmapOccurrence.item_id)
        .join(Roadmap, Roadmap.id == RoadmapItem.roadmap_id)
        .where(
            Roadmap.state == "running",
            RoadmapItem.not_required.is_(False),
            RoadmapOccurrence.state.not_in(_LEFT_OUT),
            RoadmapOccurrence.due.is_not(None),
        )
    )


def _deadline(row: Any) -> Deadline:
    occurrence_id, item_id, number, measure, rule, label, due, planned, *rest = row
    return Deadline(
        occurrence_id, item_id, number, measure, title_of(rule, planned, label), due, planned, *rest
    )


def _around(first: date, last: date, *, mine: bool) -> tuple[date | None, date | None]:
    wanted = _running(
        func.max(RoadmapOccurrence.due).filter(RoadmapOccurrence.due < first),
        func.min(RoadmapOccurrence.due).filter(RoadmapOccurrence.due > last),
    )
    if mine:
        wanted = wanted.where(RoadmapItem.id.in_(own_items()))
    before, after = session().execute(wanted).one()
    return before, after


def _people(item_ids: set[UUID]) -> Mapping[UUID, Sequence[tuple[str, UUID | None]]]:
    found: dict[UUID, list[tuple[str, UUID | None]]] = {}
    for item_id, name, account_id in session().execute(
        select(RoadmapAssignee.item_id, RoadmapAssignee.name, RoadmapAssignee.account_id)
        .where(RoadmapAssignee.item_id.in_(item_ids))
        .order_by(RoadmapAssignee.position)
    ):
        found.setdefault(item_id, []).append((name, account_id))
    return found
