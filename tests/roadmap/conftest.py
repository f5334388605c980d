# SPDX-License-Identifier: MIT
"""What several tests of reminders stand on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from nastavnik.settings import Settings
from nastavnik.testing.roadmaps import Execution, MadeRoadmap, make_roadmap
from nastavnik.testing.worlds import World

from .reminder_world import DUE, given


@pytest.fixture
def mail_settings(world: World, settings: Settings) -> Iterator[None]:
    """Letters name the installation: its address and its support hours."""
    application = Flask("an installation")
    application.extensions["nastavnik.settings"] = settings
    with application.app_context():
        yield


@pytest.fixture
def one_item(world: World) -> MadeRoadmap:
    """One item due on 30 September, for which the executor answers."""
    made = make_roadmap(world.center, {"5.2": [Execution(DUE, label="III кв. 2024")]})
    given(made, world, "5.2", world.center.executor)
    return made
