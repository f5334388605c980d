# SPDX-License-Identifier: MIT
"""Long work: a row in the database that says how far it is, and a worker that may die and be replaced.

A page starts a job and may be closed; the job's page shows its progress to whoever opens it. The row is the truth:
a job whose worker fell silent is taken up again by the next one, so a job's function must bear being run twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from .change import change
from .database import TenantModel, now, session
from .errors import NotFound, Refused
from .i18n import gettext as _
from .scope import current_actor, current_tenant_id

SILENCE = timedelta(seconds=60)
MOST_ATTEMPTS = 3


class Job(TenantModel):
    """One piece of long work. ``state``: queued, running, done, failed, cancelled."""

    __tablename__ = "jobs"
    __personal__ = True
    __audited__ = False
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="queued")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    step: Mapped[str] = mapped_column(Text, default="")
    params: Mapped[dict[str, Any]]
    result_file_id: Mapped[UUID | None]
    result_url: Mapped[str] = mapped_column(Text, default="")
    message: Mapped[str] = mapped_column(Text, default="")
    requested_by: Mapped[UUID | None]
    attempts: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_jobs_recent", "tenant_id", "requested_by", "created_at"),
        Index("ix_jobs_open", "state", "heartbeat_at", postgresql_where="state in ('queued', 'running')"),
    )

    @property
    def open(self) -> bool:
        """Whether there is still something to wait for."""
        return self.state in ("queued", "running")


class Cancelled(Exception):
    """The person stopped the job; its function lets this pass."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finished job leaves: a sentence, and a stored file or a page to look at."""

    message: str = ""
    file_id: UUID | None = None
    url: str = ""


class Progress:
    """Given to a job's function to say how far it is. Each call is a short transaction of its own."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self.params: Mapping[str, Any] = job.params

    def __call__(self, done: int, total: int, step: str = "") -> None:
        """Report ``done`` of ``total`` units and the step in words; raise ``Cancelled`` when the person stopped it."""
        with change(audited=False) as tx:
            tx.session.refresh(self._job, with_for_update=True)
            if self._job.state == "cancelled":
                raise Cancelled
            self._job.done, self._job.total, self._job.step = done, total, step
            self._job.heartbeat_at = now()


JobFunction = Callable[[Progress], Outcome]


def start_job(kind: str, title: str, params: Mapping[str, Any] | None = None, *, total: int = 0) -> Job:
    """Queue a job of the open tenant; the worker takes it up after the commit."""
    with change() as tx:
        job = tx.add(
            Job(
                kind=kind,
                title=title,
                params=dict(params or {}),
                total=total,
                requested_by=current_actor().account_id,
            )
        )
        tx.flush()
        tx.record("job.started", subject=job, after={"kind": kind})
        tx.emit("job.requested", {"job": str(job.id)})
    return job


def get_job(job_id: UUID) -> Job:
    """The person's own job in the open tenant; ``NotFound`` for another's."""
    job = session().get(Job, (current_tenant_id(), job_id), populate_existing=True)
    actor = current_actor()
    if job is None or (actor.kind == "person" and job.requested_by != actor.account_id):
        raise NotFound("no such job")
    return job


def recent_jobs(*, most: int = 20) -> Sequence[Job]:
    """The person's own jobs of the last week, newest first."""
    return (
        session()
        .scalars(
            select(Job)
            .where(Job.requested_by == current_actor().account_id, Job.created_at > now() - timedelta(days=7))
            .order_by(Job.created_at.desc())
            .limit(most)
        )
        .all()
    )


def cancel_job(job_id: UUID) -> None:
    """Stop a job; what it has already stored stays."""
    job = get_job(job_id)
    with change() as tx:
        tx.session.refresh(job, with_for_update=True)
        if job.open:
            job.state, job.finished_at = "cancelled", now()
            tx.record("job.cancelled", subject=job)


def repeat_job(job_id: UUID) -> Job:
    """Queue the person's job once more with what it was given; ``Refused`` unless it failed or was stopped."""
    job = get_job(job_id)
    if job.state not in ("failed", "cancelled"):
        raise Refused(_("Only a job that failed or was stopped can be repeated."))
    return start_job(job.kind, job.title, job.params, total=job.total)


def waiting_jobs(session: Session) -> Sequence[tuple[UUID, UUID]]:
    """Identifiers (tenant, job) to take up: queued, or running in silence. Needs a system scope."""
    silent_since = now() - SILENCE
    return [
        (row.tenant_id, row.id)
        for row in session.execute(
            select(Job.tenant_id, Job.id).where(
                or_(
                    Job.state == "queued",
                    (Job.state == "running") & (Job.heartbeat_at < silent_since),
                )
            )
        )
    ]


def run_job(
    job_id: UUID, functions: Mapping[str, JobFunction], *, on_finished: Callable[[Job], None]
) -> None:
    """Run one job in the open tenant scope, unless somebody else runs it.

    ``on_finished`` is called inside the change that closes the job; it tells the person.
    """
    job = _claim(job_id)
    if job is None:
        return
    function = functions.get(job.kind)
    try:
        if function is None:
            raise LookupError(f"no function for jobs of kind {job.kind}")
        outcome = function(Progress(job))
    except Cancelled:
        return
    except Refused as refusal:
        _finish(job, "failed", Outcome(refusal.message), on_finished)
    except Exception:
        _give_back(job, on_finished)
        raise
    else:
        _finish(job, "done", outcome, on_finished)


def _claim(job_id: UUID) -> Job | None:
    with change(audited=False) as tx:
        job = tx.session.scalars(
            select(Job)
            .where(Job.id == job_id)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        ).one_or_none()
        if job is None or not job.open:
            return None
        if job.state == "running" and job.heartbeat_at and job.heartbeat_at > now() - SILENCE:
            return None
        job.state, job.attempts = "running", job.attempts + 1
        job.started_at = job.heartbeat_at = now()
    return job


def _finish(job: Job, state: str, outcome: Outcome, on_finished: Callable[[Job], None]) -> None:
    with change() as tx:
        tx.session.refresh(job, with_for_update=True)
        if not job.open:
            return
        job.state, job.message, job.finished_at = state, outcome.message, now()
        job.result_file_id, job.result_url = outcome.file_id, outcome.url
        if state == "done":
            job.done = job.total
        on_finished(job)
        tx.record(f"job.{state}", subject=job)


def _give_back(job: Job, on_finished: Callable[[Job], None]) -> None:
    """After a defect: let another worker try, and say so plainly once the attempts are used up."""
    if job.attempts >= MOST_ATTEMPTS:
        _finish(job, "failed", Outcome(), on_finished)
        return
    with change(audited=False) as tx:
        tx.session.refresh(job, with_for_update=True)
        if job.open:
            job.state = "queued"
