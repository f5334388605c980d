# SPDX-License-Identifier: MIT
"""Kinds, sectors, offers and states in words (domain form 5.4)."""

from __future__ import annotations

from collections.abc import Mapping

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.i18n import lazy_pgettext as _p

KINDS: Mapping[str, Text] = {
    "legal": _l("Legal entity"),
    "entrepreneur": _l("Individual entrepreneur"),
}
SECTORS: Mapping[str, Text] = {
    "education": _p("sector", "Education and science"),
    "industry": _p("sector", "Industry"),
    "it": _p("sector", "Information technology"),
    "medicine": _p("sector", "Medicine"),
    "agriculture": _p("sector", "Agriculture"),
    "culture": _p("sector", "Culture"),
    "sport": _p("sector", "Sport"),
    "public": _p("sector", "Public bodies"),
    "ngo": _p("sector", "Non-profit organisations"),
    "trade": _p("sector", "Finance and trade"),
    "transport": _p("sector", "Transport and communications"),
    "other": _p("sector", "Other"),
}
OFFERS: Mapping[str, Text] = {
    "mentors": _p("offer", "Mentors"),
    "base": _p("offer", "Premises and equipment"),
    "events": _p("offer", "Events and excursions"),
    "internships": _p("offer", "Internships and practice"),
    "expertise": _p("offer", "Expertise and methods"),
    "other": _p("offer", "Something else"),
}
STATES: Mapping[str, Text] = {
    "prospective": _p("partner", "Being negotiated"),
    "active": _p("partner", "Works with us"),
    "paused": _p("partner", "Paused"),
    "ended": _p("partner", "Ended"),
}
STATE_KINDS: Mapping[str, str] = {
    "prospective": "planned",
    "active": "done",
    "paused": "none",
    "ended": "cancelled",
}
"""How a state is painted."""
PROPOSAL_STATES: Mapping[str, Text] = {
    "proposed": _p("proposed mentor", "Waits for an answer"),
    "taken": _p("proposed mentor", "In the register as a candidate"),
    "declined": _p("proposed mentor", "Declined"),
    "withdrawn": _p("proposed mentor", "Withdrawn"),
}
PROPOSAL_KINDS: Mapping[str, str] = {
    "proposed": "waiting",
    "taken": "done",
    "declined": "cancelled",
    "withdrawn": "none",
}
ACCESS: Mapping[str, Text] = {
    "invited": _l("Invited, has not signed in yet"),
    "active": _l("Signs in"),
    "blocked": _l("Access closed"),
}
ACCESS_ICONS: Mapping[str, str] = {"invited": "mail", "active": "check", "blocked": "lock"}
ROLES: Mapping[str, Text] = {
    "partner_signatory": _l("Signatory"),
    "partner_contact": _l("Contact person"),
}
ROLE_DUTIES: Mapping[str, Text] = {
    "partner_signatory": _l("reads and signs agreements, keeps the requisites, lets colleagues in"),
    "partner_contact": _l("reads agreements, proposes mentors, hands agreements to the signatory"),
}


def word(words: Mapping[str, Text], code: str) -> str:
    """What a code means; an unknown one as it is."""
    return str(words.get(code, code))
