# SPDX-License-Identifier: MIT
"""Stored totals. The department's pages read these tables, the list of organisations, and nothing else."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from nastavnik.foundation.database import Base, now


class RollupTotal(Base):
    """The counts of one tally for one tenant, month, slice and detail.

    ``slice`` is what tables are divided by (a section of the roadmap), ``detail`` what a slice is made of (an item of
    it); either may be empty. ``span`` is the kind of period a distinct tally counts in, empty for every other tally.
    ``counts`` holds the integers in the order of the tally's names.
    """

    __tablename__ = "rollup_totals"
    __personal__ = False
    __audited__ = False
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True)
    tally: Mapped[str] = mapped_column(Text, primary_key=True)
    span: Mapped[str] = mapped_column(Text, primary_key=True, default="")
    month: Mapped[date] = mapped_column(primary_key=True)
    slice: Mapped[str] = mapped_column(Text, primary_key=True)
    detail: Mapped[str] = mapped_column(Text, primary_key=True)
    counts: Mapped[list[int]] = mapped_column(ARRAY(Integer))

    __table_args__ = (Index("ix_rollup_totals_district", "tally", "month"),)


class RollupListRow(Base):
    """One row of a published list."""

    __tablename__ = "rollup_list_rows"
    __personal__ = False
    __audited__ = False
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True)
    list_code: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    position: Mapped[int]
    data: Mapped[dict[str, Any]]

    __table_args__ = (Index("ix_rollup_list_rows_district", "list_code"),)


class RollupMark(Base):
    """When a tenant's totals were last counted, and whether something has happened since.

    ``stale_version`` grows with every event; ``fresh_version`` is the one the stored totals include.
    """

    __tablename__ = "rollup_marks"
    __personal__ = False
    __audited__ = False
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True)
    stale_version: Mapped[int] = mapped_column(BigInteger, default=1)
    fresh_version: Mapped[int] = mapped_column(BigInteger, default=0)
    stale_since: Mapped[datetime] = mapped_column(default=now)
    counted_at: Mapped[datetime | None]
