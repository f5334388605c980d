# SPDX-License-Identifier: MIT
"""The supervisor behind ``make run``: servers, schema, organisations, then web, worker and clock until Ctrl-C."""

from __future__ import annotations

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from .errors import LocalError
from .postgres import EmbeddedPostgres, prepare_database
from .processes import Lock, last_lines, wait_until
from .valkey import EmbeddedValkey

DATABASE = "nastavnik"
_LONGEST_PAUSE = 30.0
_STEADY = 60.0


@dataclass
class Child:
    """A programme that is started again when it dies, after a pause that grows while it keeps dying."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    pause: float = 0.5
    started_at: float = 0.0
    not_before: float = field(default=0.0)

    def start(self, environment: dict[str, str]) -> None:
        """Start the programme in a session of its own; what it prints goes to its log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started_at = time.monotonic()

    def revive(self, environment: dict[str, str]) -> bool:
        """Start again what died, when its pause is over. Say whether it was started."""
        now = time.monotonic()
        if self.process is None:
            if now < self.not_before:
                return False
            self.start(environment)
            return True
        if self.process.poll() is not None:
            steady = now - self.started_at > _STEADY
            self.pause = 0.5 if steady else min(self.pause * 2, _LONGEST_PAUSE)
            self.not_before = now + self.pause
            self.process = None
        return False

    def stop(self, *, seconds: float = 8) -> None:
        """Ask the programme to stop; end its whole session when it does not."""
        process, self.process = self.process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Supervisor:
    """Everything that one machine needs, started in order and stopped in the opposite order."""

    def __init__(self, directory: Path, *, port: int = 8000) -> None:
        self.directory, self.port = directory.absolute(), port
        self._stopping = threading.Event()
        self._servers: list[EmbeddedPostgres | EmbeddedValkey] = []
        self._children: list[Child] = []
        self._lock = Lock(
            self.directory / "lock",
            russian="«Наставник» уже запущен из этой папки.",
            english="Nastavnik already runs from this directory.",
        )

    def run(self) -> None:
        """Start everything and stay until SIGINT or SIGTERM. Raise ``LocalError`` when something cannot start."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        self._lock.acquire()
        try:
            refuse_taken_port(self.port)
            environment = self._environment()
            for verb in (["db", "upgrade"], ["tenants", "sync", "--yes"]):
                self._carry_out(verb, environment)
            self._start_children(environment)
            self._watch(environment)
        finally:
            self._stop()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()

    def _environment(self) -> dict[str, str]:
        """The environment of every child; starts the servers that it does not name already."""
        environment = dict(os.environ)
        if not environment.get("DATABASE_URL"):
            postgres = EmbeddedPostgres(self.directory / "postgres")
            self._servers.append(postgres)
            postgres.start()
            prepare_database(postgres.url("postgres", "postgres"), DATABASE)
            environment["DATABASE_URL"] = postgres.url("nastavnik_app", DATABASE)
            environment["NASTAVNIK_OWNER_DATABASE_URL"] = postgres.url("nastavnik_owner", DATABASE)
        if not environment.get("REDIS_URL"):
            valkey = EmbeddedValkey(self.directory / "valkey")
            self._servers.append(valkey)
            valkey.start()
            environment["REDIS_URL"] = valkey.url
        defaults = {
            "NASTAVNIK_SECRET_KEY": self._secret(),
            "NASTAVNIK_DATA_DIR": str(self.directory),
            "NASTAVNIK_BASE_URL": f"http://127.0.0.1:{self.port}",
            "NASTAVNIK_SECURE_COOKIES": "false",
            "NASTAVNIK_DEMONSTRATION": "true",
        }
        return {**defaults, **environment}

    def _secret(self) -> str:
        kept = self.directory / "secret-key"
        if not kept.exists():
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(48), "ascii")
        return kept.read_text("ascii")

    def _carry_out(self, verb: list[str], environment: dict[str, str]) -> None:
        if self._stopping.is_set():
            return
        log = self._log("setup")
        with log.open("ab") as output:
            done = subprocess.run(
                [str(Path(sys.executable).with_name("nastavnik")), *verb],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            command = " ".join(verb)
            raise LocalError(
                f"Не удалось выполнить nastavnik {command}; конец журнала {log}:\n{last_lines(log)}",
                f"nastavnik {command} failed; the end of its log is above.",
            )

    def _log(self, name: str) -> Path:
        (self.directory / "log").mkdir(exist_ok=True)
        return self.directory / "log" / f"{name}.log"

    def _start_children(self, environment: dict[str, str]) -> None:
        programmes = Path(sys.executable).parent
        celery = [str(programmes / "celery"), "-A", "nastavnik_worker.app:celery"]
        commands = {
            "worker": [*celery, "worker", "--without-gossip", "--without-mingle"],
            "beat": [*celery, "beat", "--schedule", str(self.directory / "beat")],
            "web": [
                str(programmes / "granian"), "--interface", "wsgi", "--host", "127.0.0.1",
                "--port", str(self.port), "--respawn-failed-workers", "nastavnik.wsgi:application",
            ],
        }  # fmt: skip
        for name, command in commands.items():
            child = Child(name, command, self._log(name))
            self._children.append(child)
            child.start(environment)

    def _watch(self, environment: dict[str, str]) -> None:
        address = f"http://127.0.0.1:{self.port}"
        if not wait_until(lambda: self._stopping.is_set() or answers(self.port), seconds=90, step=0.2):
            log = self._log("web")
            raise LocalError(
                f"Сайт не отвечает; конец журнала {log}:\n{last_lines(log)}",
                "The site does not answer; the end of its log is above.",
            )
        if not self._stopping.is_set():
            say(f"«Наставник» открыт: {address}  (Ctrl-C останавливает всё, данные остаются)")
        while not self._stopping.wait(0.5):
            for child in self._children:
                if child.revive(environment):
                    say(f"{child.name}: запущен заново / started again; {child.log}")
            for server in self._servers:
                if not server.running:
                    say(f"{server.name}: запускается заново / starting again")
                    server.stop()
                    server.start()

    def _stop(self) -> None:
        for child in reversed(self._children):
            child.stop()
        for server in reversed(self._servers):
            server.stop()
        self._lock.release()


def refuse_taken_port(port: int) -> None:
    """Raise ``LocalError`` when somebody already listens on the port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise LocalError(
                f"Порт {port} занят: освободите его или выберите другой, например PORT={port + 1} make run.",
                f"Port {port} is taken: free it, or choose another, as in PORT={port + 1} make run.",
            ) from None


def answers(port: int) -> bool:
    """Whether the site on this port of this machine says that it is well."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def say(sentence: str) -> None:
    """One line for the person at the terminal."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()
