# SPDX-License-Identifier: MIT
"""Selects behind the figures of pairs and groups: who worked when, set against every period.

A pair works in the stretches between its order or a resumption and a pause or its end.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Subquery,
    Text,
    Uuid,
    and_,
    case,
    cast,
    distinct,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from nastavnik.people.service import Mentee, Mentor, Person, PopulationFigure
from nastavnik.programmes.service import Programme
from nastavnik.rollups.service import Rows, calendar

from .models import Match, MatchEvent, MatchMember

YOUNG_YEARS = 3
"""Full years of work within which a teacher is a young specialist (Р-145: 0–3 years)."""
I1_AGES, I2_AGES = (10, 19), (15, 19)
_BEGINNINGS = ("activated", "resumed")
_TURNS = (*_BEGINNINGS, "paused", "ended", "completed")


def people(today: date) -> Rows:
    """Mentors, mentees and I1–I3 of each period. An organisation that has typed how many there are in all has rows even
    where nobody worked: its whole belongs to the district's."""
    took_part, periods = _participations(today), calendar(today)
    kinds = (
        PopulationFigure.kind.in_(("children_10_19", "children_15_19", "young_specialists")),
        PopulationFigure.value > 0,
    )
    typed = (
        select(PopulationFigure.tenant_id, func.min(PopulationFigure.year).label("year"))
        .where(*kinds)
        .group_by(PopulationFigure.tenant_id)
        .subquery("typed")
    )
    worked = select(
        took_part.c.tenant_id,
        *(periods.c[name] for name in ("span", "month", "last", "seen")),
        took_part.c.role,
        took_part.c.person_id,
    ).join(periods, _meets(took_part, periods))
    nobody = select(
        typed.c.tenant_id,
        *(periods.c[name] for name in ("span", "month", "last", "seen")),
        literal("", Text).label("role"),
        cast(null(), Uuid).label("person_id"),
    ).join(periods, func.extract("year", periods.c.seen) >= typed.c.year)
    seen = union_all(worked, nobody).subquery("seen_in")
    age = _full_years(
        func.coalesce(Person.birth_date, func.make_date(Person.birth_year, 12, 31)), seen.c.last
    )
    young = and_(
        Person.kind == "young_specialist",
        or_(Person.young_since.is_(None), _full_years(Person.young_since, seen.c.last) <= YOUNG_YEARS),
    )
    mentor, mentee = seen.c.role == "mentor", seen.c.role == "mentee"
    counted = (
        select(
            seen.c.tenant_id,
            seen.c.span,
            seen.c.month,
            seen.c.seen,
            _people(seen, mentor).label("mentors"),
            _people(seen, mentee).label("mentees"),
            _people(seen, and_(mentee, age.between(*I1_AGES))).label("children"),
            _people(seen, and_(mentor, age.between(*I2_AGES))).label("leaders"),
            _people(seen, and_(mentee, young)).label("young"),
        )
        .outerjoin(Person, and_(Person.tenant_id == seen.c.tenant_id, Person.id == seen.c.person_id))
        .group_by(seen.c.tenant_id, seen.c.span, seen.c.month, seen.c.seen)
        .subquery("people_counted")
    )
    columns: list[ColumnElement[Any]] = []
    for code, kind, name in (
        ("i1", "children_10_19", "children"),
        ("i2", "children_15_19", "leaders"),
        ("i3", "young_specialists", "young"),
    ):
        whole = func.coalesce(_whole(kind, counted), 0)
        columns += (
            case((whole > 0, counted.c[name]), else_=0).label(code),
            whole.label(f"{code}_whole"),
        )
    return select(
        counted.c.tenant_id,
        counted.c.span,
        counted.c.month,
        literal("", Text).label("slice"),
        literal("", Text).label("detail"),
        *(counted.c[name] for name in ("mentors", "mentees", "young", "children", "leaders")),
        *columns,
    )


def people_by_form(today: date) -> Rows:
    """Mentors and mentees of each period by the form of the programme."""
    took_part, periods = _participations(today), calendar(today)
    return _sliced(took_part, periods, took_part.c.form).add_columns(
        _people(took_part, took_part.c.role == "mentor").label("mentors"),
        _people(took_part, took_part.c.role == "mentee").label("mentees"),
    )


def mentors_by_source(today: date) -> Rows:
    """Mentors of each period by the base they come from."""
    took_part, periods = _participations(today), calendar(today)
    return (
        _sliced(took_part, periods, took_part.c.source)
        .add_columns(_people(took_part, took_part.c.role == "mentor").label("mentors"))
        .where(took_part.c.role == "mentor")
    )


def working_matches(today: date) -> Rows:
    """Pairs and groups of each period by form."""
    stretches, periods = _stretches(today), calendar(today)
    several = func.count(distinct(stretches.c.match_id)).filter(stretches.c.is_group)
    all_of_them = func.count(distinct(stretches.c.match_id))
    return _sliced(stretches, periods, stretches.c.form).add_columns(
        all_of_them.label("matches"),
        (all_of_them - several).label("pairs"),
        several.label("groups"),
    )


def flow(today: date) -> Rows:
    """Pairs formed, completed and ended early, by month and form."""
    began = select(
        Match.tenant_id,
        Match.programme_id,
        Match.starts_on.label("day"),
        literal("formed", Text).label("what"),
    ).where(Match.starts_on.is_not(None))
    over = select(
        Match.tenant_id, Match.programme_id, Match.ended_on.label("day"), Match.state.label("what")
    ).where(Match.state.in_(("completed", "ended")))
    turned = union_all(began, over).subquery("turned")
    month = _month_of(turned.c.day)
    return (
        select(
            turned.c.tenant_id,
            month.label("month"),
            Programme.form.label("slice"),
            literal("", Text).label("detail"),
            *(
                func.count().filter(turned.c.what == what).label(what)
                for what in ("formed", "completed", "ended")
            ),
        )
        .join(
            Programme,
            and_(Programme.tenant_id == turned.c.tenant_id, Programme.id == turned.c.programme_id),
        )
        .group_by(turned.c.tenant_id, month, Programme.form)
    )


def reasons(today: date) -> Rows:
    """Pairs ended early, by month and reason."""
    month = _month_of(Match.ended_on)
    return (
        select(
            Match.tenant_id,
            month.label("month"),
            Match.end_reason.label("slice"),
            literal("", Text).label("detail"),
            func.count().label("ended"),
        )
        .where(Match.state == "ended")
        .group_by(Match.tenant_id, month, Match.end_reason)
    )


def working_between(first: date, last: date, today: date) -> Rows:
    """Identifiers of pairs at work on a day of these days."""
    stretches = _stretches(today)
    return select(stretches.c.match_id).where(stretches.c.first <= last, stretches.c.end >= first)


def _stretches(today: date) -> Subquery[Any]:
    """When pairs were at work: ``first`` and ``end``, both of them days of work."""
    turns = (
        select(
            MatchEvent.tenant_id,
            MatchEvent.match_id,
            MatchEvent.kind,
            MatchEvent.happened_on,
            func.lead(MatchEvent.happened_on)
            .over(
                partition_by=(MatchEvent.tenant_id, MatchEvent.match_id),
                order_by=(MatchEvent.happened_on, MatchEvent.created_at, MatchEvent.id),
            )
            .label("until"),
        )
        .where(MatchEvent.kind.in_(_TURNS))
        .subquery("turns")
    )
    several = (
        select(MatchMember.tenant_id, MatchMember.match_id)
        .group_by(MatchMember.tenant_id, MatchMember.match_id)
        .having(func.count() > 1)
        .subquery("several")
    )
    return (
        select(
            Match.tenant_id,
            Match.id.label("match_id"),
            Match.mentor_id,
            Programme.form,
            or_(Match.group_title != "", several.c.match_id.is_not(None)).label("is_group"),
            case(
                (turns.c.kind == "activated", func.coalesce(Match.starts_on, turns.c.happened_on)),
                else_=turns.c.happened_on,
            ).label("first"),
            func.coalesce(turns.c.until, literal(today, Date)).label("end"),
        )
        .join(turns, and_(turns.c.tenant_id == Match.tenant_id, turns.c.match_id == Match.id))
        .join(Programme, and_(Programme.tenant_id == Match.tenant_id, Programme.id == Match.programme_id))
        .outerjoin(several, and_(several.c.tenant_id == Match.tenant_id, several.c.match_id == Match.id))
        .where(turns.c.kind.in_(_BEGINNINGS))
        .subquery("stretches")
    )


def _participations(today: date) -> Subquery[Any]:
    """Who worked when in which role: a mentor all the while, a mentee while in the pair."""
    stretches = _stretches(today)
    mentors = select(
        stretches.c.tenant_id,
        literal("mentor", Text).label("role"),
        Mentor.person_id,
        stretches.c.form,
        Mentor.source,
        stretches.c.first,
        stretches.c.end,
    ).join(Mentor, and_(Mentor.tenant_id == stretches.c.tenant_id, Mentor.id == stretches.c.mentor_id))
    first = func.greatest(stretches.c.first, MatchMember.joined_on)
    end = func.least(stretches.c.end, func.coalesce(MatchMember.left_on, stretches.c.end))
    mentees = (
        select(
            stretches.c.tenant_id,
            literal("mentee", Text).label("role"),
            Mentee.person_id,
            stretches.c.form,
            literal("", Text).label("source"),
            first.label("first"),
            end.label("end"),
        )
        .join(
            MatchMember,
            and_(
                MatchMember.tenant_id == stretches.c.tenant_id, MatchMember.match_id == stretches.c.match_id
            ),
        )
        .join(Mentee, and_(Mentee.tenant_id == MatchMember.tenant_id, Mentee.id == MatchMember.mentee_id))
        .where(first <= end)
    )
    return union_all(mentors, mentees).subquery("took_part")


def _sliced(rows: Subquery[Any], periods: Subquery[Any], by: ColumnElement[Any]) -> Rows:
    return (
        select(
            rows.c.tenant_id,
            periods.c.span,
            periods.c.month,
            by.label("slice"),
            literal("", Text).label("detail"),
        )
        .join(periods, _meets(rows, periods))
        .group_by(rows.c.tenant_id, periods.c.span, periods.c.month, by)
    )


def _meets(rows: Subquery[Any], periods: Subquery[Any]) -> ColumnElement[bool]:
    return and_(rows.c.first <= periods.c.last, rows.c.end >= periods.c.month)


def _people(rows: Subquery[Any], condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(distinct(rows.c.person_id)).filter(condition)


def _whole(kind: str, counted: Subquery[Any]) -> ColumnElement[Any]:
    """How many there were in all: the figure of the year in which the period ends, or of the last year before it."""
    return (
        select(PopulationFigure.value)
        .where(
            PopulationFigure.tenant_id == counted.c.tenant_id,
            PopulationFigure.kind == kind,
            PopulationFigure.year <= func.extract("year", counted.c.seen),
        )
        .order_by(PopulationFigure.year.desc())
        .limit(1)
        .correlate(counted)
        .scalar_subquery()
    )


def _full_years(since: ColumnElement[Any] | Any, on: ColumnElement[Any] | Any) -> ColumnElement[int]:
    """Full years from a day to another; of a year alone, those that have passed for certain."""
    return cast(func.extract("year", func.age(cast(on, DateTime), cast(since, DateTime))), Integer)


def _month_of(day: ColumnElement[Any] | Any) -> ColumnElement[date]:
    return cast(func.date_trunc("month", cast(day, DateTime)), Date)
