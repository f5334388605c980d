# SPDX-License-Identifier: MIT
"""«Напомнить»: the department asks an organisation about what is overdue.

The row of the reminder, the entry of the district's audit log and the event for the organisation are one transaction;
the organisation's own plugins tell its coordinator.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text, tuple_

from nastavnik.department.models import DepartmentReminder
from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope, session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.outbox import OutboxEvent, wake_worker
from nastavnik.foundation.scope import SystemScope, current_actor, require
from nastavnik.roadmap.service import OVERDUE_LIST
from nastavnik.rollups.service import RollupListRow

from .district import tenants_of
from .overdue import RowKey, remindings_of

REMIND = "department.remind"
EVENT = "department.reminder_requested"
"""Payload: ``list`` is the code of a published list, ``keys`` are keys of its rows, such as executions of a roadmap."""

_ONE_AFTER_ANOTHER = text(
    "select pg_advisory_xact_lock(hashtextextended('nastavnik.department.reminders', 0))"
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of it: rows that were reminded, and rows that had been reminded twice today already."""

    reminded: int
    refused: int


def remind(rows: Sequence[RowKey]) -> Sent:
    """Remind organisations of these overdue rows, each at most twice a day.

    Raises ``Refused`` when there is none, or when all had their two reminders, and ``NotFound`` when none of them is
    overdue any more.
    """
    require(REMIND)
    if not rows:
        raise Refused(_("Nothing is selected: tick the measures to remind of."))
    with (
        open_scope(SystemScope(reason="the department reminds organisations", actor=current_actor())),
        change() as tx,
    ):
        tx.session.execute(_ONE_AFTER_ANOTHER)
        overdue = _still_overdue(rows)
        if not overdue:
            raise NotFound("none of these rows is overdue")
        remindings = remindings_of(overdue)
        due = [key for key in overdue if key not in remindings or remindings[key].possible]
        if not due:
            raise Refused(_("The organisation was reminded of this twice today. Remind again tomorrow."))
        by_tenant: dict[UUID, list[str]] = defaultdict(list)
        for tenant_id, key in due:
            by_tenant[tenant_id].append(key)
            tx.add(DepartmentReminder(tenant_id=tenant_id, list_code=OVERDUE_LIST, key=key))
        for tenant_id, keys in by_tenant.items():
            payload = {"list": OVERDUE_LIST, "keys": keys}
            tx.add(OutboxEvent(tenant_id=tenant_id, kind=EVENT, payload=payload))
            tx.record("department.reminded", subject=("tenants", tenant_id), after=payload)
    wake_worker()
    return Sent(len(due), len(overdue) - len(due))


def _still_overdue(rows: Sequence[RowKey]) -> Sequence[RowKey]:
    found = session().execute(
        select(RollupListRow.tenant_id, RollupListRow.key).where(
            RollupListRow.list_code == OVERDUE_LIST,
            RollupListRow.tenant_id.in_(tenants_of()),
            tuple_(RollupListRow.tenant_id, RollupListRow.key).in_(rows),
        )
    )
    return [(tenant_id, key) for tenant_id, key in found]
