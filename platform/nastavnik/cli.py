# SPDX-License-Identifier: MIT
"""The command line: ``nastavnik``. Verbs of rooms and plugins are attached by the hook ``commands``.

A plugin's verbs are looked up only when no verb of the core matches, so that pure verbs start quickly and work
without a database.
"""

from __future__ import annotations

from importlib import import_module

import click

_CORE = {
    "db": ("nastavnik.database_commands", "database_commands"),
    "demo": ("nastavnik.demonstration.commands", "demonstration_commands"),
    "audit": ("nastavnik.audit_commands", "audit_commands"),
    "i18n": ("nastavnik.foundation.i18n_tool", "i18n"),
    "roadmap": ("nastavnik.roadmap.commands", "roadmap_commands"),
}


class _Verbs(click.Group):
    """Core verbs by name, then those that plugins contribute."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*_CORE, *self._of_plugins()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _CORE:
            module, name = _CORE[cmd_name]
            command: click.Command = getattr(import_module(module), name)
            return command
        return self._of_plugins().get(cmd_name)

    def _of_plugins(self) -> dict[str, click.Command]:
        from .plugins import Plugins

        return {
            command.name: command
            for _plugin, commands in Plugins.discover().ask_all("commands")
            for command in commands
            if command.name
        }


@click.group(cls=_Verbs)
@click.version_option(package_name="nastavnik")
def main() -> None:
    """«Наставник»: наставничество обучающихся в муниципальном округе."""
