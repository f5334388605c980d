# SPDX-License-Identifier: MIT
"""What other rooms may ask of partners. Tables are re-exported for select()s of theirs."""

from nastavnik.accounts.service import PartnerPerson
from nastavnik.partners.directory import directory, ties
from nastavnik.partners.models import Partner, PartnerMentorProposal, PartnerOrganisation

from .cards import PartnerCard, Requisites
from .organisations import find_by_inn, find_partner, known_organisation, organisation
from .people import (
    change_person,
    close_person,
    invite_person,
    invite_person_again,
    open_person,
    people_of,
    person_of,
)
from .portal import (
    change_own_requisites,
    close_colleague,
    invite_colleague,
    invite_colleague_again,
    open_colleague,
    own_organisation,
    own_people,
)
from .register import (
    AlreadyKnown,
    Kept,
    PartnerFilter,
    add_partner,
    change_partner,
    change_requisites,
    get_partner,
    has_people,
    partner_counts,
    partners,
    tie_partner,
)

__all__ = [
    "AlreadyKnown",
    "Kept",
    "Partner",
    "PartnerCard",
    "PartnerFilter",
    "PartnerMentorProposal",
    "PartnerOrganisation",
    "PartnerPerson",
    "Requisites",
    "add_partner",
    "change_own_requisites",
    "change_partner",
    "change_person",
    "change_requisites",
    "close_colleague",
    "close_person",
    "directory",
    "find_by_inn",
    "find_partner",
    "get_partner",
    "has_people",
    "invite_colleague",
    "invite_colleague_again",
    "invite_person",
    "invite_person_again",
    "known_organisation",
    "open_colleague",
    "open_person",
    "organisation",
    "own_organisation",
    "own_people",
    "partner_counts",
    "partners",
    "people_of",
    "person_of",
    "tie_partner",
    "ties",
]
