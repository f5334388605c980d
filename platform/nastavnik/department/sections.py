# SPDX-License-Identifier: MIT
"""Sections of a roadmap as columns: their numbers in order, and short titles for the six that the district prescribed.

The long titles are those of the roadmap approved by приказ департамента образования от 27.02.2023
№ Сл-126-14-146769/23; a roadmap with other sections keeps its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l

SHORT_TITLES: Mapping[str, tuple[re.Pattern[str], Text]] = {
    number: (re.compile(pattern, re.IGNORECASE), title)
    for number, pattern, title in (
        ("1", r"^нормативно\w*[ -]*правов\w* регулирован", _l("Regulation")),
        ("2", r"^организационн\w+,? методическ\w+.*поддержк", _l("Support of participants")),
        (
            "3",
            r"^обеспечение реализации мер по дополнительному профессионал",
            _l("Training of mentors and curators"),
        ),
        ("4", r"^реализация целевой модели наставничества в", _l("Running it in organisations")),
        ("5", r"^мониторинг и оценка результатов", _l("Monitoring and evaluation")),
        ("6", r"^координация и управление", _l("Coordination")),
    )
}
_PARTS = re.compile(r"\d+|\D+")


@dataclass(frozen=True, slots=True)
class Section:
    """A section. ``title`` is the short one where there is one, ``words`` are those of the order.

    A slice of another tally (a form of mentoring, a reason) is one too: its number is a ``coded`` one that nobody reads.
    """

    number: str
    title: str
    words: str = ""
    coded: bool = False

    @property
    def heading(self) -> str:
        """«1. Нормативное регулирование»."""
        if self.coded:
            return self.title
        return _("%(number)s. %(title)s", number=self.number, title=self.title) if self.number else self.title

    @property
    def label(self) -> str:
        """«Раздел 1», for the narrow view."""
        return _("Section %(number)s", number=self.number) if self.number else self.title


def short_title(number: str, title: str) -> str:
    """The short title of a prescribed section, else the title itself."""
    pattern, short = SHORT_TITLES.get(number, (None, ""))
    return str(short) if pattern and pattern.search(" ".join(title.split())) else title


def columns(titles: Iterable[tuple[str, str, int]]) -> list[Section]:
    """One section per number, from (number, title, how many organisations use it): the commonest title wins."""
    best: dict[str, tuple[int, str]] = {}
    for number, title, used in titles:
        best[number] = max(best.get(number, (0, "")), (used, title))
    return [
        Section(number, short_title(number, best[number][1]), best[number][1])
        for number in sorted(best, key=natural)
    ]


def natural(number: str) -> list[tuple[int, int, str]]:
    """The order of numbers that are text: 1, 1.2, 1.10, 2, and what has no digits last."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in _PARTS.findall(number)]


def russian(name: Any) -> str:
    """The key of Russian order: ё stands right after е, case does not matter."""
    return str(name).lower().replace("ё", "е\u0451")
