# SPDX-License-Identifier: MIT
"""What there is to remind of, who hears of it, and what each has heard already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select, text

from nastavnik.accounts.service import Member
from nastavnik.foundation.change import Change
from nastavnik.foundation.database import session
from nastavnik.foundation.scope import current_tenant_id
from nastavnik.roadmap.models import (
    Roadmap,
    RoadmapAssignee,
    RoadmapItem,
    RoadmapOccurrence,
    RoadmapReminder,
)
from nastavnik.roadmap.states import OPEN

from .people import leading

DEPARTMENT = "department"
"""The kind of a reminder that the department asked for: a notice, never a letter."""

_ONE_AFTER_ANOTHER = text(
    "select pg_advisory_xact_lock(hashtextextended('nastavnik.roadmap.reminders.' || :tenant, 0))"
)


@dataclass(frozen=True, slots=True)
class Matter:
    """An open execution of the running edition. ``assigned`` are accounts, whoever they belong to by now."""

    occurrence_id: UUID
    item_id: UUID
    number: str
    title: str
    label: str
    due: date | None
    assigned: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Heard:
    """A reminder that somebody had."""

    occurrence_id: UUID
    account_id: UUID | None
    kind: str
    on: date


def matters_of(occurrence_ids: Iterable[UUID]) -> list[Matter]:
    """These executions, as far as they are still to be done; two queries."""
    return _matters(_open().where(RoadmapOccurrence.id.in_(list(occurrence_ids))))


def matters_due(until: date) -> list[Matter]:
    """Executions to be done by a day, overdue ones among them; two queries."""
    return _matters(_open().where(RoadmapOccurrence.due <= until))


def hearers(matter: Matter, members: Sequence[Member]) -> list[UUID]:
    """Who hears of a matter: those who answer for it and sign in, else the coordinator, else the director."""
    active = [member for member in members if member.state == "active"]
    mine = [member.account_id for member in active if member.account_id in matter.assigned]
    return mine or [member.account_id for member in leading(active)]


def heard(occurrence_ids: Iterable[UUID]) -> list[Heard]:
    """Every reminder of these executions."""
    return [
        Heard(row.occurrence_id, row.account_id, row.kind, row.sent_on)
        for row in session().execute(
            select(
                RoadmapReminder.occurrence_id,
                RoadmapReminder.account_id,
                RoadmapReminder.kind,
                RoadmapReminder.sent_on,
            ).where(RoadmapReminder.occurrence_id.in_(list(occurrence_ids)))
        )
    ]


def heard_on(day: date, account_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these people have been reminded of anything on a day, apart from the department's notices."""
    return frozenset(
        found
        for found in session().scalars(
            select(RoadmapReminder.account_id).where(
                RoadmapReminder.sent_on == day,
                RoadmapReminder.kind != DEPARTMENT,
                RoadmapReminder.account_id.in_(list(account_ids)),
            )
        )
        if found is not None
    )


def one_after_another(tx: Change) -> None:
    """Let only one process at a time remind in this organisation, until the change ends."""
    tx.session.execute(_ONE_AFTER_ANOTHER, {"tenant": str(current_tenant_id())})


def _open() -> Select[RoadmapOccurrence, RoadmapItem]:
    return (
        select(RoadmapOccurrence, RoadmapItem)
        .join(RoadmapItem, RoadmapItem.id == RoadmapOccurrence.item_id)
        .join(Roadmap, Roadmap.id == RoadmapItem.roadmap_id)
        .where(
            Roadmap.state == "running",
            RoadmapItem.not_required.is_(False),
            RoadmapOccurrence.state.in_(OPEN),
        )
        .order_by(RoadmapOccurrence.due, RoadmapItem.position, RoadmapOccurrence.position)
    )


def _matters(wanted: Select[RoadmapOccurrence, RoadmapItem]) -> list[Matter]:
    found = session().execute(wanted).all()
    assigned = _assigned({item.id for _occurrence, item in found})
    return [
        Matter(
            occurrence.id,
            item.id,
            item.number,
            item.title,
            occurrence.label,
            occurrence.due,
            assigned.get(item.id, frozenset()),
        )
        for occurrence, item in found
    ]


def _assigned(item_ids: Iterable[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for item_id, account_id in session().execute(
        select(RoadmapAssignee.item_id, RoadmapAssignee.account_id).where(
            RoadmapAssignee.item_id.in_(list(item_ids)), RoadmapAssignee.account_id.is_not(None)
        )
    ):
        if account_id is not None:
            found[item_id].add(account_id)
    return {item_id: frozenset(accounts) for item_id, accounts in found.items()}
