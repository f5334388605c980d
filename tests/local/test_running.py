# SPDX-License-Identifier: MIT
"""The whole product on one machine: started, stopped, killed, and started again with what it had."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nastavnik.local import shell
from nastavnik.local.errors import LocalError
from nastavnik.local.processes import processes_in, wait_until
from nastavnik.local.supervisor import answers
from nastavnik.web.assets import MANIFEST

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not MANIFEST.exists(), reason="the front end is not built"),
]
PREPARING = "Готовятся схема и организации"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Product:
    """``make run`` without make."""

    def __init__(self, directory: Path, port: int) -> None:
        self.directory, self.port = directory, port
        self.said = directory.with_suffix(".txt")
        given = {
            "NASTAVNIK_DATA_DIR": str(directory),
            "PORT": str(port),
            "NASTAVNIK_DEMONSTRATION": "false",
        }
        with self.said.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "nastavnik.local"],
                env={**os.environ, **given},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def words(self) -> str:
        """What the person at the terminal has read so far."""
        return self.said.read_text("utf-8")

    def wait(self) -> None:
        """Until the address is printed."""
        assert wait_until(
            lambda: "открыт: http" in self.words or self.process.poll() is not None, seconds=240, step=0.1
        ), self.words
        assert self.process.poll() is None, self.words
        assert f"http://127.0.0.1:{self.port}" in self.words
        assert answers(self.port)

    def left(self) -> set[int]:
        """Processes of the product that still run."""
        places = (self.directory / "work", self.directory / "valkey" / "data")
        return {number for place in places for number in processes_in(place.resolve())}


@contextmanager
def product(directory: Path, port: int) -> Iterator[Product]:
    running = Product(directory, port)
    try:
        running.wait()
        yield running
    finally:
        running.process.terminate()
        running.process.wait(60)


def test_started_stopped_killed_and_started_again(tmp_path: Path) -> None:
    directory, port = tmp_path / "data", free_port()
    with product(directory, port) as first:
        assert PREPARING in first.words
        assert wait_until(lambda: len(first.left()) >= 4, seconds=60)
        variables = shell.environment(directory)
        listed = subprocess.run(
            ["psql", "--no-psqlrc", "--tuples-only", "--command", "select count(*) from tenants"],
            env=variables, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert listed.stdout.strip() == "5"
    assert first.process.returncode == 0
    assert first.left() == set()
    assert not answers(port)
    with pytest.raises(LocalError, match="Сначала запустите"):
        shell.environment(directory)

    with product(directory, port) as second:
        assert PREPARING not in second.words
        second.process.send_signal(signal.SIGKILL)
        second.process.wait()
        assert second.left()
        with product(directory, port) as third:
            assert PREPARING not in third.words
    assert third.left() == set()


def test_stopped_before_it_has_begun(tmp_path: Path) -> None:
    running = Product(tmp_path / "data", free_port())
    assert wait_until(lambda: PREPARING in running.words, seconds=120)
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(60) == 0, running.words
    assert "Traceback" not in running.words
    assert running.left() == set()
