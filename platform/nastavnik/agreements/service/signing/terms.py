# SPDX-License-Identifier: MIT
"""Agreements on the use of simple electronic signatures (63-ФЗ, ст. 9): without one there is no signing by a code."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from nastavnik.agreements.models import Agreement, SimpleSignatureTerms
from nastavnik.agreements.service.people import mailboxes
from nastavnik.agreements.service.rows import DRAFT, locked_agreement
from nastavnik.foundation import files
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import current_actor, current_tenant_id, require

KINDS = (files.PDF, files.JPEG, files.PNG)


def terms_of(account_id: UUID | None) -> SimpleSignatureTerms | None:
    """The terms in force between the open organisation and the holder of an account."""
    return session().scalar(
        select(SimpleSignatureTerms)
        .where(SimpleSignatureTerms.account_id == account_id, SimpleSignatureTerms.revoked_at.is_(None))
        .order_by(SimpleSignatureTerms.agreed_on.desc(), SimpleSignatureTerms.created_at.desc())
        .limit(1)
    )


def record_terms(
    agreement_id: UUID,
    account_id: UUID,
    *,
    number: str,
    agreed_on: date,
    document_seen: str,
    way: str = "paper",
    scan: bytes = b"",
    name: str = "",
) -> SimpleSignatureTerms:
    """Write down that a signatory was identified in person and agreed to the terms.

    ``document_seen`` is the kind of the document that was shown, never its number. Raises ``Refused``.
    """
    require(DRAFT)
    if not number.strip():
        raise Refused(_("Write the number of the agreement on simple signatures."), field="number")
    if agreed_on > today():
        raise Refused(_("The day has not come yet."), field="agreed_on")
    if not document_seen.strip() or any(char.isdigit() for char in document_seen):
        raise Refused(
            _("Name the kind of the document that was shown, without its number."), field="document_seen"
        )
    if way not in ("paper", "qualified"):
        raise Refused(_("Choose how the terms were agreed upon."), field="way")
    with change() as tx:
        agreement: Agreement = locked_agreement(agreement_id)
        person = mailboxes(agreement).get(account_id)
        if person is None:
            raise NotFound("no such signatory")
        if tx.session.scalar(
            select(SimpleSignatureTerms.id).where(SimpleSignatureTerms.number == number.strip())
        ):
            raise Refused(_("This number is taken by other terms."), field="number")
        file_id = None
        if scan:
            kind = files.check_upload(scan, field="scan", kinds=KINDS)
            file_id = files.store(scan, name or "scan.pdf", kind.media_type).id
        holder: PersonName = person.name
        terms = tx.add(
            SimpleSignatureTerms(
                account_id=account_id,
                holder=holder.full,
                number=number.strip(),
                agreed_on=agreed_on,
                way=way,
                document_seen=document_seen.strip(),
                identified_by=current_actor().account_id,
                identified_by_name=current_actor().name,
                file_id=file_id,
            )
        )
        tx.record("agreements.terms_recorded", subject=terms, after={"account": account_id, "way": way})
    return terms


def revoke_terms(terms_id: UUID, reason: str) -> None:
    """End the terms: nothing more is signed by a code. What was signed stays signed."""
    require(DRAFT)
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    with change() as tx:
        terms = tx.session.get(SimpleSignatureTerms, (current_tenant_id(), terms_id), with_for_update=True)
        if terms is None:
            raise NotFound("no such terms")
        if terms.revoked_at is None:
            terms.revoked_at, terms.revoke_reason = now(), reason.strip()
            tx.record("agreements.terms_revoked", subject=terms, note=reason.strip())
