# SPDX-License-Identifier: MIT
"""Which reminders went out, for those who run the roadmap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from nastavnik.accounts import service as accounts
from nastavnik.foundation.database import session
from nastavnik.foundation.scope import require
from nastavnik.roadmap.models import RoadmapItem, RoadmapOccurrence, RoadmapReminder

from .people import by_account

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class SentReminder:
    """One reminder: on which day, of what kind, of which execution, to whom (nothing when they are gone)."""

    on: date
    kind: str
    item_id: UUID
    occurrence_id: UUID
    number: str
    title: str
    label: str
    who: str


@dataclass(frozen=True, slots=True)
class SentPage:
    """One page of them, the newest first."""

    rows: Sequence[SentReminder]
    page: int
    pages: int
    total: int


def sent_reminders(page: int = 1) -> SentPage:
    """A page of what went out; three queries."""
    require("roadmap.edit")
    total = session().scalar(select(func.count()).select_from(RoadmapReminder)) or 0
    pages = max(1, -(-total // ON_A_PAGE))
    page = min(max(1, page), pages)
    rows = session().execute(
        select(RoadmapReminder, RoadmapOccurrence.label, RoadmapItem)
        .join(RoadmapOccurrence, RoadmapOccurrence.id == RoadmapReminder.occurrence_id)
        .join(RoadmapItem, RoadmapItem.id == RoadmapOccurrence.item_id)
        .order_by(RoadmapReminder.sent_on.desc(), RoadmapReminder.created_at.desc(), RoadmapReminder.id)
        .limit(ON_A_PAGE)
        .offset((page - 1) * ON_A_PAGE)
    )
    people = by_account(accounts.members())
    return SentPage(
        [
            SentReminder(
                row.sent_on,
                row.kind,
                item.id,
                row.occurrence_id,
                item.number,
                item.title,
                label,
                people[row.account_id].name.short if row.account_id and row.account_id in people else "",
            )
            for row, label, item in rows
        ],
        page,
        pages,
        total,
    )
