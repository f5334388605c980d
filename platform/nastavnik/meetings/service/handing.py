# SPDX-License-Identifier: MIT
"""What becomes of meetings and feedback when a person's data are destroyed, or two cards of one person are merged.

That a meeting was held and that feedback was given stays counted. The words of a pair's meetings are about its only mentee;
of a mentor or a member of a group go their own words and those that name them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from nastavnik.accounts import service as accounts
from nastavnik.foundation.change import change
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import require
from nastavnik.hookspecs import Erased
from nastavnik.matches import service as matches
from nastavnik.meetings.models import Feedback, Meeting
from nastavnik.people import service as people

MEETING_TEXTS = ("agenda", "topic", "exception", "no_show_reason", "place")
FEEDBACK_TEXTS = ("done", "next_step", "note", "reason")


def erase_person(person_id: UUID) -> list[Erased]:
    """Destroy what meetings and feedback say of a person, and everything the person said."""
    require(people.DESTROY)
    named = people.naming(person_id)
    with change() as tx:
        account_id = people.get_person(person_id).account_id
        if account_id is not None:
            accounts.end_participant(account_id, right=people.DESTROY)
        about: dict[UUID, Callable[[str], bool]] = {
            match.id: bool if only else named for match, only in matches.pairs_about(tx, person_id)
        }
        meetings = tx.session.scalars(
            select(Meeting).where(Meeting.match_id.in_(about)).with_for_update()
        ).all()
        emptied = [one.id for one in meetings if _blank(one, MEETING_TEXTS, about[one.match_id])]
        of_match = {one.id: one.match_id for one in meetings}
        rows = tx.session.scalars(
            select(Feedback)
            .where((Feedback.person_id == person_id) | Feedback.meeting_id.in_(of_match))
            .with_for_update()
        ).all()
        said = []
        for row in rows:
            mine = row.person_id == person_id
            test = bool if mine else about[of_match[row.meeting_id]]
            if _blank(row, FEEDBACK_TEXTS, test) or mine:
                said.append(row.id)
            if mine:
                row.mood, row.needs_help = None, False
                if row.state == "owed":
                    row.state = "excused"
        tx.flush()
    return [
        Erased(_("Agendas and topics of meetings"), "meetings", len(emptied), [one.id for one in meetings]),
        Erased(_("Words of feedback"), "meeting_feedback", len(said), [row.id for row in rows]),
    ]


def merge_person(kept_id: UUID, merged_id: UUID) -> int:
    """Give feedback to the one who stays; where both have some of one meeting, what was given counts."""
    require(people.EDIT)
    with change() as tx:
        rows = tx.session.scalars(
            select(Feedback).where(Feedback.person_id == merged_id).with_for_update()
        ).all()
        there = {
            one.meeting_id: one
            for one in tx.session.scalars(select(Feedback).where(Feedback.person_id == kept_id))
        }
        for row in rows:
            same = there.get(row.meeting_id)
            if same is None:
                row.person_id = kept_id
                continue
            worse = same if row.state == "given" and same.state != "given" else row
            tx.delete(worse)
            tx.flush()
            if worse is same:
                row.person_id = kept_id
        tx.flush()
    return len(rows)


def _blank(row: Any, columns: tuple[str, ...], about: Callable[[str], bool]) -> bool:
    touched = [column for column in columns if about(getattr(row, column))]
    for column in touched:
        setattr(row, column, "")
    return bool(touched)
