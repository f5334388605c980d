# SPDX-License-Identifier: MIT
"""Acts of a demonstration organisation in the order of time, each by its person and at its moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from nastavnik.foundation import clock
from nastavnik.foundation.dates import DISTRICT_ZONE, add_working_days
from nastavnik.foundation.scope import Actor, entered, tenant_scope

_MORNING, _LENGTH = time(9), 8 * 60


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody did."""

    at: datetime
    by: Actor
    do: Callable[[], object]


def play(acts: Iterable[Act]) -> int:
    """Let the acts happen one after another in the open scope and change; returns how many there were."""
    ordered = sorted(acts, key=lambda act: act.at)
    for act in ordered:
        perform(act)
    return len(ordered)


def perform(act: Act) -> None:
    """Let one act happen."""
    with entered(replace(tenant_scope(), actor=act.by)), clock.as_of(act.at):
        act.do()


def moment(day: date, *what: object) -> datetime:
    """A moment of a working day, always the same for the same thing; never one that is still to come."""
    begun = datetime.combine(day, _MORNING, DISTRICT_ZONE)
    chosen = begun + timedelta(minutes=chance(_LENGTH, "moment", day, *what), seconds=chance(60, *what))
    return min(chosen, datetime.now(UTC) - timedelta(minutes=1))


def chance(below: int, *what: object) -> int:
    """A number from 0 up to ``below``, always the same for the same thing."""
    return int.from_bytes(sha256(repr(what).encode()).digest()[:6]) % below


def working(day: date) -> date:
    """The day itself, or the working day before it."""
    return add_working_days(day + timedelta(days=1), -1)
