# SPDX-License-Identifier: MIT
"""A world in which the Centre's coordinator forms pairs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import RIGHTS
from nastavnik.testing.worlds import World, in_tenant


@pytest.fixture
def coordinator(visitor: Visitor, world: World) -> Visitor:
    """The coordinator's browser, signed in."""
    visitor.sign_in(world.center.coordinator)
    return visitor


@pytest.fixture
def at_work(world: World) -> Iterator[World]:
    """The Centre's scope as its coordinator, for the whole test."""
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        yield world
