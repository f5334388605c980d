# SPDX-License-Identifier: MIT
"""The order that approves a roadmap: its words are looked through, then it is taken as DOCX or PDF."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import render_template, request, send_file
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField, TextAreaField

from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.roadmap.service import approval_order
from nastavnik.roadmap.service.board import get_edition
from nastavnik.web.access import access
from nastavnik.web.fields import DateTextField
from nastavnik.web.forms import Form, Optional, at_most, filled, stripped
from nastavnik.web.forms import lazy as _l

from .acts_frame import words
from .frame import blueprint

KINDS = ("docx", "pdf")
LONGEST = 4000


def _area(label: Any, rows: int, hint: Any = "") -> TextAreaField:
    return TextAreaField(
        label,
        description=hint,
        filters=[stripped],
        validators=[filled(_l("Fill in this field.")), at_most(LONGEST)],
        render_kw={"rows": rows},
    )


class OrderWordsForm(Form):
    """Words of the order. A number or a date that is not known yet leaves a blank to be filled by hand."""

    number = StringField(_l("Number of the order"), filters=[stripped], validators=[at_most(60)])
    on = DateTextField(_l("Date of the order"), validators=[Optional()])
    title = _area(_l("Title of the order"), 3)
    basis = _area(
        _l("In accordance with"), 3, _l("What the preamble refers to, in the form «приказом … от … № …».")
    )
    points = _area(_l("Points of the order"), 7, _l("Each line is a point; the document numbers them."))
    acquainted = BooleanField(_l("Add a sheet «С приказом ознакомлены» with the staff"))


@blueprint.route("/editions/<uuid:roadmap_id>/approval", methods=["GET", "POST"])
@access(right="roadmap.adopt")
def approval(roadmap_id: UUID) -> Response | tuple[str, int]:
    """The order on approval of an edition: look, correct, download."""
    given = approval_order.words_of_order(roadmap_id)
    form = OrderWordsForm(
        number=given.number,
        on=given.on,
        title=given.title,
        basis=given.basis,
        points="\n".join(given.points),
        acquainted=True,
    )
    kind = request.form.get("kind", "")
    if form.ready() and kind in KINDS:
        data = approval_order.order_document(roadmap_id, kind, _written(form, given), today())
        return send_file(
            BytesIO(data), as_attachment=True, download_name=f"Приказ об утверждении дорожной карты.{kind}"
        )
    html = render_template(
        "roadmap/act_order.html",
        form=form,
        roadmap=get_edition(roadmap_id),
        title=_("Order on approval"),
    )
    return html, 422 if form.errors else 200


def _written(form: OrderWordsForm, given: approval_order.OrderWords) -> approval_order.OrderWords:
    return approval_order.OrderWords(
        number=words(form.number),
        on=form.on.data,
        title=words(form.title),
        basis=words(form.basis),
        points=tuple(line.strip() for line in words(form.points).splitlines() if line.strip()),
        acquainted=given.acquainted if form.acquainted.data else (),
    )
