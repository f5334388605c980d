# SPDX-License-Identifier: MIT
"""Organisations of the district and what their running roadmaps say of themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, and_, func, select

from nastavnik.department.periods import Choice, choice
from nastavnik.department.sections import Section, columns, russian
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.scope import require
from nastavnik.roadmap.service import OCCURRENCES, OVERDUE_LIST, SECTIONS_LIST, SUMMARY_LIST
from nastavnik.rollups.service import RollupListRow, RollupMark, RollupTotal, out_of_date
from nastavnik.tenants.service import Tenant

VIEW = "department.view"

KIND_WORDS: Mapping[str, Text] = {
    "school": _l("school"),
    "supplementary": _l("suppl. education"),
    "vocational": _l("vocational school"),
    "preschool": _l("kindergarten"),
}
"""Kinds of organisations as a table says them under a name."""

Freshness = Literal["fresh", "stale", "never"]
"""Of an organisation's stored totals: true as of now, to be counted again, or not counted yet."""


@dataclass(frozen=True, slots=True)
class RunningRoadmap:
    """The edition that runs: what its order says, without who signed it."""

    title: str
    period_from: date
    period_to: date
    order_number: str
    order_date: date | None

    def overlaps(self, start: date, end: date) -> bool:
        """Whether the roadmap has a day in these days."""
        return self.period_from <= end and start <= self.period_to


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as the department sees it."""

    id: UUID
    slug: str
    name: str
    kind: str
    roadmap: RunningRoadmap | None
    first_month: date | None
    """The earliest month with an execution: a new edition keeps those of the editions before it."""
    freshness: Freshness
    counted_at: datetime | None

    @property
    def order(self) -> str:
        """The key of Russian order."""
        return russian(self.name)

    @property
    def kind_word(self) -> str:
        """«школа»."""
        return str(KIND_WORDS.get(self.kind, self.kind))


def organisations(kind: str = "") -> list[Organisation]:
    """Active organisations in Russian order of names, of one kind if it is given; one query."""
    require(VIEW)
    statement = _organisations()
    if kind:
        statement = statement.where(Tenant.kind == kind)
    found = [_organisation(row) for row in session().execute(statement)]
    return sorted(found, key=lambda one: one.order)


def organisation(slug: str) -> Organisation:
    """One active organisation; ``NotFound`` when there is none of that slug."""
    require(VIEW)
    row = session().execute(_organisations().where(Tenant.slug == slug)).first()
    if row is None:
        raise NotFound(f"no organisation {slug!r}")
    return _organisation(row)


def tenants_of(kind: str = "") -> Select[Any]:
    """Identifiers of active organisations, for narrowing sums and lists."""
    statement = select(Tenant.id).where(Tenant.state == "active")
    return statement.where(Tenant.kind == kind) if kind else statement


def sections(kind: str = "", tenant_id: UUID | None = None) -> list[Section]:
    """Sections of the running roadmaps as columns."""
    number, title = RollupListRow.data["number"].astext, RollupListRow.data["title"].astext
    statement = (
        select(number, title, func.count())
        .where(RollupListRow.list_code == SECTIONS_LIST)
        .group_by(number, title)
    )
    if tenant_id is not None:
        statement = statement.where(RollupListRow.tenant_id == tenant_id)
    else:
        statement = statement.where(RollupListRow.tenant_id.in_(tenants_of(kind)))
    return columns(session().execute(statement))


def counted_at(found: Sequence[Organisation]) -> datetime | None:
    """When the totals of any of them were last counted."""
    return max((one.counted_at for one in found if one.counted_at), default=None)


def periods_of(found: Sequence[Organisation], code: str = "") -> Choice:
    """Periods from the first day that their figures count to the last of their roadmaps, and the one of ``code``."""
    roadmaps = [one.roadmap for one in found if one.roadmap]
    counted = [one.first_month for one in found if one.roadmap and one.first_month]
    return choice(
        min([*counted, *(roadmap.period_from for roadmap in roadmaps)], default=None),
        max((roadmap.period_to for roadmap in roadmaps), default=None),
        code,
    )


def overdue_count() -> int:
    """How many executions are overdue in the district, for the menu."""
    return (
        session().scalar(
            select(func.count())
            .select_from(RollupListRow)
            .where(RollupListRow.list_code == OVERDUE_LIST, RollupListRow.tenant_id.in_(tenants_of()))
        )
        or 0
    )


def organisation_count() -> int:
    """How many active organisations there are, for the menu."""
    return session().scalar(select(func.count()).select_from(tenants_of().subquery())) or 0


def _organisations() -> Select[Any]:
    return (
        select(
            Tenant.id,
            Tenant.slug,
            Tenant.short_name,
            Tenant.kind,
            RollupListRow.data,
            RollupMark.counted_at,
            select(func.min(RollupTotal.month))
            .where(RollupTotal.tenant_id == Tenant.id, RollupTotal.tally == OCCURRENCES)
            .scalar_subquery()
            .label("first_month"),
            out_of_date().label("out_of_date"),
        )
        .outerjoin(
            RollupListRow, and_(RollupListRow.tenant_id == Tenant.id, RollupListRow.list_code == SUMMARY_LIST)
        )
        .outerjoin(RollupMark, RollupMark.tenant_id == Tenant.id)
        .where(Tenant.state == "active")
    )


def _organisation(row: Any) -> Organisation:
    freshness: Freshness = "stale" if row.out_of_date else "fresh"
    return Organisation(
        id=row.id,
        slug=row.slug,
        name=row.short_name,
        kind=row.kind,
        roadmap=_roadmap(row.data) if row.data else None,
        first_month=row.first_month,
        freshness=freshness if row.counted_at else "never",
        counted_at=row.counted_at,
    )


def _roadmap(data: Mapping[str, Any]) -> RunningRoadmap:
    return RunningRoadmap(
        title=data["title"],
        period_from=date.fromisoformat(data["period_from"]),
        period_to=date.fromisoformat(data["period_to"]),
        order_number=data["order_number"],
        order_date=day(data["order_date"]),
    )


def day(text: str | None) -> date | None:
    """A date as the lists keep it."""
    return date.fromisoformat(text) if text else None
