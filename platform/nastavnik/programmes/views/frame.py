# SPDX-License-Identifier: MIT
"""What the room's views share: the blueprint, words of codes, and what the person may do."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from nastavnik.foundation.dates import today
from nastavnik.foundation.scope import current_actor
from nastavnik.people.service import name_of
from nastavnik.programmes import service, words
from nastavnik.programmes.service import Programme
from nastavnik.web.components import with_query

blueprint = Blueprint("programmes", __name__, template_folder="../templates")


def may(right: str = "edit") -> bool:
    """Whether the person has a right of this room; for what a page offers."""
    return f"programmes.{right}" in current_actor().rights


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {
        "words": words,
        "word": words.word,
        "may": may,
        "name_of": name_of,
        "sorted_by": sorted_by,
        "stages": service.STAGES,
        "papers": service.PAPERS,
        "stuck_days": service.STUCK_DAYS,
        "days_in_stage": lambda programme: service.days_in_stage(programme, today()),
        "is_stuck": lambda programme: service.is_stuck(programme, today()),
        "variant_title": variant_title,
    }


def variant_title(programme: Programme) -> str:
    """The role variant in words; empty while none was chosen."""
    found = service.variant_of(programme.form, programme.variant)
    return found.title if found else ""


def sorted_by(name: str, order: str) -> dict[str, str]:
    """What a heading of a sortable column needs: where it leads, and how the list is ordered now."""
    now = request.args.get("sort", order)
    state = "ascending" if now == name else "descending" if now == f"-{name}" else "none"
    return {"url": with_query(sort=f"-{name}" if now == name else name), "sort": state}
