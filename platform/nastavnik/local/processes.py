# SPDX-License-Identifier: MIT
"""Small tools for the programmes we start: who they run as, where they live, whether they still do."""

from __future__ import annotations

import fcntl
import os
import pwd
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from .errors import LocalError

LONGEST_SOCKET_PATH = 103
"""Bytes of a unix socket's path that fit into ``sockaddr_un`` everywhere (Linux takes 107, others fewer)."""


class Lock:
    """A lock file that dies with its holder, so that a killed process never leaves it behind."""

    def __init__(self, path: Path, *, russian: str, english: str) -> None:
        self._path = path
        self._refusal = LocalError(russian, english)
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock, or raise the sentence given to the constructor."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise self._refusal from None
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; releasing twice is harmless."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def server_user(owned: Path) -> tuple[int, int] | None:
    """User and group that a server should run as when we are root; ``None`` when we are not.

    PostgreSQL refuses to run as root. It then runs as the owner of its data; new data belong to ``nobody``.
    """
    if os.geteuid() != 0:
        return None
    if owned.exists() and owned.stat().st_uid != 0:
        return owned.stat().st_uid, owned.stat().st_gid
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def processes_in(directory: Path) -> set[int]:
    """Identifiers of the processes whose working directory is ``directory``, as far as we may look."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                working_directory = (entry / "cwd").readlink()
            except OSError:
                continue
            if working_directory == directory:
                found.add(int(entry.name))
    return found


def wait_until(condition: Callable[[], bool], *, seconds: float, step: float = 0.02) -> bool:
    """Ask ``condition`` until it holds; ``False`` when it did not within ``seconds``."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(step)
    return True


def socket_directory(preferred: Path, socket_name: str) -> Path:
    """A directory with a short enough path: ``preferred``, or a temporary one that a link there records."""
    if len(os.fsencode(preferred / socket_name)) <= LONGEST_SOCKET_PATH:
        preferred.mkdir(exist_ok=True)
        return preferred
    if not preferred.is_dir():  # also a link whose temporary directory was swept away
        preferred.unlink(missing_ok=True)
        preferred.symlink_to(tempfile.mkdtemp(prefix="nastavnik-"))
    return preferred.readlink()


def last_lines(log: Path, count: int = 5) -> str:
    """The end of a log, for a message about a programme that did not start."""
    try:
        text = log.read_text("utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(text.strip().splitlines()[-count:])
