# SPDX-License-Identifier: MIT
"""The roadmap as its page shows it: every measure with its state on a day, in five queries whatever its length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select

from nastavnik.foundation.database import session
from nastavnik.foundation.scope import require
from nastavnik.roadmap.models import (
    Roadmap,
    RoadmapAssignee,
    RoadmapEvidence,
    RoadmapItem,
    RoadmapOccurrence,
    RoadmapSection,
)
from nastavnik.roadmap.states import State, nearest, state_of_item

from .looking import items_of, occurrences_of, running_roadmap, sections_of


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One measure on the page."""

    item: RoadmapItem
    state: State
    due: date | None
    label: str
    people: tuple[str, ...]
    evidence: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Board:
    """The running edition with all of its measures."""

    roadmap: Roadmap
    sections: Sequence[RoadmapSection]
    rows: Sequence[BoardRow]

    @property
    def counts(self) -> Counter[str]:
        """How many measures are in each kind of state; «late» counts as done."""
        return Counter("done" if row.state.kind == "late" else row.state.kind for row in self.rows)

    @property
    def done(self) -> int:
        """Closed executions."""
        return sum(row.done for row in self.rows)

    @property
    def total(self) -> int:
        """Executions that count."""
        return sum(row.total for row in self.rows)

    def rows_of(self, section_id: UUID) -> list[BoardRow]:
        """Measures of one section."""
        return [row for row in self.rows if row.item.section_id == section_id]


def board(on: date) -> Board | None:
    """The board on a day; ``None`` while no roadmap runs."""
    roadmap = running_roadmap()
    if roadmap is None:
        return None
    items = items_of(roadmap.id)
    identifiers = [item.id for item in items]
    executions = occurrences_of(identifiers)
    people = people_of(identifiers)
    evidence = _evidence_counts(identifiers)
    rows = [
        _row(item, executions[item.id], people.get(item.id, ()), evidence.get(item.id, 0), on)
        for item in items
    ]
    return Board(roadmap, sections_of(roadmap.id), rows)


def people_of(item_ids: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Names of those who answer for items, in the order's order."""
    found: dict[UUID, tuple[str, ...]] = {}
    for item_id, name in session().execute(
        select(RoadmapAssignee.item_id, RoadmapAssignee.name)
        .where(RoadmapAssignee.item_id.in_(item_ids))
        .order_by(RoadmapAssignee.position)
    ):
        found[item_id] = (*found.get(item_id, ()), name)
    return found


def find(text: str, *, most: int) -> Sequence[RoadmapItem]:
    """Measures of the running edition whose number or title holds the text."""
    require("roadmap.view")
    pattern = "%" + text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    return (
        session()
        .scalars(
            select(RoadmapItem)
            .join(Roadmap, Roadmap.id == RoadmapItem.roadmap_id)
            .where(
                Roadmap.state == "running",
                or_(RoadmapItem.title.ilike(pattern), RoadmapItem.number.like(pattern)),
            )
            .order_by(RoadmapItem.position)
            .limit(most)
        )
        .all()
    )


def _row(
    item: RoadmapItem,
    executions: Sequence[RoadmapOccurrence],
    people: tuple[str, ...],
    evidence: int,
    on: date,
) -> BoardRow:
    state = state_of_item(executions, on, not_required=item.not_required, waits_for=item.deadline_kind)
    shown = nearest(executions)
    counted = [one for one in executions if one.state not in ("not_required", "cancelled")]
    return BoardRow(
        item=item,
        state=state,
        due=shown.due if shown else None,
        label=next((one.label for one in executions if one is shown), ""),
        people=people,
        evidence=evidence,
        done=sum(one.state == "done" for one in counted),
        total=len(counted),
    )


def _evidence_counts(item_ids: Sequence[UUID]) -> dict[UUID, int]:
    rows = session().execute(
        select(RoadmapOccurrence.item_id, func.count())
        .join(RoadmapEvidence, RoadmapEvidence.occurrence_id == RoadmapOccurrence.id)
        .where(RoadmapOccurrence.item_id.in_(item_ids), RoadmapEvidence.removed_at.is_(None))
        .group_by(RoadmapOccurrence.item_id)
    )
    return {row.item_id: row[1] for row in rows}
