# SPDX-License-Identifier: MIT
"""Reminders of feedback: to the one who owes it after 1, 3 and 7 days, then to the coordinator; calls for help at once."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from nastavnik.accounts import service as accounts
from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import format_date, today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.notifications import notify
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.matches import service as matches
from nastavnik.meetings.models import Feedback, Meeting
from nastavnik.people import service as people

from .feedback import ESCALATE_AFTER, REMIND_AFTER, get_feedback
from .letters import ask_feedback
from .meetings import EDIT

_log = logging.getLogger(__name__)
REMIND_AT = "09:00"
"""When letters go out, by the time of the district: a person reads them in the daytime."""
HELP = "meetings.help_wanted"


@dataclass(frozen=True, slots=True)
class Reminded:
    """Whom letters went to, whom there is no way to write to, and whom a letter has gone to today already."""

    written: tuple[PersonName, ...] = ()
    unreachable: tuple[PersonName, ...] = ()
    already: tuple[PersonName, ...] = ()


def remind(feedback_ids: Iterable[UUID]) -> Reminded:
    """Write to those who owe the given feedback, now. Nobody is written to twice a day about the same meeting."""
    require(EDIT)
    wanted = sorted(set(feedback_ids))
    if not wanted:
        raise Refused(_("Choose whom to remind."))
    written: list[UUID] = []
    unreachable: list[UUID] = []
    already: list[UUID] = []
    with change() as tx:
        for feedback_id in wanted:
            row = get_feedback(feedback_id, lock=True)
            if row.state != "owed":
                continue
            if row.reminded_on == today():
                already.append(row.person_id)
            elif ask_feedback(tx, row) is None:
                unreachable.append(row.person_id)
            else:
                written.append(row.person_id)
    names = people.names_of({*written, *unreachable, *already})
    return Reminded(*(tuple(names[one] for one in ids) for ids in (written, unreachable, already)))


def remind_due() -> int:
    """Write to everybody whose 1st, 3rd or 7th day has come; how many letters went out.

    A day is due once: whoever was written to on it or after it, by the clock or by hand, is not written to again. After
    a standstill of the worker one letter goes out, not three.
    """
    sent = 0
    for feedback_id in _due(today()):
        with change() as tx:
            row = get_feedback(feedback_id, lock=True)
            if is_due(row, today()) and ask_feedback(tx, row) is not None:
                sent += 1
    return sent


def is_due(row: Feedback, on: date) -> bool:
    """Whether a letter is due on a day: the last of the days of reminding that has come has had none yet."""
    come = [days for days in REMIND_AFTER if row.owed_since + timedelta(days=days) <= on]
    if row.state != "owed" or not come:
        return False
    return row.reminded_on is None or row.reminded_on < row.owed_since + timedelta(days=come[-1])


def escalate() -> int:
    """Tell coordinators of feedback that is owed although its days of reminding are over; once for each meeting.

    Returns how many meetings they were told of.
    """
    told = 0
    for meeting_id in _unheard(today()):
        with change() as tx, using_language(DEFAULT_LANGUAGE):
            meeting = session().get_one(
                Meeting, (current_tenant_id(), meeting_id), with_for_update=True, populate_existing=True
            )
            late = tx.session.scalars(_overdue(today()).where(Feedback.meeting_id == meeting_id)).all()
            if not late:
                continue
            for row in late:
                row.escalated_on = today()
            names = people.names_of(row.person_id for row in late)
            tx.record("meetings.feedback_overdue", subject=meeting, after={"owed": len(late)})
            day = format_date(meeting.held_on or meeting.starts_at)
            _tell(
                "feedback_overdue",
                _("Feedback of the meeting of %(day)s is owed for more than a week", day=day),
                ", ".join(name.short for name in names.values()),
                matches.pair_path(meeting.match_id),
            )
            told += 1
    return told


def remind_daily() -> None:
    """What the clock runs."""
    letters, told = remind_due(), escalate()
    if letters or told:
        _log.info("feedback: %d letters, %d meetings told of", letters, told)


def tell_of_help(feedback_id: UUID) -> None:
    """A participant has asked for help: coordinators hear of it at once."""
    row = get_feedback(feedback_id)
    meeting = session().get_one(Meeting, (current_tenant_id(), row.meeting_id))
    name = people.names_of([row.person_id])[row.person_id]
    with change(audited=False), using_language(DEFAULT_LANGUAGE):
        _tell(
            "help_wanted",
            _("Help is wanted: %(name)s", name=name.short),
            _("After the meeting of %(day)s", day=format_date(meeting.held_on or meeting.starts_at)),
            matches.pair_path(meeting.match_id),
        )


def _tell(kind: str, title: str, detail: str, url: str) -> None:
    for member in accounts.members():
        if member.state == "active" and "coordinator" in member.roles:
            notify(member.account_id, kind, title, detail=detail, url=url)


def _due(on: date) -> Sequence[UUID]:
    come = [
        and_(
            Feedback.owed_since <= on - timedelta(days=days),
            or_(
                Feedback.reminded_on.is_(None),
                Feedback.reminded_on < Feedback.owed_since + timedelta(days=days),
            ),
        )
        for days in REMIND_AFTER
    ]
    return (
        session()
        .scalars(
            select(Feedback.id)
            .where(Feedback.state == "owed", or_(*come))
            .order_by(Feedback.owed_since, Feedback.id)
        )
        .all()
    )


def _overdue(on: date) -> Select[Feedback]:
    return select(Feedback).where(
        Feedback.state == "owed",
        Feedback.escalated_on.is_(None),
        Feedback.owed_since <= on - timedelta(days=ESCALATE_AFTER),
    )


def _unheard(on: date) -> Sequence[UUID]:
    return session().scalars(_overdue(on).with_only_columns(Feedback.meeting_id).distinct()).all()
