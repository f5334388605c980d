# SPDX-License-Identifier: MIT
"""The supervisor behind ``make run``: servers, schema, organisations, then web, worker and clock until Ctrl-C."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

from .children import Child, end_leftovers, stop_all
from .errors import LocalError
from .postgres import EmbeddedPostgres, prepare_database
from .preparing import Preparation, check_given_servers, kept_secret, refuse_taken_port
from .processes import Lock, last_lines, wait_until
from .valkey import EmbeddedValkey

DATABASE = "nastavnik"
_LONGEST_START = 180


class Supervisor:
    """Everything that one machine needs, started in order and stopped in the opposite order."""

    def __init__(self, directory: Path, *, port: int = 8000) -> None:
        self.directory, self.port = directory.absolute(), port
        self._stopping = threading.Event()
        self._servers: list[EmbeddedPostgres | EmbeddedValkey] = []
        self._children: list[Child] = []
        self._preparation: Preparation | None = None
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
            end_leftovers(self._folder("work"))
            refuse_taken_port(self.port)
            environment = self._environment()
            self._prepare(environment)
            if not self._stopping.is_set():
                self._start(self._site(), environment)
                self._wait_for_the_site()
                self._start(self._helpers(), environment)
            if not self._stopping.is_set():
                welcome(f"http://127.0.0.1:{self.port}", environment)
            self._watch(environment)
        finally:
            self._stop()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()

    def _environment(self) -> dict[str, str]:
        """The environment of every child; starts the servers that it does not name already."""
        environment = {**os.environ, "NASTAVNIK_DATA_DIR": str(self.directory)}
        defaults = {
            "NASTAVNIK_SECRET_KEY": kept_secret(self.directory),
            "NASTAVNIK_BASE_URL": f"http://127.0.0.1:{self.port}",
            "NASTAVNIK_SECURE_COOKIES": "false",
            "NASTAVNIK_DEMONSTRATION": "true",
        }
        environment = {**defaults, **environment}
        check_given_servers(environment)
        if not environment.get("DATABASE_URL"):
            environment |= self._start_postgres(environment)
        if not environment.get("REDIS_URL") and not self._stopping.is_set():
            valkey = EmbeddedValkey(self.directory / "valkey")
            self._servers.append(valkey)
            valkey.start()
            environment["REDIS_URL"] = valkey.url
        return environment

    def _start_postgres(self, environment: dict[str, str]) -> dict[str, str]:
        postgres = EmbeddedPostgres(self.directory / "postgres")
        self._servers.append(postgres)
        self._preparation = Preparation(postgres.directory, environment)
        if not postgres.data.exists():
            say("Создаётся база данных… / Making the database…")
            self._preparation.forget()
        postgres.start()
        prepare_database(postgres.url("postgres", "postgres"), DATABASE)
        return {
            "DATABASE_URL": postgres.url("nastavnik_app", DATABASE),
            "NASTAVNIK_OWNER_DATABASE_URL": postgres.url("nastavnik_owner", DATABASE),
        }

    def _prepare(self, environment: dict[str, str]) -> None:
        """Schema, organisations and demonstration; nothing of it when the data have it already."""
        if self._preparation is not None and not self._preparation.due:
            return
        say("Готовятся схема и организации… / Preparing the schema and the organisations…")
        self._carry_out(["db", "upgrade"], environment)
        self._carry_out(["tenants", "sync", "--yes"], environment)
        if demonstrates(environment):
            say("Заполняется демонстрационный округ, около минуты… / Filling the demonstration district…")
            self._carry_out(["demo", "fill"], environment)
        if self._preparation is not None and not self._stopping.is_set():
            self._preparation.done()

    def _carry_out(self, verb: list[str], environment: dict[str, str]) -> None:
        """Run a verb of the command line to its end, or until the person has had enough."""
        if self._stopping.is_set():
            return
        command = [str(Path(sys.executable).with_name("nastavnik")), *verb]
        child = Child(verb[0], command, self._log("setup"), self._folder("work"))
        child.start(environment)
        process = child.process
        while process is not None and process.poll() is None and not self._stopping.wait(0.1):
            pass
        child.stop()
        if process is not None and process.returncode and not self._stopping.is_set():
            words = " ".join(verb)
            raise LocalError(
                f"Не удалось выполнить nastavnik {words}; конец журнала {child.log}:\n{last_lines(child.log)}",
                f"nastavnik {words} failed; the end of its log is above.",
            )

    def _folder(self, name: str) -> Path:
        folder = self.directory / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _log(self, name: str) -> Path:
        return self._folder("log") / f"{name}.log"

    def _start(self, commands: dict[str, list[str]], environment: dict[str, str]) -> None:
        for name, command in commands.items():
            child = Child(name, command, self._log(name), self._folder("work"))
            self._children.append(child)
            if not self._stopping.is_set():
                child.start(environment)

    def _site(self) -> dict[str, list[str]]:
        """The site goes first and alone: a small machine shows the page in half the time."""
        return {
            "web": [
                str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1",
                "--port", str(self.port), "nastavnik.wsgi:application",
            ]
        }  # fmt: skip

    def _helpers(self) -> dict[str, list[str]]:
        celery = [str(Path(sys.executable).with_name("celery")), "-A", "nastavnik_worker.app:celery"]
        return {
            "worker": [*celery, "worker", "--without-gossip", "--without-mingle"],
            "beat": [*celery, "beat", "--schedule", str(self.directory / "beat")],
        }

    def _wait_for_the_site(self) -> None:
        web = self._children[-1]
        wait_until(
            lambda: self._stopping.is_set() or web.died or answers(self.port),
            seconds=_LONGEST_START,
            step=0.2,
        )
        if not self._stopping.is_set() and (web.died or not answers(self.port)):
            raise LocalError(
                f"Сайт не отвечает; конец журнала {web.log}:\n{last_lines(web.log)}",
                "The site does not answer; the end of its log is above.",
            )

    def _watch(self, environment: dict[str, str]) -> None:
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
        stop_all(self._children)
        for server in reversed(self._servers):
            server.stop()
        self._lock.release()


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


def demonstrates(environment: dict[str, str]) -> bool:
    """Whether fictional people are wanted; the same words for yes as the settings take."""
    return environment["NASTAVNIK_DEMONSTRATION"].lower() in ("true", "1", "yes", "on", "t", "y")


def welcome(address: str, environment: dict[str, str]) -> None:
    """Say where the product is and who can sign in; those are told by the product's own command."""
    say(
        f"\n«Наставник» открыт: {address}\nCtrl-C останавливает всё, данные остаются / Ctrl-C stops it, data stay\n"
    )
    if not demonstrates(environment):
        return
    told = subprocess.run(
        [str(Path(sys.executable).with_name("nastavnik")), "demo", "people"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode == 0 and told.stdout:
        say(told.stdout)


def say(sentence: str) -> None:
    """One line for the person at the terminal."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()
