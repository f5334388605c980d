# SPDX-License-Identifier: MIT
"""A world in which the Centre's coordinator leads pairs through their meetings."""

from __future__ import annotations

import pytest

from nastavnik.testing.clients import Visitor
from nastavnik.testing.worlds import World


@pytest.fixture
def coordinator(visitor: Visitor, world: World) -> Visitor:
    """The coordinator's browser, signed in."""
    visitor.sign_in(world.center.coordinator)
    return visitor
