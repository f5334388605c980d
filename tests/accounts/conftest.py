# SPDX-License-Identifier: MIT
"""An installation's settings without pages, and many threads in it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from nastavnik.settings import Settings
from nastavnik.testing.worlds import World


@pytest.fixture
def at_work(world: World, settings: Settings) -> Iterator[Flask]:
    """An installation's settings for calls that go past the pages."""
    application = Flask("an installation")
    application.extensions["nastavnik.settings"] = settings
    with application.app_context():
        yield application


@pytest.fixture
def run_together(at_work: Flask) -> Callable[..., list[Any]]:
    """Call something several times at once, each in a thread with the application's settings."""

    def run(act: Callable[[], Any], *, times: int) -> list[Any]:
        def inside() -> Any:
            with at_work.app_context():
                return act()

        with ThreadPoolExecutor(times) as pool:
            return [done.result() for done in [pool.submit(inside) for _ in range(times)]]

    return run
