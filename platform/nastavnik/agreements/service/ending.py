# SPDX-License-Identifier: MIT
"""Declining, withdrawing, terminating; handing the signing over; terms that run out and warnings of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from nastavnik.agreements.models import Agreement, AgreementSignatory
from nastavnik.agreements.states import (
    ACTIVE,
    DECLINED,
    EXPIRED,
    OUR,
    PARTNER,
    TERMINATED,
    WARNING_DAYS,
    WITHDRAWN,
)
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import format_date, today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, ngettext, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import require

from .people import partner_signers
from .rows import APPROVE, DRAFT, counted, locked_agreement, note_step, pass_to, signatories_of
from .sending import invite
from .signing.counting import my_place
from .telling import named, tell_author, write_to

EXPIRE_AT = "06:20"


def decline(agreement: Agreement, side: str, reason: str) -> None:
    """A signatory of a side declines, with a reason that both sides see."""
    if not reason.strip():
        raise Refused(_("Say why: the organisation sees it."), field="reason")
    with change() as tx:
        agreement, _mine = my_place(agreement.id, side)
        _end(tx, agreement, DECLINED, reason, side=side)


def withdraw(agreement_id: UUID, reason: str) -> Agreement:
    """The organisation takes back what is not in force yet; of what the partner has seen it says why."""
    require(DRAFT)
    with change() as tx:
        agreement = locked_agreement(agreement_id)
        if agreement.sent_at is not None and not reason.strip():
            raise Refused(_("Say why: the partner sees it."), field="reason")
        _end(tx, agreement, WITHDRAWN, reason, side=OUR)
    return agreement


def terminate(agreement_id: UUID, reason: str) -> Agreement:
    """End an agreement in force before its term."""
    require(APPROVE)
    if not reason.strip():
        raise Refused(_("Say why and by which document."), field="reason")
    with change() as tx:
        agreement = locked_agreement(agreement_id)
        _end(tx, agreement, TERMINATED, reason, side=OUR)
    return agreement


def hand_over(agreement: Agreement, colleague: UUID, note: str) -> None:
    """A partner's signatory hands the signing to a colleague who has the right to sign for the same partner."""
    with change() as tx:
        agreement, mine = my_place(agreement.id, PARTNER)
        person = next(
            (one for one in partner_signers(agreement.partner_id) if one.account_id == colleague), None
        )
        waiting = {one.account_id for one in signatories_of(agreement) if one.delegated_to_id is None}
        if person is None or colleague == mine.account_id:
            raise Refused(_("Choose a colleague from the list."), field="colleague")
        if colleague in waiting:
            raise Refused(_("This colleague signs the agreement already."), field="colleague")
        taken = tx.add(
            AgreementSignatory(
                agreement_id=agreement.id,
                side=PARTNER,
                position=mine.position,
                account_id=colleague,
                surname=person.name.surname,
                name=person.name.name,
                patronymic=person.name.patronymic,
                post=person.post,
                basis=person.basis,
                head=mine.head and "овер" not in person.basis,
            )
        )
        tx.flush()
        mine.delegated_to_id = taken.id
        note_step(tx, agreement, "handed_over", side=PARTNER, note=note.strip())
        invite(tx, agreement)
        tell_author(agreement, _("The signing was handed over: %(agreement)s", agreement=named(agreement)))
        tx.record("agreements.handed_over", subject=agreement, after={"from": mine.id, "to": taken.id})


def expire_daily() -> None:
    """What the clock calls each morning: ends terms that are over, and warns 60, 30 and 7 days before, once each."""
    last = today() + timedelta(days=max(WARNING_DAYS))
    found = session().scalars(
        select(Agreement.id).where(Agreement.state == ACTIVE, Agreement.ends_on <= last)
    )
    for agreement_id in found.all():
        with change(audited=False) as tx:
            _look_at(tx, locked_agreement(agreement_id))


def _look_at(tx: Change, agreement: Agreement) -> None:
    if agreement.state != ACTIVE or agreement.ends_on is None:
        return
    left = (agreement.ends_on - today()).days
    if left < 0:
        pass_to(agreement, EXPIRED)
        agreement.ended_on = agreement.ends_on
        note_step(tx, agreement, "expired")
        tx.record("agreements.expired", subject=agreement)
        tx.emit("agreements.ended", {"agreement": str(agreement.id)})
        return
    due = min((one for one in WARNING_DAYS if left <= one), default=None)
    if due is None or (agreement.warned_days is not None and agreement.warned_days <= due):
        return
    agreement.warned_days = due
    with using_language(DEFAULT_LANGUAGE):
        title = ngettext(
            "%(agreement)s ends in %(num)s day",
            "%(agreement)s ends in %(num)s days",
            left,
            agreement=named(agreement),
        )
        tell_author(agreement, title)
        write_to(
            agreement,
            signatories_of(agreement),
            title,
            _("Its last day is %(day)s. It can be renewed in one step.", day=format_date(agreement.ends_on)),
        )
    tx.record("agreements.warned", subject=agreement, after={"days": due})
    tx.emit("agreements.expiring", {"agreement": str(agreement.id), "days": due})


def _end(tx: Change, agreement: Agreement, state: str, reason: str, *, side: str) -> None:
    hidden = agreement.sent_at is None
    pass_to(agreement, state)
    agreement.ended_on, agreement.end_reason = today(), reason.strip()
    note_step(tx, agreement, state, side=side, note=reason.strip())
    if not hidden:
        with using_language(DEFAULT_LANGUAGE):
            title = {
                DECLINED: _("%(agreement)s was declined", agreement=named(agreement)),
                WITHDRAWN: _("%(agreement)s was withdrawn", agreement=named(agreement)),
                TERMINATED: _("%(agreement)s was terminated", agreement=named(agreement)),
            }[state]
            tell_author(agreement, title)
            signed = counted(agreement)
            people = [one for one in signatories_of(agreement) if one.invited_at or one.id in signed]
            write_to(agreement, people, title, _("Sign in to see the reason:"))
    tx.record(f"agreements.{state}", subject=agreement, note=reason.strip())
    tx.emit(
        "agreements.declined" if state == DECLINED else "agreements.ended", {"agreement": str(agreement.id)}
    )
