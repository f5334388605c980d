# SPDX-License-Identifier: MIT
"""What the chess club contributes."""

from __future__ import annotations

from typing import Literal

from flask import Blueprint

from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.hookspecs import About, Found, NavEntry, Pages, Right, hook
from nastavnik.web.access import access

about = About(title=_l("Chess club"))
blueprint = Blueprint("chess", __name__)


@blueprint.get("/")
@access(right="chess.view")
def board() -> str:
    """The club's board."""
    return "e2-e4"


@hook
def pages() -> list[Pages]:
    """One page under the plugin's own name."""
    return [Pages("tenant", blueprint)]


@hook
def rights() -> list[Right]:
    """Everybody in an organisation may look at the board."""
    return [Right("chess.view", _l("Look at the board"), frozenset({"director", "coordinator", "executor"}))]


@hook
def navigation(scope: Literal["tenant", "department", "partner"]) -> list[NavEntry]:
    """A line in the organisation's menu."""
    return [NavEntry(_l("Chess"), "chess.board", "chess")] if scope == "tenant" else []


@hook
def search(text: str) -> list[Found]:
    """The club is found by its name."""
    return [Found("Chess club", "/", "club")] if text in "chess" else []
