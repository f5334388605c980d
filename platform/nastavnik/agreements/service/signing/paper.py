# SPDX-License-Identifier: MIT
"""Signed on paper: the coordinator uploads the scan, and says which day stands on it and where the original lies."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from nastavnik.agreements.models import AgreementSignature
from nastavnik.agreements.service.rows import DRAFT, locked_agreement, signatories_of, version_of
from nastavnik.agreements.states import PAPER
from nastavnik.foundation import files
from nastavnik.foundation.change import change
from nastavnik.foundation.dates import day_of, today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor, require

from .counting import moment_fields, put, refuse_untimely, signer_fields

KINDS = (files.PDF, files.JPEG, files.PNG)


def record_paper(
    agreement_id: UUID, signatory_id: UUID, scan: bytes, name: str, *, signed_on: date, original_kept: str
) -> None:
    """Write down a signature that stands on paper. It is the paper that is signed: this is the record of it."""
    require(DRAFT)
    kind = files.check_upload(scan, field="scan", kinds=KINDS)
    if not original_kept.strip():
        raise Refused(_("Say where the original is kept."), field="original_kept")
    with change() as tx:
        agreement = locked_agreement(agreement_id)
        signatory = next((one for one in signatories_of(agreement) if one.id == signatory_id), None)
        if signatory is None:
            raise NotFound("no such signatory")
        refuse_untimely(agreement, signatory)
        version = version_of(agreement)
        made = day_of(version.frozen_at) if version.frozen_at else today()
        if not made <= signed_on <= today():
            raise Refused(
                _("The day of signing lies between the day of this edition and today."), field="signed_on"
            )
        stored = files.store(scan, name, kind.media_type)
        put(
            tx,
            agreement,
            signatory,
            AgreementSignature(
                agreement_id=agreement.id,
                version_id=version.id,
                signatory_id=signatory.id,
                way=PAPER,
                sha256=version.sha256,
                streebog=version.streebog,
                file_id=stored.id,
                original_kept=original_kept.strip(),
                recorded_by_name=current_actor().name,
                **signer_fields(signatory),
                **moment_fields(signed_on),
            ),
        )
