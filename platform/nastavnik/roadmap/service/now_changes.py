# SPDX-License-Identifier: MIT
"""«Что изменилось»: what others did with the roadmap lately, from the journal of acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import cast, or_, select
from sqlalchemy.types import Text

from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.database import now, session
from nastavnik.foundation.dates import day_of
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor, require
from nastavnik.roadmap.models import RoadmapItem

from .history import ACTS
from .now import leads, own_items

LATELY = timedelta(days=14)
_READ = 60
_UNTOLD = (
    "roadmap.import.edited",
    "roadmap.import.abandoned",
    "roadmap.occurrence.started",
    # Those whom a remark concerns have a notice of it.
    "roadmap.item.commented",
)


@dataclass(frozen=True, slots=True)
class Changed:
    """One line: what, of which measure, who and when. ``count`` says how often on that day."""

    act: str
    words: str
    at: datetime
    who: str
    count: int
    item_id: UUID | None = None
    number: str = ""


def changes_of_roadmap(*, most: int = 5) -> list[Changed]:
    """The newest acts of other people within two weeks, those of one day and kind together; two queries."""
    require("roadmap.view")
    lines: dict[tuple[str, str, UUID | None, object], list[AuditEntry]] = {}
    for entry in _entries():
        key = (entry.action, _item_of(entry), entry.actor_id, day_of(entry.at))
        if key in lines or len(lines) < most:
            lines.setdefault(key, []).append(entry)
    numbers = _numbers(item for _action, item, _who, _day in lines)
    found = [_changed(item, entries, numbers) for (_action, item, _who, _day), entries in lines.items()]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _entries() -> list[AuditEntry]:
    wanted = (
        select(AuditEntry)
        .where(
            AuditEntry.action.in_(set(ACTS) - set(_UNTOLD)),
            AuditEntry.at > now() - LATELY,
            or_(AuditEntry.actor_id.is_(None), AuditEntry.actor_id != current_actor().account_id),
        )
        .order_by(AuditEntry.sequence.desc())
        .limit(_READ)
    )
    if not leads():
        own = select(cast(own_items().subquery().c.item_id, Text))
        wanted = wanted.where(AuditEntry.after["item"].astext.in_(own))
    return list(session().scalars(wanted))


def _item_of(entry: AuditEntry) -> str:
    return str((entry.after or {}).get("item") or "")


def _numbers(item_ids: Iterable[str]) -> Mapping[str, RoadmapItem]:
    wanted = {UUID(item) for item in item_ids if item}
    if not wanted:
        return {}
    rows = session().scalars(select(RoadmapItem).where(RoadmapItem.id.in_(wanted)))
    return {str(row.id): row for row in rows}


def _changed(item: str, entries: list[AuditEntry], items: Mapping[str, RoadmapItem]) -> Changed:
    latest, found = entries[0], items.get(item)
    return Changed(
        act=latest.action,
        words=str(ACTS[latest.action]),
        at=latest.at,
        who=latest.actor_name if latest.actor_kind == "person" else _("the system"),
        count=len(entries),
        item_id=found.id if found else None,
        number=found.number if found else "",
    )
