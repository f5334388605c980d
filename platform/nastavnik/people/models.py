# SPDX-License-Identifier: MIT
"""Tables of people. No passport data, no health data, no СНИЛС: the forms of the model need none of them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, Numeric, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nastavnik.foundation.database import TenantModel, Versioned, tenant_key

_FULL = "surname || ' ' || name || ' ' || patronymic"


class Person(Versioned, TenantModel):
    """A person known to one organisation; the same human being in another organisation is another row there.

    ``kind``: pupil, student, teacher, young_specialist, alumnus, employee, guardian, other. ``post`` is the class, the
    course or the post; ``workplace`` the place of study or work. ``state``: active, blocked (processing is stopped by
    the person's demand), merged (a duplicate; ``merged_into_id`` is the one that stays), destroyed (the data are gone; the
    row stays for the figures and for the history of others). ``birth_year`` is known
    whenever ``birth_date`` is. ``young_since`` is the first day of a young specialist's work (0–3 years, Р-145).
    """

    __tablename__ = "people"
    __personal__ = True
    surname: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    patronymic: Mapped[str] = mapped_column(Text, default="")
    birth_date: Mapped[date | None]
    birth_year: Mapped[int | None]
    kind: Mapped[str] = mapped_column(Text)
    post: Mapped[str] = mapped_column(Text, default="")
    workplace: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text, default="")
    young_since: Mapped[date | None]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(Text, default="active")
    blocked_on: Mapped[date | None]
    blocked_reason: Mapped[str] = mapped_column(Text, default="")
    merged_into_id: Mapped[UUID | None]
    sort_key: Mapped[str] = mapped_column(
        Text, Computed(f"replace(lower({_FULL}), 'ё', 'её')", persisted=True)
    )
    find_key: Mapped[str] = mapped_column(
        Text, Computed(f"replace(lower({_FULL}), 'ё', 'е')", persisted=True)
    )

    __table_args__ = (
        tenant_key("people", "merged_into_id", ondelete="SET NULL"),
        Index("ix_people_sort", "tenant_id", "sort_key"),
        Index("ix_people_birth", "tenant_id", "birth_date"),
        Index("ix_people_account", "tenant_id", "account_id"),
        CheckConstraint("state in ('active', 'blocked', 'merged', 'destroyed')", name="known_state"),
        CheckConstraint(
            "birth_date is null or birth_year is not distinct from extract(year from birth_date)",
            name="year_of_birth",
        ),
    )


class Guardian(TenantModel):
    """A legal representative of a minor. ``relation``: mother, father, guardian, other."""

    __tablename__ = "person_guardians"
    __personal__ = True
    minor_id: Mapped[UUID]
    guardian_id: Mapped[UUID]
    relation: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        tenant_key("people", "minor_id"),
        tenant_key("people", "guardian_id"),
        UniqueConstraint("tenant_id", "minor_id", "guardian_id"),
        Index("ix_person_guardians_guardian", "tenant_id", "guardian_id"),
        CheckConstraint("minor_id <> guardian_id", name="somebody_else"),
    )


class Topic(TenantModel):
    """A word of the organisation's own taxonomy. ``kind``: competence, interest."""

    __tablename__ = "topics"
    __personal__ = False
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    retired: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("tenant_id", "kind", "title"),)


class Mentor(Versioned, TenantModel):
    """A line of the register of mentors (domain form 5.2).

    ``source``: pupils, alumni, organisations, teachers (order № 26, 2.2). ``state``: candidate, selected, trained,
    active, paused, left. ``forms`` are codes of mentoring forms, ``meeting_format``: in_person, remote, any.
    ``capacity`` is how many pairs and groups at a time, ``hours_per_week`` the mentor's time. ``confirmed_on`` is the
    day of the last «still active».
    """

    __tablename__ = "mentors"
    __personal__ = True
    person_id: Mapped[UUID]
    source: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="candidate")
    entered_on: Mapped[date]
    left_on: Mapped[date | None]
    forms: Mapped[list[Any]] = mapped_column(default=list)
    meeting_format: Mapped[str] = mapped_column(Text, default="any")
    achievements: Mapped[str] = mapped_column(Text, default="")
    preferred_from: Mapped[int | None]
    preferred_to: Mapped[int | None]
    hours_per_week: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    capacity: Mapped[int] = mapped_column(default=1)
    confirmed_on: Mapped[date | None]
    results: Mapped[str] = mapped_column(Text, default="")
    case_url: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        tenant_key("people", "person_id"),
        UniqueConstraint("tenant_id", "person_id"),
        Index("ix_mentors_state", "tenant_id", "state"),
        CheckConstraint(
            "state in ('candidate', 'selected', 'trained', 'active', 'paused', 'left')", name="known_state"
        ),
        CheckConstraint("source in ('pupils', 'alumni', 'organisations', 'teachers')", name="known_source"),
        CheckConstraint("capacity >= 0", name="capacity"),
    )


class MentorTopic(TenantModel):
    """A competence or an interest of a mentor."""

    __tablename__ = "mentor_topics"
    __personal__ = True
    mentor_id: Mapped[UUID]
    topic_id: Mapped[UUID]

    __table_args__ = (
        tenant_key("mentors", "mentor_id"),
        tenant_key("topics", "topic_id"),
        UniqueConstraint("tenant_id", "mentor_id", "topic_id"),
    )


class Mentee(Versioned, TenantModel):
    """A line of the register of mentees (domain form 5.1). ``state``: candidate, active, completed, left."""

    __tablename__ = "mentees"
    __personal__ = True
    person_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(Text, default="candidate")
    entered_on: Mapped[date]
    left_on: Mapped[date | None]
    results: Mapped[str] = mapped_column(Text, default="")
    case_url: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        tenant_key("people", "person_id"),
        UniqueConstraint("tenant_id", "person_id"),
        Index("ix_mentees_state", "tenant_id", "state"),
        CheckConstraint("state in ('candidate', 'active', 'completed', 'left')", name="known_state"),
    )


class MenteeRequest(Versioned, TenantModel):
    """What a mentee wants help with (domain 5.7).

    ``category``: academic, adaptation, communication, career, project, creativity, professional, support, other.
    ``author``: self, parent, class_teacher, psychologist, coordinator. ``priority``: 1 (first) to 3. ``state``: open,
    in_work, answered, withdrawn. The mentor sees it only after pairing.
    """

    __tablename__ = "mentee_requests"
    __personal__ = True
    mentee_id: Mapped[UUID]
    category: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="")
    priority: Mapped[int] = mapped_column(default=2)
    author: Mapped[str] = mapped_column(Text, default="self")
    author_name: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(Text, default="open")
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]

    __table_args__ = (
        tenant_key("mentees", "mentee_id"),
        Index("ix_mentee_requests_mentee", "tenant_id", "mentee_id"),
        CheckConstraint("state in ('open', 'in_work', 'answered', 'withdrawn')", name="known_state"),
        CheckConstraint("priority between 1 and 3", name="priority"),
    )


class RequestTopic(TenantModel):
    """A topic that a request is about; matching compares it with the mentor's."""

    __tablename__ = "request_topics"
    __personal__ = True
    request_id: Mapped[UUID]
    topic_id: Mapped[UUID]

    __table_args__ = (
        tenant_key("mentee_requests", "request_id"),
        tenant_key("topics", "topic_id"),
        UniqueConstraint("tenant_id", "request_id", "topic_id"),
    )


class PsychologistNote(TenantModel):
    """What the psychologist keeps about a person; nobody else in the organisation reads it (domain 8.6)."""

    __tablename__ = "psychologist_notes"
    __personal__ = True
    person_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[UUID | None]
    author_name: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        tenant_key("people", "person_id"),
        Index("ix_psychologist_notes_person", "tenant_id", "person_id"),
    )


class PersonalLink(TenantModel):
    """A link for one person and one purpose, for those without an account. The link holds a secret, the table its
    SHA-256. Opening it changes nothing; only the form on its page uses it up.

    ``subject_id`` is the row the purpose is about: a pair to agree to, a meeting to answer for.
    """

    __tablename__ = "personal_links"
    __personal__ = True
    person_id: Mapped[UUID]
    purpose: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[UUID | None]
    token_hash: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (
        tenant_key("people", "person_id"),
        UniqueConstraint("tenant_id", "token_hash"),
        Index("ix_personal_links_person", "tenant_id", "person_id", "purpose"),
        Index("ix_personal_links_subject", "tenant_id", "subject_id"),
    )


class PeopleImport(TenantModel):
    """A spreadsheet of people that was uploaded. ``mapping``: column of the file -> field of ours.

    ``state``: mapping, checked, running, done, dropped. ``fingerprint`` is of the headings: the next file with the
    same headings gets the same mapping. ``counts``: rows, created, updated, unchanged, rejected.
    """

    __tablename__ = "people_imports"
    __personal__ = True
    file_id: Mapped[UUID | None]
    file_name: Mapped[str] = mapped_column(Text)
    target: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(Text)
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(Text, default="mapping")
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rejected_file_id: Mapped[UUID | None]
    started_by: Mapped[UUID | None]

    __table_args__ = (
        tenant_key("files", "file_id", ondelete="SET NULL"),
        tenant_key("files", "rejected_file_id", ondelete="SET NULL"),
        Index("ix_people_imports_fingerprint", "tenant_id", "fingerprint", "created_at"),
    )


class SubjectRequest(TenantModel):
    """A demand of a person about their own data, with the day by which it must be answered (152-ФЗ, ст. 14, 20, 21).

    ``kind``: access, correction, blocking, destruction, withdrawal. ``person_key`` stays after the person is gone.
    """

    __tablename__ = "subject_requests"
    __personal__ = True
    person_id: Mapped[UUID | None]
    person_key: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    received_on: Mapped[date]
    due_on: Mapped[date]
    answered_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        tenant_key("people", "person_id", ondelete="SET NULL"),
        Index("ix_subject_requests_due", "tenant_id", "due_on", postgresql_where="answered_on is null"),
    )


class DestructionAct(TenantModel):
    """An act on the destruction of personal data (order РКН 28.10.2022 № 179): kept three years, without the data."""

    __tablename__ = "destruction_acts"
    __personal__ = True
    number: Mapped[str] = mapped_column(Text)
    done_on: Mapped[date]
    person_key: Mapped[str] = mapped_column(Text)
    categories: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    way: Mapped[str] = mapped_column(Text)
    done_by: Mapped[UUID | None]
    done_by_name: Mapped[str] = mapped_column(Text)
    act_file_id: Mapped[UUID | None]
    log_file_id: Mapped[UUID | None]
    docx_file_id: Mapped[UUID | None]

    __table_args__ = (
        tenant_key("files", "act_file_id", ondelete="SET NULL"),
        tenant_key("files", "docx_file_id", ondelete="SET NULL"),
        tenant_key("files", "log_file_id", ondelete="SET NULL"),
        UniqueConstraint("tenant_id", "number"),
    )


class DifferentPeople(TenantModel):
    """Two people who look alike and are not the same: whoever looked at them has said so. ``first_id`` is the lesser."""

    __tablename__ = "different_people"
    __personal__ = True
    first_id: Mapped[UUID]
    second_id: Mapped[UUID]

    __table_args__ = (
        tenant_key("people", "first_id"),
        tenant_key("people", "second_id"),
        UniqueConstraint("tenant_id", "first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
    )


class PopulationFigure(TenantModel):
    """A denominator typed by the organisation: how many of ``kind`` there were in ``year``, and who says so.

    ``kind``: children_10_19, children_15_19, young_specialists, organisations (domain 8.3, I1–I4).
    """

    __tablename__ = "population_figures"
    __personal__ = False
    kind: Mapped[str] = mapped_column(Text)
    year: Mapped[int]
    value: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    counted_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "year"),
        CheckConstraint("value >= 0", name="not_negative"),
    )
