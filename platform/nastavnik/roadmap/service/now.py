# SPDX-License-Identifier: MIT
"""What the roadmap asks of the one who looks: a leader sees all of it, an executor what they answer for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true

from nastavnik.foundation.database import session
from nastavnik.foundation.scope import current_actor, require
from nastavnik.roadmap.labels import title_of
from nastavnik.roadmap.models import Roadmap, RoadmapAssignee, RoadmapItem, RoadmapOccurrence
from nastavnik.roadmap.states import OPEN, SOON, State, state_of

from .reminding import last_reminders

UNDATED = ("relative", "external")
_LEFT_OUT = ("not_required", "cancelled")


@dataclass(frozen=True, slots=True)
class Due:
    """An execution that calls. ``title`` is «III квартал 2024»; ``reminded`` the day of the last reminder."""

    occurrence_id: UUID
    item_id: UUID
    number: str
    measure: str
    title: str
    due: date
    state: State
    people: tuple[str, ...]
    mine: bool
    reminded: date | None


@dataclass(frozen=True, slots=True)
class Now:
    """The roadmap on a day: it runs ``since`` the first day of its period, or not at all.

    ``undated`` are measures that wait for their event or for somebody's schedule; ``unanswered`` counts those for which
    nobody with an account answers. Both are for leaders alone.
    """

    since: date | None
    overdue: Sequence[Due] = ()
    soon: Sequence[Due] = ()
    done: int = 0
    total: int = 0
    next_due: date | None = None
    undated: Sequence[str] = ()
    unanswered: int = 0


def now_of_roadmap(on: date) -> Now:
    """What calls on a day; the same number of queries whatever the length of the roadmap."""
    require("roadmap.view")
    done, total, next_due, since = session().execute(_totals(on)).one()
    if since is None:
        return Now(since=None)
    calling = _calling(on)
    return Now(
        since=since,
        overdue=[one for one in calling if one.state.kind == "overdue"],
        soon=[one for one in calling if one.state.kind == "soon"],
        done=done,
        total=total,
        next_due=next_due,
        undated=_undated() if leads() else (),
        unanswered=_unanswered() if leads() else 0,
    )


def overdue_count(on: date) -> int:
    """How many executions of the actor are overdue; for the menu of every page."""
    count = session().scalar(
        _executions(func.count()).where(RoadmapOccurrence.state.in_(OPEN), RoadmapOccurrence.due < on)
    )
    return count or 0


def leads() -> bool:
    """Whether the actor runs the roadmap and so sees all of it."""
    return "roadmap.edit" in current_actor().rights


def own_items() -> Select[Any]:
    """Identifiers of the items that the actor answers for."""
    return select(RoadmapAssignee.item_id).where(RoadmapAssignee.account_id == current_actor().account_id)


def _seen() -> ColumnElement[bool]:
    return true() if leads() else RoadmapItem.id.in_(own_items())


def _executions(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(RoadmapItem)
        .join(Roadmap, Roadmap.id == RoadmapItem.roadmap_id)
        .join(RoadmapOccurrence, RoadmapOccurrence.item_id == RoadmapItem.id)
        .where(Roadmap.state == "running", RoadmapItem.not_required.is_(False), _seen())
    )


def _totals(on: date) -> Select[Any]:
    counted = RoadmapOccurrence.state.not_in(_LEFT_OUT)
    return _executions(
        func.count().filter(RoadmapOccurrence.state == "done"),
        func.count().filter(counted),
        func.min(RoadmapOccurrence.due).filter(
            RoadmapOccurrence.state.in_(OPEN), RoadmapOccurrence.due >= on
        ),
        select(Roadmap.period_from).where(Roadmap.state == "running").scalar_subquery(),
    )


def _calling(on: date) -> list[Due]:
    found = (
        session()
        .execute(
            _executions(RoadmapOccurrence, RoadmapItem)
            .where(RoadmapOccurrence.state.in_(OPEN), RoadmapOccurrence.due <= on + SOON)
            .order_by(RoadmapOccurrence.due, RoadmapItem.position, RoadmapOccurrence.position)
        )
        .all()
    )
    people = _people({item.id for _occurrence, item in found})
    reminded = last_reminders([occurrence.id for occurrence, _item in found])
    me = current_actor().account_id
    return [
        Due(
            occurrence.id,
            item.id,
            item.number,
            item.title,
            title_of(item.deadline_rule, occurrence.planned_due, occurrence.label),
            occurrence.due,
            state_of(occurrence, on),
            tuple(name for name, _account in people.get(item.id, ())),
            any(account == me for _name, account in people.get(item.id, ())),
            reminded.get(occurrence.id),
        )
        for occurrence, item in found
    ]


def _people(item_ids: Iterable[UUID]) -> Mapping[UUID, Sequence[tuple[str, UUID | None]]]:
    found: dict[UUID, list[tuple[str, UUID | None]]] = defaultdict(list)
    for item_id, name, account_id in session().execute(
        select(RoadmapAssignee.item_id, RoadmapAssignee.name, RoadmapAssignee.account_id)
        .where(RoadmapAssignee.item_id.in_(list(item_ids)))
        .order_by(RoadmapAssignee.position)
    ):
        found[item_id].append((name, account_id))
    return found


def _undated() -> Sequence[str]:
    dated = exists().where(
        RoadmapOccurrence.item_id == RoadmapItem.id, RoadmapOccurrence.state.not_in(_LEFT_OUT)
    )
    return (
        session()
        .scalars(
            select(RoadmapItem.number)
            .join(Roadmap, Roadmap.id == RoadmapItem.roadmap_id)
            .where(
                Roadmap.state == "running",
                RoadmapItem.not_required.is_(False),
                RoadmapItem.deadline_kind.in_(UNDATED),
                ~dated,
            )
            .order_by(RoadmapItem.position)
        )
        .all()
    )


def _unanswered() -> int:
    to_do = exists().where(RoadmapOccurrence.item_id == RoadmapItem.id, RoadmapOccurrence.state.in_(OPEN))
    answered = exists().where(
        RoadmapAssignee.item_id == RoadmapItem.id, RoadmapAssignee.account_id.is_not(None)
    )
    count = session().scalar(
        select(func.count())
        .select_from(RoadmapItem)
        .join(Roadmap, Roadmap.id == RoadmapItem.roadmap_id)
        .where(
            Roadmap.state == "running",
            RoadmapItem.not_required.is_(False),
            or_(to_do, RoadmapItem.deadline_kind.in_(UNDATED)),
            ~answered,
        )
    )
    return count or 0
