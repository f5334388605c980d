# SPDX-License-Identifier: MIT
"""``nastavnik demo``: the fictional district and who may sign in to it."""

from __future__ import annotations

import click

from nastavnik.accounts import service as accounts
from nastavnik.foundation import database
from nastavnik.foundation.files import use_storage
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.plugins import Plugins
from nastavnik.settings import read_settings

from .filling import fill
from .people import PASSWORD, sign_ins


@click.group("demo")
def demonstration_commands() -> None:
    """The demonstration district."""


@demonstration_commands.command("fill")
@click.option("--password", default=PASSWORD, show_default=True, help="The one password of everybody.")
def fill_district(password: str) -> None:
    """Fill the district with fictional people and their work; what is there already is left alone."""
    settings = read_settings()
    if not settings.demonstration:
        raise click.ClickException(
            "NASTAVNIK_DEMONSTRATION is not true: this would put fictional people into real data"
        )
    database.connect(settings.database_url)
    use_storage(settings.files_dir)
    for line in fill(Plugins.discover(settings.allowed_plugins), password=password):
        click.echo(line)


@demonstration_commands.command("people")
@click.option("--password", default=PASSWORD, help="The password to print beside each.")
def people(password: str) -> None:
    """Show who can sign in to the demonstration."""
    head = ("Кто", "Роль", "Где", "Почта", "Пароль")
    with using_language(DEFAULT_LANGUAGE):
        rows = [
            (one.name, str(accounts.role_name(one.role)), one.place or "округ", one.email, password)
            for one in sign_ins()
        ]
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    for row in (head, *rows):
        click.echo("  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip())
