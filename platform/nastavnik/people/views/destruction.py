# SPDX-License-Identifier: MIT
"""Destruction of a person's data: the question before it, the acts, their files."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from flask import redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from nastavnik.foundation.i18n import gettext as _
from nastavnik.people import service
from nastavnik.people.service import destruction
from nastavnik.people.service.destruction import Operator
from nastavnik.people.words import DESTRUCTION_REASONS
from nastavnik.tenants import service as tenants
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send
from nastavnik.web.forms import Form, choices_of
from nastavnik.web.forms import lazy as _l
from nastavnik.web.scoping import plugins_of_app

from .frame import blueprint


class DestroyForm(Form):
    """Why the data are destroyed, and that it is meant."""

    reason = SelectField(_l("Reason"), choices=choices_of(DESTRUCTION_REASONS))
    sure = BooleanField(_l("The data will be gone for good: nobody brings them back"))

    def validate_sure(self, field: BooleanField) -> None:
        """Nothing is destroyed by a slip of the hand."""
        if not field.data:
            raise ValidationError(_("Mark that you know: what is destroyed does not come back."))


@blueprint.route("/<uuid:person_id>/rights/destroy", methods=["GET", "POST"])
@access(right="people.destroy")
def destroy(person_id: UUID) -> Page:
    """Destroy the data of a person after a question."""
    person = service.get_person(person_id)
    if person.state in ("destroyed", "merged"):
        return redirect(url_for("people.person_rights", person_id=person.id), 303)
    form = DestroyForm(reason=request.args.get("reason", "withdrawal"))
    sent = send(
        form,
        lambda: destruction.destroy(plugins_of_app(), person.id, form.reason.data or "", _operator()),
        _("The data are destroyed. The act and the export of the log are kept for three years."),
        url_for("people.acts"),
    )
    guardians = service.guardians_of([person.id])[person.id]
    return sent or page(
        "people/destroy_form.html",
        form,
        person=person,
        guardians=guardians,
        back=url_for("people.person_rights", person_id=person.id),
    )


@blueprint.get("/rights/acts")
@access(right="people.destroy")
def acts() -> str:
    """Acts of destruction with their files."""
    return render_template("people/acts.html", acts=destruction.acts(), kept_until=destruction.kept_until)


@blueprint.get("/rights/acts/<uuid:act_id>.<kind>")
@access(right="people.destroy")
def act_file(act_id: UUID, kind: str) -> Response:
    """An act as DOCX or PDF, or the export of the log as XLSX."""
    file, data = destruction.file_of_act(act_id, kind)
    response = send_file(BytesIO(data), mimetype=file.media_type, as_attachment=True, download_name=file.name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _operator() -> Operator:
    tenant, head = tenants.current_tenant(), tenants.director()
    return Operator(tenant.full_name, tenant.place, head.post, head.name)
