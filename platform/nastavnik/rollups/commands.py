# SPDX-License-Identifier: MIT
"""``nastavnik rollups``: recount the stored totals, and compare them with a fresh count."""

from __future__ import annotations

import click

from nastavnik.foundation import database
from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.scope import COMMAND, SystemScope, TenantScope
from nastavnik.plugins import Plugins
from nastavnik.settings import read_settings
from nastavnik.tenants import service as tenants

from . import service
from .comparison import compare


@click.group("rollups")
def rollup_commands() -> None:
    """The stored totals that the department reads."""


@rollup_commands.command()
@click.option("--tenant", "slug", metavar="SLUG", help="One organisation instead of all.")
def rebuild(slug: str | None) -> None:
    """Recount everything from the rows, or one organisation's totals."""
    plugins = _connect()
    if slug is None:
        with (
            open_scope(SystemScope(reason="all totals are recounted by a command", actor=COMMAND)),
            change() as tx,
        ):
            counted = service.rebuild_all(plugins)
            tx.record("rollups.rebuilt", after={"tenants": counted})
        click.echo(f"{counted} organisations recounted")
        return
    tenant = next((tenant for tenant in tenants.all_organisations() if tenant.slug == slug), None)
    if tenant is None:
        raise click.ClickException(f"no organisation {slug!r}")
    with open_scope(TenantScope(tenant.id, tenant.slug, actor=COMMAND)):
        service.mark_stale()
        service.refresh_tenant(plugins, tenants.enabled_plugins(plugins))
    click.echo(f"{slug} recounted")


@rollup_commands.command()
def check() -> None:
    """Count everything afresh and compare; print what differs and exit with 1."""
    plugins = _connect()
    with open_scope(
        SystemScope(reason="stored totals are compared with a fresh count", actor=COMMAND)
    ) as opened:
        comparison = compare(opened, plugins)
    for difference in comparison.differences:
        click.echo(str(difference))
    click.echo(f"{comparison.compared} organisations compared, {comparison.waiting} wait for their recount")
    if comparison.differences:
        raise click.exceptions.Exit(1)


def _connect() -> Plugins:
    settings = read_settings()
    database.connect(settings.database_url)
    return Plugins.discover(settings.allowed_plugins)
