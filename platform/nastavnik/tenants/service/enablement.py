# SPDX-License-Identifier: MIT
"""Which plugins an organisation has switched on, since when and by whose decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor, current_tenant_id, require
from nastavnik.plugins import Plugins
from nastavnik.tenants.models import TenantPlugin

from .organisations import MANAGE


@dataclass(frozen=True, slots=True)
class PluginState:
    """A plugin as the organisation's page of plugins shows it.

    ``reason``: «required» by the platform, «chosen» here, «needed» by another plugin (``needed_by``), or «off».
    ``changed_by`` is empty when no person but a command or the platform itself has switched it.
    """

    name: str
    title: Text
    description: Text
    enabled: bool
    reason: str
    needs: tuple[str, ...] = ()
    needed_by: tuple[str, ...] = ()
    changed_at: datetime | None = None
    changed_by: str = ""


def enabled_plugins(plugins: Plugins) -> frozenset[str]:
    """Plugins that are on in the open organisation: its own choice, what that stands on, and the required ones."""
    return plugins.closed_over_needs(_chosen())


def plugin_states(plugins: Plugins) -> Sequence[PluginState]:
    """Every installed plugin and its state in the open organisation; one query."""
    rows = {row.name: row for row in session().scalars(select(TenantPlugin))}
    chosen = frozenset(name for name, row in rows.items() if row.enabled)
    return [_state(name, plugins, chosen, rows.get(name)) for name in plugins.all()]


def switch_plugin(plugins: Plugins, name: str, *, enabled: bool) -> None:
    """Switch a plugin on or off in the open organisation. Its data stay where they are.

    Raises ``NotFound`` for a plugin that is not installed and ``Refused`` for one that must stay on: a required one, or
    one that another plugin stands on.
    """
    require(MANAGE)
    about = plugins.all()
    if name not in about:
        raise NotFound(f"no plugin {name!r}")
    if not enabled:
        _refuse_to_stop(plugins, name)
    set_plugin(name, enabled=enabled)


def set_plugin(name: str, *, enabled: bool) -> None:
    """Write down the state of a plugin, if it is another one. Asks for no right: its callers do."""
    actor = current_actor()
    with change() as tx:
        row = tx.session.get(TenantPlugin, (current_tenant_id(), name), with_for_update=True)
        if row is None:
            row = tx.add(TenantPlugin(name=name, enabled=False))
            tx.flush()
        elif row.enabled == enabled:
            return
        before = {"enabled": row.enabled}
        row.enabled, row.changed_at = enabled, now()
        row.changed_by, row.changed_by_name = actor.account_id, actor.name
        tx.record(
            "tenants.plugin_switched", subject=("plugin", name), before=before, after={"enabled": enabled}
        )
        tx.emit("tenants.plugin_switched", {"plugin": name, "enabled": enabled})


def _chosen() -> frozenset[str]:
    return frozenset(session().scalars(select(TenantPlugin.name).where(TenantPlugin.enabled)))


def _state(name: str, plugins: Plugins, chosen: frozenset[str], row: TenantPlugin | None) -> PluginState:
    about = plugins.all()[name]
    needed_by = _standing_on(plugins, name, chosen)
    if about.required:
        reason = "required"
    elif name in chosen:
        reason = "chosen"
    else:
        reason = "needed" if needed_by else "off"
    return PluginState(
        name=name,
        title=about.title,
        description=about.description,
        enabled=reason != "off",
        reason=reason,
        needs=tuple(str(plugins.all()[need].title) for need in about.needs),
        needed_by=needed_by,
        changed_at=row.changed_at if row else None,
        changed_by=row.changed_by_name if row and row.changed_by else "",
    )


def _standing_on(plugins: Plugins, name: str, chosen: frozenset[str]) -> tuple[str, ...]:
    """Titles of the plugins that are on and need this one."""
    others = chosen | plugins.required
    return tuple(
        str(plugins.all()[other].title)
        for other in sorted(others)
        if other != name and other in plugins.all() and name in _needs_of(plugins, other)
    )


def _needs_of(plugins: Plugins, name: str) -> frozenset[str]:
    """What a plugin stands on, directly or through others."""
    about, found, queue = plugins.all(), set[str](), list(plugins.all()[name].needs)
    while queue:
        need = queue.pop()
        if need in about and need not in found:
            found.add(need)
            queue.extend(about[need].needs)
    return frozenset(found)


def _refuse_to_stop(plugins: Plugins, name: str) -> None:
    about = plugins.all()[name]
    if about.required:
        raise Refused(_("«%(title)s» cannot be switched off: the platform stands on it.", title=about.title))
    others = _standing_on(plugins, name, _chosen())
    if others:
        raise Refused(
            _(
                "Switch off first what stands on it: %(others)s.",
                others=", ".join(f"«{one}»" for one in others),
            )
        )
