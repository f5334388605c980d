# SPDX-License-Identifier: MIT
"""What becomes of consents and clearances when a person's data are destroyed, or two cards of one person are merged.

That a consent was given, for what and until when is kept as a proof (152-ФЗ, ст. 9, ч. 3); the scan, the words
and the address are not.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update

from nastavnik.consents.models import Clearance, Consent
from nastavnik.foundation.change import change
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import require
from nastavnik.hookspecs import Erased
from nastavnik.people import service as people


def erase_person(person_id: UUID) -> list[Erased]:
    """Destroy scans, words and addresses of a person's consents, and what was noted of certificates."""
    require(people.DESTROY)
    with change() as tx:
        consents = tx.session.scalars(
            select(Consent).where(Consent.person_id == person_id).with_for_update()
        ).all()
        scans = [one.file_id for one in consents if one.file_id is not None]
        for consent in consents:
            consent.file_id, consent.conditions = None, {}
            consent.withdrawn_reason = consent.address = ""
        clearances = tx.session.scalars(
            select(Clearance).where(Clearance.person_id == person_id).with_for_update()
        ).all()
        for clearance in clearances:
            clearance.number = clearance.issuer = ""
        signed = tx.session.scalars(select(Consent.id).where(Consent.guardian_id == person_id)).all()
        tx.flush()
    return [
        Erased(
            _("Scans, words and addresses of consents"),
            "consents, files",
            len(consents),
            [*(one.id for one in consents), *signed],
            scans,
        ),
        Erased(
            _("Numbers and issuers of certificates of clearance"),
            "clearances",
            len(clearances),
            [one.id for one in clearances],
        ),
    ]


def merge_person(kept_id: UUID, merged_id: UUID) -> int:
    """Give consents, those signed as a representative too, and clearances to the one who stays."""
    require(people.EDIT)
    number = 0
    with change() as tx:
        for column in (Consent.person_id, Consent.guardian_id, Clearance.person_id):
            moved = tx.session.scalars(
                update(column.class_)
                .where(column == merged_id)
                .values({column.key: kept_id})
                .returning(column.class_.id)
                .execution_options(synchronize_session=False)
            )
            number += len(moved.all())
    return number
