# SPDX-License-Identifier: MIT
"""Tables of organisations."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from nastavnik.foundation.database import Base, TenantModel, now
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.scope import current_tenant_id


class Tenant(Base):
    """An organisation of the district: facts that are public anyway, and no person.

    ``kind``: school, supplementary, vocational, preschool (приказ № 26 names the first three). ``state``: active or
    archived. ``emblem`` names one of the product's drawings.
    """

    __tablename__ = "tenants"
    __personal__ = False
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    full_name: Mapped[str] = mapped_column(Text)
    short_name: Mapped[str] = mapped_column(Text)
    display_name: Mapped[str] = mapped_column(Text)
    inn: Mapped[str] = mapped_column(Text, default="")
    kpp: Mapped[str] = mapped_column(Text, default="")
    ogrn: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text, default="")
    site: Mapped[str] = mapped_column(Text, default="")
    emblem: Mapped[str] = mapped_column(Text, default="star")
    accent: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(Text, default="active")
    fictional: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class TenantProfile(TenantModel):
    """Who heads the organisation; documents are signed with these words."""

    __tablename__ = "tenant_profiles"
    __personal__ = True
    director_surname: Mapped[str] = mapped_column(Text, default="")
    director_name: Mapped[str] = mapped_column(Text, default="")
    director_patronymic: Mapped[str] = mapped_column(Text, default="")
    director_post: Mapped[str] = mapped_column(Text, default="Директор")

    __table_args__ = (Index("uq_tenant_profiles_one", "tenant_id", unique=True),)


class TenantPlugin(Base):
    """Whether a tenant has a plugin on, since when and by whose decision. No row means off."""

    __tablename__ = "tenant_plugins"
    __personal__ = True
    tenant_id: Mapped[UUID] = mapped_column(
        ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True, default=current_tenant_id
    )
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    enabled: Mapped[bool] = mapped_column(default=True)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'::jsonb"))
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by: Mapped[UUID | None]
    changed_by_name: Mapped[str] = mapped_column(Text, default="")
