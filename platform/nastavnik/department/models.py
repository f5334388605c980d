# SPDX-License-Identifier: MIT
"""The department's own tables."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from nastavnik.foundation.database import Base, now
from nastavnik.foundation.ids import new_id


class DepartmentReminder(Base):
    """A reminder the department sent to an organisation about a row of a published list."""

    __tablename__ = "department_reminders"
    __personal__ = False
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    list_code: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (Index("ix_department_reminders_row", "tenant_id", "list_code", "key", "sent_at"),)
