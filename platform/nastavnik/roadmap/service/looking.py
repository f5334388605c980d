# SPDX-License-Identifier: MIT
"""Reading the roadmap. Fetching is the permission: what the open scope may not see is not found."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.database import session
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.roadmap.models import Roadmap, RoadmapItem, RoadmapOccurrence, RoadmapSection


def running_roadmap() -> Roadmap | None:
    """The edition that runs now, if there is one."""
    require("roadmap.view")
    return session().scalar(select(Roadmap).where(Roadmap.state == "running"))


def sections_of(roadmap_id: UUID) -> Sequence[RoadmapSection]:
    """Sections of an edition in the order of the document."""
    require("roadmap.view")
    return (
        session()
        .scalars(
            select(RoadmapSection)
            .where(RoadmapSection.roadmap_id == roadmap_id)
            .order_by(RoadmapSection.position)
        )
        .all()
    )


def items_of(roadmap_id: UUID) -> Sequence[RoadmapItem]:
    """Items of an edition in the order of the document."""
    require("roadmap.view")
    return (
        session()
        .scalars(
            select(RoadmapItem).where(RoadmapItem.roadmap_id == roadmap_id).order_by(RoadmapItem.position)
        )
        .all()
    )


def occurrences_of(item_ids: Sequence[UUID]) -> dict[UUID, list[RoadmapOccurrence]]:
    """Executions of these items, by item, in one query."""
    require("roadmap.view")
    found: dict[UUID, list[RoadmapOccurrence]] = {item_id: [] for item_id in item_ids}
    for occurrence in session().scalars(
        select(RoadmapOccurrence)
        .where(RoadmapOccurrence.item_id.in_(item_ids))
        .order_by(RoadmapOccurrence.position, RoadmapOccurrence.due)
    ):
        found[occurrence.item_id].append(occurrence)
    return found


def get_item(item_id: UUID) -> RoadmapItem:
    """One item of the open tenant; ``NotFound`` for anybody else's."""
    require("roadmap.view")
    item = session().get(RoadmapItem, (current_tenant_id(), item_id))
    if item is None:
        raise NotFound("no such roadmap item")
    return item


def get_occurrence(occurrence_id: UUID) -> RoadmapOccurrence:
    """One execution of the open tenant; ``NotFound`` for anybody else's."""
    require("roadmap.view")
    occurrence = session().get(RoadmapOccurrence, (current_tenant_id(), occurrence_id))
    if occurrence is None:
        raise NotFound("no such execution")
    return occurrence
