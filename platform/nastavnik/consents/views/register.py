# SPDX-License-Identifier: MIT
"""«Согласия на ПДн»: who lacks what, what ends soon, who comes of age, who has withdrawn."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from nastavnik.consents import service, words
from nastavnik.consents.service import ConsentLine, RegisterFilter
from nastavnik.consents.words import PURPOSES
from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.people import service as people
from nastavnik.people.service import Listing
from nastavnik.web.access import access
from nastavnik.web.acts import number_of_page
from nastavnik.web.spreadsheet import Cell, Column, spreadsheet

from .frame import blueprint, sorted_by


@blueprint.get("/")
@access(right="consents.view")
def index() -> str:
    """The register of consents."""
    wanted = _wanted(Listing(request.args.get("sort", "name")[:20], number_of_page()))
    found = service.register(wanted)
    return render_template(
        "consents/index.html",
        found=found,
        page=found.page,
        wanted=wanted,
        sorted_by=sorted_by,
        roles_of=_roles,
        filtered=any(request.args.get(name) for name in ("q", "shown", "role")),
    )


@blueprint.get("/register.xlsx")
@access(right="people.export")
def index_xlsx() -> Response:
    """The register as a workbook; the filter of the page narrows it."""
    wanted = _wanted(Listing(request.args.get("sort", "name")[:20], size=0))
    columns = [
        Column(_("Name"), 34),
        Column(_("Takes part as"), 20),
        Column(_("Class, course or post"), 24),
        Column(_("Date of birth"), 14),
        Column(words.word(PURPOSES, wanted.purpose), 26),
        Column(_("Last day of the consent"), 16),
        Column(_("What lacks"), 50),
        Column(_("Clearance"), 24),
        Column(_("Check again by"), 16),
        Column(_("Turns 14 or 18"), 16),
    ]
    return spreadsheet(
        _("Register of consents"),
        columns,
        (_row(line) for line in service.register(wanted).page.rows),
        file_name=f"consents-{today():%Y-%m-%d}.xlsx",
    )


def _row(line: ConsentLine) -> list[Cell]:
    person, clearance = line.person, line.standing.clearance
    return [
        people.name_of(person).full,
        _roles(line),
        person.post,
        person.birth_date,
        words.word(words.STATES, line.consent.state),
        line.consent.until,
        line.consent.lacking,
        words.word(words.CLEARANCE_STATES, clearance.state),
        clearance.until,
        line.standing.turns[1] if line.standing.turns else None,
    ]


def _roles(line: ConsentLine) -> str:
    return ", ".join(words.word(words.ROLES, role) for role in line.roles)


def _wanted(listing: Listing) -> RegisterFilter:
    args = request.args
    purpose = args.get("purpose", "")
    return RegisterFilter(
        text=args.get("q", "").strip()[:100],
        shown=args.get("shown", ""),
        purpose=purpose if purpose in PURPOSES else "participation",
        role=args.get("role", "") if args.get("role") in words.ROLES else "",
        listing=listing,
    )
