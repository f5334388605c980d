# SPDX-License-Identifier: MIT
"""The registers of mentors and of mentees: lists with filters, and their official forms as workbooks."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from flask import render_template, request
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.people import service
from nastavnik.people.service import Listing, MenteeFilter, MentorFilter
from nastavnik.web.access import access
from nastavnik.web.acts import number_of_page
from nastavnik.web.scoping import enabled, plugins_of_app
from nastavnik.web.spreadsheet import Column, spreadsheet

from .frame import blueprint, listing, sorted_by


@blueprint.get("/mentors")
@access(right="people.view")
def mentors() -> str:
    """The register of mentors."""
    wanted = _mentor_filter(listing(number_of_page))
    page = service.mentors(wanted)
    return render_template(
        "people/mentors.html",
        page=page,
        wanted=wanted,
        counts=service.mentor_counts(),
        topics=service.topics_of_mentors(mentor.id for mentor, _person in page.rows),
        competences=service.topics("competence"),
        sorted_by=sorted_by,
        filtered=any(request.args.get(name) for name in ("q", "state", "source", "topic", "confirmed")),
    )


@blueprint.get("/mentees")
@access(right="people.view")
def mentees() -> str:
    """The register of mentees."""
    wanted = _mentee_filter(listing(number_of_page))
    page = service.mentees(wanted)
    return render_template(
        "people/mentees.html",
        page=page,
        wanted=wanted,
        counts=service.mentee_counts(),
        requests=service.requests_of(mentee.id for mentee, _person in page.rows),
        sorted_by=sorted_by,
        filtered=any(request.args.get(name) for name in ("q", "state", "category", "kind")),
    )


@blueprint.get("/mentors.xlsx")
@access(right="people.export")
def mentors_xlsx() -> Response:
    """The register of mentors in the columns of its form (domain 5.2); the filter of the page narrows it."""
    rows = service.mentor_form(_mentor_filter(Listing(size=0)), _pairs("mentors"))
    return spreadsheet(
        _("Register of mentors"),
        [Column(title, 26) for title in service.MENTOR_FORM],
        rows,
        file_name=f"mentors-{today():%Y-%m-%d}.xlsx",
    )


@blueprint.get("/mentees.xlsx")
@access(right="people.export")
def mentees_xlsx() -> Response:
    """The register of mentees in the columns of its form (domain 5.1); the filter of the page narrows it."""
    rows = service.mentee_form(_mentee_filter(Listing(size=0)), _pairs("mentees"))
    return spreadsheet(
        _("Register of mentees"),
        [Column(title, 26) for title in service.MENTEE_FORM],
        rows,
        file_name=f"mentees-{today():%Y-%m-%d}.xlsx",
    )


def _pairs(register: Literal["mentors", "mentees"]) -> service.PairsOf:
    return service.pairs_of_register(plugins_of_app(), enabled(), register)


def _mentor_filter(listed: Listing) -> MentorFilter:
    args = request.args
    return MentorFilter(
        text=args.get("q", "").strip()[:100],
        state=args.get("state", ""),
        source=args.get("source", ""),
        topic_id=_identifier(args.get("topic", "")),
        unconfirmed=args.get("confirmed") == "waiting",
        listing=listed,
    )


def _mentee_filter(listed: Listing) -> MenteeFilter:
    args = request.args
    return MenteeFilter(
        text=args.get("q", "").strip()[:100],
        state=args.get("state", ""),
        category=args.get("category", ""),
        kind=args.get("kind", ""),
        listing=listed,
    )


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
