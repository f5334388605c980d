# SPDX-License-Identifier: MIT
"""An installation that writes letters, an item with a deadline, and what people have got."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID

import time_machine
from sqlalchemy import delete, select, update

from nastavnik.accounts.models import Account
from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope, session
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.notifications import Notification
from nastavnik.foundation.scope import IdentityScope
from nastavnik.roadmap import service
from nastavnik.roadmap.models import RoadmapAssignee, RoadmapReminder
from nastavnik.roadmap.service import ReminderRules
from nastavnik.testing.roadmaps import MadeRoadmap
from nastavnik.testing.worlds import Someone, World, in_system, in_tenant

DUE = date(2024, 9, 30)
DAY = timedelta(days=1)
EDITOR = frozenset({"roadmap.view", "roadmap.edit"})
EXECUTOR = frozenset({"roadmap.view", "roadmap.execute"})
RULES = ReminderRules()


@contextmanager
def on_the(day: date, world: World, person: Someone | None = None) -> Iterator[None]:
    with time_machine.travel(day, tick=False), in_tenant(world.center, person, rights=EDITOR):
        yield


def given(made: MadeRoadmap, world: World, number: str, *people: Someone) -> None:
    """Let these people answer for an item."""
    with in_tenant(world.center), change(audited=False) as tx:
        tx.session.execute(delete(RoadmapAssignee).where(RoadmapAssignee.item_id == made.items[number]))
        for person in people:
            tx.add(
                RoadmapAssignee(item_id=made.items[number], name=person.name, account_id=person.account_id)
            )


def letters() -> list[tuple[str, str, str]]:
    """Address, subject and body of every letter, oldest first, with ordinary spaces."""
    with in_system() as opened:
        return [
            (one.recipient, one.subject, one.body.replace("\N{NO-BREAK SPACE}", " "))
            for one in opened.scalars(select(Letter).order_by(Letter.created_at, Letter.id))
        ]


def notices(world: World, person: Someone) -> Sequence[Notification]:
    with in_tenant(world.center):
        return (
            session()
            .scalars(
                select(Notification)
                .where(Notification.account_id == person.account_id)
                .order_by(Notification.created_at)
            )
            .all()
        )


def kept(world: World) -> list[tuple[str, UUID | None, date]]:
    with in_tenant(world.center):
        return [
            (one.kind, one.account_id, one.sent_on)
            for one in session().scalars(
                select(RoadmapReminder).order_by(RoadmapReminder.sent_on, RoadmapReminder.kind)
            )
        ]


def block(person: Someone) -> None:
    with open_scope(IdentityScope()), change(audited=False) as tx:
        tx.session.execute(update(Account).where(Account.id == person.account_id).values(state="blocked"))


def run_from_to(world: World, first: date, last: date) -> dict[date, int]:
    """Let the clock strike daily; how many people were told on which day."""
    told = {}
    day = first
    while day <= last:
        with on_the(day, world):
            if count := service.remind_by_the_clock():
                told[day] = count
        day += DAY
    return told
