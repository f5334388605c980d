# SPDX-License-Identifier: MIT
"""Notices inside the product: a sentence and a link, for one account in one tenant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Index, Text, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from .change import change
from .database import TenantModel, now, session
from .errors import NotFound


class Notification(TenantModel):
    """A notice to one person. ``title`` is already in words; ``url`` is a path inside the product."""

    __tablename__ = "notifications"
    __personal__ = True
    __audited__ = False
    account_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(Text, default="")
    read_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_notifications_person", "tenant_id", "account_id", "created_at"),
        Index("ix_notifications_account", "account_id", "created_at"),
    )


def notify(account_id: UUID, kind: str, title: str, *, detail: str = "", url: str = "") -> None:
    """Leave a notice in the open change."""
    session().add(Notification(account_id=account_id, kind=kind, title=title, detail=detail, url=url))


def forget_about(*, part_of_url: str, words: Sequence[str] = ()) -> int:
    """Remove notices of the open tenant that lead to an address with this part or say one of the words; how many."""
    conditions: list[ColumnElement[bool]] = [Notification.url.contains(part_of_url, autoescape=True)]
    for word in filter(None, words):
        conditions.append(Notification.title.icontains(word, autoescape=True))
        conditions.append(Notification.detail.icontains(word, autoescape=True))
    gone = session().scalars(delete(Notification).where(or_(*conditions)).returning(Notification.id)).all()
    return len(gone)


def unread_count(account_id: UUID) -> int:
    """How many notices the person has not opened yet in the open tenant."""
    return (
        session().scalar(
            select(func.count())
            .select_from(Notification)
            .where(Notification.account_id == account_id, Notification.read_at.is_(None))
        )
        or 0
    )


def latest(
    account_id: UUID, *, most: int = 50, page: int = 1, unread: bool = False
) -> Sequence[Notification]:
    """The newest notices of the person in the open tenant, ``most`` on a page; ``unread`` leaves out the read ones."""
    wanted = (
        select(Notification)
        .where(Notification.account_id == account_id)
        .order_by(Notification.created_at.desc(), Notification.id.desc())
    )
    if unread:
        wanted = wanted.where(Notification.read_at.is_(None))
    return session().scalars(wanted.limit(most).offset((page - 1) * most)).all()


def count(account_id: UUID) -> int:
    """How many notices the person has in the open tenant, read and unread."""
    wanted = select(func.count()).select_from(Notification).where(Notification.account_id == account_id)
    return session().scalar(wanted) or 0


def address_of(account_id: UUID, notification_id: UUID) -> str:
    """Where one of the person's notices leads; ``NotFound`` for anybody else's."""
    notice = session().scalar(
        select(Notification).where(Notification.id == notification_id, Notification.account_id == account_id)
    )
    if notice is None:
        raise NotFound("no such notice")
    return notice.url


def mark_read(account_id: UUID, notification_id: UUID | None = None) -> None:
    """Mark one notice as read, or all of the person's when no identifier is given."""
    with change(audited=False) as tx:
        statement = (
            update(Notification)
            .where(Notification.account_id == account_id, Notification.read_at.is_(None))
            .values(read_at=now())
        )
        if notification_id is not None:
            statement = statement.where(Notification.id == notification_id)
        tx.session.execute(statement)
