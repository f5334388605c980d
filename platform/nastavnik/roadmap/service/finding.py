# SPDX-License-Identifier: MIT
"""Answers to the search box: measures by number, words or people, and evidence by its title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from nastavnik.foundation.database import session
from nastavnik.foundation.scope import require
from nastavnik.roadmap.models import (
    Roadmap,
    RoadmapAssignee,
    RoadmapEvidence,
    RoadmapItem,
    RoadmapOccurrence,
)


@dataclass(frozen=True, slots=True)
class FoundEvidence:
    """Evidence whose title fits, and the measure behind which it stands."""

    title: str
    number: str
    item_id: UUID
    occurrence_id: UUID


def find_items(text: str, *, most: int) -> Sequence[RoadmapItem]:
    """Measures of the running edition whose number it is, then those whose words or people hold every word of it."""
    require("roadmap.view")
    words = text.split()
    if not words:
        return ()
    by_number = RoadmapItem.number.startswith(text.strip(), autoescape=True)
    return (
        session()
        .scalars(
            select(RoadmapItem)
            .join(Roadmap, Roadmap.id == RoadmapItem.roadmap_id)
            .where(
                Roadmap.state == "running",
                or_(by_number, and_(*map(_in_item, words))),
            )
            .order_by(by_number.desc(), RoadmapItem.position)
            .limit(most)
        )
        .all()
    )


def find_evidence(text: str, *, most: int) -> Sequence[FoundEvidence]:
    """Evidence of the running edition whose title holds every word of the text, the newest first."""
    require("roadmap.view")
    words = text.split()
    if not words:
        return ()
    rows = session().execute(
        select(RoadmapEvidence.title, RoadmapItem.number, RoadmapItem.id, RoadmapOccurrence.id)
        .join(RoadmapOccurrence, RoadmapOccurrence.id == RoadmapEvidence.occurrence_id)
        .join(RoadmapItem, RoadmapItem.id == RoadmapOccurrence.item_id)
        .join(Roadmap, Roadmap.id == RoadmapItem.roadmap_id)
        .where(
            Roadmap.state == "running",
            RoadmapEvidence.removed_at.is_(None),
            *(_holds(RoadmapEvidence.title, word) for word in words),
        )
        .order_by(RoadmapEvidence.created_at.desc())
        .limit(most)
    )
    return [FoundEvidence(*row) for row in rows]


def _in_item(word: str) -> ColumnElement[bool]:
    return or_(
        _holds(RoadmapItem.title, word),
        _holds(RoadmapItem.result, word),
        exists().where(RoadmapAssignee.item_id == RoadmapItem.id, _holds(RoadmapAssignee.name, word)),
    )


def _holds(column: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    """Whether a column holds a word, in any case and with е for ё."""
    return func.replace(func.lower(column), "ё", "е").contains(
        word.lower().replace("ё", "е"), autoescape=True
    )
