# SPDX-License-Identifier: MIT
"""One agreement as its partner sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from nastavnik.agreements.documents.body import Body
from nastavnik.agreements.documents.difference import BlockDifference, changed_blocks, difference
from nastavnik.agreements.models import (
    Agreement,
    AgreementProposal,
    AgreementSignatory,
    AgreementSignature,
    AgreementStep,
    AgreementVersion,
    SimpleSignatureTerms,
)
from nastavnik.agreements.states import PARTNER, SIGNABLE
from nastavnik.agreements.turns import may_sign_now
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.scope import current_actor, partner_scope
from nastavnik.tenants.service import Tenant


@dataclass(frozen=True, slots=True)
class PortalSignatory:
    """A line of the course of signing. ``mine`` is the reader's own; ``turn`` says that this one may sign now."""

    signatory: AgreementSignatory
    signature: AgreementSignature | None
    turn: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class PortalAgreement:
    """Everything the agreement's page shows. ``compared`` is the edition with which the text was compared."""

    agreement: Agreement
    tenant: Tenant
    version: AgreementVersion
    versions: Sequence[AgreementVersion]
    body: Body
    compared: AgreementVersion | None
    changes: Mapping[str, BlockDifference]
    signatories: Sequence[PortalSignatory]
    voided: Sequence[AgreementSignature]
    proposals: Sequence[AgreementProposal]
    steps: Sequence[AgreementStep]
    terms: SimpleSignatureTerms | None

    @property
    def mine(self) -> PortalSignatory | None:
        """The reader's own line that still counts."""
        return next((one for one in self.signatories if one.mine), None)

    @property
    def may_sign(self) -> bool:
        """Whether the reader may sign at this moment."""
        mine = self.mine
        return bool(mine and mine.turn and self.agreement.state in SIGNABLE)


def partner_agreement(agreement_id: UUID) -> Agreement:
    """The agreement of the open partner; ``NotFound`` for anybody else's and for one that was not sent yet."""
    scope = partner_scope()
    found = session().scalar(
        select(Agreement).where(Agreement.id == agreement_id, Agreement.partner_id == scope.partner_id)
    )
    if found is None:
        raise NotFound("no such agreement")
    return found


def open_agreement(agreement_id: UUID, *, edition: int | None = None) -> PortalAgreement:
    """Read an agreement, in its edition in force or in an earlier one."""
    agreement = partner_agreement(agreement_id)
    here = (agreement.tenant_id, agreement.id)
    tenant = session().get(Tenant, agreement.tenant_id)
    versions = _of(AgreementVersion, here, AgreementVersion.number)
    shown = [one for one in versions if one.file_id is not None and one.number <= agreement.edition]
    version = next((one for one in shown if one.number == (edition or agreement.edition)), None)
    if tenant is None or version is None:
        raise NotFound("no such edition")
    body = Body.of_json(version.body)
    before = [one for one in shown if one.number < version.number]
    compared = before[-1] if before else None
    signatures = _of(AgreementSignature, here, AgreementSignature.signed_at)
    return PortalAgreement(
        agreement=agreement,
        tenant=tenant,
        version=version,
        versions=shown,
        body=body,
        compared=compared,
        changes=_changes(compared, body),
        signatories=_signatories(
            agreement, _of(AgreementSignatory, here, AgreementSignatory.position), signatures
        ),
        voided=[one for one in signatures if one.voided_at is not None],
        proposals=_of(AgreementProposal, here, AgreementProposal.created_at),
        steps=_of(AgreementStep, here, AgreementStep.created_at),
        terms=_terms(agreement.tenant_id),
    )


def _changes(compared: AgreementVersion | None, body: Body) -> Mapping[str, BlockDifference]:
    if compared is None:
        return {}
    entries = changed_blocks(difference(Body.of_json(compared.body), body))
    return {entry.key: entry for entry in entries if entry.state != "removed"}


def _signatories(
    agreement: Agreement,
    people: Sequence[AgreementSignatory],
    signatures: Sequence[AgreementSignature],
) -> Sequence[PortalSignatory]:
    counted = {one.signatory_id: one for one in signatures if one.voided_at is None}
    turn = may_sign_now(agreement.signing_order, people, counted)
    account = current_actor().account_id
    ordered = sorted(people, key=lambda one: (one.side == PARTNER, one.position, one.created_at))
    return [
        PortalSignatory(
            one,
            counted.get(one.id),
            turn=one.id in turn,
            mine=one.side == PARTNER and one.account_id == account and one.delegated_to_id is None,
        )
        for one in ordered
    ]


def _terms(tenant_id: UUID) -> SimpleSignatureTerms | None:
    """The reader's agreement on the use of simple signatures with this organisation, if it holds."""
    return session().scalar(
        select(SimpleSignatureTerms)
        .where(
            SimpleSignatureTerms.tenant_id == tenant_id,
            SimpleSignatureTerms.account_id == current_actor().account_id,
            SimpleSignatureTerms.revoked_at.is_(None),
        )
        .order_by(SimpleSignatureTerms.agreed_on.desc())
        .limit(1)
    )


def _of(model, here: tuple[UUID, UUID], order):  # type: ignore[no-untyped-def]
    query = select(model).where(model.tenant_id == here[0], model.agreement_id == here[1])
    return session().scalars(query.order_by(order, model.id)).all()
