# SPDX-License-Identifier: MIT
"""What the room's views share: the blueprint, words of codes, where an obstacle is mended, papers to download."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, request, send_file, url_for
from werkzeug.wrappers import Response

from nastavnik.consents import words
from nastavnik.consents.service import Obstacle
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor
from nastavnik.people import service as people
from nastavnik.web.components import with_query

blueprint = Blueprint("consents", __name__, template_folder="../templates")


def may(right: str) -> bool:
    """Whether the person has a right of this room; for what a page offers."""
    return f"consents.{right}" in current_actor().rights


def remedy(obstacle: Obstacle) -> tuple[str, str]:
    """What to do about an obstacle, and where."""
    person_id = obstacle.person_id
    if obstacle.remedy == "consent":
        return _("Record the consent"), url_for("consents.give", person_id=person_id, purpose="participation")
    if obstacle.remedy == "clearance":
        return _("Record the clearance"), url_for("consents.clearance", person_id=person_id)
    if obstacle.remedy == "mentor":
        return _("Change the mentor's state"), url_for("people.mentor_state", person_id=person_id)
    if obstacle.code == "blocked":
        return _("Open the card"), url_for("people.card", person_id=person_id)
    return _("Correct the data"), url_for("people.edit", person_id=person_id)


def shared() -> dict[str, Any]:
    """What the room's templates use, on its own pages and in the parts it puts on others."""
    return {
        "words": words,
        "word": words.word,
        "may": may,
        "remedy": remedy,
        "name_of": people.name_of,
    }


blueprint.context_processor(shared)


def sorted_by(name: str) -> dict[str, str]:
    """What a heading of a sortable column needs: where it leads, and how the list is ordered now."""
    now = request.args.get("sort", "name")
    state = "ascending" if now == name else "descending" if now == f"-{name}" else "none"
    return {"url": with_query(sort=f"-{name}" if now == name else name, page=None), "sort": state}


def paper(data: bytes, name: str, media_type: str | None = None) -> Response:
    """A file to download; nobody on the way keeps it."""
    response = send_file(BytesIO(data), mimetype=media_type, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
