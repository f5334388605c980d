# SPDX-License-Identifier: MIT
"""Approval within the organisation, sending to the partner, invitations of signatories and reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from nastavnik.agreements.check_codes import new_check_code
from nastavnik.agreements.documents.body import Body
from nastavnik.agreements.documents.rendering import agreement_pdf
from nastavnik.agreements.models import Agreement, AgreementSignatory, AgreementVersion
from nastavnik.agreements.signatures.digests import digests
from nastavnik.agreements.states import APPROVAL, OUR, PARTNER, SENT, SIGNABLE
from nastavnik.agreements.states import DRAFT as DRAFT_STATE
from nastavnik.agreements.turns import may_sign_now
from nastavnik.foundation import files
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.dates import day_of, today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import require

from .rows import (
    APPROVE,
    DRAFT,
    counted,
    locked_agreement,
    note_step,
    pass_to,
    signatories_of,
    version_of,
)
from .telling import named, tell_author, write_to

INVITED_FOR = timedelta(days=14)
REMIND_AFTER = timedelta(hours=24)
SOON = timedelta(days=3)
REMIND_AT = "08:40"


def ask_for_approval(agreement_id: UUID) -> Agreement:
    """Give a draft to whoever approves agreements."""
    require(DRAFT)
    with change() as tx:
        agreement = locked_agreement(agreement_id)
        pass_to(agreement, APPROVAL)
        tx.record("agreements.approval_asked", subject=agreement)
    return agreement


def return_draft(agreement_id: UUID, remark: str) -> Agreement:
    """Give it back to be worked on; the remark goes to the author."""
    require(APPROVE)
    if not remark.strip():
        raise Refused(_("Say what is to be corrected."), field="remark")
    with change() as tx:
        agreement = locked_agreement(agreement_id)
        if agreement.state != APPROVAL:
            raise Refused(_("The agreement does not wait for approval."))
        pass_to(agreement, DRAFT_STATE)
        tell_author(agreement, _("Returned with a remark: %(remark)s", remark=remark.strip()[:200]))
        tx.record("agreements.returned", subject=agreement, note=remark.strip())
    return agreement


def approve_and_send(agreement_id: UUID) -> Agreement:
    """Approve, make the document that everybody will sign, and invite those whose turn it is."""
    require(APPROVE)
    with change() as tx:
        agreement = locked_agreement(agreement_id)
        if agreement.state != APPROVAL:
            raise Refused(_("The agreement does not wait for approval."))
        sides = {one.side for one in signatories_of(agreement)}
        if sides != {OUR, PARTNER}:
            raise Refused(
                _(
                    "Nobody of the partner is to sign yet: let a signatory in on the partner's page and choose."
                ),
                field="theirs",
            )
        pass_to(agreement, SENT)
        agreement.check_code = agreement.check_code or new_check_code()
        agreement.sent_at = now()
        freeze(agreement, version_of(agreement))
        note_step(tx, agreement, "sent", side=OUR)
        invite(tx, agreement)
        tx.record(
            "agreements.sent",
            subject=agreement,
            after={"number": agreement.number, "edition": agreement.edition},
        )
        tx.emit("agreements.sent", {"agreement": str(agreement.id)})
    return agreement


def freeze(agreement: Agreement, version: AgreementVersion) -> None:
    """Make the document of an edition: from here on its bytes never change."""
    pdf = agreement_pdf(Body.of_json(version.body))
    sums = digests(pdf)
    stored = files.store(
        pdf, f"Соглашение {agreement.number}, редакция {version.number}.pdf", files.PDF.media_type
    )
    version.file_id, version.size = stored.id, len(pdf)
    version.sha256, version.streebog, version.frozen_at = sums.sha256, sums.streebog, now()


def invite(tx: Change, agreement: Agreement) -> None:
    """Invite those whose turn has come and who were not invited to this edition yet."""
    turn = _turn(agreement)
    fresh = [one for one in turn if one.invited_at is None]
    for one in fresh:
        one.invited_at, one.invited_until = now(), now() + INVITED_FOR
    tx.flush()
    if fresh:
        with using_language(DEFAULT_LANGUAGE):
            write_to(
                agreement,
                fresh,
                _("%(agreement)s waits for your signature", agreement=named(agreement)),
                _("Read the text and sign it, or propose corrections. Sign in to open it:"),
            )


def remind(agreement_id: UUID, signatory_id: UUID | None = None) -> int:
    """Remind those whose turn it is, at most once a day each; an invitation that has run out is given anew."""
    require(DRAFT)
    with change() as tx:
        agreement = locked_agreement(agreement_id)
        if agreement.state not in SIGNABLE:
            raise Refused(_("The agreement does not wait for signatures."))
        waiting = [one for one in _turn(agreement) if signatory_id in (None, one.id)]
        if not waiting:
            raise Refused(_("It is not the turn of this signatory: there is nothing to remind of."))
        due = [one for one in waiting if one.reminded_at is None or one.reminded_at < now() - REMIND_AFTER]
        if not due:
            raise Refused(_("A reminder went out less than a day ago. The next one is possible tomorrow."))
        for one in due:
            if one.invited_until is None or one.invited_until < now():
                one.invited_at, one.invited_until = now(), now() + INVITED_FOR
        _remind(tx, agreement, due, side=OUR)
    return len(due)


def remind_daily() -> None:
    """What the clock calls each morning: a reminder to those who have three days left of their invitation or term, once."""
    found = session().scalars(select(Agreement.id).where(Agreement.state.in_(SIGNABLE)))
    for agreement_id in found.all():
        with change(audited=False) as tx:
            agreement = locked_agreement(agreement_id)
            due = [one for one in _turn(agreement) if _soon(agreement, one)]
            if agreement.state in SIGNABLE and due:
                _remind(tx, agreement, due)


def _remind(tx: Change, agreement: Agreement, due: Sequence[AgreementSignatory], *, side: str = "") -> None:
    for one in due:
        one.reminded_at, one.reminders = now(), one.reminders + 1
    with using_language(DEFAULT_LANGUAGE):
        write_to(
            agreement,
            due,
            _("A reminder: %(agreement)s waits for your signature", agreement=named(agreement)),
            _("Sign in to read and sign it:"),
        )
    note_step(tx, agreement, "reminded", side=side)
    tx.record("agreements.reminded", subject=agreement, after={"signatories": len(due)})


def _soon(agreement: Agreement, signatory: AgreementSignatory) -> bool:
    until = signatory.invited_until
    if until is None or until < now():
        return False
    days = (day_of(until) - today()).days
    if agreement.sign_by is not None and agreement.sign_by >= today():
        days = min(days, (agreement.sign_by - today()).days)
    last = signatory.reminded_at or signatory.invited_at
    return days <= SOON.days and (last is None or last < now() - SOON)


def _turn(agreement: Agreement) -> Sequence[AgreementSignatory]:
    people = signatories_of(agreement)
    turn = may_sign_now(agreement.signing_order, people, counted(agreement))
    return [one for one in people if one.id in turn]
