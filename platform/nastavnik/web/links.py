# SPDX-License-Identifier: MIT
"""Links of the installation that stand on every page, signed in or not."""

from __future__ import annotations

from nastavnik.foundation.i18n import lazy_gettext as _l

from .shell import Link

FOOTER = (Link(_l("Processing of personal data"), "/privacy"), Link(_l("Help"), "/help"))
BESIDE_SIGN_IN = (
    Link(_l("Help and answers to questions"), "/help", "help-circle"),
    Link(_l("Policy of processing personal data"), "/privacy", "lock"),
)
