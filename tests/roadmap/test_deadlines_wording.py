# SPDX-License-Identifier: MIT
"""A deadline in words, as the import wizard shows it beside the wording of the order."""

from __future__ import annotations

from datetime import date

import pytest

from nastavnik.foundation.i18n import using_language
from nastavnik.roadmap.deadlines import Period, rebuild, understand
from nastavnik.roadmap.deadlines.wording import describe, described

PERIOD = Period(date(2023, 2, 27), date(2024, 12, 31))

IN_ENGLISH = {
    "до 28.02.23": "By the date: 28.02.2023",
    "27-30 марта 2023": "In the window: from 27.03.2023 to 30.03.2023",
    "ежеквартально": "Every quarter: 8 deadlines, from 31.03.2023 to 31.12.2024",
    "сентябрь-декабрь ежегодно": "Every year: 31.12.2023, 31.12.2024",
    "май декабрь": "By months: 31.05.2023, 31.12.2023, 31.05.2024, 31.12.2024",
    "апрель, октябрь 2023": "On dates: 30.04.2023, 31.10.2023",
    "раз в две недели": "Every 2 weeks: 48 deadlines, from 12.03.2023 to 29.12.2024",
    "раз в три года": "Every 3 years: no date inside the period",
    "весь период": "The whole period: until 31.12.2024",
    "с 1 сентября 2023": "To the end of the period: from 01.09.2023 to 31.12.2024",
    "в течение 1 рабочего дня после встречи": "After an event: within 1 working day after встречи",
    "за две недели до начала смены": "Before an event: 2 weeks before начала смены",
    "после встречи": "After an event: after встречи",
    "по графику РНЦ": "By a schedule: РНЦ; enter the date when it is known",
    "по плану": "By a plan: enter the date when it is known",
    "при необходимости": "As needed: opened by hand, not later than 31.12.2024",
    "Фролова Л.И.": "Not understood: choose the kind of deadline",
}


@pytest.mark.parametrize("wording", IN_ENGLISH)
def test_a_deadline_in_words(wording: str) -> None:
    with using_language("en"):
        assert describe(understand(wording, PERIOD)) == IN_ENGLISH[wording]


def test_the_label_and_the_text_can_be_set_apart() -> None:
    with using_language("en"):
        label, text = described(understand("ежегодно", PERIOD))
    assert (label, text) == ("Every year", "31.12.2023, 31.12.2024")


@pytest.mark.parametrize(
    "every", ["day", "week", "month", "quarter", "half_year", "year", "term", "trimester", "academic_year"]
)
@pytest.mark.parametrize("interval", [1, 2])
def test_every_frequency_has_words(every: str, interval: int) -> None:
    assert describe(rebuild("recurring", {"every": every, "interval": interval}, PERIOD))


@pytest.mark.parametrize("unit", ["day", "week", "month", "year"])
@pytest.mark.parametrize("direction", ["after", "before"])
@pytest.mark.parametrize("amount", [0, 1, 5])
def test_every_amount_has_words(unit: str, direction: str, amount: int) -> None:
    rule = {"event": "встречи", "amount": amount, "unit": unit, "direction": direction, "working_days": True}
    assert "встречи" in describe(rebuild("relative", rule, PERIOD))
