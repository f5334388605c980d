# SPDX-License-Identifier: MIT
"""The workbooks: what the pages say, as numbers and dates, with what they count on a second sheet."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from .reading import ANKUDINOVSKAYA, CENTER, Reader

pytestmark = pytest.mark.usefixtures("counted")
ABOUT = "О таблице"


def about(sheets: dict[str, list[list[Any]]]) -> dict[str, Any]:
    """The second sheet."""
    return {row[0]: row[1] for row in sheets[ABOUT]}


def test_the_matrix_is_a_line_for_each_organisation_and_section(officer: Reader) -> None:
    sheets = officer.workbook("matrix.xlsx")
    head, *lines = sheets["Где мы"]
    assert head[:3] == ["Организация", "Вид", "Раздел"]
    done, overdue = head.index("Выполнено"), head.index("Просрочено")
    found = {(line[0], line[2]): (line[3], line[done], line[overdue]) for line in lines}
    assert found == {
        (CENTER, "Всего"): (6, 3, 2),
        (CENTER, "1. Нормативное регулирование"): (4, 2, 1),
        (CENTER, "2. Свой раздел учреждения"): (2, 1, 1),
        (ANKUDINOVSKAYA, "Всего"): (3, 2, 0),
        (ANKUDINOVSKAYA, "1. Нормативное регулирование"): (1, 1, 0),
        (ANKUDINOVSKAYA, "2. Свой раздел учреждения"): (2, 1, 0),
        ("Округ", "Всего"): (9, 5, 2),
        ("Округ", "1. Нормативное регулирование"): (5, 3, 1),
        ("Округ", "2. Свой раздел учреждения"): (4, 2, 1),
    }
    assert next(line[-1] for line in lines if line[0] == "Округ") == 55.6


def test_the_second_sheet_says_when_what_and_of_whom(officer: Reader) -> None:
    said = about(officer.workbook("matrix.xlsx?period=2024-Q3&kind=school"))
    assert said["Период"] == "III квартал 2024"
    assert said["Вид организации"] == "школа"
    assert said["Состояние на"] == datetime(2024, 10, 14, 10, 42)  # noqa: DTZ001 - a workbook knows no zones
    assert said["Выполнено вовремя"].startswith("Исполнения, закрытые с подтверждением не позже срока")


def test_what_is_overdue_has_real_dates(officer: Reader) -> None:
    _head, *lines = officer.workbook("overdue.xlsx")["Просрочено"]
    assert [line[0] for line in lines] == ["2.1", "1.1"]
    assert [line[5] for line in lines] == [date(2023, 12, 30), date(2024, 9, 30)]
    assert [line[6] for line in lines] == [289, 14]
    narrowed = officer.workbook("overdue.xlsx?period=2024-Q3")["Просрочено"]
    assert len(narrowed) == 2


def test_organisations_come_with_their_orders(officer: Reader) -> None:
    head, *lines = officer.workbook("organisations.xlsx")["Организации"]
    assert [line[0] for line in lines] == [ANKUDINOVSKAYA, CENTER]
    assert lines[0][head.index("№ приказа")] == "26"
    assert lines[0][head.index("Дата приказа")] == date(2023, 2, 27)
    assert officer.workbook("organisations.xlsx?roadmap=without")["Организации"][1:] == []


def test_an_organisations_items_come_with_their_states(officer: Reader) -> None:
    sheets = officer.workbook("organisations/center/roadmap.xlsx?section=2")
    _head, *lines = sheets["Мероприятия"]
    assert [line[:5] for line in lines] == [
        ["2. Свой раздел учреждения", "2.1", "Мероприятие 2.1", "", "Просрочено на 289 дней"]
    ]
    assert about(sheets)["Организация"] == CENTER


def test_indicators_come_with_their_definitions(officer: Reader) -> None:
    head, *lines = officer.workbook("indicators.xlsx")["Показатели"]
    values = {line[0]: (line[1], line[2], line[3]) for line in lines}
    assert values["Выполнено вовремя"] == (2, 6, 33.3)
    assert values["Просрочено"] == (2, "", "")
    assert all(line[head.index("Что считается")] for line in lines)


def test_one_indicator_and_two_periods(officer: Reader) -> None:
    _head, *lines = officer.workbook("indicators/roadmap.done/values.xlsx?by=quarter")["Выполнено"]
    assert [line[0] for line in lines][-1] == "Округ"
    assert lines[-1][2:4] == [5, 9]
    _head, *lines = officer.workbook("comparison.xlsx?earlier=2024-Q2&later=2024-Q3")["Сравнение периодов"]
    assert ["Выполнено", "Округ", 1, 1, 100, 2, 3, 66.7] in lines


def test_text_is_never_run_as_a_formula(officer: Reader, empty_database: Any) -> None:
    from sqlalchemy import text

    with empty_database.superuser.connect() as connection:
        connection.execute(text("update tenants set short_name = '=1+1' where slug = 'center'"))
    names = [line[0] for line in officer.workbook("organisations.xlsx")["Организации"]]
    assert "=1+1" in names
