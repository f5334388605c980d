# SPDX-License-Identifier: MIT
"""Fixtures of the host, for its own tests and for every plugin's.

One PostgreSQL is started for the whole run, migrated once into a template database, and copied for each parallel
worker. Nothing is started until a test asks for the database.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from flask import Flask

    from nastavnik.local.postgres import EmbeddedPostgres
    from nastavnik.settings import Settings

    from .clients import Visitor
    from .database import Queries, TestDatabase
    from .worlds import World

TEMPLATE = "nastavnik_template"
_applications: dict[str, Flask] = {}
_server_key = pytest.StashKey["_Server"]()


class _Server:
    """The run's PostgreSQL; started at the first request for its address."""

    def __init__(self) -> None:
        self._running: EmbeddedPostgres | None = None
        self._directory: tempfile.TemporaryDirectory[str] | None = None

    def addresses(self) -> dict[str, str]:
        """Addresses of the superuser, owner and application roles, with «{}» for the database's name."""
        from .database import make_template

        if self._running is None:
            from nastavnik.local.postgres import EmbeddedPostgres

            self._directory = tempfile.TemporaryDirectory(prefix="nastavnik-test-")
            Path(self._directory.name).chmod(0o755)
            self._running = EmbeddedPostgres(Path(self._directory.name) / "postgres", durable=False)
            self._running.start()
            make_template(self._addresses(), TEMPLATE)
        return self._addresses()

    def _addresses(self) -> dict[str, str]:
        assert self._running is not None
        users = {"superuser": "postgres", "owner": "nastavnik_owner", "app": "nastavnik_app"}
        return {name: self._running.url(user, "DATABASE") for name, user in users.items()}

    def stop(self) -> None:
        """Stop the server, if it was ever started, and remove what it left."""
        if self._running is not None:
            self._running.destroy()
        if self._directory is not None:
            self._directory.cleanup()


def pytest_configure(config: pytest.Config) -> None:
    """The controlling process owns the server; parallel workers are told where it is."""
    from . import browser

    if browser.required() and browser.chromium_path() is None:
        raise pytest.UsageError(f"{browser.REQUIRED} is set and there is no Chromium on this machine")
    if not hasattr(config, "workerinput"):
        config.stash[_server_key] = _Server()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests begin first, so that no process is left with them alone.

    Those in a browser share a world that the first of them fills: the other processes have other long ones meanwhile.
    """
    in_browser = [item for item in items if item.get_closest_marker("browser")]
    long = [item for item in items if any(map(item.get_closest_marker, ("xdist_group", "slow")))]
    first = list(dict.fromkeys((*in_browser[:1], *long, *in_browser)))
    items[:] = list(dict.fromkeys((*first, *items)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are processors: tests of servers and browsers wait as much as they work."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hand the addresses to a parallel worker before it starts."""
    node.workerinput["nastavnik_addresses"] = node.config.stash[_server_key].addresses()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server at the end of the run."""
    server = config.stash.get(_server_key, None)
    if server is not None:
        server.stop()


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest, worker_id: str) -> Iterator[TestDatabase]:
    """This worker's copy of the template database; the process is connected to it as the application."""
    from .database import TestDatabase

    workerinput = getattr(request.config, "workerinput", None)
    addresses: dict[str, str] = (
        workerinput["nastavnik_addresses"]
        if workerinput is not None
        else request.config.stash[_server_key].addresses()
    )
    copy = TestDatabase(addresses, f"nastavnik_{worker_id}", template=TEMPLATE)
    copy.create()
    copy.connect()
    yield copy
    copy.drop()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all parallel workers of this run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session", autouse=True)
def _compiled_templates(shared_folder: Path) -> None:
    """Templates are compiled once in a run, not once in each application of each process."""
    from flask import Flask
    from jinja2 import FileSystemBytecodeCache

    folder = shared_folder / "templates"
    folder.mkdir(exist_ok=True)
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(folder))}


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """Passwords of the run are hashed as those of its worlds."""
    from nastavnik.accounts.service import passwords

    from .worlds import CHEAP

    passwords.hasher = CHEAP


@pytest.fixture
def empty_database(database: TestDatabase, tmp_path: Path) -> Iterator[TestDatabase]:
    """The database without a row and a file storage of its own; emptied again after the test."""
    from nastavnik.foundation import files

    files.use_storage(tmp_path / "files")
    yield database
    database.empty()


@pytest.fixture
def world(empty_database: TestDatabase) -> World:
    """Two organisations of one district, their people, an officer of the department and an administrator."""
    from .worlds import make_world

    return empty_database.again("world", make_world)


@pytest.fixture
def count_queries(database: TestDatabase) -> Any:
    """A context manager that counts the statements sent within it, apart from those that enter a scope."""

    @contextmanager
    def counting() -> Iterator[Queries]:
        with database.counting() as queries:
            yield queries

    return counting


@pytest.fixture
def settings(database: TestDatabase, tmp_path: Path) -> Settings:
    """Settings of an installation that serves this worker's database and reaches no broker."""
    from pydantic import SecretStr

    from nastavnik.settings import Settings

    return Settings(
        DATABASE_URL=database.app_url,
        owner_database_url=database.owner_url,
        REDIS_URL="redis+socket:///nonexistent/valkey.sock",
        secret_key=SecretStr("the secret of the tests"),
        data_dir=tmp_path,
        secure_cookies=False,
        demonstration=False,
        requests_per_minute=0,
        plugins="accounts,tenants,roadmap,rollups,department,people,consents,programmes,matches,meetings,partners,agreements",
        log_json=False,
    )


@pytest.fixture
def app(empty_database: TestDatabase, settings: Settings, world: World) -> Flask:
    """The application on the test database, with the world in it. Tests share it, so none may add to it."""
    from nastavnik.app import create_app
    from nastavnik.foundation import files, outbox

    known = settings.model_dump_json(exclude={"data_dir"})
    if known not in _applications:
        _applications[known] = create_app(settings)
    application = _applications[known]
    application.extensions["nastavnik.settings"] = application.jinja_env.globals["settings"] = settings
    application.testing = True
    files.use_storage(settings.files_dir)
    outbox.set_waker(None)
    return application


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A client in which nobody is signed in yet."""
    from .clients import Visitor

    return Visitor(app)
