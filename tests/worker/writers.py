# SPDX-License-Identifier: MIT
"""People who keep working while everything around them is being killed, and what must hold afterwards."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from nastavnik.foundation.audit import verify
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Refused
from nastavnik.local.processes import wait_until
from nastavnik.roadmap import service as roadmap
from nastavnik.testing.roadmaps import MadeRoadmap
from nastavnik.testing.stack import Stack
from nastavnik.testing.worlds import ROOMS, Place, in_tenant

RIGHTS = frozenset({"roadmap.view", "roadmap.execute", "roadmap.edit", "roadmap.close_without_evidence"})
PAUSE = 0.05
LISTENING = sorted(
    [
        "ledger",
        *(
            room
            for room in (*ROOMS, "rollups")
            if hasattr(import_module(f"nastavnik.{room}.plugin"), "on_event")
        ),
    ]
)
"""Rooms of the world that react to events, and the plugin that keeps a ledger of them."""

HAND_WRITTEN = text("""
    select o.tenant_id, date_trunc('month', o.due)::date as month, s.number as slice, i.id::text as detail,
           array[
               count(*),
               count(*) filter (where o.due < :today),
               count(*) filter (where o.state = 'done'),
               count(*) filter (where o.state = 'done' and o.due < :today and o.done_on <= o.due
                                  and o.exception_reason = '' and p.proven),
               count(*) filter (where o.state = 'done' and o.done_on > o.due),
               count(*) filter (where o.state <> 'done' and o.due < :today),
               count(*) filter (where o.state = 'done' and (o.exception_reason <> '' or not p.proven)),
               count(*) filter (where o.due <> o.planned_due)
           ]::int[] as counts
    from roadmap_occurrences o
    join roadmap_items i on i.id = o.item_id
    join roadmap_sections s on s.id = i.section_id
    join roadmaps r on r.id = i.roadmap_id
    cross join lateral (select exists (
        select from roadmap_evidence e where e.occurrence_id = o.id and e.removed_at is null) as proven) p
    where r.state = 'running' and o.state in ('planned', 'in_work', 'done') and o.due is not null
      and not i.not_required
    group by o.tenant_id, month, slice, detail
    order by 1, 2, 3, 4
""")
STORED = text("""
    select tenant_id, month, slice, detail, counts from rollup_totals
    where tally = 'roadmap.occurrences' order by 1, 2, 3, 4
""")
UNDELIVERED = text("select count(*) from outbox_events where delivered_at is null")
STALE = text("select count(*) from rollup_marks where fresh_version < stale_version or counted_at is null")


@dataclass
class Work:
    """What the people did, as far as they were told that it was done."""

    kept: list[str] = field(default_factory=list)
    """Titles of evidence whose change was committed as far as its author knows."""
    errors: int = 0


@contextmanager
def people_at_work(places: dict[str, tuple[Place, MadeRoadmap]], *, each: int = 2) -> Iterator[Work]:
    """Let several people of every organisation work until the block ends."""
    work, enough = Work(), threading.Event()
    numbers = itertools.count()
    people = [
        threading.Thread(target=_work, args=(place, made, work, enough, numbers))
        for place, made in places.values()
        for _ in range(each)
    ]
    for person in people:
        person.start()
    try:
        yield work
    finally:
        enough.set()
        for person in people:
            person.join()


def _work(
    place: Place, made: MadeRoadmap, work: Work, enough: threading.Event, numbers: Iterator[int]
) -> None:
    dice = random.Random(place.slug)
    executions = [one for some in made.executions.values() for one in some]
    while not enough.wait(PAUSE):
        title = f"{place.slug} {next(numbers)}"
        try:
            with in_tenant(place, place.director, rights=RIGHTS):
                execution = dice.choice(executions)
                link = roadmap.NewEvidence("link", title, url="https://school.example/report")
                roadmap.add_evidence(execution, link)
                work.kept.append(title)
                _act(dice, execution)
        except DBAPIError:
            work.errors += 1
        except (Refused, StaleDataError):
            continue


def _act(dice: random.Random, execution: UUID) -> None:
    match dice.randrange(3):
        case 0:
            roadmap.close_occurrence(execution, today() - timedelta(days=dice.randrange(30)))
        case 1:
            roadmap.reopen_occurrence(execution, "Открыто заново")
        case 2:
            due = today() + timedelta(days=dice.randint(-200, 200))
            roadmap.move_deadline(execution, due, "Причина", "Письмо № 1")


def settled(stack: Stack, *, seconds: float = 90) -> bool:
    """Whether everything was delivered and recounted within the time."""

    def nothing_waits() -> bool:
        with stack.superuser.connect() as connection:
            return connection.scalar(UNDELIVERED) == 0 and connection.scalar(STALE) == 0

    return wait_until(nothing_waits, seconds=seconds, step=0.1)


def assert_nothing_lost(stack: Stack, work: Work, *places: Place) -> None:
    """Everything acknowledged is there with its event; the log's chains are whole."""
    with stack.superuser.connect() as connection:
        evidence = set(connection.scalars(text("select title from roadmap_evidence where title like '% %'")))
        rows, events, closings, done = connection.execute(
            text("""
                select (select count(*) from roadmap_evidence where kind = 'link' and url <> ''),
                       (select count(*) from outbox_events where kind = 'roadmap.evidence_added'),
                       (select count(*) filter (where kind = 'roadmap.occurrence_closed')
                             - count(*) filter (where kind = 'roadmap.occurrence_reopened') from outbox_events),
                       (select count(*) from roadmap_occurrences where state = 'done')
            """)
        ).one()
    assert set(work.kept) <= evidence
    assert rows == events
    assert closings == done
    for place in places:
        with in_tenant(place) as opened:
            assert verify(opened) is None


def assert_delivered_once(stack: Stack) -> None:
    """Every event reached every plugin that listens, once, and each has left one trace of it."""
    with stack.superuser.connect() as connection:
        wrong = connection.execute(
            text(
                "select kind, delivered_to, failed_at, attempts from outbox_events where delivered_to <> :all"
            ),
            {"all": LISTENING},
        ).all()
        events = connection.scalars(text("select id from outbox_events order by 1")).all()
        ledger = connection.scalars(
            text("select account_id from notifications where kind = 'ledger' order by 1")
        ).all()
    assert wrong == []
    assert ledger == events
    assert events


def assert_counted_once(stack: Stack) -> None:
    """Stored totals are what one GROUP BY over the rows gives."""
    with stack.superuser.connect() as connection:
        counted = connection.execute(HAND_WRITTEN, {"today": today()}).all()
        stored = connection.execute(STORED).all()
    assert [tuple(row) for row in stored] == [tuple(row) for row in counted]
    assert counted
