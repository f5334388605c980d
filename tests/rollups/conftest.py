# SPDX-License-Identifier: MIT
"""Plugins that count, without the rooms that stand around them."""

from __future__ import annotations

from types import ModuleType

import pytest

from nastavnik.hookspecs import About
from nastavnik.plugins import Plugins
from nastavnik.roadmap import plugin as roadmap_plugin
from nastavnik.rollups import plugin as rollups_plugin


@pytest.fixture
def plugins() -> Plugins:
    """Rollups, and what the roadmap counts."""
    counting = ModuleType("counting")
    counting.__dict__["about"] = About(title="roadmap")
    for name in ("tallies", "indicators", "published_lists"):
        counting.__dict__[name] = getattr(roadmap_plugin, name)
    return Plugins([("rollups", rollups_plugin), ("roadmap", counting)])
