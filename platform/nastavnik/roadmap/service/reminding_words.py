# SPDX-License-Identifier: MIT
"""Reminders in words: a notice inside the product and a letter. They name measures and dates, never a participant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nastavnik.accounts.service import Member, write_letter
from nastavnik.foundation.dates import deadline_in_words, format_date
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.foundation.notifications import notify
from nastavnik.tenants import service as tenants

from .addresses import home_path, item_path
from .reminding_matters import Matter

NOTICE = "roadmap.reminder"
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Call:
    """One thing that one person is reminded of. ``kind`` is that of ``RoadmapReminder``."""

    kind: str
    matter: Matter


def leave_notice(member: Member, calls: Sequence[Call], on: date) -> None:
    """One notice of all of it, in the open change."""
    if len(calls) == 1:
        only = calls[0].matter
        title = _("%(when)s: measure %(number)s", when=when_in_words(only, on), number=only.number)
        notify(member.account_id, NOTICE, title, detail=only.title, url=item_path(only.item_id))
        return
    notify(
        member.account_id,
        NOTICE,
        _("Reminder: %(counts)s", counts=_counts(calls, on)),
        detail=_numbers([call.matter for call in calls]),
        url=home_path(),
    )


def send_letter(member: Member, calls: Sequence[Call], on: date, *, asked_by: str = "") -> None:
    """One letter of all of it, queued in the open change. ``asked_by`` is who pressed «Напомнить»."""
    parts = [
        _paragraph(
            _("The deadline has passed, and the director is told of it:"), _of_kind(calls, "escalation"), on
        ),
        _paragraph(_("Overdue:"), [one for one in _others(calls) if _late(one, on)], on),
        _paragraph(_("To be done:"), [one for one in _others(calls) if not _late(one, on)], on),
    ]
    lead = (
        _("%(name)s reminds of measures of the roadmap.", name=asked_by)
        if asked_by
        else _("Deadlines of the roadmap.")
    )
    organisation = tenants.current_tenant().display_name
    write_letter(
        member.email,
        member.name,
        _("Roadmap: %(counts)s", counts=_counts(calls, on)),
        "\n\n".join([f"{organisation}. {lead}", *filter(None, parts)]),
        path=home_path(),
    )


def leave_request(account_ids: Sequence[Member], matters: Sequence[Matter]) -> None:
    """Tell these people that the department asks about overdue executions."""
    for member in account_ids:
        notify(
            member.account_id,
            "department.reminder",
            ngettext(
                "The department asks about %(num)s overdue measure",
                "The department asks about %(num)s overdue measures",
                len(matters),
            ),
            detail=_numbers(matters),
            url=item_path(matters[0].item_id) if len(matters) == 1 else home_path(),
        )


def when_in_words(matter: Matter, on: date) -> str:
    """«Просрочено на 14 дней», «Через 7 дней», or that it has no date."""
    return deadline_in_words(matter.due, on) if matter.due else _("Without a date")


def _counts(calls: Sequence[Call], on: date) -> str:
    matters = {call.matter.occurrence_id: call for call in calls}.values()
    late = sum(_late(call, on) for call in matters)
    ahead = len(matters) - late
    words = [
        _("overdue: %(count)s", count=late) if late else "",
        _("to be done: %(count)s", count=ahead) if ahead else "",
    ]
    return ", ".join(filter(None, words))


def _numbers(matters: Sequence[Matter]) -> str:
    numbers = list(dict.fromkeys(matter.number for matter in matters))
    shown = ", ".join(numbers[:_NAMED])
    left = len(numbers) - _NAMED
    words = ngettext("Measure %(numbers)s", "Measures %(numbers)s", len(numbers), numbers=shown)
    return words if left <= 0 else _("%(words)s and %(left)s more", words=words, left=left)


def _late(call: Call, on: date) -> bool:
    return call.matter.due is not None and call.matter.due < on


def _of_kind(calls: Sequence[Call], kind: str) -> list[Call]:
    return [call for call in calls if call.kind == kind]


def _others(calls: Sequence[Call]) -> list[Call]:
    """Calls that no escalation names already."""
    escalated = {call.matter.occurrence_id for call in _of_kind(calls, "escalation")}
    return [call for call in calls if call.matter.occurrence_id not in escalated]


def _paragraph(title: str, calls: Sequence[Call], on: date) -> str:
    return "\n".join([title, *(_line(call.matter, on) for call in calls)]) if calls else ""


def _line(matter: Matter, on: date) -> str:
    when = when_in_words(matter, on)
    when = when[0].lower() + when[1:]
    day = format_date(matter.due) if matter.due else ""
    details = ", ".join(filter(None, [matter.label if matter.label != day else "", day, when]))
    return f"— {matter.number} {matter.title}: {details}"
