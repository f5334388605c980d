# SPDX-License-Identifier: MIT
"""Tables of partners. A legal entity is the district's; what an organisation writes about it is the organisation's own.

Who acts for a partner stands in ``accounts.models.PartnerMembership``, beside the other memberships.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from nastavnik.foundation.database import Base, TenantModel, Versioned, now, tenant_key
from nastavnik.foundation.ids import new_id


class PartnerOrganisation(Versioned, Base):
    """A legal entity or an entrepreneur, once for the whole district: facts that are public anyway.

    ``kind``: legal (ИНН of ten digits) or entrepreneur (twelve). ``kpp`` and ``ogrn`` may be empty. ``sector`` is one of
    ``words.SECTORS``. ``added_by_tenant`` is the organisation that wrote it down first.
    """

    __tablename__ = "partner_organisations"
    __personal__ = False
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(Text, default="legal")
    full_name: Mapped[str] = mapped_column(Text)
    short_name: Mapped[str] = mapped_column(Text)
    inn: Mapped[str] = mapped_column(Text, unique=True)
    kpp: Mapped[str] = mapped_column(Text, default="")
    ogrn: Mapped[str] = mapped_column(Text, default="")
    sector: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[str] = mapped_column(Text, default="")
    added_by_tenant: Mapped[UUID | None] = mapped_column(ForeignKey("tenants.id", ondelete="SET NULL"))
    fictional: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (
        CheckConstraint("kind in ('legal', 'entrepreneur')", name="known_kind"),
        Index("uq_partner_organisations_ogrn", "ogrn", unique=True, postgresql_where=text("ogrn <> ''")),
    )


class Partner(Versioned, TenantModel):
    """What one organisation keeps about a partner of its own.

    ``state``: prospective, active, paused, ended. ``offers`` lists codes of ``words.OFFERS``. The contact is the person at
    the partner to whom the organisation turns.
    """

    __tablename__ = "partners"
    __personal__ = True
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("partner_organisations.id", ondelete="RESTRICT"))
    state: Mapped[str] = mapped_column(Text, default="prospective")
    state_since: Mapped[date]
    offers: Mapped[list[Any]] = mapped_column(default=list)
    offers_note: Mapped[str] = mapped_column(Text, default="")
    contact_name: Mapped[str] = mapped_column(Text, default="")
    contact_post: Mapped[str] = mapped_column(Text, default="")
    contact_phone: Mapped[str] = mapped_column(Text, default="")
    contact_email: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (
        UniqueConstraint("tenant_id", "organisation_id"),
        Index("ix_partners_organisation", "organisation_id"),
        CheckConstraint("state in ('prospective', 'active', 'paused', 'ended')", name="known_state"),
    )


class PartnerMentorProposal(Versioned, TenantModel):
    """A mentor whom a partner proposes to an organisation with which it is tied.

    ``partner_id`` is the legal entity's. ``state``: proposed, taken (the person is in the register as a candidate),
    declined (``answer`` says why), withdrawn by the partner. ``agreed_on`` is the day on which the partner affirmed that
    the person knows and agrees; the person's own consent is asked for by the organisation, after taking.
    """

    __tablename__ = "partner_mentor_proposals"
    __personal__ = True
    partner_id: Mapped[UUID]
    surname: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    patronymic: Mapped[str] = mapped_column(Text, default="")
    post: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text, default="")
    competences: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(Text, default="proposed")
    agreed_on: Mapped[date]
    proposed_by: Mapped[UUID | None]
    proposed_by_name: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_name: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[UUID | None]

    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "partner_id"],
            ["partners.tenant_id", "partners.organisation_id"],
            ondelete="CASCADE",
        ),
        tenant_key("people", "person_id", ondelete="SET NULL"),
        Index("ix_partner_mentor_proposals_partner", "partner_id", "tenant_id"),
        Index("ix_partner_mentor_proposals_state", "tenant_id", "state"),
        Index("ix_partner_mentor_proposals_person", "tenant_id", "person_id"),
        CheckConstraint("state in ('proposed', 'taken', 'declined', 'withdrawn')", name="known_state"),
    )
