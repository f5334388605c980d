# SPDX-License-Identifier: MIT
"""What becomes of pairs when a person's data are destroyed, or two cards of one person are merged.

A pair stays with its states and days: figures and the other side's history stand on it. The words of a pair are about its
only mentee, so they all go with that mentee's data; of a mentor or a member of a group go the words that name them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update

from nastavnik.foundation.change import Change, change
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import require
from nastavnik.hookspecs import Erased
from nastavnik.matches.models import CaseStory, Match, MatchAnswer, MatchEvent, MatchMember, PlanTask
from nastavnik.matches.words import OPEN_STATES, WORKING_STATES
from nastavnik.people import service as people

from .proposing import decline

MATCH_TEXTS = ("goal", "group_title", "end_note", "reflection")
TASK_TEXTS = ("text", "planned_result", "actual_result")
GONE = "—"


def pairs_about(tx: Change, person_id: UUID) -> list[tuple[Match, bool]]:
    """Pairs and groups that a person is or was in; whether the person is the only mentee, so that all words are theirs."""
    mentor, mentee = people.mentor_of(person_id), people.mentee_of(person_id)
    conditions: list[Any] = []
    if mentor is not None:
        conditions.append(Match.mentor_id == mentor.id)
    if mentee is not None:
        conditions.append(
            Match.id.in_(select(MatchMember.match_id).where(MatchMember.mentee_id == mentee.id))
        )
    if not conditions:
        return []
    rows = tx.session.scalars(
        select(Match).where(or_(*conditions)).order_by(Match.created_at).with_for_update()
    ).all()
    members: dict[UUID, set[UUID]] = {row.id: set() for row in rows}
    for match_id, mentee_id in tx.session.execute(
        select(MatchMember.match_id, MatchMember.mentee_id).where(MatchMember.match_id.in_(members))
    ):
        members[match_id].add(mentee_id)
    return [(row, mentee is not None and members[row.id] == {mentee.id}) for row in rows]


def erase_person(person_id: UUID) -> list[Erased]:
    """Destroy what pairs say of a person; raises ``Refused`` while one of them is at work."""
    require(people.DESTROY)
    named = people.naming(person_id)
    with change() as tx:
        pairs = pairs_about(tx, person_id)
        _refuse_at_work(tx, person_id, pairs)
        about = {match.id: _test(only, named) for match, only in pairs}
        for match, _only in pairs:
            if match.state in OPEN_STATES and match.state not in WORKING_STATES:
                decline(tx, match)
            match.grounds = {}
            _blank(match, MATCH_TEXTS, about[match.id])
        for event in tx.session.scalars(select(MatchEvent).where(MatchEvent.match_id.in_(about))):
            _blank(event, ("note",), about[event.match_id])
        tasks = tx.session.scalars(select(PlanTask).where(PlanTask.match_id.in_(about))).all()
        emptied = sum([_blank(task, TASK_TEXTS, about[task.match_id]) for task in tasks])
        stories = tx.session.scalars(select(CaseStory).where(CaseStory.match_id.in_(about))).all()
        for story in stories:
            tx.delete(story)
        answers = tx.session.scalars(
            select(MatchAnswer).where(
                or_(MatchAnswer.person_id == person_id, MatchAnswer.for_person_id == person_id)
            )
        ).all()
        for answer in answers:
            answer.reason = ""
        tx.flush()
    ids = [match.id for match, _only in pairs]
    return [
        Erased(_("Goals, reflections and notes of pairs"), "matches, match_events", len(pairs), ids),
        Erased(_("Texts of individual plans"), "plan_tasks", emptied, [task.id for task in tasks]),
        Erased(_("Stories of pairs"), "case_stories", len(stories), [story.id for story in stories]),
        Erased(_("Words of answers to pairs"), "match_answers", len(answers), [row.id for row in answers]),
    ]


def merge_person(kept_id: UUID, merged_id: UUID) -> int:
    """Give pairs, memberships and answers to the one who stays; raises ``Refused`` where the two are in a pair together."""
    require(people.EDIT)
    with change() as tx:
        _refuse_together(tx, kept_id, merged_id)
        number = _merge_lines(tx, kept_id, merged_id)
        answers = tx.session.scalars(
            select(MatchAnswer)
            .where(or_(MatchAnswer.person_id == merged_id, MatchAnswer.for_person_id == merged_id))
            .with_for_update()
        ).all()
        taken = {
            (one.match_id, one.person_id, one.for_person_id)
            for one in tx.session.scalars(
                select(MatchAnswer).where(MatchAnswer.match_id.in_({row.match_id for row in answers}))
            )
            if one not in answers
        }
        for answer in answers:
            person = kept_id if answer.person_id == merged_id else answer.person_id
            about = kept_id if answer.for_person_id == merged_id else answer.for_person_id
            if (answer.match_id, person, about) in taken:
                tx.delete(answer)
                continue
            taken.add((answer.match_id, person, about))
            answer.person_id, answer.for_person_id = person, about
        tx.flush()
    return number + len(answers)


def _refuse_at_work(tx: Change, person_id: UUID, pairs: Sequence[tuple[Match, bool]]) -> None:
    mentee = people.mentee_of(person_id)
    left = set(
        tx.session.scalars(
            select(MatchMember.match_id).where(
                MatchMember.mentee_id == (mentee.id if mentee else None), MatchMember.left_on.is_not(None)
            )
        )
    )
    if any(match.state in WORKING_STATES and match.id not in left for match, _only in pairs):
        raise Refused(
            _("A pair of this person is at work. End the pair first, then the data can be destroyed.")
        )


def _refuse_together(tx: Change, kept_id: UUID, merged_id: UUID) -> None:
    for mentor, mentee in (
        (people.mentor_of(kept_id), people.mentee_of(merged_id)),
        (people.mentor_of(merged_id), people.mentee_of(kept_id)),
    ):
        if mentor is None or mentee is None:
            continue
        together = tx.session.scalar(
            select(func.count())
            .select_from(Match)
            .join(MatchMember, MatchMember.match_id == Match.id)
            .where(
                Match.mentor_id == mentor.id, MatchMember.mentee_id == mentee.id, Match.state != "declined"
            )
        )
        if together:
            raise Refused(_("These two are mentor and mentee of one pair: they are not one person."))


def _merge_lines(tx: Change, kept_id: UUID, merged_id: UUID) -> int:
    """Pairs speak of lines of the registers; where only the duplicate has a line, the line itself goes over."""
    number = 0
    mentor, former = people.mentor_of(kept_id), people.mentor_of(merged_id)
    if mentor is not None and former is not None:
        moved = tx.session.scalars(
            update(Match)
            .where(Match.mentor_id == former.id)
            .values(mentor_id=mentor.id)
            .returning(Match.id)
            .execution_options(synchronize_session="fetch")
        )
        number += len(moved.all())
    mentee, former_mentee = people.mentee_of(kept_id), people.mentee_of(merged_id)
    if mentee is None or former_mentee is None:
        return number
    there = set(tx.session.scalars(select(MatchMember.match_id).where(MatchMember.mentee_id == mentee.id)))
    rows = tx.session.scalars(
        select(MatchMember).where(MatchMember.mentee_id == former_mentee.id).with_for_update()
    ).all()
    for row in rows:
        if row.match_id in there:
            tx.delete(row)
        else:
            row.mentee_id = mentee.id
    return number + len(rows)


def _test(only: bool, named: Callable[[str], bool]) -> Callable[[str], bool]:
    return bool if only else named


def _blank(row: Any, columns: tuple[str, ...], about: Callable[[str], bool]) -> bool:
    """Empty the texts of a row that are about the person; the text of a task must stand and becomes a dash."""
    touched = [column for column in columns if about(getattr(row, column))]
    for column in touched:
        setattr(row, column, GONE if column == "text" else "")
    return bool(touched)
