# SPDX-License-Identifier: MIT
"""Orders that were read and wait to be checked, and their way to a running roadmap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation import files
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.foundation.notifications import notify
from nastavnik.foundation.scope import current_actor, current_tenant_id, require
from nastavnik.roadmap.deadlines import Period
from nastavnik.roadmap.editions import Measure, Pair, compare
from nastavnik.roadmap.importing import Draft, ItemDraft
from nastavnik.roadmap.models import Roadmap, RoadmapImport, RoadmapItem, RoadmapSection
from nastavnik.roadmap.order_document import OrderReading, UnreadableDocument, read_order
from nastavnik.tenants import service as tenants

from .addresses import import_path
from .adopting import PlannedItem, PlannedRoadmap, PlannedSection, adopt
from .board import people_of
from .looking import items_of, running_roadmap, sections_of
from .people import accounts_of, directors, people

OPEN_STATES = ("open", "waiting")
NEW = "new"


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


def start_import(data: bytes, file_name: str) -> RoadmapImport:
    """Read an order and keep it with what was understood. A file that cannot be read leaves nothing behind.

    Raises ``Refused`` with a sentence for the field ``file``.
    """
    require("roadmap.adopt")
    tenant = tenants.current_tenant()
    try:
        reading = read_order(data, file_name, organisation=tenant.full_name)
    except UnreadableDocument as refusal:
        raise Refused(str(refusal), field="file") from refusal
    kind = files.detect(data) or files.TEXT
    with change() as tx:
        stored = files.store(data, file_name, kind.media_type)
        tx.flush()
        row = tx.add(
            RoadmapImport(
                file_id=stored.id,
                file_name=stored.name,
                reading=_kept(reading, tenant.full_name),
                started_by=current_actor().account_id,
                changed_at=now(),
            )
        )
        tx.flush()
        tx.record("roadmap.import.started", subject=row, after={"items": len(reading.items)})
    return row


def get_import(import_id: UUID) -> RoadmapImport:
    """An order that is being checked; ``NotFound`` for a stranger's, a finished or a dropped one."""
    require("roadmap.adopt")
    row = session().get(RoadmapImport, (current_tenant_id(), import_id), populate_existing=True)
    if row is None or row.state not in OPEN_STATES:
        raise NotFound("no such import")
    return row


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
    with change() as tx:
        row = _take(tx, import_id)
        edits = draft_of(row).merged(typed)
        if edits != row.edits:
            _keep(tx, row, edits)
        return draft_of(row)


def add_item(import_id: UUID, section: str) -> int:
    """Add an empty measure to a section; returns its place."""
    with change() as tx:
        row = _take(tx, import_id)
        draft = draft_of(row)
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
    """Ask the directors to start a roadmap whose order has no number or date yet."""
    with change() as tx:
        row = _take(tx, import_id)
        check_draft(draft_of(row))
        heads = directors(people())
        if not heads:
            raise Refused(_("The organisation has no director here yet. Invite the director first."))
        row.state, row.changed_at = "waiting", now()
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
        row.state, row.changed_at = "open", now()
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
        roadmap = adopt(_plan(row, draft, check_draft(draft)))
        row.state, row.roadmap_id, row.changed_at = "confirmed", roadmap.id, now()
        tx.record("roadmap.import.confirmed", subject=row, after={"roadmap": str(roadmap.id)})
    return roadmap


def compare_editions(draft: Draft) -> list[Pair] | None:
    """The draft beside the running edition, measure by measure; ``None`` when none runs."""
    roadmap = running_roadmap()
    if roadmap is None:
        return None
    return compare(_running_measures(roadmap), _draft_measures(draft), _decided(draft))


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


def check_draft(draft: Draft) -> Period:
    """The period of a draft that is ready; ``Refused`` over an open question or a mistake."""
    period = draft.order.period
    if draft.order.errors or period is None:
        raise Refused(
            _("Correct the fields of the order."), field=next(iter(draft.order.errors), "period_from")
        )
    wrong = [item for item in draft.items if item.errors and not item.dropped]
    if wrong:
        numbers = ", ".join(item.number or item.title[:40] for item in wrong)
        raise Refused(_("Correct the deadlines of measures: %(numbers)s.", numbers=numbers))
    left = len(draft.questions) - draft.solved
    if left:
        raise Refused(ngettext("One question is still open.", "%(num)s questions are still open.", left))
    if all(item.dropped for item in draft.items):
        raise Refused(_("A roadmap needs at least one measure."))
    return period


def _plan(row: RoadmapImport, draft: Draft, period: Period) -> PlannedRoadmap:
    order, values = draft.order, draft.order.values
    members = people()
    names = {name for item in draft.items for name in item.people}
    lineages = _lineages(draft)
    sections = [
        PlannedSection(
            section.number,
            section.title,
            [_planned(item, lineages) for item in draft.items_of(section) if not item.dropped],
        )
        for section in draft.sections
    ]
    return PlannedRoadmap(
        title=_title(period),
        period_from=period.start,
        period_to=period.end,
        sections=[section for section in sections if section.items],
        order_number=order.number,
        order_date=order.signed_on,
        order_title=values["title"].strip(),
        basis=values["basis"].strip(),
        organisation=values["organisation"].strip(),
        signatory=values["signatory"].strip(),
        approved_on=order.approved_on,
        file_id=row.file_id,
        accounts=accounts_of(names, members),
    )


def _planned(item: ItemDraft, lineages: Mapping[str, UUID]) -> PlannedItem:
    return PlannedItem(
        number=item.number,
        title=item.title,
        deadline_text=item.deadline.text,
        deadline_kind=item.deadline.kind,
        deadline_rule=item.deadline.rule,
        due=item.deadline.due,
        assignees=item.people,
        result=item.result,
        applies_to=item.applies_to,
        not_required_reason=_why_not_required(item) if item.not_required else "",
        lineage_id=lineages.get(str(item.place)),
    )


def _why_not_required(item: ItemDraft) -> str:
    if item.applies_to:
        return _("Addressed to %(name)s", name=item.applies_to)
    return _("Decided when the order was checked")


def _title(period: Period) -> str:
    first, last = period.start.year, period.end.year
    if first == last:
        return _("Roadmap for %(year)s", year=first)
    return _("Roadmap for %(first)s–%(last)s", first=first, last=last)


def _lineages(draft: Draft) -> dict[str, UUID]:
    """For each measure of the draft that goes on as one of the running edition, the lineage they share."""
    roadmap = running_roadmap()
    if roadmap is None:
        return {}
    lineages = {str(item.id): item.lineage_id for item in items_of(roadmap.id)}
    pairs = compare(_running_measures(roadmap), _draft_measures(draft), _decided(draft))
    return {pair.new.key: lineages[pair.old.key] for pair in pairs if pair.new and pair.old}


def _running_measures(roadmap: Roadmap) -> list[Measure]:
    items: Sequence[RoadmapItem] = items_of(roadmap.id)
    sections: dict[UUID, RoadmapSection] = {section.id: section for section in sections_of(roadmap.id)}
    names = people_of([item.id for item in items])
    return [
        Measure(
            key=str(item.id),
            number=item.number,
            title=item.title,
            deadline=item.deadline_text,
            assignees=", ".join(names.get(item.id, ())),
            result=item.result,
            section=sections[item.section_id].title,
        )
        for item in items
    ]


def _draft_measures(draft: Draft) -> list[Measure]:
    return [
        Measure(
            key=str(item.place),
            number=item.number,
            title=item.title,
            deadline=item.deadline.text,
            assignees=", ".join(item.people),
            result=item.result,
            section=section.title,
        )
        for section in draft.sections
        for item in draft.items_of(section)
        if not item.dropped
    ]


def _decided(draft: Draft) -> dict[str, str | None]:
    return {
        str(item.place): None if item.continues == NEW else item.continues
        for item in draft.items
        if item.continues
    }


def _kept(reading: OrderReading, whose: str) -> dict[str, Any]:
    """The reading as the draft needs it: the contract of ``--json``, and what the page shows beside it."""
    return {
        **reading.as_json(),
        "warnings": [{**remark.as_json(), "severity": remark.severity} for remark in reading.warnings],
        "unplaced": list(reading.unplaced),
        "assignees_text": [item.assignees_text for item in reading.items],
        "signatory_post": reading.order.signatory_post,
        "approved_number": reading.order.approved_number,
        "whose": whose,
    }


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
