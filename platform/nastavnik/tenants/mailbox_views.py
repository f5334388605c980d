# SPDX-License-Identifier: MIT
"""The demonstration's mailbox: letters that would have been sent."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, render_template

from nastavnik.web.access import access
from nastavnik.web.pages import site_settings

from . import service

mailbox = Blueprint("mailbox", __name__, template_folder="templates")


@mailbox.before_request
def _only_in_the_demonstration() -> None:
    if not site_settings().demonstration:
        abort(404)


@mailbox.get("/")
@access(public=True)
def letters() -> str:
    """The newest letters."""
    return render_template("mailbox/letters.html", letters=service.latest_letters())


@mailbox.get("/<uuid:letter_id>")
@access(public=True)
def letter(letter_id: UUID) -> str:
    """One letter; addresses in it are links."""
    return render_template("mailbox/letter.html", letter=service.letter(letter_id))
