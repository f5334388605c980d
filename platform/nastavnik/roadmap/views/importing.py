# SPDX-License-Identifier: MIT
"""The wizard: upload an order, check how it was read, compare it with the running edition, start."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.files import LARGEST, MEGABYTE, get_file
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.jobs import Job
from nastavnik.roadmap import service
from nastavnik.roadmap.forms import ReasonForm, SureForm, UploadForm
from nastavnik.roadmap.importing import Draft, Seen
from nastavnik.roadmap.service import imports, order_uploads
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send, typed, uploaded
from nastavnik.web.pages import download

from .frame import blueprint
from .import_fields import fields_of_item
from .import_frame import asks_director, lasting, launch, place_in_list, refuse_stale, steps, tell_replaced
from .import_review import bar, deadline_part, item_page, review

LARGEST_TRY = 64 * MEGABYTE
ACCEPTED = ".docx,.odt,.ods,.xlsx,.xls,.pdf,.txt,.csv,.tsv"
VIEWS = ("questions", "all", "info")


@blueprint.url_value_preprocessor
def _let_large_files_in(endpoint: str | None, values: dict[str, object] | None) -> None:
    """A file that is too large is refused beside the field, so it has to arrive."""
    if endpoint == "roadmap.upload":
        request.max_content_length = LARGEST_TRY


@blueprint.route("/import", methods=["GET", "POST"])
@access(right="roadmap.adopt")
def upload() -> Page:
    """The first step: the file, or a draft that was put off."""
    form = UploadForm()
    if form.ready():
        try:
            file = _file_in(form)
            found = order_uploads.receive_order(uploaded(file), file.filename or "")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _to_reading(found)
    return page(
        "roadmap/import_upload.html",
        form,
        imports=imports.open_imports(),
        readings=order_uploads.readings_under_way(),
        largest=LARGEST,
        accepted=ACCEPTED,
        steps=steps(),
        running=service.running_roadmap(),
    )


def _to_reading(found: order_uploads.Received) -> Response:
    if found.again:
        flash(_("This file was uploaded already. What was corrected is kept."), "info")
    if isinstance(found.work, Job):
        return redirect(url_for("desk.job", job_id=found.work.id), 303)
    return redirect(url_for("roadmap.check", import_id=found.work.id), 303)


def _file_in(form: UploadForm) -> FileStorage:
    """What was sent; a large file is refused before it is taken into memory."""
    file = form.file.data
    if not isinstance(file, FileStorage):
        raise Refused(_("Choose the file of the order."), field="file")
    size = file.stream.seek(0, 2)
    file.stream.seek(0)
    if size > LARGEST:
        limit = LARGEST // MEGABYTE
        sentence = _(
            "The file is larger than %(limit)s MB. Upload the order without scans and pictures.", limit=limit
        )
        raise Refused(sentence, field="file")
    return file


@blueprint.route("/import/<uuid:import_id>", methods=["GET", "POST"])
@access(right="roadmap.adopt")
@lasting
def check(import_id: UUID) -> Page:
    """The second step: what was understood beside what the order says."""
    if request.method == "GET":
        return review(imports.get_import(import_id))
    words = typed()
    kept = imports.keep(import_id, words, Seen.parse(words.get("seen", "")))
    tell_replaced(kept)
    do, _dash, what = words.get("do", "").partition("-")
    here = place_in_list()
    if do == "edit" and what.isdecimal():
        return redirect(url_for("roadmap.check_item", import_id=import_id, place=int(what), **here), 303)
    if do == "add":
        place = imports.add_item(import_id, what)
        return redirect(url_for("roadmap.check_item", import_id=import_id, place=place, **here), 303)
    if do == "show" and what in VIEWS:
        return redirect(url_for("roadmap.check", import_id=import_id, show=what, _anchor="items"), 303)
    if do == "page" and what.isdecimal():
        here["page"] = what
        return redirect(url_for("roadmap.check", import_id=import_id, **here, _anchor="items"), 303)
    if do in ("drop", "return"):
        return redirect(url_for(f"roadmap.{DOORS[do]}", import_id=import_id), 303)
    if do == "start":
        return _start(kept)
    if do == "save":
        flash(_("What you corrected is kept."))
        return redirect(url_for("roadmap.check", import_id=import_id, **here), 303)
    flash(_("Put off. What you corrected is kept; the draft waits on the page of the roadmap."))
    return redirect(url_for("roadmap.upload"), 303)


DOORS = {"drop": "drop_import", "return": "give_back"}
"""Pages that buttons of the review lead to once everything typed is kept."""


def _start(kept: imports.Kept) -> Page:
    import_id = kept.row.id
    try:
        refuse_stale(kept)
        imports.check_draft(kept.draft)
        if service.running_roadmap() is not None and not asks_director(kept.draft):
            return redirect(url_for("roadmap.compare_editions", import_id=import_id), 303)
        return launch(import_id, kept.draft)
    except Refused as refusal:
        return review(imports.get_import(import_id), refusal)


@blueprint.post("/import/<uuid:import_id>/keep")
@access(right="roadmap.adopt")
def keep_typed(import_id: UUID) -> str:
    """Keep what was typed while the person goes on; answers with the bar that says how far the check is."""
    words = typed()
    kept = imports.keep(import_id, words, Seen.parse(words.get("seen", "")))
    return bar(kept.row, kept.draft, kept.seen)


@blueprint.get("/import/<uuid:import_id>/file")
@access(right="roadmap.adopt")
def import_file(import_id: UUID) -> Response:
    """The order as it was uploaded."""
    row = imports.get_import(import_id)
    if row.file_id is None:
        abort(404)
    return download(get_file(row.file_id))


@blueprint.route("/import/<uuid:import_id>/items/<int:place>", methods=["GET", "POST"])
@access(right="roadmap.adopt")
@lasting
def check_item(import_id: UUID, place: int) -> Page:
    """One measure with all of its fields."""
    if request.method == "GET":
        row = imports.get_import(import_id)
        return item_page(row, imports.draft_of(row), place), 200
    words = typed()
    kept = imports.keep(import_id, words, Seen.parse(words.get("seen", "")))
    tell_replaced(kept)
    if place >= len(kept.draft.items):
        abort(404)
    if kept.draft.items[place].errors:
        return item_page(kept.row, kept.draft, place), 422
    return redirect(
        url_for("roadmap.check", import_id=import_id, **place_in_list(), _anchor=f"i{place}"), 303
    )


@blueprint.post("/import/<uuid:import_id>/items/<int:place>/fields")
@access(right="roadmap.adopt")
def deadline_fields(import_id: UUID, place: int) -> str:
    """The fields of a deadline of another kind or wording, before anything is kept."""
    row, words = imports.get_import(import_id), typed()
    touched = Seen.parse(words.get("seen", "")).touched(words)
    own = {name: value for name, value in touched.items() if name in fields_of_item(place)}
    draft = Draft(row.reading, imports.draft_of(row).merged(own))
    return deadline_part(row, draft, place)


@blueprint.route("/import/<uuid:import_id>/drop", methods=["GET", "POST"])
@access(right="roadmap.adopt")
@lasting
def drop_import(import_id: UUID) -> Page:
    """Throw a draft away, after a question."""
    row = imports.get_import(import_id)
    form = SureForm()
    back = url_for("roadmap.upload")
    sent = send(form, lambda: imports.drop_import(import_id), _("The draft was thrown away."), back)
    return sent or page("roadmap/import_drop.html", form, row=row)


@blueprint.route("/import/<uuid:import_id>/return", methods=["GET", "POST"])
@access(right="roadmap.approve")
@lasting
def give_back(import_id: UUID) -> Page:
    """The director returns a roadmap for correction."""
    row = imports.get_import(import_id)
    form = ReasonForm()
    sent = send(
        form,
        lambda: imports.give_back(import_id, form.reason.data or ""),
        _("Returned for correction."),
        url_for("roadmap.upload"),
    )
    return sent or page("roadmap/import_return.html", form, row=row)
