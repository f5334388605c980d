# SPDX-License-Identifier: MIT
"""The page on which an order is checked, its pieces, and the page of one measure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from flask import abort, render_template, request, url_for

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.files import get_file
from nastavnik.roadmap import service
from nastavnik.roadmap.deadlines import wording
from nastavnik.roadmap.importing import Draft, ItemDraft, Section, Seen
from nastavnik.roadmap.models import RoadmapImport

from .frame import may
from .import_fields import item_form, order_form, seen_in
from .import_frame import asks_director, place_in_list, steps

SHOWN = 5
ASKED_PER_PAGE = 20
ROWS_PER_PAGE = 100
MOST_LINKS = 10
KINDS_WORTH_A_LOOK = (
    "fixed",
    "recurring",
    "conditional",
    "relative",
    "external",
    "whole_period",
    "unclear",
)
VIEWS = ("questions", "all", "info")


def review(row: RoadmapImport, refusal: Refused | None = None) -> tuple[str, int]:
    """The whole page; with a refusal to start it opens where the first thing to correct is."""
    draft = service.draft_of(row)
    asked = [item for item in draft.items if item.questions or (item.errors and not item.dropped)]
    places = [item.place for item in asked]
    plain = [item for item in draft.items if item.place not in set(places)]
    show = request.args.get("show", "")
    if show not in VIEWS or refusal is not None:
        show = "questions" if asked else "all"
    open_items = [item for item in asked if item.open_questions or item.errors]
    listed = asked if show == "questions" else _by_sections(draft) if show == "all" else []
    size = ASKED_PER_PAGE if show == "questions" else ROWS_PER_PAGE
    pages = max(1, -(-len(listed) // size))
    page = min(max(request.args.get("page", 1, int), 1), pages)
    if refusal is not None and open_items and show == "questions":
        page = places.index(open_items[0].place) // size + 1
    rows = listed[(page - 1) * size : page * size]
    html = render_template(
        "roadmap/import_review.html",
        row=row,
        file=get_file(row.file_id) if row.file_id else None,
        draft=draft,
        form=order_form(draft, refusal),
        refusal=refusal,
        show=show,
        page=page,
        pages=pages,
        asked=[(item, item_form(draft, item)) for item in rows] if show == "questions" else [],
        asked_count=len(asked),
        by_section=_grouped(draft, rows) if show == "all" else [],
        plain=_worth_a_look(plain) if show == "questions" else [],
        plain_count=len(plain),
        open_links=[_link(item, places) for item in open_items[:MOST_LINKS]] if refusal else [],
        described=wording.described,
        mark=marked,
        steps=steps(),
        running=service.running_roadmap(),
        keep_url=url_for("roadmap.keep_typed", import_id=row.id),
        query=urlencode({"show": show, "page": page}),
        bar=bar(row, draft, seen_in(row, draft, rows if show == "questions" else ())),
        asks_director=asks_director(draft),
        may_approve=may("approve"),
    )
    return html, 422 if refusal else 200


def bar(row: RoadmapImport, draft: Draft, seen: Seen) -> str:
    """How far the check is, and the buttons that end it."""
    return render_template(
        "roadmap/import_bar.html",
        row=row,
        draft=draft,
        seen=seen,
        running=service.running_roadmap(),
        asks_director=asks_director(draft),
        may_approve=may("approve"),
        mistakes=sum(bool(item.errors) and not item.dropped for item in draft.items)
        + sum(name in draft.edits for name in draft.order.errors),
    )


def item_page(row: RoadmapImport, draft: Draft, place: int) -> str:
    """One measure with all of its fields; 404 when the draft has no such one."""
    item = _item(draft, place)
    return render_template(
        "roadmap/import_item.html",
        row=row,
        draft=draft,
        item=item,
        form=item_form(draft, item),
        seen=seen_in(row, draft, [item], order=False),
        back=url_for("roadmap.check", import_id=row.id, **place_in_list(), _anchor="items"),
        mark=marked,
        described=wording.described,
        steps=steps(),
    )


def deadline_part(row: RoadmapImport, draft: Draft, place: int) -> str:
    """The fields of a measure's deadline; a field that is still empty is no mistake yet."""
    item = _item(draft, place)
    errors = {name: text for name, text in item.errors.items() if item.values.get(name, "").strip()}
    return render_template(
        "roadmap/import_deadline.html",
        row=row,
        item=item,
        form=item_form(draft, item, errors=errors),
        described=wording.described,
    )


def marked(item: ItemDraft) -> tuple[str, str, str]:
    """The title of the order cut around the words that address it to somebody."""
    title = str(item.said.get("title", ""))
    if not item.applies_to:
        return title, "", ""
    at = title.find(item.applies_to)
    start, end = title.rfind("(", 0, at), title.find(")", at)
    if at < 0 or start < 0 or end < 0:
        return title, "", ""
    return title[:start], title[start : end + 1], title[end + 1 :]


def _item(draft: Draft, place: int) -> ItemDraft:
    if place >= len(draft.items):
        abort(404)
    return draft.items[place]


def _by_sections(draft: Draft) -> list[ItemDraft]:
    return [item for section in draft.sections for item in draft.items_of(section)]


def _grouped(draft: Draft, rows: Sequence[ItemDraft]) -> list[tuple[Section, list[ItemDraft], bool]]:
    """Sections with those of their measures that stand on this page; whether the section ends here."""
    home = {item.place: section for section in draft.sections for item in draft.items_of(section)}
    found = [(section, list(items)) for section, items in groupby(rows, lambda item: home[item.place])]
    return [
        (section, items, draft.items_of(section)[-1].place == items[-1].place) for section, items in found
    ]


def _worth_a_look(items: Sequence[ItemDraft]) -> list[ItemDraft]:
    """A few measures, one of each way in which a deadline was understood, in the order of the document."""
    first: dict[str, ItemDraft] = {}
    by_kind = sorted(items, key=lambda item: KINDS_WORTH_A_LOOK.index(item.deadline.kind))
    for item in by_kind:
        first.setdefault(wording.described(item.deadline).label, item)
    return sorted(list(first.values())[:SHOWN], key=lambda item: item.place)


def _link(item: ItemDraft, places: Sequence[int]) -> dict[str, Any]:
    page = places.index(item.place) // ASKED_PER_PAGE + 1
    told = [f"{question.title} {question.text}" for question in item.questions if not question.solved]
    return {
        "url": f"?{urlencode({'show': 'questions', 'page': page})}#i{item.place}",
        "title": item.number or item.title[:60],
        "text": " ".join(dict.fromkeys([*told, *item.errors.values()])),
    }
