# SPDX-License-Identifier: MIT
"""The room as a plugin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.hookspecs import About, NavEntry, Pages, Right, hook

from . import service
from .views import blueprint
from .workbook_views import workbooks

about = About(
    title=_l("Department"),
    description=_l("Where the organisations of the district stand, by stored totals and without persons."),
    required=True,
)

_OFFICERS = frozenset({"department_officer"})


@hook
def pages() -> Sequence[Pages]:
    """Pages of the department and the same as workbooks."""
    return [
        Pages(scope="department", blueprint=blueprint, prefix=""),
        Pages(scope="department", blueprint=workbooks, prefix=""),
    ]


@hook
def rights() -> Sequence[Right]:
    """Who sees the district, and who reminds."""
    return [
        Right(
            "department.view",
            _l("See the figures of the district"),
            _OFFICERS | {"system_admin"},
            scope="department",
        ),
        Right("department.remind", _l("Remind organisations"), _OFFICERS, scope="department"),
    ]


@hook
def navigation(scope: Literal["tenant", "department", "partner"]) -> Sequence[NavEntry]:
    """The menu of the department."""
    if scope != "department":
        return ()
    return [
        NavEntry(_l("Where we stand"), "department.matrix", "chart-bar", order=10, right="department.view"),
        NavEntry(
            _l("Overdue"),
            "department.overdue",
            "alert-circle",
            order=20,
            right="department.view",
            count=service.overdue_count,
        ),
        NavEntry(
            _l("Organisations"),
            "department.organisations",
            "building-community",
            order=30,
            right="department.view",
            count=service.organisation_count,
        ),
        NavEntry(_l("Participants"), "department.participants", "users", order=40, right="department.view"),
        NavEntry(_l("Indicators"), "department.indicators", "target", order=50, right="department.view"),
        NavEntry(
            _l("Comparison of periods"),
            "department.comparison",
            "plus-minus",
            order=60,
            right="department.view",
        ),
    ]


@hook
def audit_words() -> Mapping[str, Text]:
    """Acts of this room in the journal."""
    return {"department.reminded": _l("The department reminded the organisation")}
