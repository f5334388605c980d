# SPDX-License-Identifier: MIT
"""Templates of agreements: an organisation's own and the district's, each edition a row that never changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nastavnik.foundation.database import Base, TenantModel, now, tenant_key
from nastavnik.foundation.ids import new_id


class AgreementTemplate(TenantModel):
    """One edition of an organisation's template. ``family_id`` ties its editions, ``fields`` are those found in the file.

    ``state``: current, superseded (a newer edition is there), withdrawn (offered no more).
    """

    __tablename__ = "agreement_templates"
    __personal__ = True
    family_id: Mapped[UUID]
    edition: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="current")
    file_id: Mapped[UUID]
    fields: Mapped[list[Any]] = mapped_column(default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    added_by_name: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        tenant_key("files", "file_id", ondelete="NO ACTION"),
        UniqueConstraint("tenant_id", "family_id", "edition"),
        CheckConstraint("state in ('current', 'superseded', 'withdrawn')", name="known_state"),
    )


class DistrictAgreementTemplate(Base):
    """One edition of a template of the district, offered to every organisation. ``content`` is the DOCX itself."""

    __tablename__ = "district_agreement_templates"
    __personal__ = False
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    family_id: Mapped[UUID]
    edition: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="current")
    name: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(Text)
    fields: Mapped[list[Any]] = mapped_column(default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (
        UniqueConstraint("family_id", "edition"),
        Index("ix_district_agreement_templates_state", "state"),
        CheckConstraint("state in ('current', 'superseded', 'withdrawn')", name="known_state"),
    )
