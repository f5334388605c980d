# SPDX-License-Identifier: MIT
"""What did not get through: events, letters and jobs, for the administrator. No person's data is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from nastavnik.foundation import outbox
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, open_scope
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.jobs import Job
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.outbox import OutboxEvent
from nastavnik.foundation.scope import SystemScope, current_actor, require
from nastavnik.tenants.models import Tenant

OPERATE = "system.operate"
MOST_SHOWN = 100
JOBS_SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event that has not reached every plugin yet. ``error`` is the class of the last failure."""

    id: UUID
    tenant_id: UUID
    tenant: str
    kind: str
    attempts: int
    created_at: datetime
    next_attempt_at: datetime
    error: str
    delivered_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LostLetter:
    """A letter that could not be handed over, without its address and words."""

    id: UUID
    tenant: str
    attempts: int
    created_at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class LostJob:
    """A job that was given up."""

    id: UUID
    tenant: str
    kind: str
    attempts: int
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The administrator's page: lists cut at ``MOST_SHOWN``, and how many there are altogether."""

    failed: Sequence[Delivery]
    failed_total: int
    waiting: Sequence[Delivery]
    waiting_total: int
    letters: Sequence[LostLetter]
    letters_total: int
    jobs: Sequence[LostJob]
    jobs_total: int


def deliveries() -> Deliveries:
    """What failed and what still waits, in eight queries whatever the number."""
    require(OPERATE)
    with _system("the administrator looks at what did not get through") as session:
        failed, waiting = OutboxEvent.failed_at.is_not(None), _waiting()
        lost_letter = Letter.state == "failed"
        lost_job = (Job.state == "failed") & (Job.finished_at > now() - JOBS_SHOWN_FOR)
        return Deliveries(
            failed=_events(session, failed),
            failed_total=_count(session, OutboxEvent, failed),
            waiting=_events(session, waiting),
            waiting_total=_count(session, OutboxEvent, waiting),
            letters=_letters(session, lost_letter),
            letters_total=_count(session, Letter, lost_letter),
            jobs=_jobs(session, lost_job),
            jobs_total=_count(session, Job, lost_job),
        )


def failed_count() -> int:
    """How many events and letters have been given up, for the menu."""
    require(OPERATE)
    with _system("the administrator's menu counts what failed") as session:
        return _count(session, OutboxEvent, OutboxEvent.failed_at.is_not(None)) + _count(
            session, Letter, Letter.state == "failed"
        )


def retry_event(event_id: UUID) -> None:
    """Give a failed event its attempts back; ``NotFound`` when it has not failed."""
    if not _retry(OutboxEvent.id == event_id):
        raise NotFound("no such failed event")


def retry_all_events() -> int:
    """Give every failed event its attempts back and return how many there were."""
    return _retry()


def retry_letters() -> int:
    """Put every failed letter back into the queue and return how many there were."""
    require(OPERATE)
    with _system("the administrator sends letters again"), change() as tx:
        letters = tx.session.scalars(select(Letter).where(Letter.state == "failed").with_for_update()).all()
        for letter in letters:
            letter.state, letter.attempts, letter.next_attempt_at = "queued", 0, now()
        if letters:
            tx.record("system.letters_retried", after={"letters": len(letters)})
    return len(letters)


def _retry(*conditions: ColumnElement[bool]) -> int:
    require(OPERATE)
    with _system("the administrator delivers events again"):
        with change() as tx:
            events = tx.session.scalars(
                select(OutboxEvent).where(OutboxEvent.failed_at.is_not(None), *conditions).with_for_update()
            ).all()
            for event in events:
                outbox.retry(event)
            if events:
                tx.record(
                    "system.events_retried",
                    after={"events": [str(event.id) for event in events[:MOST_SHOWN]], "count": len(events)},
                )
        if events:
            outbox.wake_worker()
    return len(events)


@contextmanager
def _system(reason: str) -> Iterator[Session]:
    with open_scope(SystemScope(reason=reason, actor=current_actor())) as session:
        yield session


def _waiting() -> ColumnElement[bool]:
    return OutboxEvent.delivered_at.is_(None) & OutboxEvent.failed_at.is_(None)


def _events(session: Session, which: ColumnElement[bool]) -> Sequence[Delivery]:
    rows = session.execute(
        select(OutboxEvent, Tenant.short_name)
        .join(Tenant, Tenant.id == OutboxEvent.tenant_id)
        .where(which)
        .order_by(OutboxEvent.created_at)
        .limit(MOST_SHOWN)
    )
    return [
        Delivery(
            id=event.id,
            tenant_id=event.tenant_id,
            tenant=tenant,
            kind=event.kind,
            attempts=event.attempts,
            created_at=event.created_at,
            next_attempt_at=event.next_attempt_at,
            error=event.last_error,
            delivered_to=tuple(event.delivered_to),
        )
        for event, tenant in rows
    ]


def _letters(session: Session, which: ColumnElement[bool]) -> Sequence[LostLetter]:
    rows = session.execute(
        select(Letter.id, Tenant.short_name, Letter.attempts, Letter.created_at, Letter.last_error)
        .outerjoin(Tenant, Tenant.id == Letter.tenant_id)
        .where(which)
        .order_by(Letter.created_at.desc())
        .limit(MOST_SHOWN)
    )
    return [LostLetter(row[0], row[1] or "", row[2], row[3], row[4]) for row in rows]


def _jobs(session: Session, which: ColumnElement[bool]) -> Sequence[LostJob]:
    rows = session.execute(
        select(Job.id, Tenant.short_name, Job.kind, Job.attempts, Job.finished_at)
        .join(Tenant, Tenant.id == Job.tenant_id)
        .where(which)
        .order_by(Job.finished_at.desc())
        .limit(MOST_SHOWN)
    )
    return [LostJob(*row) for row in rows]


def _count(session: Session, table: type, which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(which)) or 0
