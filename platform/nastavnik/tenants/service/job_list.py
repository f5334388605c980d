# SPDX-License-Identifier: MIT
"""Long jobs of the whole district for the administrator: how many, how far, and which are stuck. No title is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from nastavnik.foundation.database import now, open_scope
from nastavnik.foundation.jobs import SILENCE, Job
from nastavnik.foundation.scope import SystemScope, current_actor, require
from nastavnik.tenants.models import Tenant

from .deliveries import MOST_SHOWN, OPERATE

STATES = ("running", "queued", "failed", "done", "cancelled")
SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job. ``silent_since`` is set for a running one whose worker has said nothing for a minute."""

    id: UUID
    tenant: str
    kind: str
    state: str
    done: int
    total: int
    attempts: int
    created_at: datetime
    finished_at: datetime | None
    silent_since: datetime | None


@dataclass(frozen=True, slots=True)
class JobList:
    """Jobs of the last week, the newest first and at most ``MOST_SHOWN``; ``counts`` by state."""

    jobs: Sequence[JobLine]
    counts: Mapping[str, int]


def all_jobs(state: str = "") -> JobList:
    """What runs, waits and has ended in the last week; two queries whatever the number."""
    require(OPERATE)
    recent = Job.created_at > now() - SHOWN_FOR
    with open_scope(
        SystemScope(reason="the administrator looks at long jobs", actor=current_actor())
    ) as session:
        by_state = select(Job.state, func.count().label("many")).where(recent).group_by(Job.state)
        counts = {row.state: row.many for row in session.execute(by_state)}
        chosen = [recent, Job.state == state] if state in STATES else [recent]
        rows = session.execute(
            select(Job, Tenant.short_name)
            .join(Tenant, Tenant.id == Job.tenant_id)
            .where(*chosen)
            .order_by(Job.created_at.desc())
            .limit(MOST_SHOWN)
        )
        return JobList([_line(job, tenant) for job, tenant in rows], counts)


def _line(job: Job, tenant: str) -> JobLine:
    heard = job.heartbeat_at
    silent = job.state == "running" and heard is not None and heard < now() - SILENCE
    return JobLine(
        id=job.id,
        tenant=tenant,
        kind=job.kind,
        state=job.state,
        done=job.done,
        total=job.total,
        attempts=job.attempts,
        created_at=job.created_at,
        finished_at=job.finished_at,
        silent_since=heard if silent else None,
    )
