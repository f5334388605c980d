# SPDX-License-Identifier: MIT
"""``nastavnik audit``: whether the logs are as they were written."""

from __future__ import annotations

from collections.abc import Iterable

import click

from .foundation import database
from .foundation.audit import BrokenLink, verify
from .foundation.database import open_scope
from .foundation.scope import COMMAND, Scope, SystemScope, TenantScope
from .settings import read_settings
from .tenants import service as tenants

_PROBLEMS = {
    "changed": "the entry is not as it was written",
    "missing": "the entry is missing",
    "end": "entries at the end are missing",
}


@click.group("audit")
def audit_commands() -> None:
    """The audit logs."""


@audit_commands.command("verify")
@click.option("--tenant", "slug", metavar="SLUG", help="The log of one organisation.")
@click.option("--district", is_flag=True, help="The log of the district.")
@click.option("--all", "everything", is_flag=True, help="Every log there is (the default).")
def verify_command(slug: str | None, district: bool, everything: bool) -> None:
    """Recount the chains; exit with 1 and name the entry where one breaks."""
    if [bool(slug), district, everything].count(True) > 1:
        raise click.UsageError("choose one of --tenant, --district and --all")
    database.connect(read_settings().database_url)
    broken = 0
    for name, scope in _chains(slug, district_only=district):
        with open_scope(scope) as session:
            link = verify(session)
        broken += link is not None
        click.echo(f"{name}: {_verdict(link)}")
    if broken:
        raise click.exceptions.Exit(1)


def _chains(slug: str | None, *, district_only: bool) -> Iterable[tuple[str, Scope]]:
    if slug is None:
        yield "district", SystemScope(reason="the district's audit log is verified", actor=COMMAND)
    if district_only:
        return
    known = [tenant for tenant in tenants.all_organisations() if slug in (None, tenant.slug)]
    if slug is not None and not known:
        raise click.ClickException(f"no organisation {slug!r}")
    for tenant in known:
        yield tenant.slug, TenantScope(tenant.id, tenant.slug, actor=COMMAND)


def _verdict(link: BrokenLink | None) -> str:
    return "whole" if link is None else f"broken at entry {link.sequence}: {_PROBLEMS[link.problem]}"
