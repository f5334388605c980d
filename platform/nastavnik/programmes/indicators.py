# SPDX-License-Identifier: MIT
"""What programmes tell the district: in which of the seven stages they stand, and how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Date, Text, case, cast, func, literal, select

from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.rollups.service import Indicator, Rows, Tally

from .models import Programme
from .reference import FORMS, STAGES, WORK_STAGE
from .service import STUCK_DAYS

STAGE_COUNTS = "programmes.stages"
FORM_COUNTS = "programmes.forms"
STAGE_WORDS: Mapping[str, str] = {str(stage.number): stage.title for stage in STAGES}
_AS_OF_NOW = date(2019, 1, 1)
"""Where rows are kept that no period narrows."""


def tallies() -> Sequence[Tally]:
    """Running programmes by stage, programmes by form."""
    return (
        Tally(
            STAGE_COUNTS,
            ("programmes", "days", "stuck"),
            _by_stage,
            _l("Stage of the programme"),
            monthly=False,
            words=STAGE_WORDS,
        ),
        Tally(
            FORM_COUNTS,
            ("running", "completed"),
            _by_form,
            _l("Form of mentoring"),
            monthly=False,
            words={code: form.title for code, form in FORMS.items()},
        ),
    )


def indicators() -> Sequence[Indicator]:
    """Figures of programmes."""
    now = _l("As of now: a period does not narrow it.")
    return (
        Indicator(
            "programmes.running",
            _l("Programmes that run"),
            _l("Programmes of mentoring that are in one of the seven stages of the model."),
            STAGE_COUNTS,
            "programmes",
            note=now,
            better="more",
        ),
        Indicator(
            "programmes.days_in_stage",
            _l("Days in the present stage"),
            _l("Days that running programmes have stood in their present stage, all programmes together."),
            STAGE_COUNTS,
            "days",
            unit="days",
            note=_l("Divided by the number of programmes it is the mean time in the stage. As of now."),
        ),
        Indicator(
            "programmes.stuck",
            _l("Programmes that do not move"),
            _l(
                "Running programmes that have been in one stage for more than %(days)s days, and those whose"
                " pairs still work after the end of the programme.",
                days=STUCK_DAYS,
            ),
            STAGE_COUNTS,
            "stuck",
            note=now,
            better="less",
        ),
        Indicator(
            "programmes.completed",
            _l("Programmes completed"),
            _l("Programmes of mentoring that have passed all their stages."),
            FORM_COUNTS,
            "completed",
            note=now,
            better="more",
        ),
    )


def _by_stage(today: date) -> Rows:
    days = literal(today, Date) - Programme.stage_since
    stage = cast(Programme.stage, Text)
    stuck = case((Programme.stage == WORK_STAGE, Programme.ends_on < today), else_=days > STUCK_DAYS)
    return (
        select(
            Programme.tenant_id,
            literal(_AS_OF_NOW, Date).label("month"),
            stage.label("slice"),
            literal("", Text).label("detail"),
            func.count().label("programmes"),
            func.coalesce(func.sum(days), 0).label("days"),
            func.count().filter(stuck).label("stuck"),
        )
        .where(Programme.state == "running")
        .group_by(Programme.tenant_id, stage)
    )


def _by_form(today: date) -> Rows:
    return (
        select(
            Programme.tenant_id,
            literal(_AS_OF_NOW, Date).label("month"),
            Programme.form.label("slice"),
            literal("", Text).label("detail"),
            func.count().filter(Programme.state == "running").label("running"),
            func.count().filter(Programme.state == "completed").label("completed"),
        )
        .where(Programme.state.in_(("running", "completed")))
        .group_by(Programme.tenant_id, Programme.form)
    )
