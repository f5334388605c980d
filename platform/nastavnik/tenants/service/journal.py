# SPDX-License-Identifier: MIT
"""The journal of acts: the audit log of one organisation as its director reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, Text, cast, func, select

from nastavnik.foundation.audit import AuditEntry, BrokenLink, verify
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import DISTRICT_ZONE
from nastavnik.foundation.scope import require

Chosen = TypeVar("Chosen", bound=Select[Any])

AUDIT = "tenants.audit"
PLATFORM = "platform"
PAGE = 50
MOST_EXPORTED = 50_000


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """What to show: acts of one person, of one kind, between two days (both included).

    ``person`` is an account's identifier, or ``PLATFORM`` for what the worker and the command line did.
    """

    person: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return bool(self.person or self.action or self.since or self.until)


@dataclass(frozen=True, slots=True)
class JournalPage:
    """One page of the journal, newest first."""

    entries: Sequence[AuditEntry]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filter offers: those who acted (value, name), and codes of acts."""

    people: Sequence[tuple[str, str]]
    actions: Sequence[str]


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """The result of recounting the chain: how many entries, and where it breaks, if it does."""

    entries: int
    broken: BrokenLink | None


def journal(wanted: JournalFilter, page: int) -> JournalPage:
    """A page of the open organisation's journal; two queries."""
    require(AUDIT)
    total = session().scalar(_narrowed(select(func.count()).select_from(AuditEntry), wanted)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    entries = session().scalars(
        _narrowed(select(AuditEntry), wanted)
        .order_by(AuditEntry.sequence.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return JournalPage(entries.all(), page, pages, total)


def journal_choices() -> Choices:
    """What the journal may be narrowed to; two queries."""
    require(AUDIT)
    name = func.max(AuditEntry.actor_name)
    people = session().execute(
        select(AuditEntry.actor_id, name)
        .where(AuditEntry.actor_id.is_not(None))
        .group_by(AuditEntry.actor_id)
        .order_by(func.replace(func.lower(name), "ё", "её"))
        .limit(500)
    )
    actions = session().scalars(
        select(AuditEntry.action).group_by(AuditEntry.action).order_by(AuditEntry.action)
    )
    return Choices([(str(account), name) for account, name in people], actions.all())


def exported_journal(wanted: JournalFilter) -> Iterator[AuditEntry]:
    """Entries for a file, oldest first, at most ``MOST_EXPORTED``."""
    require(AUDIT)
    return iter(
        session().scalars(
            _narrowed(select(AuditEntry), wanted)
            .order_by(AuditEntry.sequence)
            .limit(MOST_EXPORTED)
            .execution_options(yield_per=1000)
        )
    )


def check_chain() -> ChainCheck:
    """Recount the open organisation's chain from its first entry."""
    require(AUDIT)
    count = session().scalar(select(func.count()).select_from(AuditEntry)) or 0
    return ChainCheck(count, verify(session()))


def acts_of(account_id: UUID, *, most: int = 1000) -> Sequence[AuditEntry]:
    """The latest acts of one account in the open organisation, for the person's own file."""
    return (
        session()
        .scalars(
            select(AuditEntry)
            .where(AuditEntry.actor_id == account_id)
            .order_by(AuditEntry.sequence.desc())
            .limit(most)
        )
        .all()
    )


def _narrowed(statement: Chosen, wanted: JournalFilter) -> Chosen:
    if wanted.person == PLATFORM:
        statement = statement.where(AuditEntry.actor_id.is_(None))
    elif wanted.person:
        statement = statement.where(cast(AuditEntry.actor_id, Text) == wanted.person)
    if wanted.action:
        statement = statement.where(AuditEntry.action == wanted.action)
    if wanted.since:
        statement = statement.where(AuditEntry.at >= _midnight(wanted.since))
    if wanted.until:
        statement = statement.where(AuditEntry.at < _midnight(wanted.until + timedelta(days=1)))
    return statement


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), DISTRICT_ZONE)
