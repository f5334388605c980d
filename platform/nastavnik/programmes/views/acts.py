# SPDX-License-Identifier: MIT
"""Steps of a programme: approved, started, on to the next stage, cancelled, continued."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _
from nastavnik.programmes import service
from nastavnik.programmes.forms import ContinueForm, ReasonForm
from nastavnik.programmes.service import Programme
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send

from .card import also_missing
from .frame import blueprint


@blueprint.post("/<uuid:programme_id>/approve")
@access(right="programmes.approve")
def approve(programme_id: UUID) -> Response:
    """The director approves a whole draft."""
    programme = service.get_programme(programme_id)
    return _step(
        programme, lambda: service.approve(programme.id), _("The programme is approved: it may be started.")
    )


@blueprint.post("/<uuid:programme_id>/start")
@access(right="programmes.edit")
def start(programme_id: UUID) -> Response:
    """Start an approved programme."""
    programme = service.get_programme(programme_id)
    return _step(
        programme, lambda: service.start(programme.id), _("The programme has entered its first stage.")
    )


@blueprint.post("/<uuid:programme_id>/advance")
@access(right="programmes.edit")
def advance(programme_id: UUID) -> Response:
    """Enter the next stage, or complete the programme after the last."""
    programme = service.get_programme(programme_id)
    return _step(
        programme,
        lambda: service.advance(programme.id, also_missing=also_missing(programme)),
        _("The programme is completed.")
        if programme.stage == service.LAST_STAGE
        else _("The programme has entered its next stage."),
    )


@blueprint.route("/<uuid:programme_id>/cancel", methods=["GET", "POST"])
@access(right="programmes.edit")
def cancel(programme_id: UUID) -> Page:
    """Cancel a programme."""
    programme, form = service.get_programme(programme_id), ReasonForm()
    sent = send(
        form,
        lambda: service.cancel(programme.id, form.reason.data or ""),
        _("The programme is cancelled."),
        url_for("programmes.card", programme_id=programme.id),
    )
    return sent or page("programmes/cancel_form.html", form, programme=programme)


@blueprint.route("/<uuid:programme_id>/continue", methods=["GET", "POST"])
@access(right="programmes.edit")
def go_on(programme_id: UUID) -> Page:
    """Begin the next cycle of an ended programme with its people."""
    programme = service.get_programme(programme_id)
    form = ContinueForm(data={"starts_on": today()})
    made: list[Programme] = []
    sent = send(
        form,
        lambda: made.append(
            service.continue_programme(programme.id, starts_on=form.starts_on.data, ends_on=form.ends_on.data)
        ),
        _("The draft of the next cycle is ready, with the same people."),
        lambda: url_for("programmes.card", programme_id=made[0].id),
    )
    return sent or page("programmes/continue_form.html", form, programme=programme)


def _step(programme: Programme, act: Callable[[], object], done: Text) -> Response:
    try:
        act()
    except Refused as refusal:
        flash(refusal.message, "error")
    else:
        flash(str(done))
    return redirect(url_for("programmes.card", programme_id=programme.id), 303)
