# SPDX-License-Identifier: MIT
"""Tables of meetings and feedback."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nastavnik.foundation.database import TenantModel, Versioned, tenant_key


class Meeting(Versioned, TenantModel):
    """A meeting of a pair or group (domain 6).

    ``kind``: intro, trial, planning, regular, final. ``state``: planned, held, closed (its feedback is complete),
    no_show, cancelled. ``exception`` is why it broke the order of kinds; ``paper`` says the journal's sheet came.
    """

    __tablename__ = "meetings"
    __personal__ = True
    match_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(default=45)
    format: Mapped[str] = mapped_column(Text, default="in_person")
    place: Mapped[str] = mapped_column(Text, default="")
    agenda: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(Text, default="planned")
    held_on: Mapped[date | None]
    topic: Mapped[str] = mapped_column(Text, default="")
    exception: Mapped[str] = mapped_column(Text, default="")
    no_show_reason: Mapped[str] = mapped_column(Text, default="")
    paper: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        tenant_key("matches", "match_id"),
        Index("ix_meetings_match", "tenant_id", "match_id", "starts_at"),
        Index("ix_meetings_when", "tenant_id", "starts_at"),
        Index("ix_meetings_state", "tenant_id", "state", "starts_at"),
        Index("ix_meetings_held", "tenant_id", "match_id", "held_on", postgresql_where="held_on is not null"),
        CheckConstraint("kind in ('intro', 'trial', 'planning', 'regular', 'final')", name="known_kind"),
        CheckConstraint("state in ('planned', 'held', 'closed', 'no_show', 'cancelled')", name="known_state"),
        CheckConstraint("(state in ('held', 'closed')) = (held_on is not null)", name="held_has_date"),
    )


class Feedback(TenantModel):
    """What one participant owes or has said after a meeting (order № 26, 4.4: obligatory).

    ``state``: owed, given, excused (``reason``). ``way``: account, link, qr, on_behalf, paper. ``mood`` is the
    mentee's, 1 to 5. ``needs_help`` reaches the coordinator at once. ``escalated_on`` is the day on which
    the coordinator heard that reminders did not help.
    """

    __tablename__ = "meeting_feedback"
    __personal__ = True
    meeting_id: Mapped[UUID]
    person_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="owed")
    owed_since: Mapped[date]
    way: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    entered_by: Mapped[UUID | None]
    given_at: Mapped[datetime | None]
    done: Mapped[str] = mapped_column(Text, default="")
    next_step: Mapped[str] = mapped_column(Text, default="")
    mood: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    needs_help: Mapped[bool] = mapped_column(default=False)
    help_seen_at: Mapped[datetime | None]
    reminded_on: Mapped[date | None]
    reminders: Mapped[int] = mapped_column(default=0)
    escalated_on: Mapped[date | None]

    __table_args__ = (
        tenant_key("meetings", "meeting_id"),
        tenant_key("people", "person_id"),
        UniqueConstraint("tenant_id", "meeting_id", "person_id"),
        Index("ix_meeting_feedback_person", "tenant_id", "person_id"),
        Index("ix_meeting_feedback_owed", "tenant_id", "owed_since", postgresql_where="state = 'owed'"),
        Index(
            "ix_meeting_feedback_calls",
            "tenant_id",
            "given_at",
            postgresql_where="needs_help and help_seen_at is null",
        ),
        CheckConstraint("role in ('mentor', 'mentee')", name="known_role"),
        CheckConstraint("state in ('owed', 'given', 'excused')", name="known_state"),
        CheckConstraint("mood between 1 and 5", name="mood"),
    )


class MeetingSettings(TenantModel):
    """The organisation's limits; a missing row means the defaults: days without a meeting before a warning, days after
    which feedback is reminded of."""

    __tablename__ = "meeting_settings"
    __personal__ = False
    silence_days: Mapped[int] = mapped_column(default=14)

    __table_args__ = (Index("uq_meeting_settings_one", "tenant_id", unique=True),)
