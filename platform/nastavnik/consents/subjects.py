# SPDX-License-Identifier: MIT
"""What the room holds about a person, for that person's file (152-ФЗ, ст. 14)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from nastavnik.foundation.i18n import gettext as _
from nastavnik.hookspecs import PersonalData
from nastavnik.people import service as people

from . import service
from .words import CLEARANCE_KINDS, GIVERS, PURPOSES, RESULTS, WAYS, word


def subject_data(person_id: UUID) -> Sequence[PersonalData]:
    """Consents that the person gave, and clearances that were seen."""
    given = service.consents_of([person_id])[person_id]
    names = people.names_of(one.guardian_id for one in given if one.guardian_id)
    consents = [
        {
            _("Purpose"): word(PURPOSES, one.purpose),
            _("Who has signed"): word(GIVERS, one.given_by),
            _("Legal representative"): names[one.guardian_id].full
            if one.guardian_id and one.guardian_id in names
            else "",
            _("Day of signing"): one.given_on,
            _("Last day of the term"): one.valid_until,
            _("How it was given"): word(WAYS, one.way),
            _("Day of withdrawal"): one.withdrawn_on,
        }
        for one in given
    ]
    clearances = [
        {
            _("What was seen"): word(CLEARANCE_KINDS, one.kind),
            _("Number"): one.number,
            _("Issued by"): one.issuer,
            _("Date of the document"): one.issued_on,
            _("Result"): word(RESULTS, one.result),
            _("Check again by"): one.next_check_on,
        }
        for one in service.clearances_of([person_id])[person_id]
    ]
    return [PersonalData(_("Consents"), consents), PersonalData(_("Clearance"), clearances)]
