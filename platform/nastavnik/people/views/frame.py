# SPDX-License-Identifier: MIT
"""What the room's views share: the blueprint, words of codes, and what the person may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request

from nastavnik.foundation.dates import today
from nastavnik.foundation.scope import current_actor
from nastavnik.people import words
from nastavnik.people.service import Listing, Person, full_years, name_of
from nastavnik.web.components import with_query

blueprint = Blueprint("people", __name__, template_folder="../templates")


def may(right: str) -> bool:
    """Whether the person has a right of this room; for what a page offers."""
    return f"people.{right}" in current_actor().rights


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {"words": words, "word": words.word, "name_of": name_of, "may": may, "age_of": age_of}


def age_of(person: Person) -> int | None:
    """Full years today."""
    return full_years(person.birth_date, person.birth_year, today())


def listing(page: Callable[[], int], order: str = "name") -> Listing:
    """The order and the page of a list as the address asks for them."""
    return Listing(request.args.get("sort", order)[:20], page())


def sorted_by(name: str, order: str) -> dict[str, str]:
    """What a heading of a sortable column needs: where it leads, and how the list is ordered now."""
    now = request.args.get("sort", order)
    state = "ascending" if now == name else "descending" if now == f"-{name}" else "none"
    return {"url": with_query(sort=f"-{name}" if now == name else name), "sort": state}
