# SPDX-License-Identifier: MIT
"""Legal entities of the district."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation import checkdigits
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import NotFound
from nastavnik.partners.models import PartnerOrganisation


def organisation(organisation_id: UUID) -> PartnerOrganisation:
    """A legal entity that the open scope sees; ``NotFound`` otherwise. A partner's scope sees its own alone."""
    found = session().get(PartnerOrganisation, organisation_id)
    if found is None:
        raise NotFound("no such legal entity")
    return found


def find_by_inn(inn: str) -> PartnerOrganisation | None:
    """The legal entity of this ИНН; ``BadNumber`` with a sentence when the number cannot be right."""
    number = checkdigits.check_inn(inn)
    return session().scalar(select(PartnerOrganisation).where(PartnerOrganisation.inn == number))
