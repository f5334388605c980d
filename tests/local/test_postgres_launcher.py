# SPDX-License-Identifier: MIT
"""The embedded PostgreSQL starts, stops, and gets over what a machine does to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from nastavnik.local.errors import LocalError
from nastavnik.local.postgres import MIGRATIONS, EmbeddedPostgres, prepare_database
from nastavnik.local.processes import LONGEST_SOCKET_PATH, processes_in, wait_until

GROUP_ROLES = {f"nastavnik_{scope}" for scope in ("tenant", "department", "partner", "identity", "system")}


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(tmp_path / "postgres", durable=False)
    yield server
    server.destroy()


def ask(
    server: EmbeddedPostgres, query: str, *, user: str = "postgres", database: str = "postgres"
) -> list[object]:
    engine = create_engine(server.url(user, database), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]
    finally:
        engine.dispose()


def execute(server: EmbeddedPostgres, statement: str) -> None:
    engine = create_engine(server.url("postgres", "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_data_survive_a_restart_and_russian_is_understood(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    execute(postgres, "create table kept as select 'Ёлкина' as name")
    postgres.stop()
    assert not postgres.running
    postgres.start()
    assert ask(postgres, "select lower(name) from kept") == [("ёлкина",)]
    assert ask(postgres, "select to_tsvector('Соглашениями')::text") == [("'соглашен':1",)]
    assert ask(postgres, "select datctype, datlocprovider from pg_database where datname = 'postgres'") == [
        ("C.UTF-8", "b")
    ]
    assert ask(postgres, "show listen_addresses") == [("",)]


def test_roles_are_made_once_and_hold_no_privilege(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    with psycopg.connect(
        host=str(postgres.sockets),
        user="postgres",
        password=postgres.passwords["postgres"],
        dbname="postgres",
    ) as connection:
        connection.execute((MIGRATIONS / "roles.sql").read_bytes())
    roles = ask(
        postgres,
        "select rolname, rolcanlogin, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolinherit"
        " from pg_roles where rolname ^@ 'nastavnik_'",
    )
    assert set(roles) == {
        ("nastavnik_owner", True, False),
        ("nastavnik_app", True, False),
        *((role, False, False) for role in GROUP_ROLES),
    }
    memberships = ask(
        postgres,
        "select roleid::regrole::text, member::regrole::text, inherit_option, set_option, admin_option"
        " from pg_auth_members where roleid::regrole::text ^@ 'nastavnik_'",
    )
    assert set(memberships) == {(role, "nastavnik_app", False, True, False) for role in GROUP_ROLES}


def test_the_application_owns_nothing_and_a_wrong_password_is_refused(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    prepare_database(postgres.url("postgres", "postgres"), "nastavnik")
    prepare_database(postgres.url("postgres", "postgres"), "nastavnik")
    owner = ask(postgres, "select datdba::regrole::text from pg_database where datname = 'nastavnik'")
    assert owner == [("nastavnik_owner",)]
    entered = "select set_config('role', 'nastavnik_tenant', true), current_user::text"
    assert ask(postgres, entered, user="nastavnik_app", database="nastavnik") == [("nastavnik_tenant",) * 2]
    engine = create_engine(postgres.url("nastavnik_app", "nastavnik"))
    with (
        engine.connect() as connection,
        pytest.raises(Exception, match="permission denied for schema public"),
    ):
        connection.execute(text("create table mine ()"))
    engine.dispose()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host=str(postgres.sockets), user="nastavnik_app", password="?", dbname="nastavnik")


def test_passwords_are_readable_by_their_owner_only(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    assert (postgres.directory / "passwords.json").stat().st_mode & 0o777 == 0o600
    assert postgres.data.stat().st_mode & 0o777 == 0o700
    assert not (postgres.home / "superuser-password").exists()


def test_a_second_start_of_the_same_directory_is_one_clear_sentence(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    with pytest.raises(LocalError, match="уже запущен"):
        EmbeddedPostgres(postgres.directory).start()
    assert postgres.running


def test_a_server_that_outlived_its_starter_is_replaced(postgres: EmbeddedPostgres) -> None:
    orphaning = (
        "import os, signal, sys; from pathlib import Path;"
        "from nastavnik.local.postgres import EmbeddedPostgres;"
        "EmbeddedPostgres(Path(sys.argv[1]), durable=False).start(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", orphaning, str(postgres.directory)], check=False)
    assert killed.returncode == -signal.SIGKILL
    orphans = processes_in(postgres.data.resolve())
    assert orphans
    postgres.start()
    assert ask(postgres, "select 1") == [(1,)]
    assert postgres.pid is not None
    assert not orphans & processes_in(postgres.data.resolve())


def test_a_server_killed_outright_starts_again(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    execute(postgres, "create table kept as select 1 as one")
    execute(postgres, "checkpoint")
    assert postgres.pid is not None
    os.kill(postgres.pid, signal.SIGKILL)
    assert wait_until(lambda: not postgres.running, seconds=10)
    postgres.stop()
    assert (postgres.data / "postmaster.pid").exists()
    postgres.start()
    assert ask(postgres, "select one from kept") == [(1,)]


def test_a_pid_file_that_names_somebody_else_is_no_obstacle(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    postgres.stop()
    (postgres.data / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.data}\n0\n5432\n", "utf-8")
    (postgres.sockets / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n", "utf-8")
    postgres.start()
    assert ask(postgres, "select 1") == [(1,)]


def test_a_half_made_data_directory_is_made_anew(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    postgres.stop()
    half_made = postgres.home / "data.new"
    postgres.data.rename(half_made)
    (half_made / "PG_VERSION").unlink()
    postgres.start()
    assert ask(postgres, "select 1") == [(1,)]
    assert not half_made.exists()


def test_a_damaged_data_directory_is_one_clear_sentence(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    postgres.stop()
    (postgres.data / "global" / "pg_control").unlink()
    with pytest.raises(LocalError, match="повреждена"):
        postgres.start()


def test_data_of_another_major_version_are_one_clear_sentence(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    postgres.stop()
    (postgres.data / "PG_VERSION").write_text("17\n", "ascii")
    with pytest.raises(LocalError, match="PostgreSQL 17"):
        postgres.start()


def test_a_long_path_gets_a_short_socket_directory(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    with EmbeddedPostgres(deep, durable=False) as server:
        assert len(os.fsencode(server.sockets / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH
        assert ask(server, "select 1") == [(1,)]
        first = server.sockets
        server.stop()
        server.start()
        assert server.sockets == first
    server.destroy()
    assert not first.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another user")
def test_root_steps_down_and_copies_what_nobody_cannot_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed / "postgres", durable=False)
    run = EmbeddedPostgres._run

    def refuse_the_wheel(self: EmbeddedPostgres, *command: str | Path) -> subprocess.CompletedProcess[str]:
        if "site-packages" in str(command[0]):
            raise PermissionError
        return run(self, *command)

    monkeypatch.setattr(EmbeddedPostgres, "_run", refuse_the_wheel)
    with server:
        assert server.home != server.directory
        assert server.pid is not None
        assert Path(f"/proc/{server.pid}").stat().st_uid == server.data.stat().st_uid != 0
        executable = Path(f"/proc/{server.pid}/exe").readlink()
        assert executable.is_relative_to(server.home)
        home = server.home
    server.destroy()
    assert not home.exists()
