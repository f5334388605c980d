# SPDX-License-Identifier: MIT
"""Indicators down to organisations, sections, months and quarters, and two periods beside each other."""

from __future__ import annotations

import pytest

from .reading import ANKUDINOVSKAYA, CENTER, Reader

pytestmark = pytest.mark.usefixtures("counted")


def lines(reader: Reader, path: str) -> dict[str, list[str]]:
    """Cells of a table by the words of its first column."""
    return {row[0]: row[1:] for row in reader.open(path).table()[1:]}


def test_all_indicators_stand_with_their_values_and_definitions(officer: Reader) -> None:
    found = {row[0]: (row[1], row[2]) for row in officer.open("indicators").table()[1:]}
    assert {name: value for name, (value, _words) in found.items()} == {
        "Выполнено вовремя": "33,3 % 2 из 6",
        "Выполнено": "55,6 % 5 из 9",
        "Просрочено": "2",
        "Выполнено с опозданием": "1",
        "Без подтверждения": "20,0 % 1 из 5",
        "Срок наступил": "6",
        "Срок перенесён": "0",
        "Мероприятия": "5",
    }
    assert all(words.count(".") for _value, words in found.values())
    assert "сумма по организациям, а не среднее долей" in found["Выполнено вовремя"][1]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "",
            {
                f"{ANKUDINOVSKAYA}школа": ["100,0 %", "1 из 1"],
                f"{CENTER}доп. образование": ["20,0 %", "1 из 5"],
                "Округ": ["33,3 %", "2 из 6"],
            },
        ),
        (
            "?by=section",
            {
                "1. Нормативное регулирование": ["50,0 %", "2 из 4"],
                "2. Свой раздел учреждения": ["0,0 %", "0 из 2"],
                "Округ": ["33,3 %", "2 из 6"],
            },
        ),
        (
            "?by=quarter",
            {
                "IV квартал 2023": ["0,0 %", "0 из 1"],
                "I квартал 2024": ["100,0 %", "1 из 1"],
                "II квартал 2024": ["0,0 %", "0 из 1"],
                "III квартал 2024": ["33,3 %", "1 из 3"],
                "IV квартал 2024": ["нет данных", "0 из 0"],
                "Округ": ["33,3 %", "2 из 6"],
            },
        ),
        (
            "?by=month&period=2024-Q3",
            {"Сентябрь 2024": ["33,3 %", "1 из 3"], "Округ": ["33,3 %", "1 из 3"]},
        ),
        (
            "?section=1&kind=school",
            {f"{ANKUDINOVSKAYA}школа": ["100,0 %", "1 из 1"], "Округ": ["100,0 %", "1 из 1"]},
        ),
    ],
)
def test_an_indicator_is_divided_as_asked(
    officer: Reader, query: str, expected: dict[str, list[str]]
) -> None:
    assert lines(officer, f"indicators/roadmap.done_on_time{query}") == expected


def test_an_indicator_of_the_present_offers_no_months(officer: Reader) -> None:
    page = officer.open("indicators/roadmap.items?by=month&period=2024-Q3")
    assert page.texts("//ul[contains(@class, 'n-seg')]//a") == ["По организациям", "По разделам"]
    assert not page.find("//select[@name='period']")
    assert lines(officer, "indicators/roadmap.items?by=section")["Округ"] == ["5"]


def test_an_indicator_nobody_declares_is_404(officer: Reader) -> None:
    assert officer.visitor.get("/department/indicators/roadmap.nonsense").status_code == 404
    assert officer.visitor.get("/department/indicators/roadmap.nonsense/values.xlsx").status_code == 404


def test_two_periods_stand_beside_each_other(officer: Reader) -> None:
    page = officer.open("comparison?earlier=2024-Q2&later=2024-Q3")
    district = {row[0]: row[1:] for row in page.table(0)[1:]}
    assert district["Выполнено"] == ["100,0 % 1 из 1", "66,7 % 2 из 3", "−33,3 п. п."]
    assert district["Выполнено вовремя"] == ["0,0 % 0 из 1", "33,3 % 1 из 3", "+33,3 п. п."]
    assert district["Просрочено"] == ["0", "1", "+1"]
    assert district["Выполнено с опозданием"] == ["1", "0", "−1"]
    assert "Мероприятия" not in district  # they belong to no period
    worse = page.find("//main//table[1]//tr[contains(., 'Просрочено')]//span[contains(@class, 'text-late')]")
    assert worse, "more overdue is for the worse, and the words say +1 too"


def test_what_cannot_be_compared_is_a_dash(officer: Reader) -> None:
    page = officer.open("comparison?earlier=2024-Q2&later=2024-Q3&indicator=roadmap.done_on_time")
    organisations = {row[0]: row[1:] for row in page.table(1)[1:]}
    assert organisations[f"{ANKUDINOVSKAYA}школа"] == ["нет данных 0 из 0", "100,0 % 1 из 1", "—"]
    assert organisations[f"{CENTER}доп. образование"] == ["0,0 % 0 из 1", "0,0 % 0 из 2", "без изменений"]


def test_quarters_that_are_over_are_compared_unless_something_else_is_asked(officer: Reader) -> None:
    page = officer.open("comparison")
    chosen = page.texts("//select[@name='earlier' or @name='later']//option[@selected]")
    assert chosen == ["II квартал 2024", "III квартал 2024"]
    assert "ещё идёт" not in page.text
    running = officer.open("comparison?later=2024-Q4")
    assert "IV квартал 2024 ещё идёт: по 14.10.2024." in running.text
