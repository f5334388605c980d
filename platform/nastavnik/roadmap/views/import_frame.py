# SPDX-License-Identifier: MIT
"""What the pages of the wizard share: its steps, the way back from a finished draft, and the start."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec
from uuid import UUID

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.roadmap import service
from nastavnik.roadmap.importing import Draft
from nastavnik.roadmap.service import imports
from nastavnik.web.acts import Page

from .frame import may
from .import_fields import shown_in

Arguments = ParamSpec("Arguments")


def steps() -> list[str]:
    """Titles of the steps; a new edition is compared with the running one in between."""
    titles = [_("File"), _("Check")]
    if service.running_roadmap() is not None:
        titles.append(_("Comparison"))
    return [*titles, _("Start")]


def place_in_list() -> dict[str, Any]:
    """Which measures the page of the check shows, for a way back to them."""
    return {name: value for name, value in request.args.items() if name in ("show", "page")}


def lasting(view: Callable[Arguments, Page]) -> Callable[Arguments, Page]:
    """A draft that has started, or was thrown away, leads on: the «back» of a browser and a second tab come here."""

    @wraps(view)
    def shown(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Page:
        try:
            return view(*args, **kwargs)
        except NotFound:
            import_id = kwargs["import_id"]
            state = imports.state_of_import(import_id) if isinstance(import_id, UUID) else ""
            if state == "confirmed":
                flash(_("This roadmap has been started already."), "info")
                return redirect(url_for("roadmap.index"), 303)
            if state == "abandoned":
                flash(_("This draft was thrown away. Upload the order again."), "info")
                return redirect(url_for("roadmap.upload"), 303)
            raise

    return shown


def asks_director(draft: Draft) -> bool:
    """Whether this person may only ask the director to start the roadmap."""
    return draft.needs_approval and not may("approve")


def launch(import_id: UUID, draft: Draft) -> Response:
    """Start the roadmap, or ask the director to."""
    if asks_director(draft):
        imports.send_for_approval(import_id)
        flash(_("Sent to the director for approval. You will be told of the decision."))
        return redirect(url_for("roadmap.upload"), 303)
    roadmap = imports.launch(import_id)
    count = len(service.items_of(roadmap.id))
    flash(ngettext("The roadmap runs: %(num)s measure.", "The roadmap runs: %(num)s measures.", count))
    return redirect(url_for("roadmap.index"), 303)


def refuse_stale(kept: imports.Kept) -> None:
    """Nobody starts what they have not seen."""
    if kept.stale:
        raise Refused(
            _(
                "While you were looking, somebody changed this draft. It stands below as it is now: "
                "look it over and start again."
            )
        )


def tell_replaced(kept: imports.Kept) -> None:
    """What the page wrote over is named, so that it can be brought back."""
    for name, value in kept.replaced.items():
        flash(
            _(
                "While you were editing, somebody else changed the field “%(field)s”. Yours was kept; "
                "theirs was: “%(value)s”.",
                field=shown_in(kept.draft, name),
                value=value,
            ),
            "warning",
        )
