# SPDX-License-Identifier: MIT
"""A spreadsheet of people: uploaded, its columns told, its rows tried, brought in by the worker."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, url_for
from wtforms import SelectField

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.people.forms import SureForm, UploadForm
from nastavnik.people.importing import known_fields
from nastavnik.people.models import PeopleImport
from nastavnik.people.service import imports
from nastavnik.people.words import KINDS
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send, uploaded
from nastavnik.web.forms import Form, choices_of

from .frame import blueprint

SAMPLE = 3
"""Rows of the file shown beside the choice of a column."""
MOST_SHOWN = 100
"""Mistakes shown on the page; all of them are in the file that comes back."""


@blueprint.route("/import", methods=["GET", "POST"])
@access(right="people.import")
def upload() -> Page:
    """Choose a spreadsheet; earlier ones stand below."""
    form = UploadForm()
    made: list[PeopleImport] = []
    sent = send(
        form,
        lambda: made.append(imports.receive(uploaded(form.file.data), _name(form), form.target.data or "")),
        _("The spreadsheet was read."),
        lambda: url_for("people.columns", import_id=made[0].id),
    )
    return sent or page("people/import_upload.html", form, recent=imports.recent_imports())


@blueprint.route("/import/<uuid:import_id>", methods=["GET", "POST"])
@access(right="people.import")
def columns(import_id: UUID) -> Page:
    """Say what each column holds."""
    row = imports.get_import(import_id)
    if row.state not in imports.OPEN_STATES:
        return redirect(url_for("people.upload"), 303)
    table = imports.table_of(row)
    form = _columns_form(row, table.headings)
    chosen = {str(index): form[f"column_{index}"].data or "" for index in range(len(table.headings))}
    sent = send(
        form,
        lambda: imports.set_mapping(row.id, chosen, kind=form["kind"].data or ""),
        _("The columns are told."),
        url_for("people.try_rows", import_id=row.id),
    )
    return sent or page("people/import_columns.html", form, row=row, table=table, sample=table.rows[:SAMPLE])


@blueprint.get("/import/<uuid:import_id>/rows")
@access(right="people.import")
def try_rows(import_id: UUID) -> Page:
    """What would happen to the rows, before anything happens."""
    row = imports.get_import(import_id)
    if row.state not in imports.OPEN_STATES:
        return redirect(url_for("people.upload"), 303)
    return _rows_page(row)


@blueprint.post("/import/<uuid:import_id>/start")
@access(right="people.import")
def start(import_id: UUID) -> Page:
    """Let the worker bring the rows in."""
    row = imports.get_import(import_id)
    try:
        job = imports.launch(row.id)
    except Refused as refusal:
        if row.state not in imports.OPEN_STATES:
            return redirect(url_for("people.upload"), 303)
        return _rows_page(row, refusal.message)
    return redirect(url_for("desk.job", job_id=job.id), 303)


@blueprint.route("/import/<uuid:import_id>/drop", methods=["GET", "POST"])
@access(right="people.import")
def drop(import_id: UUID) -> Page:
    """Throw an upload away, after a question."""
    row = imports.get_import(import_id)
    form = SureForm()
    sent = send(
        form, lambda: imports.drop(row.id), _("The spreadsheet was thrown away."), url_for("people.upload")
    )
    return sent or page("people/import_drop.html", form, row=row)


def _rows_page(row: PeopleImport, refusal: str = "") -> Page:
    report = imports.check(row.id)
    html = render_template(
        "people/import_rows.html",
        row=row,
        report=report,
        counts=report.counts(),
        mistakes=report.rejected[:MOST_SHOWN],
        refusal=refusal,
    )
    return html, 422 if refusal else 200


def _columns_form(row: PeopleImport, headings: tuple[str, ...]) -> Form:
    fields = choices_of({"": _("not taken"), **known_fields(row.target)})
    columns = imports.columns_of(row)

    class ColumnsForm(Form):
        """One choice for each column of this file."""

        kind = SelectField(
            _("Who these people are, where the rows do not say"),
            choices=choices_of({"": _("as the rows say"), **KINDS}),
            default=imports.kind_of(row),
        )

    for index, heading in enumerate(headings):
        label = heading or _("column %(number)s without a heading", number=index + 1)
        setattr(
            ColumnsForm,
            f"column_{index}",
            SelectField(label, choices=fields, default=columns.get(str(index), "")),
        )
    return ColumnsForm()


def _name(form: UploadForm) -> str:
    return (form.file.data.filename if form.file.data else "") or "spreadsheet"
