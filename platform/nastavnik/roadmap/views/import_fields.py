# SPDX-License-Identifier: MIT
"""Fields of the wizard's pages: forms filled from a draft, names of fields, and the marks of what a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.roadmap.forms import ItemFields, OrderFields, show_errors
from nastavnik.roadmap.importing import Draft, ItemDraft, Seen
from nastavnik.roadmap.importing.draft import ITEM_FIELDS
from nastavnik.roadmap.models import RoadmapImport
from nastavnik.roadmap.service import imports
from nastavnik.web.forms import choices_of

DECISION = "decision"


def order_form(draft: Draft, refusal: Refused | None) -> OrderFields:
    """The order's fields; an empty date that nobody touched is a mistake only once the roadmap is to start."""
    form = OrderFields(sent=False, data=dict(draft.order.values))
    touched = {name: text for name, text in draft.order.errors.items() if refusal or name in draft.edits}
    show_errors(form, touched)
    if refusal and refusal.field:
        show_errors(form, {refusal.field: draft.order.errors.get(refusal.field, refusal.message)})
    return form


def item_form(draft: Draft, item: ItemDraft, *, errors: Mapping[str, str] | None = None) -> ItemFields:
    """A measure's fields with their mistakes, or with ``errors`` in their place."""
    shown = item.errors if errors is None else errors
    form = ItemFields.of(item.place, item.values, shown, sections(draft))
    form.decision.choices = choices_of(
        {
            "keep": _("Take it into the roadmap"),
            "not_required": _("Mark as “not required”"),
            "drop": _("Leave it out of the roadmap"),
        }
    )
    form.decision.data = item.decision or ("" if decides(item) else "keep")
    return form


def decides(item: ItemDraft) -> bool:
    """Whether one of its questions asks whether to take the measure into the roadmap."""
    return any(question.code == "addressed_to_other" for question in item.questions)


def sections(draft: Draft) -> Mapping[str, str]:
    """Sections as choices: «2. Поддержка участников»."""
    return {one.number: f"{one.number}. {one.title}" if one.number else one.title for one in draft.sections}


def fields_of_item(place: int) -> frozenset[str]:
    """Names of a measure's fields as a page sends them."""
    return frozenset(f"i{place}-{name}" for name in ITEM_FIELDS)


def seen_in(row: RoadmapImport, draft: Draft, items: Iterable[ItemDraft], *, order: bool = True) -> Seen:
    """The marks of a page that shows these measures, and the order with its sections."""
    shown: dict[str, str] = {}
    if order:
        shown |= draft.order.values
        shown |= {f"s{section.place}-title": section.title for section in draft.sections}
        shown |= {question.name: question.chosen for question in draft.questions_about_order}
    for item in items:
        shown |= {f"i{item.place}-{name}": value for name, value in item.values.items()}
        shown |= {question.name: question.chosen for question in item.questions}
        shown[f"i{item.place}-{DECISION}"] = item.decision or ("" if decides(item) else "keep")
    return imports.seen_of(row, shown)


def shown_in(draft: Draft, name: str) -> str:
    """A field as a person knows it: «1.6, Title»."""
    place, dash, field = name.rpartition("-")
    if not dash:
        form = OrderFields(sent=False)
        return str(form[name].label.text) if name in form else _("Answer to a question")
    if not place[1:].isdecimal() or place[0] == "s":
        return _("Title of the section")
    item = draft.items[int(place[1:])]
    fields = ItemFields(sent=False)
    label = str(fields[field].label.text) if field in fields else _("Answer to a question")
    return f"{item.number or item.title[:40]}, {label}"
