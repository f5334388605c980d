# SPDX-License-Identifier: MIT
"""The audit log: who did what, when, from where, and what it was before and after (ФСТЭК № 21, РСБ.1–РСБ.3).

Entries are chained: each hash covers the entry and the hash before it, one chain per tenant and one for the district.
What an entry says (before, after, note) is covered by a salted seal and the seal by the hash, so that a person's data can be
destroyed in it (152-ФЗ, ст. 21) while the chain still adds up. The application may insert and read entries and destroy what
they say, never change them: the database sees to it. ``verify`` recounts a chain from its first entry.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, CursorResult, Index, Select, Text, UniqueConstraint, select, text, update
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
    seal: Mapped[str] = mapped_column(Text, default="")
    salt: Mapped[str] = mapped_column(Text, default="")


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


_Head = TypeVar("_Head", AuditHead, DistrictAuditHead)
_HELD = "audit_head"


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
        entry, head = AuditEntry(), _locked(session, AuditHead, tenant_id=scope.tenant_id)
    else:
        entry, head = (
            DistrictAuditEntry(),
            _locked(session, DistrictAuditHead, chain=DistrictAuditHead.THE_ONLY),
        )
    _describe(entry, scope.actor, action, subject, before, after, note)
    entry.salt = secrets.token_hex(16)
    entry.seal = seal_of(entry)
    entry.sequence, entry.previous_hash = head.sequence + 1, head.hash
    entry.hash = entry_hash(entry)
    head.sequence, head.hash = entry.sequence, entry.hash
    session.add(entry)


def entry_hash(entry: AuditEntry | DistrictAuditEntry) -> str:
    """SHA-256 over the entry's fields in a fixed JSON form and the hash of the entry before it."""
    fields: dict[str, Any] = {
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [str(entry.actor_id or ""), entry.actor_name, entry.actor_kind, entry.address or ""],
        "action": entry.action,
        "subject": [entry.subject_type, entry.subject_id],
        "previous": entry.previous_hash,
    }
    fields |= {"seal": entry.seal} if entry.seal else _said(entry)
    return _digest(fields)


def seal_of(entry: AuditEntry | DistrictAuditEntry) -> str:
    """SHA-256 over what the entry says and its salt; without the salt nobody guesses a destroyed value from it."""
    return _digest({**_said(entry), "salt": entry.salt})


def is_erased(entry: AuditEntry | DistrictAuditEntry) -> bool:
    """Whether what the entry said has been destroyed."""
    return bool(entry.seal) and not entry.salt


def erase_values(session: Session, subject_ids: Collection[str]) -> int:
    """Destroy what the open tenant's entries about these subjects say; who did what and when stays.

    Returns how many entries it was. The salt alone is taken away here; a trigger empties the rest and lets nothing else
    be changed.
    """
    if not subject_ids:
        return 0
    done: Any = session.execute(
        update(AuditEntry)
        .where(AuditEntry.subject_id.in_(subject_ids), AuditEntry.seal != "", AuditEntry.salt != "")
        .values(salt="")
        .execution_options(synchronize_session=False)
    )
    return done.rowcount if isinstance(done, CursorResult) else 0


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
            if entry.previous_hash != previous or entry_hash(entry) != entry.hash or not _sealed(entry):
                return BrokenLink(sequence, "changed")
            previous = entry.hash
    if (head.sequence, head.hash) != (sequence, previous) if head else sequence:
        return BrokenLink(sequence + 1, "end")
    return None


def _sealed(entry: AuditEntry | DistrictAuditEntry) -> bool:
    if is_erased(entry):
        return entry.before is None and entry.after is None and not entry.note
    return not entry.seal or seal_of(entry) == entry.seal


def _said(entry: AuditEntry | DistrictAuditEntry) -> dict[str, Any]:
    return {"before": entry.before, "after": entry.after, "note": entry.note}


def _digest(fields: Mapping[str, Any]) -> str:
    form = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(form.encode()).hexdigest()


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


def _locked(session: Session, kind: type[_Head], **key: Any) -> _Head:
    """The chain's head, locked until the commit. A transaction that holds it already does not ask for it again."""
    transaction, savepoint, head = session.info.get(_HELD, (None, None, None))
    if (
        head is not None
        and transaction is session.get_transaction()
        and (savepoint is None or savepoint.is_active)
    ):
        held: _Head = head
        return held
    asked = select(kind).with_for_update().execution_options(populate_existing=True)
    found = session.scalars(asked.filter_by(**key)).one_or_none()
    if found is None:
        session.execute(insert(kind).values(**key, sequence=0, hash=FIRST_HASH).on_conflict_do_nothing())
        found = session.scalars(asked.filter_by(**key)).one()
    session.info[_HELD] = (session.get_transaction(), session.get_nested_transaction(), found)
    return found
