# SPDX-License-Identifier: MIT
"""Legal entities of the district."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation import checkdigits
from nastavnik.foundation.database import open_scope, session
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.scope import IdentityScope
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


def known_organisation(inn: str) -> PartnerOrganisation:
    """The legal entity of this ИНН; ``NotFound`` when the district does not know it."""
    found = session().scalar(select(PartnerOrganisation).where(PartnerOrganisation.inn == inn))
    if found is None:
        raise NotFound("no such legal entity")
    return found


def find_partner(inn: str) -> PartnerOrganisation | None:
    """The legal entity whose portal stands under this ИНН; for those who open the portal's scope."""
    with open_scope(IdentityScope()) as opened:
        return opened.scalar(select(PartnerOrganisation).where(PartnerOrganisation.inn == inn))
