# SPDX-License-Identifier: MIT
"""States of programmes in words."""

from __future__ import annotations

from collections.abc import Mapping

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_pgettext as _p

STATES: Mapping[str, Text] = {
    "draft": _p("programme", "Draft"),
    "approved": _p("programme", "Approved"),
    "running": _p("programme", "Runs"),
    "completed": _p("programme", "Completed"),
    "cancelled": _p("programme", "Cancelled"),
}
KINDS_OF_STATE: Mapping[str, str] = {
    "draft": "todo",
    "approved": "planned",
    "running": "work",
    "completed": "done",
    "cancelled": "cancelled",
}
"""How a state is painted."""
ROLES: Mapping[str, Text] = {"mentor": _p("programme", "Mentor"), "mentee": _p("programme", "Mentee")}


def word(words: Mapping[str, Text], code: str) -> str:
    """A code in words; an unknown one as it is."""
    return str(words.get(code, code))
