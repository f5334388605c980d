# SPDX-License-Identifier: MIT
"""Acts on several measures at once: whose they are, what to remind of, where their deadlines go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.roadmap import service
from nastavnik.roadmap.forms import ManyPeopleForm, MoveForm
from nastavnik.roadmap.service import Overtaken
from nastavnik.roadmap.service.board import BoardExecution, BoardRow, chosen_rows
from nastavnik.roadmap.states import OPEN
from nastavnik.web.access import access
from nastavnik.web.acts import Page
from nastavnik.web.forms import Form, choices_of

from .acts_frame import words
from .board_choice import Choice
from .frame import blueprint

_NAMED = 6


@blueprint.post("/chosen")
@access(right="roadmap.edit")
def act_on_chosen() -> Response:
    """What the bar under the table does with the ticked measures."""
    rows, back = _rows(request.form.getlist("item")), _back()
    if not rows:
        flash(_("Tick at least one measure."), "warning")
        return redirect(back.address, 303)
    act = request.form.get("do", "")
    if act == "remind":
        return _remind(rows, back)
    endpoint = "roadmap.move_chosen" if act == "move" else "roadmap.assign_chosen"
    return redirect(url_for(endpoint, item=[row.item.id for row in rows], back=back.query or None), 303)


@blueprint.route("/chosen/people", methods=["GET", "POST"])
@access(right="roadmap.edit")
def assign_chosen() -> Page:
    """Give several measures to people: with accounts, or named until they are invited."""
    rows, back = _rows(_items()), _back()
    if not rows:
        raise NotFound("none of these measures is in the running roadmap")
    members = service.people()
    by_id = {str(one.account_id): one.account_id for one in members}
    form = ManyPeopleForm()
    form.people.choices = choices_of(
        {str(one.account_id): ", ".join(filter(None, (one.name.short, one.post))) for one in members}
    )

    def save() -> str:
        chosen = [by_id[value] for value in form.people.data or () if value in by_id]
        changed = service.assign_many(
            [row.item.id for row in rows],
            service.chosen_people(chosen, service.names_in(words(form.names))),
            instead=form.instead.data == "y",
            seen=_seen(),
        )
        if not changed:
            return _("Nothing had to be changed: they answer for these measures already.")
        return ngettext("%(num)s measure assigned.", "%(num)s measures assigned.", changed)

    return _act("roadmap/board_assign.html", form, save, back, lambda: {"rows": _rows(_items())})


@blueprint.route("/chosen/deadlines", methods=["GET", "POST"])
@access(right="roadmap.edit")
def move_chosen() -> Page:
    """Move the nearest deadlines of several measures to one date."""
    back = _back()
    if not any(map(_open_one, _rows(_items()))):
        flash(_("None of the selected measures has an open execution."), "warning")
        return redirect(back.address, 303)
    form = MoveForm()

    def save() -> str:
        # Those that the person saw, not those whose turn it is by now.
        seen = _seen()
        moved = service.move_deadlines(
            list(seen), form.due.data, words(form.reason), words(form.basis), seen=seen
        )
        return ngettext("%(num)s deadline moved.", "%(num)s deadlines moved.", moved)

    def given() -> Mapping[str, Any]:
        rows = _rows(_items())
        return {
            "movable": [(row, one) for row in rows if (one := _open_one(row)) is not None],
            "left_out": [row for row in rows if _open_one(row) is None],
        }

    return _act("roadmap/board_move.html", form, save, back, given)


def _remind(rows: Sequence[BoardRow], back: Choice) -> Response:
    calling = {row.item.number: row.calling(today()) for row in rows}
    wanted = [one.id for executions in calling.values() for one in executions]
    quiet = [number for number, executions in calling.items() if not executions]
    if not wanted:
        flash(
            _("There is nothing to remind of: none of the selected measures has an open execution."),
            "warning",
        )
        return redirect(back.address, 303)
    try:
        count = service.remind(wanted)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(back.address, 303)
    said = ngettext("Reminded of %(num)s execution.", "Reminded of %(num)s executions.", count)
    if quiet:
        said += " " + _("Nothing is open in %(numbers)s.", numbers=_numbers(quiet))
    flash(said)
    return redirect(back.address, 303)


def _act(
    template: str, form: Form, save: Callable[[], str], back: Choice, given: Callable[[], Mapping[str, Any]]
) -> Page:
    """A page with one form about several measures, or the way back once it is done."""
    overtaken = None
    if form.ready():
        try:
            flash(save())
        except Overtaken as refusal:
            # The page shows what stands now, with its versions: sending it again means that it has been seen.
            overtaken = refusal.message
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect(back.address, 303)
    status = 409 if overtaken else 422 if form.errors or form.form_errors else 200
    return render_template(template, form=form, back=back, overtaken=overtaken, **given()), status


def _items() -> list[str]:
    return request.values.getlist("item")


def _rows(values: Sequence[str]) -> list[BoardRow]:
    return chosen_rows([one for one in map(_identifier, values) if one is not None], today())


def _open_one(row: BoardRow) -> BoardExecution | None:
    one = row.nearest
    return one if one is not None and row.required and one.state in OPEN else None


def _back() -> Choice:
    return Choice.kept_in(request.values.get("back", ""))


def _seen() -> Mapping[UUID, int]:
    """Versions of the rows that the sent page was drawn over: «identifier:version»."""
    found: dict[UUID, int] = {}
    for value in request.form.getlist("over"):
        identifier, _colon, version = value.partition(":")
        row_id = _identifier(identifier)
        if row_id is not None and version.isdecimal():
            found[row_id] = int(version)
    return found


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _numbers(numbers: Sequence[str]) -> str:
    shown = ", ".join(numbers[:_NAMED])
    return f"{shown}, …" if len(numbers) > _NAMED else shown
