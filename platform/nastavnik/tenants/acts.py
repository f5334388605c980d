# SPDX-License-Identifier: MIT
"""Entries of the journal in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.plugins import Plugins

OWN_ACTS: Mapping[str, Text] = {
    "tenants.director_named": _l("The director was entered"),
    "tenants.plugin_switched": _l("A plugin was switched on or off"),
    "file.stored": _l("A file was stored"),
    "job.started": _l("A long job was started"),
    "job.done": _l("A long job was finished"),
    "job.failed": _l("A long job did not work out"),
    "job.cancelled": _l("A long job was stopped"),
}
"""Acts of this room and of the foundation, which is no plugin."""


def words_of_acts(plugins: Plugins) -> dict[str, Text]:
    """Words for every act that some plugin can record, by its code."""
    return {code: words for _name, answer in plugins.ask_all("audit_words") for code, words in answer.items()}


def actor_words(entry: AuditEntry) -> str:
    """Who acted: a person's name, or what the platform did by itself."""
    match entry.actor_kind:
        case "person":
            return entry.actor_name
        case "command":
            return _("The system, by command")
        case _:
            return _("The system")


def values_in_words(values: Mapping[str, Any] | None) -> str:
    """«role: coordinator; post: методист», or nothing."""
    return "; ".join(f"{name}: {_value(value)}" for name, value in (values or {}).items())


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
