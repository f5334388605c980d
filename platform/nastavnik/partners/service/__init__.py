# SPDX-License-Identifier: MIT
"""The door of the room: what other rooms, the pages and the worker may ask of partners."""

from nastavnik.partners.directory import directory, ties
from nastavnik.partners.models import Partner, PartnerMentorProposal, PartnerOrganisation

from .organisations import find_by_inn, find_partner, organisation

__all__ = [
    "Partner",
    "PartnerMentorProposal",
    "PartnerOrganisation",
    "directory",
    "find_by_inn",
    "find_partner",
    "organisation",
    "ties",
]
