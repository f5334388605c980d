# SPDX-License-Identifier: MIT
"""Dates of executions: moved with a reason and a basis, set when they become known, opened when needed, set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from sqlalchemy import func, select

from nastavnik.foundation.change import Change, change
from nastavnik.foundation.dates import add_working_days, format_date
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import require
from nastavnik.roadmap.labels import label_of
from nastavnik.roadmap.models import (
    Roadmap,
    RoadmapDeadlineMove,
    RoadmapEvidence,
    RoadmapItem,
    RoadmapOccurrence,
)
from nastavnik.roadmap.states import OPEN

from .guarding import facts, note, note_item, sentence, take_item, take_occurrence, take_open

SET_BY_HAND = ("external", "unclear")
"""Kinds of deadlines whose dates a person sets once they are known."""

_EARLIER, _LATER = relativedelta(years=1), relativedelta(years=5)
"""How far outside the roadmap's period a deadline may lie: further off it is a slip of the pen in the year."""


def move_deadline(
    occurrence_id: UUID, due: date, reason: str, basis: str, *, seen: int | None = None
) -> RoadmapOccurrence:
    """Move a deadline. Reason and basis stay in the history, the plan's own date stays beside the new one."""
    require("roadmap.edit")
    reason = sentence(reason, _("Say why the deadline is moved."))
    basis = sentence(basis, _("Name the basis: an order, a letter, minutes."), "basis")
    with change() as tx:
        occurrence = take_open(tx, occurrence_id, seen)
        _move(tx, occurrence, due, reason, basis)
    return occurrence


def move_deadlines(
    occurrence_ids: Sequence[UUID],
    due: date,
    reason: str,
    basis: str,
    *,
    seen: Mapping[UUID, int] | None = None,
) -> int:
    """Move several deadlines to one date; those that stand at it already are passed over. Returns how many moved.

    ``seen`` holds versions of executions the person's form was filled in over; ``Overtaken`` when one was changed
    meanwhile, and then none of them moves.
    """
    require("roadmap.edit")
    reason = sentence(reason, _("Say why the deadline is moved."))
    basis = sentence(basis, _("Name the basis: an order, a letter, minutes."), "basis")
    moved = 0
    with change() as tx:
        # Always in one order: two people with overlapping choices wait for each other instead of deadlocking.
        for occurrence_id in sorted(set(occurrence_ids)):
            occurrence = take_open(tx, occurrence_id)
            if occurrence.due != due:
                take_open(tx, occurrence_id, (seen or {}).get(occurrence_id))
                _move(tx, occurrence, due, reason, basis)
                moved += 1
    if not moved:
        raise Refused(_("This is the date that stands already."), field="due")
    return moved


def record_event(item_id: UUID, on: date, *, seen: int | None = None) -> Sequence[RoadmapOccurrence]:
    """Record the day of the event that a relative deadline counts from; the deadline appears."""
    require("roadmap.edit")
    with change() as tx:
        item = take_item(tx, item_id, seen)
        if item.deadline_kind != "relative":
            raise Refused(_("The deadline of this measure does not depend on an event."))
        due = due_from_event(item.deadline_rule, on)
        _check_years(tx, item, [due], "on")
        item.event_date = on
        return _set_dates(tx, item, [due], "event_recorded", {"event_date": on})


def due_from_event(rule: Mapping[str, Any], on: date) -> date:
    """The deadline that a relative rule (amount, unit, direction, working days) gives for an event on a day.

    A term counted in weeks, months or years ends on the day of the same name (ГК РФ, ст. 191, 192).
    """
    amount = int(rule.get("amount", 0)) * (-1 if rule.get("direction") == "before" else 1)
    unit = rule.get("unit", "day")
    if unit == "day" and rule.get("working_days"):
        return add_working_days(on, amount)
    if unit in ("month", "year"):
        due: date = on + (relativedelta(months=amount) if unit == "month" else relativedelta(years=amount))
        return due
    return on + timedelta(days=amount * (7 if unit == "week" else 1))


def set_dates(
    item_id: UUID, dates: Sequence[date], *, seen: int | None = None
) -> Sequence[RoadmapOccurrence]:
    """Give dates to an item whose deadline is set by somebody's schedule, or was not understood."""
    require("roadmap.edit")
    if not dates:
        raise Refused(_("Name at least one date."), field="dates")
    with change() as tx:
        item = take_item(tx, item_id, seen)
        if item.deadline_kind not in SET_BY_HAND:
            raise Refused(_("The dates of this measure follow from the order. Move the deadline instead."))
        _check_years(tx, item, dates, "dates")
        return _set_dates(tx, item, dates, "dates_set")


def open_occurrence(item_id: UUID, due: date, reason: str, *, seen: int | None = None) -> RoadmapOccurrence:
    """Open an item that is done «по необходимости»: the need has come."""
    require("roadmap.edit")
    reason = sentence(reason, _("Say what the need is."))
    with change() as tx:
        item = take_item(tx, item_id, seen)
        if item.deadline_kind != "conditional":
            raise Refused(_("This measure is not one that is opened when needed."))
        _check_years(tx, item, [due], "due")
        position = tx.session.scalar(
            select(func.count()).select_from(RoadmapOccurrence).where(RoadmapOccurrence.item_id == item.id)
        )
        occurrence = tx.add(
            RoadmapOccurrence(
                item_id=item.id,
                label=label_of({}, due),
                planned_due=due,
                due=due,
                state="in_work",
                note=reason,
                position=position or 0,
            )
        )
        tx.flush()
        note(tx, "opened", occurrence, why=reason)
    return occurrence


def cancel_occurrence(occurrence_id: UUID, reason: str, *, seen: int | None = None) -> RoadmapOccurrence:
    """Cancel one execution with a reason."""
    return _set_aside(occurrence_id, "cancelled", sentence(reason, _("Say why it is cancelled.")), seen)


def skip_occurrence(occurrence_id: UUID, reason: str, *, seen: int | None = None) -> RoadmapOccurrence:
    """Say that one execution is not required, and why."""
    return _set_aside(occurrence_id, "not_required", sentence(reason, _("Say why it is not required.")), seen)


def restore_occurrence(occurrence_id: UUID, *, seen: int | None = None) -> RoadmapOccurrence:
    """Take back that an execution was cancelled or not required."""
    require("roadmap.edit")
    with change() as tx:
        occurrence = take_occurrence(tx, occurrence_id, seen)
        if occurrence.state not in ("cancelled", "not_required"):
            raise Refused(_("This execution is in the plan already."))
        before = facts(occurrence)
        occurrence.state, occurrence.note = "planned", ""
        note(tx, "restored", occurrence, before=before)
    return occurrence


def mark_not_required(item_id: UUID, reason: str, *, seen: int | None = None) -> RoadmapItem:
    """Say that an item is not required here, and why; its open executions wait aside."""
    return _require_item(item_id, sentence(reason, _("Say why it is not required.")), seen)


def mark_required(item_id: UUID, *, seen: int | None = None) -> RoadmapItem:
    """Take «не требуется» back; executions that were set aside are planned again."""
    return _require_item(item_id, "", seen)


def _move(tx: Change, occurrence: RoadmapOccurrence, due: date, reason: str, basis: str) -> None:
    if due == occurrence.due:
        raise Refused(_("This is the date that stands already."), field="due")
    _check_years(
        tx, tx.session.get_one(RoadmapItem, (occurrence.tenant_id, occurrence.item_id)), [due], "due"
    )
    before = facts(occurrence)
    tx.add(
        RoadmapDeadlineMove(
            occurrence_id=occurrence.id, due_from=occurrence.due, due_to=due, reason=reason, basis=basis
        )
    )
    occurrence.due = due
    note(tx, "moved", occurrence, before=before, after={"basis": basis}, why=reason)


def _check_years(tx: Change, item: RoadmapItem, dates: Sequence[date], field: str) -> None:
    roadmap = tx.session.get_one(Roadmap, (item.tenant_id, item.roadmap_id))
    first, last = roadmap.period_from, roadmap.period_to
    if min(dates) < first - _EARLIER or max(dates) > last + _LATER:
        outside = _(
            "Check the year: the roadmap runs from %(first)s to %(last)s.",
            first=format_date(first),
            last=format_date(last),
        )
        raise Refused(outside, field=field)


def _set_aside(occurrence_id: UUID, state: str, reason: str, seen: int | None) -> RoadmapOccurrence:
    require("roadmap.edit")
    with change() as tx:
        occurrence = take_open(tx, occurrence_id, seen)
        before = facts(occurrence)
        occurrence.state, occurrence.note = state, reason
        note(tx, "cancelled" if state == "cancelled" else "skipped", occurrence, before=before, why=reason)
    return occurrence


def _require_item(item_id: UUID, reason: str, seen: int | None) -> RoadmapItem:
    require("roadmap.edit")
    with change() as tx:
        item = take_item(tx, item_id, seen)
        if item.not_required == bool(reason):
            raise Refused(_("Somebody has decided this already: reload the page."))
        item.not_required, item.not_required_reason = bool(reason), reason
        from_states, to_state = (OPEN, "not_required") if reason else (("not_required",), "planned")
        for occurrence in _executions(tx, item):
            # What was set aside by itself, with a reason of its own, stays aside.
            if occurrence.state in from_states and not (to_state == "planned" and occurrence.note):
                occurrence.state = to_state
        note_item(tx, "not_required" if reason else "required", item, why=reason)
    return item


def _set_dates(
    tx: Change,
    item: RoadmapItem,
    dates: Sequence[date],
    action: str,
    after: Mapping[str, Any] | None = None,
) -> Sequence[RoadmapOccurrence]:
    """Let the open executions of an item have these dates.

    One that has its date already is left alone; one that has lost it goes, unless there is something behind it: then
    it stays as cancelled.
    """
    wanted = set(dates)
    known = _executions(tx, item)
    still_open = [one for one in known if one.state in OPEN]
    proven = _with_evidence(tx, still_open)
    for one in still_open:
        if one.due in wanted:
            continue
        if one.id in proven:
            one.state = "cancelled"
        else:
            tx.delete(one)
    taken = {one.due for one in known if one.state != "cancelled"}
    made = [
        tx.add(
            RoadmapOccurrence(
                item_id=item.id,
                label=label_of({}, due),
                planned_due=due,
                due=due,
                position=len(known) + place,
            )
        )
        for place, due in enumerate(sorted(wanted - taken))
    ]
    tx.flush()
    before = {"due": [str(one.due) for one in still_open if one.due]}
    note_item(tx, action, item, before=before, after={"due": sorted(map(str, wanted)), **(after or {})})
    return made


def _executions(tx: Change, item: RoadmapItem) -> Sequence[RoadmapOccurrence]:
    return tx.session.scalars(
        select(RoadmapOccurrence)
        .where(RoadmapOccurrence.item_id == item.id)
        .order_by(RoadmapOccurrence.position)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _with_evidence(tx: Change, executions: Sequence[RoadmapOccurrence]) -> set[UUID]:
    return set(
        tx.session.scalars(
            select(RoadmapEvidence.occurrence_id).where(
                RoadmapEvidence.occurrence_id.in_([one.id for one in executions]),
                RoadmapEvidence.removed_at.is_(None),
            )
        )
    )
