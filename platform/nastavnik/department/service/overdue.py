# SPDX-License-Identifier: MIT
"""What is overdue across the district, longest first, and when the organisation was last reminded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select, tuple_

from nastavnik.department.models import DepartmentReminder
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.scope import require
from nastavnik.roadmap.service import OVERDUE_LIST
from nastavnik.rollups.service import Months, RollupListRow, day_began
from nastavnik.tenants.service import Tenant

from .district import VIEW, tenants_of

PER_PAGE = 50
MOST_A_DAY = 2
"""Reminders of one row that the department may send in one day."""

Reminded = Literal["", "yes", "no"]
RowKey = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; what is empty narrows nothing. ``months`` are those of the deadlines."""

    kind: str = ""
    slug: str = ""
    reminded: Reminded = ""
    months: Months | None = None


@dataclass(frozen=True, slots=True)
class Reminding:
    """How often a row was reminded: ``last`` ever, ``today`` times since midnight."""

    last: datetime | None = None
    today: int = 0

    @property
    def possible(self) -> bool:
        """Whether one more may be sent today."""
        return self.today < MOST_A_DAY


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """An execution whose deadline is over."""

    tenant_id: UUID
    slug: str
    organisation: str
    key: str
    item: str
    number: str
    title: str
    section: str
    label: str
    due: date
    reminding: Reminding

    @property
    def days(self) -> int:
        """How many days ago the deadline was."""
        return (today() - self.due).days

    @property
    def value(self) -> str:
        """The row as a form sends it."""
        return f"{self.tenant_id}/{self.key}"


@dataclass(frozen=True, slots=True)
class OverdueList:
    """A page of the list, and how many rows there are in all, with a reminder and without."""

    rows: Sequence[OverdueRow]
    page: int
    pages: int
    total: int
    reminded: int

    @property
    def not_reminded(self) -> int:
        """How many rows were never reminded."""
        return self.total - self.reminded


def overdue_list(wanted: Filter, page: int = 1, *, per_page: int = PER_PAGE) -> OverdueList:
    """A page of what is overdue; three queries."""
    require(VIEW)
    total, reminded = session().execute(_counts(wanted)).one()
    shown = {"": total, "yes": reminded, "no": total - reminded}[wanted.reminded]
    pages = max(1, -(-shown // per_page))
    page = min(max(page, 1), pages)
    rows = overdue_rows(wanted, most=per_page, skip=(page - 1) * per_page)
    return OverdueList(rows, page, pages, total, reminded)


def overdue_rows(wanted: Filter, *, most: int | None = None, skip: int = 0) -> Sequence[OverdueRow]:
    """Rows of the list, longest overdue first; two queries."""
    require(VIEW)
    statement = _joined(wanted).order_by(_due(), Tenant.short_name, RollupListRow.position, RollupListRow.key)
    found = session().execute(statement.limit(most).offset(skip)).all()
    remindings = remindings_of((row.id, row.key) for row in found)
    return [_row(row, remindings.get((row.id, row.key), Reminding())) for row in found]


def remindings_of(keys: Iterable[RowKey]) -> Mapping[RowKey, Reminding]:
    """How often these rows of the list were reminded; one query, in any scope that may read reminders."""
    wanted = list(keys)
    if not wanted:
        return {}
    sent = DepartmentReminder.sent_at
    rows = session().execute(
        select(
            DepartmentReminder.tenant_id,
            DepartmentReminder.key,
            func.max(sent),
            func.count().filter(sent >= day_began()),
        )
        .where(
            DepartmentReminder.list_code == OVERDUE_LIST,
            tuple_(DepartmentReminder.tenant_id, DepartmentReminder.key).in_(wanted),
        )
        .group_by(DepartmentReminder.tenant_id, DepartmentReminder.key)
    )
    return {(tenant_id, key): Reminding(last, times) for tenant_id, key, last, times in rows}


def _joined(wanted: Filter) -> Select[Any]:
    statement = (
        select(Tenant.id, Tenant.slug, Tenant.short_name, RollupListRow.key, RollupListRow.data)
        .join(RollupListRow, RollupListRow.tenant_id == Tenant.id)
        .where(*_wanted(wanted))
    )
    if wanted.reminded:
        statement = statement.where(_was_reminded() if wanted.reminded == "yes" else ~_was_reminded())
    return statement


def _counts(wanted: Filter) -> Select[int, int]:
    return (
        select(func.count(), func.count().filter(_was_reminded()))
        .select_from(Tenant)
        .join(RollupListRow, RollupListRow.tenant_id == Tenant.id)
        .where(*_wanted(wanted))
    )


def _wanted(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions = [RollupListRow.list_code == OVERDUE_LIST, Tenant.id.in_(tenants_of(wanted.kind))]
    if wanted.slug:
        conditions.append(Tenant.slug == wanted.slug)
    if wanted.months is not None:
        month = func.left(_due(), len("2024-09"))
        conditions.append(month.between(f"{wanted.months.first:%Y-%m}", f"{wanted.months.last:%Y-%m}"))
    return conditions


def _due() -> ColumnElement[str]:
    """The deadline as the list keeps it: text that is in the order of days."""
    due: ColumnElement[str] = RollupListRow.data["due"].astext
    return due


def _was_reminded() -> ColumnElement[bool]:
    return exists().where(
        DepartmentReminder.tenant_id == RollupListRow.tenant_id,
        DepartmentReminder.list_code == RollupListRow.list_code,
        DepartmentReminder.key == RollupListRow.key,
    )


def _row(row: Any, reminding: Reminding) -> OverdueRow:
    data = row.data
    return OverdueRow(
        tenant_id=row.id,
        slug=row.slug,
        organisation=row.short_name,
        key=row.key,
        item=data["item"],
        number=data["number"],
        title=data["title"],
        section=data["section"],
        label=data["label"],
        due=date.fromisoformat(data["due"]),
        reminding=reminding,
    )
