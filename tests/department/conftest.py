# SPDX-License-Identifier: MIT
"""A district on the Monday of the examples, counted by hand in ``hand_counted.py``, and an officer who looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask

from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.scope import SystemScope
from nastavnik.rollups import service as rollups
from nastavnik.tenants.models import Tenant, TenantPlugin
from nastavnik.testing.clients import Visitor
from nastavnik.testing.roadmaps import Execution, make_roadmap
from nastavnik.testing.worlds import Place, Someone, World, in_system, in_tenant

from .hand_counted import make_roadmaps
from .reading import Reader

ENABLED = frozenset({"roadmap", "rollups"})


@pytest.fixture(autouse=True)
def monday(request: pytest.FixtureRequest) -> Iterator[None]:
    """14 October 2024, 10:42 by the clock of the district."""
    if request.node.get_closest_marker("slow"):
        yield
        return
    with time_machine.travel(datetime(2024, 10, 14, 7, 42, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def recount(app: Flask) -> Callable[[Place], None]:
    """What the worker does after an event: the organisation is stale, then counted."""

    def recount(place: Place) -> None:
        with in_tenant(place):
            rollups.mark_stale()
            rollups.refresh_tenant(app.extensions["nastavnik.plugins"], ENABLED)

    return recount


@pytest.fixture
def counted(world: World, recount: Callable[[Place], None]) -> World:
    """Both organisations with their roadmaps, counted."""
    make_roadmaps(world)
    for place in (world.center, world.ankudinovskaya):
        recount(place)
    return world


@pytest.fixture
def officer(visitor: Visitor, world: World) -> Reader:
    """The officer of the department, signed in."""
    visitor.sign_in(world.officer)
    return Reader(visitor)


@pytest.fixture
def many_more(counted: World, app: Flask) -> Callable[[], None]:
    """Fifty-eight organisations more, each with something overdue."""

    def make() -> None:
        for number in range(58):
            place = make_place(f"school-{number}")
            make_roadmap(place, {f"{n}.1": [Execution(date(2024, 9, n))] for n in range(1, 7)})
            with in_tenant(place), change(audited=False) as tx:
                tx.add(TenantPlugin(name="roadmap"))
        with in_system():
            rollups.rebuild_all(app.extensions["nastavnik.plugins"])

    return make


def make_place(slug: str) -> Place:
    """An organisation without people."""
    tenant_id = new_id()
    with open_scope(SystemScope(reason="a test makes its world")), change(audited=False) as tx:
        tx.add(
            Tenant(
                id=tenant_id,
                slug=slug,
                kind="school",
                full_name=slug,
                short_name=slug,
                display_name=slug,
                fictional=True,
            )
        )
    nobody = Someone(tenant_id, "", "", "")
    return Place(tenant_id, slug, nobody, nobody, nobody)
