# SPDX-License-Identifier: MIT
"""Finding an agreement by its check code, across all organisations, by the platform itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from nastavnik.agreements.check_codes import tidy_check_code
from nastavnik.agreements.documents.body import Body
from nastavnik.agreements.documents.marks import CheckedLine, Mark
from nastavnik.agreements.marking import checks_of, marks_of
from nastavnik.agreements.models import (
    Agreement,
    AgreementSignatory,
    AgreementSignature,
    AgreementVersion,
    SimpleSignatureTerms,
)
from nastavnik.agreements.states import HIDDEN_FROM_PARTNER
from nastavnik.foundation.database import open_scope, session
from nastavnik.foundation.files import StoredFile
from nastavnik.foundation.scope import Actor, SystemScope
from nastavnik.partners.service import PartnerOrganisation
from nastavnik.tenants.service import Tenant

STRANGER = Actor(name="", kind="stranger")
REASON = "somebody holds the check code of an agreement and nothing else: what does it belong to"


@dataclass(frozen=True, slots=True)
class CheckedMark:
    """A mark as it stands in the document, with the three lines of the check."""

    mark: Mark
    way: str
    checks: tuple[CheckedLine, ...]
    file_sha256: str


@dataclass(frozen=True, slots=True)
class CheckedEdition:
    """Sums of the file of one edition."""

    number: int
    sha256: str
    streebog: str
    size: int
    file_id: UUID | None


@dataclass(frozen=True, slots=True)
class CheckedAgreement:
    """What the public page says. ``editions`` are all that had a document, the one in force last."""

    code: str
    tenant_id: UUID
    tenant_slug: str
    title: str
    state: str
    our_name: str
    partner_name: str
    dated_on: date | None
    activated_on: date | None
    ends_on: date | None
    ended_on: date | None
    sent_at: datetime | None
    editions: tuple[CheckedEdition, ...]
    marks: tuple[CheckedMark, ...]
    result_sha256: str

    @property
    def edition(self) -> CheckedEdition:
        """The edition in force."""
        return self.editions[-1]


def look_up(typed: str) -> CheckedAgreement | None:
    """The agreement of a code; ``None`` for an unknown code and for an agreement that was not sent yet."""
    code = tidy_check_code(typed)
    if not code:
        return None
    with open_scope(SystemScope(reason=REASON, actor=STRANGER)):
        agreement = session().scalar(
            select(Agreement).where(Agreement.check_code == code, Agreement.state.not_in(HIDDEN_FROM_PARTNER))
        )
        if agreement is None or agreement.sent_at is None:
            return None
        return _described(agreement)


def _described(agreement: Agreement) -> CheckedAgreement | None:
    tenant = session().get(Tenant, agreement.tenant_id)
    partner = session().get(PartnerOrganisation, agreement.partner_id)
    versions = [
        one
        for one in _of(AgreementVersion, agreement, AgreementVersion.number)
        if one.file_id is not None and one.number <= agreement.edition
    ]
    if tenant is None or partner is None or not versions:
        return None
    return CheckedAgreement(
        code=agreement.check_code,
        tenant_id=tenant.id,
        tenant_slug=tenant.slug,
        title=Body.of_json(versions[-1].body).title or agreement.title,
        state=agreement.state,
        our_name=tenant.full_name,
        partner_name=partner.full_name,
        dated_on=agreement.dated_on,
        activated_on=agreement.activated_on,
        ends_on=agreement.ends_on,
        ended_on=agreement.ended_on,
        sent_at=agreement.sent_at,
        editions=tuple(
            CheckedEdition(one.number, one.sha256, one.streebog, one.size, one.file_id) for one in versions
        ),
        marks=_marks(agreement, versions[-1]),
        result_sha256=agreement.result_sha256,
    )


def _marks(agreement: Agreement, version: AgreementVersion) -> tuple[CheckedMark, ...]:
    people = _of(AgreementSignatory, agreement, AgreementSignatory.position)
    signatures = [
        one
        for one in _of(AgreementSignature, agreement, AgreementSignature.signed_at)
        if one.voided_at is None and one.version_id == version.id
    ]
    terms = {
        one.id: one
        for one in session().scalars(
            select(SimpleSignatureTerms).where(
                SimpleSignatureTerms.tenant_id == agreement.tenant_id,
                SimpleSignatureTerms.id.in_([one.terms_id for one in signatures if one.terms_id]),
            )
        )
    }
    sums = {
        row.id: row.sha256
        for row in session().execute(
            select(StoredFile.id, StoredFile.sha256).where(
                StoredFile.tenant_id == agreement.tenant_id,
                StoredFile.id.in_([one.file_id for one in signatures if one.file_id]),
            )
        )
    }
    named = f"соглашение № {agreement.number}, {version.number}-я редакция"
    known = {one.id for one in people}
    counted = [one for one in signatures if one.signatory_id in known]
    marks = marks_of(people, counted, document=named, terms=terms)
    return tuple(
        CheckedMark(mark, one.way, checks_of(one), sums.get(one.file_id, "") if one.file_id else "")
        for mark, one in zip(marks, counted, strict=True)
    )


def _of(model, agreement: Agreement, order):  # type: ignore[no-untyped-def]
    query = select(model).where(model.tenant_id == agreement.tenant_id, model.agreement_id == agreement.id)
    rows: Sequence[object] = session().scalars(query.order_by(order, model.id)).all()
    return rows
