# SPDX-License-Identifier: MIT
"""Registration numbers of organisations and people: ИНН, ОГРН, КПП, СНИЛС.

Numbers are kept as strings, because leading zeros count. Each ``check_…`` gives the number back without spaces
and dashes or raises ``BadNumber``; each ``is_…`` only answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from stdnum.ru import inn

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.i18n import ngettext

_SEPARATORS = re.compile(r"[\s.‐‑–—-]+")
_KPP = re.compile(r"\d{4}[\dA-Z]{2}\d{3}", re.ASCII)
_LAST_UNCHECKED_SNILS = 1_001_998
_WORDS = (
    *(_l("zero"), _l("one"), _l("two"), _l("three"), _l("four"), _l("five"), _l("six"), _l("seven")),
    *(_l("eight"), _l("nine"), _l("ten"), _l("eleven"), _l("twelve"), _l("thirteen"), _l("fourteen")),
    *(_l("fifteen"), _l("sixteen"), _l("seventeen"), _l("eighteen"), _l("nineteen"), _l("twenty")),
)


class BadNumber(Refused):
    """The number cannot be right. ``message`` is a sentence for the person who typed it."""


def check_inn(text: str, *, organisation: bool = False) -> str:
    """ИНН of ten digits (an organisation) or twelve (a person), check digits included."""
    digits = _compact(text)
    if not _only_digits(digits):
        raise BadNumber(_("INN consists of digits."))
    if len(digits) not in ((10,) if organisation else (10, 12)):
        if organisation:
            raise BadNumber(
                _("INN of an organisation has ten digits, %(entered)s.", entered=_entered(digits))
            )
        raise BadNumber(
            _("INN has ten digits, that of a person twelve, %(entered)s.", entered=_entered(digits))
        )
    if not inn.is_valid(digits):
        raise BadNumber(_("The check digit of the INN does not agree: check the number."))
    return digits


def check_ogrn(text: str, *, organisation: bool = False) -> str:
    """ОГРН of thirteen digits or ОГРНИП of fifteen, the check digit included."""
    digits = _compact(text)
    if not _only_digits(digits):
        raise BadNumber(_("OGRN consists of digits."))
    if len(digits) not in ((13,) if organisation else (13, 15)):
        if organisation:
            raise BadNumber(
                _("OGRN of an organisation has thirteen digits, %(entered)s.", entered=_entered(digits))
            )
        raise BadNumber(
            _(
                "OGRN has thirteen digits, that of an entrepreneur fifteen, %(entered)s.",
                entered=_entered(digits),
            )
        )
    # stdnum.ru.ogrn keeps a remainder of 10 to 12 whole and so refuses sound ОГРНИП; the rule takes its last digit.
    remainder = int(digits[:-1]) % (11 if len(digits) == 13 else 13)
    if digits[-1] != str(remainder % 10):
        raise BadNumber(_("The check digit of the OGRN does not agree: check the number."))
    return digits


def check_kpp(text: str) -> str:
    """КПП of nine characters: four digits, two digits or Latin capitals, three digits."""
    number = _compact(text)
    if len(number) != 9:
        raise BadNumber(_("KPP has nine characters, %(entered)s.", entered=_entered(number)))
    if not _KPP.fullmatch(number):
        raise BadNumber(
            _("KPP consists of digits; the fifth and sixth characters may be Latin capital letters.")
        )
    return number


def check_snils(text: str) -> str:
    """СНИЛС of eleven digits; numbers up to 001-001-998 have no check digits yet."""
    digits = _compact(text)
    if not _only_digits(digits):
        raise BadNumber(_("SNILS consists of digits."))
    if len(digits) != 11:
        raise BadNumber(_("SNILS has eleven digits, %(entered)s.", entered=_entered(digits)))
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 0, -1), strict=False))
    if int(digits[:9]) > _LAST_UNCHECKED_SNILS and int(digits[9:]) != total % 101 % 100:
        raise BadNumber(_("The check digits of the SNILS do not agree: check the number."))
    return digits


def is_inn(text: str) -> bool:
    """Whether ``text`` is an ИНН of an organisation or a person."""
    return _passes(check_inn, text)


def is_ogrn(text: str) -> bool:
    """Whether ``text`` is an ОГРН or ОГРНИП."""
    return _passes(check_ogrn, text)


def is_kpp(text: str) -> bool:
    """Whether ``text`` is a КПП."""
    return _passes(check_kpp, text)


def is_snils(text: str) -> bool:
    """Whether ``text`` is a СНИЛС."""
    return _passes(check_snils, text)


def _passes(check: Callable[[str], str], text: str) -> bool:
    try:
        check(text)
    except BadNumber:
        return False
    return True


def _compact(text: str) -> str:
    return _SEPARATORS.sub("", text)


def _only_digits(text: str) -> bool:
    return text.isascii() and (text.isdigit() or not text)


def _entered(number: str) -> str:
    """«введено восемь»: how many characters there are, in words as far as there are words."""
    count = len(number)
    word = _WORDS[count] if count < len(_WORDS) else count
    return ngettext("%(count)s was entered", "%(count)s were entered", count, count=word)
