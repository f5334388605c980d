# SPDX-License-Identifier: MIT
"""Completion: the story of a pair, thanks to the mentor, the closing report of a programme."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.matches import service
from nastavnik.matches.forms import PublishForm, StoryForm
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send

from .frame import blueprint, paper


@blueprint.route("/<uuid:match_id>/story", methods=["GET", "POST"])
@access(right="matches.edit")
def story(match_id: UUID) -> Page:
    """Write the story of a pair down."""
    pair, kept = service.get_pair(match_id), service.story_of(match_id)
    form = StoryForm(data={"title": kept.title, "text": kept.text} if kept else {})
    sent = send(
        form,
        lambda: service.write_story(pair.id, form.title.data or "", form.text.data or ""),
        _("The story is kept. It is published with the consent of everybody in it."),
        url_for("matches.pair", match_id=pair.id, _anchor="story"),
    )
    return sent or page("matches/story_form.html", form, pair=pair)


@blueprint.route("/<uuid:match_id>/story/publish", methods=["GET", "POST"])
@access(right="matches.edit")
def publish(match_id: UUID) -> Page:
    """Note where the story is published."""
    pair, form = service.get_pair(match_id), PublishForm()
    if service.story_of(pair.id) is None:
        raise NotFound("no story of this pair")
    sent = send(
        form,
        lambda: service.publish_story(pair.id, form.url.data or ""),
        _("The story is published."),
        url_for("matches.pair", match_id=pair.id, _anchor="story"),
    )
    lacking = service.obstacles_to_story([pair.id])[pair.id]
    return sent or page("matches/publish_form.html", form, pair=pair, in_the_way=lacking)


@blueprint.post("/<uuid:match_id>/story/take-off")
@access(right="matches.edit")
def take_off(match_id: UUID) -> Response:
    """The story is not published any more."""
    service.take_story_off(match_id)
    flash(_("The story is taken off. Take it off the site too."))
    return redirect(url_for("matches.pair", match_id=match_id, _anchor="story"), 303)


@blueprint.get("/<uuid:match_id>/thanks/<kind>")
@access(right="matches.view")
def thanks(match_id: UUID, kind: str) -> Response:
    """Thanks to the mentor on paper."""
    try:
        return paper(service.thanks_to_mentor(match_id, kind), "Благодарность", kind)
    except Refused as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("matches.pair", match_id=match_id), 303)


@blueprint.get("/programmes/<uuid:programme_id>/report/<kind>")
@access(right="matches.view")
def report(programme_id: UUID, kind: str) -> Response:
    """The closing report of a programme on paper."""
    try:
        return paper(service.closing_report(programme_id, kind), "Отчёт о программе", kind)
    except Refused as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("programmes.card", programme_id=programme_id), 303)
