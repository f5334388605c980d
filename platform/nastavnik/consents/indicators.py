# SPDX-License-Identifier: MIT
"""What consents and clearances tell the district: how many count no more, in which month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, DateTime, Interval, Text, and_, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.rollups.service import Indicator, Rows, Tally

from .models import Clearance, Consent
from .words import CLEARANCE_KINDS, PURPOSES

LAPSES = "consents.lapses"
WITHDRAWALS = "consents.withdrawals"
CLEARANCES = "consents.clearances"


def tallies() -> Sequence[Tally]:
    """What counts no more, by month."""
    purpose = _l("Purpose of the consent")
    return (
        Tally(LAPSES, ("lapsed",), _lapses, purpose, words=PURPOSES),
        Tally(WITHDRAWALS, ("withdrawn",), _withdrawals, purpose, words=PURPOSES),
        Tally(CLEARANCES, ("lapsed",), _clearances, _l("Kind of clearance"), words=CLEARANCE_KINDS),
    )


def indicators() -> Sequence[Indicator]:
    """Figures of consents and clearances."""
    return (
        Indicator(
            "consents.lapsed",
            _l("Consents lapsed"),
            _l("Consents whose term ended in the period and which have not been given anew."),
            LAPSES,
            "lapsed",
            unit="documents",
            note=_l("A consent counts on its last day and lapses the day after."),
            better="less",
        ),
        Indicator(
            "consents.withdrawn",
            _l("Consents withdrawn"),
            _l("Consents that were withdrawn in the period."),
            WITHDRAWALS,
            "withdrawn",
            unit="documents",
        ),
        Indicator(
            "consents.clearances_lapsed",
            _l("Clearances lapsed"),
            _l("Clearances of adults whose next check fell due in the period and has not been made."),
            CLEARANCES,
            "lapsed",
            unit="documents",
            better="less",
        ),
    )


def _lapses(today: date) -> Rows:
    newer = aliased(Consent)
    renewed = (
        select(literal(1))
        .where(
            newer.tenant_id == Consent.tenant_id,
            newer.person_id == Consent.person_id,
            newer.purpose == Consent.purpose,
            newer.id != Consent.id,
            newer.withdrawn_on.is_(None),
            or_(newer.valid_until.is_(None), newer.valid_until > Consent.valid_until),
        )
        .exists()
    )
    return _counted(Consent, Consent.purpose, _month_of(_day_after(Consent.valid_until)), "lapsed").where(
        Consent.withdrawn_on.is_(None), Consent.valid_until < today, ~renewed
    )


def _withdrawals(today: date) -> Rows:
    month = _month_of(Consent.withdrawn_on)
    return _counted(Consent, Consent.purpose, month, "withdrawn").where(Consent.withdrawn_on.is_not(None))


def _clearances(today: date) -> Rows:
    newer = aliased(Clearance)
    seen_anew = (
        select(literal(1))
        .where(
            newer.tenant_id == Clearance.tenant_id,
            newer.person_id == Clearance.person_id,
            newer.kind == Clearance.kind,
            newer.id != Clearance.id,
            or_(
                newer.issued_on > Clearance.issued_on,
                and_(newer.issued_on == Clearance.issued_on, newer.created_at > Clearance.created_at),
            ),
        )
        .exists()
    )
    return _counted(
        Clearance, Clearance.kind, _month_of(_day_after(Clearance.next_check_on)), "lapsed"
    ).where(Clearance.result == "cleared", Clearance.next_check_on < today, ~seen_anew)


def _counted(
    rows: type[Consent] | type[Clearance], by: ColumnElement[Any] | Any, month: ColumnElement[date], name: str
) -> Rows:
    return select(
        rows.tenant_id,
        month.label("month"),
        by.label("slice"),
        literal("", Text).label("detail"),
        func.count().label(name),
    ).group_by(rows.tenant_id, month, by)


def _day_after(day: ColumnElement[Any] | Any) -> ColumnElement[Any]:
    return cast(day, DateTime) + cast(literal(timedelta(days=1)), Interval)


def _month_of(day: ColumnElement[Any] | Any) -> ColumnElement[date]:
    return cast(func.date_trunc("month", cast(day, DateTime)), Date)
