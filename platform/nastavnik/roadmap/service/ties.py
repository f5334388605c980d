# SPDX-License-Identifier: MIT
"""Measures tied to records of other rooms: what stands there now, and executions that close themselves by it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import format_date, today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import require
from nastavnik.hookspecs import EvidenceKind, LiveEvidence
from nastavnik.roadmap.labels import period_of
from nastavnik.roadmap.models import Roadmap, RoadmapEvidence, RoadmapItem, RoadmapOccurrence, RoadmapTie
from nastavnik.roadmap.states import OPEN

from .executing import NewEvidence, close_occurrence
from .guarding import take_item
from .looking import get_item

Kinds = Sequence[EvidenceKind]


@dataclass(frozen=True, slots=True)
class Tied:
    """A measure's tie with what the records say now."""

    tie: RoadmapTie
    kind: EvidenceKind
    live: LiveEvidence

    def evidence(self) -> NewEvidence:
        """The records as they stand today, in words that stay true later."""
        title = f"{self.live.sentence} (записи платформы на {format_date(today())})"
        return NewEvidence("records", title[:1].upper() + title[1:], url=self.live.url)


def tied(item: RoadmapItem, kinds: Kinds) -> Tied | None:
    """The records behind a measure; ``None`` where it is not tied, or the plugin that keeps them is off."""
    require("roadmap.view")
    tie = _tie(item)
    kind = next((one for one in kinds if tie is not None and one.code == tie.kind), None)
    return Tied(tie, kind, kind.look()) if tie is not None and kind is not None else None


def proposed(item: RoadmapItem, kinds: Kinds) -> EvidenceKind | None:
    """The records that the words of a measure speak of, if any do."""
    words = f"{item.title} {item.result}"
    return next((one for one in kinds if one.words and re.search(one.words, words, re.IGNORECASE)), None)


def tie(item_id: UUID, code: str, kinds: Kinds, *, closes: bool, seen: int | None = None) -> None:
    """Tie a measure to records, in all its editions; an empty ``code`` unties it."""
    require("roadmap.edit")
    kind = next((one for one in kinds if one.code == code), None)
    if code and kind is None:
        raise Refused(_("Choose the records from the list."), field="kind")
    with change() as tx:
        item = take_item(tx, item_id, seen)
        row = _tie(item)
        before = {"kind": row.kind, "closes": row.closes} if row else None
        if kind is None:
            if row is None:
                return
            tx.delete(row)
            after = None
        else:
            row = row or tx.add(RoadmapTie(lineage_id=item.lineage_id, kind=code))
            row.kind, row.closes = code, closes
            after = {"kind": code, "closes": closes}
        if before != after:
            tx.record(
                "roadmap.item.tied" if after else "roadmap.item.untied",
                subject=item,
                before=before,
                after=after,
            )
            tx.emit("roadmap.item_tied", {"item": str(item.id)})


def suffices(live: LiveEvidence, item: RoadmapItem, occurrence: RoadmapOccurrence, since: date) -> bool:
    """Whether the records are enough for an execution: there are some, and they were touched in its period.

    The period is the quarter or month that the execution is for; without one it runs from ``since``, the beginning of the
    roadmap, to the deadline. An execution without a date, or whose period is ahead, is never closed by itself.
    """
    if occurrence.due is None or not live.count or live.updated_on is None:
        return False
    period = period_of(item.deadline_rule, occurrence.planned_due)
    start = period.start if period else since
    end = max(period.end, occurrence.due) if period else occurrence.due
    return start <= live.updated_on <= end


def any_closes() -> bool:
    """Whether the organisation has a measure that closes itself, in one query."""
    return session().scalar(select(RoadmapTie.id).where(RoadmapTie.closes).limit(1)) is not None


def close_by_records(kinds: Kinds) -> int:
    """Close open executions of measures that close themselves and whose records suffice; returns how many.

    Run twice, it does nothing the second time. What is closed is an act of the platform in the journal, and is taken back
    as any other closing.
    """
    known = {one.code: one for one in kinds}
    rows = (
        session()
        .execute(
            select(RoadmapTie, RoadmapItem, RoadmapOccurrence, Roadmap.period_from)
            .join(RoadmapItem, RoadmapItem.lineage_id == RoadmapTie.lineage_id)
            .join(Roadmap, Roadmap.id == RoadmapItem.roadmap_id)
            .join(RoadmapOccurrence, RoadmapOccurrence.item_id == RoadmapItem.id)
            .where(
                RoadmapTie.closes,
                RoadmapTie.kind.in_(known),
                Roadmap.state == "running",
                RoadmapItem.not_required.is_(False),
                RoadmapOccurrence.state.in_(OPEN),
                RoadmapOccurrence.due.is_not(None),
            )
            .order_by(RoadmapOccurrence.due)
        )
        .all()
    )
    looked: dict[str, LiveEvidence] = {}
    closed = 0
    with using_language(DEFAULT_LANGUAGE):
        for row, item, occurrence, since in rows:
            live = looked.get(row.kind) or looked.setdefault(row.kind, known[row.kind].look())
            if suffices(live, item, occurrence, since) and not _taken_back(occurrence):
                basis = Tied(row, known[row.kind], live).evidence()
                close_occurrence(occurrence.id, today(), [basis])
                closed += 1
    return closed


def _taken_back(occurrence: RoadmapOccurrence) -> bool:
    """Whether a person opened it again after records had closed it: then a person closes it."""
    return (
        session().scalar(
            select(RoadmapEvidence.id)
            .where(RoadmapEvidence.occurrence_id == occurrence.id, RoadmapEvidence.kind == "records")
            .limit(1)
        )
        is not None
    )


def _tie(item: RoadmapItem) -> RoadmapTie | None:
    return session().scalar(select(RoadmapTie).where(RoadmapTie.lineage_id == item.lineage_id))


def item_to_tie(item_id: UUID) -> RoadmapItem:
    """A measure whose tie may be changed; ``NotFound`` for another organisation's."""
    require("roadmap.edit")
    item = get_item(item_id)
    if session().get_one(Roadmap, (item.tenant_id, item.roadmap_id)).state != "running":
        raise NotFound("this edition does not run")
    return item
