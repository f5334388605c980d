# SPDX-License-Identifier: MIT
"""What a coordinator does with a pair: takes it back, pauses, resumes, ends, hands over, writes its goal down."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.matches import service
from nastavnik.matches.forms import EndForm, GoalForm, ReasonForm
from nastavnik.people import service as people
from nastavnik.people.service import Listing, MentorFilter
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send

from .frame import blueprint, identifier

MOST_FOUND = 20
LONGEST = 100


@blueprint.route("/<uuid:match_id>/withdraw", methods=["GET", "POST"])
@access(right="matches.edit")
def withdraw(match_id: UUID) -> Page:
    """Take a proposal back before the order."""
    pair, form = service.get_pair(match_id), ReasonForm()
    sent = send(
        form,
        lambda: service.withdraw_proposal(pair.id, form.reason.data or ""),
        _("The proposal is taken back."),
        url_for("matches.pair", match_id=pair.id),
    )
    return sent or page("matches/reason_form.html", form, pair=pair, title=_("Take the proposal back"))


@blueprint.route("/<uuid:match_id>/pause", methods=["GET", "POST"])
@access(right="matches.edit")
def pause(match_id: UUID) -> Page:
    """Let a pair rest."""
    pair, form = service.get_pair(match_id), ReasonForm()
    sent = send(
        form,
        lambda: service.pause(pair.id, form.reason.data or ""),
        _("The pair rests."),
        url_for("matches.pair", match_id=pair.id),
    )
    return sent or page("matches/reason_form.html", form, pair=pair, title=_("Pause the pair"))


@blueprint.post("/<uuid:match_id>/resume")
@access(right="matches.edit")
def resume(match_id: UUID) -> Response:
    """Let a paused pair go on."""
    match = service.get_match(match_id)
    try:
        service.resume(match.id)
    except Refused as refusal:
        flash(refusal.message, "error")
    else:
        flash(_("The pair goes on."))
    return redirect(url_for("matches.pair", match_id=match.id), 303)


@blueprint.route("/<uuid:match_id>/end", methods=["GET", "POST"])
@access(right="matches.edit")
def end(match_id: UUID) -> Page:
    """End a pair before its goal."""
    pair, form = service.get_pair(match_id), EndForm()
    sent = send(
        form,
        lambda: service.end_early(pair.id, form.reason.data or "", form.words.data or ""),
        _("The pair has ended. Its mentees wait for a mentor again."),
        url_for("matches.pair", match_id=pair.id),
    )
    return sent or page("matches/end_form.html", form, pair=pair)


@blueprint.route("/<uuid:match_id>/replace", methods=["GET", "POST"])
@access(right="matches.edit")
def replace(match_id: UUID) -> Page:
    """Hand the mentees to another mentor; «Find» looks for one and keeps what was typed."""
    pair, form = service.get_pair(match_id), ReasonForm()
    text = request.values.get("mentor_text", "").strip()
    chosen = identifier(request.form.get("mentor"))
    looking = "find" in request.form
    mistakes: dict[str, str] = {}
    if looking and not text:
        mistakes["mentor_text"] = _("Type the surname or a part of it.")
    elif not looking and form.ready():
        try:
            if chosen is None:
                raise Refused(_("Choose a mentor."), field="mentor")
            new = service.replace_mentor(pair.id, chosen, form.reason.data or "")
        except Refused as refusal:
            form.refuse(refusal)
            if refusal.field == "mentor":
                mistakes["mentor"] = refusal.message
        else:
            flash(_("The former pair has ended, the new one is proposed. Ask both sides whether they agree."))
            return redirect(url_for("matches.pair", match_id=new.id), 303)
    found = people.mentors(MentorFilter(text=text[:LONGEST], listing=Listing(size=MOST_FOUND)))
    mentors = [row for row in found.rows if row[0].id != pair.mentor.id]
    return page(
        "matches/replace_form.html",
        form,
        pair=pair,
        mentors=sorted(mentors, key=lambda row: row[0].state not in people.READY),
        load=service.load_of(mentor.id for mentor, _person in mentors),
        chosen=chosen,
        text=text,
        mistakes=mistakes,
    )


@blueprint.route("/<uuid:match_id>/goal", methods=["GET", "POST"])
@access(right="matches.edit")
def goal(match_id: UUID) -> Page:
    """Write down the goal of a pair and its term."""
    pair = service.get_pair(match_id)
    form = GoalForm(data={"goal": pair.match.goal, "ends_on": pair.match.ends_on})
    sent = send(
        form,
        lambda: service.set_goal(pair.id, form.goal.data or "", form.ends_on.data),
        _("Saved."),
        url_for("matches.pair", match_id=pair.id),
    )
    return sent or page("matches/goal_form.html", form, pair=pair)
