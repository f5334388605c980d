# SPDX-License-Identifier: MIT
"""``nastavnik people import``: a spreadsheet of people from the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

import click

from nastavnik.foundation import database
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import COMMAND, TenantScope
from nastavnik.settings import read_settings
from nastavnik.tenants import service as tenants

from . import service
from .importing import TARGETS, guess_mapping, guess_target, read_table

_BAD_INPUT = 2


@click.group("people", help=_("People of organisations."))
def people_commands() -> None:
    """People of organisations."""


@people_commands.command(
    "import", help=_("Bring people in from XLSX, ODS or CSV; rows with mistakes are printed.")
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--tenant", "slug", required=True, metavar="SLUG", help=_("The organisation."))
@click.option(
    "--into", "target", type=click.Choice(list(TARGETS)), help=_("The register, if not the headings' own.")
)
@click.option("--dry-run", is_flag=True, help=_("Say what would happen and write nothing."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
def bring_in(file: Path, slug: str, target: str | None, dry_run: bool, as_json: bool) -> None:
    """Bring people in from a spreadsheet; exit with 1 when a row was rejected, with 2 when the file cannot be read."""
    try:
        table = read_table(file.read_bytes())
    except OSError as error:
        _refuse(_("The file cannot be opened: %(name)s.", name=file.name), error)
    except Refused as refusal:
        _refuse(refusal.message, refusal)
    database.connect(read_settings().database_url)
    tenant = next((one for one in tenants.all_organisations() if one.slug == slug), None)
    if tenant is None:
        _refuse(_("There is no organisation “%(slug)s”.", slug=slug))
    target = target or guess_target(table.headings)
    with database.open_scope(TenantScope(tenant.id, tenant.slug, actor=COMMAND)):
        report = service.run_import(table, guess_mapping(table.headings, target), target, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        for name, count in report.counts().items():
            click.echo(f"{name}: {count}")
        for one in report.rejected:
            click.echo(
                _("row %(row)s, %(column)s: %(message)s", row=one.row, column=one.column, message=one.message)
            )
    if report.rejected:
        raise click.exceptions.Exit(1)


def _refuse(sentence: str, cause: Exception | None = None) -> NoReturn:
    sys.stderr.write(f"{sentence}\n")
    raise click.exceptions.Exit(_BAD_INPUT) from cause
