# SPDX-License-Identifier: MIT
"""What the address of a page asks for; what it asks for in vain is taken as not asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flask import request

from nastavnik.rollups.service import Measures, measures
from nastavnik.web.scoping import plugins_of_app

from . import service
from .periods import Choice
from .service.organisation import STATES


def all_measures() -> Measures:
    """Tallies and indicators of the installed plugins."""
    return measures(plugins_of_app())


def kind() -> str:
    """The kind of organisations, if one is chosen."""
    asked = request.args.get("kind", "")
    return asked if asked in service.KIND_WORDS else ""


def period() -> str:
    """The code of a period; the list of periods knows whether there is one."""
    return request.args.get("period", "")


def only() -> Literal["", "with", "without"]:
    """Organisations with a roadmap, or without."""
    asked = request.args.get("roadmap")
    return "with" if asked == "with" else "without" if asked == "without" else ""


def matrix() -> service.Matrix:
    """«Где мы»."""
    by_name = request.args.get("sort") == "name"
    return service.matrix(all_measures(), period=period(), kind=kind(), sort="name" if by_name else "overdue")


@dataclass(frozen=True, slots=True)
class Overdue:
    """The filter of the list of overdue executions, and what its fields offer."""

    filter: service.Filter
    periods: Choice
    organisations: Sequence[service.Organisation]


def overdue() -> Overdue:
    """What the list of overdue executions is narrowed to."""
    asked = request.args.get("reminded")
    organisations = service.organisations()
    periods = service.periods_of(organisations, period())
    return Overdue(
        service.Filter(
            kind=kind(),
            slug=request.args.get("organisation", ""),
            reminded="yes" if asked == "yes" else "no" if asked == "no" else "",
            months=periods.chosen.months,
        ),
        periods,
        organisations,
    )


def organisation_page(slug: str) -> service.OrganisationPage:
    """One organisation by sections and items."""
    state = request.args.get("state", "")
    return service.organisation_page(
        all_measures(),
        slug,
        period=period(),
        section=request.args.get("section", ""),
        state=state if state in STATES else "",
        code=request.args.get("indicator", ""),
    )


def indicator_page(code: str) -> service.IndicatorPage:
    """One indicator."""
    return service.indicator_page(
        all_measures(),
        code,
        by=request.args.get("by", ""),
        period=period(),
        kind=kind(),
        section=request.args.get("section", ""),
    )


def participants(slug: str = "") -> service.ParticipantsPage:
    """«Участники» of the district, or of one organisation."""
    return service.participants(
        all_measures(),
        period=period(),
        kind="" if slug else kind(),
        slug=slug,
        order=request.args.get("sort", "")[:60],
    )


def comparison_page() -> service.ComparisonPage:
    """Two periods."""
    return service.comparison_page(
        all_measures(),
        earlier=request.args.get("earlier", ""),
        later=request.args.get("later", ""),
        kind=kind(),
        code=request.args.get("indicator", ""),
    )
