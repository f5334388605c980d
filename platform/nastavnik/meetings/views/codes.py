# SPDX-License-Identifier: MIT
"""The sheet of codes for a meeting: one for each participant, to be printed and scanned there."""

from __future__ import annotations

from uuid import UUID

import segno
from flask import current_app, render_template, request
from markupsafe import Markup

from nastavnik.foundation.errors import Refused
from nastavnik.meetings import service
from nastavnik.settings import Settings
from nastavnik.web.access import access
from nastavnik.web.acts import Page

from .frame import blueprint

QUIET = 2
"""Light modules around a code, so that a phone finds it on the sheet."""


@blueprint.route("/<uuid:meeting_id>/codes", methods=["GET", "POST"])
@access(right="meetings.edit")
def codes(meeting_id: UUID) -> Page:
    """What the codes are for; after the button, the sheet itself, this once."""
    meeting = service.get_meeting(meeting_id)
    [(_meeting, pair)] = service.with_pairs([meeting])
    made, refusal = [], ""
    if request.method == "POST":
        try:
            made = service.make_codes(meeting_id)
        except Refused as refused:
            refusal = refused.message
    html = render_template(
        "meetings/qr.html",
        meeting=meeting,
        pair=pair,
        codes=made,
        refusal=refusal,
        picture=picture,
        full=full_address,
    )
    return html, 422 if refusal else 200


def picture(path: str) -> Markup:
    """The code of a page's whole address as a drawing; nothing is fetched from anywhere."""
    drawn = segno.make(full_address(path), error="m", micro=False).svg_inline(
        border=QUIET, omitsize=True, svgclass="n-code", lineclass=None, dark="#000", light="#fff"
    )
    return Markup(drawn)  # noqa: S704 - made here, of an address of ours


def full_address(path: str) -> str:
    """The whole address of a page, to be copied, printed and scanned."""
    settings: Settings = current_app.extensions["nastavnik.settings"]
    return settings.base_url.rstrip("/") + path
