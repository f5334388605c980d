# SPDX-License-Identifier: MIT
"""The outbox: events written in the same transaction as the rows they speak of.

An event is delivered by the worker to every enabled plugin, each in a transaction of its own, and the plugin's name is
added to ``delivered_to`` in that same transaction. A crash at any moment repeats a delivery that left no trace, and
never one that did.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, mapped_column

from .database import TenantModel, now

MOST_ATTEMPTS = 10
_log = logging.getLogger(__name__)


class OutboxEvent(TenantModel):
    """Something that happened in a tenant. The payload holds identifiers only, never a person's data."""

    __tablename__ = "outbox_events"
    __personal__ = False
    __audited__ = False
    kind: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(default=now)
    delivered_to: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    delivered_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        Index(
            "ix_outbox_events_waiting",
            "next_attempt_at",
            postgresql_where="delivered_at is null and failed_at is null",
        ),
        Index("ix_outbox_events_failed", "failed_at", postgresql_where="failed_at is not null"),
    )


@dataclass(frozen=True, slots=True)
class Event:
    """What a plugin's ``on_event`` receives, inside the tenant's scope."""

    id: UUID
    kind: str
    payload: Mapping[str, Any]
    occurred_at: datetime


def add_event(session: Session, kind: str, payload: Mapping[str, Any]) -> None:
    """Put an event into the open tenant's outbox; ``change().emit`` is the way to call it."""
    session.add(OutboxEvent(kind=kind, payload=dict(payload)))


def waiting(session: Session, *, most: int = 200) -> Sequence[tuple[UUID, UUID]]:
    """Identifiers (tenant, event) that are due for delivery, oldest first. Needs a system scope."""
    return [
        (row.tenant_id, row.id)
        for row in session.execute(
            select(OutboxEvent.tenant_id, OutboxEvent.id)
            .where(
                OutboxEvent.delivered_at.is_(None),
                OutboxEvent.failed_at.is_(None),
                OutboxEvent.next_attempt_at <= now(),
            )
            .order_by(OutboxEvent.next_attempt_at)
            .limit(most)
        )
    ]


def claim(session: Session, event_id: UUID) -> OutboxEvent | None:
    """Lock one undelivered event, or return ``None`` when somebody else holds or has delivered it."""
    return session.scalars(
        select(OutboxEvent)
        .where(
            OutboxEvent.id == event_id,
            OutboxEvent.delivered_at.is_(None),
            OutboxEvent.failed_at.is_(None),
        )
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).one_or_none()


def let_pass(session: Session, until: datetime) -> None:
    """Count the open tenant's events of before ``until`` as delivered: nobody is to react to what is long past."""
    session.execute(
        update(OutboxEvent)
        .where(OutboxEvent.delivered_at.is_(None), OutboxEvent.created_at < until)
        .values(delivered_at=now())
    )


def note_failure(event: OutboxEvent, error: str) -> None:
    """Count a failed attempt and put the next one off: 5 s, 10 s, 20 s … at most an hour; then give up."""
    event.attempts += 1
    event.last_error = error
    if event.attempts >= MOST_ATTEMPTS:
        event.failed_at = now()
    else:
        event.next_attempt_at = now() + min(
            timedelta(seconds=5 * 2 ** (event.attempts - 1)), timedelta(hours=1)
        )


def retry(event: OutboxEvent) -> None:
    """Give a failed event its attempts back."""
    event.attempts, event.failed_at, event.next_attempt_at = 0, None, now()


_wake: Callable[[], None] | None = None


def set_waker(wake: Callable[[], None] | None) -> None:
    """Say how the worker is woken after a commit. Without it the worker's own sweep finds the events."""
    global _wake
    _wake = wake


def wake_worker() -> None:
    """Wake the worker if it can be reached. A lost call loses nothing, so no failure passes this point."""
    if _wake is None:
        return
    try:
        _wake()
    except (OSError, ConnectionError) as error:
        _log.warning("worker was not woken: %s", type(error).__name__)
