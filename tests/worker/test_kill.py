# SPDX-License-Identifier: MIT
"""Broker killed, worker killed in mid-task, database crashed under load: nothing is lost, nothing is counted twice.

Real processes, really killed. A stack of its own serves the module; people keep working while it is torn apart.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from nastavnik.foundation import outbox
from nastavnik.foundation.dates import today
from nastavnik.foundation.jobs import start_job
from nastavnik.local.processes import wait_until
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.roadmaps import Execution, MadeRoadmap, make_roadmap
from nastavnik.testing.stack import Stack, children_of, running_stack
from nastavnik.testing.worlds import Place, World, in_tenant, make_world
from nastavnik_worker.waking import waker

from .writers import (
    RIGHTS,
    Work,
    assert_counted_once,
    assert_delivered_once,
    assert_nothing_lost,
    people_at_work,
    settled,
)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("stack")]
LIBRARIES = [Path(__file__).with_name("ledger")]
LOAD = 60
"""Acts that people manage in every test, at least."""
PATIENCE = 90
"""Seconds until a machine that is busy with other tests has started a worker."""
Places = dict[str, tuple[Place, MadeRoadmap]]


@pytest.fixture(scope="module")
def stack(database: TestDatabase) -> Iterator[Stack]:
    """The stack; afterwards this process serves the run's own database again."""
    try:
        with running_stack(durable=True, libraries=LIBRARIES) as made:
            outbox.set_waker(waker(made.settings))
            made.start_worker()
            made.start_clock()
            yield made
    finally:
        outbox.set_waker(None)
        database.connect()


@pytest.fixture(scope="module")
def world(stack: Stack) -> World:
    """The usual two organisations."""
    return make_world()


@pytest.fixture(scope="module")
def places(world: World) -> Places:
    """Each organisation with a roadmap of thirty measures, two executions each."""

    def items() -> dict[str, list[Execution]]:
        return {
            f"{section}.{number}": [Execution(today() + timedelta(days=40 * step)) for step in (-1, 1)]
            for section in range(1, 7)
            for number in range(1, 6)
        }

    return {
        place.slug: (place, make_roadmap(place, items())) for place in (world.center, world.ankudinovskaya)
    }


def after(work: Work, acts: int) -> None:
    """Let people do so much more."""
    wanted = len(work.kept) + acts
    assert wait_until(lambda: len(work.kept) >= wanted, seconds=PATIENCE)


def assert_all_adds_up(stack: Stack, places: Places, work: Work) -> None:
    """What must hold whenever the dust has settled."""
    assert settled(stack), stack.log("worker")[-4000:]
    assert len(work.kept) >= LOAD
    assert_nothing_lost(stack, work, *(place for place, _made in places.values()))
    assert_delivered_once(stack)
    assert_counted_once(stack)


@pytest.fixture(params=["events"])
def gate(request: pytest.FixtureRequest, stack: Stack) -> Iterator[Path]:
    """A closed gate: the first reaction or job that comes to it waits in the middle of its work."""
    folder = stack.directory / request.param
    folder.mkdir(exist_ok=True)
    (folder / "closed").touch()
    yield folder
    for name in ("closed", "reached"):
        (folder / name).unlink(missing_ok=True)


def caught(gate: Path) -> bool:
    """Whether a worker stands at the gate."""
    return wait_until((gate / "reached").exists, seconds=PATIENCE)


def test_the_broker_is_killed_under_load(stack: Stack, places: Places) -> None:
    with people_at_work(places) as work:
        after(work, LOAD // 2)
        assert stack.valkey.pid is not None
        os.kill(stack.valkey.pid, signal.SIGKILL)
        after(work, LOAD // 2)
        stack.valkey.stop()
        stack.valkey.start()
        after(work, LOAD // 2)
    assert work.errors == 0
    assert_all_adds_up(stack, places, work)


def test_the_database_crashes_under_load(stack: Stack, places: Places) -> None:
    with people_at_work(places) as work:
        after(work, LOAD // 2)
        assert stack.postgres.pid is not None
        os.kill(stack.postgres.pid, signal.SIGQUIT)
        assert wait_until(lambda: work.errors > 0, seconds=PATIENCE)
        stack.postgres.stop()
        stack.postgres.start()
        after(work, LOAD // 2)
        stack.postgres.stop()
        stack.postgres.start()
        after(work, LOAD // 2)
    assert_all_adds_up(stack, places, work)


def test_one_process_of_the_worker_is_killed_in_the_middle_of_a_delivery(
    stack: Stack, places: Places, gate: Path
) -> None:
    with people_at_work(places) as work:
        assert caught(gate)
        worker = stack.children["worker"].process
        assert worker is not None
        for process_id in children_of(worker.pid):
            with suppress(ProcessLookupError):
                os.kill(process_id, signal.SIGKILL)
        (gate / "closed").unlink()
        after(work, LOAD)
    assert worker.poll() is None
    assert_all_adds_up(stack, places, work)


def test_the_whole_worker_is_killed_in_the_middle_of_a_delivery(
    stack: Stack, places: Places, gate: Path
) -> None:
    with people_at_work(places) as work:
        assert caught(gate)
        stack.kill("worker")
        (gate / "closed").unlink()
        after(work, LOAD // 2)
        stack.start_worker()
        after(work, LOAD // 2)
    assert_all_adds_up(stack, places, work)


@pytest.mark.parametrize("gate", ["jobs"], indirect=True)
def test_a_job_whose_worker_was_killed_is_finished_by_the_next(
    stack: Stack, world: World, gate: Path
) -> None:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        job = start_job("ledger.steps", "Три шага")
    assert caught(gate)
    stack.kill("worker")
    (gate / "closed").unlink()
    with stack.superuser.connect() as connection:
        connection.execute(text("update jobs set heartbeat_at = heartbeat_at - interval '2 minutes'"))
    stack.start_worker()

    def outcome() -> tuple[str, int, int]:
        told = text("""
            select state, attempts, (select count(*) from notifications where kind = 'job')
            from jobs where id = :id
        """)
        with stack.superuser.connect() as connection:
            return tuple(connection.execute(told, {"id": job.id}).one())

    assert wait_until(lambda: outcome()[0] == "done", seconds=PATIENCE), stack.log("worker")[-4000:]
    assert outcome() == ("done", 2, 1)
