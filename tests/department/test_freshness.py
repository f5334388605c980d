# SPDX-License-Identifier: MIT
"""From a commit in an organisation to the department's page within five seconds, through a real worker and broker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from nastavnik.app import create_app
from nastavnik.foundation import outbox
from nastavnik.foundation.dates import today
from nastavnik.local.processes import wait_until
from nastavnik.roadmap import service as roadmap
from nastavnik.testing.clients import Visitor
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.roadmaps import Execution, MadeRoadmap, make_roadmap
from nastavnik.testing.stack import Stack, running_stack
from nastavnik.testing.worlds import World, in_tenant, make_world

from .reading import Reader

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("stack")]
PROMISED = 5.0
RIGHTS = frozenset({"roadmap.view", "roadmap.execute", "roadmap.edit"})


@pytest.fixture(scope="module")
def stack(database: TestDatabase) -> Iterator[Stack]:
    """A worker without a clock: what is seen came by the wake-up after the commit, not by a sweep."""
    try:
        with running_stack(durable=False) as made:
            made.start_worker(processes=1)
            yield made
    finally:
        outbox.set_waker(None)
        database.connect()


@pytest.fixture(scope="module")
def site(stack: Stack) -> Flask:
    """The installation's site; it also says how this process wakes the worker."""
    return create_app(stack.settings)


@pytest.fixture(scope="module")
def world(site: Flask) -> World:
    """The usual two organisations."""
    return make_world()


@pytest.fixture(scope="module")
def officer(site: Flask, world: World) -> Reader:
    """The officer, signed in at that site."""
    visitor = Visitor(site)
    visitor.sign_in(world.officer)
    return Reader(visitor)


@pytest.fixture(scope="module")
def made(world: World) -> MadeRoadmap:
    """A roadmap with five executions that are overdue."""
    return make_roadmap(
        world.center,
        {"1.1": [Execution(today() - timedelta(days=10 + n)) for n in range(5)]},
        period=(today() - timedelta(days=300), today() + timedelta(days=300)),
    )


def overdue(officer: Reader) -> str:
    """What the department's page says of it."""
    return officer.open("").figures().get("Просрочено", "")


def test_an_act_is_seen_within_five_seconds(
    stack: Stack, officer: Reader, world: World, made: MadeRoadmap
) -> None:
    def close(number: int) -> None:
        link = roadmap.NewEvidence("link", "Справка", url="https://school.example/report")
        with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
            roadmap.close_occurrence(made.executions["1.1"][number], today(), [link])

    close(0)
    assert wait_until(lambda: overdue(officer) == "4 у 1 организации", seconds=60), stack.log("worker")[
        -3000:
    ]
    for number, left in ((1, 3), (2, 2), (3, 1)):
        close(number)
        expected = f"{left} у 1 организации"
        assert wait_until(lambda expected=expected: overdue(officer) == expected, seconds=PROMISED), (  # type: ignore[misc]
            stack.log("worker")[-3000:]
        )
    close(4)
    assert wait_until(lambda: overdue(officer) == "0", seconds=PROMISED)
    assert "пересчитыва" not in officer.open("organisations/center").text
