# SPDX-License-Identifier: MIT
"""The third step of a new edition: what it adds, changes and leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import redirect, render_template, request, url_for

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.roadmap import service
from nastavnik.roadmap.editions import FIELDS, Measure, Pair, likeness_of_titles
from nastavnik.roadmap.importing import Seen
from nastavnik.roadmap.service import imports
from nastavnik.roadmap.service.import_plan import NEW
from nastavnik.web.access import access
from nastavnik.web.acts import Page, typed

from .frame import blueprint
from .import_frame import lasting, launch, refuse_stale, steps, tell_replaced

PER_PAGE = 50
MOST_OFFERED = 15
"""A measure may go on as one of so many that nobody else takes; the likest titles come first."""
LONGEST_TITLE = 100


@blueprint.route("/import/<uuid:import_id>/compare", methods=["GET", "POST"])
@access(right="roadmap.adopt")
@lasting
def compare_editions(import_id: UUID) -> Page:
    """The new edition beside the running one, measure by measure."""
    if request.method == "GET":
        return _compared(import_id)
    words = typed()
    kept = imports.keep(import_id, words, Seen.parse(words.get("seen", "")))
    tell_replaced(kept)
    do, _dash, what = words.get("do", "").partition("-")
    if do != "start":
        page = what if do == "page" and what.isdecimal() else request.args.get("page")
        return redirect(url_for("roadmap.compare_editions", import_id=import_id, page=page), 303)
    try:
        refuse_stale(kept)
        return launch(import_id, kept.draft)
    except Refused as refusal:
        return _compared(import_id, refusal)


def _compared(import_id: UUID, refusal: Refused | None = None) -> Page:
    row = imports.get_import(import_id)
    draft = imports.draft_of(row)
    pairs = imports.compare_editions(draft)
    if pairs is None:
        return redirect(url_for("roadmap.check", import_id=import_id), 303)
    told = [pair for pair in pairs if pair.verdict in ("changed", "added")]
    pages = max(1, -(-len(told) // PER_PAGE))
    page = min(max(request.args.get("page", 1, int), 1), pages)
    shown = told[(page - 1) * PER_PAGE : page * PER_PAGE]
    free = [pair.old for pair in pairs if pair.new is None and pair.old]
    values = {f"i{pair.new.key}-continues": pair.old.key if pair.old else NEW for pair in shown if pair.new}
    html = render_template(
        "roadmap/import_compare.html",
        row=row,
        draft=draft,
        running=service.running_roadmap(),
        pairs={verdict: [pair for pair in pairs if pair.verdict == verdict] for verdict in VERDICTS},
        shown=[(pair, _offered(pair, free)) for pair in shown],
        page=page,
        pages=pages,
        fields=FIELDS,
        seen=imports.seen_of(row, values),
        refusal=refusal,
        steps=steps(),
    )
    return html, 422 if refusal else 200


VERDICTS = ("changed", "added", "removed", "same")


def _offered(pair: Pair, free: Sequence[Measure]) -> list[tuple[str, str]]:
    """What a new measure may go on as: its own pair, one that nobody takes, or nothing."""
    title = pair.new.title if pair.new else ""
    likest = sorted(free, key=lambda one: -likeness_of_titles(one.title, title))[:MOST_OFFERED]
    offered = [pair.old, *likest] if pair.old else likest
    return [
        (NEW, _("A new measure")),
        *((one.key, f"{one.number} {one.title}"[:LONGEST_TITLE]) for one in offered),
    ]
