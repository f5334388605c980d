# SPDX-License-Identifier: MIT
"""What the room's views share: the blueprint, and the way of a form from the page to the service and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.scope import current_actor
from nastavnik.roadmap.service import Overtaken
from nastavnik.web.forms import Form

blueprint = Blueprint("roadmap", __name__, template_folder="../templates")

Page = Response | str | tuple[str, int]


def may(right: str) -> bool:
    """Whether the person has a right of this room; for what a page offers."""
    return f"roadmap.{right}" in current_actor().rights


def typed() -> dict[str, str]:
    """What was sent: of several values of one name the last one counts, so a tick may stand over a hidden «no»."""
    return {name: request.form.getlist(name)[-1] for name in request.form}


def uploaded(field: FileStorage | None) -> bytes:
    """The bytes of an uploaded file; nothing when none was chosen."""
    return field.read() if field else b""


def send(form: Form, act: Callable[[], Any], done: str, back: str) -> Response | None:
    """Carry out a sent form. ``None`` means that the page is to be shown again with the refusal in its place."""
    if not form.ready():
        return None
    try:
        act()
    except Refused as refusal:
        if isinstance(refusal, Overtaken) and "seen" in form:
            # The text stays; sending it again means that the person has seen what stands now.
            form["seen"].data = refusal.version
        form.refuse(refusal)
        return None
    flash(done)
    return redirect(back, 303)


def page(template: str, form: Form, **given: Any) -> tuple[str, int]:
    """A page with a form: 422 when the form came back with mistakes."""
    words: Mapping[str, Any] = given
    return render_template(template, form=form, **words), 422 if form.errors or form.form_errors else 200
