# SPDX-License-Identifier: MIT
"""What the plugin contributes: pages that propose pairs. The pairs themselves are the core's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.i18n import register_catalogue
from nastavnik.hookspecs import About, NavEntry, Pages, hook

from .views import blueprint

register_catalogue(Path(__file__).parent / "locale")

about = About(
    title=_l("Matching"),
    description=_l(
        "Proposes pairs of a programme: who answers whose request, with every score told in words."
    ),
    needs=("people", "consents", "programmes", "matches"),
)


@hook
def pages() -> Sequence[Pages]:
    """The proposal of a programme."""
    return [Pages("tenant", blueprint)]


@hook
def navigation(scope: Literal["tenant", "department", "partner"]) -> Sequence[NavEntry]:
    """«Подбор пар»."""
    if scope != "tenant":
        return []
    return [NavEntry(_l("Matching"), "matching.index", "puzzle", _l("Participants"), 325, "matches.edit")]
