# SPDX-License-Identifier: MIT
"""The coordinator of the Centre at work with people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nastavnik.testing.worlds import World, in_tenant

RIGHTS = frozenset({"people.view", "people.edit", "people.import"})


@pytest.fixture
def at_work(world: World) -> Iterator[World]:
    """The Centre's scope as its coordinator."""
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        yield world
