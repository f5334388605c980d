# SPDX-License-Identifier: MIT
"""A measure with everything that stands around it, in a number of queries that does not grow with what it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.database import session
from nastavnik.foundation.files import StoredFile
from nastavnik.foundation.scope import current_tenant_id
from nastavnik.roadmap.editions import Difference, Measure, compare
from nastavnik.roadmap.models import (
    Roadmap,
    RoadmapAssignee,
    RoadmapComment,
    RoadmapDeadlineMove,
    RoadmapEvidence,
    RoadmapItem,
    RoadmapOccurrence,
    RoadmapSection,
)
from nastavnik.roadmap.states import OPEN, State, nearest, state_of, state_of_item

from .board import people_of
from .discussing import comments_on
from .guarding import may_execute
from .history import Told, history_of
from .looking import get_item, occurrences_of
from .people import by_account, people


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for a measure. ``state`` is the account's (invited, active, blocked), empty without an account."""

    name: str
    account_id: UUID | None
    state: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """Evidence with the execution it stands behind and its file, if it has one."""

    row: RoadmapEvidence
    occurrence: RoadmapOccurrence
    file: StoredFile | None


@dataclass(frozen=True, slots=True)
class Edition:
    """The measure in one edition of the roadmap, and what differs from the edition before."""

    roadmap: Roadmap
    item: RoadmapItem
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A measure next to this one in the document."""

    id: UUID
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class ItemCard:
    """Everything the page of a measure shows."""

    item: RoadmapItem
    section: RoadmapSection
    roadmap: Roadmap
    occurrences: Sequence[RoadmapOccurrence]
    states: Mapping[UUID, State]
    state: State
    evidence: Sequence[Proof]
    removed: Sequence[Proof]
    moves: Mapping[UUID, Sequence[RoadmapDeadlineMove]]
    people: Sequence[Responsible]
    comments: Sequence[RoadmapComment]
    history: Sequence[Told]
    editions: Sequence[Edition]
    before: Neighbour | None
    after: Neighbour | None
    running: bool
    mine: bool

    @property
    def done(self) -> int:
        """Closed executions."""
        return sum(one.state == "done" for one in self.occurrences)

    @property
    def counted(self) -> int:
        """Executions that are to be done or are done."""
        return sum(one.state in (*OPEN, "done") for one in self.occurrences)

    def chosen(self, occurrence_id: str) -> RoadmapOccurrence | None:
        """The execution a reader asked for, else the one whose turn it is."""
        asked = next((one for one in self.occurrences if str(one.id) == occurrence_id), None)
        wanted = nearest(self.occurrences)
        return asked or next((one for one in self.occurrences if one is wanted), None)

    def evidence_of(self, occurrence_id: UUID) -> list[Proof]:
        """What stands behind one execution."""
        return [one for one in self.evidence if one.occurrence.id == occurrence_id]


def item_card(item_id: UUID, on: date) -> ItemCard:
    """The measure as it stands on a day; ``NotFound`` for another organisation's."""
    item = get_item(item_id)
    roadmap = session().get_one(Roadmap, (current_tenant_id(), item.roadmap_id))
    editions = _editions(item)
    ids = [one.item.id for one in editions]
    occurrences = occurrences_of([item.id])[item.id]
    proofs = _proofs(occurrences)
    before, after = _neighbours(item)
    return ItemCard(
        item=item,
        section=session().get_one(RoadmapSection, (current_tenant_id(), item.section_id)),
        roadmap=roadmap,
        occurrences=occurrences,
        states={one.id: state_of(one, on) for one in occurrences},
        state=state_of_item(occurrences, on, not_required=item.not_required, waits_for=item.deadline_kind),
        evidence=[one for one in proofs if one.row.removed_at is None],
        removed=[one for one in proofs if one.row.removed_at is not None],
        moves=_moves(occurrences),
        people=responsible_for(item),
        comments=comments_on(ids),
        history=history_of(ids, occurrences, on),
        editions=editions,
        before=before,
        after=after,
        running=roadmap.state == "running",
        mine=roadmap.state == "running" and may_execute(item.id),
    )


def responsible_for(item: RoadmapItem) -> list[Responsible]:
    """Those who answer for a measure, in the order of the document, with what is known of their accounts."""
    rows = session().scalars(
        select(RoadmapAssignee).where(RoadmapAssignee.item_id == item.id).order_by(RoadmapAssignee.position)
    )
    known = by_account(people())
    return [
        Responsible(row.name, row.account_id, member.state if member else "", member.post if member else "")
        for row in rows
        for member in [known.get(row.account_id) if row.account_id else None]
    ]


def _proofs(occurrences: Sequence[RoadmapOccurrence]) -> list[Proof]:
    known = {one.id: one for one in occurrences}
    rows = session().execute(
        select(RoadmapEvidence, StoredFile)
        .outerjoin(StoredFile, StoredFile.id == RoadmapEvidence.file_id)
        .where(RoadmapEvidence.occurrence_id.in_(known))
        .order_by(RoadmapEvidence.created_at.desc())
    )
    return [Proof(row, known[row.occurrence_id], file) for row, file in rows]


def _moves(occurrences: Sequence[RoadmapOccurrence]) -> dict[UUID, list[RoadmapDeadlineMove]]:
    found: dict[UUID, list[RoadmapDeadlineMove]] = {}
    for move in session().scalars(
        select(RoadmapDeadlineMove)
        .where(RoadmapDeadlineMove.occurrence_id.in_([one.id for one in occurrences]))
        .order_by(RoadmapDeadlineMove.created_at)
    ):
        found.setdefault(move.occurrence_id, []).append(move)
    return found


def _editions(item: RoadmapItem) -> list[Edition]:
    """The measure in every edition, the newest first."""
    rows = (
        session()
        .execute(
            select(RoadmapItem, Roadmap, RoadmapSection.title)
            .join(Roadmap, Roadmap.id == RoadmapItem.roadmap_id)
            .join(RoadmapSection, RoadmapSection.id == RoadmapItem.section_id)
            .where(RoadmapItem.lineage_id == item.lineage_id)
            .order_by(Roadmap.edition)
        )
        .all()
    )
    names = people_of([row[0].id for row in rows])
    result: list[Edition] = []
    former: Measure | None = None
    for row, roadmap, section in rows:
        measure = Measure(
            key=str(row.lineage_id),
            number=row.number,
            title=row.title,
            deadline=row.deadline_text,
            assignees=", ".join(names.get(row.id, ())),
            result=row.result,
            section=section,
        )
        pairs = compare([former], [measure], {measure.key: measure.key}) if former else []
        result.insert(0, Edition(roadmap, row, pairs[0].differences if pairs else ()))
        former = measure
    return result


def _neighbours(item: RoadmapItem) -> tuple[Neighbour | None, Neighbour | None]:
    rows = session().execute(
        select(RoadmapItem.id, RoadmapItem.number, RoadmapItem.title, RoadmapItem.position)
        .where(
            RoadmapItem.roadmap_id == item.roadmap_id,
            RoadmapItem.position.in_((item.position - 1, item.position + 1)),
        )
        .order_by(RoadmapItem.position)
    )
    near = {row.position: Neighbour(row.id, row.number, row.title) for row in rows}
    return near.get(item.position - 1), near.get(item.position + 1)
