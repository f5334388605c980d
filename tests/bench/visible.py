# SPDX-License-Identifier: MIT
"""From the commit in an organisation to the figure on the department's page, through a real worker."""

from __future__ import annotations

import re
import time

from sqlalchemy import text

from nastavnik.app import create_app
from nastavnik.foundation.dates import today
from nastavnik.local.processes import wait_until
from nastavnik.local.supervisor import answers
from nastavnik.roadmap import service as roadmap
from nastavnik.testing.stack import Stack, free_port
from nastavnik.testing.worlds import World, in_tenant

from .figures import percentile, say
from .pages import Target, cookie_of

TIMES = 30
LONGEST = 10.0
RIGHTS = frozenset({"roadmap.view", "roadmap.execute", "roadmap.edit"})
_OPEN = text("""
    select id from roadmap_occurrences where tenant_id = :tenant and state = 'planned' and due < :today order by id limit :most
""")


def measure(stack: Stack, world: World) -> None:
    """Close overdue executions one after another; each time, look at the page until its table has changed."""
    app = create_app(stack.settings)  # also says how this process wakes the worker
    port = free_port()
    stack.start_web(port)
    stack.start_worker()
    stack.start_clock()
    if not wait_until(lambda: answers(port), seconds=60) or not _settled(stack):
        raise RuntimeError("the site or the worker did not start")
    page = Target(port, "/department/", cookie_of(app, world.officer))
    connection = page.connect()
    with stack.superuser.connect() as opened:
        executions = opened.scalars(
            _OPEN, {"tenant": world.center.tenant_id, "today": today(), "most": TIMES}
        ).all()
    times = []
    for execution in executions:
        before = _table(page.open(connection))
        link = roadmap.NewEvidence("link", "Справка", url="https://school.example/report")
        with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
            roadmap.close_occurrence(execution, today(), [link])
        started = time.perf_counter()
        if not wait_until(lambda before=before: _table(page.open(connection)) != before, seconds=LONGEST):  # type: ignore[misc]
            raise RuntimeError(f"not seen within {LONGEST} s")
        times.append(time.perf_counter() - started)
    say("commit_to_visible.p50", percentile(times, 0.5), "s")
    say("commit_to_visible.p95", percentile(times, 0.95), "s")


def _settled(stack: Stack) -> bool:
    waiting = text("select count(*) from rollup_marks where fresh_version < stale_version")

    def nothing_waits() -> bool:
        with stack.superuser.connect() as connection:
            return connection.scalar(waiting) == 0 and "ready." in stack.log("worker")

    return wait_until(nothing_waits, seconds=60)


def _table(page: bytes) -> list[str]:
    return re.findall(r"<td.*?</td>", page.decode(), re.DOTALL)
