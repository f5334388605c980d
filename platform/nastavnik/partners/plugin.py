# SPDX-License-Identifier: MIT
"""What the room contributes: the register of partner organisations and the partner's portal."""

from __future__ import annotations

from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.hookspecs import About

about = About(
    title=_l("Partners"),
    description=_l("Partner organisations of the district, their people and their portal."),
    needs=("accounts", "tenants", "people"),
)
