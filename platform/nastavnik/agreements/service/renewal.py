# SPDX-License-Identifier: MIT
"""Renewal in one step: the next agreement drafted of the one that ends, with the same text and whoever still signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from nastavnik.agreements.models import Agreement
from nastavnik.agreements.states import ACTIVE, DECLINED, EXPIRED, WITHDRAWN
from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import require

from .drafting import Draft, Signer, draft_agreement, draft_of
from .people import our_signers, partner_signers
from .rows import DRAFT, locked_agreement


def renew(agreement_id: UUID) -> Agreement:
    """Draft the agreement that takes the place of this one, for as long a term, from the day after its end.

    The former one stays in force until the new one is signed. Raises ``Refused`` when there is nothing to renew.
    """
    require(DRAFT)
    with change() as tx:
        former = locked_agreement(agreement_id)
        if former.state not in (ACTIVE, EXPIRED):
            raise Refused(_("Only an agreement in force, or one whose term is over, can be renewed."))
        if former.ends_on is None:
            raise Refused(_("The agreement has no term: it holds until it is terminated."))
        if waiting := renewal_of(former):
            raise Refused(_("The renewal is drafted already: No. %(number)s.", number=waiting.number))
        made = draft_agreement(_next(former, former.ends_on), renewed_from=former.id)
        tx.record("agreements.renewal_drafted", subject=former, after={"renewal": made.id})
    return made


def renewal_of(agreement: Agreement) -> Agreement | None:
    """The agreement that is to take the place of this one, while it is drafted, signed or in force."""
    return session().scalar(
        select(Agreement)
        .where(Agreement.renewed_from_id == agreement.id, Agreement.state.not_in((DECLINED, WITHDRAWN)))
        .order_by(Agreement.created_at.desc())
        .limit(1)
    )


def _next(former: Agreement, ended: date) -> Draft:
    begins = max(ended + timedelta(days=1), today())
    ours = {one.account_id for one in our_signers()}
    theirs = {one.account_id for one in partner_signers(former.partner_id)}
    draft = draft_of(former)
    return replace(
        draft,
        number="",
        dated_on=today(),
        starts_on=begins,
        ends_on=_as_long(former.starts_on or former.dated_on or ended, ended, begins),
        sign_by=None,
        ours=_still(draft.ours, ours) or [Signer(one.account_id) for one in our_signers()[:1]],
        theirs=_still(draft.theirs, theirs),
    )


def _still(signers: Sequence[Signer], allowed: set[UUID]) -> list[Signer]:
    return [one for one in signers if one.account_id in allowed]


def _as_long(started: date, ended: date, begins: date) -> date:
    """The last day of a term as long: in whole years where it was of whole years, else in days."""
    after = ended + timedelta(days=1)
    if (after.month, after.day) == (started.month, started.day) and after.year > started.year:
        years = after.year - started.year
        day = 28 if (begins.month, begins.day) == (2, 29) and not _leap(begins.year + years) else begins.day
        return begins.replace(year=begins.year + years, day=day) - timedelta(days=1)
    return begins + (ended - started)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
