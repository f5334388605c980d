# SPDX-License-Identifier: MIT
"""From a confirmed plan to a running roadmap: sections, items, people and executions with dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.dates import format_date
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.periods import HalfYear, Month, Period, Quarter, Year
from nastavnik.foundation.scope import require
from nastavnik.roadmap.models import (
    Roadmap,
    RoadmapAssignee,
    RoadmapItem,
    RoadmapOccurrence,
    RoadmapSection,
)

CALENDAR_UNITS: Mapping[str, type[Month | Quarter | HalfYear | Year]] = {
    "month": Month,
    "quarter": Quarter,
    "half_year": HalfYear,
    "year": Year,
}


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """An item as a person confirmed it. ``assignees`` are names; ``accounts`` says whose account a name is."""

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
    """A whole edition, ready to run."""

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
    """Start a plan as the running edition. Without an order's number and date it needs the director's approval."""
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
        roadmap = tx.add(
            Roadmap(
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
        )
        tx.flush()
        position = 0
        for place, section in enumerate(plan.sections):
            row = tx.add(
                RoadmapSection(
                    roadmap_id=roadmap.id, number=section.number, title=section.title, position=place
                )
            )
            tx.flush()
            for item in section.items:
                position += 1
                _add_item(tx, roadmap, row, item, position, plan.accounts, before)
        tx.record(
            "roadmap.adopted",
            subject=roadmap,
            after={"edition": roadmap.edition, "items": position, "order": plan.order_number},
        )
        tx.emit("roadmap.adopted", {"roadmap": str(roadmap.id)})
    return roadmap


def _add_item(
    tx: Change,
    roadmap: Roadmap,
    section: RoadmapSection,
    item: PlannedItem,
    position: int,
    accounts: Mapping[str, UUID],
    before: Roadmap | None,
) -> None:
    row = tx.add(
        RoadmapItem(
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
    )
    tx.flush()
    for place, name in enumerate(dict.fromkeys(item.assignees)):
        tx.add(RoadmapAssignee(item_id=row.id, name=name, account_id=accounts.get(name), position=place))
    kept = _take_over(tx, row, before) if before is not None and item.lineage_id else set()
    state = "not_required" if item.not_required_reason else "planned"
    for place, due in enumerate(sorted(set(item.due) - kept)):
        tx.add(
            RoadmapOccurrence(
                item_id=row.id,
                label=label_of(due, item.deadline_rule),
                planned_due=due,
                due=due,
                state="in_work" if state == "planned" and item.deadline_kind == "whole_period" else state,
                position=place,
            )
        )


def _take_over(tx: Change, item: RoadmapItem, before: Roadmap) -> set[date]:
    """Bring what was done under an earlier edition along, with its evidence; return the dates that are settled."""
    old = select(RoadmapItem.id).where(
        RoadmapItem.roadmap_id == before.id, RoadmapItem.lineage_id == item.lineage_id
    )
    done = (
        session()
        .scalars(
            select(RoadmapOccurrence).where(
                RoadmapOccurrence.item_id.in_(old), RoadmapOccurrence.state == "done"
            )
        )
        .all()
    )
    if done:
        tx.session.execute(
            update(RoadmapOccurrence)
            .where(RoadmapOccurrence.id.in_([one.id for one in done]))
            .values(item_id=item.id)
        )
    return {one.planned_due for one in done if one.planned_due is not None}


def label_of(due: date, rule: Mapping[str, Any]) -> str:
    """What an execution is called: «III кв. 2024» for a quarterly deadline, else its date."""
    unit = CALENDAR_UNITS.get(str(rule.get("every", "")))
    if unit is None or len(rule) > 1:
        return format_date(due)
    period: Period = unit.of(due)
    return period.short
