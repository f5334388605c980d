# SPDX-License-Identifier: MIT
"""From the outbox to the plugins, and from there to the stored totals.

Each plugin gets an event in a transaction of its own, which also writes the plugin's name into ``delivered_to``: what
the plugin did and that it did it are kept or lost together. So a worker may die anywhere in here, and any number of
workers may do this at once.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, tuple_

from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, open_scope
from nastavnik.foundation.outbox import Event, OutboxEvent, claim, note_failure, waiting
from nastavnik.foundation.scope import SystemScope, TenantScope
from nastavnik.plugins import Plugins
from nastavnik.rollups import service as rollups
from nastavnik.tenants.service import Tenant, enabled_plugins

from .troubles import connection_lost, described, one_tenants_trouble

HOOK = "on_event"
MANY = 50
"""From this many stale tenants on, one statement over the district is cheaper than one per tenant."""
KEPT = timedelta(days=30)
PURGED_AT_ONCE = 5000

_log = logging.getLogger(__name__)


def drain(plugins: Plugins) -> None:
    """Deliver what waits until nothing does, and leave every tenant's totals fresh.

    Events that another worker holds are left to it.
    """
    moved = True
    while moved:
        moved = False
        for scope, event_ids in _waiting():
            moved = _deliver_to_tenant(plugins, scope, event_ids) or moved
    refresh_stale(plugins)


def refresh_stale(plugins: Plugins) -> None:
    """Recount every tenant in which something has happened since, or whose totals are of yesterday."""
    with open_scope(SystemScope(reason="the worker looks for tenants to recount")) as opened:
        stale = rollups.stale_tenants(opened)
        if len(stale) >= MANY:
            rollups.rebuild_all(plugins)
            return
    for scope in stale:
        with one_tenants_trouble(scope), open_scope(scope):
            rollups.refresh_tenant(plugins, enabled_plugins(plugins))


def _waiting() -> Sequence[tuple[TenantScope, Sequence[UUID]]]:
    """Events that are due, by tenant."""
    with open_scope(SystemScope(reason="the worker looks for events to deliver")) as opened:
        by_tenant: dict[UUID, list[UUID]] = defaultdict(list)
        for tenant_id, event_id in waiting(opened):
            by_tenant[tenant_id].append(event_id)
        slugs = (
            opened.execute(select(Tenant.id, Tenant.slug).where(Tenant.id.in_(by_tenant)))
            if by_tenant
            else ()
        )
        return [(TenantScope(tenant_id, slug), by_tenant[tenant_id]) for tenant_id, slug in slugs]


def _deliver_to_tenant(plugins: Plugins, scope: TenantScope, event_ids: Sequence[UUID]) -> bool:
    """Deliver one tenant's events and recount it at once; say whether any event went on its way."""
    moved = False
    with one_tenants_trouble(scope), open_scope(scope):
        enabled = enabled_plugins(plugins)
        for event_id in event_ids:
            moved = _deliver(plugins, enabled & plugins.implementing(HOOK), event_id) or moved
        rollups.refresh_tenant(plugins, enabled)
    return moved


def _deliver(plugins: Plugins, handlers: frozenset[str], event_id: UUID) -> bool:
    """Deliver one event to every plugin that has not had it; ``False`` when another worker holds it."""
    failures: list[str] = []
    names = sorted(handlers)
    for name in names:
        last = name == names[-1] and not failures
        try:
            if not _deliver_to_plugin(plugins, name, event_id, last=last):
                return False
        except Exception as error:
            if connection_lost(error):
                raise
            failures.append(f"{name}.{HOOK}: {type(error).__name__}")
            _log.warning("plugin %s failed in hook %s: %s", name, HOOK, described(error))
    if names and not failures:
        return True
    with change(audited=False) as tx:
        event = claim(tx.session, event_id)
        if event is None:
            return False
        if failures:
            note_failure(event, "; ".join(failures))
        else:
            event.delivered_at = now()
    return True


def _deliver_to_plugin(plugins: Plugins, name: str, event_id: UUID, *, last: bool) -> bool:
    """Deliver to one plugin in one transaction; when it is the last that waits for the event, close the event there."""
    with change() as tx:
        row = claim(tx.session, event_id)
        if row is None:
            return False
        if name not in row.delivered_to:
            plugins.deliver(name, HOOK, event=_event(row))
            row.delivered_to = [*row.delivered_to, name]
        if last:
            row.delivered_at = now()
    return True


def _event(row: OutboxEvent) -> Event:
    return Event(row.id, row.kind, row.payload, row.created_at)


def purge() -> None:
    """Forget events that were delivered long ago, some thousands in a transaction."""
    with open_scope(SystemScope(reason="delivered events are forgotten after a month")) as opened:
        old = (
            select(OutboxEvent.tenant_id, OutboxEvent.id)
            .where(OutboxEvent.delivered_at < now() - KEPT)
            .limit(PURGED_AT_ONCE)
        )
        statement = (
            delete(OutboxEvent)
            .where(tuple_(OutboxEvent.tenant_id, OutboxEvent.id).in_(old))
            .returning(OutboxEvent.id)
            .execution_options(synchronize_session=False)
        )
        forgotten = PURGED_AT_ONCE
        while forgotten == PURGED_AT_ONCE:
            with change(audited=False):
                forgotten = len(opened.execute(statement).all())
