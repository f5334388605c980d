# SPDX-License-Identifier: MIT
"""Russian typography: spaces that must not break, numbers with a comma, sizes of files."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TypeVar

from babel.numbers import format_decimal
from markupsafe import Markup

from nastavnik.foundation.i18n import current_language, current_locale, ngettext
from nastavnik.foundation.i18n import gettext as _

NBSP = "\u00a0"
MINUS = "\u2212"

AnyText = TypeVar("AnyText", bound=str)

_SHORT_WORDS = "а|без|в|во|для|до|за|и|из|или|изо|к|ко|на|над|не|ни|но|о|об|обо|от|ото|по|под|при|про|с|со|у"
_ABBREVIATIONS = "абз|гл|д|им|кв|обл|п|пл|пос|пп|пр|рис|с|см|ст|стр|табл|тел|ул|ч"
_LEANS_ON_NEXT = rf"(?:{_SHORT_WORDS})[ {NBSP}]|(?:{_ABBREVIATIONS})\."
_CAPITAL = "[А-ЯЁ]"
_RULES = tuple(
    (re.compile(pattern, re.VERBOSE), replacement)
    for pattern, replacement in (
        # «в школе», «и в школе»; not «а)» and not «И.О.»
        (rf"(?<![\w.-]) ((?i:{_SHORT_WORDS})) [ ] (?=\S|$)", rf"\1{NBSP}"),
        # «сделал бы»
        (r"(?<=\w) [ ] (?=(?:бы?|же?|ли|ль)(?!\w))", NBSP),
        # «№ 26», «§ 3»
        (r"(?<=[№§]) [ ] (?=\w)", NBSP),
        # «п. 5», «ст. 11», «ул. Ленина»; «г. Кстово», but not «в 2024 г. Кстово»
        (rf"(?<![\w-]) ((?i:{_ABBREVIATIONS})\.) [ ] (?=[\w«])", rf"\1{NBSP}"),
        (rf"(?<![\w-]) (?<!\d[ {NBSP}]) (г\.) [ ] (?={_CAPITAL})", rf"\1{NBSP}"),
        # «и т. д.», «т. е.»
        (r"(?<!\w) (т\.) [ ] (?=[декнп]\.)", rf"\1{NBSP}"),
        # «14 дней», «92 %», «2024 г.», «III квартал»; but «27.02.2023 в срок», «п. 5 ст. 11»
        (rf"(?<=\d) (?<!\.\d{{4}}) [ ] (?!{_LEANS_ON_NEXT}) (?=[^\W\d_]|[%‰°₽№])", NBSP),
        (r"(?<!\w) ([IVX]+) [ ] (?=[а-яё])", rf"\1{NBSP}"),
        # «1 234»
        (r"(?<!\d) (\d{1,3}) [ ] (?=\d{3}(?!\d))", rf"\1{NBSP}"),
        # «Наставник — это», «2023 – 2024»
        (r"[ ] (?=[—–](?:\s|$))", NBSP),
        # a list in one line: «групп: - встреча; - знакомство»
        (rf"(?:^|(?<=[:;.,][ {NBSP}])) - [ ] (?=\S)", f"-{NBSP}"),
        # «Фролова Л.И.», «Л. И. Фролова»
        (rf"({_CAPITAL}[а-яё-]+) [ ] (?={_CAPITAL}\.)", rf"\1{NBSP}"),
        (rf"(?<!\w) ({_CAPITAL}\.) [ ] (?={_CAPITAL}(?:\.|[а-яё]))", rf"\1{NBSP}"),
        (rf"(?<=\.{_CAPITAL}\.) [ ] (?={_CAPITAL}[а-яё])", NBSP),
    )
)
_TAG = re.compile(r"(<[^>]*>)")


def typo(text: AnyText) -> AnyText:
    """Put non-breaking spaces where a line must not break; nothing else is touched.

    Doing it twice changes nothing. ``Markup`` stays ``Markup`` and its tags stay as they are.
    """
    if isinstance(text, Markup):
        pieces = _TAG.split(str(text))
        pieces[::2] = map(_bound, pieces[::2])
        return type(text)("".join(pieces))
    return type(text)(_bound(text))


def number(value: float | Decimal, digits: int | None = None) -> str:
    """«1 234,5»; with ``digits``, exactly that many after the comma, halves rounded away from zero."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    pattern = "#,##0.###"
    if digits is not None:
        exact = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
    text = format_decimal(abs(exact), pattern, locale=current_locale())
    return MINUS + text if exact < 0 else text


def percent(share: float | Decimal, digits: int = 1) -> str:
    """A share of one as «92,0 %»."""
    gap = NBSP if current_language() == "ru" else ""
    return f"{number(Decimal(str(share)) * 100, digits)}{gap}%"


def bytes_size(size: int) -> str:
    """The size of a file: «512 байт», «48 КБ», «1,4 МБ»; a kilobyte is 1024 bytes."""
    if size < 1024:
        return ngettext("%(num)s byte", "%(num)s bytes", size).replace(" ", NBSP)
    units = (_("KB"), _("MB"), _("GB"), _("TB"))
    amount, power = size / 1024, 0
    while _rounded(amount) >= 1024 and power < len(units) - 1:
        amount, power = amount / 1024, power + 1
    return f"{number(_rounded(amount))}{NBSP}{units[power]}"


def _rounded(amount: float) -> Decimal:
    """One digit after the comma below ten, none above."""
    step = Decimal("0.1") if amount < 10 else Decimal(1)
    return Decimal(str(amount)).quantize(step, ROUND_HALF_UP)


@lru_cache(maxsize=8192)
def _bound(text: str) -> str:
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
