# SPDX-License-Identifier: MIT
"""Tables of the roadmap. Items and occurrences hold no person; assignees, evidence and comments are apart."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nastavnik.foundation.database import TenantModel, Versioned, tenant_key
from nastavnik.foundation.ids import new_id


class Roadmap(TenantModel):
    """One edition of an organisation's roadmap and the order that approved it.

    ``state``: draft, running, superseded. At most one edition runs at a time. Numbers are text, as in the order.
    """

    __tablename__ = "roadmaps"
    __personal__ = True
    title: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="draft")
    edition: Mapped[int] = mapped_column(default=1)
    period_from: Mapped[date]
    period_to: Mapped[date]
    order_number: Mapped[str] = mapped_column(Text, default="")
    order_date: Mapped[date | None]
    order_title: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(Text, default="")
    organisation: Mapped[str] = mapped_column(Text, default="")
    signatory: Mapped[str] = mapped_column(Text, default="")
    approved_on: Mapped[date | None]
    file_id: Mapped[UUID | None]
    supersedes_id: Mapped[UUID | None]
    adopted_at: Mapped[datetime | None]

    __table_args__ = (
        tenant_key("files", "file_id", ondelete="SET NULL"),
        tenant_key("roadmaps", "supersedes_id", ondelete="SET NULL"),
        Index("uq_roadmaps_running", "tenant_id", unique=True, postgresql_where="state = 'running'"),
        CheckConstraint("period_from <= period_to", name="period"),
    )


class RoadmapSection(TenantModel):
    """A section of the roadmap, numbered as in the order."""

    __tablename__ = "roadmap_sections"
    __personal__ = False
    roadmap_id: Mapped[UUID]
    number: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    position: Mapped[int]

    __table_args__ = (
        tenant_key("roadmaps", "roadmap_id"),
        Index("ix_roadmap_sections_roadmap", "tenant_id", "roadmap_id"),
    )


class RoadmapItem(Versioned, TenantModel):
    """A measure of the roadmap: the wording of the order beside what was understood.

    ``deadline_kind`` and ``deadline_rule`` follow ``nastavnik.roadmap.deadlines``. ``lineage_id`` is the same for the
    same measure in every edition, so evidence and history find their way.
    """

    __tablename__ = "roadmap_items"
    __personal__ = False
    roadmap_id: Mapped[UUID]
    section_id: Mapped[UUID]
    number: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    deadline_text: Mapped[str] = mapped_column(Text, default="")
    deadline_kind: Mapped[str] = mapped_column(Text)
    deadline_rule: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event_date: Mapped[date | None]
    result: Mapped[str] = mapped_column(Text, default="")
    applies_to: Mapped[str | None] = mapped_column(Text)
    position: Mapped[int]
    lineage_id: Mapped[UUID] = mapped_column(default=new_id)
    not_required: Mapped[bool] = mapped_column(default=False)
    not_required_reason: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        tenant_key("roadmaps", "roadmap_id"),
        tenant_key("roadmap_sections", "section_id"),
        Index("ix_roadmap_items_roadmap", "tenant_id", "roadmap_id", "position"),
        Index("ix_roadmap_items_lineage", "tenant_id", "lineage_id"),
        Index("ix_roadmap_items_section", "tenant_id", "section_id"),
    )


class RoadmapAssignee(TenantModel):
    """Who answers for an item: the name as in the order, and the account once it is known."""

    __tablename__ = "roadmap_assignees"
    __personal__ = True
    item_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(Text)
    account_id: Mapped[UUID | None]
    position: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        tenant_key("roadmap_items", "item_id"),
        Index("ix_roadmap_assignees_item", "tenant_id", "item_id"),
        Index("ix_roadmap_assignees_account", "tenant_id", "account_id"),
        UniqueConstraint("tenant_id", "item_id", "name"),
    )


class RoadmapOccurrence(Versioned, TenantModel):
    """One execution of an item by one date.

    ``state`` as stored: planned, in_work, done, not_required, cancelled. Overdue, done late and moved are read from
    the dates: ``due`` in the past while open; ``done_on`` after ``due``; ``due`` other than ``planned_due``. ``note``
    says why it was opened, is not required or was cancelled.
    """

    __tablename__ = "roadmap_occurrences"
    __personal__ = False
    item_id: Mapped[UUID]
    label: Mapped[str] = mapped_column(Text, default="")
    planned_due: Mapped[date | None]
    due: Mapped[date | None]
    state: Mapped[str] = mapped_column(Text, default="planned")
    done_on: Mapped[date | None]
    exception_reason: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        tenant_key("roadmap_items", "item_id"),
        Index("ix_roadmap_occurrences_item", "tenant_id", "item_id", "position"),
        Index(
            "ix_roadmap_occurrences_open",
            "tenant_id",
            "due",
            postgresql_where="state in ('planned', 'in_work')",
        ),
        CheckConstraint(
            "state in ('planned', 'in_work', 'done', 'not_required', 'cancelled')", name="known_state"
        ),
        CheckConstraint("(state = 'done') = (done_on is not null)", name="done_has_date"),
    )


class RoadmapDeadlineMove(TenantModel):
    """A deadline that was moved: from, to, why and on what basis."""

    __tablename__ = "roadmap_deadline_moves"
    __personal__ = False
    occurrence_id: Mapped[UUID]
    due_from: Mapped[date | None]
    due_to: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        tenant_key("roadmap_occurrences", "occurrence_id"),
        Index("ix_roadmap_deadline_moves_occurrence", "tenant_id", "occurrence_id"),
    )


class RoadmapEvidence(TenantModel):
    """What stands behind an execution. ``kind``: file, link, document (made here), records (of the platform)."""

    __tablename__ = "roadmap_evidence"
    __personal__ = True
    occurrence_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    file_id: Mapped[UUID | None]
    url: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    added_by: Mapped[UUID | None]
    added_by_name: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None]

    __table_args__ = (
        tenant_key("roadmap_occurrences", "occurrence_id"),
        tenant_key("files", "file_id", ondelete="SET NULL"),
        Index("ix_roadmap_evidence_occurrence", "tenant_id", "occurrence_id"),
    )


class RoadmapTie(TenantModel):
    """The records of another room that stand behind a measure in all its editions.

    ``kind`` is a code of the hook ``evidence_kinds``; with ``closes`` executions are closed when the records suffice.
    """

    __tablename__ = "roadmap_ties"
    __personal__ = False
    lineage_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    closes: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("tenant_id", "lineage_id"),)


class RoadmapComment(TenantModel):
    """A remark on an item."""

    __tablename__ = "roadmap_comments"
    __personal__ = True
    item_id: Mapped[UUID]
    author_id: Mapped[UUID | None]
    author_name: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        tenant_key("roadmap_items", "item_id"),
        Index("ix_roadmap_comments_item", "tenant_id", "item_id"),
    )


class RoadmapImport(TenantModel):
    """An order that was read and waits for a person to confirm what was understood.

    ``reading`` is what the reader found, ``edits`` what the person changed. ``state``: open, waiting for
    the director, confirmed, abandoned.
    """

    __tablename__ = "roadmap_imports"
    __personal__ = True
    file_id: Mapped[UUID | None]
    file_name: Mapped[str] = mapped_column(Text)
    reading: Mapped[dict[str, Any]]
    edits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(Text, default="open")
    started_by: Mapped[UUID | None]
    roadmap_id: Mapped[UUID | None]
    changed_at: Mapped[datetime | None]

    __table_args__ = (
        tenant_key("files", "file_id", ondelete="SET NULL"),
        tenant_key("roadmaps", "roadmap_id", ondelete="SET NULL"),
    )


class RoadmapControlNote(Versioned, TenantModel):
    """What a person wrote for the report of control of one period (its code as in ``foundation.periods``)."""

    __tablename__ = "roadmap_control_notes"
    __personal__ = True
    period: Mapped[str] = mapped_column(Text)
    results: Mapped[str] = mapped_column(Text, default="")
    problems: Mapped[str] = mapped_column(Text, default="")
    tasks: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (UniqueConstraint("tenant_id", "period"),)


class RoadmapReminder(TenantModel):
    """A reminder that was sent. ``kind``: week, day, overdue, escalation, manual, department."""

    __tablename__ = "roadmap_reminders"
    __personal__ = True
    occurrence_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    account_id: Mapped[UUID | None]
    sent_on: Mapped[date]

    __table_args__ = (
        tenant_key("roadmap_occurrences", "occurrence_id"),
        UniqueConstraint(
            *("tenant_id", "occurrence_id", "kind", "account_id", "sent_on"),
            postgresql_nulls_not_distinct=True,
        ),
    )


class RoadmapCalendarFeed(TenantModel):
    """A person's iCalendar address. The address holds a secret, the table its SHA-256."""

    __tablename__ = "roadmap_calendar_feeds"
    __personal__ = True
    account_id: Mapped[UUID]
    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    revoked_at: Mapped[datetime | None]


class RoadmapSettings(TenantModel):
    """How a tenant wants to be reminded; a missing row means the defaults.

    Days before and after the deadline; ``escalate_after`` days overdue the director is told.
    """

    __tablename__ = "roadmap_settings"
    __personal__ = False
    first_reminder_days: Mapped[int] = mapped_column(default=7)
    last_reminder_days: Mapped[int] = mapped_column(default=1)
    overdue_every_days: Mapped[int] = mapped_column(default=7)
    escalate_after_days: Mapped[int] = mapped_column(default=14)
    letters: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (Index("uq_roadmap_settings_one", "tenant_id", unique=True),)
