# SPDX-License-Identifier: MIT
"""Acts on one execution: begin, close, open again, move, set aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import redirect, request
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import format_date, today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.roadmap import service
from nastavnik.roadmap.forms import CloseForm, ExceptionForm, MoveForm, ReasonForm
from nastavnik.roadmap.models import RoadmapItem, RoadmapOccurrence
from nastavnik.roadmap.service import proofs, ties
from nastavnik.web.access import access
from nastavnik.web.acts import Page

from .acts_evidence import gathered
from .acts_frame import Asked, Attempt, act, address, at_once, choose, heading_of, seen_version, words
from .frame import blueprint
from .item import show
from .tying import evidence_kinds

EXECUTION = "/executions/<uuid:occurrence_id>"


def _found(occurrence_id: UUID) -> tuple[RoadmapOccurrence, RoadmapItem]:
    occurrence = service.get_occurrence(occurrence_id)
    return occurrence, service.get_item(occurrence.item_id)


@blueprint.post(f"{EXECUTION}/start")
@access(right="roadmap.execute")
def start(occurrence_id: UUID) -> Response:
    """Say that work has begun."""
    occurrence, item = _found(occurrence_id)
    return at_once(
        lambda: service.start_work(occurrence_id, seen=seen_version()),
        _("Work on it has begun."),
        address(item.id, occurrence),
    )


@blueprint.route(f"{EXECUTION}/close", methods=["GET", "POST"])
@access(right="roadmap.execute")
def close(occurrence_id: UUID) -> Page:
    """Close an execution with evidence; the form stands on the page of the measure."""
    occurrence, item = _found(occurrence_id)
    back = address(item.id, occurrence)
    if request.method == "GET":
        return redirect(f"{back}#close", 303)
    form = CloseForm()
    now = {"done_on": format_date(occurrence.done_on)} if occurrence.done_on else {}
    choose(form, now)
    attempt = Attempt(form)
    kept, refusal = gathered(occurrence_id, form)
    if refusal is None:
        ticked = request.form.getlist("offer")

        def do() -> None:
            given = service.evidence_of(kept, words(form.url), words(form.title))
            proofs.close(
                item,
                occurrence,
                ticked,
                given,
                form.done_on.data,
                seen=form.version,
                tied=ties.tied(item, evidence_kinds()),
            )

        answer = attempt.carry_out(
            do,
            _("Closed: %(label)s.", label=heading_of(item, occurrence)),
            back,
        )
        if answer is not None:
            return answer
    else:
        form.validate()
        form.refuse(refusal)
    return show(item.id, str(occurrence_id), close=form, attempt=attempt, kept=kept, now=now)


@blueprint.route(f"{EXECUTION}/exception", methods=["GET", "POST"])
@access(right="roadmap.close_without_evidence")
def close_without_evidence(occurrence_id: UUID) -> Page:
    """Close an execution without evidence: the director alone, with a reason."""
    occurrence, item = _found(occurrence_id)
    form = ExceptionForm(seen=occurrence.version, done_on=today())
    return act(
        form,
        Asked(
            _("Close without evidence"),
            _("Close without evidence"),
            _("The reason stays in the history and on the page of control."),
            danger=True,
            now={"done_on": format_date(occurrence.done_on)} if occurrence.done_on else {},
        ),
        lambda: service.close_without_evidence(
            occurrence_id, form.done_on.data, words(form.reason), seen=form.version
        ),
        _("Closed without evidence. The reason is in the history."),
        item=item,
        occurrence=occurrence,
    )


@blueprint.post(f"{EXECUTION}/undo")
@access(right="roadmap.execute")
def undo_closing(occurrence_id: UUID) -> Response:
    """Take back a closing of today."""
    occurrence, item = _found(occurrence_id)
    return at_once(
        lambda: service.undo_closing(occurrence_id, seen=seen_version()),
        _("The closing was taken back. Evidence stays attached."),
        address(item.id, occurrence),
    )


@blueprint.route(f"{EXECUTION}/reopen", methods=["GET", "POST"])
@access(right="roadmap.close_without_evidence")
def reopen(occurrence_id: UUID) -> Page:
    """Open a closed execution again."""
    return _with_reason(
        occurrence_id,
        Asked(
            _("Open again"),
            _("Open again"),
            _("The execution goes back to work. Its evidence stays attached."),
        ),
        service.reopen_occurrence,
        _("Opened again."),
    )


@blueprint.route(f"{EXECUTION}/move", methods=["GET", "POST"])
@access(right="roadmap.edit")
def move(occurrence_id: UUID) -> Page:
    """Move a deadline: reason and basis are kept, the plan's date stays beside the new one."""
    occurrence, item = _found(occurrence_id)
    form = MoveForm(seen=occurrence.version)
    return act(
        form,
        Asked(
            _("Move the deadline"),
            _("Move the deadline"),
            _("The first date stays in the history: what was planned is compared with what was done."),
            now={"due": format_date(occurrence.due)} if occurrence.due else {},
        ),
        lambda: service.move_deadline(
            occurrence_id, form.due.data, words(form.reason), words(form.basis), seen=form.version
        ),
        _("The deadline was moved."),
        item=item,
        occurrence=occurrence,
    )


@blueprint.route(f"{EXECUTION}/skip", methods=["GET", "POST"])
@access(right="roadmap.edit")
def skip(occurrence_id: UUID) -> Page:
    """Say that one execution is not required."""
    return _with_reason(
        occurrence_id,
        Asked(
            _("The execution is not required"),
            _("Mark as not required"),
            _("It is no longer counted. This can be taken back."),
        ),
        service.skip_occurrence,
        _("Marked as not required."),
    )


@blueprint.route(f"{EXECUTION}/cancel", methods=["GET", "POST"])
@access(right="roadmap.edit")
def cancel(occurrence_id: UUID) -> Page:
    """Cancel one execution."""
    return _with_reason(
        occurrence_id,
        Asked(
            _("Cancel the execution"),
            _("Cancel the execution"),
            _("It is no longer counted. This can be taken back."),
            danger=True,
        ),
        service.cancel_occurrence,
        _("The execution was cancelled."),
    )


@blueprint.post(f"{EXECUTION}/restore")
@access(right="roadmap.edit")
def restore(occurrence_id: UUID) -> Response:
    """Take back that an execution was cancelled or is not required."""
    occurrence, item = _found(occurrence_id)
    return at_once(
        lambda: service.restore_occurrence(occurrence_id, seen=seen_version()),
        _("The execution is back in the plan."),
        address(item.id, occurrence),
    )


def _with_reason(occurrence_id: UUID, asked: Asked, do: Callable[..., Any], done: str) -> Page:
    occurrence, item = _found(occurrence_id)
    form = ReasonForm(seen=occurrence.version)
    return act(
        form,
        asked,
        lambda: do(occurrence_id, words(form.reason), seen=form.version),
        done,
        item=item,
        occurrence=occurrence,
    )
