# SPDX-License-Identifier: MIT
"""The page behind a personal link: an answer without an account. Opening it changes nothing; only the form answers."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.i18n import gettext as _
from nastavnik.matches import service
from nastavnik.matches.forms import LinkForm
from nastavnik.settings import Settings
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send

from .frame import blueprint


@blueprint.route("/link/<token>", methods=["GET", "POST"])
@access(public=True)
def link(token: str) -> Page:
    """What is offered and to whom, and the answer."""
    try:
        opened = service.look_at_answer(token)
    except NotFound:
        return render_template("matches/link.html", opened=None, form=None), 404
    form = LinkForm()
    if request.method == "POST" and opened.state == "open":
        sent = send(
            form,
            lambda: service.answer_by_link(token, form.answer.data or "", reason=form.reason.data or ""),
            _("Your answer is kept."),
            url_for("matches.link", token=token),
        )
        if sent is not None:
            return sent
    return page("matches/link.html", form, opened=opened, token=token)


@blueprint.post("/link/<token>/renew")
@access(public=True)
def renew_link(token: str) -> Response:
    """Send a new link in place of one whose time has run out."""
    if service.renew_answer_link(token):
        flash(_("A new link has been sent to the address that the organisation knows."))
    else:
        flash(_("No letter was sent. Ask the coordinator of the organisation for a new link."), "warning")
    return redirect(url_for("matches.link", token=token), 303)


def full_address(path: str) -> str:
    """The whole address of a page, to be copied and handed over."""
    settings: Settings = current_app.extensions["nastavnik.settings"]
    return settings.base_url.rstrip("/") + path
