# SPDX-License-Identifier: MIT
"""A whole installation without the web: its own PostgreSQL and broker, real worker and clock processes.

For tests that kill what others only imitate, for browser journeys and for the bench. A stack is nobody's neighbour:
its servers live in one directory and are gone when it is closed.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from alembic import command
from pydantic import SecretStr
from sqlalchemy import Engine, NullPool, create_engine

from nastavnik.database_commands import alembic_config
from nastavnik.foundation import database, files
from nastavnik.local.children import Child
from nastavnik.local.postgres import EmbeddedPostgres, prepare_database
from nastavnik.local.valkey import EmbeddedValkey
from nastavnik.settings import Settings

NAME = "nastavnik"
SECRET = "the secret of the tests"  # noqa: S105 - an installation that is thrown away


class Stack:
    """Servers and processes in ``directory``. ``libraries`` are folders that the processes also import from."""

    def __init__(self, directory: Path, *, durable: bool, libraries: Sequence[Path] = ()) -> None:
        self.directory = directory
        self.postgres = EmbeddedPostgres(directory / "postgres", durable=durable)
        self.valkey = EmbeddedValkey(directory / "valkey", durable=durable)
        self.children: dict[str, Child] = {}
        self._libraries = libraries

    @property
    def settings(self) -> Settings:
        """Settings of this installation."""
        return Settings(
            DATABASE_URL=self.postgres.url("nastavnik_app", NAME),
            owner_database_url=self.postgres.url("nastavnik_owner", NAME),
            REDIS_URL=self.valkey.url,
            secret_key=SecretStr(SECRET),
            data_dir=self.directory,
            secure_cookies=False,
            demonstration=True,
            requests_per_minute=0,
            log_json=False,
        )

    @property
    def environment(self) -> dict[str, str]:
        """The same settings for a process, and nothing of ours that could lead it elsewhere."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NASTAVNIK_")}
        paths = [*map(str, self._libraries), *filter(None, [os.environ.get("PYTHONPATH")])]
        return kept | {
            "DATABASE_URL": self.postgres.url("nastavnik_app", NAME),
            "NASTAVNIK_OWNER_DATABASE_URL": self.postgres.url("nastavnik_owner", NAME),
            "REDIS_URL": self.valkey.url,
            "NASTAVNIK_SECRET_KEY": SECRET,
            "NASTAVNIK_DATA_DIR": str(self.directory),
            "NASTAVNIK_SECURE_COOKIES": "false",
            "NASTAVNIK_DEMONSTRATION": "true",
            "NASTAVNIK_REQUESTS_PER_MINUTE": "0",
            "NASTAVNIK_LOG_JSON": "false",
            "PYTHONPATH": os.pathsep.join(paths),
        }

    @cached_property
    def superuser(self) -> Engine:
        """Sees everything, and holds no connection that a restart could cut."""
        url = self.postgres.url("postgres", NAME)
        return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)

    def start(self) -> None:
        """Start the servers and bring the database to the newest schema."""
        self.postgres.start()
        self.valkey.start()
        prepare_database(self.postgres.url("postgres", "postgres"), NAME)
        command.upgrade(alembic_config(self.postgres.url("nastavnik_owner", NAME)), "head")

    def start_worker(self, *, processes: int = 2) -> Child:
        """Start a Celery worker in a session of its own."""
        options = ("--without-gossip", "--without-mingle", f"--concurrency={processes}")
        return self._start("worker", *self._celery("worker", *options))

    def start_clock(self) -> Child:
        """Start Celery beat, which sends the sweep."""
        return self._start("clock", *self._celery("beat", "--schedule", str(self.directory / "beat")))

    def start_web(
        self, port: int, *, application: str = "nastavnik.wsgi:application", name: str = "web"
    ) -> Child:
        """Serve the site, or another application, on a port of this machine with one process."""
        granian = str(Path(sys.executable).with_name("granian"))
        return self._start(
            name, granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
            "--workers", "1", application,
        )  # fmt: skip

    def kill(self, name: str) -> None:
        """End a programme and whatever it started at once, as a power cut would."""
        process = self.children.pop(name).process
        if process is not None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def stop_programmes(self) -> None:
        """Stop everything but the servers."""
        for child in self.children.values():
            child.stop()
        self.children.clear()

    def stop(self) -> None:
        """Stop everything and remove what it left."""
        self.stop_programmes()
        self.valkey.destroy()
        self.postgres.destroy()

    def log(self, name: str) -> str:
        """What a programme has printed."""
        return (self.directory / f"{name}.log").read_text("utf-8", errors="replace")

    def _celery(self, *words: str) -> tuple[str, ...]:
        celery = str(Path(sys.executable).with_name("celery"))
        return (celery, "-A", "nastavnik_worker.app:celery", *words)

    def _start(self, name: str, *command: str) -> Child:
        child = Child(name, list(command), self.directory / f"{name}.log")
        child.start(self.environment)
        self.children[name] = child
        return child


@contextmanager
def running_stack(*, durable: bool, libraries: Sequence[Path] = ()) -> Iterator[Stack]:
    """A stack with its servers up; this process is connected to it as the application would be."""
    with tempfile.TemporaryDirectory(prefix="nastavnik-stack-") as made:
        directory = Path(made)
        directory.chmod(0o755)
        stack = Stack(directory, durable=durable, libraries=libraries)
        try:
            stack.start()
            database.connect(stack.settings.database_url)
            files.use_storage(stack.settings.files_dir)
            yield stack
        finally:
            database.engine().dispose()
            stack.superuser.dispose()
            stack.stop()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children_of(process_id: int) -> Mapping[int, str]:
    """Processes that a process has started, by identifier, with their state as in ``/proc``."""
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                state, parent = (entry / "stat").read_text("utf-8").rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if int(parent) == process_id:
                found[int(entry.name)] = state
    return found
