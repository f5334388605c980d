# SPDX-License-Identifier: MIT
"""Roadmaps for tests, written straight into the tables: what matters is their executions and dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.scope import TenantScope
from nastavnik.roadmap.models import (
    Roadmap,
    RoadmapAssignee,
    RoadmapEvidence,
    RoadmapItem,
    RoadmapOccurrence,
    RoadmapSection,
)

from .worlds import Place

ASSIGNEE = "Исполнителева А.И."


@dataclass(frozen=True, slots=True)
class Execution:
    """One execution of an item. It is done when it has ``done_on``, with evidence unless there is an ``exception``."""

    due: date | None
    done_on: date | None = None
    state: str = "planned"
    planned_due: date | None = None
    exception: str = ""
    evidence: bool = True
    label: str = ""

    def row(self, item_id: UUID, position: int) -> RoadmapOccurrence:
        """The row of the table."""
        return RoadmapOccurrence(
            item_id=item_id,
            label=self.label,
            planned_due=self.planned_due or self.due,
            due=self.due,
            state="done" if self.done_on else self.state,
            done_on=self.done_on,
            exception_reason=self.exception,
            position=position,
        )


@dataclass(frozen=True, slots=True)
class MadeRoadmap:
    """What was made: items by number, executions by item in their order."""

    id: UUID
    items: Mapping[str, UUID]
    executions: Mapping[str, Sequence[UUID]]


def make_roadmap(
    place: Place,
    items: Mapping[str, Sequence[Execution]],
    *,
    state: str = "running",
    period: tuple[date, date] = (date(2023, 1, 1), date(2024, 12, 31)),
    titles: Mapping[str, str] | None = None,
    not_required: frozenset[str] = frozenset(),
) -> MadeRoadmap:
    """Make an edition in the organisation; the section of item «5.2» is «5». ``titles`` names sections by number."""
    with open_scope(TenantScope(place.tenant_id, place.slug)), change(audited=False) as tx:
        roadmap = tx.add(
            Roadmap(
                title="Дорожная карта",
                state=state,
                period_from=period[0],
                period_to=period[1],
                order_number="26",
                order_date=date(2023, 2, 27),
                signatory="Директорова А.И.",
            )
        )
        tx.flush()
        sections: dict[str, UUID] = {}
        made: dict[str, UUID] = {}
        executions: dict[str, list[UUID]] = {}
        for position, (number, wanted) in enumerate(items.items()):
            section = number.partition(".")[0]
            if section not in sections:
                row = tx.add(
                    RoadmapSection(
                        roadmap_id=roadmap.id,
                        number=section,
                        title=(titles or {}).get(section, f"Раздел {section}"),
                        position=position,
                    )
                )
                tx.flush()
                sections[section] = row.id
            item = tx.add(
                RoadmapItem(
                    roadmap_id=roadmap.id,
                    section_id=sections[section],
                    number=number,
                    title=f"Мероприятие {number}",
                    deadline_kind="fixed",
                    position=position,
                    not_required=number in not_required,
                )
            )
            tx.flush()
            tx.add(RoadmapAssignee(item_id=item.id, name=ASSIGNEE))
            made[number] = item.id
            executions[number] = [
                _execute(tx.session, one.row(item.id, index), one) for index, one in enumerate(wanted)
            ]
    return MadeRoadmap(roadmap.id, made, executions)


def _execute(session: Session, row: RoadmapOccurrence, wanted: Execution) -> UUID:
    row.id = new_id()
    session.add(row)
    session.flush()
    if wanted.done_on and wanted.evidence and not wanted.exception:
        session.add(
            RoadmapEvidence(occurrence_id=row.id, kind="link", title="Приказ", added_by_name=ASSIGNEE)
        )
    return row.id
