# SPDX-License-Identifier: MIT
"""Tables of programmes."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nastavnik.foundation.database import TenantModel, Versioned, tenant_key


class CustomForm(TenantModel):
    """A form of mentoring with the organisation's own name, mapped to one of the five of Р-145."""

    __tablename__ = "custom_forms"
    __personal__ = False
    title: Mapped[str] = mapped_column(Text)
    base_form: Mapped[str] = mapped_column(Text)
    retired: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("tenant_id", "title"),)


class Programme(Versioned, TenantModel):
    """A programme of mentoring (Р-145; domain 2.1, 3).

    ``form`` is the code of a base form, ``variant`` of a role variant. ``model_kind``: students (Р-145), teachers
    (letter of 21.12.2021). ``state``: draft, approved, running, completed, cancelled; ``stage`` is 0 before the start,
    then 1 to 7.
    """

    __tablename__ = "programmes"
    __personal__ = True
    title: Mapped[str] = mapped_column(Text)
    form: Mapped[str] = mapped_column(Text)
    custom_form_id: Mapped[UUID | None]
    variant: Mapped[str] = mapped_column(Text, default="")
    model_kind: Mapped[str] = mapped_column(Text, default="students")
    goal: Mapped[str] = mapped_column(Text, default="")
    tasks: Mapped[str] = mapped_column(Text, default="")
    target_group: Mapped[str] = mapped_column(Text, default="")
    planned_results: Mapped[str] = mapped_column(Text, default="")
    results: Mapped[str] = mapped_column(Text, default="")
    author: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    coordinator_id: Mapped[UUID | None]
    coordinator_name: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[UUID | None]
    public_url: Mapped[str] = mapped_column(Text, default="")
    best_practice: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(Text, default="draft")
    stage: Mapped[int] = mapped_column(default=0)
    stage_since: Mapped[date | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")
    continued_from_id: Mapped[UUID | None]

    __table_args__ = (
        tenant_key("custom_forms", "custom_form_id", ondelete="SET NULL"),
        tenant_key("files", "file_id", ondelete="SET NULL"),
        tenant_key("programmes", "continued_from_id", ondelete="SET NULL"),
        Index("ix_programmes_state", "tenant_id", "state"),
        CheckConstraint("starts_on <= ends_on", name="term"),
        CheckConstraint("stage between 0 and 7", name="stage"),
        CheckConstraint(
            "state in ('draft', 'approved', 'running', 'completed', 'cancelled')", name="known_state"
        ),
    )


class ProgrammeStage(TenantModel):
    """When a programme entered a stage and left it."""

    __tablename__ = "programme_stages"
    __personal__ = False
    programme_id: Mapped[UUID]
    stage: Mapped[int]
    entered_on: Mapped[date]
    left_on: Mapped[date | None]

    __table_args__ = (
        tenant_key("programmes", "programme_id"),
        UniqueConstraint("tenant_id", "programme_id", "stage"),
    )


class ProgrammeDocument(TenantModel):
    """A document of a programme; ``kind`` is a code of the gate's list (domain 3), ``stage`` the one it opens."""

    __tablename__ = "programme_documents"
    __personal__ = True
    programme_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    number: Mapped[str] = mapped_column(Text, default="")
    dated_on: Mapped[date | None]
    file_id: Mapped[UUID | None]
    url: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        tenant_key("programmes", "programme_id"),
        tenant_key("files", "file_id", ondelete="SET NULL"),
        Index("ix_programme_documents_programme", "tenant_id", "programme_id"),
    )


class ProgrammeParticipant(TenantModel):
    """A person in a programme. ``role``: mentor, mentee."""

    __tablename__ = "programme_participants"
    __personal__ = True
    programme_id: Mapped[UUID]
    person_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(Text)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]

    __table_args__ = (
        tenant_key("programmes", "programme_id"),
        tenant_key("people", "person_id"),
        UniqueConstraint("tenant_id", "programme_id", "person_id", "role"),
        Index("ix_programme_participants_person", "tenant_id", "person_id"),
        CheckConstraint("role in ('mentor', 'mentee')", name="known_role"),
    )


class PublicEvent(TenantModel):
    """A public event of a programme's completion (order № 26, 4.6)."""

    __tablename__ = "programme_events"
    __personal__ = False
    programme_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(Text)
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        tenant_key("programmes", "programme_id"),
        Index("ix_programme_events_programme", "tenant_id", "programme_id"),
    )
