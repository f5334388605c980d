# SPDX-License-Identifier: MIT
"""Who signs, what they signed and how, one-time codes, and the terms of simple electronic signatures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nastavnik.foundation.database import TenantModel, tenant_key


class AgreementSignatory(TenantModel):
    """An official who is to sign. ``side``: our, partner; ``position`` is the place in the queue of the side, from 1.

    ``account_id`` is empty for somebody who signs on paper only. ``head`` says that the person acts by the charter, so
    that a qualified signature needs no machine-readable power of attorney. ``delegated_to_id`` names the colleague to whom
    the signing was handed: then this line no longer waits. An invitation lapses after ``invited_until``.
    """

    __tablename__ = "agreement_signatories"
    __personal__ = True
    agreement_id: Mapped[UUID]
    side: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(default=1)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    surname: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    patronymic: Mapped[str] = mapped_column(Text, default="")
    post: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(Text, default="")
    head: Mapped[bool] = mapped_column(default=True)
    invited_at: Mapped[datetime | None]
    invited_until: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0)
    delegated_to_id: Mapped[UUID | None]

    __table_args__ = (
        tenant_key("agreements", "agreement_id"),
        tenant_key("agreement_signatories", "delegated_to_id", ondelete="SET NULL"),
        Index("ix_agreement_signatories_agreement", "tenant_id", "agreement_id", "side", "position"),
        Index("ix_agreement_signatories_account", "account_id", "tenant_id"),
        CheckConstraint("side in ('our', 'partner')", name="known_side"),
        CheckConstraint("position > 0", name="position_from_one"),
    )


class AgreementSignature(TenantModel):
    """A signature under one version. ``way``: simple (ПЭП), qualified (УКЭП), paper.

    ``sha256`` and ``streebog`` are the sums of the very bytes. ``file_id`` is the detached signature or the scan,
    ``report`` what ``signatures.checking`` established, ``remarks`` codes of what does not fit (the certificate's holder …).
    ``original_kept`` says where the paper lies, ``signed_on`` the day written on it. A signature with ``voided_at`` counts
    no more: the text was changed after it.
    """

    __tablename__ = "agreement_signatures"
    __personal__ = True
    agreement_id: Mapped[UUID]
    version_id: Mapped[UUID]
    signatory_id: Mapped[UUID]
    way: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime]
    signed_on: Mapped[date]
    account_id: Mapped[UUID | None]
    signer_name: Mapped[str] = mapped_column(Text)
    signer_post: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(Text, default="")
    session_mark: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(Text)
    streebog: Mapped[str] = mapped_column(Text, default="")
    terms_id: Mapped[UUID | None]
    code_id: Mapped[UUID | None]
    file_id: Mapped[UUID | None]
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    remarks: Mapped[list[Any]] = mapped_column(default=list)
    authority_number: Mapped[str] = mapped_column(Text, default="")
    authority_file_id: Mapped[UUID | None]
    authority: Mapped[dict[str, Any]] = mapped_column(default=dict)
    original_kept: Mapped[str] = mapped_column(Text, default="")
    recorded_by_name: Mapped[str] = mapped_column(Text, default="")
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        tenant_key("agreements", "agreement_id"),
        tenant_key("agreement_versions", "version_id"),
        tenant_key("agreement_signatories", "signatory_id"),
        tenant_key("simple_signature_terms", "terms_id", ondelete="NO ACTION"),
        tenant_key("files", "file_id", ondelete="NO ACTION"),
        tenant_key("files", "authority_file_id", ondelete="NO ACTION"),
        Index("ix_agreement_signatures_agreement", "tenant_id", "agreement_id"),
        Index(
            "uq_agreement_signatures_one",
            "tenant_id",
            "version_id",
            "signatory_id",
            unique=True,
            postgresql_where="voided_at is null",
        ),
        CheckConstraint("way in ('simple', 'qualified', 'paper')", name="known_way"),
        CheckConstraint(
            "way <> 'simple' or (terms_id is not null and code_id is not null)", name="simple_has_terms"
        ),
        CheckConstraint("way = 'simple' or file_id is not null", name="has_file"),
    )


class AgreementCode(TenantModel):
    """A one-time code of six digits, kept as a keyed hash.

    It is bound to the session that asked for it, to the signatory and to the bytes of the version; it lives ten minutes,
    bears five attempts and serves once.
    """

    __tablename__ = "agreement_codes"
    __personal__ = True
    agreement_id: Mapped[UUID]
    version_id: Mapped[UUID]
    signatory_id: Mapped[UUID]
    account_id: Mapped[UUID]
    session_mark: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    code_hash: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]

    __table_args__ = (
        tenant_key("agreements", "agreement_id"),
        tenant_key("agreement_versions", "version_id"),
        tenant_key("agreement_signatories", "signatory_id"),
        Index("ix_agreement_codes_signatory", "tenant_id", "signatory_id", "created_at"),
    )


class SimpleSignatureTerms(TenantModel):
    """An agreement on the use of a simple electronic signature between the organisation and the holder of an account.

    63-ФЗ, ст. 9: rules by which the signer is determined, and the duty to keep the key secret. ``way``: paper, qualified.
    ``document_seen`` names the kind of the document shown, never its number (152-ФЗ). Revoked terms open nothing.
    """

    __tablename__ = "simple_signature_terms"
    __personal__ = True
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    holder: Mapped[str] = mapped_column(Text)
    number: Mapped[str] = mapped_column(Text)
    agreed_on: Mapped[date]
    way: Mapped[str] = mapped_column(Text, default="paper")
    document_seen: Mapped[str] = mapped_column(Text)
    identified_by: Mapped[UUID | None]
    identified_by_name: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[UUID | None]
    revoked_at: Mapped[datetime | None]
    revoke_reason: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        tenant_key("files", "file_id", ondelete="NO ACTION"),
        UniqueConstraint("tenant_id", "number"),
        Index("ix_simple_signature_terms_account", "account_id", "tenant_id"),
        CheckConstraint("way in ('paper', 'qualified')", name="known_way"),
    )
