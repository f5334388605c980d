# SPDX-License-Identifier: MIT
"""Values of indicators and their differences as a page and a workbook say them."""

from __future__ import annotations

from collections.abc import Mapping

from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.typography import number, percent
from nastavnik.rollups.figures import Figure
from nastavnik.rollups.figures import figure as figure_of
from nastavnik.rollups.measures import Indicator
from nastavnik.web.components import with_query

from .service import OrganisationPage, Pair


def figure_in_words(indicator: Indicator, value: Figure) -> str:
    """The value of an indicator: «92,0 %», «18»; «н/д» for a share of nothing."""
    if not indicator.denominator:
        return number(value.value)
    return _("n/a") if value.share is None else percent(value.share)


def figure_of_whole(value: Figure) -> str:
    """«427 из 464» of a share; nothing for a count."""
    return "" if value.whole is None else _("%(done)s of %(total)s", done=value.value, total=value.whole)


def defined(indicator: Indicator, value: Figure | None = None) -> str:
    """What is counted, with the counts themselves: «… срок которых наступил: 427 из 464.»"""
    whole = figure_of_whole(value) if value else ""
    return f"{str(indicator.definition).rstrip('.')}: {whole}." if whole else str(indicator.definition)


def noted(indicator: Indicator) -> str:
    """What to keep in mind; of a share, also how the district's one is made (domain rule for Р-145 indicators)."""
    summed = _("For the district: the sum over organisations, not a mean of shares.")
    return " ".join(part for part in (str(indicator.note), summed if indicator.denominator else "") if part)


def difference_in_words(pair: Pair) -> str:
    """«+2,4 п. п.», «−3», «без изменений»; a dash where there is nothing to compare."""
    if pair.difference is None:
        return "—"
    share = bool(pair.indicator.denominator)
    return _difference(pair.difference * 100 if share else pair.difference, share=share)


def change_in_words(change: float) -> str:
    """«на 0,6 п. п. за месяц»: how a share changed with this month, without its sign."""
    return _("by %(difference)s p. p. in a month", difference=number(abs(change) * 100, 1))


def state_segments(page: OrganisationPage) -> list[dict[str, object]]:
    """States that items of the page have, with their number, as the filter above the table shows them."""
    return [
        {
            "kind": kind,
            "count": count,
            "url": with_query(state=kind),
            "current": page.state == kind,
        }
        for kind, count in page.by_state.items()
        if count or page.state == kind
    ]


def _difference(difference: float, *, share: bool) -> str:
    text = number(difference, 1 if share else 0)
    if not text.strip("−0,."):
        return _("no change")
    signed = text if difference < 0 else f"+{text}"
    return _("%(difference)s p. p.", difference=signed) if share else signed


TEMPLATE_WORDS: Mapping[str, object] = {
    "figure_in_words": figure_in_words,
    "figure_of_whole": figure_of_whole,
    "figure_of": figure_of,
    "defined": defined,
    "noted": noted,
    "difference_in_words": difference_in_words,
    "change_in_words": change_in_words,
    "state_segments": state_segments,
}
