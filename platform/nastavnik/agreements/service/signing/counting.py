# SPDX-License-Identifier: MIT
"""Whose signature it is, whether it may be put now, and what follows from it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from nastavnik.agreements.models import Agreement, AgreementSignatory, AgreementSignature
from nastavnik.agreements.service.people import refuse_stranger
from nastavnik.agreements.service.renewing import close_renewed
from nastavnik.agreements.service.rows import (
    SIGN,
    counted,
    locked_agreement,
    note_step,
    pass_to,
    signatories_of,
)
from nastavnik.agreements.service.sending import invite
from nastavnik.agreements.service.telling import named, tell_author, write_to
from nastavnik.agreements.states import ACTIVE, OUR, PARTLY_SIGNED, SIGNABLE
from nastavnik.agreements.turns import everybody_signed, may_sign_now
from nastavnik.foundation.change import Change
from nastavnik.foundation.database import now
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.jobs import start_job
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import current_actor, require

RESULT_JOB = "agreements.result"


def my_place(agreement_id: UUID, side: str) -> tuple[Agreement, AgreementSignatory]:
    """The agreement, held, and the actor's own place in its queue at this moment.

    ``NotFound`` for whoever is no signatory: nobody signs in another's place, whatever their rights.
    """
    if side == OUR:
        require(SIGN)
    agreement = locked_agreement(agreement_id)
    account = current_actor().account_id
    mine = [
        one for one in signatories_of(agreement) if one.side == side and account and one.account_id == account
    ]
    waiting = [one for one in mine if one.delegated_to_id is None]
    if not mine:
        raise NotFound("the actor is no signatory of this side")
    if not waiting:
        raise Refused(_("You have handed the signing over to a colleague."))
    refuse_untimely(agreement, waiting[0])
    refuse_stranger(agreement, waiting[0])
    if waiting[0].invited_until is not None and waiting[0].invited_until < now():
        raise Refused(_("The invitation to sign has run out. Ask for a new one."))
    return agreement, waiting[0]


def refuse_untimely(agreement: Agreement, signatory: AgreementSignatory) -> None:
    """Raise ``Refused`` unless it is this signatory's turn."""
    done = counted(agreement)
    if signatory.id in done:
        raise Refused(_("This signature is there already."))
    if agreement.state not in SIGNABLE:
        raise Refused(_("The agreement does not wait for signatures now."))
    if signatory.id not in may_sign_now(agreement.signing_order, signatories_of(agreement), done):
        raise Refused(_("It is not your turn yet: others sign before you."))


def put(
    tx: Change, agreement: Agreement, signatory: AgreementSignatory, signature: AgreementSignature
) -> None:
    """Count a signature: the history, the state, the next in the queue; with the last one the agreement is in force."""
    tx.add(signature)
    tx.flush()
    note_step(tx, agreement, "signed", side=signatory.side, note=signature.way)
    tx.record(
        "agreements.signed",
        subject=agreement,
        after={
            "way": signature.way,
            "signatory": signatory.id,
            "edition": agreement.edition,
            "sha256": signature.sha256,
            "streebog": signature.streebog,
        },
    )
    tx.emit("agreements.signed", {"agreement": str(agreement.id), "signature": str(signature.id)})
    if everybody_signed(signatories_of(agreement), set(counted(agreement))):
        _come_into_force(tx, agreement)
    else:
        pass_to(agreement, PARTLY_SIGNED)
        tell_author(agreement, _("A signature was put: %(agreement)s", agreement=named(agreement)))
        invite(tx, agreement)


def signer_fields(signatory: AgreementSignatory) -> dict[str, object]:
    """Name and post as they stand under the text."""
    name = PersonName(signatory.surname, signatory.name, signatory.patronymic)
    return {"signer_name": name.short, "signer_post": signatory.post}


def moment_fields(on: date | None = None) -> dict[str, object]:
    """When and from where."""
    actor = current_actor()
    return {
        "signed_at": now(),
        "signed_on": on or today(),
        "account_id": actor.account_id,
        "address": actor.address or "",
    }


def _come_into_force(tx: Change, agreement: Agreement) -> None:
    pass_to(agreement, ACTIVE)
    agreement.activated_on = today()
    note_step(tx, agreement, "activated")
    close_renewed(tx, agreement)
    with using_language(DEFAULT_LANGUAGE):
        write_to(
            agreement,
            signatories_of(agreement),
            _("%(agreement)s is signed by both sides", agreement=named(agreement)),
            _("The agreement is in force. Sign in to download it with the marks of signatures:"),
        )
        tell_author(agreement, _("%(agreement)s is signed by both sides", agreement=named(agreement)))
        job = start_job(RESULT_JOB, named(agreement), {"agreement": str(agreement.id)})
    job.requested_by = agreement.drafted_by
    tx.record("agreements.activated", subject=agreement)
    tx.emit("agreements.activated", {"agreement": str(agreement.id)})
