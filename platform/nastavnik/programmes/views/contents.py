# SPDX-License-Identifier: MIT
"""What a programme holds: documents, people, public events."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.change import change
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.files import check_upload, get_file, store
from nastavnik.foundation.i18n import gettext as _
from nastavnik.people import service as people
from nastavnik.programmes import service
from nastavnik.programmes.forms import DocumentForm, EventForm, ParticipantForm, ResultsForm
from nastavnik.programmes.service import NewDocument, Programme, ProgrammeDocument
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send, uploaded
from nastavnik.web.pages import download

from .frame import blueprint

MOST_FOUND = 20
LONGEST = 100


@blueprint.route("/<uuid:programme_id>/documents/new", methods=["GET", "POST"])
@access(right="programmes.edit")
def add_document(programme_id: UUID) -> Page:
    """Attach a document: a file or an address."""
    programme = service.get_programme(programme_id)
    form = DocumentForm(data={"kind": request.args.get("kind", "")})

    def act() -> None:
        data = uploaded(form.file.data)
        with change():
            kept = store(data, form.file.data.filename or "", check_upload(data).media_type) if data else None
            service.add_document(
                programme.id,
                NewDocument(
                    kind=form.kind.data or "",
                    title=form.title.data or "",
                    number=form.number.data or "",
                    dated_on=form.dated_on.data,
                    file_id=kept.id if kept else None,
                    url=form.url.data or "",
                ),
            )

    sent = send(
        form, act, _("The document is attached."), url_for("programmes.card", programme_id=programme.id)
    )
    return sent or page("programmes/document_form.html", form, programme=programme)


@blueprint.get("/<uuid:programme_id>/documents/<uuid:document_id>")
@access(right="programmes.view")
def document(programme_id: UUID, document_id: UUID) -> Response:
    """The file of a document, or where it lies."""
    _programme, found = _document(programme_id, document_id)
    if found.file_id is None:
        return redirect(found.url, 303)
    return download(get_file(found.file_id))


@blueprint.post("/<uuid:programme_id>/documents/<uuid:document_id>/remove")
@access(right="programmes.edit")
def remove_document(programme_id: UUID, document_id: UUID) -> Response:
    """Take a document out."""
    programme, found = _document(programme_id, document_id)
    service.remove_document(found.id)
    flash(_("The document is taken out; the journal keeps that it was there."))
    return redirect(url_for("programmes.card", programme_id=programme.id), 303)


@blueprint.route("/<uuid:programme_id>/participants", methods=["GET", "POST"])
@access(right="programmes.edit")
def participants(programme_id: UUID) -> Page:
    """Bring people in: they are found by name and chosen from what was found."""
    programme, form = service.get_programme(programme_id), ParticipantForm()
    text = request.values.get("text", "").strip()
    if "join" in request.form and form.ready():
        try:
            with change():
                for person_id in _chosen():
                    service.offer_person(programme.id, person_id, form.role.data or "")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            flash(_("Brought into the programme."))
            return redirect(
                url_for("programmes.card", programme_id=programme.id, _anchor="participants"), 303
            )
    found = people.find_people(text[:LONGEST], most=MOST_FOUND) if text else []
    inside = {one.person_id for one in service.participants(programme.id) if one.left_on is None}
    return page(
        "programmes/participants.html", form, programme=programme, text=text, found=found, inside=inside
    )


@blueprint.route("/<uuid:programme_id>/events/new", methods=["GET", "POST"])
@access(right="programmes.edit")
def add_event(programme_id: UUID) -> Page:
    """Record the public event of a programme."""
    programme, form = service.get_programme(programme_id), EventForm()
    sent = send(
        form,
        lambda: service.add_event(
            programme.id,
            title=form.title.data or "",
            held_on=form.held_on.data,
            place=form.place.data or "",
            url=form.url.data or "",
        ),
        _("The event is recorded."),
        url_for("programmes.card", programme_id=programme.id),
    )
    return sent or page("programmes/event_form.html", form, programme=programme)


@blueprint.route("/<uuid:programme_id>/results", methods=["GET", "POST"])
@access(right="programmes.edit")
def results(programme_id: UUID) -> Page:
    """Write down the reflection of the group and the results."""
    programme = service.get_programme(programme_id)
    form = ResultsForm(data={"results": programme.results})
    sent = send(
        form,
        lambda: service.set_results(programme.id, form.results.data or ""),
        _("Saved."),
        url_for("programmes.card", programme_id=programme.id, _anchor="results"),
    )
    return sent or page("programmes/results_form.html", form, programme=programme)


def _chosen() -> list[UUID]:
    try:
        chosen = [UUID(one) for one in request.form.getlist("person")]
    except ValueError:
        raise NotFound("no such person") from None
    if not chosen:
        raise Refused(_("Choose at least one person."))
    return chosen


def _document(programme_id: UUID, document_id: UUID) -> tuple[Programme, ProgrammeDocument]:
    programme, found = service.get_programme(programme_id), service.get_document(document_id)
    if found.programme_id != programme.id:
        raise NotFound("no such document")
    return programme, found
