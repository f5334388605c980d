# SPDX-License-Identifier: MIT
"""Tables of accounts. Passwords, sessions and links are visible to the identity role alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nastavnik.foundation.database import Base, TenantModel, now
from nastavnik.foundation.ids import new_id


class Account(Base):
    """A person who signs in, one per e-mail address for the whole district.

    ``state``: invited (no password yet), active, blocked. The address is kept in lower case. ``signed_in_at`` is the
    last sign-in, wherever the person works; organisations see it of their own people.
    """

    __tablename__ = "accounts"
    __personal__ = True
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(Text, unique=True)
    surname: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    patronymic: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(Text, default="invited")
    fictional: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    signed_in_at: Mapped[datetime | None]


class Credential(Base):
    """The Argon2id hash of an account's password."""

    __tablename__ = "account_credentials"
    __personal__ = True
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    password_hash: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(default=now)


class AccountSession(Base):
    """One sign-in on one device. The cookie holds the token, the table its SHA-256."""

    __tablename__ = "account_sessions"
    __personal__ = True
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(Text, default="")
    agent: Mapped[str] = mapped_column(Text, default="")


class AccountLink(Base):
    """An invitation or a password reset. Opening the link shows a page; only the form on it uses the link up."""

    __tablename__ = "account_links"
    __personal__ = True
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(Text)
    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInFailure(Base):
    """A failed sign-in, counted by account address and by network address. Both are kept as hashes."""

    __tablename__ = "sign_in_failures"
    __personal__ = True
    __audited__ = False
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(default=now)
    email_hash: Mapped[str] = mapped_column(Text)
    address_hash: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("ix_sign_in_failures_email", "email_hash", "at"),
        Index("ix_sign_in_failures_address", "address_hash", "at"),
    )


class Membership(TenantModel):
    """A role of an account in one organisation: director, coordinator, executor …

    A role with ``closed_at`` opens nothing: the organisation has closed the person's access and may open it again.
    """

    __tablename__ = "memberships"
    __personal__ = True
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(Text)
    post: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("tenant_id", "account_id", "role"),)


class DistrictMembership(Base):
    """A role of an account in the district: department_officer or system_admin."""

    __tablename__ = "district_memberships"
    __personal__ = True
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(Text)
    post: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (UniqueConstraint("account_id", "role"),)


class PartnerMembership(Base):
    """A person of one partner organisation of the district: ``role`` is partner_signatory or partner_contact.

    ``basis`` is what a signatory acts upon («Устава», «доверенности от … № …»). ``invited_by_tenant`` is the organisation
    that let the person in, and is empty for one whom a colleague let in. With ``closed_at`` the membership opens nothing.
    """

    __tablename__ = "partner_memberships"
    __personal__ = True
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner_organisations.id", ondelete="CASCADE"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(Text)
    post: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(Text, default="")
    invited_by_tenant: Mapped[UUID | None] = mapped_column(ForeignKey("tenants.id", ondelete="SET NULL"))
    invited_by_name: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("partner_id", "account_id"),
        CheckConstraint("role in ('partner_signatory', 'partner_contact')", name="known_role"),
    )
