# SPDX-License-Identifier: MIT
"""States of executions and of items on a given day: which one, in what words, and in what order of urgency.

What is stored says only planned, in work, done, not required or cancelled; the day says the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Protocol, TypeVar

from nastavnik.foundation.dates import days_in_words, deadline_in_words, format_date, lateness_in_words
from nastavnik.foundation.i18n import gettext as _

SOON = timedelta(days=14)
OPEN = ("planned", "in_work")

Kind = Literal["overdue", "soon", "work", "planned", "late", "done", "none", "cancelled"]
URGENCY: tuple[Kind, ...] = ("overdue", "soon", "work", "planned", "late", "done", "none", "cancelled")
"""Kinds from the one that calls loudest to the one that asks for nothing."""


class Execution(Protocol):
    """The part of an occurrence that its state depends on."""

    @property
    def state(self) -> str: ...
    @property
    def due(self) -> date | None: ...
    @property
    def planned_due(self) -> date | None: ...
    @property
    def done_on(self) -> date | None: ...


Held = TypeVar("Held", bound=Execution)


@dataclass(frozen=True, slots=True)
class State:
    """A state with its words; ``kind`` chooses icon and ink. ``moved_from`` is the first date of a moved deadline."""

    kind: Kind
    words: str
    moved_from: date | None = None

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.kind in ("overdue", "soon", "work", "planned")


def kind_of(execution: Execution, on: date) -> Kind:
    """The kind of an execution's state. A deadline has passed when its last day is over."""
    if execution.state == "done":
        late = (
            execution.due is not None and execution.done_on is not None and execution.done_on > execution.due
        )
        return "late" if late else "done"
    if execution.state == "not_required":
        return "none"
    if execution.state == "cancelled":
        return "cancelled"
    if execution.due is not None and execution.due < on:
        return "overdue"
    if execution.due is not None and execution.due <= on + SOON:
        return "soon"
    return "work" if execution.state == "in_work" else "planned"


def moved_from(execution: Execution) -> date | None:
    """The date of the plan when the deadline is no longer that date."""
    planned = execution.planned_due
    return planned if planned is not None and planned != execution.due else None


def state_of(execution: Execution, on: date) -> State:
    """The state of one execution on a day, in words that say how much and when."""
    kind = kind_of(execution, on)
    return State(kind, _words(execution, kind, on), moved_from(execution))


def state_of_item(
    executions: Sequence[Execution], on: date, *, not_required: bool = False, waits_for: str = ""
) -> State:
    """The state of an item: that of its most urgent execution, with «N из M» where it has several.

    ``waits_for`` is the kind of a deadline that has no dates yet: relative, external or conditional.
    """
    if not_required:
        return State("none", _("Not required"))
    counted = [one for one in executions if one.state not in ("not_required", "cancelled")]
    if not counted:
        return State("cancelled", _("Cancelled")) if executions else State("planned", _waiting(waits_for))
    nearest = min(counted, key=lambda one: (URGENCY.index(kind_of(one, on)), one.due or date.max))
    state = state_of(nearest, on)
    done = sum(one.state == "done" for one in counted)
    if len(counted) > 1 and state.kind in ("work", "planned", "done", "late"):
        return _of_several(state, done, len(counted))
    return state


def nearest(executions: Sequence[Held]) -> Held | None:
    """The execution whose deadline a reader wants to see: the first open one, else the last one."""
    still_open = [one for one in executions if one.state in OPEN]
    if still_open:
        return min(still_open, key=lambda one: one.due or date.max)
    return max(executions, key=lambda one: one.due or date.min, default=None)


def _of_several(state: State, done: int, total: int) -> State:
    if done == total:
        return State(state.kind, _("Done %(done)s of %(total)s", done=done, total=total))
    if done or state.kind == "work":
        return State("work", _("In work: %(done)s of %(total)s", done=done, total=total), state.moved_from)
    return state


def _waiting(kind: str) -> str:
    if kind == "conditional":
        return _("Opens when needed")
    if kind == "relative":
        return _("Waits for its event")
    if kind == "external":
        return _("Waits for a date")
    return _("Planned")


def _words(execution: Execution, kind: Kind, on: date) -> str:
    if kind in ("overdue", "soon") and execution.due is not None:
        return deadline_in_words(execution.due, on)
    if kind == "late" and execution.due is not None and execution.done_on is not None:
        return lateness_in_words(execution.due, execution.done_on)
    if kind == "done" and execution.done_on is not None:
        return _("Done %(day)s", day=format_date(execution.done_on))
    plain = {
        "work": _("In work"),
        "planned": _("Planned"),
        "none": _("Not required"),
        "cancelled": _("Cancelled"),
    }
    return plain[kind]


def plan_and_fact(execution: Execution, on: date) -> str:
    """How the fact stands to the plan: «на 3 дня раньше», «в срок», «14 дней после срока», «через 78 дней»."""
    if execution.due is None:
        return ""
    if execution.done_on is not None:
        days = (execution.done_on - execution.due).days
        if days == 0:
            return _("on time")
        amount = days_in_words(abs(days))
        return _("%(days)s later", days=amount) if days > 0 else _("%(days)s earlier", days=amount)
    days = (execution.due - on).days
    amount = days_in_words(abs(days))
    return _("%(days)s after the deadline", days=amount) if days < 0 else _("in %(days)s", days=amount)
