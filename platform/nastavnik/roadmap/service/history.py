# SPDX-License-Identifier: MIT
"""What happened to a measure, in words: acts from the journal, reminders, deadlines that passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import DISTRICT_ZONE, format_date
from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.scope import require
from nastavnik.roadmap.editions import FIELDS
from nastavnik.roadmap.models import RoadmapOccurrence, RoadmapReminder
from nastavnik.roadmap.states import OPEN

ACTS: Mapping[str, Text] = {
    "roadmap.adopted": _l("An edition of the roadmap was started"),
    "roadmap.occurrence.started": _l("Work began"),
    "roadmap.occurrence.closed": _l("Closed"),
    "roadmap.occurrence.reopened": _l("Opened again"),
    "roadmap.occurrence.moved": _l("Deadline moved"),
    "roadmap.occurrence.opened": _l("A need came"),
    "roadmap.occurrence.cancelled": _l("Execution cancelled"),
    "roadmap.occurrence.skipped": _l("Execution not required"),
    "roadmap.occurrence.restored": _l("Execution back in the plan"),
    "roadmap.evidence.added": _l("Evidence attached"),
    "roadmap.evidence.removed": _l("Evidence taken away"),
    "roadmap.item.assigned": _l("Responsible changed"),
    "roadmap.item.edited": _l("Wording corrected"),
    "roadmap.item.event_recorded": _l("The day of the event recorded"),
    "roadmap.item.dates_set": _l("Dates set"),
    "roadmap.item.tied": _l("Tied to records"),
    "roadmap.item.untied": _l("No longer tied to records"),
    "roadmap.item.not_required": _l("Measure not required"),
    "roadmap.item.required": _l("Measure required again"),
    "roadmap.item.commented": _l("A remark was left"),
    "roadmap.control.written": _l("Conclusions of control were written"),
    "roadmap.import.started": _l("An order was read"),
    "roadmap.import.edited": _l("A read order was corrected"),
    "roadmap.import.sent": _l("A roadmap was sent for approval"),
    "roadmap.import.returned": _l("A roadmap was returned for correction"),
    "roadmap.import.confirmed": _l("A read order was confirmed"),
    "roadmap.import.abandoned": _l("A read order was thrown away"),
}
"""Acts of this room in words, for the journal and for the history of a measure."""

REMINDERS: Mapping[str, Text] = {
    "week": _l("Reminder sent ahead of the deadline"),
    "day": _l("Last reminder sent"),
    "overdue": _l("Reminder of the overdue deadline sent"),
    "escalation": _l("The director was told of the delay"),
    "manual": _l("Reminder sent by hand"),
    "department": _l("The department sent a reminder"),
}

_UNTOLD = ("roadmap.item.commented",)
_ICONS = {
    "closed": ("circle-check", "done"),
    "moved": ("arrow-forward-up", ""),
    "reopened": ("arrow-back-up", ""),
    "added": ("paperclip", ""),
    "removed": ("circle-x", ""),
    "cancelled": ("circle-x", ""),
    "skipped": ("circle-minus", ""),
    "not_required": ("circle-minus", ""),
    "assigned": ("user", ""),
    "edited": ("pencil", ""),
    "started": ("progress", ""),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the history. ``details`` are what stands behind it: dates, a reason, a basis."""

    at: datetime
    who: str
    title: str
    details: tuple[str, ...] = ()
    icon: str = "history"
    tone: str = ""
    subject_id: str = ""


def history_of(item_ids: Sequence[UUID], occurrences: Sequence[RoadmapOccurrence], on: date) -> list[Told]:
    """What happened to a measure in all of its editions, the newest first; two queries."""
    require("roadmap.view")
    wanted = [str(item_id) for item_id in item_ids]
    entries = session().scalars(
        select(AuditEntry)
        .where(
            AuditEntry.action.like("roadmap.%"),
            AuditEntry.action.not_in(_UNTOLD),
            AuditEntry.after["item"].astext.in_(wanted),
        )
        .order_by(AuditEntry.sequence.desc())
    )
    told = [_told(entry) for entry in entries]
    told += _reminders(occurrences)
    told += _passed(occurrences, on)
    return sorted(told, key=lambda one: one.at, reverse=True)


def _told(entry: AuditEntry) -> Told:
    before, after = entry.before or {}, entry.after or {}
    label = after.get("label") or before.get("label") or ""
    words = str(ACTS.get(entry.action, entry.action))
    icon, tone = _ICONS.get(entry.action.rpartition(".")[2], ("history", ""))
    return Told(
        at=entry.at,
        who=entry.actor_name if entry.actor_kind == "person" else _("the system"),
        title=f"{words}: {label}" if label else words,
        details=tuple(_details(entry.action, before, after, entry.note)),
        icon=icon,
        tone=tone,
        subject_id=entry.subject_id,
    )


def _details(action: str, before: Mapping[str, Any], after: Mapping[str, Any], note: str) -> Iterator[str]:
    match action.rpartition(".")[2]:
        case "moved":
            yield _("from %(before)s to %(after)s", before=_day(before, "due"), after=_day(after, "due"))
            yield _("basis: %(basis)s", basis=after.get("basis", ""))
        case "closed":
            yield _("done on %(day)s", day=_day(after, "done_on"))
            if not after.get("evidence"):
                yield _("without evidence, by the director's decision")
        case "added" | "removed":
            yield str(after.get("title", ""))
        case "event_recorded":
            yield _day(after, "event_date")
        case "dates_set":
            yield ", ".join(_plain_day(day) for day in after.get("due", ()))
        case "assigned":
            yield ", ".join(after.get("people", ())) or _("nobody")
        case "edited":
            yield ", ".join(str(FIELDS[name]).lower() for name in after if name in FIELDS)
    if note:
        yield note


def _day(values: Mapping[str, Any], name: str) -> str:
    return _plain_day(values.get(name))


def _plain_day(value: Any) -> str:
    return format_date(date.fromisoformat(str(value))) if value else _("no date")


def _reminders(occurrences: Sequence[RoadmapOccurrence]) -> Iterator[Told]:
    labels = {one.id: one.label for one in occurrences}
    if not labels:
        return
    rows = session().execute(
        select(RoadmapReminder.occurrence_id, RoadmapReminder.kind, func.min(RoadmapReminder.created_at))
        .where(RoadmapReminder.occurrence_id.in_(labels))
        .group_by(RoadmapReminder.occurrence_id, RoadmapReminder.kind, RoadmapReminder.sent_on)
    )
    for occurrence_id, kind, at in rows:
        yield Told(
            at,
            _("the system"),
            f"{REMINDERS.get(kind, REMINDERS['manual'])}: {labels[occurrence_id]}",
            (),
            "bell",
        )


def _passed(occurrences: Sequence[RoadmapOccurrence], on: date) -> Iterator[Told]:
    """Deadlines that passed: no row says so, the day does."""
    for one in occurrences:
        if one.state in OPEN and one.due is not None and one.due < on:
            morning = datetime.combine(one.due + timedelta(days=1), time(), DISTRICT_ZONE)
            yield Told(
                morning, _("the system"), _("Overdue: %(label)s", label=one.label), (), "alert-circle", "late"
            )
