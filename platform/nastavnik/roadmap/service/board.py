# SPDX-License-Identifier: MIT
"""The roadmap as its page shows it: every measure with its state on a day, in six queries whatever its length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import load_only

from nastavnik.foundation.database import session
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.roadmap.models import (
    Roadmap,
    RoadmapAssignee,
    RoadmapEvidence,
    RoadmapItem,
    RoadmapOccurrence,
    RoadmapSection,
)
from nastavnik.roadmap.states import OPEN, State, kind_of, nearest, state_of_item

from .looking import running_roadmap, sections_of

_ITEM = (
    RoadmapItem.section_id,
    RoadmapItem.number,
    RoadmapItem.title,
    RoadmapItem.deadline_text,
    RoadmapItem.deadline_kind,
    RoadmapItem.result,
    RoadmapItem.applies_to,
    RoadmapItem.not_required,
    RoadmapItem.version,
)
_LEFT_OUT = ("not_required", "cancelled")


@dataclass(frozen=True, slots=True)
class BoardExecution:
    """One execution, as far as the page needs it."""

    id: UUID
    item_id: UUID
    state: str
    due: date | None
    planned_due: date | None
    done_on: date | None
    label: str
    version: int


@dataclass(frozen=True, slots=True)
class BoardPerson:
    """Who answers for a measure: the name of the order, and the account when there is one."""

    name: str
    account_id: UUID | None

    @property
    def key(self) -> str:
        """The same for one person, however their name is written."""
        return str(self.account_id or self.name.replace("\N{NO-BREAK SPACE}", " "))


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One measure on the page. ``nearest`` is the execution whose turn it is."""

    item: RoadmapItem
    state: State
    executions: Sequence[BoardExecution]
    nearest: BoardExecution | None
    people: Sequence[BoardPerson]
    evidence: int

    @property
    def due(self) -> date | None:
        """The nearest deadline."""
        return self.nearest.due if self.nearest else None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of those who answer."""
        return tuple(person.name for person in self.people)

    @property
    def required(self) -> bool:
        """Whether anything is to be done or was done here at all."""
        return self.state.kind not in ("none", "cancelled")

    @property
    def counted(self) -> Sequence[BoardExecution]:
        """Executions that count."""
        return [one for one in self.executions if one.state not in _LEFT_OUT] if self.required else ()

    @property
    def done(self) -> int:
        """Closed executions."""
        return sum(one.state == "done" for one in self.counted)

    @property
    def total(self) -> int:
        """Executions that count."""
        return len(self.counted)

    def calling(self, on: date) -> list[BoardExecution]:
        """Open executions that a reminder is about: the overdue ones, else the one whose turn it is."""
        still_open = [one for one in self.counted if one.state in OPEN]
        overdue = [one for one in still_open if kind_of(one, on) == "overdue"]
        return overdue or [one for one in still_open if one is self.nearest]


@dataclass(frozen=True, slots=True)
class Board:
    """One edition with all of its measures."""

    roadmap: Roadmap
    sections: Sequence[RoadmapSection]
    rows: Sequence[BoardRow]

    def done_of(self, section_id: UUID) -> tuple[int, int]:
        """Closed executions and all that count, in a section."""
        rows = self.rows_of(section_id)
        return sum(row.done for row in rows), sum(row.total for row in rows)

    def rows_of(self, section_id: UUID) -> list[BoardRow]:
        """Measures of one section."""
        return [row for row in self.rows if row.item.section_id == section_id]

    def people(self) -> list[BoardPerson]:
        """Everybody who answers for anything, once each, in the order of the alphabet."""
        known: dict[str, BoardPerson] = {}
        for row in self.rows:
            for person in row.people:
                known.setdefault(person.key, person)
        return sorted(known.values(), key=lambda person: person.name.lower().replace("ё", "её"))


@dataclass(frozen=True, slots=True)
class EditionLine:
    """An edition in the list of editions. ``until`` is when the next one was started."""

    id: UUID
    edition: int
    state: str
    title: str
    order_number: str
    order_date: date | None
    adopted_at: datetime | None
    until: datetime | None


def kind_in_filter(state: State) -> str:
    """The kind under which a state is found: done late is done, cancelled is not required."""
    return {"late": "done", "cancelled": "none"}.get(state.kind, state.kind)


def counts(rows: Sequence[BoardRow]) -> Counter[str]:
    """How many measures there are of each kind of state."""
    return Counter(kind_in_filter(row.state) for row in rows)


def board(on: date) -> Board | None:
    """The running edition on a day; ``None`` while no roadmap runs."""
    roadmap = running_roadmap()
    return _board(roadmap, on) if roadmap is not None else None


def edition_board(roadmap_id: UUID, on: date) -> Board:
    """One edition, running or not; ``NotFound`` for anybody else's and for a draft."""
    return _board(get_edition(roadmap_id), on)


def get_edition(roadmap_id: UUID) -> Roadmap:
    """An edition that runs or ran; ``NotFound`` for anybody else's and for a draft."""
    require("roadmap.view")
    roadmap = session().get(Roadmap, (current_tenant_id(), roadmap_id))
    if roadmap is None or roadmap.state == "draft":
        raise NotFound("no such edition")
    return roadmap


def editions() -> list[EditionLine]:
    """Editions of the organisation, the newest first; one query."""
    require("roadmap.view")
    rows = session().execute(
        select(
            Roadmap.id,
            Roadmap.edition,
            Roadmap.state,
            Roadmap.title,
            Roadmap.order_number,
            Roadmap.order_date,
            Roadmap.adopted_at,
            func.lead(Roadmap.adopted_at).over(order_by=Roadmap.edition),
        )
        .where(Roadmap.state != "draft")
        .order_by(Roadmap.edition.desc())
    )
    return [EditionLine(*row) for row in rows]


def chosen_rows(item_ids: Sequence[UUID], on: date) -> list[BoardRow]:
    """Measures of the running edition that a person ticked, in the document's order."""
    wanted = set(item_ids)
    roadmap = running_roadmap()
    if roadmap is None or not wanted:
        return []
    return _rows(roadmap.id, on, wanted)


def people_of(item_ids: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Names of those who answer for items, in the order's order."""
    return {item_id: tuple(person.name for person in people) for item_id, people in _people(item_ids).items()}


def _board(roadmap: Roadmap, on: date) -> Board:
    return Board(roadmap, sections_of(roadmap.id), _rows(roadmap.id, on))


def _rows(roadmap_id: UUID, on: date, wanted: set[UUID] | None = None) -> list[BoardRow]:
    statement = (
        select(RoadmapItem)
        .where(RoadmapItem.roadmap_id == roadmap_id)
        .options(load_only(*_ITEM))
        .order_by(RoadmapItem.position)
    )
    if wanted is not None:
        statement = statement.where(RoadmapItem.id.in_(wanted))
    items = session().scalars(statement).all()
    identifiers = [item.id for item in items]
    executions = _executions(identifiers)
    people = _people(identifiers)
    evidence = _evidence(identifiers)
    return [
        BoardRow(
            item,
            state_of_item(
                executions[item.id], on, not_required=item.not_required, waits_for=item.deadline_kind
            ),
            executions[item.id],
            nearest(executions[item.id]),
            people.get(item.id, ()),
            evidence.get(item.id, 0),
        )
        for item in items
    ]


def _executions(item_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[BoardExecution]]:
    found: dict[UUID, list[BoardExecution]] = {item_id: [] for item_id in item_ids}
    for row in session().execute(
        select(
            RoadmapOccurrence.id,
            RoadmapOccurrence.item_id,
            RoadmapOccurrence.state,
            RoadmapOccurrence.due,
            RoadmapOccurrence.planned_due,
            RoadmapOccurrence.done_on,
            RoadmapOccurrence.label,
            RoadmapOccurrence.version,
        )
        .where(RoadmapOccurrence.item_id.in_(item_ids))
        .order_by(RoadmapOccurrence.position, RoadmapOccurrence.due)
    ):
        found[row.item_id].append(BoardExecution(*row))
    return found


def _people(item_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[BoardPerson]]:
    found: dict[UUID, list[BoardPerson]] = {}
    for item_id, name, account_id in session().execute(
        select(RoadmapAssignee.item_id, RoadmapAssignee.name, RoadmapAssignee.account_id)
        .where(RoadmapAssignee.item_id.in_(item_ids))
        .order_by(RoadmapAssignee.position)
    ):
        found.setdefault(item_id, []).append(BoardPerson(name, account_id))
    return found


def _evidence(item_ids: Sequence[UUID]) -> Mapping[UUID, int]:
    rows = session().execute(
        select(RoadmapOccurrence.item_id, func.count())
        .join(RoadmapEvidence, RoadmapEvidence.occurrence_id == RoadmapOccurrence.id)
        .where(RoadmapOccurrence.item_id.in_(item_ids), RoadmapEvidence.removed_at.is_(None))
        .group_by(RoadmapOccurrence.item_id)
    )
    return {row.item_id: row[1] for row in rows}
