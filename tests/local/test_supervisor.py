# SPDX-License-Identifier: MIT
"""The supervisor's children come back when they die and go when they are told to."""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from nastavnik.local.children import Child
from nastavnik.local.errors import LocalError
from nastavnik.local.preparing import refuse_taken_port
from nastavnik.local.processes import wait_until
from nastavnik.local.supervisor import Supervisor

ENVIRONMENT = dict(os.environ)


def sleeper(tmp_path: Path, *, deaf: bool = False) -> Child:
    ignore = "signal.signal(signal.SIGTERM, signal.SIG_IGN);" if deaf else ""
    code = f"import signal; {ignore} print('up', flush=True); signal.pause()"
    return Child("sleeper", [sys.executable, "-c", code], tmp_path / "sleeper.log", pause=0.01)


def is_up(child: Child) -> bool:
    return child.log.exists() and "up" in child.log.read_text("utf-8")


def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    child = sleeper(tmp_path)
    child.start(ENVIRONMENT)
    assert child.process is not None
    first = child.process.pid
    assert not child.revive(ENVIRONMENT)
    os.kill(first, signal.SIGKILL)
    assert wait_until(lambda: child.revive(ENVIRONMENT), seconds=10)
    assert child.process is not None
    assert child.process.pid != first
    child.stop()


def test_a_child_that_keeps_dying_waits_longer_each_time(tmp_path: Path) -> None:
    child = Child("fails", [sys.executable, "-c", "raise SystemExit(1)"], tmp_path / "fails.log", pause=0.01)
    child.start(ENVIRONMENT)
    assert wait_until(lambda: child.revive(ENVIRONMENT), seconds=10)
    assert wait_until(lambda: child.revive(ENVIRONMENT), seconds=10)
    assert child.pause == pytest.approx(0.04)
    child.stop()


@pytest.mark.parametrize("deaf", [False, True])
def test_a_child_stops_within_the_time_given(tmp_path: Path, deaf: bool) -> None:
    child = sleeper(tmp_path, deaf=deaf)
    child.start(ENVIRONMENT)
    process = child.process
    assert process is not None
    assert wait_until(lambda: is_up(child), seconds=10)
    child.stop(seconds=0.3 if deaf else 8)
    assert process.returncode == (-signal.SIGKILL if deaf else -signal.SIGTERM)


def test_a_taken_port_is_one_clear_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LocalError, match=f"Порт {port} занят"):
            refuse_taken_port(port)


def test_a_second_supervisor_is_one_clear_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    first = Supervisor(tmp_path)
    first._lock.acquire()
    with pytest.raises(LocalError, match="уже запущен"):
        Supervisor(tmp_path).run()
    first._lock.release()
