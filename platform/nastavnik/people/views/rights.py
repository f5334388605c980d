# SPDX-License-Identifier: MIT
"""Rights of a person to their own data: demands with deadlines, stopping the processing, the file."""

from __future__ import annotations

import json
from io import BytesIO
from uuid import UUID

from flask import redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField, TextAreaField

from nastavnik.foundation import printing
from nastavnik.foundation.dates import deadline_in_words, today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.people import service
from nastavnik.people.service import subject_rights
from nastavnik.people.words import SUBJECT_REQUESTS
from nastavnik.tenants import service as tenants
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send
from nastavnik.web.fields import DateTextField
from nastavnik.web.forms import Form, at_most, choices_of, filled, stripped
from nastavnik.web.forms import lazy as _l
from nastavnik.web.scoping import plugins_of_app

from .frame import blueprint


class DemandForm(Form):
    """A demand of a person about their data."""

    kind = SelectField(_l("What is demanded"), choices=choices_of(SUBJECT_REQUESTS))
    received_on = DateTextField(_l("Received on"), [filled(_l("Give the day on which it came."))])


class AnswerForm(Form):
    """The answer to a demand."""

    answered_on = DateTextField(_l("Answered on"), [filled(_l("Give the day of the answer."))])
    answer = TextAreaField(_l("What was answered"), [filled(), at_most(2000)], filters=[stripped])


class ReasonForm(Form):
    """Why the processing is stopped or goes on."""

    reason = TextAreaField(_l("Reason"), [filled(_l("Give the reason.")), at_most(1000)], filters=[stripped])


@blueprint.get("/rights")
@access(right="people.rights")
def rights() -> str:
    """The register of demands."""
    return render_template(
        "people/rights.html", lines=subject_rights.subject_requests(), deadline=deadline_in_words
    )


@blueprint.get("/<uuid:person_id>/rights")
@access(right="people.rights")
def person_rights(person_id: UUID) -> Page:
    """Demands of one person and what may be done about their data."""
    person = service.get_person(person_id)
    if person.merged_into_id is not None:
        return redirect(url_for("people.person_rights", person_id=person.merged_into_id), 303)
    return render_template(
        "people/person_rights.html",
        person=person,
        demands=subject_rights.requests_of_subject(person.id),
        deadline=deadline_in_words,
        on=today(),
    )


@blueprint.route("/<uuid:person_id>/rights/new", methods=["GET", "POST"])
@access(right="people.rights")
def receive_demand(person_id: UUID) -> Page:
    """Enter a demand of a person."""
    person = service.get_person(person_id)
    form = DemandForm(received_on=today())
    back = url_for("people.person_rights", person_id=person.id)
    sent = send(
        form,
        lambda: subject_rights.receive_request(person.id, form.kind.data or "", form.received_on.data),
        _("The demand was entered."),
        back,
    )
    return sent or page("people/demand_form.html", form, person=person, back=back)


@blueprint.route("/rights/<uuid:subject_request_id>/answer", methods=["GET", "POST"])
@access(right="people.rights")
def answer_demand(subject_request_id: UUID) -> Page:
    """Write down the answer to a demand."""
    row = subject_rights.get_subject_request(subject_request_id)
    if row.answered_on is not None or row.person_id is None:
        return redirect(url_for("people.rights"), 303)
    form = AnswerForm(answered_on=today())
    back = url_for("people.person_rights", person_id=row.person_id)
    sent = send(
        form,
        lambda: subject_rights.answer_request(row.id, form.answered_on.data, form.answer.data or ""),
        _("The answer was written down."),
        back,
    )
    return sent or page(
        "people/demand_answer.html", form, person=service.get_person(row.person_id), demand=row, back=back
    )


@blueprint.route("/<uuid:person_id>/rights/block", methods=["GET", "POST"])
@access(right="people.rights")
def block(person_id: UUID) -> Page:
    """Stop the processing of a person's data, or go on with it."""
    person = service.get_person(person_id)
    blocked = person.state == "blocked"
    form = ReasonForm()
    back = url_for("people.person_rights", person_id=person.id)
    act = subject_rights.unblock if blocked else subject_rights.block
    sent = send(
        form,
        lambda: act(person.id, form.reason.data or ""),
        _("The processing goes on.") if blocked else _("The processing is stopped."),
        back,
    )
    return sent or page("people/block_form.html", form, person=person, blocked=blocked, back=back)


@blueprint.get("/<uuid:person_id>/rights/file.json")
@access(right="people.rights")
def file_json(person_id: UUID) -> Response:
    """Everything held about a person, for a machine."""
    file = subject_rights.subject_file(plugins_of_app(), person_id)
    text = json.dumps(file.as_json(), ensure_ascii=False, indent=2)
    return _sent(text.encode(), f"person-{person_id}.json")


@blueprint.get("/<uuid:person_id>/rights/file.pdf")
@access(right="people.rights")
def file_pdf(person_id: UUID) -> Response:
    """Everything held about a person, on paper."""
    file = subject_rights.subject_file(plugins_of_app(), person_id)
    tenant = tenants.current_tenant()
    return _sent(printing.report_pdf(file.printed(tenant.full_name, tenant.place)), f"person-{person_id}.pdf")


def _sent(data: bytes, name: str) -> Response:
    response = send_file(BytesIO(data), as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
