# SPDX-License-Identifier: MIT
"""``nastavnik db``: migrations, as the owner of the schema."""

from __future__ import annotations

from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine
from sqlalchemy.engine import Connection

from .settings import read_settings

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def alembic_config(url: str = "", connection: Connection | None = None) -> Config:
    """Alembic's configuration for a URL or an open connection of the owner."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@click.group("db")
def database_commands() -> None:
    """The database's schema."""


@database_commands.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the schema forward to REVISION."""
    command.upgrade(alembic_config(_owner_url()), revision)


@database_commands.command(context_settings={"ignore_unknown_options": True})  # «-1» is a revision
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the schema back to REVISION."""
    command.downgrade(alembic_config(_owner_url()), revision)


@database_commands.command()
def current() -> None:
    """Show the revision of the schema."""
    command.current(alembic_config(_owner_url()), verbose=False)


@database_commands.command()
def check() -> None:
    """Exit with 1 unless the schema is at the newest revision."""
    with create_engine(_owner_url(), poolclass=NullPool).connect() as connection:
        found = MigrationContext.configure(connection).get_current_heads()
    newest = ScriptDirectory.from_config(alembic_config()).get_heads()
    if set(found) != set(newest):
        raise click.ClickException(
            f"the schema is at {', '.join(found) or 'nothing'}, the newest is {', '.join(newest)}"
        )
    click.echo(f"the schema is at {', '.join(found)}")


def _owner_url() -> str:
    settings = read_settings()
    if not settings.owner_database_url:
        raise click.ClickException(
            "NASTAVNIK_OWNER_DATABASE_URL is not set: migrations run as nastavnik_owner"
        )
    return settings.owner_database_url
