# SPDX-License-Identifier: MIT
"""Wordings of deadlines as schools write them, and what is understood by each."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from nastavnik.roadmap.deadlines import KINDS, BadRule, Deadline, Period, rebuild, understand

PERIOD = Period(date(2023, 2, 27), date(2024, 12, 31))
WORDINGS = Path(__file__).with_name("deadline_wordings.txt")
IN_FULL = 4

ORDER_26 = {
    "до 28.02.23": ("fixed", ["28.02.2023"]),
    "до 30.12.23": ("fixed", ["30.12.2023"]),
    "в течение всего периода реализации ЦМН": ("whole_period", ["31.12.2024"]),
    "в течение всего периода внедрения ЦМН": ("whole_period", ["31.12.2024"]),
    "В течение всего периода реализации ЦМН": ("whole_period", ["31.12.2024"]),
    "В соответствии со сроками реализации программ наставничества": ("external", []),
    "в соответствии со сроками реализации программ наставничества": ("external", []),
    "в соответствии с графиком ГБУ ДО НЦ «Сфера»": ("external", []),
    "февраль апрель": ("recurring", ["28.02.2023", "30.04.2023", "29.02.2024", "30.04.2024"]),
    "март 2023": ("fixed", ["31.03.2023"]),
    "сентябрь-декабрь ежегодно": ("recurring", ["31.12.2023", "31.12.2024"]),
    "20 декабря ежегодно": ("recurring", ["20.12.2023", "20.12.2024"]),
    "в течение двух недель с даты определения модели": ("relative", []),
    "ежеквартально": (
        "recurring",
        [
            *("31.03.2023", "30.06.2023", "30.09.2023", "31.12.2023"),
            *("31.03.2024", "30.06.2024", "30.09.2024", "31.12.2024"),
        ],
    ),
    "май декабрь": ("recurring", ["31.05.2023", "31.12.2023", "31.05.2024", "31.12.2024"]),
    "При необходимости в течение всего периода реализации ЦМН": ("conditional", []),
}

RULES: dict[str, dict[str, Any]] = {
    "до 28.02.23": {"date": "2023-02-28"},
    "27-30 марта 2023": {"from": "2023-03-27", "to": "2023-03-30"},
    "март 2023": {"from": "2023-03-01", "to": "2023-03-31"},
    "ежеквартально": {"every": "quarter"},
    "май декабрь": {"every": "year", "months": [5, 12]},
    "сентябрь-декабрь ежегодно": {"every": "year", "from_month": 9, "to_month": 12},
    "20 декабря ежегодно": {"every": "year", "month": 12, "day": 20},
    "27-30 марта": {"every": "year", "month": 3, "day": 30, "from_day": "03-27"},
    "1, 3 квартал": {"every": "year", "quarters": [1, 3]},
    "апрель, октябрь 2023 г.": {"dates": ["2023-04-30", "2023-10-31"]},
    "до 15 сентября, 15 января": {"every": "year", "month_days": ["01-15", "09-15"]},
    "до 5 числа ежемесячно": {"every": "month", "day": 5},
    "ежеквартально до последнего дня месяца": {"every": "quarter"},
    "раз в квартал, в последний рабочий день месяца": {"every": "quarter", "working_days": True},
    "ежегодно, до последнего дня каждого месяца": {"every": "month"},
    "1 и 15 числа каждого месяца": {"every": "month", "days": [1, 15]},
    "2 раза в год": {"every": "year", "times": 2},
    "раз в две недели": {"every": "week", "interval": 2},
    "каждую пятницу": {"every": "week", "weekdays": [4]},
    "последняя пятница месяца": {"every": "month", "weekdays": [4], "nth": -1},
    "последний рабочий день месяца": {"every": "month", "working_days": True},
    "ежемесячно с сентября по май": {"every": "month", "from_month": 9, "to_month": 5},
    "ежеквартально в 2023 году": {"every": "quarter", "from": "2023-01-01", "until": "2023-12-31"},
    "до 5 числа месяца, следующего за отчётным кварталом": {"every": "quarter", "day": 5, "following": True},
    "до 25 числа последнего месяца квартала": {"every": "quarter", "day": 25, "month": 3},
    "до 1 октября 2023, далее ежеквартально": {"every": "quarter", "first": "2023-10-01"},
    "ежеквартально в течение всего периода": {"every": "quarter", "within": "whole_period"},
    "в течение 2023-2024 гг.": {"within": "years"},
    "с 1 сентября 2023 года": {"within": "whole_period", "from": "2023-09-01"},
    "в соответствии с графиком ГБУ ДО НЦ «Сфера»": {"source": "schedule", "by": "ГБУ ДО НЦ «Сфера»"},
    "в соответствии с планом работы школы": {"source": "plan", "by": "школы"},
    "по плану-графику проведения конкурсов": {"source": "plan", "of": "проведения конкурсов"},
    "по согласованию с РНЦ": {"source": "agreement", "by": "РНЦ"},
    "в соответствии со сроками реализации программ наставничества": {
        "source": "programme",
        "of": "реализации программ наставничества",
    },
    "При необходимости в течение всего периода реализации ЦМН": {
        "condition": "При необходимости",
        "within": "whole_period",
        "latest": "2024-12-31",
    },
    "до 1 декабря 2023 года (при наличии средств)": {
        "condition": "при наличии средств",
        "also": {"kind": "fixed", "date": "2023-12-01"},
        "latest": "2023-12-01",
    },
    "ежегодно, в соответствии с графиком": {
        "source": "schedule",
        "also": {"kind": "recurring", "every": "year"},
    },
    "по мере необходимости, но не реже 1 раза в год": {
        "every": "year",
        "times": 1,
        "also": {"kind": "conditional", "condition": "по мере необходимости"},
    },
    "в течение двух недель": {"amount": 2, "unit": "week", "working_days": False},
}

# The event, the amount, the unit, working days or not, the direction.
EVENTS = {
    "в течение двух недель с даты определения модели": ("определения модели", 2, "week", False, "after"),
    "в течение 10 рабочих дней со дня подписания соглашения": (
        "подписания соглашения",
        10,
        "day",
        True,
        "after",
    ),
    "в 3-х дневный срок после получения запроса": ("получения запроса", 3, "day", False, "after"),
    "в месячный срок с момента утверждения": ("утверждения", 1, "month", False, "after"),
    "через полгода после начала работы": ("начала работы", 6, "month", False, "after"),
    "в течение суток после обращения": ("обращения", 1, "day", False, "after"),
    "за 10 дней до начала смены «Салют»": ("начала смены «Салют»", 10, "day", False, "before"),
    "не позднее, чем за две недели до мероприятия": ("мероприятия", 2, "week", False, "before"),
    "после завершения программы": ("завершения программы", 0, "day", False, "after"),
    "по окончании программы": ("окончания программы", 0, "day", False, "after"),
    "по завершению программы": ("завершения программы", 0, "day", False, "after"),
    "по итогам конкурса": ("подведения итогов конкурса", 0, "day", False, "after"),
    "перед началом конкурса": ("начала конкурса", 0, "day", False, "before"),
    "до заключения соглашения": ("заключения соглашения", 0, "day", False, "before"),
}


def table() -> list[tuple[str, str, str]]:
    """Kind, due and wording of each line of the file of wordings."""
    lines = WORDINGS.read_text(encoding="utf-8").splitlines()
    rows = [line.split(" | ", 2) for line in lines if line and not line.startswith("#")]
    return [(kind, due, wording.replace("\\n", "\n")) for kind, due, wording in rows]


def summary(due: tuple[date, ...]) -> str:
    """Due days as the file of wordings writes them."""
    days = [f"{day:%d.%m.%y}" for day in due]
    return " ".join(days) or "-" if len(days) <= IN_FULL else f"{days[0]} … {days[-1]} ({len(days)})"


@pytest.mark.parametrize(("kind", "due", "wording"), table())
def test_a_wording_is_understood(kind: str, due: str, wording: str) -> None:
    understood = understand(wording, PERIOD)
    assert (understood.kind, summary(understood.due)) == (kind, due)


def test_the_table_has_every_kind_and_names_each_wording_once() -> None:
    wordings = [wording for _, _, wording in table()]
    assert {kind for kind, _, _ in table()} == set(KINDS)
    assert len(wordings) == len(set(wordings))


@pytest.mark.parametrize("wording", ORDER_26)
def test_order_26_is_understood(wording: str) -> None:
    understood = understand(wording, PERIOD)
    assert (understood.kind, [f"{day:%d.%m.%Y}" for day in understood.due]) == ORDER_26[wording]


@pytest.mark.parametrize("wording", RULES)
def test_a_rule_says_where_the_dates_come_from(wording: str) -> None:
    assert understand(wording, PERIOD).rule == RULES[wording]


@pytest.mark.parametrize("wording", EVENTS)
def test_an_event_keeps_its_words(wording: str) -> None:
    keys = ("event", "amount", "unit", "working_days", "direction")
    understood = understand(wording, PERIOD)
    assert understood.kind == "relative"
    assert tuple(understood.rule[key] for key in keys) == EVENTS[wording]


def test_json_has_plain_values_and_the_wording_as_given() -> None:
    understood = understand("  до 28.02.23 \n", PERIOD)
    assert understood.as_json() == {
        "kind": "fixed",
        "due": ["2023-02-28"],
        "rule": {"date": "2023-02-28"},
        "text": "до 28.02.23",
    }
    assert json.loads(json.dumps(understood.as_json())) == understood.as_json()


def test_a_fixed_day_may_lie_outside_the_period_and_a_recurring_one_may_not() -> None:
    assert understand("до 1 марта 2025", PERIOD).due == (date(2025, 3, 1),)
    assert understand("1 января ежегодно", PERIOD).due == (date(2024, 1, 1),)
    assert understand("март 2025, май 2025", PERIOD).due == ()


def test_years_that_name_the_period_are_the_whole_period() -> None:
    school_year = Period(date(2023, 9, 1), date(2024, 5, 25))
    assert understand("2023/2024 учебный год", school_year).kind == "whole_period"
    assert understand("на 2023-2024 гг.", school_year).due == (date(2024, 5, 25),)
    assert understand("2023 год", school_year).kind == "fixed"
    assert understand("2024 год", Period(date(2024, 1, 10), date(2024, 12, 31))).kind == "whole_period"


def test_a_day_that_the_month_does_not_have_is_its_last_day() -> None:
    assert understand("до 31.11.2023", PERIOD).due == (date(2023, 11, 30),)
    assert understand("ежемесячно до 31 числа", PERIOD).due[:2] == (date(2023, 2, 28), date(2023, 3, 31))
    assert understand("29 февраля", PERIOD).due == (date(2023, 2, 28), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("феварль", "февраль"),
        ("сентабрь", "сентябрь"),
        ("ежекватально", "ежеквартально"),
        ("ежемесечно", "ежемесячно"),
        ("в течении всего переода", "в течение всего периода"),
        ("по мере необходимомти", "по мере необходимости"),
        ("c 1 пo 15 мaртa 2023", "с 1 по 15 марта 2023"),
        ("ІІІ квартал 2023", "III квартал 2023"),
        ("111 квартал 2023", "III квартал 2023"),
        ("Ш квартал 2023", "III квартал 2023"),
        ("Ⅲ квартал 2023", "III квартал 2023"),
        ("ежеквар-\nтально", "ежеквартально"),
        ("сен\u00adтябрь", "сентябрь"),
        ("маи\u0306", "май"),
    ],
)
def test_slips_and_lookalikes_are_forgiven(typed: str, meant: str) -> None:
    assert understand(typed, PERIOD).due == understand(meant, PERIOD).due
    assert understand(typed, PERIOD).kind == understand(meant, PERIOD).kind != "unclear"


@pytest.mark.parametrize("wording", ["план карт", "смарт", "учёбы", "маяк", "июньская", "смета"])
def test_other_words_are_not_taken_for_time(wording: str) -> None:
    assert understand(wording, PERIOD).kind in ("unclear", "external")
    assert understand(wording, PERIOD).due == ()


@pytest.mark.parametrize(
    ("kind", "rule", "due"),
    [
        ("fixed", {"date": "2023-04-15"}, [date(2023, 4, 15)]),
        ("recurring", {"every": "year", "month": "5", "day": "31"}, [date(2023, 5, 31), date(2024, 5, 31)]),
        ("recurring", {"every": "half_year", "interval": 2}, [date(2023, 12, 31), date(2024, 12, 31)]),
        ("whole_period", {}, [date(2024, 12, 31)]),
        ("relative", {"event": "встречи", "amount": "3", "unit": "day", "direction": "after"}, []),
        ("external", {}, []),
        ("conditional", {}, []),
        ("unclear", {}, []),
    ],
)
def test_a_rule_corrected_by_hand_gives_its_dates(kind: str, rule: dict[str, Any], due: list[date]) -> None:
    assert list(rebuild(kind, rule, PERIOD, " до мая ").due) == due
    assert rebuild(kind, rule, PERIOD, " до мая ").text == "до мая"


@pytest.mark.parametrize(
    ("kind", "rule", "field"),
    [
        ("never", {}, "kind"),
        ("fixed", {}, "from"),
        ("fixed", {"date": "31.12.2024"}, "date"),
        ("fixed", {"from": "2023-05-01", "to": "2023-04-01"}, "to"),
        ("recurring", {}, "every"),
        ("recurring", {"every": "fortnight"}, "every"),
        ("recurring", {"every": "week", "interval": 0}, "interval"),
        ("recurring", {"every": "week", "weekdays": [7]}, "weekdays"),
        ("recurring", {"every": "year", "months": []}, "months"),
        ("recurring", {"every": "year", "months": [13]}, "months"),
        ("recurring", {"every": "year", "half_years": [3]}, "half_years"),
        ("recurring", {"every": "quarter", "month": 4}, "month"),
        ("recurring", {"every": "month", "days": 5}, "days"),
        ("recurring", {"dates": ["soon"]}, "dates"),
        ("relative", {"event": " ", "amount": 1, "unit": "day", "direction": "after"}, "event"),
        ("relative", {"event": "смены", "amount": True, "unit": "day", "direction": "after"}, "amount"),
        ("relative", {"event": "смены", "amount": 1, "unit": "days", "direction": "after"}, "unit"),
        ("relative", {"event": "смены", "amount": 1, "unit": "day", "direction": ""}, "direction"),
    ],
)
def test_a_rule_without_dates_names_what_to_correct(kind: str, rule: dict[str, Any], field: str) -> None:
    with pytest.raises(BadRule) as refused:
        rebuild(kind, rule, PERIOD)
    assert refused.value.field == field


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2024, 1, 2), date(2024, 1, 1))


def test_the_last_period_of_the_calendar_is_survived() -> None:
    forever = Period(date(9990, 1, 1), date(9999, 12, 31))
    for wording in (
        "ежемесячно",
        "каждую пятницу",
        "до 5 числа месяца, следующего за кварталом",
        "раз в 10 дней",
    ):
        assert all(day in forever for day in understand(wording, forever).due)


def test_an_order_of_five_hundred_items_is_read_in_a_blink() -> None:
    wordings = [wording for _, _, wording in table()]
    started = perf_counter()
    deadlines: list[Deadline] = [understand(wordings[item % len(wordings)], PERIOD) for item in range(500)]
    assert len(deadlines) == 500
    assert perf_counter() - started < 2


@pytest.mark.parametrize("piece", ["март", "1 ", "1.", "с 1 по ", "по мере ", " -", "до (", "начало и ", "9"])
def test_a_heap_of_rubbish_is_answered_soon(piece: str) -> None:
    started = perf_counter()
    assert understand(piece * 20_000, PERIOD).kind in KINDS
    assert perf_counter() - started < 2
