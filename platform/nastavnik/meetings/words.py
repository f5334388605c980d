# SPDX-License-Identifier: MIT
"""Kinds, states and ways of meetings in words (Р-145; domain 6)."""

from __future__ import annotations

from collections.abc import Mapping

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_pgettext as _p

KINDS: Mapping[str, Text] = {
    "intro": _p("meeting", "Acquaintance"),
    "trial": _p("meeting", "Trial meeting"),
    "planning": _p("meeting", "Planning"),
    "regular": _p("meeting", "Work together"),
    "final": _p("meeting", "Final meeting"),
}
ORDER = tuple(KINDS)
STATES: Mapping[str, Text] = {
    "planned": _p("meeting", "Planned"),
    "held": _p("meeting", "Waits for feedback"),
    "closed": _p("meeting", "Held"),
    "no_show": _p("meeting", "Did not take place"),
    "cancelled": _p("meeting", "Cancelled"),
}
FORMATS: Mapping[str, Text] = {
    "in_person": _p("meetings", "In person"),
    "remote": _p("meetings", "Remotely"),
}
WAYS: Mapping[str, Text] = {
    "account": _p("feedback", "By account"),
    "link": _p("feedback", "By link"),
    "qr": _p("feedback", "By code at the meeting"),
    "on_behalf": _p("feedback", "Entered by the coordinator"),
    "paper": _p("feedback", "On paper"),
}
MOODS: Mapping[str, Text] = {
    "1": _p("mood", "Bad"),
    "2": _p("mood", "Rather bad"),
    "3": _p("mood", "So-so"),
    "4": _p("mood", "Good"),
    "5": _p("mood", "Very good"),
}
ROLES: Mapping[str, Text] = {"mentor": _p("pair", "Mentor"), "mentee": _p("pair", "Mentee")}
KINDS_OF_STATE: Mapping[str, str] = {
    "planned": "planned",
    "held": "waiting",
    "closed": "done",
    "no_show": "cancelled",
    "cancelled": "cancelled",
}
"""How a state is painted."""


def word(words: Mapping[str, Text], code: str) -> str:
    """A code in words; an unknown one as it is."""
    return str(words.get(code, code))
