# SPDX-License-Identifier: MIT
"""Programmes that the supervisor keeps running: started again when they die, gone when it goes."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .errors import LocalError
from .processes import processes_in, wait_until

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_STEADY = 60.0


@dataclass
class Child:
    """A programme that is started again when it dies, after a pause that grows while it keeps dying."""

    name: str
    command: list[str]
    log: Path
    directory: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    pause: float = _FIRST_PAUSE
    started_at: float = 0.0
    not_before: float = field(default=0.0)

    def start(self, environment: dict[str, str]) -> None:
        """Start the programme in a session of its own; what it prints goes to its log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.directory,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started_at = time.monotonic()

    @property
    def died(self) -> bool:
        """Whether it has ended by itself and has not been started again yet."""
        return self.process is not None and self.process.poll() is not None

    def revive(self, environment: dict[str, str]) -> bool:
        """Start again what died, when its pause is over. Say whether it was started."""
        now = time.monotonic()
        if self.process is None:
            if now < self.not_before:
                return False
            self.start(environment)
            return True
        if self.died:
            steady = now - self.started_at > _STEADY
            self.pause = _FIRST_PAUSE if steady else min(self.pause * 2, _LONGEST_PAUSE)
            self.not_before = now + self.pause
            self.process = None
        return False

    def ask_to_stop(self) -> None:
        """Send SIGTERM, so that several children stop at the same time."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self, *, seconds: float = 8) -> None:
        """Ask the programme to stop; end its whole session when it does not."""
        self.ask_to_stop()
        process, self.process = self.process, None
        if process is None or process.poll() is not None:
            return
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def stop_all(children: Sequence[Child]) -> None:
    """Stop children, the last started first; all of them use the same seconds to do so."""
    for child in reversed(children):
        child.ask_to_stop()
    for child in reversed(children):
        child.stop()


def end_leftovers(directory: Path) -> None:
    """End children that outlived a killed supervisor; they are known by ``directory``, where they were started.

    The caller holds the supervisor's lock, so none of them is anybody's.
    """
    place = directory.resolve()
    for number, seconds in ((signal.SIGTERM, 8), (signal.SIGKILL, 5)):
        left = processes_in(place)
        if not left:
            return
        for process_id in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process_id, number)
        if wait_until(lambda: not processes_in(place), seconds=seconds):
            return
    numbers = ", ".join(map(str, sorted(processes_in(place))))
    raise LocalError(
        f"Процессы прежнего запуска не остановились: {numbers}.",
        f"Processes of the former run did not stop: {numbers}.",
    )
