# SPDX-License-Identifier: MIT
"""Registration numbers of organisations and people: ИНН, ОГРН, КПП, СНИЛС.

Numbers are kept as strings, because leading zeros count. Each ``check_…`` gives the number back without spaces and
dashes or raises ``BadNumber``; each ``is_…`` only answers.
"""

from __future__ import annotations

import re

from stdnum.ru import inn, ogrn

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l

_SEPARATORS = re.compile(r"[\s\u00a0.‐‑–—-]+")
_KPP = re.compile(r"\d{4}[\dA-Z]{2}\d{3}", re.ASCII)
_SNILS_UNCHECKED = 1_001_998
_WORDS = (
    *(_l("zero"), _l("one"), _l("two"), _l("three"), _l("four"), _l("five"), _l("six"), _l("seven")),
    *(_l("eight"), _l("nine"), _l("ten"), _l("eleven"), _l("twelve"), _l("thirteen"), _l("fourteen")),
    *(_l("fifteen"), _l("sixteen"), _l("seventeen"), _l("eighteen"), _l("nineteen"), _l("twenty")),
)


class BadNumber(Refused):
    """The number cannot be right. ``message`` is a sentence for the person who typed it."""


def check_inn(text: str, *, organisation: bool = False) -> str:
    """ИНН of ten digits (organisation) or twelve (person, entrepreneur) with its check digits."""
    digits = _digits(text, _l("INN"), (10,) if organisation else (10, 12))
    if not inn.is_valid(digits):
        raise BadNumber(_("The check digit of the INN does not agree: check the number."))
    return digits


def check_ogrn(text: str, *, organisation: bool = False) -> str:
    """ОГРН of thirteen digits or ОГРНИП of fifteen with its check digit."""
    digits = _digits(text, _l("OGRN"), (13,) if organisation else (13, 15))
    if not ogrn.is_valid(digits):
        raise BadNumber(_("The check digit of the OGRN does not agree: check the number."))
    return digits
