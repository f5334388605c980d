# SPDX-License-Identifier: MIT
"""The agreement itself, its versions, what the partner proposes, and the history that both sides see."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from nastavnik.foundation.database import TenantModel, Versioned, tenant_key


class Agreement(Versioned, TenantModel):
    """An agreement of the organisation with a partner. States: ``states.py``.

    ``edition`` is the number of the version in force, ``signing_order``: our_first, partner_first, any.
    ``template_origin``: builtin, tenant, district. ``ends_on`` empty means «until it is terminated». ``warned_days`` is the
    least number of days before the end of which a warning has gone out. ``check_code`` opens the public check.
    """

    __tablename__ = "agreements"
    __personal__ = True
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner_organisations.id"))
    state: Mapped[str] = mapped_column(Text, default="draft")
    number: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(Text)
    edition: Mapped[int] = mapped_column(default=1)
    signing_order: Mapped[str] = mapped_column(Text, default="any")
    template_origin: Mapped[str] = mapped_column(Text, default="builtin")
    template_id: Mapped[UUID | None]
    dated_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    sign_by: Mapped[date | None]
    drafted_by: Mapped[UUID | None]
    drafted_by_name: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None]
    activated_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")
    renewed_from_id: Mapped[UUID | None]
    check_code: Mapped[str] = mapped_column(Text, default="")
    warned_days: Mapped[int | None]
    result_file_id: Mapped[UUID | None]
    result_sha256: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        tenant_key("agreements", "renewed_from_id", ondelete="NO ACTION"),
        tenant_key("files", "result_file_id", ondelete="NO ACTION"),
        Index("ix_agreements_state", "tenant_id", "state", "ends_on"),
        Index("ix_agreements_number", "tenant_id", "number"),
        Index("ix_agreements_partner", "partner_id", "tenant_id", "state"),
        Index("ix_agreements_ends", "ends_on", postgresql_where=text("state = 'active'")),
        Index(
            "uq_agreements_check_code", "check_code", unique=True, postgresql_where=text("check_code <> ''")
        ),
        CheckConstraint(
            "state in ('draft', 'approval', 'sent', 'proposed', 'partly_signed', 'active', 'expired', 'renewed',"
            " 'terminated', 'declined', 'withdrawn')",
            name="known_state",
        ),
        CheckConstraint("signing_order in ('our_first', 'partner_first', 'any')", name="known_order"),
        CheckConstraint("template_origin in ('builtin', 'tenant', 'district')", name="known_origin"),
        CheckConstraint(
            "state not in ('active', 'expired', 'terminated') or activated_on is not null",
            name="active_has_date",
        ),
        CheckConstraint(
            "state not in ('terminated', 'declined', 'withdrawn') or ended_on is not null",
            name="ended_has_date",
        ),
    )


class AgreementVersion(TenantModel):
    """One edition of the text. ``body`` is its canonical content (``documents.body``), ``fields`` what was filled in.

    While ``file_id`` is empty the edition is a draft. Once its PDF is made, body, file and sums never change: the database
    refuses it.
    """

    __tablename__ = "agreement_versions"
    __personal__ = True
    agreement_id: Mapped[UUID]
    number: Mapped[int]
    body: Mapped[dict[str, Any]]
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[UUID | None]
    made_by_name: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[UUID | None]
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(Text, default="")
    streebog: Mapped[str] = mapped_column(Text, default="")
    frozen_at: Mapped[datetime | None]

    __table_args__ = (
        tenant_key("agreements", "agreement_id"),
        tenant_key("files", "file_id", ondelete="NO ACTION"),
        UniqueConstraint("tenant_id", "agreement_id", "number"),
        Index("ix_agreement_versions_sha256", "tenant_id", "sha256"),
        CheckConstraint("(file_id is null) = (sha256 = '')", name="file_has_sum"),
    )


class AgreementProposal(TenantModel):
    """A change of one block that the partner proposes. ``state``: proposed, accepted, edited, refused, overtaken.

    ``text`` is what the partner wants (empty: take the block out), ``result`` what was put in, ``answer`` the reason of a
    refusal. «Overtaken»: another version was made before anybody answered.
    """

    __tablename__ = "agreement_proposals"
    __personal__ = True
    agreement_id: Mapped[UUID]
    version_id: Mapped[UUID]
    block_key: Mapped[str] = mapped_column(Text)
    old_text: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="")
    comment: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(Text, default="proposed")
    result: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    proposed_by: Mapped[UUID | None]
    proposed_by_name: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[UUID | None]
    answered_by_name: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]

    __table_args__ = (
        tenant_key("agreements", "agreement_id"),
        tenant_key("agreement_versions", "version_id"),
        Index("ix_agreement_proposals_agreement", "tenant_id", "agreement_id", "created_at"),
        Index(
            "ix_agreement_proposals_waiting",
            "tenant_id",
            "agreement_id",
            postgresql_where="state = 'proposed'",
        ),
        CheckConstraint(
            "state in ('proposed', 'accepted', 'edited', 'refused', 'overtaken')", name="known_state"
        ),
    )


class AgreementStep(TenantModel):
    """A line of the history that both sides see. ``kind``: sent, version, proposed, answered, signed, voided, reminded …

    ``side``: our, partner, or empty for what the platform did by itself. ``edition`` is the version it happened to.
    """

    __tablename__ = "agreement_steps"
    __personal__ = True
    agreement_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    side: Mapped[str] = mapped_column(Text, default="")
    actor_name: Mapped[str] = mapped_column(Text, default="")
    edition: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        tenant_key("agreements", "agreement_id"),
        Index("ix_agreement_steps_agreement", "tenant_id", "agreement_id", "created_at"),
        CheckConstraint("side in ('our', 'partner', '')", name="known_side"),
    )
