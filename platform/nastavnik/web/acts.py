# SPDX-License-Identifier: MIT
"""The way of a form from the page to the service and back, the same in every room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import Text

from .forms import Form

Page = Response | str | tuple[str, int]


def typed() -> dict[str, str]:
    """What was sent: of several values of one name the last one counts, so a tick may stand over a hidden «no»."""
    return {name: request.form.getlist(name)[-1] for name in request.form}


def uploaded(field: FileStorage | None) -> bytes:
    """The bytes of an uploaded file; nothing when none was chosen."""
    return field.read() if field else b""


def send(form: Form, act: Callable[[], Any], done: Text, back: str | Callable[[], str]) -> Response | None:
    """Carry out a sent form. ``None`` means that the page is to be shown again with the refusal in its place.

    A refusal that carries a ``version`` says that the record has changed meanwhile: the hidden field «seen» takes it
    over, so sending the form once more means that the person has seen what stands now.
    """
    if not form.ready():
        return None
    try:
        act()
    except Refused as refusal:
        version = getattr(refusal, "version", None)
        if version is not None and "seen" in form:
            form["seen"].data = version
        form.refuse(refusal)
        return None
    flash(str(done))
    return redirect(back if isinstance(back, str) else back(), 303)


def page(template: str, form: Form, **given: Any) -> tuple[str, int]:
    """A page with a form: 422 when the form came back with mistakes."""
    html = render_template(template, form=form, **given)
    return html, 422 if form.errors or form.form_errors else 200


def number_of_page() -> int:
    """The page of a list that the address asks for; the first when it asks for none."""
    asked = request.args.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 7 else 1
