# SPDX-License-Identifier: MIT
"""The individual plan of a pair: its lines, and the plan on paper."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.i18n import gettext as _
from nastavnik.matches import service
from nastavnik.matches.forms import TaskForm
from nastavnik.matches.service import Pair, PlanTask
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send

from .frame import blueprint, paper


@blueprint.route("/<uuid:match_id>/plan", methods=["GET", "POST"])
@access(right="matches.view")
def plan(match_id: UUID) -> Page:
    """The plan, with a form for one more line."""
    pair, form = service.get_pair(match_id), TaskForm()
    sent = send(
        form,
        lambda: service.add_task(pair.id, form.card()),
        _("The task is in the plan."),
        url_for("matches.plan", match_id=pair.id),
    )
    return sent or page("matches/plan.html", form, pair=pair, plan=service.plan_of(pair.id))


@blueprint.route("/<uuid:match_id>/plan/<uuid:task_id>", methods=["GET", "POST"])
@access(right="matches.edit")
def task(match_id: UUID, task_id: UUID) -> Page:
    """Correct a line of the plan or write down what came of it."""
    pair, row = _line(match_id, task_id)
    form = TaskForm(obj=row)
    sent = send(
        form,
        lambda: service.change_task(row.id, form.card()),
        _("Saved."),
        url_for("matches.plan", match_id=pair.id),
    )
    return sent or page("matches/task_form.html", form, pair=pair, task=row)


@blueprint.post("/<uuid:match_id>/plan/<uuid:task_id>/remove")
@access(right="matches.edit")
def remove_task(match_id: UUID, task_id: UUID) -> Response:
    """Take a line out of the plan."""
    pair, row = _line(match_id, task_id)
    service.remove_task(row.id)
    flash(_("The task is taken out of the plan."))
    return redirect(url_for("matches.plan", match_id=pair.id), 303)


@blueprint.get("/<uuid:match_id>/plan/download/<kind>")
@access(right="matches.view")
def plan_paper(match_id: UUID, kind: str) -> Response:
    """The plan on paper."""
    return paper(service.plan_on_paper(match_id, kind), "Индивидуальный план", kind)


def _line(match_id: UUID, task_id: UUID) -> tuple[Pair, PlanTask]:
    pair = service.get_pair(match_id)
    row = next((one for one in service.plan_of(pair.id) if one.id == task_id), None)
    if row is None:
        raise NotFound("no such task")
    return pair, row
