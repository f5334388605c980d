# SPDX-License-Identifier: MIT
"""Names of legal entities and their ties, as selects that accounts may join: this module imports no other room.

Accounts must name a partner among the places of a person, and this room must invite people through accounts. So the
select stands apart from the service, which imports accounts.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, Subquery, select

from .models import Partner, PartnerOrganisation


def directory() -> Subquery:
    """Every legal entity: ``id``, ``inn``, ``short_name``, ``full_name``, as far as the open scope sees them."""
    return select(
        PartnerOrganisation.id,
        PartnerOrganisation.inn,
        PartnerOrganisation.short_name,
        PartnerOrganisation.full_name,
    ).subquery("partner_directory")


def ties() -> Select[UUID, UUID]:
    """Which organisation keeps which legal entity in its register: ``tenant_id``, ``partner_id``."""
    return select(Partner.tenant_id, Partner.organisation_id.label("partner_id"))
