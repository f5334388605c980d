# SPDX-License-Identifier: MIT
"""A filled world served on this machine, and a browser per person in it. One browser and one sign-in serve a module."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from werkzeug.serving import make_server

from nastavnik.app import create_app
from nastavnik.foundation import files, outbox
from nastavnik.settings import Settings
from nastavnik.testing.browser import chromium_path
from nastavnik.testing.clients import Visitor
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.filled import fill_world
from nastavnik.testing.worlds import Someone, make_world
from nastavnik.web.scoping import SESSION_COOKIE

from .served import Served


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def served(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole application with a filled world in a database of its own, behind an address of this machine."""
    copy = database.another("served")
    folder: Path = tmp_path_factory.mktemp("served")
    copy.create()
    try:
        app = create_app(
            Settings(
                DATABASE_URL=copy.app_url,
                REDIS_URL="redis+socket:///nonexistent/valkey.sock",
                secret_key="the secret of the tests",  # type: ignore[arg-type]
                data_dir=folder,
                secure_cookies=False,
                demonstration=True,
                requests_per_minute=0,
                log_json=False,
            )
        )
        app.testing = True
        outbox.set_waker(None)
        world = make_world()
        fill_world(app, world)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Served(app, world, copy.superuser, f"http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
    finally:
        copy.drop()
        database.connect()
        files.use_storage(folder)


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
