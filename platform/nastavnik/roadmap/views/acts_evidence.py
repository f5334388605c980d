# SPDX-License-Identifier: MIT
"""Evidence: attached, looked at, taken away with a reason, and all of it as one archive."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.files import StoredFile, get_file
from nastavnik.foundation.i18n import gettext as _
from nastavnik.roadmap import service
from nastavnik.roadmap.forms import CloseForm, EvidenceForm, ReasonForm
from nastavnik.roadmap.service import proofs, ties
from nastavnik.web.access import access
from nastavnik.web.acts import Page
from nastavnik.web.pages import download as as_attachment

from .acts_frame import Asked, act, heading_of, words
from .frame import blueprint
from .tying import evidence_kinds


def gathered(
    occurrence_id: UUID, form: CloseForm | EvidenceForm
) -> tuple[Sequence[StoredFile], Refused | None]:
    """Files behind a sent form: those kept from an earlier sending and those uploaded now, kept as well.

    A file that is refused leaves the others kept.
    """
    kept = [*service.kept_uploads(_identifiers("kept"))]
    refusal: Refused | None = None
    for upload in form.file.data or ():
        if not upload or not upload.filename:
            continue
        try:
            kept.append(service.keep_upload(occurrence_id, upload.read(), upload.filename))
        except Refused as refused:
            refusal = refused
    form.file.data = []
    return kept, refusal


def _identifiers(name: str) -> list[UUID]:
    found = []
    for text in request.form.getlist(name):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@blueprint.route("/executions/<uuid:occurrence_id>/evidence", methods=["GET", "POST"])
@access(right="roadmap.execute")
def add_evidence(occurrence_id: UUID) -> Page:
    """Attach evidence to an execution, open or closed."""
    occurrence = service.get_occurrence(occurrence_id)
    item = service.get_item(occurrence.item_id)
    service.require_execution(item.id)
    form = EvidenceForm()
    tied = ties.tied(item, evidence_kinds())
    kept: Sequence[StoredFile] = ()
    refusal: Refused | None = None
    if request.method == "POST":
        kept, refusal = gathered(occurrence_id, form)

    def attach() -> None:
        if refusal is not None:
            raise refusal
        given = service.evidence_of(kept, words(form.url), words(form.title), words(form.note))
        proofs.attach_all(item, occurrence, request.form.getlist("offer"), given, tied)

    return act(
        form,
        Asked(
            _("Attach evidence"),
            _("Attach"),
            _("Evidence stands on its execution: %(label)s.", label=heading_of(item, occurrence)),
        ),
        attach,
        _("Attached."),
        item=item,
        occurrence=occurrence,
        template="roadmap/act_evidence.html",
        kept=kept,
        offers=proofs.offers(item, occurrence, tied),
        ticked=request.form.getlist("offer") or request.args.getlist("offer"),
    )


@blueprint.get("/evidence/<uuid:evidence_id>")
@access(right="roadmap.view")
def evidence(evidence_id: UUID) -> Response:
    """The file behind evidence, as an attachment that no browser runs."""
    found = service.get_evidence(evidence_id)
    if found.file_id is None:
        raise NotFound("this evidence has no file")
    return as_attachment(get_file(found.file_id))


@blueprint.route("/evidence/<uuid:evidence_id>/remove", methods=["GET", "POST"])
@access(right="roadmap.edit")
def remove_evidence(evidence_id: UUID) -> Page:
    """Take evidence away; that it was there stays in the history."""
    found = service.get_evidence(evidence_id)
    occurrence = service.get_occurrence(found.occurrence_id)
    form = ReasonForm()
    return act(
        form,
        Asked(
            _("Take the evidence away"),
            _("Take the evidence away"),
            _(
                "«%(title)s» leaves the list. That it was attached, and why it was taken away, stays.",
                title=found.title,
            ),
            danger=True,
        ),
        lambda: service.remove_evidence(evidence_id, words(form.reason)),
        _("The evidence was taken away."),
        item=service.get_item(occurrence.item_id),
        occurrence=occurrence,
    )


@blueprint.post("/archive")
@access(right="roadmap.view")
def archive() -> Response:
    """All evidence as a ZIP file: a long job whose page shows how far it is."""
    item_id = next(iter(_identifiers("item")), None)
    section_id = next(iter(_identifiers("section")), None)
    job = service.start_archive(item_id=item_id, section_id=section_id)
    return redirect(url_for("desk.job", job_id=job.id), 303)
