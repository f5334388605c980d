# SPDX-License-Identifier: MIT
"""Taking a row to change it: who may, that nobody else changed it meanwhile, and what the log says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.audit import AuditEntry, subject_of
from nastavnik.foundation.change import Change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import moment_in_words
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor, current_tenant_id, require
from nastavnik.roadmap.models import Roadmap, RoadmapAssignee, RoadmapItem, RoadmapOccurrence

Row = TypeVar("Row", RoadmapItem, RoadmapOccurrence)


class Overtaken(Refused):
    """Somebody changed the row after the form was opened. ``version`` is the one that stands now."""

    def __init__(self, message: str, version: int) -> None:
        super().__init__(message)
        self.version = version


def take_item(tx: Change, item_id: UUID, seen: int | None = None) -> RoadmapItem:
    """Lock an item of the running edition; ``seen`` is the version the person's form was filled in over."""
    return _take(tx, RoadmapItem, item_id, seen)


def take_occurrence(tx: Change, occurrence_id: UUID, seen: int | None = None) -> RoadmapOccurrence:
    """Lock an execution of the running edition."""
    return _take(tx, RoadmapOccurrence, occurrence_id, seen)


def take_open(tx: Change, occurrence_id: UUID, seen: int | None = None) -> RoadmapOccurrence:
    """Lock an execution that is still to be done."""
    occurrence = take_occurrence(tx, occurrence_id, seen)
    if occurrence.state not in ("planned", "in_work"):
        raise Refused(_("This execution is closed already: reload the page to see by whom."))
    return occurrence


def require_execution(item_id: UUID) -> None:
    """Let pass those who run the roadmap, and an executor to whom the item is given."""
    if may_execute(item_id):
        return
    require("roadmap.execute")
    raise Forbidden("roadmap.edit")


def may_execute(item_id: UUID) -> bool:
    """Whether the actor may work on executions of an item."""
    actor = current_actor()
    if actor.kind != "person" or "roadmap.edit" in actor.rights:
        return True
    if "roadmap.execute" not in actor.rights:
        return False
    mine = session().scalar(
        select(RoadmapAssignee.id).where(
            RoadmapAssignee.item_id == item_id, RoadmapAssignee.account_id == actor.account_id
        )
    )
    return mine is not None


def sentence(text: str, missing: str, field: str = "reason") -> str:
    """What a person wrote, on one piece of paper; ``Refused`` with ``missing`` when nothing was written."""
    text = text.strip()
    if not text:
        raise Refused(missing, field=field)
    return text


def note(
    tx: Change,
    action: str,
    occurrence: RoadmapOccurrence,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
) -> None:
    """Record what happened to an execution and tell the other rooms; ``action`` ends in a past participle."""
    tx.record(
        f"roadmap.occurrence.{action}",
        subject=occurrence,
        before=before,
        after={**facts(occurrence), **(after or {})},
        note=why,
    )
    tx.emit(
        f"roadmap.occurrence_{action}", {"item": str(occurrence.item_id), "occurrence": str(occurrence.id)}
    )


def note_item(
    tx: Change,
    action: str,
    item: RoadmapItem,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
) -> None:
    """Record what happened to an item and tell the other rooms."""
    tx.record(
        f"roadmap.item.{action}",
        subject=item,
        before=before,
        after={"item": str(item.id), **(after or {})},
        note=why,
    )
    tx.emit("roadmap.item_changed", {"item": str(item.id)})


def facts(occurrence: RoadmapOccurrence) -> dict[str, Any]:
    """What the log keeps of an execution."""
    return {
        "item": str(occurrence.item_id),
        "label": occurrence.label,
        "state": occurrence.state,
        "due": occurrence.due,
        "done_on": occurrence.done_on,
    }


def _take(tx: Change, kind: type[Row], row_id: UUID, seen: int | None) -> Row:
    row = tx.session.get(kind, (current_tenant_id(), row_id), with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(f"no such row of {kind.__tablename__}")
    item = tx.session.get_one(RoadmapItem, (row.tenant_id, getattr(row, "item_id", row.id)))
    roadmap = tx.session.get_one(Roadmap, (item.tenant_id, item.roadmap_id))
    if roadmap.state == "superseded":
        raise Refused(_("This edition of the roadmap is no longer in force: work goes on in the newer one."))
    if seen is not None and row.version != seen:
        raise Overtaken(overtaken(row), row.version)
    return row


def overtaken(row: object) -> str:
    """The sentence that says who changed a row meanwhile, and when."""
    kind, identifier = subject_of(row)
    last = (
        session()
        .scalars(
            select(AuditEntry)
            .where(AuditEntry.subject_type == kind, AuditEntry.subject_id == identifier)
            .order_by(AuditEntry.sequence.desc())
            .limit(1)
        )
        .one_or_none()
    )
    if last is None:
        return _("While you were editing, somebody else changed the record. Your text is kept.")
    return _(
        "While you were editing, %(name)s changed the record (%(when)s). Your text is kept.",
        name=last.actor_name,
        when=moment_in_words(last.at).lower(),
    )
