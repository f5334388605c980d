# SPDX-License-Identifier: MIT
"""The Celery application: ``celery -A nastavnik_worker.app worker`` and ``celery -A nastavnik_worker.app beat``."""

from __future__ import annotations

from typing import Any

from celery import Celery, signals

from nastavnik import logs
from nastavnik.settings import read_settings

from . import configuration, process, schedule

celery = Celery("nastavnik", include=["nastavnik_worker.tasks"])
celery.add_defaults(lambda: configuration.worker(read_settings()))


@celery.on_after_finalize.connect
def _plan(sender: Celery, **_: Any) -> None:
    sender.conf.beat_schedule = schedule.entries(process.plugins())


@signals.setup_logging.connect(weak=False)
def _configure_logging(**_: Any) -> None:
    logs.configure(read_settings())


@signals.worker_process_init.connect(weak=False)
def _start_process(**_: Any) -> None:
    process.start()


@signals.worker_ready.connect(weak=False)
def _count_anew(**_: Any) -> None:
    """A new release may count otherwise, so the first thing a worker does is to recount."""
    celery.send_task("nastavnik.rollups.mark_all_stale")
