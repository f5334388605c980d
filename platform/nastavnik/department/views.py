# SPDX-License-Identifier: MIT
"""Pages of the department. Whatever narrows a page lives in its address, and its workbook takes the same address."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.foundation.scope import current_actor
from nastavnik.web.access import access
from nastavnik.web.scoping import plugins_of_app
from nastavnik.web.theme import local_path

from . import asked, service
from .words import TEMPLATE_WORDS

blueprint = Blueprint("department", __name__, template_folder="templates")
blueprint.context_processor(
    lambda: {"kinds": service.KIND_WORDS, "rights": current_actor().rights, **TEMPLATE_WORDS}
)

OVERDUE_ON_FIRST_PAGE = 5


@blueprint.get("/")
@access(right="department.view")
def matrix() -> str:
    """«Где мы»: organisations by sections of the roadmap."""
    page = asked.matrix()
    wanted = service.Filter(kind=page.kind, months=page.periods.chosen.months)
    return render_template(
        "department/matrix.html",
        page=page,
        indicators=asked.all_measures().indicators,
        overdue=service.overdue_list(wanted, per_page=OVERDUE_ON_FIRST_PAGE),
    )


@blueprint.get("/overdue")
@access(right="department.view")
def overdue() -> str:
    """What is overdue, longest first."""
    wanted = asked.overdue()
    return render_template(
        "department/overdue.html",
        wanted=wanted.filter,
        periods=wanted.periods,
        organisations=wanted.organisations,
        page=service.overdue_list(wanted.filter, request.args.get("page", 1, type=int)),
        indicators=asked.all_measures().indicators,
    )


@blueprint.post("/remind")
@access(right="department.remind")
def remind() -> Response:
    """Remind organisations of the rows that were sent."""
    try:
        sent = service.remind([row for row in map(_row_key, request.form.getlist("row")) if row is not None])
    except Refused as refusal:
        flash(refusal.message, "error")
    except NotFound:
        flash(_("This is not overdue any more: nobody was reminded."), "warning")
    else:
        flash(
            ngettext("Reminded of %(num)s measure.", "Reminded of %(num)s measures.", sent.reminded),
            "success",
        )
        if sent.refused:
            flash(
                ngettext(
                    "%(num)s measure was left out: it was reminded of twice today.",
                    "%(num)s measures were left out: they were reminded of twice today.",
                    sent.refused,
                ),
                "warning",
            )
    return redirect(local_path(request.form.get("next", "")), 303)


@blueprint.get("/organisations")
@access(right="department.view")
def organisations() -> str:
    """Organisations and their state."""
    return render_template(
        "department/organisations.html",
        page=service.matrix(asked.all_measures(), kind=asked.kind(), sort="name"),
        only=asked.only(),
        indicators=asked.all_measures().indicators,
    )


@blueprint.get("/organisations/<slug>")
@access(right="department.view")
def organisation(slug: str) -> str:
    """One organisation by sections and items, without persons."""
    return render_template(
        "department/organisation.html",
        page=asked.organisation_page(slug),
        indicators=asked.all_measures().indicators,
    )


@blueprint.get("/participants")
@access(right="department.view")
def participants() -> str:
    """People, pairs and meetings by organisation and form."""
    return render_template("department/participants.html", page=asked.participants())


@blueprint.get("/participants/<slug>")
@access(right="department.view")
def participants_of(slug: str) -> str:
    """The same of one organisation: its sums, and nobody in it."""
    return render_template("department/participants.html", page=asked.participants(slug))


@blueprint.get("/indicators")
@access(right="department.view")
def indicators() -> str:
    """Every indicator with its definition."""
    return render_template(
        "department/indicators.html",
        page=service.indicator_list(asked.all_measures(), period=asked.period(), kind=asked.kind()),
        room_titles={name: about.title for name, about in plugins_of_app().all().items()},
    )


@blueprint.get("/indicators/<code>")
@access(right="department.view")
def indicator(code: str) -> str:
    """One indicator by organisation, section, month or quarter."""
    return render_template("department/indicator.html", page=asked.indicator_page(code))


@blueprint.get("/comparison")
@access(right="department.view")
def comparison() -> str:
    """Two periods beside each other."""
    return render_template("department/comparison.html", page=asked.comparison_page())


def _row_key(text: str) -> tuple[UUID, str] | None:
    tenant_id, _slash, key = text.partition("/")
    try:
        return UUID(tenant_id), key
    except ValueError:
        return None
