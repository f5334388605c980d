# SPDX-License-Identifier: MIT
"""What the room holds about a person, for that person's file (152-ФЗ, ст. 14)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import pgettext
from nastavnik.hookspecs import PersonalData

from . import service
from .words import ROLES, word


def subject_data(person_id: UUID) -> Sequence[PersonalData]:
    """In which programmes the person takes or took part."""
    rows = service.participations_of(person_id)
    titles = service.titles_of(row.programme_id for row in rows)
    part = [
        {
            _("Programme"): titles[row.programme_id],
            _("Takes part as"): word(ROLES, row.role),
            pgettext("file of a person", "Since"): row.joined_on,
            pgettext("file of a person", "Until"): row.left_on,
        }
        for row in rows
    ]
    return [PersonalData(_("Programmes"), part)]
