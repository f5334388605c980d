# SPDX-License-Identifier: MIT
"""What meetings tell the district: how many were planned and held, and whether feedback came in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Interval,
    Text,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from nastavnik.foundation.dates import DISTRICT_ZONE
from nastavnik.foundation.i18n import Text as Words
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.matches.service import Match
from nastavnik.programmes.service import FORMS, Programme
from nastavnik.rollups.service import Indicator, Rows, Tally

from .models import Feedback, Meeting

MEETINGS = "meetings.meetings"
FEEDBACK = "meetings.feedback"
IN_TIME = timedelta(days=7)
FORM_WORDS: Mapping[str, Words] = {code: form.title for code, form in FORMS.items()}


def tallies() -> Sequence[Tally]:
    """Meetings and feedback by month and form."""
    form = _l("Form of mentoring")
    return (
        Tally(MEETINGS, ("planned", "held"), _meetings, form, words=FORM_WORDS),
        Tally(FEEDBACK, ("asked", "in_time"), _feedback, form, words=FORM_WORDS),
    )


def indicators() -> Sequence[Indicator]:
    """Figures of meetings."""
    return (
        Indicator(
            "meetings.planned",
            _l("Meetings planned"),
            _l(
                "Meetings of pairs and groups planned for the period, held or not, apart from cancelled ones."
            ),
            MEETINGS,
            "planned",
        ),
        Indicator(
            "meetings.held",
            _l("Meetings held"),
            _l("Meetings of pairs and groups that took place in the period."),
            MEETINGS,
            "held",
            better="more",
        ),
        Indicator(
            "meetings.feedback_in_time",
            _l("Feedback within 7 days"),
            _l("Feedback given within 7 days of the meeting, out of all that had to be given."),
            FEEDBACK,
            "in_time",
            "asked",
            unit="share",
            note=_l(
                "By the month of the meeting. Those who were let off are left out, and so are those who have not answered"
                " while the 7 days are not over."
            ),
            better="more",
        ),
    )


def _meetings(today: date) -> Rows:
    planned = select(
        Meeting.tenant_id,
        Meeting.match_id,
        _district_day(Meeting.starts_at).label("day"),
        literal(1).label("planned"),
    ).where(Meeting.state != "cancelled")
    held = select(
        Meeting.tenant_id, Meeting.match_id, Meeting.held_on.label("day"), literal(0).label("planned")
    ).where(Meeting.held_on.is_not(None))
    rows = union_all(planned, held).subquery("met")
    month = _month_of(rows.c.day)
    return _of_form(
        select(
            rows.c.tenant_id,
            month.label("month"),
            Programme.form.label("slice"),
            literal("", Text).label("detail"),
            func.count().filter(rows.c.planned == 1).label("planned"),
            func.count().filter(rows.c.planned == 0).label("held"),
        ),
        rows.c,
    ).group_by(rows.c.tenant_id, month, Programme.form)


def _feedback(today: date) -> Rows:
    month = _month_of(Meeting.held_on)
    until = cast(Meeting.held_on, DateTime) + cast(literal(IN_TIME), Interval)
    in_time = and_(Feedback.state == "given", _district_day(Feedback.given_at) <= until)
    return (
        _of_form(
            select(
                Feedback.tenant_id,
                month.label("month"),
                Programme.form.label("slice"),
                literal("", Text).label("detail"),
                func.count().label("asked"),
                func.count().filter(in_time).label("in_time"),
            ).join(Meeting, and_(Meeting.tenant_id == Feedback.tenant_id, Meeting.id == Feedback.meeting_id)),
            Meeting,
        )
        .where(
            Meeting.held_on.is_not(None),
            or_(Feedback.state == "given", and_(Feedback.state == "owed", until < literal(today, Date))),
        )
        .group_by(Feedback.tenant_id, month, Programme.form)
    )


def _of_form(statement: Rows, meeting: Any) -> Rows:
    """Join the programme of the meeting's pair."""
    return statement.join(
        Match, and_(Match.tenant_id == meeting.tenant_id, Match.id == meeting.match_id)
    ).join(Programme, and_(Programme.tenant_id == Match.tenant_id, Programme.id == Match.programme_id))


def _district_day(moment: ColumnElement[Any] | Any) -> ColumnElement[Any]:
    return cast(func.timezone(DISTRICT_ZONE.key, moment), Date)


def _month_of(day: ColumnElement[Any] | Any) -> ColumnElement[date]:
    return cast(func.date_trunc("month", cast(day, DateTime)), Date)
