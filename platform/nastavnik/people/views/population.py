# SPDX-License-Identifier: MIT
"""«Численность»: how many children and teachers there are in all, typed by the organisation."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for

from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.people import service
from nastavnik.people.forms import PopulationForm
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send

from .frame import blueprint


@blueprint.route("/population", methods=["GET", "POST"])
@access(right="people.population")
def population() -> Page:
    """What is typed, and the form for one more number; a number of the same year is replaced."""
    form = PopulationForm()
    sent = send(
        form,
        lambda: service.set_population(form.population()),
        _("The number is written down. The indicators follow in a few seconds."),
        url_for("people.population"),
    )
    if request.method == "GET":
        form.year.data, form.counted_on.data = today().year, today()
    return sent or page("people/population.html", form, rows=service.populations())


@blueprint.post("/population/<uuid:figure_id>/remove")
@access(right="people.population")
def remove_population(figure_id: UUID) -> Page:
    """Take a number away."""
    service.remove_population(figure_id)
    flash(_("The number is taken away. It stays in the journal."))
    return redirect(url_for("people.population"), 303)
