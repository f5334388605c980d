# SPDX-License-Identifier: MIT
"""``nastavnik accounts``: people of the district, and closing an account."""

from __future__ import annotations

import click

from nastavnik.foundation import database
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.names import NotAName, PersonName
from nastavnik.foundation.scope import COMMAND
from nastavnik.settings import read_settings

from . import service


@click.group("accounts")
def accounts_commands() -> None:
    """Accounts of people."""
    database.connect(read_settings().database_url)


@accounts_commands.command()
@click.argument("email")
@click.argument("name")
@click.option(
    "--role", type=click.Choice(service.DISTRICT_ROLES), required=True, help="What the person will be."
)
@click.option("--post", default="", help="The person's post, in words.")
def invite(email: str, name: str, role: str, post: str) -> None:
    """Invite NAME («Фамилия Имя Отчество») into the department or the administration of the platform."""
    try:
        person = PersonName.parse(name)
    except NotAName as error:
        raise click.ClickException(error.message) from error
    service.invite_to_district(email, person, role, post, actor=COMMAND)
    click.echo("the invitation is in the queue of letters")


@accounts_commands.command()
@click.argument("email")
def block(email: str) -> None:
    """Close an account: its sign-ins end at once."""
    try:
        service.block(email, actor=COMMAND)
    except NotFound as error:
        raise click.ClickException(str(error)) from error
    click.echo("blocked")


@accounts_commands.command()
@click.argument("email")
def unblock(email: str) -> None:
    """Open a blocked account; a link for a new password goes out by mail."""
    try:
        service.unblock(email, actor=COMMAND)
    except NotFound as error:
        raise click.ClickException(str(error)) from error
    click.echo("the invitation is in the queue of letters")
