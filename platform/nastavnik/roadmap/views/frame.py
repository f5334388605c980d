# SPDX-License-Identifier: MIT
"""What the room's views share: the blueprint, and the question whether the person may."""

from __future__ import annotations

from flask import Blueprint

from nastavnik.foundation.scope import current_actor

blueprint = Blueprint("roadmap", __name__, template_folder="../templates")


def may(right: str) -> bool:
    """Whether the person has a right of this room; for what a page offers."""
    return f"roadmap.{right}" in current_actor().rights
