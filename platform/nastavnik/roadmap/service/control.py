# SPDX-License-Identifier: MIT
"""Control of execution over a period: what was planned, done, late, moved or closed by the director's decision.

Counted are executions of the running edition whose deadline (the new one, where it was moved) falls into the period.
What is not required or was cancelled is left out of every figure and listed apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select

from nastavnik.foundation.database import session
from nastavnik.foundation.dates import DISTRICT_ZONE
from nastavnik.foundation.periods import Period
from nastavnik.foundation.scope import require
from nastavnik.roadmap.models import (
    Roadmap,
    RoadmapDeadlineMove,
    RoadmapEvidence,
    RoadmapItem,
    RoadmapOccurrence,
    RoadmapSection,
)
from nastavnik.roadmap.states import OPEN, State, kind_of, state_of

from .board import people_of
from .looking import running_roadmap, sections_of

LEFT_OUT = ("not_required", "cancelled")


@dataclass(frozen=True, slots=True)
class ControlRow:
    """One execution under control."""

    occurrence: RoadmapOccurrence
    item: RoadmapItem
    people: tuple[str, ...]
    evidence: int
    state: State

    @property
    def bare(self) -> bool:
        """Closed, and nothing stands behind it: by the director's decision."""
        return self.occurrence.state == "done" and not self.evidence


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of executions. ``waiting`` are open ones whose last day is not over."""

    planned: int = 0
    on_time: int = 0
    late: int = 0
    overdue: int = 0
    waiting: int = 0
    bare: int = 0

    @property
    def done(self) -> int:
        """Closed executions, in time or not."""
        return self.on_time + self.late

    @property
    def share(self) -> float | None:
        """Done as a share of planned, 0 to 1; ``None`` when nothing was planned."""
        return self.done / self.planned if self.planned else None


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline that was moved within the period."""

    row: ControlRow
    move: RoadmapDeadlineMove


@dataclass(frozen=True, slots=True)
class Control:
    """The page of control. ``debts`` are overdue executions of earlier periods."""

    roadmap: Roadmap
    period: Period
    on: date
    figures: Figures
    before: Figures
    rows: Sequence[ControlRow]
    sections: Sequence[tuple[RoadmapSection, Figures]]
    people: Sequence[tuple[str, Figures]]
    overdue: Sequence[ControlRow]
    debts: Sequence[ControlRow]
    bare: Sequence[ControlRow]
    moved: Sequence[Moved]
    set_aside: Sequence[ControlRow]
    waiting_for_dates: int


def control(period: Period, on: date) -> Control | None:
    """Figures and lists of a period as they stand on a day, in ten queries; ``None`` while no roadmap runs."""
    require("roadmap.control")
    roadmap = running_roadmap()
    if roadmap is None:
        return None
    moves = _moves(roadmap.id, period)
    rows = _rows(roadmap.id, period, on, [move.occurrence_id for move in moves])
    by_id = {row.occurrence.id: row for row in rows}
    inside = [row for row in rows if _falls(row, period)]
    counted = [row for row in inside if _counts(row)]
    earlier = [row for row in rows if _falls(row, period.previous) and _counts(row)]
    return Control(
        roadmap=roadmap,
        period=period,
        on=on,
        figures=figures_of(counted, on),
        before=figures_of(earlier, on),
        rows=inside,
        sections=[
            (section, figures_of([row for row in counted if row.item.section_id == section.id], on))
            for section in sections_of(roadmap.id)
        ],
        people=_by_person(counted, on),
        overdue=[row for row in counted if row.state.kind == "overdue"],
        debts=[
            row
            for row in rows
            if row.state.kind == "overdue" and row.occurrence.due and row.occurrence.due < period.start
        ],
        bare=[row for row in counted if row.bare],
        moved=[Moved(by_id[move.occurrence_id], move) for move in moves if move.occurrence_id in by_id],
        set_aside=[row for row in inside if not _counts(row)],
        waiting_for_dates=_without_dates(roadmap.id),
    )


def figures_of(rows: Iterable[ControlRow], on: date) -> Figures:
    """Counts of these executions."""
    kinds = [(kind_of(row.occurrence, on), row.bare) for row in rows]
    return Figures(
        planned=len(kinds),
        on_time=sum(kind == "done" for kind, _bare in kinds),
        late=sum(kind == "late" for kind, _bare in kinds),
        overdue=sum(kind == "overdue" for kind, _bare in kinds),
        waiting=sum(kind in ("soon", "work", "planned") for kind, _bare in kinds),
        bare=sum(bare for _kind, bare in kinds),
    )


def _by_person(rows: Sequence[ControlRow], on: date) -> list[tuple[str, Figures]]:
    """Figures of everybody who answers; an execution of two people counts for each of them."""
    mine: dict[str, list[ControlRow]] = {}
    for row in rows:
        for name in row.people or ("",):
            mine.setdefault(name, []).append(row)
    found = [(name, figures_of(of_one, on)) for name, of_one in mine.items()]
    return sorted(found, key=lambda one: (-one[1].overdue, one[0].lower().replace("ё", "её")))


def _falls(row: ControlRow, period: Period) -> bool:
    return row.occurrence.due is not None and row.occurrence.due in period


def _counts(row: ControlRow) -> bool:
    return row.occurrence.state not in LEFT_OUT and not row.item.not_required


def _rows(roadmap_id: UUID, period: Period, on: date, moved: Sequence[UUID]) -> list[ControlRow]:
    """Executions of the period and the one before it, those that are overdue, and those that were moved."""
    found = (
        session()
        .execute(
            select(RoadmapOccurrence, RoadmapItem)
            .join(RoadmapItem, RoadmapItem.id == RoadmapOccurrence.item_id)
            .where(
                RoadmapItem.roadmap_id == roadmap_id,
                or_(
                    RoadmapOccurrence.due.between(period.previous.start, period.end),
                    RoadmapOccurrence.state.in_(OPEN)
                    & (RoadmapOccurrence.due < on)
                    & RoadmapItem.not_required.is_(False),
                    RoadmapOccurrence.id.in_(moved),
                ),
            )
            .order_by(RoadmapItem.position, RoadmapOccurrence.due)
        )
        .all()
    )
    people = people_of(list({item.id for _one, item in found}))
    evidence = _evidence([one.id for one, _item in found])
    return [
        ControlRow(one, item, people.get(item.id, ()), evidence.get(one.id, 0), state_of(one, on))
        for one, item in found
    ]


def _evidence(occurrence_ids: Sequence[UUID]) -> Mapping[UUID, int]:
    rows = session().execute(
        select(RoadmapEvidence.occurrence_id, func.count())
        .where(RoadmapEvidence.occurrence_id.in_(occurrence_ids), RoadmapEvidence.removed_at.is_(None))
        .group_by(RoadmapEvidence.occurrence_id)
    )
    return {row.occurrence_id: row[1] for row in rows}


def _moves(roadmap_id: UUID, period: Period) -> Sequence[RoadmapDeadlineMove]:
    """Moves that were made within the period."""
    first = datetime.combine(period.start, time(), DISTRICT_ZONE)
    last = datetime.combine(period.end + timedelta(days=1), time(), DISTRICT_ZONE)
    return (
        session()
        .scalars(
            select(RoadmapDeadlineMove)
            .join(RoadmapOccurrence, RoadmapOccurrence.id == RoadmapDeadlineMove.occurrence_id)
            .join(RoadmapItem, RoadmapItem.id == RoadmapOccurrence.item_id)
            .where(
                RoadmapItem.roadmap_id == roadmap_id,
                RoadmapDeadlineMove.created_at >= first,
                RoadmapDeadlineMove.created_at < last,
            )
            .order_by(RoadmapDeadlineMove.created_at)
        )
        .all()
    )


def _without_dates(roadmap_id: UUID) -> int:
    """Measures that wait for an event, for somebody's schedule or for a need."""
    return (
        session().scalar(
            select(func.count())
            .select_from(RoadmapItem)
            .where(
                RoadmapItem.roadmap_id == roadmap_id,
                RoadmapItem.not_required.is_(False),
                ~select(RoadmapOccurrence.id).where(RoadmapOccurrence.item_id == RoadmapItem.id).exists(),
            )
        )
        or 0
    )
