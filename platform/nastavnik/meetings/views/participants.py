# SPDX-License-Identifier: MIT
"""Feedback without an account: by the link of a letter and by a code at the meeting. Opening either changes nothing."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.i18n import gettext as _
from nastavnik.meetings import service
from nastavnik.meetings.participants_forms import FeedbackForm
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send

from .frame import blueprint
from .talking import day_and_month, with_whom


@blueprint.route("/link/<token>", methods=["GET", "POST"])
@access(public=True)
def link(token: str) -> Page:
    """The short form behind the link of a letter."""
    return _answer(token, service.LINK, url_for("meetings.link", token=token))


@blueprint.route("/code/<token>", methods=["GET", "POST"])
@access(public=True)
def code(token: str) -> Page:
    """The short form behind a code at the meeting."""
    return _answer(token, service.CODE, url_for("meetings.code", token=token))


@blueprint.post("/link/<token>/renew")
@access(public=True)
def renew_link(token: str) -> Response:
    """Send a new link in place of one whose time has run out, to the address that the organisation knows."""
    if service.renew(token):
        flash(_("A new link has been sent to the address that the organisation knows."))
    else:
        flash(_("No letter was sent. Ask the coordinator of the organisation for a new link."), "warning")
    return redirect(url_for("meetings.link", token=token), 303)


def _answer(token: str, purpose: str, here: str) -> Page:
    try:
        opened = service.look_at_feedback(token, purpose)
    except NotFound:
        return render_template("meetings/link.html", opened=None, form=None), 404
    form = FeedbackForm()
    if request.method == "POST" and opened.state in ("open", "early"):
        sent = send(
            form, lambda: service.answer(token, purpose, form.words()), _("Your answer is kept."), here
        )
        if sent is not None:
            return sent
    return page(
        "meetings/link.html",
        form,
        opened=opened,
        renew=url_for("meetings.renew_link", token=token) if purpose == service.LINK else "",
        with_whom=with_whom,
        day_and_month=day_and_month,
    )
