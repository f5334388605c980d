# SPDX-License-Identifier: MIT
"""Tables of pairs and groups."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nastavnik.foundation.database import TenantModel, Versioned, tenant_key


class MatchOrder(TenantModel):
    """An order on pairs and groups (domain, Appendix B4). ``state``: draft, signed."""

    __tablename__ = "match_orders"
    __personal__ = True
    number: Mapped[str] = mapped_column(Text, default="")
    dated_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(Text, default="draft")
    file_id: Mapped[UUID | None]

    __table_args__ = (
        tenant_key("files", "file_id", ondelete="SET NULL"),
        CheckConstraint("state in ('draft', 'signed')", name="known_state"),
    )


class Match(Versioned, TenantModel):
    """A mentor with one mentee (a pair) or several (a group) in a programme.

    ``state``: proposed (waits for answers), agreed (waits for the order), active, paused, completed, ended (early),
    declined. ``origin``: hand, matching; ``grounds`` is what spoke for it. ``end_reason``: no_contact, conflict,
    moved, goal_reached, consent_withdrawn, other (domain 6).
    """

    __tablename__ = "matches"
    __personal__ = True
    programme_id: Mapped[UUID]
    mentor_id: Mapped[UUID]
    group_title: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(Text, default="proposed")
    origin: Mapped[str] = mapped_column(Text, default="hand")
    grounds: Mapped[dict[str, Any]] = mapped_column(default=dict)
    goal: Mapped[str] = mapped_column(Text, default="")
    proposed_on: Mapped[date]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")
    end_note: Mapped[str] = mapped_column(Text, default="")
    order_id: Mapped[UUID | None]
    replaces_id: Mapped[UUID | None]
    outcome: Mapped[str] = mapped_column(Text, default="")
    reflection: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        tenant_key("programmes", "programme_id"),
        tenant_key("mentors", "mentor_id"),
        tenant_key("match_orders", "order_id", ondelete="SET NULL"),
        tenant_key("matches", "replaces_id", ondelete="SET NULL"),
        Index("ix_matches_programme", "tenant_id", "programme_id"),
        Index("ix_matches_mentor", "tenant_id", "mentor_id"),
        Index("ix_matches_state", "tenant_id", "state"),
        CheckConstraint(
            "state in ('proposed', 'agreed', 'active', 'paused', 'completed', 'ended', 'declined')",
            name="known_state",
        ),
        CheckConstraint(
            "(state in ('completed', 'ended', 'declined')) = (ended_on is not null)", name="ended_has_date"
        ),
    )


class MatchMember(TenantModel):
    """A mentee of a pair or group. ``outcome``: reached, partly, not_reached, or empty while it is unknown.

    ``exit``: continue, become_mentor, leave, or empty.
    """

    __tablename__ = "match_members"
    __personal__ = True
    match_id: Mapped[UUID]
    mentee_id: Mapped[UUID]
    request_id: Mapped[UUID | None]
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(Text, default="")
    exit: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        tenant_key("matches", "match_id"),
        tenant_key("mentees", "mentee_id"),
        tenant_key("mentee_requests", "request_id", ondelete="SET NULL"),
        UniqueConstraint("tenant_id", "match_id", "mentee_id"),
        Index("ix_match_members_mentee", "tenant_id", "mentee_id"),
    )


class MatchAnswer(TenantModel):
    """An answer to a proposed pair. ``role``: mentor, mentee, guardian. ``answer``: asked, yes, no.

    ``way``: link, account, on_behalf (with ``reason``).
    """

    __tablename__ = "match_answers"
    __personal__ = True
    match_id: Mapped[UUID]
    person_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(Text)
    for_person_id: Mapped[UUID]
    answer: Mapped[str] = mapped_column(Text, default="asked")
    way: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    asked_on: Mapped[date]

    __table_args__ = (
        tenant_key("matches", "match_id"),
        tenant_key("people", "person_id"),
        tenant_key("people", "for_person_id"),
        UniqueConstraint("tenant_id", "match_id", "person_id", "for_person_id"),
        CheckConstraint("answer in ('asked', 'yes', 'no')", name="known_answer"),
    )


class MatchEvent(TenantModel):
    """What happened to a pair: activated, paused, resumed, ended, completed, mentor_replaced, member_left …"""

    __tablename__ = "match_events"
    __personal__ = True
    match_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    happened_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        tenant_key("matches", "match_id"),
        Index("ix_match_events_match", "tenant_id", "match_id", "happened_on"),
    )


class PlanTask(Versioned, TenantModel):
    """A line of a pair's individual plan (domain 5.5). ``mark`` is the mentor's, 1 to 5."""

    __tablename__ = "plan_tasks"
    __personal__ = True
    match_id: Mapped[UUID]
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None]
    planned_result: Mapped[str] = mapped_column(Text, default="")
    actual_result: Mapped[str] = mapped_column(Text, default="")
    mark: Mapped[int | None]

    __table_args__ = (
        tenant_key("matches", "match_id"),
        Index("ix_plan_tasks_match", "tenant_id", "match_id", "position"),
    )


class CaseStory(TenantModel):
    """The story of a pair for others to learn from; published only under its own consent (152-ФЗ, ст. 10.1)."""

    __tablename__ = "case_stories"
    __personal__ = True
    match_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text, default="")
    published_on: Mapped[date | None]

    __table_args__ = (
        tenant_key("matches", "match_id"),
        Index("ix_case_stories_match", "tenant_id", "match_id"),
    )
