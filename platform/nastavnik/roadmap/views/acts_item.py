# SPDX-License-Identifier: MIT
"""Acts on a measure: its dates, its people, its words, whether it is required, and what is said of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import redirect, request
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import NotADate, format_date, parse_date
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.roadmap import service
from nastavnik.roadmap.forms import (
    CommentForm,
    DatesForm,
    EventForm,
    ItemForm,
    OpenForm,
    PeopleForm,
    ReasonForm,
)
from nastavnik.web.access import access
from nastavnik.web.acts import Page
from nastavnik.web.forms import choices_of

from .acts_frame import Asked, Attempt, act, address, at_once, seen_version, words
from .frame import blueprint
from .item import show


@blueprint.route("/<uuid:item_id>/event", methods=["GET", "POST"])
@access(right="roadmap.edit")
def record_event(item_id: UUID) -> Page:
    """Record the day of the event that a deadline counts from."""
    item = service.get_item(item_id)
    form = EventForm(seen=item.version, on=item.event_date)
    return act(
        form,
        Asked(
            _("Record the event"),
            _("Record the event"),
            _("The deadline follows from the order: «%(text)s».", text=item.deadline_text),
            now={"on": format_date(item.event_date)} if item.event_date else {},
        ),
        lambda: service.record_event(item_id, form.on.data, seen=form.version),
        _("The day of the event is recorded, the deadline stands."),
        item=item,
    )


@blueprint.route("/<uuid:item_id>/dates", methods=["GET", "POST"])
@access(right="roadmap.edit")
def set_dates(item_id: UUID) -> Page:
    """Give dates that somebody's schedule sets."""
    item = service.get_item(item_id)
    open_dates = [
        format_date(one.due)
        for one in service.occurrences_of([item_id])[item_id]
        if one.due and one.state in ("planned", "in_work")
    ]
    form = DatesForm(seen=item.version, dates=", ".join(open_dates))
    return act(
        form,
        Asked(
            _("Set the dates"),
            _("Set the dates"),
            _("The order says: «%(text)s».", text=item.deadline_text),
            now={"dates": ", ".join(open_dates)} if open_dates else {},
        ),
        lambda: service.set_dates(item_id, _dates(words(form.dates)), seen=form.version),
        _("The dates stand."),
        item=item,
    )


def _dates(text: str) -> list[date]:
    try:
        return [
            parse_date(part) for part in text.replace(";", ",").replace("\n", ",").split(",") if part.strip()
        ]
    except NotADate as mistake:
        raise Refused(mistake.message, field="dates") from None


@blueprint.route("/<uuid:item_id>/open", methods=["GET", "POST"])
@access(right="roadmap.edit")
def open_when_needed(item_id: UUID) -> Page:
    """Open a measure that is done when needed."""
    item = service.get_item(item_id)
    form = OpenForm(seen=item.version)
    return act(
        form,
        Asked(
            _("Open: a need has come"),
            _("Open"),
            _("The order says: «%(text)s».", text=item.deadline_text),
        ),
        lambda: service.open_occurrence(item_id, form.due.data, words(form.reason), seen=form.version),
        _("Opened: the measure is in work."),
        item=item,
    )


@blueprint.route("/<uuid:item_id>/not-required", methods=["GET", "POST"])
@access(right="roadmap.edit")
def not_required(item_id: UUID) -> Page:
    """Say that the measure is not required here."""
    item = service.get_item(item_id)
    form = ReasonForm(seen=item.version)
    return act(
        form,
        Asked(
            _("The measure is not required"),
            _("Mark as not required"),
            _("Its open executions wait aside and are no longer counted. This can be taken back."),
        ),
        lambda: service.mark_not_required(item_id, words(form.reason), seen=form.version),
        _("Marked as not required."),
        item=item,
    )


@blueprint.post("/<uuid:item_id>/required")
@access(right="roadmap.edit")
def required(item_id: UUID) -> Response:
    """Take back that the measure is not required."""
    service.get_item(item_id)
    return at_once(
        lambda: service.mark_required(item_id, seen=seen_version()),
        _("The measure is back in the plan."),
        address(item_id),
    )


@blueprint.route("/<uuid:item_id>/people", methods=["GET", "POST"])
@access(right="roadmap.edit")
def assign(item_id: UUID) -> Page:
    """Say who answers for the measure."""
    item = service.get_item(item_id)
    standing = service.responsible_for(item)
    mine = {str(one.account_id) for one in standing if one.state}
    others = ", ".join(one.name for one in standing if not one.state)
    form = PeopleForm(seen=item.version, people=sorted(mine), names=others)
    members = service.people()
    form.people.choices = choices_of(
        {str(one.account_id): ", ".join(filter(None, (one.name.short, one.post))) for one in members}
    )
    by_id = {str(one.account_id): one.account_id for one in members}

    def save() -> None:
        chosen = [by_id[value] for value in form.people.data or () if value in by_id]
        service.assign(
            item_id, service.chosen_people(chosen, service.names_in(words(form.names))), seen=form.version
        )

    return act(
        form,
        Asked(_("Who answers"), _("Save"), now={"names": others}),
        save,
        _("Saved: who answers for the measure."),
        item=item,
        template="roadmap/act_people.html",
        standing=standing,
    )


@blueprint.route("/<uuid:item_id>/wording", methods=["GET", "POST"])
@access(right="roadmap.edit")
def edit_wording(item_id: UUID) -> Page:
    """Correct the number, the title and the result; the journal keeps what stood before."""
    item = service.get_item(item_id)
    now = {"number": item.number, "title": item.title, "result": item.result}
    form = ItemForm(seen=item.version, data=now)
    return act(
        form,
        Asked(
            _("Correct the wording"),
            _("Save"),
            _("A correction of a misprint. Another measure, deadline or result comes with a new order."),
            now=now,
        ),
        lambda: service.edit_item(
            item_id, words(form.number), words(form.title), words(form.result), seen=form.version
        ),
        _("Saved."),
        item=item,
    )


@blueprint.route("/<uuid:item_id>/comments", methods=["GET", "POST"])
@access(right="roadmap.view")
def leave_comment(item_id: UUID) -> Page:
    """Leave a remark."""
    service.get_item(item_id)
    back = f"{address(item_id)}#discussion"
    if request.method == "GET":
        return redirect(back, 303)
    form = CommentForm()
    attempt = Attempt(form)
    answer = attempt.carry_out(
        lambda: service.comment(item_id, words(form.text)), _("Your remark is sent to those concerned."), back
    )
    return answer or show(item_id, request.args.get("execution", ""), remark=form, attempt=attempt)
