# SPDX-License-Identifier: MIT
"""The tasks. Each may be lost, run twice, or run at the same time as itself: the database says what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.database import open_scope
from nastavnik.foundation.scope import SystemScope, TenantScope, entered
from nastavnik.plugins import Plugins
from nastavnik.rollups import service as rollups
from nastavnik.rollups.service import only_where_on
from nastavnik.settings import read_settings
from nastavnik.tenants.service import Tenant, enabled_plugins

from . import dispatcher, jobs, mail
from .app import celery
from .configuration import DELIVER
from .process import plugins
from .task import TenantTask
from .waking import call_heard

_OFFER_LASTS = timedelta(seconds=30)


@celery.task(name=DELIVER)
def deliver() -> None:
    """Deliver events, leave totals fresh, hand out jobs: for the wake-up and for the sweep."""
    call_heard(celery)
    dispatcher.drain(plugins())
    for scope, job_id in jobs.waiting():
        with entered(scope):
            run_job.apply_async((str(job_id),), expires=_OFFER_LASTS.total_seconds())


@celery.task(name="nastavnik.outbox.purge")
def purge() -> None:
    """Forget events that were delivered long ago."""
    dispatcher.purge()


@celery.task(name="nastavnik.rollups.mark_all_stale")
def mark_all_stale() -> None:
    """Have every tenant counted anew by the next sweep."""
    with open_scope(SystemScope(reason="a worker has started and may count otherwise than the one before")):
        rollups.mark_all_stale()


@celery.task(name="nastavnik.letters.send")
def send_letters() -> None:
    """Send letters that are due."""
    settings = read_settings()
    mail.send_letters(mail.transport(settings), settings.mail_sender)


@celery.task(name="nastavnik.jobs.run", base=TenantTask)
def run_job(job_id: str) -> None:
    """Run one long job of a tenant."""
    jobs.run(plugins(), UUID(job_id))


@celery.task(name="nastavnik.plugins.tick")
def tick(plugin: str, task: str) -> None:
    """The clock struck for a plugin's periodic task: send it to every tenant that has the plugin on."""
    for scope in tenants_with(plugins(), plugin):
        with entered(scope):
            run_periodic_task.apply_async((plugin, task))


@celery.task(name="nastavnik.plugins.run_periodic_task", base=TenantTask)
def run_periodic_task(plugin: str, task: str) -> None:
    """Run a plugin's periodic task in one tenant, if the plugin is still on there."""
    for name, periodic_tasks in plugins().ask_enabled(enabled_plugins(plugins()), "periodic_tasks"):
        for periodic_task in periodic_tasks:
            if (name, periodic_task.name) == (plugin, task):
                periodic_task.run()


def tenants_with(installed: Plugins, plugin: str) -> Sequence[TenantScope]:
    """Active tenants that have the plugin on."""
    with open_scope(
        SystemScope(reason="a periodic task is sent to the tenants that have its plugin on")
    ) as opened:
        rows = opened.execute(
            only_where_on(
                installed,
                plugin,
                select(Tenant.id.label("tenant_id"), Tenant.slug).where(Tenant.state == "active"),
            ).order_by(Tenant.slug)
        )
        return [TenantScope(row.tenant_id, row.slug) for row in rows]
