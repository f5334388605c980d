# SPDX-License-Identifier: MIT
"""A stranger's plugin that keeps a ledger: one row per event it was given, in the transaction of the delivery.

While the file ``closed`` lies in a gate, a folder of the installation, whoever comes to it says «reached» and waits there,
so that a test can kill the worker exactly in the middle. Events and jobs have a gate each.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from nastavnik.foundation.database import session
from nastavnik.foundation.jobs import JobFunction, Outcome, Progress
from nastavnik.foundation.notifications import Notification
from nastavnik.foundation.outbox import Event
from nastavnik.hookspecs import About, hook
from nastavnik.local.processes import wait_until

about = About(title="Ledger", required=True)


def _pass_the_gate(name: str) -> None:
    gate = Path(os.environ["NASTAVNIK_DATA_DIR"], name)
    closed = gate / "closed"
    if closed.exists():
        (gate / "reached").touch()
        wait_until(lambda: not closed.exists(), seconds=60)


@hook
def on_event(event: Event) -> None:
    """Write the event down."""
    session().add(Notification(account_id=event.id, kind="ledger", title=event.kind))
    session().flush()
    _pass_the_gate("events")


def _three_steps(progress: Progress) -> Outcome:
    for step in range(3):
        progress(step, 3)
        _pass_the_gate("jobs")
    return Outcome(message="three steps")


@hook
def job_kinds() -> Mapping[str, JobFunction]:
    """A job that a test can catch in the middle."""
    return {"ledger.steps": _three_steps}
