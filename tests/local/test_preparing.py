# SPDX-License-Identifier: MIT
"""Troubles of one machine are told in one sentence, and what was prepared is not prepared again."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from nastavnik.local import preparing
from nastavnik.local.errors import LocalError
from nastavnik.local.postgres import EmbeddedPostgres
from nastavnik.local.preparing import Preparation, check_given_servers, kept_secret

LOCAL = [sys.executable, "-m", "nastavnik.local"]


def start(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Start the product and wait for its refusal."""
    given = {"NASTAVNIK_DATA_DIR": str(tmp_path / "data"), **variables}
    return subprocess.run(
        LOCAL, env={**os.environ, **given}, capture_output=True, text=True, timeout=60, check=False
    )


def one_sentence(refused: subprocess.CompletedProcess[str]) -> str:
    """The refusal: Russian, English, and nothing of Python's own."""
    assert refused.returncode == 1
    russian, english = refused.stderr.strip().splitlines()
    assert "Traceback" not in refused.stderr
    assert english.isascii()
    return russian


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    assert "порт — это число от 1 до 65535" in one_sentence(start(tmp_path, PORT=port))
    assert not (tmp_path / "data").exists()


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"Порт {port} занят" in one_sentence(start(tmp_path, PORT=str(port)))
    assert not (tmp_path / "data" / "postgres").exists()


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder", "utf-8")
    assert one_sentence(start(tmp_path)).startswith("Не удалось:")


def test_a_database_that_is_named_by_half(tmp_path: Path) -> None:
    sentence = one_sentence(start(tmp_path, DATABASE_URL="postgresql://app:secret@127.0.0.1:1/nastavnik"))
    assert "NASTAVNIK_OWNER_DATABASE_URL" in sentence


def test_servers_that_do_not_answer_and_passwords_that_are_not_told() -> None:
    address = "postgresql://app:very-secret@127.0.0.1:1/nastavnik"
    with pytest.raises(LocalError, match="DATABASE_URL: база не отвечает") as silent:
        check_given_servers({"DATABASE_URL": address, "NASTAVNIK_OWNER_DATABASE_URL": address})
    assert "very-secret" not in str(silent.value)
    with pytest.raises(LocalError, match="это не адрес базы"):
        check_given_servers({"DATABASE_URL": "nonsense", "NASTAVNIK_OWNER_DATABASE_URL": address})
    for broker in ("redis://:very-secret@127.0.0.1:1/0", "nonsense"):
        with pytest.raises(LocalError, match="REDIS_URL: брокер не отвечает") as silent:
            check_given_servers({"REDIS_URL": broker})
        assert "very-secret" not in str(silent.value)
    check_given_servers({})


def test_servers_that_answer(server: EmbeddedPostgres) -> None:
    check_given_servers(
        {
            "DATABASE_URL": server.url("nastavnik_app", "postgres"),
            "NASTAVNIK_OWNER_DATABASE_URL": server.url("nastavnik_owner", "postgres"),
        }
    )


def test_the_secret_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    first = kept_secret(tmp_path)
    assert len(first) > 40
    assert kept_secret(tmp_path) == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "secret-key").write_text("", "ascii")
    assert len(kept_secret(tmp_path)) > 40


def test_passwords_that_are_gone_or_spoilt(tmp_path: Path) -> None:
    postgres = EmbeddedPostgres(tmp_path / "postgres", durable=False)
    postgres.start()
    postgres.stop()
    passwords = postgres.directory / "passwords.json"
    kept = passwords.read_text("utf-8")
    for spoilt in ("{", "[]", json.dumps({"postgres": "?"})):
        passwords.write_text(spoilt, "utf-8")
        with pytest.raises(LocalError, match="испорчен"):
            postgres.start()
    passwords.unlink()
    with pytest.raises(LocalError, match="с паролями базы"):
        postgres.start()
    passwords.write_text(kept, "utf-8")
    postgres.start()
    postgres.destroy()


def test_preparing_is_due_once_and_again_when_something_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenants = tmp_path / "tenants"
    (tenants / "center").mkdir(parents=True)
    (tenants / "center" / "tenant.toml").write_text("kind = 'school'", "utf-8")
    monkeypatch.setattr(preparing, "TENANTS", tenants)
    environment = {"NASTAVNIK_DEMONSTRATION": "true"}
    first = Preparation(tmp_path, environment)
    assert first.due
    first.done()
    assert not Preparation(tmp_path, environment).due
    assert Preparation(tmp_path, {"NASTAVNIK_DEMONSTRATION": "false"}).due
    (tenants / "center" / "tenant.toml").write_text("kind = 'vocational'", "utf-8")
    assert Preparation(tmp_path, environment).due
    again = Preparation(tmp_path, environment)
    again.done()
    again.forget()
    assert Preparation(tmp_path, environment).due
