# SPDX-License-Identifier: MIT
"""Keeping stored totals true: marking what has changed, recounting one tenant, recounting the district.

Every recount first locks the tenant's mark, so two of them stand in a row. An event that arrives meanwhile waits for
the mark and then makes it stale again. Only rows that differ are written.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from nastavnik.foundation.change import change
from nastavnik.foundation.database import now
from nastavnik.foundation.dates import DISTRICT_ZONE, today
from nastavnik.foundation.scope import TenantScope, current_actor, current_tenant_id
from nastavnik.plugins import Plugins
from nastavnik.rollups.models import RollupListRow, RollupMark, RollupTotal
from nastavnik.rollups.recount import lists_of, replace_rows, tallies_of
from nastavnik.tenants.service import Tenant

_log = logging.getLogger(__name__)


def mark_stale() -> None:
    """Say that something happened in the open tenant."""
    with change(audited=False) as tx:
        tx.session.execute(
            insert(RollupMark)
            .values(tenant_id=current_tenant_id(), stale_version=1, stale_since=now())
            .on_conflict_do_update(
                index_elements=[RollupMark.tenant_id],
                set_={"stale_version": RollupMark.stale_version + 1, "stale_since": now()},
            )
        )


def mark_all_stale() -> None:
    """Say that everything must be counted again: a new release may count otherwise. Needs a system scope."""
    with change(audited=False) as tx:
        tx.session.execute(
            update(RollupMark)
            .values(stale_version=RollupMark.stale_version + 1, stale_since=now())
            .execution_options(synchronize_session=False)
        )


def stale_tenants(session: Session) -> Sequence[TenantScope]:
    """Scopes of the tenants to recount, the longest waiting first. Needs a system scope.

    Time itself changes figures: what is due becomes overdue. So a tenant counted before the present day of the
    district is stale even when nothing happened in it.
    """
    rows = session.execute(
        select(Tenant.id, Tenant.slug)
        .outerjoin(RollupMark, RollupMark.tenant_id == Tenant.id)
        .where(out_of_date())
        .order_by(RollupMark.stale_since.asc().nulls_last())
    )
    return [TenantScope(row.id, row.slug, actor=current_actor()) for row in rows]


def out_of_date() -> ColumnElement[bool]:
    """Whether a tenant has to be counted again, for a select that joins its mark where there is one."""
    return or_(
        RollupMark.tenant_id.is_(None),
        RollupMark.counted_at.is_(None),
        RollupMark.stale_version > RollupMark.fresh_version,
        RollupMark.counted_at < day_began(),
    )


def day_began() -> datetime:
    """When the present day of the district began."""
    return datetime.combine(today(), time(), DISTRICT_ZONE)


def refresh_tenant(plugins: Plugins, enabled: frozenset[str]) -> None:
    """Recount the open tenant with the plugins it has on, in one transaction, unless it is fresh.

    A plugin whose statement fails is logged and keeps the rows it had; the others are counted.
    """
    tenant_id = current_tenant_id()
    with change(audited=False) as tx:
        (mark,) = _lock_marks(tx.session, tenant_id)
        if mark.fresh_version == mark.stale_version and mark.counted_at and mark.counted_at >= day_began():
            return
        _recount(tx.session, plugins, enabled, everywhere=False)
        mark.fresh_version, mark.counted_at = mark.stale_version, now()


def rebuild_all(plugins: Plugins) -> int:
    """Recount every tenant at once, each plugin where it is on; return how many. Needs a system scope."""
    with change(audited=False) as tx:
        # Sorting tens of thousands of groups on disk would cost as much as counting them.
        # A plan of so many parts is not worth compiling: that takes longer than the counting.
        tx.session.execute(text("set local jit = off"))
        tx.session.execute(text("set local work_mem = '64MB'"))
        marks = _lock_marks(tx.session)
        _recount(tx.session, plugins, frozenset(plugins.all()), everywhere=True)
        tx.session.execute(
            update(RollupMark)
            .values(fresh_version=RollupMark.stale_version, counted_at=now())
            .execution_options(synchronize_session=False)
        )
    return len(marks)


def _replaced(
    session: Session, plugins: Plugins, counted: tuple[str, ...], on: date, *, everywhere: bool
) -> Exception | None:
    """Replace the rows of these plugins inside a savepoint; what stood in the way, if anything did."""
    try:
        with session.begin_nested():
            replace_rows(session.connection(), plugins, counted, on, everywhere=everywhere)
    except Exception as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        return error
    return None


def _recount(session: Session, plugins: Plugins, counted: frozenset[str], *, everywhere: bool) -> None:
    on = today()
    tallies, lists = tallies_of(plugins), lists_of(plugins)
    counting = tuple(sorted(counted & (tallies.keys() | lists.keys())))
    if _replaced(session, plugins, counting, on, everywhere=everywhere):
        # One of them cannot be counted: the others are, each by itself.
        for plugin in counting:
            if error := _replaced(session, plugins, (plugin,), on, everywhere=everywhere):
                # The name alone: a message of the database may quote a row.
                _log.error("plugin %s could not be counted: %s", plugin, type(error).__name__)
    kept_tallies = [tally.code for plugin in counted for tally in tallies.get(plugin, ())]
    kept_lists = [published.code for plugin in counted for published in lists.get(plugin, ())]
    for statement in (
        delete(RollupTotal).where(RollupTotal.tally.not_in(kept_tallies)),
        delete(RollupListRow).where(RollupListRow.list_code.not_in(kept_lists)),
    ):
        session.execute(statement.execution_options(synchronize_session=False))


def _lock_marks(session: Session, tenant_id: UUID | None = None) -> Sequence[RollupMark]:
    """Lock the mark of one tenant or of all, making those that are missing."""
    tenants = select(Tenant.id, literal(1), literal(0), func.now())
    marks = select(RollupMark).order_by(RollupMark.tenant_id).with_for_update()
    if tenant_id is not None:
        tenants = tenants.where(Tenant.id == tenant_id)
        marks = marks.where(RollupMark.tenant_id == tenant_id)
    columns = ["tenant_id", "stale_version", "fresh_version", "stale_since"]
    session.execute(
        insert(RollupMark)
        .from_select(columns, tenants)
        .on_conflict_do_nothing(index_elements=[RollupMark.tenant_id])
    )
    return session.scalars(marks.execution_options(populate_existing=True)).all()
