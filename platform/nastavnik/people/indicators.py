# SPDX-License-Identifier: MIT
"""What the registers tell the district: how long they are, without anybody in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Date, Text, func, literal, select

from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.rollups.service import Indicator, Rows, Tally

from .models import Mentee, Mentor
from .words import MENTEE_STATES, SOURCES

MENTORS = "people.mentors"
MENTEES = "people.mentees"
_AS_OF_NOW = date(2019, 1, 1)
"""Where rows are kept that no period narrows."""


def tallies() -> Sequence[Tally]:
    """The registers as they stand."""
    return (
        Tally(MENTORS, ("mentors",), _mentors, _l("Source of mentors"), monthly=False, words=SOURCES),
        Tally(MENTEES, ("mentees",), _mentees, _l("State of mentees"), monthly=False, words=MENTEE_STATES),
    )


def indicators() -> Sequence[Indicator]:
    """Figures of the registers."""
    now = _l("As of now: a period does not narrow it.")
    return (
        Indicator(
            "people.mentors",
            _l("Mentors in the register"),
            _l("People in the register of mentors who have not left it, candidates among them."),
            MENTORS,
            "mentors",
            unit="people",
            note=now,
            better="more",
        ),
        Indicator(
            "people.mentees",
            _l("Mentees in the register"),
            _l("People in the register of mentees who have not left it."),
            MENTEES,
            "mentees",
            unit="people",
            note=now,
            better="more",
        ),
    )


def _mentors(today: date) -> Rows:
    return (
        select(
            Mentor.tenant_id,
            literal(_AS_OF_NOW, Date).label("month"),
            Mentor.source.label("slice"),
            literal("", Text).label("detail"),
            func.count().label("mentors"),
        )
        .where(Mentor.state != "left")
        .group_by(Mentor.tenant_id, Mentor.source)
    )


def _mentees(today: date) -> Rows:
    return (
        select(
            Mentee.tenant_id,
            literal(_AS_OF_NOW, Date).label("month"),
            Mentee.state.label("slice"),
            literal("", Text).label("detail"),
            func.count().label("mentees"),
        )
        .where(Mentee.state != "left")
        .group_by(Mentee.tenant_id, Mentee.state)
    )
