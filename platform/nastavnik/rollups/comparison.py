# SPDX-License-Identifier: MIT
"""Stored totals beside a fresh count of the same rows, compared inside the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from nastavnik.foundation.dates import today
from nastavnik.foundation.outbox import OutboxEvent
from nastavnik.plugins import Plugins
from nastavnik.tenants.service import Tenant

from .models import RollupListRow, RollupMark, RollupTotal
from .recount import counted_rows, listed_rows, lists_of, only_where_on, tallies_of
from .service import day_began


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is stored otherwise than it counts; an empty text means that there is no such row."""

    tenant: str
    code: str
    row: str
    stored: str
    counted: str

    def __str__(self) -> str:
        return f"{self.tenant} {self.code} {self.row}: stored {self.stored or '-'}, counted {self.counted or '-'}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs; ``waiting`` tenants were passed over because their recount is still to come."""

    differences: Sequence[Difference]
    compared: int
    waiting: int


def compare(session: Session, plugins: Plugins) -> Comparison:
    """Compare every tenant that is fresh. Needs a system scope."""
    tenants = session.scalar(select(func.count()).select_from(Tenant)) or 0
    fresh = session.scalar(select(func.count()).select_from(_fresh().subquery())) or 0
    found: list[Difference] = []
    for plugin, tallies in tallies_of(plugins).items():
        for tally in tallies:
            rows = only_where_on(plugins, plugin, counted_rows(tally, today()))
            found += _differences(
                session, rows, RollupTotal, tally.code, ("span", "month", "slice", "detail"), ("counts",)
            )
    for plugin, lists in lists_of(plugins).items():
        for published in lists:
            rows = only_where_on(plugins, plugin, listed_rows(published, today()))
            found += _differences(
                session, rows, RollupListRow, published.code, ("key",), ("position", "data")
            )
    return Comparison(found, fresh, tenants - fresh)


def _fresh() -> Select[Any]:
    """Tenants that were counted today, after their last event."""
    undelivered = exists().where(
        OutboxEvent.tenant_id == RollupMark.tenant_id,
        OutboxEvent.delivered_at.is_(None),
        OutboxEvent.failed_at.is_(None),
    )
    return select(RollupMark.tenant_id).where(
        RollupMark.fresh_version == RollupMark.stale_version,
        RollupMark.counted_at >= day_began(),
        ~undelivered,
    )


def _differences(
    session: Session,
    rows: Select[Any],
    model: type[RollupTotal] | type[RollupListRow],
    code: str,
    key: tuple[str, ...],
    values: tuple[str, ...],
) -> Sequence[Difference]:
    counted = rows.subquery("counted")
    of_code = RollupTotal.tally == code if model is RollupTotal else RollupListRow.list_code == code
    stored = select(model).where(of_code).subquery("stored")
    same = and_(*(stored.c[name] == counted.c[name] for name in ("tenant_id", *key)))
    differs = or_(*(stored.c[name].is_distinct_from(counted.c[name]) for name in values))
    tenant_id = func.coalesce(stored.c.tenant_id, counted.c.tenant_id)

    def words(columns: Any, names: tuple[str, ...]) -> ColumnElement[str]:
        return func.coalesce(func.concat_ws(" ", *(cast(columns[name], Text) for name in names)), "")

    row_name = func.concat_ws(
        " ", *(func.nullif(cast(func.coalesce(stored.c[name], counted.c[name]), Text), "") for name in key)
    )
    statement = (
        select(Tenant.slug, row_name, words(stored.c, values), words(counted.c, values))
        .select_from(stored.join(counted, same, full=True).join(Tenant, Tenant.id == tenant_id))
        .where(differs, tenant_id.in_(_fresh()))
        .order_by(Tenant.slug, row_name)
    )
    return [Difference(slug, code, *texts) for slug, *texts in session.execute(statement)]
