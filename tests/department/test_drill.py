# SPDX-License-Identifier: MIT
"""From a figure down to what it was made of: organisation, section, item with its state; and every link leads on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from nastavnik.foundation.change import change
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.worlds import Place, World, in_tenant

from .reading import ANKUDINOVSKAYA, CENTER, Reader

pytestmark = pytest.mark.usefixtures("counted")

PAGES = (
    "",
    "?period=2024-Q3&kind=school",
    "overdue",
    "organisations",
    "organisations/center",
    "indicators",
    "indicators/roadmap.done_on_time",
    "indicators/roadmap.overdue?by=section",
    "indicators/roadmap.done?by=quarter",
    "comparison",
)


def items(reader: Reader, path: str) -> list[tuple[str, str, str]]:
    """(number, state, last cell) of each item of an organisation's page."""
    return [(row[0], row[3], row[-1]) for row in reader.open(path).table()[1:] if len(row) > 2]


def test_an_organisation_shows_its_items_with_their_states(officer: Reader) -> None:
    page = officer.open("organisations/center")
    assert [row for row in page.table()[1:] if len(row) == 1] == [
        ["1. Нормативное правовое регулирование внедрениявыполнено 2 из 4"],
        ["2. Свой раздел учреждениявыполнено 1 из 2"],
    ]
    assert [row for row in page.table()[1:] if len(row) > 1] == [
        ["1.1", "Мероприятие 1.1", "", "Просрочено на 14 дней", "1 из 2", "1 просрочено"],
        ["1.2", "Мероприятие 1.2", "", "В работе, срок 31.12.2024", "1 из 2", "0"],
        ["2.1", "Мероприятие 2.1", "", "Просрочено на 289 дней", "1 из 2", "1 просрочено"],
    ]
    assert page.figures() == {
        "Выполнено вовремя": "20,0 % 1 из 5",
        "Выполнено": "50,0 % 3 из 6",
        "Просрочено": "2",
        "Без подтверждения": "1 из 3",
    }


def test_a_section_a_state_and_a_period_narrow_it(officer: Reader) -> None:
    assert [item[0] for item in items(officer, "organisations/center?section=2")] == ["2.1"]
    assert [item[0] for item in items(officer, "organisations/center?state=work")] == ["1.2"]
    assert [item[0] for item in items(officer, "organisations/center?period=2024-Q3")] == ["1.1", "2.1"]
    nothing = officer.open("organisations/center?state=none&section=1")
    assert "По этому отбору мероприятий нет." in nothing.text
    assert nothing.find("//main//a[@href='/department/organisations/center' and contains(., 'Снять отбор')]")


@pytest.mark.parametrize(
    ("code", "made_of"),
    [
        ("roadmap.overdue", [("1.1", "1"), ("2.1", "1")]),
        ("roadmap.done_on_time", [("1.1", "1 из 2"), ("1.2", "0 из 1"), ("2.1", "0 из 2")]),
        ("roadmap.without_evidence", [("2.1", "1 из 1")]),
        ("roadmap.done_late", [("1.2", "1")]),
        ("roadmap.moved", []),
    ],
)
def test_a_figure_leads_to_the_items_that_make_it_up(
    officer: Reader, code: str, made_of: list[tuple[str, str]]
) -> None:
    path = f"organisations/center?indicator={code}"
    if made_of:
        assert [(number, last) for number, _state, last in items(officer, path)] == made_of
        assert "Показано, из чего сложился показатель" in officer.open(path).text
    else:
        assert "По этому отбору мероприятий нет." in officer.open(path).text


def test_an_indicator_that_is_not_made_of_executions_narrows_nothing(officer: Reader) -> None:
    assert len(items(officer, "organisations/center?indicator=roadmap.items")) == 3
    assert len(items(officer, "organisations/center?indicator=nonsense")) == 3


def test_an_organisation_that_there_is_not_is_404(
    officer: Reader, world: World, empty_database: TestDatabase
) -> None:
    assert officer.visitor.get("/department/organisations/nowhere").status_code == 404
    assert officer.visitor.get("/department/organisations/nowhere/roadmap.xlsx").status_code == 404
    with empty_database.superuser.connect() as connection:
        connection.execute(text("update tenants set state = 'archived' where slug = 'center'"))
    assert officer.visitor.get("/department/organisations/center").status_code == 404
    assert CENTER not in officer.open("").text
    assert ANKUDINOVSKAYA in officer.open("").text


def test_an_organisation_without_a_roadmap_says_what_will_be_here(
    officer: Reader, world: World, recount: Callable[[Place], None]
) -> None:
    with in_tenant(world.center), change(audited=False) as tx:
        tx.session.execute(text("update roadmaps set state = 'superseded'"))
    recount(world.center)
    page = officer.open("organisations/center")
    assert "Дорожная карта ещё не утверждена" in page.text
    assert not page.find("//main//table")


def test_every_link_of_the_department_leads_somewhere(officer: Reader) -> None:
    """Nothing of what is shown is a dead end, narrowed or not."""
    seen: set[str] = set()
    for path in PAGES:
        for link in officer.open(path).links():
            if link not in seen:
                seen.add(link)
                answer = officer.visitor.get(link)
                assert answer.status_code == 200, f"{path} -> {link}"
                answer.close()
    assert len(seen) > 50


@pytest.mark.parametrize("path", PAGES)
def test_every_page_with_figures_says_what_they_count(officer: Reader, path: str) -> None:
    page = officer.open(path)
    definitions = page.find("//details[contains(@class, 'n-def')] | //main//details//dl/dt")
    assert definitions or "indicators" in path
    if "indicators" in path:
        assert "наступил" in page.text or "Закрытые исполнения" in page.text
    for figure in page.find("//dl[contains(@class, 'n-figs')]/div"):
        assert figure.xpath(".//details[contains(@class, 'n-def')]//text()[contains(., ' ')]")
        assert figure.xpath("./dd/a[@href]") or figure.xpath("string(./dd)").strip() == "0"
