# SPDX-License-Identifier: MIT
"""The audit log: who did what, when, from where, and what it was before and after (ФСТЭК № 21, РСБ.1–РСБ.3).

Entries are chained: each hash covers the entry and the hash before it, one chain per tenant and one for the district.
The application may insert and read entries, never change them. ``verify`` recounts a chain from its first entry.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Index, Select, Text, UniqueConstraint, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from .database import Base, TenantModel, now
from .ids import new_id
from .scope import Actor, TenantScope, current_scope

FIRST_HASH = "0" * 64


class _Entry:
    """Columns of an audit entry, the same in both logs."""

    sequence: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str] = mapped_column(Text)
    actor_kind: Mapped[str] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    subject_type: Mapped[str] = mapped_column(Text, default="")
    subject_id: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    note: Mapped[str] = mapped_column(Text, default="")
    previous_hash: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text)


class AuditEntry(_Entry, TenantModel):
    """One act inside one tenant."""

    __tablename__ = "audit_entries"
    __personal__ = True
    __audited__ = False
    __table_args__ = (
        UniqueConstraint("tenant_id", "sequence"),
        Index("ix_audit_entries_subject", "tenant_id", "subject_id"),
        Index("ix_audit_entries_item", "tenant_id", text("(after ->> 'item')")),
    )


class AuditHead(Base):
    """The last entry of a tenant's chain; locking it puts concurrent writers in a row."""

    __tablename__ = "audit_heads"
    __personal__ = False
    __audited__ = False
    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(Text)


class DistrictAuditEntry(_Entry, Base):
    """One act that belongs to no single tenant: sign-in, an organisation added, a rebuild of totals."""

    __tablename__ = "district_audit_entries"
    __personal__ = True
    __audited__ = False
    __table_args__ = (UniqueConstraint("sequence"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


class DistrictAuditHead(Base):
    """The last entry of the district's chain."""

    __tablename__ = "district_audit_heads"
    __personal__ = False
    __audited__ = False
    chain: Mapped[str] = mapped_column(Text, primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(Text)

    THE_ONLY: ClassVar[str] = "district"


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first place where a chain does not add up. ``problem`` is a code: changed, missing, or end."""

    sequence: int
    problem: str


def subject_of(subject: object) -> tuple[str, str]:
    """Name an audited thing: a row by its table and id, a pair of strings as it stands."""
    if subject is None:
        return "", ""
    if isinstance(subject, tuple):
        kind, identifier = subject
        return str(kind), str(identifier)
    table = getattr(subject, "__tablename__", type(subject).__name__)
    return str(table), str(getattr(subject, "id", ""))


def append_entry(
    session: Session,
    action: str,
    *,
    subject: object = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
) -> None:
    """Write an entry at the end of the open scope's chain; the chain's head stays locked until the commit."""
    scope = current_scope()
    entry: AuditEntry | DistrictAuditEntry
    head: AuditHead | DistrictAuditHead
    if isinstance(scope, TenantScope):
        entry, head = AuditEntry(), _tenant_head(session, scope.tenant_id)
    else:
        entry, head = DistrictAuditEntry(), _district_head(session)
    _describe(entry, scope.actor, action, subject, before, after, note)
    entry.sequence, entry.previous_hash = head.sequence + 1, head.hash
    entry.hash = entry_hash(entry)
    head.sequence, head.hash = entry.sequence, entry.hash
    session.add(entry)
    session.flush()


def entry_hash(entry: AuditEntry | DistrictAuditEntry) -> str:
    """SHA-256 over the entry's fields in a fixed JSON form and the hash of the entry before it."""
    fields = {
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [str(entry.actor_id or ""), entry.actor_name, entry.actor_kind, entry.address or ""],
        "action": entry.action,
        "subject": [entry.subject_type, entry.subject_id],
        "before": entry.before,
        "after": entry.after,
        "note": entry.note,
        "previous": entry.previous_hash,
    }
    form = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(form.encode()).hexdigest()


def verify(session: Session) -> BrokenLink | None:
    """Recount the open scope's chain. ``None`` means that every entry is as it was written and none is missing."""
    if isinstance(current_scope(), TenantScope):
        return _verify(session, AuditEntry, session.scalar(select(AuditHead)))
    return _verify(session, DistrictAuditEntry, session.scalar(select(DistrictAuditHead)))


def _verify(
    session: Session,
    entries: type[AuditEntry] | type[DistrictAuditEntry],
    head: AuditHead | DistrictAuditHead | None,
) -> BrokenLink | None:
    in_order: Select[Any] = select(entries).order_by(entries.sequence).execution_options(yield_per=1000)
    sequence, previous = 0, FIRST_HASH
    with closing(session.scalars(in_order)) as chain:
        for entry in chain:
            sequence += 1
            if entry.sequence != sequence:
                return BrokenLink(sequence, "missing")
            if entry.previous_hash != previous or entry_hash(entry) != entry.hash:
                return BrokenLink(sequence, "changed")
            previous = entry.hash
    if (head.sequence, head.hash) != (sequence, previous) if head else sequence:
        return BrokenLink(sequence + 1, "end")
    return None


def _describe(
    entry: AuditEntry | DistrictAuditEntry,
    actor: Actor,
    action: str,
    subject: object,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    note: str,
) -> None:
    entry.id = new_id()
    entry.at = now()
    entry.actor_id, entry.actor_name, entry.actor_kind = actor.account_id, actor.name, actor.kind
    entry.address, entry.action, entry.note = actor.address, action, note
    entry.subject_type, entry.subject_id = subject_of(subject)
    entry.before, entry.after = _plain(before), _plain(after)


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    plain: dict[str, Any] = json.loads(json.dumps(dict(values), default=str))
    return plain


def _tenant_head(session: Session, tenant_id: UUID) -> AuditHead:
    session.execute(
        insert(AuditHead)
        .values(tenant_id=tenant_id, sequence=0, hash=FIRST_HASH)
        .on_conflict_do_nothing(index_elements=[AuditHead.tenant_id])
    )
    return session.scalars(
        select(AuditHead)
        .where(AuditHead.tenant_id == tenant_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _district_head(session: Session) -> DistrictAuditHead:
    session.execute(
        insert(DistrictAuditHead)
        .values(chain=DistrictAuditHead.THE_ONLY, sequence=0, hash=FIRST_HASH)
        .on_conflict_do_nothing(index_elements=[DistrictAuditHead.chain])
    )
    return session.scalars(
        select(DistrictAuditHead).with_for_update().execution_options(populate_existing=True)
    ).one()
