# SPDX-License-Identifier: MIT
"""Asking both sides and writing down what they said."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.matches import service
from nastavnik.matches.forms import AnswerForm
from nastavnik.people import service as people
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send

from .frame import blueprint
from .links import full_address


@blueprint.post("/<uuid:match_id>/ask")
@access(right="matches.edit")
def ask(match_id: UUID) -> Response | str:
    """Send letters with personal links; links of those without an address are shown once, to be handed over."""
    back = url_for("matches.pair", match_id=service.get_match(match_id).id)
    try:
        asked = service.ask_for_answers(match_id)
    except Refused as refusal:
        flash(refusal.message, "error")
        return redirect(back, 303)
    if asked.written:
        flash(
            ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", len(asked.written))
        )
    if not asked.to_hand_over:
        return redirect(back, 303)
    rows = {row.id: row for row in service.answers_of([match_id])[match_id]}
    return render_template(
        "matches/hand_over.html",
        pair=service.get_pair(match_id),
        links=[
            (rows[answer_id], full_address(service.answer_path(token)))
            for answer_id, token in asked.to_hand_over.items()
        ],
        names=people.names_of(row.person_id for row in rows.values()),
    )


@blueprint.route("/<uuid:match_id>/answers/<uuid:answer_id>", methods=["GET", "POST"])
@access(right="matches.edit")
def answer(match_id: UUID, answer_id: UUID) -> Page:
    """Write down an answer that was given by word of mouth or on paper."""
    pair = service.get_pair(match_id)
    row = next((one for one in service.answers_of([pair.id])[pair.id] if one.id == answer_id), None)
    if row is None:
        raise NotFound("no such answer")
    form = AnswerForm()
    sent = send(
        form,
        lambda: service.answer_on_behalf(answer_id, form.answer.data or "", form.reason.data or ""),
        _("The answer is written down."),
        url_for("matches.pair", match_id=pair.id),
    )
    names = people.names_of([row.person_id, row.for_person_id])
    return sent or page("matches/answer_form.html", form, pair=pair, row=row, names=names)
