# SPDX-License-Identifier: MIT
"""Long jobs: handed out one by one, run in their tenant, and announced to whoever asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nastavnik.foundation import jobs
from nastavnik.foundation.database import now, open_scope
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.jobs import Job, JobFunction
from nastavnik.foundation.notifications import notify
from nastavnik.foundation.scope import SystemScope, TenantScope, tenant_scope
from nastavnik.plugins import Plugins
from nastavnik.tenants.service import Tenant, enabled_plugins

AT_ONCE = 2
"""Jobs that run at the same time. One process of the worker stays free, so figures never wait for a long job."""


def waiting() -> Sequence[tuple[TenantScope, UUID]]:
    """Jobs to start now, as many as there is room for."""
    with open_scope(SystemScope(reason="the worker looks for jobs to start")) as opened:
        found = jobs.waiting_jobs(opened)
        found = found[: _room(opened)] if found else ()
        slugs = opened.execute(
            select(Tenant.id, Tenant.slug).where(Tenant.id.in_({tenant_id for tenant_id, _job in found}))
        )
        scopes = {row.id: TenantScope(row.id, row.slug) for row in slugs} if found else {}
    return [(scopes[tenant_id], job_id) for tenant_id, job_id in found]


def _room(opened: Session) -> int:
    running = opened.scalar(
        select(func.count())
        .select_from(Job)
        .where(Job.state == "running", Job.heartbeat_at > now() - jobs.SILENCE)
    )
    return max(0, AT_ONCE - (running or 0))


def run(plugins: Plugins, job_id: UUID) -> None:
    """Run one job of the open tenant with the functions of its plugins; without room it waits for the next sweep."""
    with open_scope(SystemScope(reason="the worker looks whether there is room for one more job")) as opened:
        if not _room(opened):
            return
    functions: Mapping[str, JobFunction] = {
        kind: function
        for _plugin, kinds in plugins.ask_enabled(enabled_plugins(plugins), "job_kinds")
        for kind, function in kinds.items()
    }
    jobs.run_job(job_id, functions, on_finished=tell)


def tell(job: Job) -> None:
    """Leave a notice for whoever started the job; called inside the change that closes it."""
    if job.requested_by is None:
        return
    title = (
        _("Ready: %(title)s", title=job.title)
        if job.state == "done"
        else _("Could not be finished: %(title)s", title=job.title)
    )
    url = f"/o/{tenant_scope().slug}/jobs/{job.id}"
    notify(job.requested_by, "job", title, detail=job.message, url=url)
