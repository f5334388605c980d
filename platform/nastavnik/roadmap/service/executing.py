# SPDX-License-Identifier: MIT
"""What happens to an execution: work, evidence, closing, moving, and what the director alone decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from sqlalchemy import func, select

from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.dates import add_working_days, today
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor, current_tenant_id, require
from nastavnik.roadmap.models import (
    RoadmapAssignee,
    RoadmapDeadlineMove,
    RoadmapEvidence,
    RoadmapItem,
    RoadmapOccurrence,
)

from .adopting import label_of
from .looking import get_item, get_occurrence

OPEN = ("planned", "in_work")


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """What is put behind an execution. ``kind``: file, link, document, records."""

    kind: str
    title: str
    file_id: UUID | None = None
    url: str = ""
    note: str = ""


def start_work(occurrence_id: UUID) -> RoadmapOccurrence:
    """Say that the work has begun."""
    occurrence = _for_execution(occurrence_id)
    with change() as tx:
        _lock_open(tx, occurrence)
        occurrence.state = "in_work"
        _note(tx, "roadmap.occurrence.started", occurrence)
    return occurrence


def add_evidence(occurrence_id: UUID, evidence: NewEvidence) -> RoadmapEvidence:
    """Put a file, a link, a document or records behind an execution."""
    occurrence = _for_execution(occurrence_id)
    if evidence.kind == "link" and not evidence.url.startswith(("https://", "http://")):
        raise Refused(_("A link begins with https:// or http://."), field="url")
    with change() as tx:
        row = tx.add(
            RoadmapEvidence(
                occurrence_id=occurrence.id,
                kind=evidence.kind,
                title=evidence.title,
                file_id=evidence.file_id,
                url=evidence.url,
                note=evidence.note,
                added_by=current_actor().account_id,
                added_by_name=current_actor().name,
            )
        )
        tx.flush()
        tx.record("roadmap.evidence.added", subject=row, after={"occurrence": str(occurrence.id)})
        tx.emit("roadmap.evidence_added", {"occurrence": str(occurrence.id)})
    return row


def remove_evidence(evidence_id: UUID) -> None:
    """Take evidence away; the row stays in the history. The last one of a closed execution stays where it is."""
    require("roadmap.edit")
    row = session().get(RoadmapEvidence, (current_tenant_id(), evidence_id))
    if row is None or row.removed_at is not None:
        raise NotFound("no such evidence")
    occurrence = get_occurrence(row.occurrence_id)
    with change() as tx:
        tx.session.refresh(occurrence, with_for_update=True)
        if (
            occurrence.state == "done"
            and not occurrence.exception_reason
            and _evidence_count(occurrence) == 1
        ):
            raise Refused(_("This is the only evidence of a closed execution. Attach another one first."))
        row.removed_at = now()
        tx.record("roadmap.evidence.removed", subject=row, before={"title": row.title})
        tx.emit("roadmap.evidence_removed", {"occurrence": str(occurrence.id)})


def close_occurrence(
    occurrence_id: UUID, done_on: date, evidence: Sequence[NewEvidence] = ()
) -> RoadmapOccurrence:
    """Close an execution on a day. It needs evidence: given here or attached before."""
    occurrence = _for_execution(occurrence_id)
    _check_day(done_on)
    with change() as tx:
        _lock_open(tx, occurrence)
        for one in evidence:
            add_evidence(occurrence_id, one)
        tx.flush()
        if not _evidence_count(occurrence):
            raise Refused(
                _("Closing needs evidence: attach a file, a link or a document of the platform."),
                field="file",
            )
        _close(tx, occurrence, done_on)
    return occurrence


def close_without_evidence(occurrence_id: UUID, done_on: date, reason: str) -> RoadmapOccurrence:
    """Close an execution with a recorded exception; only the director may."""
    require("roadmap.close_without_evidence")
    occurrence = get_occurrence(occurrence_id)
    _check_day(done_on)
    reason = _sentence(reason, _("Say why it is closed without evidence."))
    with change() as tx:
        _lock_open(tx, occurrence)
        occurrence.exception_reason = reason
        _close(tx, occurrence, done_on, note=reason)
    return occurrence


def reopen_occurrence(occurrence_id: UUID, reason: str) -> RoadmapOccurrence:
    """Open a closed execution again; only the director may, with a reason."""
    require("roadmap.close_without_evidence")
    occurrence = get_occurrence(occurrence_id)
    reason = _sentence(reason, _("Say why it is opened again."))
    with change() as tx:
        tx.session.refresh(occurrence, with_for_update=True)
        if occurrence.state != "done":
            raise Refused(_("This execution is not closed."))
        before = _facts(occurrence)
        occurrence.state, occurrence.done_on, occurrence.exception_reason = "in_work", None, ""
        _note(tx, "roadmap.occurrence.reopened", occurrence, before=before, note=reason)
    return occurrence


def move_deadline(occurrence_id: UUID, due: date, reason: str, basis: str) -> RoadmapOccurrence:
    """Move a deadline. Reason and basis stay in the history, the plan's own date stays beside the new one."""
    require("roadmap.edit")
    occurrence = get_occurrence(occurrence_id)
    reason = _sentence(reason, _("Say why the deadline is moved."))
    basis = _sentence(basis, _("Name the basis: an order, a letter, minutes."), field="basis")
    with change() as tx:
        _lock_open(tx, occurrence)
        if due == occurrence.due:
            raise Refused(_("This is the date that stands already."), field="due")
        before = _facts(occurrence)
        tx.add(
            RoadmapDeadlineMove(
                occurrence_id=occurrence.id, due_from=occurrence.due, due_to=due, reason=reason, basis=basis
            )
        )
        occurrence.due = due
        _note(tx, "roadmap.occurrence.moved", occurrence, before=before, note=reason)
    return occurrence


def cancel_occurrence(occurrence_id: UUID, reason: str) -> RoadmapOccurrence:
    """Cancel one execution with a reason."""
    require("roadmap.edit")
    occurrence = get_occurrence(occurrence_id)
    reason = _sentence(reason, _("Say why it is cancelled."))
    with change() as tx:
        _lock_open(tx, occurrence)
        occurrence.state = "cancelled"
        _note(tx, "roadmap.occurrence.cancelled", occurrence, note=reason)
    return occurrence


def record_event(item_id: UUID, on: date) -> Sequence[RoadmapOccurrence]:
    """Record the day of the event that a relative deadline counts from; the deadline appears."""
    require("roadmap.edit")
    item = get_item(item_id)
    if item.deadline_kind != "relative":
        raise Refused(_("The deadline of this measure does not depend on an event."))
    due = due_from_event(item.deadline_rule, on)
    return _set_dates(item, [due], "roadmap.item.event_recorded", event_date=on)


def due_from_event(rule: Mapping[str, Any], on: date) -> date:
    """The deadline that a relative rule (amount, unit, direction, working days) gives for an event on a day."""
    amount = int(rule.get("amount", 0)) * (-1 if rule.get("direction") == "before" else 1)
    unit = str(rule.get("unit", "day"))
    if unit == "day" and rule.get("working_days"):
        return add_working_days(on, amount)
    steps: dict[str, relativedelta] = {
        "day": relativedelta(days=amount),
        "week": relativedelta(weeks=amount),
        "month": relativedelta(months=amount),
        "year": relativedelta(years=amount),
    }
    return on + steps[unit]


def set_dates(item_id: UUID, dates: Sequence[date]) -> Sequence[RoadmapOccurrence]:
    """Give dates to an item whose deadline is set by somebody's schedule."""
    require("roadmap.edit")
    item = get_item(item_id)
    if item.deadline_kind not in ("external", "unclear"):
        raise Refused(_("The dates of this measure follow from the order. Move the deadline instead."))
    return _set_dates(item, dates, "roadmap.item.dates_set")


def open_occurrence(item_id: UUID, due: date, reason: str) -> RoadmapOccurrence:
    """Open an item that is done «по необходимости»: the need has come."""
    require("roadmap.edit")
    item = get_item(item_id)
    reason = _sentence(reason, _("Say what the need is."))
    if item.deadline_kind != "conditional":
        raise Refused(_("This measure is not one that is opened when needed."))
    with change() as tx:
        number = tx.session.scalar(
            select(func.count()).select_from(RoadmapOccurrence).where(RoadmapOccurrence.item_id == item.id)
        )
        occurrence = tx.add(
            RoadmapOccurrence(
                item_id=item.id,
                label=reason[:80],
                planned_due=due,
                due=due,
                state="in_work",
                position=number or 0,
            )
        )
        tx.flush()
        _note(tx, "roadmap.occurrence.opened", occurrence, note=reason)
    return occurrence


def mark_not_required(item_id: UUID, reason: str) -> RoadmapItem:
    """Say that an item is not required here, and why; its open executions wait aside."""
    return _require_item(item_id, _sentence(reason, _("Say why it is not required.")))


def mark_required(item_id: UUID) -> RoadmapItem:
    """Take «не требуется» back; executions that were set aside are planned again."""
    return _require_item(item_id, "")


def _require_item(item_id: UUID, reason: str) -> RoadmapItem:
    require("roadmap.edit")
    item = get_item(item_id)
    with change() as tx:
        before = {"not_required": item.not_required}
        item.not_required, item.not_required_reason = bool(reason), reason
        from_states, to_state = (OPEN, "not_required") if reason else (("not_required",), "planned")
        for occurrence in tx.session.scalars(
            select(RoadmapOccurrence)
            .where(RoadmapOccurrence.item_id == item.id, RoadmapOccurrence.state.in_(from_states))
            .with_for_update()
        ):
            occurrence.state = to_state
        tx.record(
            "roadmap.item.not_required" if reason else "roadmap.item.required",
            subject=item,
            before=before,
            after={"not_required": item.not_required},
            note=reason,
        )
        tx.emit("roadmap.item_changed", {"item": str(item.id)})
    return item


def _set_dates(
    item: RoadmapItem, dates: Sequence[date], action: str, *, event_date: date | None = None
) -> Sequence[RoadmapOccurrence]:
    if not dates:
        raise Refused(_("Name at least one date."), field="dates")
    with change() as tx:
        open_ones = tx.session.scalars(
            select(RoadmapOccurrence)
            .where(RoadmapOccurrence.item_id == item.id, RoadmapOccurrence.state.in_(OPEN))
            .with_for_update()
        ).all()
        for occurrence in open_ones:
            occurrence.state = "cancelled"
        made = [
            tx.add(
                RoadmapOccurrence(
                    item_id=item.id,
                    label=label_of(due, {}),
                    planned_due=due,
                    due=due,
                    position=place,
                )
            )
            for place, due in enumerate(sorted(set(dates)))
        ]
        if event_date is not None:
            item.event_date = event_date
        tx.flush()
        tx.record(action, subject=item, after={"due": [str(one.due) for one in made]})
        tx.emit("roadmap.item_changed", {"item": str(item.id)})
    return made


def _for_execution(occurrence_id: UUID) -> RoadmapOccurrence:
    """The execution, for somebody who may work on it: an editor, or an executor to whom the item is assigned."""
    occurrence = get_occurrence(occurrence_id)
    actor = current_actor()
    if actor.kind != "person" or "roadmap.edit" in actor.rights:
        return occurrence
    require("roadmap.execute")
    mine = session().scalar(
        select(RoadmapAssignee.id).where(
            RoadmapAssignee.item_id == occurrence.item_id, RoadmapAssignee.account_id == actor.account_id
        )
    )
    if mine is None:
        raise Forbidden("roadmap.edit")
    return occurrence


def _lock_open(tx: Change, occurrence: RoadmapOccurrence) -> None:
    tx.session.refresh(occurrence, with_for_update=True)
    if occurrence.state not in OPEN:
        raise Refused(_("Somebody has closed or cancelled this execution already. Reload the page."))


def _close(tx: Change, occurrence: RoadmapOccurrence, done_on: date, note: str = "") -> None:
    before = _facts(occurrence)
    occurrence.state, occurrence.done_on = "done", done_on
    _note(tx, "roadmap.occurrence.closed", occurrence, before=before, note=note)


def _note(
    tx: Change,
    action: str,
    occurrence: RoadmapOccurrence,
    *,
    before: dict[str, Any] | None = None,
    note: str = "",
) -> None:
    tx.record(action, subject=occurrence, before=before, after=_facts(occurrence), note=note)
    tx.emit(action.replace("roadmap.occurrence.", "roadmap.occurrence_"), {"occurrence": str(occurrence.id)})


def _facts(occurrence: RoadmapOccurrence) -> dict[str, Any]:
    return {"state": occurrence.state, "due": occurrence.due, "done_on": occurrence.done_on}


def _evidence_count(occurrence: RoadmapOccurrence) -> int:
    return (
        session().scalar(
            select(func.count())
            .select_from(RoadmapEvidence)
            .where(RoadmapEvidence.occurrence_id == occurrence.id, RoadmapEvidence.removed_at.is_(None))
        )
        or 0
    )


def _check_day(done_on: date) -> None:
    if done_on > today():
        raise Refused(_("The day of execution cannot be in the future."), field="done_on")


def _sentence(text: str, missing: str, field: str = "reason") -> str:
    text = text.strip()
    if not text:
        raise Refused(missing, field=field)
    return text
