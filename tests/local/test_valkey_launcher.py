# SPDX-License-Identifier: MIT
"""The embedded Valkey starts, keeps what it was given, and gets over what a machine does to it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection
from redis import Redis

from nastavnik.local.errors import LocalError
from nastavnik.local.processes import LONGEST_SOCKET_PATH, wait_until
from nastavnik.local.valkey import EmbeddedValkey


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[EmbeddedValkey]:
    server = EmbeddedValkey(tmp_path / "valkey")
    yield server
    server.destroy()


def client(server: EmbeddedValkey) -> Redis:
    return Redis(unix_socket_path=str(server.path), decode_responses=True)


def test_the_queue_survives_a_restart(valkey: EmbeddedValkey) -> None:
    valkey.start()
    with client(valkey) as connection:
        connection.lpush("queue", "one", "two")
        assert connection.config_get("port") == {"port": "0"}
    valkey.stop()
    valkey.start()
    with client(valkey) as connection:
        assert connection.lrange("queue", 0, -1) == ["two", "one"]


def test_celery_takes_the_address(valkey: EmbeddedValkey) -> None:
    valkey.start()
    with Connection(valkey.url) as connection, connection.SimpleQueue("greetings") as queue:
        queue.put({"hello": 1})
        message = queue.get(timeout=5)
        message.ack()
        assert message.payload == {"hello": 1}


def test_a_killed_server_starts_again(valkey: EmbeddedValkey) -> None:
    valkey.start()
    with client(valkey) as connection:
        connection.set("kept", "1")
        connection.waitaof(1, 0, 2000)
    assert valkey.pid is not None
    os.kill(valkey.pid, signal.SIGKILL)
    assert wait_until(lambda: not valkey.running, seconds=5)
    valkey.stop()
    valkey.start()
    with client(valkey) as connection:
        assert connection.get("kept") == "1"


def test_a_second_start_of_the_same_directory_is_one_clear_sentence(valkey: EmbeddedValkey) -> None:
    valkey.start()
    with pytest.raises(LocalError, match="уже запущен"):
        EmbeddedValkey(valkey.directory).start()


def test_a_long_path_gets_a_short_socket_directory(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path / ("a" * 60) / ("b" * 60), durable=False) as server:
        assert len(os.fsencode(server.path)) <= LONGEST_SOCKET_PATH
        with client(server) as connection:
            assert connection.ping()
    server.destroy()
