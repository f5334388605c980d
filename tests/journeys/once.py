# SPDX-License-Identifier: MIT
"""Work that one of the parallel workers does for all of them."""

from __future__ import annotations

import fcntl
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")


def once(folder: Path, name: str, work: Callable[[], Result]) -> Result:
    """What ``work`` gives, done by the first that asks and read by the others, who wait; an error leaves it undone."""
    folder.mkdir(exist_ok=True)
    kept = folder / f"{name}.pickle"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            result = work()
            kept.write_bytes(pickle.dumps(result))
        found: Result = pickle.loads(kept.read_bytes())
        return found
