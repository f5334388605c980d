# SPDX-License-Identifier: MIT
"""«Персонифицированный учёт» of a quarter: the page, the workbook and the paper."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.periods import NotAPeriod, Quarter, parse_period
from nastavnik.matches import service
from nastavnik.matches.service.register import COLUMNS
from nastavnik.web.access import access
from nastavnik.web.acts import number_of_page
from nastavnik.web.spreadsheet import Column, spreadsheet

from .frame import blueprint, paper

PER_PAGE = 50
WIDTHS = (6, 34, 16, 14, 24, 36, 40, 14, 14, 22)


@blueprint.get("/register")
@access(right="matches.register")
def register() -> str:
    """Who took part in the quarter; the reading is recorded."""
    found = service.personal_register(_quarter())
    pages = max(1, -(-len(found.rows) // PER_PAGE))
    number = min(max(1, number_of_page()), pages)
    return render_template(
        "matches/register.html",
        register=found,
        first=(number - 1) * PER_PAGE,
        rows=found.rows[(number - 1) * PER_PAGE : number * PER_PAGE],
        number=number,
        pages=pages,
        quarters=service.quarters(),
    )


@blueprint.get("/register/download/<kind>")
@access(right="matches.register")
def register_paper(kind: str) -> Response:
    """The register as a workbook or on paper; the reading is recorded."""
    if kind not in ("xlsx", "pdf"):
        raise NotFound(f"no register of the kind {kind}")
    found = service.personal_register(_quarter())
    name = f"Персонифицированный учёт {found.quarter.code}"
    if kind == "pdf":
        return paper(service.register_pdf(found), name, "pdf")
    return spreadsheet(
        _("Personal register"),
        [Column(title, width) for title, width in zip(COLUMNS, WIDTHS, strict=True)],
        (
            (
                number,
                row.name,
                row.roles,
                row.age,
                row.form,
                row.programme,
                row.pair,
                row.began_on,
                row.ended_on,
                row.state,
            )
            for number, row in enumerate(found.rows, 1)
        ),
        file_name=f"{name}.xlsx",
    )


def _quarter() -> Quarter:
    """The quarter that the address asks for; the present one when it asks for none."""
    try:
        period = parse_period(request.args.get("quarter", ""))
    except NotAPeriod:
        return Quarter.current()
    return period if isinstance(period, Quarter) else Quarter.current()
