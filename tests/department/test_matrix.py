# SPDX-License-Identifier: MIT
"""«Где мы»: what the matrix and the figures above it say of a district that was counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from nastavnik.foundation.change import change
from nastavnik.tenants.models import TenantPlugin
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.roadmaps import Execution, make_roadmap
from nastavnik.testing.worlds import Place, World, in_tenant

from .conftest import make_place
from .reading import ANKUDINOVSKAYA, CENTER, Page, Reader, address, first_numbers

pytestmark = pytest.mark.usefixtures("counted")


def rows(page: Page) -> dict[str, list[tuple[int, ...]]]:
    """Numbers of each cell of the matrix by the name of the organisation."""
    body = page.find("//table[contains(@class, 'n-matrix')]")[0]
    return {
        " ".join(row.xpath("string(./th//a | ./th/text())").split()): [
            first_numbers(cell.text_content()) for cell in row.xpath("./td")
        ]
        for row in body.xpath("./tbody/tr | ./tfoot/tr")
    }


def named(found: dict[str, Any], start: str) -> Any:
    """The row whose name begins so."""
    return next(value for name, value in found.items() if name.startswith(start))


def test_cells_and_sums_are_those_counted_by_hand(officer: Reader) -> None:
    matrix = rows(officer.open(""))
    assert named(matrix, "МАУ ДО") == [(50, 2, 3, 6), (50, 1, 2, 4), (50, 1, 1, 2)]
    assert named(matrix, "МАОУ") == [(67, 2, 3), (100, 1, 1), (50, 1, 2)]
    assert named(matrix, "Округ") == [(56, 2, 5, 9), (60, 1, 3, 5), (50, 1, 2, 4)]


def test_the_district_is_a_sum_and_not_a_mean(officer: Reader) -> None:
    page = officer.open("")
    figures = page.figures()
    assert figures["Выполнено вовремя"].startswith("33,3 %")  # a mean of the shares would be 60
    assert "2 из 6" in page.text
    assert figures["Просрочено"] == "2 у 1 организации"
    assert figures["Без подтверждения"] == "1 из 5, по решению директора"
    assert figures["Без дорожной карты"] == "0 из 2 организаций"


def test_what_is_overdue_is_said_in_words_and_not_by_colour_alone(officer: Reader) -> None:
    page = officer.open("")
    late = page.find("//td[contains(@class, 'n-late-1')]")
    assert len(late) == 2
    assert all("просрочено" in cell.text_content() for cell in late)
    assert page.texts("//table[contains(@class, 'n-matrix')]/thead//th")[2:] == [
        "1. Нормативное регулирование",
        "2. Свой раздел учреждения",
    ]


def test_the_most_overdue_come_first_or_names_in_order(officer: Reader) -> None:
    names = "//table[contains(@class, 'n-matrix')]/tbody//th//a"
    assert officer.open("").texts(names) == [CENTER, ANKUDINOVSKAYA]
    assert officer.open("?sort=name").texts(names) == [ANKUDINOVSKAYA, CENTER]


@pytest.mark.parametrize(
    ("period", "whole"),
    [
        ("2024-Q3", (67, 1, 2, 3)),  # 30.09 overdue, 15.09 and 30.09 done
        ("2024-H1", (100, 2, 2)),
        ("2023/24", (67, 1, 2, 3)),  # from September 2023: 30.12 overdue, 31.03 and 30.06 done
        ("2024", (62, 1, 5, 8)),
        ("2023", (0, 1, 0, 1)),
        ("2024-09", (67, 1, 2, 3)),
    ],
)
def test_a_period_counts_its_own_deadlines(officer: Reader, period: str, whole: tuple[int, ...]) -> None:
    page = officer.open(f"?period={period}")
    assert named(rows(page), "Округ")[0] == whole
    assert page.find(f"//select[@name='period']//option[@selected and @value='{period}']")


def test_the_selector_offers_academic_years_years_half_years_and_quarters(officer: Reader) -> None:
    page = officer.open("")
    assert page.find("//select[@name='period']/optgroup/@label") == [
        "Учебные годы",
        "Календарные годы",
        "Полугодия",
        "Кварталы",
    ]
    assert "2023/24" in page.find("//select[@name='period']//option/@value")
    assert page.texts("//select[@name='period']/option") == ["Весь период: 2023–2024 гг."]


def test_the_whole_begins_where_its_figures_begin(officer: Reader, recount: Callable[[Place], None]) -> None:
    """A new edition keeps the executions of those before it: the whole counts them, so it names their years."""
    school = make_place("school")
    make_roadmap(school, {"1.1": [Execution(date(2022, 3, 31), done_on=date(2022, 3, 30))]})
    with in_tenant(school), change(audited=False) as tx:
        tx.add(TenantPlugin(name="roadmap"))
    recount(school)
    page = officer.open("")
    assert page.texts("//select[@name='period']/option") == ["Весь период: 2022–2024 гг."]
    assert named(rows(page), "Округ")[0] == (60, 2, 6, 10)
    assert named(rows(officer.open("?period=2022")), "Округ")[0] == (100, 1, 1)


def test_a_period_that_does_not_exist_is_taken_as_not_asked(officer: Reader) -> None:
    assert named(rows(officer.open("?period=2024-Q9&kind=zoo")), "Округ")[0] == (56, 2, 5, 9)


def test_a_kind_of_organisations_narrows_everything(officer: Reader) -> None:
    page = officer.open("?kind=school")
    matrix = rows(page)
    assert [name.startswith(("МАОУ", "Округ")) for name in matrix] == [True, True]
    assert named(matrix, "Округ")[0] == (67, 2, 3)
    assert page.figures()["Просрочено"] == "0"
    assert "Просроченного нет" in page.text


def test_an_organisation_without_a_roadmap_is_named_and_not_counted(
    officer: Reader, world: World, recount: Callable[[Place], None], empty_database: TestDatabase
) -> None:
    with empty_database.superuser.connect() as connection:
        connection.execute(text("update roadmaps set state = 'superseded' where tenant_id = :id"), {"id": world.center.tenant_id})  # fmt: skip
    recount(world.center)
    page = officer.open("")
    assert page.figures()["Без дорожной карты"] == "1 из 2 организаций"
    assert f"Ещё не утвердили дорожную карту: {CENTER}" in page.text
    assert set(rows(page)) >= {"Округ"}
    assert named(rows(page), "Округ")[0] == (67, 2, 3)


def test_an_organisation_whose_roadmap_ended_before_the_period_is_without_one(
    officer: Reader, world: World, recount: Callable[[Place], None], empty_database: TestDatabase
) -> None:
    center = {"id": world.center.tenant_id}
    with empty_database.superuser.connect() as connection:
        connection.execute(text("update roadmaps set period_to = '2023-12-31' where tenant_id = :id"), center)
        connection.execute(
            text("delete from roadmap_occurrences where tenant_id = :id and due > '2023-12-31'"), center
        )
    recount(world.center)
    page = officer.open("?period=2024-Q3")
    assert page.figures()["Без дорожной карты"] == "1 из 2 организаций"
    assert f"Нет дорожной карты на этот период: {CENTER}" in page.text
    assert page.figures()["Просрочено"] == "0"
    assert officer.open("?period=2023").figures()["Просрочено"] == "1 у 1 организации"


def test_figures_that_are_behind_say_so(officer: Reader, world: World) -> None:
    from nastavnik.rollups import service as rollups

    with in_tenant(world.center):
        rollups.mark_stale()
    page = officer.open("")
    assert "Данные 1 организации пересчитываются" in page.text
    assert page.texts("//table[contains(@class, 'n-matrix')]//th[contains(., 'пересчитывается')]//a") == [
        CENTER
    ]
    assert "На 10:42, пересчитывается" in page.text


def test_figures_of_yesterday_are_behind_too(
    officer: Reader, world: World, empty_database: TestDatabase
) -> None:
    with empty_database.superuser.connect() as connection:
        connection.execute(text("update rollup_marks set counted_at = counted_at - interval '1 day'"))
    page = officer.open("")
    assert "Данные 2 организаций пересчитываются" in page.text
    assert "На 13.10.2024, 10:42, пересчитывается" in page.text


def test_an_organisation_that_was_never_counted_is_not_said_to_lack_a_roadmap(
    officer: Reader, world: World, empty_database: TestDatabase
) -> None:
    with empty_database.superuser.connect() as connection:
        for table in ("rollup_marks", "rollup_totals", "rollup_list_rows"):
            connection.execute(text(f"delete from {table} where tenant_id = :id"), {"id": world.center.tenant_id})  # fmt: skip
    for path in ("", "organisations"):
        page = officer.open(path)
        assert f"Ещё не посчитаны и ни в одну цифру здесь не вошли: {CENTER}" in page.text
        assert "Ещё не утвердили дорожную карту" not in page.text
    assert officer.open("").figures()["Без дорожной карты"] == "0 из 2 организаций"
    assert "ещё не посчитаны" in officer.open("organisations/center").text


def test_the_course_by_months_is_a_table_that_a_chart_is_drawn_from(officer: Reader) -> None:
    page = officer.open("")
    table = page.find("//table[@id='course-table']")[0]
    found = {
        row.find("th").get("data-short"): [
            (cell.get("data-value"), " ".join(cell.text_content().split())) for cell in row.iter("td")
        ]
        for row in table.find("tbody").iter("tr")
    }
    assert len(found) == 12
    assert found["мар"][0][0] == "100.0"
    assert found["сен"][0] == ("33.3", "33 % 1 из 3")  # one of the three due in September was on time
    assert found["дек"][0] == ("0.0", "0 % 0 из 1")
    assert found["май"][0] == (None, "—")
    assert page.find("//div[@data-chart='line' and @data-table='course-table']")
    assert page.find("//script[contains(@src, 'charts')]")


def test_the_share_is_compared_with_the_month_before(
    officer: Reader, world: World, recount: Callable[[Place], None], empty_database: TestDatabase
) -> None:
    assert "за месяц" not in officer.open("").figures()["Выполнено вовремя"]  # nothing was due in October
    with empty_database.superuser.connect() as connection:
        connection.execute(
            text("update roadmap_occurrences set due = '2024-10-10' where done_on = '2024-10-01'")
        )
    recount(world.ankudinovskaya)
    # 3 of 7 beside 2 of 6
    assert officer.open("").figures()["Выполнено вовремя"] == "42,9 % на 9,5 п. п. за месяц"


def test_the_page_runs_a_bounded_number_of_queries(
    officer: Reader, count_queries: Any, many_more: Callable[[], None]
) -> None:
    def queries(path: str) -> int:
        with count_queries() as sent:
            officer.visitor.get(address(path)).close()
        return len(sent)

    paths = ("", "overdue", "organisations", "organisations/center", "indicators", "comparison")
    paths += ("indicators/roadmap.done", "matrix.xlsx", "overdue.xlsx", "comparison.xlsx")
    before = {path: queries(path) for path in paths}
    many_more()
    after = {path: queries(path) for path in paths}
    assert after == before
    assert max(after.values()) <= 14, after
    assert len(officer.open("").find("//table[contains(@class, 'n-matrix')]/tbody/tr")) == 60
