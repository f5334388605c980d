# SPDX-License-Identifier: MIT
"""The page of a measure, and its whole history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from nastavnik.foundation.dates import format_date, lateness_in_words, today
from nastavnik.foundation.files import StoredFile
from nastavnik.foundation.i18n import gettext as _
from nastavnik.roadmap import service
from nastavnik.roadmap.editions import FIELDS
from nastavnik.roadmap.forms import CloseForm, CommentForm
from nastavnik.roadmap.models import RoadmapOccurrence
from nastavnik.roadmap.service import proofs, ties
from nastavnik.roadmap.states import OPEN, plan_and_fact
from nastavnik.web.access import access
from nastavnik.web.components import STATES

from .acts_frame import Attempt, compared, heading_of, latest
from .frame import blueprint, may
from .tying import evidence_kinds

SHOWN_EVIDENCE = 8
SHOWN_HISTORY = 5
SHOWN_POINTS = 8
AHEAD = 3
ICONS = {
    "application/pdf": "file-type-pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "file-type-docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "file-spreadsheet",
}


class Line(list[dict[str, Any]]):
    """Points of a line of time. When there are many, those around the open one are shown and the rest is folded."""

    @property
    def first(self) -> int:
        """The place of the first point on view."""
        open_ones = [place for place, point in enumerate(self) if point["open"]]
        last = min(len(self), (open_ones[0] if open_ones else len(self)) + AHEAD)
        return max(0, max(last, SHOWN_POINTS) - SHOWN_POINTS)

    @property
    def before(self) -> list[dict[str, Any]]:
        """Points folded before those on view."""
        return self[: self.first]

    @property
    def shown(self) -> list[dict[str, Any]]:
        """Points on view."""
        return self[self.first : self.first + SHOWN_POINTS]

    @property
    def after(self) -> list[dict[str, Any]]:
        """Points folded after those on view."""
        return self[self.first + SHOWN_POINTS :]

    @property
    def chosen_outside(self) -> str:
        """On which side the chosen execution is folded, if it is."""
        sides = {"before": self.before, "after": self.after}
        return next((side for side, points in sides.items() if any(one["current"] for one in points)), "")


@blueprint.get("/<uuid:item_id>")
@access(right="roadmap.view")
def item(item_id: UUID) -> tuple[str, int]:
    """One measure: its executions on a line of time, evidence, people, words of the order, remarks and history."""
    return show(item_id, request.args.get("execution", ""))


@blueprint.get("/<uuid:item_id>/history")
@access(right="roadmap.view")
def history(item_id: UUID) -> str:
    """Everything that happened to a measure, the plan beside the fact, and the editions one by one."""
    card = service.item_card(item_id, today())
    return render_template(
        "roadmap/item_history_page.html",
        card=card,
        item=card.item,
        facts={one.id: plan_and_fact(one, today()) for one in card.occurrences},
        fields=FIELDS,
        may=may,
    )


def show(
    item_id: UUID,
    execution: str,
    *,
    close: CloseForm | None = None,
    remark: CommentForm | None = None,
    attempt: Attempt | None = None,
    kept: Sequence[StoredFile] = (),
    now: Mapping[str, str] | None = None,
) -> tuple[str, int]:
    """The page of a measure, with forms that came back if there are any."""
    on = today()
    card = service.item_card(item_id, on)
    chosen = card.chosen(execution)
    still_open = chosen is not None and chosen.state in OPEN
    if close is None and still_open and chosen is not None:
        close = CloseForm(sent=False, seen=chosen.version, done_on=on)
    overtaken = attempt.overtaken if attempt else None
    kinds = evidence_kinds()
    tied = ties.tied(card.item, kinds)
    html = render_template(
        "roadmap/item.html",
        card=card,
        item=card.item,
        chosen=chosen,
        heading=heading_of(card.item, chosen),
        open=still_open,
        points=Line(_point(card, one, chosen) for one in card.occurrences),
        plan=_plan(card),
        form=close,
        remark=remark or CommentForm(sent=False),
        kept=kept,
        overtaken=overtaken,
        compared=compared(close, now or {}) if overtaken and close else (),
        latest=latest(card.item, chosen) if overtaken and chosen else (),
        closing_hint=_closing_hint(chosen),
        tied=tied,
        proposed=ties.proposed(card.item, kinds) if tied is None else None,
        offers=proofs.offers(card.item, chosen, tied) if chosen and still_open and card.mine else (),
        ticked=request.form.getlist("offer"),
        may_undo=bool(chosen and card.mine and service.may_undo_closing(chosen)),
        shown_evidence=SHOWN_EVIDENCE,
        shown_history=SHOWN_HISTORY,
        icon_of_file=icon_of_file,
        may=may,
    )
    return html, attempt.status if attempt else 200


def icon_of_file(proof: service.Proof) -> str:
    """The icon of a piece of evidence."""
    if proof.row.kind == "link":
        return "link"
    if proof.row.kind == "records":
        return "database"
    return ICONS.get(proof.file.media_type if proof.file else "", "file-text")


def _closing_hint(chosen: RoadmapOccurrence | None) -> str:
    if chosen is None or chosen.due is None:
        return ""
    late = lateness_in_words(chosen.due, today())
    return _("It will be recorded: «%(words)s».", words=late[:1].lower() + late[1:]) if late else ""


def _plan(card: service.ItemCard) -> str:
    """What the dates follow from, when it is not plain from the order's words."""
    if card.item.deadline_kind == "relative" and card.item.event_date:
        return _("The event: %(day)s", day=format_date(card.item.event_date))
    return _("The order says: «%(text)s»", text=card.item.deadline_text) if card.item.deadline_text else ""


def _point(
    card: service.ItemCard, one: RoadmapOccurrence, chosen: RoadmapOccurrence | None
) -> dict[str, Any]:
    state = card.states[one.id]
    return {
        "id": one.id,
        "icon": STATES[state.kind][1],
        "tone": {"overdue": "late", "soon": "soon", "done": "done", "late": "done"}.get(state.kind, ""),
        "title": one.label or (format_date(one.due) if one.due else _("no date")),
        "url": url_for("roadmap.item", item_id=card.item.id, execution=one.id) + "#execution",
        "kind": state.kind,
        "words": state.words,
        "moved_from": state.moved_from,
        "due": one.due,
        "done_on": one.done_on,
        "open": state.open,
        "fact": plan_and_fact(one, today()),
        "late": state.kind == "late",
        "todo": one.state != "done",
        "evidence": len(card.evidence_of(one.id)),
        "exception": bool(one.exception_reason),
        "current": chosen is not None and one.id == chosen.id,
    }
