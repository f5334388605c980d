# SPDX-License-Identifier: MIT
"""Reminders of deadlines: those the clock sends, «Напомнить» by hand, and what the department asks.

A person gets one letter a day at most, and is reminded of one execution once a day at most. Each person's reminders
are one transaction with the rows that say so, so a worker may die between two people, run twice or run late: whoever
has had a reminder has a row, and whoever has none gets it by the next run.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from nastavnik.accounts import service as accounts
from nastavnik.accounts.service import Member
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, Text, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.scope import current_actor, current_tenant_id, require
from nastavnik.roadmap.models import RoadmapReminder

from .people import by_account, directors, leading
from .reminding_matters import (
    DEPARTMENT,
    Heard,
    Matter,
    heard,
    heard_on,
    hearers,
    matters_due,
    matters_of,
    one_after_another,
)
from .reminding_words import Call, leave_notice, leave_request, send_letter
from .settings import ReminderRules, reminder_rules

REQUESTED = "department.reminder_requested"
REMINDER_ACTS: Mapping[str, Text] = {
    "roadmap.reminders.sent": _l("A reminder was sent"),
    "roadmap.reminders.asked": _l("The department asked about overdue measures"),
    "roadmap.settings.changed": _l("The rules of reminders were changed"),
}
"""Acts of reminding in words, for the journal."""

REMIND_AT = "08:00"
"""When the clock sends reminders, by the time of the district."""

_DAY = timedelta(days=1)
_log = logging.getLogger(__name__)


def remind(occurrence_ids: Sequence[UUID]) -> int:
    """Remind those who answer for these executions, and say of how many of them anybody was reminded.

    What nobody with an account answers for goes to the coordinator. Nobody is reminded of the same thing twice a day,
    nor by themselves. Raises ``Refused`` when nobody is left to be reminded, ``NotFound`` when none of the executions
    is open in this organisation.
    """
    require("roadmap.edit")
    if not occurrence_ids:
        raise Refused(_("Nothing is selected: tick the measures to remind of."))
    on, me = today(), current_actor().account_id
    with change() as tx:
        one_after_another(tx)
        matters = matters_of(occurrence_ids)
        if not matters:
            raise NotFound("none of these executions is open")
        members = accounts.members()
        wanted = {
            (matter.occurrence_id, account_id)
            for matter in matters
            for account_id in hearers(matter, members)
            if account_id != me
        }
        if not wanted:
            raise Refused(_("There is nobody to remind: nobody else here with an account answers for it."))
        wanted -= {(one.occurrence_id, one.account_id) for one in _heard_today(matters, on)}
        if not wanted:
            raise Refused(_("They were reminded of this today already. Remind again tomorrow."))
        calls: dict[UUID, list[Call]] = defaultdict(list)
        for matter in matters:
            for account_id in hearers(matter, members):
                if (matter.occurrence_id, account_id) in wanted:
                    calls[account_id].append(Call("manual", matter))
        _tell(tx, calls, by_account(members), on, asked_by=current_actor().name)
    return len({occurrence_id for occurrence_id, _account in wanted})


def remind_daily() -> None:
    """What the clock runs."""
    told = remind_by_the_clock()
    if told:
        _log.info("people reminded of the roadmap: %d", told)


def remind_by_the_clock(on: date | None = None) -> int:
    """Send what is due on a day by the organisation's rules, one digest to a person; return how many got one."""
    on, rules = on or today(), reminder_rules()
    members = by_account(accounts.members())
    told = 0
    for account_id in _calls(on, rules, list(members.values())):
        with change() as tx:
            one_after_another(tx)
            # Read again behind the lock: another process may have reminded this person meanwhile.
            calls = _calls(on, rules, list(members.values())).get(account_id)
            if calls:
                _tell(tx, {account_id: calls}, members, on)
                told += 1
    return told


def tell_of_request(keys: Iterable[str]) -> None:
    """The department asks about overdue executions: leave a notice to the coordinator, or to the director."""
    on = today()
    with change() as tx, using_language(DEFAULT_LANGUAGE):
        matters = matters_of(UUID(key) for key in keys)
        heads = leading([member for member in accounts.members() if member.state == "active"])
        if not matters or not heads:
            return
        leave_request(heads, matters)
        for head in heads:
            _keep(tx, head.account_id, [Call(DEPARTMENT, matter) for matter in matters], on)
        tx.record("roadmap.reminders.asked", after={"measures": [matter.number for matter in matters]})


def last_reminders(occurrence_ids: Sequence[UUID]) -> dict[UUID, date]:
    """The day on which anybody was last reminded of each of these executions; one query."""
    require("roadmap.view")
    rows = session().execute(
        select(RoadmapReminder.occurrence_id, func.max(RoadmapReminder.sent_on))
        .where(RoadmapReminder.occurrence_id.in_(list(occurrence_ids)))
        .group_by(RoadmapReminder.occurrence_id)
    )
    return dict(rows.all())


def kind_due(due: date, on: date, rules: ReminderRules, had: Iterable[tuple[str, date]]) -> str:
    """Which reminder is due on a day to somebody who had these (kind, day): week, day, overdue, or none.

    A reminder that was missed on its own day is sent on a later one, as long as it still says something.
    """
    days = (due - on).days
    if days < 0:
        kind, wanted = "overdue", rules.overdue_every_days
        since = max(due + _DAY, on - (wanted - 1) * _DAY)
    elif days <= rules.last_reminder_days:
        kind, wanted = "day", rules.last_reminder_days
        since = due - wanted * _DAY
    elif days <= rules.first_reminder_days:
        kind, wanted = "week", rules.first_reminder_days
        since = due - wanted * _DAY
    else:
        return ""
    known = any(day == on or (one == kind and day >= since) for one, day in had if one != DEPARTMENT)
    return kind if wanted and not known else ""


def escalation_due(due: date, on: date, rules: ReminderRules, had: Iterable[tuple[str, date]]) -> bool:
    """Whether a director who had these (kind, day) is to be told of a delay: once for each deadline."""
    days = (on - due).days
    if not rules.escalate_after_days or days < rules.escalate_after_days:
        return False
    return not any(kind == "escalation" and day > due for kind, day in had)


def _calls(on: date, rules: ReminderRules, members: Sequence[Member]) -> dict[UUID, list[Call]]:
    """What each person is to be reminded of on a day; three queries."""
    matters = matters_due(on + max(rules.first_reminder_days, rules.last_reminder_days) * _DAY)
    had: dict[tuple[UUID, UUID | None], list[tuple[str, date]]] = defaultdict(list)
    for one in heard(matter.occurrence_id for matter in matters):
        had[one.occurrence_id, one.account_id].append((one.kind, one.on))
    heads = [member.account_id for member in directors(members) if member.state == "active"]
    calls: dict[UUID, list[Call]] = defaultdict(list)
    for matter in matters:
        if matter.due is None:
            continue
        for account_id in hearers(matter, members):
            kind = kind_due(matter.due, on, rules, had[matter.occurrence_id, account_id])
            if kind:
                calls[account_id].append(Call(kind, matter))
        for account_id in heads:
            if escalation_due(matter.due, on, rules, had[matter.occurrence_id, account_id]):
                calls[account_id].append(Call("escalation", matter))
    return calls


def _tell(
    tx: Change,
    calls: Mapping[UUID, Sequence[Call]],
    members: Mapping[UUID, Member],
    on: date,
    *,
    asked_by: str = "",
) -> None:
    """Leave each person a notice, and a letter unless one went today; keep what was sent."""
    written_to = heard_on(on, calls) if reminder_rules().letters else frozenset(calls)
    with using_language(DEFAULT_LANGUAGE):
        for account_id, theirs in calls.items():
            leave_notice(members[account_id], theirs, on)
            if account_id not in written_to:
                send_letter(members[account_id], theirs, on, asked_by=asked_by)
            _keep(tx, account_id, theirs, on)
            tx.record(
                "roadmap.reminders.sent",
                subject=("accounts", account_id),
                after={"measures": list(dict.fromkeys(call.matter.number for call in theirs))},
            )


def _keep(tx: Change, account_id: UUID, calls: Sequence[Call], on: date) -> None:
    tx.session.execute(
        insert(RoadmapReminder).on_conflict_do_nothing(),
        [
            {
                "tenant_id": current_tenant_id(),
                "occurrence_id": call.matter.occurrence_id,
                "kind": call.kind,
                "account_id": account_id,
                "sent_on": on,
            }
            for call in calls
        ],
    )


def _heard_today(matters: Sequence[Matter], on: date) -> list[Heard]:
    return [
        one
        for one in heard(matter.occurrence_id for matter in matters)
        if one.on == on and one.kind != DEPARTMENT
    ]
