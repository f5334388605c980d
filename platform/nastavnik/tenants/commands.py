# SPDX-License-Identifier: MIT
"""``nastavnik tenants``: organisations from the files under ``tenants/``."""

from __future__ import annotations

from pathlib import Path

import click

from nastavnik.foundation import database
from nastavnik.settings import read_settings

from . import service


@click.group("tenants")
def tenants_commands() -> None:
    """Organisations of the district."""


@tenants_commands.command("sync")
@click.option(
    "--dir",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=service.FOLDER,
    help="Where the declarations lie; by default the folder tenants/ of the product.",
)
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--dry-run", is_flag=True, help="Show what would change and write nothing.")
def sync(folder: Path, yes: bool, dry_run: bool) -> None:
    """Bring the organisations in line with <slug>/tenant.toml. What would change is shown first."""
    try:
        declarations = service.read_declarations(folder)
        service.read_district(folder)
    except service.BadDeclaration as fault:
        raise click.ClickException(str(fault)) from fault
    database.connect(read_settings().database_url)
    wanted = service.differences(declarations)
    for difference in wanted:
        click.echo(f"{difference.slug}: {'new' if difference.new else 'changes'}")
        for field in difference.fields:
            click.echo(f"  {field}")
    if not wanted:
        click.echo("nothing to do: every organisation is as declared")
        return
    if dry_run:
        return
    if not yes:
        click.confirm("Write this?", abort=True)
    service.apply(declarations, wanted)
    click.echo(f"written: {len(wanted)}")


@tenants_commands.command("list")
def list_tenants() -> None:
    """Show the organisations there are."""
    database.connect(read_settings().database_url)
    for tenant in service.all_organisations():
        click.echo(f"{tenant.slug}\t{tenant.state}\t{tenant.kind}\t{tenant.short_name}")
