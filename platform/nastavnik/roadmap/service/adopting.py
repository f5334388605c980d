# SPDX-License-Identifier: MIT
"""From a confirmed plan to a running roadmap: sections, items, people and executions with dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import now
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.scope import require
from nastavnik.roadmap.labels import label_of
from nastavnik.roadmap.models import (
    Roadmap,
    RoadmapAssignee,
    RoadmapItem,
    RoadmapOccurrence,
    RoadmapSection,
)


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """An item as a person confirmed it. ``assignees`` are names; ``lineage_id`` says which item it goes on as."""

    number: str
    title: str
    deadline_text: str
    deadline_kind: str
    deadline_rule: Mapping[str, Any]
    due: Sequence[date]
    assignees: Sequence[str] = ()
    result: str = ""
    applies_to: str | None = None
    not_required_reason: str = ""
    lineage_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PlannedSection:
    """A section with its items."""

    number: str
    title: str
    items: Sequence[PlannedItem]


@dataclass(frozen=True, slots=True)
class PlannedRoadmap:
    """A whole edition, ready to run. ``accounts`` says whose account a name is."""

    title: str
    period_from: date
    period_to: date
    sections: Sequence[PlannedSection]
    order_number: str = ""
    order_date: date | None = None
    order_title: str = ""
    basis: str = ""
    organisation: str = ""
    signatory: str = ""
    approved_on: date | None = None
    file_id: UUID | None = None
    accounts: Mapping[str, UUID] = field(default_factory=dict)


def adopt(plan: PlannedRoadmap) -> Roadmap:
    """Start a plan as the running edition; the one that ran is superseded.

    Without an order's number and date it needs the director's approval. An item that goes on as one of the former
    edition takes over what was done there with its evidence, and the executions that have the same planned date.
    """
    require("roadmap.adopt")
    if not plan.order_number or plan.order_date is None:
        require("roadmap.approve")
    if not any(section.items for section in plan.sections):
        raise Refused(_("A roadmap needs at least one measure."))
    with change() as tx:
        before = tx.session.scalars(
            select(Roadmap).where(Roadmap.state == "running").with_for_update()
        ).first()
        if before is not None:
            before.state = "superseded"
            tx.flush()
        roadmap = tx.add(_roadmap(plan, before))
        tx.flush()
        items = list(_items(tx, plan, roadmap))
        tx.flush()
        inherited = _inherited(tx, before) if before else {}
        for row, item in items:
            _people(tx, row, item, plan.accounts)
            _executions(tx, roadmap, row, item, inherited.get(row.lineage_id, ()))
        tx.record(
            "roadmap.adopted",
            subject=roadmap,
            after={"edition": roadmap.edition, "items": len(items), "order": plan.order_number},
        )
        tx.emit("roadmap.adopted", {"roadmap": str(roadmap.id)})
    return roadmap


def _roadmap(plan: PlannedRoadmap, before: Roadmap | None) -> Roadmap:
    return Roadmap(
        id=new_id(),
        title=plan.title,
        state="running",
        edition=before.edition + 1 if before else 1,
        period_from=plan.period_from,
        period_to=plan.period_to,
        order_number=plan.order_number,
        order_date=plan.order_date,
        order_title=plan.order_title,
        basis=plan.basis,
        organisation=plan.organisation,
        signatory=plan.signatory,
        approved_on=plan.approved_on,
        file_id=plan.file_id,
        supersedes_id=before.id if before else None,
        adopted_at=now(),
    )


def _items(tx: Change, plan: PlannedRoadmap, roadmap: Roadmap) -> Iterator[tuple[RoadmapItem, PlannedItem]]:
    """Rows of sections and items; the sections go first, since items point to them."""
    sections = [
        tx.add(
            RoadmapSection(
                id=new_id(),
                roadmap_id=roadmap.id,
                number=section.number,
                title=section.title,
                position=place,
            )
        )
        for place, section in enumerate(plan.sections)
    ]
    tx.flush()
    position = 0
    for row, section in zip(sections, plan.sections, strict=True):
        for item in section.items:
            position += 1
            yield tx.add(_item(item, roadmap, row, position)), item


def _item(item: PlannedItem, roadmap: Roadmap, section: RoadmapSection, position: int) -> RoadmapItem:
    return RoadmapItem(
        id=new_id(),
        roadmap_id=roadmap.id,
        section_id=section.id,
        number=item.number,
        title=item.title,
        deadline_text=item.deadline_text,
        deadline_kind=item.deadline_kind,
        deadline_rule=dict(item.deadline_rule),
        result=item.result,
        applies_to=item.applies_to,
        position=position,
        lineage_id=item.lineage_id or new_id(),
        not_required=bool(item.not_required_reason),
        not_required_reason=item.not_required_reason,
    )


def _people(tx: Change, row: RoadmapItem, item: PlannedItem, accounts: Mapping[str, UUID]) -> None:
    for place, name in enumerate(dict.fromkeys(item.assignees)):
        tx.add(RoadmapAssignee(item_id=row.id, name=name, account_id=accounts.get(name), position=place))


def _inherited(tx: Change, before: Roadmap) -> dict[UUID, list[RoadmapOccurrence]]:
    """Executions of the former edition by lineage, in one query."""
    found: dict[UUID, list[RoadmapOccurrence]] = {}
    for occurrence, lineage_id in tx.session.execute(
        select(RoadmapOccurrence, RoadmapItem.lineage_id)
        .join(RoadmapItem, RoadmapItem.id == RoadmapOccurrence.item_id)
        .where(RoadmapItem.roadmap_id == before.id)
        .order_by(RoadmapOccurrence.position)
        .with_for_update(of=RoadmapOccurrence)
    ):
        found.setdefault(lineage_id, []).append(occurrence)
    return found


def _executions(
    tx: Change,
    roadmap: Roadmap,
    row: RoadmapItem,
    item: PlannedItem,
    inherited: Sequence[RoadmapOccurrence],
) -> None:
    planned = set(item.due)
    kept = [one for one in inherited if one.state == "done" or one.planned_due in planned]
    state = _first_state(roadmap, item)
    made = [
        RoadmapOccurrence(
            item_id=row.id, label=label_of(item.deadline_rule, due), planned_due=due, due=due, state=state
        )
        for due in planned - {one.planned_due for one in kept}
    ]
    for one in kept:
        one.item_id = row.id
    ordered = sorted([*kept, *made], key=lambda one: one.planned_due or one.done_on or roadmap.period_to)
    for place, one in enumerate(ordered):
        one.position = place
    tx.session.add_all(made)


def _first_state(roadmap: Roadmap, item: PlannedItem) -> str:
    """Work «в течение всего периода» is going on from the period's first day."""
    if item.not_required_reason:
        return "not_required"
    if item.deadline_kind == "whole_period" and roadmap.period_from <= today():
        return "in_work"
    return "planned"
