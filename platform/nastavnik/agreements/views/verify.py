# SPDX-License-Identifier: MIT
"""«Проверка документа»: for anybody who holds a code. Says nothing but the marks of persons, keeps nothing."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response
from wtforms import FileField, StringField

from nastavnik.agreements.check_codes import LENGTH, shown_check_code, tidy_check_code
from nastavnik.agreements.service import verifying as service
from nastavnik.agreements.words import FINDING_SIGNS, PUBLIC_STATES
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.files import LARGEST
from nastavnik.foundation.i18n import gettext as _
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, uploaded
from nastavnik.web.forms import Form, at_most, filled, stripped
from nastavnik.web.forms import lazy as _l

verify = Blueprint("verify", __name__, template_folder="../templates")


class CodeForm(Form):
    """A code typed by hand."""

    code = StringField(
        _l("Code of the document"),
        [filled(_l("Type the code that stands in the document under the QR code.")), at_most(60)],
        filters=[stripped],
    )


class CompareForm(Form):
    """A file to compare."""

    file = FileField(_l("File of the agreement or of a signature"))


@verify.after_request
def unlisted(response: Response) -> Response:
    """No search engine lists these pages and nobody on the way keeps them."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@verify.route("/", methods=["GET", "POST"])
@access(public=True)
def ask() -> Page:
    """Ask for the code."""
    form = CodeForm()
    if form.ready():
        code = tidy_check_code(form.code.data or "")
        if len(code) != LENGTH:
            form.refuse(Refused(_("A code has sixteen letters and digits in groups of four."), field="code"))
        elif service.look_up(code) is None:
            form.refuse(
                Refused(_("There is no document with this code. Compare it with the paper."), field="code")
            )
        else:
            return redirect(url_for("verify.check", check_code=shown_check_code(code)), 303)
    return page("agreements/verify/ask.html", form)


@verify.route("/<check_code>", methods=["GET", "POST"])
@access(public=True)
def check(check_code: str) -> Page:
    """What the document is, and whether an uploaded file is that document."""
    found = service.look_up(check_code)
    if found is None:
        raise NotFound("no agreement has this code")
    form = CompareForm()
    answer = None
    if form.ready():
        try:
            answer = service.compare(found, uploaded(form.file.data))
        except Refused as refusal:
            form.refuse(refusal)
    html, status = page(
        "agreements/verify/check.html",
        form,
        found=found,
        answer=answer,
        code=shown_check_code(found.code),
        state=PUBLIC_STATES[found.state],
        largest=LARGEST,
    )
    return html, status


@verify.context_processor
def shared() -> dict[str, object]:
    """What the templates use."""
    return {"signs": FINDING_SIGNS}
