# SPDX-License-Identifier: MIT
"""What the clock starts. It only sends wake-ups: whether there is anything to do is read from the database.

A wake-up of the sweep is thrown away when no worker takes it before the next one, so a queue never grows while the
workers are down. That time itself changes figures needs no entry here: totals of yesterday count as stale.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery.schedules import crontab, schedule

from nastavnik.hookspecs import PeriodicTask
from nastavnik.plugins import Plugins

from .configuration import DELIVER

SWEEP = timedelta(seconds=3)
_LATE_DAILY = timedelta(hours=12)


def entries(plugins: Plugins) -> dict[str, dict[str, Any]]:
    """Entries of the beat schedule: the platform's own and those of plugins."""
    own = {
        "deliver events, recount, hand out jobs": _entry(DELIVER, SWEEP),
        "send letters": _entry("nastavnik.letters.send", SWEEP),
        "forget delivered events": {
            "task": "nastavnik.outbox.purge",
            "schedule": crontab(hour="3", minute="30"),
        },
    }
    return own | {
        f"{name}: {task.name}": _of_plugin(name, task)
        for name, tasks in plugins.ask_all("periodic_tasks")
        for task in tasks
    }


def _entry(task: str, every: timedelta) -> dict[str, Any]:
    return {"task": task, "schedule": schedule(every), "options": {"expires": every.total_seconds()}}


def _of_plugin(name: str, task: PeriodicTask) -> dict[str, Any]:
    if task.at:
        hour, minute = task.at.split(":")
        when: crontab | schedule = crontab(hour=str(int(hour)), minute=str(int(minute)))
        expires = _LATE_DAILY
    elif task.every:
        when, expires = schedule(task.every), task.every
    else:
        raise ValueError(f"periodic task {task.name!r} of plugin {name!r} says neither every nor at")
    return {
        "task": "nastavnik.plugins.tick",
        "schedule": when,
        "args": (name, task.name),
        "options": {"expires": expires.total_seconds()},
    }
