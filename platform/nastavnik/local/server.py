# SPDX-License-Identifier: MIT
"""What the embedded servers have in common: a directory, a lock, a process of their own session."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Self

from .errors import LocalError
from .processes import Lock, last_lines, processes_in, wait_until


class EmbeddedServer:
    """A server that lives in one directory and is used by one starter at a time."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    kill_signal: ClassVar[signal.Signals] = signal.SIGKILL

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        self.directory = directory.absolute()
        self.log = self.directory / "server.log"
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock(
            self.directory / "lock",
            russian=f"{self.name} в {self.directory}: сервер уже запущен другим процессом.",
            english=f"{self.name} in {self.directory}: another process runs it already.",
        )

    @property
    def running(self) -> bool:
        """Whether the server that this object started still runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The process that this object started, while it runs."""
        return self._process.pid if self._process is not None and self.running else None

    def start(self) -> None:
        """Start the server and return when it answers. Raise ``LocalError`` with a reason."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self._lock.acquire()
        try:
            self._bring_up()
        except BaseException:
            self.stop()
            raise

    def stop(self, *, seconds: float = 20) -> None:
        """Stop the server: sessions are cut, nothing acknowledged is lost. Stopping twice is harmless."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(self.stop_signal)
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.send_signal(self.kill_signal)
                process.wait()
        self._lock.release()

    def destroy(self) -> None:
        """Stop the server and remove everything it had."""
        self.stop()
        for place in self._places():
            shutil.rmtree(place, ignore_errors=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _bring_up(self) -> None:
        raise NotImplementedError

    def _places(self) -> tuple[Path, ...]:
        return (self.directory,)

    def _send_away_leftovers(self, data: Path, *, first: int | None = None) -> None:
        """Stop a server that outlived whoever started it. We hold the lock, so nobody uses that server."""
        data = data.resolve()
        leftovers = processes_in(data)
        if not leftovers:
            return
        os.kill(first if first in leftovers else min(leftovers), self.stop_signal)
        if not wait_until(lambda: not processes_in(data), seconds=20):
            numbers = ", ".join(map(str, sorted(leftovers)))
            raise LocalError(
                f"{self.name}: прежний сервер в {data} не остановился (процессы {numbers}).",
                f"{self.name}: the former server in {data} did not stop (processes {numbers}).",
            )

    def _await(self, process: subprocess.Popen[bytes], ready: Callable[[], bool]) -> None:
        """Wait until ``ready`` holds; when it does not or the process is gone, say the end of the log."""
        self._process = process
        if wait_until(lambda: process.poll() is not None or ready(), seconds=60) and self.running:
            return
        raise LocalError(
            f"{self.name} не запускается; конец журнала {self.log}:\n{last_lines(self.log)}",
            f"{self.name} does not start; the end of its log is above.",
        )
