# SPDX-License-Identifier: MIT
"""The room as a plugin: every event makes its tenant's totals stale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.outbox import Event
from nastavnik.hookspecs import About, hook

from . import service

if TYPE_CHECKING:
    import click

about = About(
    title=_l("Figures for the district"),
    description=_l(
        "Counts what is done in the organisation and hands the department totals, without persons."
    ),
    required=True,
)


@hook
def on_event(event: Event) -> None:
    """Whatever has happened, figures may have changed."""
    service.mark_stale()


@hook
def audit_words() -> Mapping[str, Text]:
    """Acts of this room in the journal."""
    return {"rollups.rebuilt": _l("All totals were recounted")}


@hook
def commands() -> Sequence[click.Command]:
    """``nastavnik rollups``."""
    from .commands import rollup_commands

    return [rollup_commands]
