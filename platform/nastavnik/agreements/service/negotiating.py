# SPDX-License-Identifier: MIT
"""Corrections that the partner proposes, and the new edition that comes of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from nastavnik.agreements.documents.body import Body
from nastavnik.agreements.models import Agreement, AgreementProposal, AgreementVersion
from nastavnik.agreements.states import OPEN, OUR, PARTNER, PROPOSED, SENT
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import now
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor, require

from .rows import (
    DRAFT,
    counted,
    locked_agreement,
    note_step,
    pass_to,
    proposals_of,
    signatories_of,
    version_of,
)
from .sending import freeze, invite
from .telling import named, tell_author, write_to

ANSWERS = ("accepted", "edited", "refused")
CORRECTED = ("point", "plain", "heading")
"""Kinds of blocks whose words are corrected; tables and requisites are made of what the register holds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``kind``: accepted, edited (``text`` is put in instead), refused (``reason`` says why)."""

    kind: str
    text: str = ""
    reason: str = ""


def propose_change(agreement: Agreement, key: str, text: str, comment: str) -> AgreementProposal:
    """Write down a correction of one block, by a person of the partner inside the organisation's scope."""
    wanted = text.strip()
    if not comment.strip():
        raise Refused(_("Say why: the organisation decides by the reason."), field="comment")
    with change() as tx:
        agreement = locked_agreement(agreement.id)
        if agreement.state not in OPEN:
            raise Refused(_("Corrections to this agreement are not accepted any more."))
        version = version_of(agreement)
        block = Body.of_json(version.body).block(key)
        if block is None or block.kind not in CORRECTED:
            raise Refused(_("There is no such point in the text any more."), field="text")
        if any(one.state == "proposed" and one.block_key == key for one in proposals_of(agreement)):
            raise Refused(_("A correction of this point waits for an answer already."), field="text")
        if block.text.strip() == wanted:
            raise Refused(_("Nothing is changed in the text."), field="text")
        if agreement.state != PROPOSED:
            pass_to(agreement, PROPOSED)
        proposal = tx.add(
            AgreementProposal(
                agreement_id=agreement.id,
                version_id=version.id,
                block_key=key,
                old_text=block.text,
                text=wanted,
                comment=comment.strip(),
                proposed_by=current_actor().account_id,
                proposed_by_name=current_actor().name,
            )
        )
        note_step(tx, agreement, "proposed", side=PARTNER, note=comment.strip())
        tell_author(
            agreement, _("The partner proposes corrections: %(agreement)s", agreement=named(agreement))
        )
        tx.record("agreements.proposed", subject=agreement, after={"block": key})
        tx.emit("agreements.proposed", {"agreement": str(agreement.id)})
    return proposal


def answer_proposals(agreement_id: UUID, answers: Mapping[UUID, Answer]) -> Agreement:
    """Answer everything that waits. Accepted and edited corrections make the next edition; refused ones leave the text."""
    require(DRAFT)
    with change() as tx:
        agreement = locked_agreement(agreement_id)
        waiting = [one for one in proposals_of(agreement) if one.state == "proposed"]
        if agreement.state != PROPOSED or not waiting:
            raise Refused(_("There are no corrections to answer."))
        if missing := [one for one in waiting if one.id not in answers]:
            raise Refused(_("Answer every correction."), field=f"answer-{missing[0].id}")
        version = version_of(agreement)
        body = old = Body.of_json(version.body)
        for one in waiting:
            body = _answered(one, answers[one.id], body)
        note_step(tx, agreement, "answered", side=OUR)
        if body != old:
            new_edition(tx, agreement, body, _("Corrections of the partner"))
        else:
            pass_to(agreement, SENT)
            if counted(agreement):
                pass_to(agreement, "partly_signed")
            with using_language(DEFAULT_LANGUAGE):
                write_to(
                    agreement,
                    [one for one in signatories_of(agreement) if one.side == PARTNER],
                    _("Answer to the corrections: %(agreement)s", agreement=named(agreement)),
                    _("The organisation has kept the text as it was and said why. Sign in to read it:"),
                )
        tx.record("agreements.answered", subject=agreement, after={"proposals": len(waiting)})
    return agreement


def correct_sent(agreement_id: UUID, key: str, text: str, note: str) -> Agreement:
    """The organisation's own correction of what was sent: a new edition."""
    require(DRAFT)
    with change() as tx:
        agreement = locked_agreement(agreement_id)
        if agreement.state not in OPEN:
            raise Refused(_("The text cannot be changed any more."))
        body = Body.of_json(version_of(agreement).body)
        changed = body.with_block(key, text.strip())
        if changed == body:
            raise Refused(_("Nothing is changed in the text."), field="text")
        for one in proposals_of(agreement):
            if one.state == "proposed":
                one.state, one.answered_at = "overtaken", now()
        new_edition(tx, agreement, changed, note)
        tx.record("agreements.corrected", subject=agreement, after={"block": key})
    return agreement


def new_edition(tx: Change, agreement: Agreement, body: Body, note: str) -> AgreementVersion:
    """Make the next edition and its document. Signatures under the former one count no more, and everybody is told."""
    agreement.edition += 1
    version = tx.add(
        AgreementVersion(
            agreement_id=agreement.id,
            number=agreement.edition,
            body=body.as_json(),
            note=note.strip(),
            made_by=current_actor().account_id,
            made_by_name=current_actor().name,
        )
    )
    tx.flush()
    freeze(agreement, version)
    pass_to(agreement, SENT)
    voided = list(counted(agreement).values())
    reason = _("The text was changed: edition %(number)s", number=agreement.edition)
    for signature in voided:
        signature.voided_at, signature.void_reason = now(), reason
    note_step(tx, agreement, "version", side=OUR, note=note.strip())
    if voided:
        note_step(tx, agreement, "voided", note=reason)
    tx.flush()
    everybody = signatories_of(agreement)
    told = [one for one in everybody if one.invited_at is not None]
    for one in everybody:
        one.invited_at = one.invited_until = None
    with using_language(DEFAULT_LANGUAGE):
        write_to(
            agreement,
            told,
            _("New edition: %(agreement)s", agreement=named(agreement)),
            _(
                "The text was changed after signing: earlier signatures count no more. Sign in to see what is new:"
            )
            if voided
            else _("The text was changed. Sign in to see what is new:"),
        )
    invite(tx, agreement)
    tx.record(
        "agreements.version_made",
        subject=agreement,
        after={"edition": agreement.edition, "voided": len(voided), "sha256": version.sha256},
    )
    tx.emit("agreements.version_made", {"agreement": str(agreement.id)})
    return version


def _answered(proposal: AgreementProposal, answer: Answer, body: Body) -> Body:
    if answer.kind not in ANSWERS:
        raise Refused(_("Choose an answer."), field=f"answer-{proposal.id}")
    if answer.kind == "refused" and not answer.reason.strip():
        raise Refused(_("Say why the correction is refused."), field=f"reason-{proposal.id}")
    if answer.kind == "edited" and not answer.text.strip():
        raise Refused(_("Write the words that are put in."), field=f"text-{proposal.id}")
    proposal.state, proposal.answer = answer.kind, answer.reason.strip()
    proposal.answered_by, proposal.answered_by_name = current_actor().account_id, current_actor().name
    proposal.answered_at = now()
    if answer.kind == "refused":
        return body
    proposal.result = proposal.text if answer.kind == "accepted" else answer.text.strip()
    return body.with_block(proposal.block_key, proposal.result)
