# SPDX-License-Identifier: MIT
"""A filled world served on this machine, and a browser per person in it. One browser and one sign-in serve a module."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from werkzeug.serving import make_server

from nastavnik.app import create_app
from nastavnik.foundation import outbox
from nastavnik.settings import Settings
from nastavnik.testing.browser import chromium_path
from nastavnik.testing.clients import Visitor
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.filled import fill_world
from nastavnik.testing.filled_agreements import add_person_of_partner
from nastavnik.testing.worlds import ROOMS, Someone, World, add_member, make_world
from nastavnik.web.scoping import SESSION_COOKIE

from .once import once
from .served import Served


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


@dataclass
class Filled:
    """A filled world in a database that is only copied, and what is known about it."""

    database: TestDatabase
    folder: Path
    world: World
    others: dict[str, Someone]
    """More people of the Centre, by role."""

    def application(self, database: TestDatabase) -> Flask:
        """The whole application on a database."""
        app = create_app(
            Settings(
                DATABASE_URL=database.app_url,
                REDIS_URL="redis+socket:///nonexistent/valkey.sock",
                secret_key="the secret of the tests",  # type: ignore[arg-type]
                data_dir=self.folder,
                secure_cookies=False,
                demonstration=True,
                requests_per_minute=0,
                log_json=False,
            )
        )
        app.testing = True
        outbox.set_waker(None)
        return app


@pytest.fixture(scope="session")
def filled(database: TestDatabase, shared_folder: Path) -> Filled:
    """The world of all journeys, filled by whichever worker needs it first, and never connected to afterwards."""
    made = database.of_the_run("filled")
    folder = shared_folder / "filled"

    def fill() -> tuple[World, dict[str, Someone]]:
        made.create()
        made.connect()
        world = make_world(plugins=(*ROOMS, "matching"))
        others = {"psychologist": add_member(world.center, "Психологова", "psychologist")}
        fill_world(Filled(made, folder, world, others).application(made), world)
        others["partner"] = add_person_of_partner(world.center)
        database.connect()
        return world, others

    world, others = once(folder, "world", fill)
    return Filled(made, folder, world, others)


@pytest.fixture(scope="module")
def served(database: TestDatabase, filled: Filled) -> Iterator[Served]:
    """The whole application with a copy of the filled world, behind an address of this machine."""
    copy = database.another("served", template=filled.database)
    copy.create()
    app = filled.application(copy)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        yield Served(app, filled.world, copy.superuser, address, filled.others, filled.folder)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        copy.drop()
        database.connect()


@pytest.fixture(scope="module")
def signed_in(served: Served) -> Callable[[Someone | None], list[dict[str, Any]]]:
    """Cookies of a person who has signed in once for the module; none for nobody."""
    known: dict[str, list[dict[str, Any]]] = {}

    def cookies(person: Someone | None) -> list[dict[str, Any]]:
        if person is None:
            return []
        if person.email not in known:
            visitor = Visitor(served.app)
            visitor.sign_in(person)
            cookie = visitor.client.get_cookie(SESSION_COOKIE)
            assert cookie is not None
            known[person.email] = [{"name": SESSION_COOKIE, "value": cookie.value, "url": served.address}]
        return known[person.email]

    return cookies


@pytest.fixture
def browse(
    chromium: Browser, served: Served, signed_in: Callable[[Someone | None], list[dict[str, Any]]]
) -> Iterator[Callable[..., BrowserContext]]:
    """Open somebody's browser; nothing may fail in a script or be refused by the content policy."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def start(
        person: Someone | None, *, width: int = 1440, height: int = 900, **options: Any
    ) -> BrowserContext:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, base_url=served.address, locale="ru-RU", **options
        )
        contexts.append(context)
        context.add_cookies(signed_in(person))  # type: ignore[arg-type]
        context.on("weberror", lambda error: trouble.append(str(error.error)))
        context.on(
            "console",
            lambda line: trouble.append(line.text) if "Content Security Policy" in line.text else None,
        )
        return context

    yield start
    for context in contexts:
        context.close()
    assert trouble == []
