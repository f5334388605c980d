# SPDX-License-Identifier: MIT
"""What must be so before the product starts: servers that answer, a schema, organisations, the demonstration."""

from __future__ import annotations

import hashlib
import secrets
import socket
from collections.abc import Iterator, Mapping
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import Any

import psycopg
import redis
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from .errors import LocalError
from .postgres import MIGRATIONS

TENANTS = MIGRATIONS.parent / "tenants"
DEMONSTRATION = Path(__file__).resolve().parents[1] / "demonstration"
_PATIENCE = 5
_DECIDING = ("NASTAVNIK_DEMONSTRATION", "NASTAVNIK_PLUGINS")


def refuse_taken_port(port: int) -> None:
    """Raise ``LocalError`` when somebody already listens on the port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise LocalError(
                f"Порт {port} доступен только администратору: выберите другой, например PORT=8000 make run.",
                f"Port {port} is for the administrator alone: choose another, as in PORT=8000 make run.",
            ) from None
        except OSError:
            raise LocalError(
                f"Порт {port} занят: освободите его или выберите другой, например PORT={port + 1} make run.",
                f"Port {port} is taken: free it, or choose another, as in PORT={port + 1} make run.",
            ) from None


def kept_secret(directory: Path) -> str:
    """The secret key of this installation, made at the first start."""
    kept = directory / "secret-key"
    if not kept.exists() or not kept.read_text("ascii").strip():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48), "ascii")
    return kept.read_text("ascii").strip()


def check_given_servers(environment: Mapping[str, str]) -> None:
    """Raise ``LocalError`` when a server that the environment names does not answer or is named by half."""
    if environment.get("DATABASE_URL"):
        if not environment.get("NASTAVNIK_OWNER_DATABASE_URL"):
            raise LocalError(
                "Задан DATABASE_URL: задайте и NASTAVNIK_OWNER_DATABASE_URL, схему меняет владелец базы.",
                "DATABASE_URL is set: set NASTAVNIK_OWNER_DATABASE_URL too, the owner changes the schema.",
            )
        for name in ("DATABASE_URL", "NASTAVNIK_OWNER_DATABASE_URL"):
            _check_database(name, environment[name])
    if environment.get("REDIS_URL"):
        _check_broker(environment["REDIS_URL"])


def _check_database(name: str, address: str) -> None:
    try:
        parts = make_url(address)
        with psycopg.connect(
            host=str(parts.query.get("host") or parts.host or ""),
            port=parts.port,
            user=parts.username,
            password=parts.password,
            dbname=parts.database,
            connect_timeout=_PATIENCE,
        ):
            pass
    except ArgumentError:
        raise LocalError(
            f"{name}: это не адрес базы. Пишут так: postgresql://имя:пароль@узел:5432/nastavnik.",
            f"{name} is no address of a database. It is written postgresql://name:password@host:5432/nastavnik.",
        ) from None
    except psycopg.OperationalError as error:
        raise LocalError(
            f"{name}: база не отвечает. {_first_line(error)}",
            f"{name}: the database does not answer; its reason is above.",
        ) from None


def _check_broker(address: str) -> None:
    try:
        with redis.Redis.from_url(
            address.replace("redis+socket://", "unix://", 1), socket_connect_timeout=_PATIENCE
        ) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise LocalError(
            f"REDIS_URL: брокер не отвечает. {_first_line(error)}",
            "REDIS_URL: the broker does not answer; its reason is above.",
        ) from None


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


class Preparation:
    """Remembers beside the embedded data what they were prepared for, so that the next start does not do it again."""

    def __init__(self, directory: Path, environment: Mapping[str, str]) -> None:
        self._kept = directory / "prepared"
        self._wanted = _fingerprint(environment)

    @property
    def due(self) -> bool:
        """Whether anything has changed since."""
        try:
            return self._kept.read_text("ascii") != self._wanted
        except OSError:
            return True

    def done(self) -> None:
        """Remember."""
        self._kept.write_text(self._wanted, "ascii")

    def forget(self) -> None:
        """The data are new: everything is to be done."""
        self._kept.unlink(missing_ok=True)


def _fingerprint(environment: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for part in _parts(environment):
        digest.update(part)
        digest.update(b"\0")
    return digest.hexdigest()


def _parts(environment: Mapping[str, str]) -> Iterator[bytes]:
    yield version("nastavnik").encode()
    for name in _DECIDING:
        yield environment.get(name, "").encode()
    for point in sorted(entry_points(group="nastavnik.plugins"), key=lambda one: one.name):
        distribution: Any = point.dist
        yield f"{point.name} {point.value} {distribution.version if distribution else ''}".encode()
    for folder, kinds in (
        (MIGRATIONS, (".py", ".sql")),
        (TENANTS, (".toml", ".txt", ".docx")),
        (DEMONSTRATION, (".py",)),
    ):
        for path in sorted(folder.rglob("*")):
            if path.suffix in kinds and path.is_file():
                yield str(path.relative_to(folder)).encode()
                yield path.read_bytes()
