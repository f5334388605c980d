# SPDX-License-Identifier: MIT
"""When an organisation wants to be reminded of its deadlines."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select

from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import require
from nastavnik.roadmap.models import RoadmapSettings

MOST_DAYS = 90


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """Days before and after a deadline; zero switches a reminder off.

    ``first_reminder_days`` and ``last_reminder_days`` before it; when it is overdue, at once and then every
    ``overdue_every_days``; after ``escalate_after_days`` the director is told. Without ``letters`` people get notices
    inside the product only.
    """

    first_reminder_days: int = 7
    last_reminder_days: int = 1
    overdue_every_days: int = 7
    escalate_after_days: int = 14
    letters: bool = True


def reminder_rules() -> ReminderRules:
    """The rules of the open organisation; the defaults while nobody has changed them."""
    row = _row()
    if row is None:
        return ReminderRules()
    return ReminderRules(
        row.first_reminder_days,
        row.last_reminder_days,
        row.overdue_every_days,
        row.escalate_after_days,
        row.letters,
    )


def save_reminder_rules(rules: ReminderRules) -> None:
    """Change the rules. Raises ``Refused`` for the field that does not fit the others."""
    require("roadmap.edit")
    _check(rules)
    with change() as tx:
        before = reminder_rules()
        if rules == before:
            return
        row = _row() or tx.add(RoadmapSettings())
        for name, value in asdict(rules).items():
            setattr(row, name, value)
        tx.flush()
        tx.record("roadmap.settings.changed", subject=row, before=asdict(before), after=asdict(rules))
        tx.emit("roadmap.settings_changed", {})


def _row() -> RoadmapSettings | None:
    return session().scalar(select(RoadmapSettings))


def _check(rules: ReminderRules) -> None:
    for name in ("first_reminder_days", "last_reminder_days", "overdue_every_days", "escalate_after_days"):
        if not 0 <= getattr(rules, name) <= MOST_DAYS:
            raise Refused(_("From 0 to %(most)s days.", most=MOST_DAYS), field=name)
    if rules.first_reminder_days and rules.last_reminder_days >= rules.first_reminder_days:
        raise Refused(
            _("The last reminder comes after the first one: give it fewer days."), field="last_reminder_days"
        )
