# SPDX-License-Identifier: MIT
"""What the registers tell the district: how long they are, without anybody in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Date, Integer, Text, cast, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB, array

from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.rollups.service import Indicator, PublishedList, RollupMark, Rows, Tally

from .models import Mentee, Mentor, PopulationFigure
from .words import MENTEE_STATES, SOURCES

MENTORS = "people.mentors"
MENTEES = "people.mentees"
KEPT_LIST = "people.kept"
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


def published_lists() -> Sequence[PublishedList]:
    """Whether the organisation keeps anybody, and whether it has typed how many there are in all."""
    return (PublishedList(KEPT_LIST, _kept),)


def _kept(today: date) -> Rows:
    def any_of(rows: type[Mentor] | type[Mentee] | type[PopulationFigure]) -> ColumnElement[str]:
        return cast(select(literal(1)).where(rows.tenant_id == RollupMark.tenant_id).exists(), Text)

    def either(first: ColumnElement[str], second: ColumnElement[str]) -> ColumnElement[str]:
        return func.greatest(first, second)

    data = func.jsonb_object(
        array(
            [
                literal("records", Text),
                either(any_of(Mentor), any_of(Mentee)),
                literal("typed", Text),
                any_of(PopulationFigure),
            ]
        ),
        type_=JSONB,
    )
    return select(
        RollupMark.tenant_id,
        literal("kept", Text).label("key"),
        literal(1, Integer).label("position"),
        data.label("data"),
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
