# SPDX-License-Identifier: MIT
"""The wizard: upload an order, check how it was read, compare it with the running edition, start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.files import LARGEST, get_file
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.roadmap import service
from nastavnik.roadmap.deadlines import wording
from nastavnik.roadmap.editions import FIELDS, Pair
from nastavnik.roadmap.forms import ItemFields, OrderFields, ReasonForm, SureForm, UploadForm, show_errors
from nastavnik.roadmap.importing import Draft, ItemDraft
from nastavnik.roadmap.models import RoadmapImport
from nastavnik.web.access import access

from .frame import Page, blueprint, may, page, send, typed, uploaded

SHOWN = 5
KINDS_WORTH_A_LOOK = ("fixed", "recurring", "conditional", "relative", "external", "whole_period")
VIEWS = ("questions", "all", "info")


@blueprint.route("/import", methods=["GET", "POST"])
@access(right="roadmap.adopt")
def upload() -> Page:
    """The first step: the file, or a draft that was put off."""
    form = UploadForm()
    if form.ready():
        file = form.file.data
        try:
            row = service.start_import(uploaded(file), file.filename or "")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for("roadmap.check", import_id=row.id), 303)
    return page(
        "roadmap/import_upload.html",
        form,
        imports=service.open_imports(),
        largest=LARGEST,
        steps=_steps(),
        roadmap=service.running_roadmap(),
    )


@blueprint.route("/import/<uuid:import_id>", methods=["GET", "POST"])
@access(right="roadmap.adopt")
def check(import_id: UUID) -> Page:
    """The second step: what was understood beside what the order says."""
    if request.method == "GET":
        return _review(service.get_import(import_id))
    words = typed()
    service.save_edits(import_id, words)
    do, _dash, what = words.get("do", "").partition("-")
    if do == "edit" and what.isdecimal():
        return redirect(url_for("roadmap.check_item", import_id=import_id, place=int(what)), 303)
    if do == "add":
        place = service.add_item(import_id, what)
        return redirect(url_for("roadmap.check_item", import_id=import_id, place=place), 303)
    if do == "show" and what in VIEWS:
        return redirect(url_for("roadmap.check", import_id=import_id, show=what) + "#items", 303)
    if do == "start":
        return _start(import_id)
    flash(_("Put off. What you corrected is kept; the draft waits on the page of the roadmap."))
    return redirect(url_for("roadmap.index"), 303)


def _start(import_id: UUID) -> Page:
    row = service.get_import(import_id)
    draft = service.draft_of(row)
    try:
        service.check_draft(draft)
        if draft.needs_approval and not may("approve"):
            service.send_for_approval(import_id)
            flash(_("Sent to the director for approval. You will be told of the decision."))
            return redirect(url_for("roadmap.index"), 303)
        if service.running_roadmap() is not None:
            return redirect(url_for("roadmap.compare_editions", import_id=import_id), 303)
        return _launch(import_id)
    except Refused as refusal:
        return _review(row, refusal)


def _launch(import_id: UUID) -> Response:
    roadmap = service.launch(import_id)
    count = len(service.items_of(roadmap.id))
    flash(ngettext("The roadmap runs: %(num)s measure.", "The roadmap runs: %(num)s measures.", count))
    return redirect(url_for("roadmap.index"), 303)


def _review(row: RoadmapImport, refusal: Refused | None = None) -> tuple[str, int]:
    draft = service.draft_of(row)
    asked = [item for item in draft.items if item.questions]
    show = request.args.get("show", "")
    if show not in VIEWS or refusal is not None:
        show = "questions" if asked else "all"
    plain = [item for item in draft.items if not item.questions]
    form = _order_form(draft, refusal)
    html = render_template(
        "roadmap/import_review.html",
        row=row,
        file=get_file(row.file_id) if row.file_id else None,
        draft=draft,
        form=form,
        refusal=refusal if refusal and not refusal.field else None,
        show=show,
        asked=[(item, _item_form(draft, item)) for item in asked],
        plain=plain if show == "all" else _worth_a_look(plain),
        plain_count=len(plain),
        described=wording.described,
        mark=_marked,
        steps=_steps(),
        running=service.running_roadmap(),
        may_approve=may("approve"),
    )
    return html, 422 if refusal else 200


@blueprint.route("/import/<uuid:import_id>/items/<int:place>", methods=["GET", "POST"])
@access(right="roadmap.adopt")
def check_item(import_id: UUID, place: int) -> Page:
    """One measure with all of its fields."""
    if request.method == "POST":
        draft = service.save_edits(import_id, typed())
        item = _item(draft, place)
        if not item.errors:
            return redirect(url_for("roadmap.check", import_id=import_id) + "#items", 303)
    row = service.get_import(import_id)
    draft = service.draft_of(row)
    item = _item(draft, place)
    html = render_template(
        "roadmap/import_item.html",
        row=row,
        draft=draft,
        item=item,
        form=_item_form(draft, item),
        mark=_marked,
        described=wording.described,
        steps=_steps(),
    )
    return html, 422 if request.method == "POST" else 200


@blueprint.post("/import/<uuid:import_id>/items/<int:place>/fields")
@access(right="roadmap.adopt")
def deadline_fields(import_id: UUID, place: int) -> str:
    """The fields of a deadline of another kind, before anything is kept."""
    row = service.get_import(import_id)
    draft = Draft(row.reading, service.draft_of(row).merged(typed()))
    item = _item(draft, place)
    form = ItemFields.of(place, item.values, {}, _sections(draft))
    return render_template(
        "roadmap/import_deadline.html", row=row, item=item, form=form, described=wording.described
    )


@blueprint.route("/import/<uuid:import_id>/compare", methods=["GET", "POST"])
@access(right="roadmap.adopt")
def compare_editions(import_id: UUID) -> Page:
    """The third step of a new edition: what it adds, changes and leaves out."""
    refusal = None
    if request.method == "POST":
        words = typed()
        service.save_edits(import_id, words)
        if words.get("do") != "start":
            return redirect(url_for("roadmap.compare_editions", import_id=import_id), 303)
        try:
            return _launch(import_id)
        except Refused as refused:
            refusal = refused
    row = service.get_import(import_id)
    draft = service.draft_of(row)
    pairs = service.compare_editions(draft)
    if pairs is None:
        return redirect(url_for("roadmap.check", import_id=import_id), 303)
    html = render_template(
        "roadmap/import_compare.html",
        row=row,
        draft=draft,
        running=service.running_roadmap(),
        pairs=pairs,
        choices=_choices(pairs),
        fields=FIELDS,
        refusal=refusal,
        steps=_steps(),
    )
    return html, 422 if refusal else 200


@blueprint.route("/import/<uuid:import_id>/drop", methods=["GET", "POST"])
@access(right="roadmap.adopt")
def drop_import(import_id: UUID) -> Page:
    """Throw a draft away, after a question."""
    row = service.get_import(import_id)
    form = SureForm()
    back = url_for("roadmap.upload")
    sent = send(form, lambda: service.drop_import(import_id), _("The draft was thrown away."), back)
    return sent or page("roadmap/import_drop.html", form, row=row)


@blueprint.route("/import/<uuid:import_id>/return", methods=["GET", "POST"])
@access(right="roadmap.approve")
def give_back(import_id: UUID) -> Page:
    """The director returns a roadmap for correction."""
    row = service.get_import(import_id)
    form = ReasonForm()
    sent = send(
        form,
        lambda: service.give_back(import_id, form.reason.data or ""),
        _("Returned for correction."),
        url_for("roadmap.index"),
    )
    return sent or page(
        "roadmap/act.html",
        form,
        title=_("Return for correction"),
        lead=row.file_name,
        crumbs=[(_("Check"), url_for("roadmap.check", import_id=import_id))],
        act=_("Return"),
        back=url_for("roadmap.check", import_id=import_id),
    )


def _item(draft: Draft, place: int) -> ItemDraft:
    if place >= len(draft.items):
        abort(404)
    return draft.items[place]


def _steps() -> list[str]:
    steps = [_("File"), _("Check")]
    if service.running_roadmap() is not None:
        steps.append(_("Comparison"))
    return [*steps, _("Start")]


def _order_form(draft: Draft, refusal: Refused | None) -> OrderFields:
    form = OrderFields(sent=False, data=dict(draft.order.values))
    touched = {name: text for name, text in draft.order.errors.items() if refusal or name in draft.edits}
    show_errors(form, touched)
    if refusal and refusal.field:
        show_errors(form, {refusal.field: draft.order.errors.get(refusal.field, refusal.message)})
    return form


def _item_form(draft: Draft, item: ItemDraft) -> ItemFields:
    form = ItemFields.of(item.place, item.values, item.errors, _sections(draft))
    form.decision.choices = [
        ("keep", _("Take it into the roadmap")),
        ("not_required", _("Mark as “not required”")),
        ("drop", _("Leave it out of the roadmap")),
    ]
    asked = any(question.code == "addressed_to_other" for question in item.questions)
    form.decision.data = item.decision or ("" if asked else "keep")
    return form


def _sections(draft: Draft) -> list[tuple[str, str]]:
    return [(section.number, f"{section.number}. {section.title}") for section in draft.sections]


def _worth_a_look(items: Sequence[ItemDraft]) -> list[ItemDraft]:
    """A few measures, one of each way in which a deadline was understood, in the order of the document."""
    first: dict[str, ItemDraft] = {}
    by_kind = sorted(items, key=lambda item: KINDS_WORTH_A_LOOK.index(item.deadline.kind))
    for item in by_kind:
        first.setdefault(wording.described(item.deadline).label, item)
    return sorted(list(first.values())[:SHOWN], key=lambda item: item.place)


def _marked(item: ItemDraft) -> tuple[str, str, str]:
    """The title of the order cut around the words that address it to somebody."""
    title = str(item.said.get("title", ""))
    if not item.applies_to:
        return title, "", ""
    at = title.find(item.applies_to)
    start, end = title.rfind("(", 0, at), title.find(")", at)
    if at < 0 or start < 0 or end < 0:
        return title, "", ""
    return title[:start], title[start : end + 1], title[end + 1 :]


def _choices(pairs: Sequence[Pair]) -> Mapping[str, list[tuple[str, str]]]:
    """What each new measure may go on as: its own pair, one that nobody takes, or nothing."""
    free = [pair.old for pair in pairs if pair.new is None and pair.old]
    result: dict[str, Any] = {}
    for pair in pairs:
        if pair.new is not None:
            offered = [pair.old, *free] if pair.old else free
            result[pair.new.key] = [
                ("new", _("A new measure")),
                *((one.key, f"{one.number} {one.title}"[:120]) for one in offered),
            ]
    return result
