# SPDX-License-Identifier: MIT
"""What the room's views share: the blueprint, words of codes, what the person may do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, request

from nastavnik.foundation.scope import current_actor
from nastavnik.meetings import words
from nastavnik.people import service as people
from nastavnik.web.components import with_query

blueprint = Blueprint("meetings", __name__, template_folder="../templates")


def may(right: str = "edit") -> bool:
    """Whether the person has a right of this room; for what a page offers."""
    return f"meetings.{right}" in current_actor().rights


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {
        "words": words,
        "word": words.word,
        "may": may,
        "name_of": people.name_of,
        "sorted_by": sorted_by,
    }


def sorted_by(name: str, order: str) -> dict[str, str]:
    """What a heading of a sortable column needs: where it leads, and how the list is ordered now."""
    now = request.args.get("sort", order)
    state = "ascending" if now == name else "descending" if now == f"-{name}" else "none"
    return {"url": with_query(sort=f"-{name}" if now == name else name), "sort": state}


def identifier(text: str | None) -> UUID | None:
    """An identifier from an address or a form; ``None`` for anything else."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
