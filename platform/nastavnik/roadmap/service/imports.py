# SPDX-License-Identifier: MIT
"""Orders that were read and wait to be checked, and their way to a running roadmap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.notifications import notify
from nastavnik.foundation.scope import current_actor, current_tenant_id, require
from nastavnik.roadmap.importing import RETURNED, Draft, Seen
from nastavnik.roadmap.importing.seen import same
from nastavnik.roadmap.models import Roadmap, RoadmapImport

from .addresses import import_path
from .adopting import adopt
from .import_plan import check_draft, compare_editions, plan_of
from .order_uploads import start_import
from .people import directors, people

__all__ = [
    "Kept",
    "OpenImport",
    "add_item",
    "check_draft",
    "compare_editions",
    "draft_of",
    "drop_import",
    "get_import",
    "give_back",
    "keep",
    "launch",
    "open_imports",
    "save_edits",
    "seen_of",
    "send_for_approval",
    "start_import",
    "state_of_import",
]

OPEN_STATES = ("open", "waiting")


@dataclass(frozen=True, slots=True)
class OpenImport:
    """An order that waits: whose it is and how far it is."""

    id: UUID
    file_name: str
    started_at: datetime
    changed_at: datetime
    items: int
    questions: int
    solved: int
    waiting: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft after a page was sent: the page as it stands now, and what somebody else had changed meanwhile.

    ``stale`` is true when anything at all was; ``replaced`` maps the fields that this page wrote over to what stood
    there.
    """

    row: RoadmapImport
    draft: Draft
    seen: Seen
    stale: bool
    replaced: Mapping[str, str]


def get_import(import_id: UUID) -> RoadmapImport:
    """An order that is being checked; ``NotFound`` for a stranger's, a finished or a dropped one."""
    require("roadmap.adopt")
    row = session().get(RoadmapImport, (current_tenant_id(), import_id), populate_existing=True)
    if row is None or row.state not in OPEN_STATES:
        raise NotFound("no such import")
    return row


def state_of_import(import_id: UUID) -> str:
    """«open», «waiting», «confirmed» or «abandoned»; ``NotFound`` for a stranger's."""
    require("roadmap.adopt")
    state = session().scalar(select(RoadmapImport.state).where(RoadmapImport.id == import_id))
    if state is None:
        raise NotFound("no such import")
    return state


def open_imports() -> list[OpenImport]:
    """Orders that wait, the one touched last first."""
    require("roadmap.adopt")
    rows = session().scalars(select(RoadmapImport).where(RoadmapImport.state.in_(OPEN_STATES)))
    return sorted(map(_overview, rows), key=lambda one: one.changed_at, reverse=True)


def draft_of(row: RoadmapImport) -> Draft:
    """The draft that an import holds."""
    return Draft(row.reading, row.edits)


def save_edits(import_id: UUID, typed: Mapping[str, str]) -> Draft:
    """Keep what was typed, right or wrong, field by field: two people may work on different measures of one order."""
    return keep(import_id, typed, Seen()).draft


def keep(import_id: UUID, typed: Mapping[str, str], seen: Seen) -> Kept:
    """The same for a page that says what it showed: fields nobody touched there are left as they are now."""
    touched = seen.touched(typed)
    with change() as tx:
        row = _take(tx, import_id)
        draft = draft_of(row)
        stale = bool(seen.marks) and any(
            name not in typed or not same(typed[name], draft.current(name) or "")
            for name in seen.changed_in(row.edits)
        )
        standing = {name: draft.current(name) or "" for name in touched if draft.current(name) is not None}
        edits = draft.merged(touched)
        if edits != row.edits:
            _keep(tx, row, edits)
        after = draft_of(row)
        replaced = {
            name: value
            for name, value in standing.items()
            if seen.differs(name, value) and after.current(name) != value
        }
        return Kept(row, after, seen.after(typed, None if stale else row.edits), stale, replaced)


def seen_of(row: RoadmapImport, values: Mapping[str, str]) -> Seen:
    """The marks that a page with these fields carries."""
    return Seen.of(values, row.edits)


def add_item(import_id: UUID, section: str) -> int:
    """Add an empty measure to a section; returns its place."""
    with change() as tx:
        row = _take(tx, import_id)
        draft = draft_of(row)
        if draft.full:
            raise Refused(_("No more measures can be added to this order."))
        _keep(tx, row, draft.with_added_item(section))
        return len(draft.items)


def drop_import(import_id: UUID) -> None:
    """Throw a draft away. What was read and typed goes; that there was one stays in the log."""
    with change() as tx:
        row = _take(tx, import_id)
        row.state, row.changed_at = "abandoned", now()
        row.reading, row.edits = {}, {}
        tx.record("roadmap.import.abandoned", subject=row, before={"file": row.file_name})


def send_for_approval(import_id: UUID) -> None:
    """Ask the directors to start a roadmap whose order has no number or date yet; once, however often it is sent."""
    with change() as tx:
        row = _take(tx, import_id)
        check_draft(draft_of(row))
        if row.state == "waiting":
            return
        heads = directors(people())
        if not heads:
            raise Refused(_("The organisation has no director here yet. Invite the director first."))
        row.state, row.changed_at = "waiting", now()
        row.edits = {name: value for name, value in row.edits.items() if name != RETURNED}
        for head in heads:
            notify(
                head.account_id,
                "roadmap.approval",
                _("The roadmap waits for your approval"),
                detail=_("Prepared by %(name)s", name=current_actor().name),
                url=import_path(row.id),
            )
        tx.record("roadmap.import.sent", subject=row)


def give_back(import_id: UUID, reason: str) -> None:
    """Return a roadmap that waits for approval to the one who prepared it."""
    require("roadmap.approve")
    if not reason.strip():
        raise Refused(_("Say what has to be corrected."), field="reason")
    with change() as tx:
        row = _take(tx, import_id)
        if row.state != "waiting":
            raise Refused(_("This roadmap does not wait for approval."))
        row.state, row.changed_at = "open", now()
        row.edits = {**row.edits, RETURNED: reason.strip()}
        if row.started_by is not None:
            notify(
                row.started_by,
                "roadmap.approval",
                _("The roadmap was returned for correction"),
                detail=reason.strip(),
                url=import_path(row.id),
            )
        tx.record("roadmap.import.returned", subject=row, note=reason.strip())


def launch(import_id: UUID) -> Roadmap:
    """Start the roadmap of a checked order; ``Refused`` while a question is open or a field is wrong."""
    with change() as tx:
        row = _take(tx, import_id)
        draft = draft_of(row)
        roadmap = adopt(plan_of(draft, check_draft(draft), row.file_id))
        row.state, row.roadmap_id, row.changed_at = "confirmed", roadmap.id, now()
        tx.record("roadmap.import.confirmed", subject=row, after={"roadmap": str(roadmap.id)})
    return roadmap


def _take(tx: Change, import_id: UUID) -> RoadmapImport:
    require("roadmap.adopt")
    row = tx.session.get(
        RoadmapImport, (current_tenant_id(), import_id), with_for_update=True, populate_existing=True
    )
    if row is None or row.state not in OPEN_STATES:
        raise NotFound("no such import")
    return row


def _keep(tx: Change, row: RoadmapImport, edits: Mapping[str, str]) -> None:
    row.edits, row.changed_at = dict(edits), now()
    tx.record("roadmap.import.edited", subject=row, after={"fields": len(edits)})


def _overview(row: RoadmapImport) -> OpenImport:
    draft = draft_of(row)
    return OpenImport(
        row.id,
        row.file_name,
        row.created_at,
        row.changed_at or row.created_at,
        len(draft.items),
        len(draft.questions),
        draft.solved,
        row.state == "waiting",
    )
