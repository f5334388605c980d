# SPDX-License-Identifier: MIT
"""Purposes, givers, ways and kinds in words (152-ФЗ; domain 10.3, 10.4)."""

from __future__ import annotations

from collections.abc import Mapping

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.i18n import lazy_pgettext as _p

PURPOSES: Mapping[str, Text] = {
    "participation": _l("Participation in mentoring and the registers"),
    "partner_transfer": _l("Transfer to a partner organisation"),
    "publication": _l("Publication of name, words and achievements"),
    "photo_video": _l("Photo and video"),
    "psychological_survey": _l("Psychological survey"),
    "messenger": _l("Messages through an outside messenger"),
}
"""One consent, one purpose, one document (152-ФЗ, ст. 9, as of 01.09.2025)."""
GIVERS: Mapping[str, Text] = {
    "self": _p("consent", "The person"),
    "guardian": _p("consent", "The legal representative"),
    "both": _p("consent", "The person and the legal representative"),
}
WAYS: Mapping[str, Text] = {
    "paper": _p("consent", "On paper"),
    "system": _p("consent", "In the system"),
}
CLEARANCE_KINDS: Mapping[str, Text] = {
    "criminal_record": _l("Certificate of no criminal record"),
    "employer_check": _l("Checked by the employer"),
    "interview": _l("Talk with the psychologist"),
    "medical": _l("Medical book"),
}
CLEARING_KINDS = ("criminal_record", "employer_check")
"""Kinds that let an adult from outside work with minors."""
RESULTS: Mapping[str, Text] = {
    "cleared": _p("clearance", "Cleared"),
    "not_cleared": _p("clearance", "Not cleared"),
}
POLICIES_14_17: Mapping[str, Text] = {
    "both": _p("policy", "The pupil and the representative, both"),
    "guardian": _p("policy", "The representative alone is enough"),
    "self": _p("policy", "The pupil alone is enough"),
}
STATES: Mapping[str, Text] = {
    "in_force": _p("consent", "In force"),
    "incomplete": _p("consent", "Not enough"),
    "lapsed": _p("consent", "The term is over"),
    "withdrawn": _p("consent", "Withdrawn"),
    "not_given": _p("consent", "Not given"),
}
"""How a person stands with one purpose."""
KINDS_OF_STATE: Mapping[str, str] = {
    "in_force": "done",
    "incomplete": "overdue",
    "lapsed": "overdue",
    "withdrawn": "cancelled",
    "not_given": "none",
}
"""Which icon and ink a state has."""
CLEARANCE_STATES: Mapping[str, Text] = {
    "cleared": _p("clearance", "Cleared"),
    "not_cleared": _p("clearance", "Not cleared"),
    "lapsed": _p("clearance", "To be checked anew"),
    "lacking": _p("clearance", "No clearance"),
    "not_needed": _p("clearance", "Not needed"),
}
KINDS_OF_CLEARANCE: Mapping[str, str] = {
    "cleared": "done",
    "not_cleared": "failed",
    "lapsed": "overdue",
    "lacking": "overdue",
    "not_needed": "none",
}
PUBLICATION_CHOICES: Mapping[str, Text] = {
    "forbid": _p("publication", "Forbidden"),
    "allow": _p("publication", "Allowed"),
    "conditions": _p("publication", "Allowed with conditions"),
}
"""What may be chosen for each kind of data in a consent to publication (152-ФЗ, ст. 10.1, ч. 9)."""
VARIANTS: Mapping[str, Text] = {
    "adult": _p("blank form", "For an adult"),
    "both": _p("blank form", "14–17 years, two signatures"),
    "guardian": _p("blank form", "Signed by the representative"),
}


SHOWN: Mapping[str, Text] = {
    "lacking": _p("register of consents", "Consent lacks"),
    "ending": _p("register of consents", "End within 30 days"),
    "turning": _p("register of consents", "Turn 14 or 18 within 30 days"),
    "clearance": _p("register of consents", "Clearance lacks"),
    "withdrawn": _p("register of consents", "Withdrawn"),
    "scan": _p("register of consents", "Without a scan"),
}
ROLES: Mapping[str, Text] = {
    "mentor": _p("register of consents", "mentor"),
    "mentee": _p("register of consents", "mentee"),
}


def word(words: Mapping[str, Text], code: str) -> str:
    """A code in words; an unknown one as it is."""
    return str(words.get(code, code))
