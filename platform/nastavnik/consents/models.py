# SPDX-License-Identifier: MIT
"""Tables of consents and clearances. Of a clearance the result is kept and never the certificate (152-ФЗ, ст. 10, ч. 3)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nastavnik.foundation.database import TenantModel, tenant_key


class ConsentTemplate(TenantModel):
    """One wording of a consent for one purpose; a change of words is a new version (152-ФЗ, ст. 9, ч. 4).

    ``purpose``: participation, partner_transfer, publication, photo_video, psychological_survey, messenger.
    ``sha256`` is of the words as they are shown and printed.
    """

    __tablename__ = "consent_templates"
    __personal__ = False
    purpose: Mapped[str] = mapped_column(Text)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(Text)
    effective_from: Mapped[date]

    __table_args__ = (UniqueConstraint("tenant_id", "purpose", "number"),)


class Consent(TenantModel):
    """A consent of one person for one purpose.

    ``given_by``: self, guardian, both. ``way``: paper (with the scan in ``file_id``), system (in the system by a
    personal link or an account). ``conditions`` holds what was ticked in a consent to publication.
    """

    __tablename__ = "consents"
    __personal__ = True
    person_id: Mapped[UUID]
    template_id: Mapped[UUID]
    purpose: Mapped[str] = mapped_column(Text)
    given_by: Mapped[str] = mapped_column(Text)
    guardian_id: Mapped[UUID | None]
    given_on: Mapped[date]
    valid_until: Mapped[date | None]
    way: Mapped[str] = mapped_column(Text)
    file_id: Mapped[UUID | None]
    conditions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    recorded_by: Mapped[UUID | None]
    recorded_by_name: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(Text, default="")
    withdrawn_on: Mapped[date | None]
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        tenant_key("people", "person_id"),
        tenant_key("people", "guardian_id", ondelete="SET NULL"),
        tenant_key("consent_templates", "template_id"),
        tenant_key("files", "file_id", ondelete="SET NULL"),
        Index("ix_consents_person", "tenant_id", "person_id", "purpose"),
        Index("ix_consents_guardian", "tenant_id", "guardian_id"),
        CheckConstraint("given_by in ('self', 'guardian', 'both')", name="known_giver"),
        CheckConstraint("way in ('paper', 'system')", name="known_way"),
        CheckConstraint("(given_by = 'self') = (guardian_id is null)", name="guardian_named"),
    )


class Clearance(TenantModel):
    """That somebody has seen the document which lets an adult work with minors (ТК, ст. 331, 351.1).

    ``kind``: criminal_record, employer_check, interview, medical. ``result``: cleared, not_cleared.
    """

    __tablename__ = "clearances"
    __personal__ = True
    person_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    number: Mapped[str] = mapped_column(Text, default="")
    issuer: Mapped[str] = mapped_column(Text, default="")
    issued_on: Mapped[date]
    seen_by: Mapped[UUID | None]
    seen_by_name: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    next_check_on: Mapped[date | None]

    __table_args__ = (
        tenant_key("people", "person_id"),
        Index("ix_clearances_person", "tenant_id", "person_id"),
        CheckConstraint("result in ('cleared', 'not_cleared')", name="known_result"),
    )


class GatePolicy(TenantModel):
    """What the organisation asks for before a pair starts; a missing row means the defaults.

    ``consent_14_17``: both, guardian, self. ``clear_outside``: adults from outside need a clearance;
    ``clear_staff``: employees too.
    """

    __tablename__ = "gate_policies"
    __personal__ = False
    consent_14_17: Mapped[str] = mapped_column(Text, default="both")
    clear_outside: Mapped[bool] = mapped_column(default=True)
    clear_staff: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index("uq_gate_policies_one", "tenant_id", unique=True),)
