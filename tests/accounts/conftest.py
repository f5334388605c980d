# SPDX-License-Identifier: MIT
"""Cheap hashes, so that a hundred sign-ins do not take a minute."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask

from nastavnik.accounts.service import passwords
from nastavnik.settings import Settings
from nastavnik.testing.worlds import World

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The world's passwords were hashed with these parameters too."""
    monkeypatch.setattr(passwords, "_hasher", CHEAP)
    passwords._hash_of_nobody.cache_clear()


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
