# SPDX-License-Identifier: MIT
"""Words of codes on pages of agreements."""

from __future__ import annotations

from collections.abc import Mapping

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.i18n import lazy_pgettext as _p

PUBLIC_STATES: Mapping[str, tuple[str, Text]] = {
    "sent": ("work", _l("Is being signed")),
    "proposed": ("work", _l("Changes are being discussed")),
    "partly_signed": ("work", _l("Signed by one side")),
    "active": ("done", _p("agreement", "In force")),
    "expired": ("none", _l("The term is over")),
    "renewed": ("none", _l("Replaced by a new agreement")),
    "terminated": ("cancelled", _l("Terminated")),
    "declined": ("cancelled", _p("agreement", "Declined")),
    "withdrawn": ("cancelled", _l("Withdrawn by the organisation")),
}
"""For those who hold the code: kind of the sign and the word."""

WAYS: Mapping[str, Text] = {
    "simple": _l("simple electronic signature"),
    "qualified": _l("qualified electronic signature"),
    "paper": _l("on paper"),
}
WAYS_SHORT: Mapping[str, Text] = {"simple": _l("SES"), "qualified": _l("QES"), "paper": _l("on paper")}
"""«ПЭП», «УКЭП», «на бумаге»."""

FINDING_SIGNS: Mapping[str, tuple[str, str]] = {
    "checked": ("n-state-done", "shield-check"),
    "not_checked": ("n-state-soon", "shield-question"),
    "broken": ("n-state-late", "shield-x"),
}
"""Class and icon of a line of a check."""
