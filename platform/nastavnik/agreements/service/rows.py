# SPDX-License-Identifier: MIT
"""Fetching an agreement and what belongs to it in the open organisation, and noting what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from nastavnik.agreements.models import (
    Agreement,
    AgreementProposal,
    AgreementSignatory,
    AgreementSignature,
    AgreementStep,
    AgreementVersion,
)
from nastavnik.agreements.states import may_become
from nastavnik.foundation.change import Change
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor, current_tenant_id, require

VIEW = "agreements.view"
DRAFT = "agreements.draft"
APPROVE = "agreements.approve"
SIGN = "agreements.sign"


def get_agreement(agreement_id: UUID) -> Agreement:
    """An agreement of the open organisation; ``NotFound`` for anybody else's, ``Forbidden`` without the right to see."""
    require(VIEW)
    return _found(agreement_id, lock=False)


def locked_agreement(agreement_id: UUID) -> Agreement:
    """The same, held until the end of the change: two acts at one moment stand in a row. Asks for no right."""
    return _found(agreement_id, lock=True)


def _found(agreement_id: UUID, *, lock: bool) -> Agreement:
    query = select(Agreement).where(Agreement.tenant_id == current_tenant_id(), Agreement.id == agreement_id)
    # A held row is read anew: the one known to the session may have been signed meanwhile.
    found = session().scalar(
        query.with_for_update().execution_options(populate_existing=True) if lock else query
    )
    if found is None:
        raise NotFound("no such agreement")
    return found


def version_of(agreement: Agreement, number: int | None = None) -> AgreementVersion:
    """The edition in force, or the one of that number."""
    found = session().scalar(
        select(AgreementVersion)
        .where(
            AgreementVersion.agreement_id == agreement.id,
            AgreementVersion.number == (number or agreement.edition),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("no such edition")
    return found


def versions_of(agreement: Agreement) -> Sequence[AgreementVersion]:
    """All editions, the first one first."""
    return _of(AgreementVersion, agreement, AgreementVersion.number)


def signatories_of(agreement: Agreement) -> Sequence[AgreementSignatory]:
    """Officials of both sides, by their places."""
    return _of(AgreementSignatory, agreement, AgreementSignatory.position)


def signatures_of(agreement: Agreement) -> Sequence[AgreementSignature]:
    """All signatures, those that count no more included."""
    return _of(AgreementSignature, agreement, AgreementSignature.signed_at)


def counted(agreement: Agreement) -> dict[UUID, AgreementSignature]:
    """Signatures that count, by signatory."""
    return {one.signatory_id: one for one in signatures_of(agreement) if one.voided_at is None}


def proposals_of(agreement: Agreement) -> Sequence[AgreementProposal]:
    """What the partner proposed, in the order of proposing."""
    return _of(AgreementProposal, agreement, AgreementProposal.created_at)


def steps_of(agreement: Agreement) -> Sequence[AgreementStep]:
    """The history that both sides see."""
    return _of(AgreementStep, agreement, AgreementStep.created_at)


def note_step(tx: Change, agreement: Agreement, kind: str, *, side: str = "", note: str = "") -> None:
    """Put a line into the history that both sides see."""
    actor = current_actor()
    tx.add(
        AgreementStep(
            agreement_id=agreement.id,
            kind=kind,
            side=side,
            actor_name=actor.name if actor.kind == "person" else "",
            edition=agreement.edition,
            note=note,
        )
    )


def pass_to(agreement: Agreement, state: str) -> None:
    """Let the agreement pass to another state; ``Refused`` when it cannot from where it is now."""
    if not may_become(agreement.state, state):
        raise Refused(_("The agreement has passed to another state meanwhile. Reload the page."))
    agreement.state = state


def _of(model: Any, agreement: Agreement, order: Any) -> Sequence[Any]:
    query = select(model).where(model.agreement_id == agreement.id).order_by(order, model.id)
    return session().scalars(query.execution_options(populate_existing=True)).all()
