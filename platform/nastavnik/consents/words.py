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
