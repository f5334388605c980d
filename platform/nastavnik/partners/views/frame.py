# SPDX-License-Identifier: MIT
"""What the room's views share: the blueprint, words of codes, and what the person may do."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from nastavnik.foundation.scope import current_actor
from nastavnik.partners import words
from nastavnik.web.components import with_query

blueprint = Blueprint("partners", __name__, template_folder="../templates")


def may_edit() -> bool:
    """Whether the person keeps the register; for what a page offers."""
    return "partners.edit" in current_actor().rights


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {"words": words, "word": words.word, "may_edit": may_edit, "sorted_by": sorted_by}


def sorted_by(name: str, order: str) -> dict[str, str]:
    """What a heading of a sortable column needs: where it leads, and how the list is ordered now."""
    now = request.args.get("sort", order)
    state = "ascending" if now == name else "descending" if now == f"-{name}" else "none"
    return {"url": with_query(sort=f"-{name}" if now == name else name), "sort": state}
