# SPDX-License-Identifier: MIT
"""What the room's views share: the blueprint, words of codes, what the person may do, where an obstacle is mended."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, request, send_file, url_for
from werkzeug.wrappers import Response

from nastavnik.consents.service import Obstacle
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor
from nastavnik.matches import words
from nastavnik.people import service as people
from nastavnik.web.components import with_query

blueprint = Blueprint("matches", __name__, template_folder="../templates")


def may(right: str = "edit") -> bool:
    """Whether the person has a right of this room; for what a page offers."""
    return f"matches.{right}" in current_actor().rights


def remedy(obstacle: Obstacle) -> tuple[str, str]:
    """What to do about an obstacle, and where."""
    if obstacle.remedy == "mentor":
        what = _("Record the selection") if obstacle.code == "not_selected" else _("Look at the mentor")
        endpoint = "people.mentor_state" if obstacle.code == "not_selected" else "people.card"
        return what, url_for(endpoint, person_id=obstacle.person_id)
    if obstacle.code == "consent":
        url = url_for("consents.give", person_id=obstacle.person_id, purpose="participation")
        return _("Ask for the consent and record it"), url
    if obstacle.remedy == "clearance":
        return _("Record the clearance"), url_for("consents.clearance", person_id=obstacle.person_id)
    return _("Open the card"), url_for("people.card", person_id=obstacle.person_id)


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {
        "words": words,
        "word": words.word,
        "may": may,
        "remedy": remedy,
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


def paper(data: bytes, name: str, kind: str) -> Response:
    """A document to download; nobody on the way keeps it."""
    response = send_file(BytesIO(data), as_attachment=True, download_name=f"{name}.{kind}")
    response.headers["Cache-Control"] = "private, no-store"
    return response
