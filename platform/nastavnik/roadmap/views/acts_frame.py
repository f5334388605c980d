# SPDX-License-Identifier: MIT
"""The way of an act on a measure: from a form that keeps what was typed, through the service, back to the measure.

When somebody else changed the record meanwhile, the same page comes back with both versions beside each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import Field

from nastavnik.foundation.dates import format_date, today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.roadmap import service
from nastavnik.roadmap.labels import title_of
from nastavnik.roadmap.models import RoadmapItem, RoadmapOccurrence
from nastavnik.roadmap.service import Overtaken
from nastavnik.web.acts import Page
from nastavnik.web.forms import Form

TAKEN = "take-"
LATEST = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page of an act says: title, what will happen, the word on the button; ``now`` is what stands."""

    title: str
    save: str
    lead: str = ""
    danger: bool = False
    now: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of two versions: what stands now and what the person typed."""

    name: str
    label: str
    now: str
    mine: str


@dataclass(slots=True)
class Attempt:
    """One sending of a form. ``overtaken`` is set when the record had changed under it."""

    form: Form
    overtaken: Overtaken | None = None

    def carry_out(self, do: Callable[[], Any], done: str, back: str) -> Response | None:
        """Do it and go back; ``None`` means that the page is to be shown again."""
        if not self.form.ready():
            return None
        try:
            do()
        except Overtaken as refusal:
            self.overtaken = refusal
            # Sending it again means that the person has seen what stands now.
            self.form["seen"].data = refusal.version
            return None
        except Refused as refusal:
            self.form.refuse(refusal)
            return None
        flash(done)
        return redirect(back, 303)

    @property
    def status(self) -> int:
        """409 over a changed record, 422 over mistakes."""
        if self.overtaken:
            return 409
        return 422 if self.form.errors or self.form.form_errors else 200


def choose(form: Form, now: Mapping[str, str]) -> None:
    """Put what stands in the fields for which the person chose it over their own text."""
    for name, value in now.items():
        if request.form.get(TAKEN + name) == "now":
            form[name].process(MultiDict({form[name].name: value}))


def act(
    form: Form,
    asked: Asked,
    do: Callable[[], Any],
    done: str,
    *,
    item: RoadmapItem,
    occurrence: RoadmapOccurrence | None = None,
    template: str = "roadmap/act.html",
    **given: Any,
) -> Page:
    """A page with one form about a measure, or the way back once it is done."""
    choose(form, asked.now)
    attempt = Attempt(form)
    back = address(item.id, occurrence)
    answer = attempt.carry_out(do, done, back)
    if answer is not None:
        return answer
    html = render_template(
        template,
        form=form,
        asked=asked,
        item=item,
        occurrence=occurrence,
        heading=heading_of(item, occurrence),
        back=back,
        overtaken=attempt.overtaken,
        compared=compared(form, asked.now) if attempt.overtaken else (),
        latest=latest(item, occurrence or item) if attempt.overtaken else (),
        **given,
    )
    return html, attempt.status


def at_once(do: Callable[[], Any], done: str, back: str) -> Response:
    """An act behind one button: a refusal is said on the page the person comes back to."""
    try:
        do()
    except Refused as refusal:
        flash(refusal.message, "error")
    else:
        flash(done)
    return redirect(back, 303)


def compared(form: Form, now: Mapping[str, str]) -> list[Compared]:
    """Fields in which what was typed and what stands differ."""
    rows = [Compared(name, form[name].label.text, value, typed_in(form, name)) for name, value in now.items()]
    return [row for row in rows if row.now != row.mine]


def typed_in(form: Form, name: str) -> str:
    """A field as it was typed."""
    box = form[name]
    return str((box._value() if hasattr(box, "_value") else box.data) or "")


def latest(item: RoadmapItem, subject: RoadmapItem | RoadmapOccurrence) -> list[service.Told]:
    """What happened last to the record that changed."""
    told = service.history_of([item.id], (), today())
    return [one for one in told if one.subject_id == str(subject.id)][:LATEST]


def address(item_id: UUID, occurrence: RoadmapOccurrence | None = None) -> str:
    """The page of a measure, open at an execution."""
    if occurrence is None:
        return url_for("roadmap.item", item_id=item_id)
    return url_for("roadmap.item", item_id=item_id, execution=occurrence.id)


def heading_of(item: RoadmapItem, occurrence: RoadmapOccurrence | None) -> str:
    """«III квартал 2024», or the date, of an execution."""
    if occurrence is None:
        return ""
    return title_of(item.deadline_rule, occurrence.planned_due, occurrence.label) or (
        format_date(occurrence.due) if occurrence.due else _("no date")
    )


def words(field: Field) -> str:
    """What a field of text holds."""
    return str(field.data or "")


def seen_version() -> int | None:
    """The version of the row that the sent button was drawn over."""
    text = request.form.get("seen", "")
    return int(text) if text.isdecimal() else None
