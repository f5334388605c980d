# SPDX-License-Identifier: MIT
"""The organisation's own words for competences and interests."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for

from nastavnik.foundation.i18n import gettext as _
from nastavnik.people import service
from nastavnik.people.forms import TopicForm
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send

from .frame import blueprint


@blueprint.route("/topics", methods=["GET", "POST"])
@access(right="people.edit")
def topics() -> Page:
    """The taxonomy, and a new word for it."""
    form = TopicForm()
    sent = send(
        form,
        lambda: service.add_topic(form.kind.data or "", form.title.data or ""),
        _("Added."),
        url_for("people.topics"),
    )
    return sent or page("people/topics.html", form, topics=service.topics(retired=True))


@blueprint.post("/topics/<uuid:topic_id>/retire")
@access(right="people.edit")
def retire_topic(topic_id: UUID) -> Page:
    """Stop offering a word."""
    service.retire_topic(topic_id)
    flash(_("The word is not offered any more. Where it stands, it stays."))
    return redirect(url_for("people.topics"), 303)
