# SPDX-License-Identifier: MIT
"""The individual plan of a pair (domain 5.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.matches.models import PlanTask

from .looking import EDIT, VIEW, get_match

LOWEST_MARK, HIGHEST_MARK = 1, 5


@dataclass(frozen=True, slots=True)
class TaskCard:
    """A line of the plan; ``mark`` is the mentor's, 1 to 5."""

    text: str
    due_on: date | None = None
    planned_result: str = ""
    actual_result: str = ""
    mark: int | None = None

    def check(self) -> None:
        """Raise ``Refused`` naming the field at fault."""
        if not self.text.strip():
            raise Refused(_("Write down the task."), field="text")
        if self.mark is not None and not LOWEST_MARK <= self.mark <= HIGHEST_MARK:
            raise Refused(_("A mark is from 1 to 5."), field="mark")


def plan_of(match_id: UUID) -> Sequence[PlanTask]:
    """Lines of a pair's plan in order."""
    require(VIEW)
    return (
        session()
        .scalars(select(PlanTask).where(PlanTask.match_id == match_id).order_by(PlanTask.position))
        .all()
    )


def next_tasks(match_ids: Iterable[UUID]) -> Mapping[UUID, PlanTask]:
    """The first line of each plan that nothing has come of yet, in one query; for the pages of those in the pairs."""
    wanted = set(match_ids)
    if not wanted:
        return {}
    rows = session().scalars(
        select(PlanTask)
        .where(PlanTask.match_id.in_(wanted), PlanTask.actual_result == "", PlanTask.mark.is_(None))
        .ext(distinct_on(PlanTask.match_id))
        .order_by(PlanTask.match_id, PlanTask.position)
    )
    return {row.match_id: row for row in rows}


def add_task(match_id: UUID, card: TaskCard) -> PlanTask:
    """Add a line to a pair's plan."""
    require(EDIT)
    card.check()
    with change() as tx:
        match = get_match(match_id, lock=True)
        last = (
            tx.session.scalar(select(func.max(PlanTask.position)).where(PlanTask.match_id == match.id)) or 0
        )
        task = tx.add(PlanTask(match_id=match.id, position=last + 1, text=""))
        _fill(task, card)
        tx.record("matches.task_added", subject=match, after={"text": task.text, "due": card.due_on})
        tx.emit("matches.changed", {"match": str(match.id)})
    return task


def change_task(task_id: UUID, card: TaskCard) -> PlanTask:
    """Correct a line of a plan or write down what came of it."""
    require(EDIT)
    card.check()
    with change() as tx:
        task = _task(task_id)
        before = {"text": task.text, "actual": task.actual_result, "mark": task.mark}
        _fill(task, card)
        tx.record(
            "matches.task_changed",
            subject=("matches", task.match_id),
            before=before,
            after={"text": task.text, "actual": task.actual_result, "mark": task.mark},
        )
        tx.emit("matches.changed", {"match": str(task.match_id)})
    return task


def remove_task(task_id: UUID) -> None:
    """Take a line out of a plan."""
    require(EDIT)
    with change() as tx:
        task = _task(task_id)
        tx.record("matches.task_removed", subject=("matches", task.match_id), before={"text": task.text})
        tx.delete(task)
        tx.emit("matches.changed", {"match": str(task.match_id)})


def _fill(task: PlanTask, card: TaskCard) -> None:
    task.text, task.due_on, task.mark = card.text.strip(), card.due_on, card.mark
    task.planned_result, task.actual_result = card.planned_result.strip(), card.actual_result.strip()


def _task(task_id: UUID) -> PlanTask:
    task = session().get(
        PlanTask, (current_tenant_id(), task_id), with_for_update=True, populate_existing=True
    )
    if task is None:
        raise NotFound("no such task")
    return task
