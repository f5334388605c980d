# SPDX-License-Identifier: MIT
"""The register of programmes, its workbook (domain 5.3), the board by stages, and the organisation's own forms."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.people.service import Listing
from nastavnik.programmes import service
from nastavnik.programmes.forms import OwnForm
from nastavnik.programmes.service import ProgrammeFilter
from nastavnik.programmes.words import STATES, word
from nastavnik.web.access import access
from nastavnik.web.acts import Page, number_of_page, page, send
from nastavnik.web.spreadsheet import Column, spreadsheet

from .frame import blueprint, variant_title

COLUMNS = (
    Column(_l("Title"), 40),
    Column(_l("Form"), 24),
    Column(_l("Role variant"), 30),
    Column(_l("Author"), 24),
    Column(_l("Target group"), 30),
    Column(_l("Goal"), 40),
    Column(_l("Tasks"), 40),
    Column(_l("Begins on"), 12),
    Column(_l("Ends on"), 12),
    Column(_l("Planned results"), 40),
    Column(_l("Participants"), 14),
    Column(_l("State"), 16),
    Column(_l("Stage"), 10),
    Column(_l("Publication"), 30),
    Column(_l("Best practice"), 12),
)


@blueprint.get("/")
@access(right="programmes.view")
def index() -> str:
    """The register of programmes."""
    wanted = _filter(Listing(request.args.get("sort", "title")[:20], number_of_page()))
    found = service.programmes(wanted)
    return render_template(
        "programmes/index.html",
        page=found,
        wanted=wanted,
        counts=service.programme_counts(),
        forms=service.FORMS,
        titles=service.form_titles(found.rows),
        filtered=any(request.args.get(name) for name in ("q", "state", "form", "best")),
    )


@blueprint.get("/list.xlsx")
@access(right="programmes.view")
def index_xlsx() -> Response:
    """The register as a workbook; the filter of the page narrows it."""
    rows = service.programmes(_filter(Listing("title", size=0))).rows
    titles = service.form_titles(rows)
    people = service.participant_counts(one.id for one in rows)
    return spreadsheet(
        _("Programmes"),
        COLUMNS,
        (
            (
                one.title,
                titles[one.id],
                variant_title(one),
                one.author,
                one.target_group,
                one.goal,
                one.tasks,
                one.starts_on,
                one.ends_on,
                one.planned_results,
                people.get(one.id, 0),
                word(STATES, one.state),
                one.stage or None,
                one.public_url,
                _("yes") if one.best_practice else "",
            )
            for one in rows
        ),
        file_name=f"programmes-{today():%Y-%m-%d}.xlsx",
    )


@blueprint.get("/board")
@access(right="programmes.view")
def board() -> str:
    """Running programmes by stage: where each one stands, what it lacks, and what is stuck."""
    by_stage = service.running_by_stage()
    everything = [one for those in by_stage.values() for one in those]
    return render_template(
        "programmes/board.html",
        by_stage=by_stage,
        missing=service.missing_of(everything),
        titles=service.form_titles(everything),
        stuck=sum(service.is_stuck(one, today()) for one in everything),
    )


@blueprint.route("/forms", methods=["GET", "POST"])
@access(right="programmes.edit")
def own_forms() -> Page:
    """Forms of mentoring with the organisation's own names."""
    form = OwnForm()
    sent = send(
        form,
        lambda: service.add_custom_form(form.title.data or "", form.base_form.data or ""),
        _("The form is added."),
        url_for("programmes.own_forms"),
    )
    return sent or page("programmes/own_forms.html", form, own=service.custom_forms(), forms=service.FORMS)


@blueprint.post("/forms/<uuid:form_id>/retire")
@access(right="programmes.edit")
def retire_form(form_id: UUID) -> Response:
    """Stop offering one of the organisation's own forms."""
    service.retire_custom_form(form_id)
    flash(_("The form is not offered any more."))
    return redirect(url_for("programmes.own_forms"), 303)


def _filter(listed: Listing) -> ProgrammeFilter:
    args = request.args
    state, form = args.get("state", ""), args.get("form", "")
    return ProgrammeFilter(
        text=args.get("q", "").strip()[:100],
        state=state if state in STATES else "",
        form=form if form in service.FORMS else "",
        best_practice=bool(args.get("best")),
        listing=listed,
    )
