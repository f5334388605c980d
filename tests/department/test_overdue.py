# SPDX-License-Identifier: MIT
"""What is overdue in the district, and «Напомнить»: to whom, how often, and what is left of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, text

from nastavnik.department import service
from nastavnik.department.service import EVENT
from nastavnik.foundation.dates import now
from nastavnik.foundation.errors import Forbidden, Refused
from nastavnik.foundation.outbox import OutboxEvent
from nastavnik.testing.clients import Visitor
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.worlds import Place, World, in_department, in_system, in_tenant
from nastavnik_worker.dispatcher import drain

from .reading import CENTER, Page, Reader

pytestmark = pytest.mark.usefixtures("counted")
MAY = frozenset({"department.view", "department.remind"})


def rows(page: Page) -> list[str]:
    """What the boxes of the list send."""
    return list(page.find("//main//input[@type='checkbox' and @name='row']/@value"))


def numbers(page: Page) -> list[str]:
    """Numbers of the items in the list."""
    return page.texts("//main//tbody//span[contains(@class, 'n-no')]")


@pytest.fixture
def longest(officer: Reader) -> str:
    """The row that has been overdue longest."""
    return rows(officer.open("overdue"))[0]


def test_the_longest_overdue_comes_first_with_what_was_due(officer: Reader) -> None:
    page = officer.open("overdue")
    assert numbers(page) == ["2.1", "1.1"]
    table = page.table()
    assert table[1][1:4] == ["2.1 Мероприятие 2.1II полугодие 2023", CENTER, "289 днейсрок 30.12.2023"]
    assert table[2][3] == "14 днейсрок 30.09.2024"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?period=2024-Q3", ["1.1"]),
        ("?period=2023", ["2.1"]),
        ("?period=2023/24", ["2.1"]),
        ("?period=2023-12", ["2.1"]),
        ("?organisation=center", ["2.1", "1.1"]),
        ("?reminded=no", ["2.1", "1.1"]),
    ],
)
def test_the_list_is_narrowed(officer: Reader, query: str, found: list[str]) -> None:
    assert numbers(officer.open(f"overdue{query}")) == found


@pytest.mark.parametrize(
    "query", ["?kind=school", "?organisation=ankudinovskaya", "?reminded=yes", "?period=2024-Q1"]
)
def test_a_filter_that_fits_nothing_says_so_and_is_cleared(officer: Reader, query: str) -> None:
    page = officer.open(f"overdue{query}")
    assert "По этому отбору просроченного нет." in page.text
    assert page.find("//main//a[@href='/department/overdue' and contains(., 'Снять отбор')]")


def test_a_district_where_nothing_is_overdue(
    officer: Reader, world: World, recount: Callable[[Place], None], empty_database: TestDatabase
) -> None:
    with empty_database.superuser.connect() as connection:
        connection.execute(text("delete from roadmap_occurrences"))
    recount(world.center)
    assert "Просроченного нет" in officer.open("overdue").text
    assert "Просроченного нет" in officer.open("").text


def test_the_organisation_is_reminded_once(
    officer: Reader, world: World, longest: str, empty_database: TestDatabase
) -> None:
    page = officer.remind(longest)
    assert "Напоминание отправлено: 1 мероприятие." in page.text
    assert "Отправлено 14.10.2024" in page.table()[1][4]
    assert page.find("//button[contains(@aria-label, 'Ещё раз напомнить')]")
    with in_tenant(world.center) as opened:
        event = opened.scalars(select(OutboxEvent).where(OutboxEvent.kind == EVENT)).one()
    key = longest.partition("/")[2]
    assert event.payload == {"list": "roadmap.overdue", "keys": [key]}
    with empty_database.superuser.connect() as connection:
        entries = connection.execute(
            text("select action, actor_name from district_audit_entries where action = 'department.reminded'")
        ).all()
    assert [tuple(entry) for entry in entries] == [("department.reminded", world.officer.name)]


def test_ticked_rows_of_several_organisations_go_each_to_its_own(
    officer: Reader, world: World, recount: Callable[[Place], None], empty_database: TestDatabase
) -> None:
    with empty_database.superuser.connect() as connection:
        connection.execute(
            text(
                "update roadmap_occurrences set due = '2024-10-01' where due = '2024-12-31' and state = 'planned'"
            )
        )
    for place in (world.center, world.ankudinovskaya):
        recount(place)
    page = officer.open("overdue")
    assert len(rows(page)) == 4
    assert "Напоминание отправлено: 4 мероприятия." in officer.remind(*rows(page)).text
    for place, keys in ((world.center, 3), (world.ankudinovskaya, 1)):
        with in_tenant(place) as opened:
            event = opened.scalars(select(OutboxEvent).where(OutboxEvent.kind == EVENT)).one()
        assert len(event.payload["keys"]) == keys


def test_the_coordinator_finds_the_reminder(
    officer: Reader, world: World, longest: str, app: object, empty_database: TestDatabase
) -> None:
    officer.remind(longest)
    drain(app.extensions["nastavnik.plugins"])  # type: ignore[attr-defined]
    with empty_database.superuser.connect() as connection:
        told = connection.scalars(
            text("select account_id from notifications where tenant_id = :id"), {"id": world.center.tenant_id}
        ).all()
    assert world.center.coordinator.account_id in told
    assert world.ankudinovskaya.coordinator.account_id not in told


def test_a_third_reminder_on_one_day_is_refused_and_the_next_day_is_not(
    officer: Reader, world: World, longest: str
) -> None:
    officer.remind(longest)
    twice = officer.remind(longest)
    assert "Сегодня дважды" in twice.text
    assert not twice.find(f"//form[.//input[@value='{longest}']]")
    refused = officer.remind(longest)
    assert "Сегодня организации об этом напоминали дважды. Напомните ещё раз завтра." in refused.text
    with time_machine.travel(now() + timedelta(hours=15), tick=False):
        officer.visitor.sign_in(world.officer)
        assert "Напоминание отправлено" in officer.remind(longest).text


def test_what_was_reminded_twice_is_left_out_and_the_rest_is_sent(officer: Reader) -> None:
    first, second = rows(officer.open("overdue"))
    for _time in range(2):
        officer.remind(first)
    page = officer.remind(first, second)
    assert "Напоминание отправлено: 1 мероприятие." in page.text
    assert "1 мероприятие пропущено: о нём сегодня напоминали дважды." in page.text


def test_reminded_rows_and_others_are_told_apart(officer: Reader, longest: str) -> None:
    officer.remind(longest)
    assert numbers(officer.open("overdue?reminded=yes")) == ["2.1"]
    assert numbers(officer.open("overdue?reminded=no")) == ["1.1"]


def test_nothing_selected_is_refused(officer: Reader) -> None:
    assert "Ничего не выбрано: отметьте мероприятия, о которых напомнить." in officer.remind().text
    assert "Ничего не выбрано" in officer.remind("nonsense", "not-a-uuid/x").text


def test_what_is_not_overdue_any_more_reminds_nobody(
    officer: Reader,
    world: World,
    longest: str,
    recount: Callable[[Place], None],
    empty_database: TestDatabase,
) -> None:
    with empty_database.superuser.connect() as connection:
        connection.execute(
            text("update roadmap_occurrences set state = 'cancelled' where due = '2023-12-30'")
        )
    recount(world.center)
    assert "Это уже не просрочено: напоминание не отправлено." in officer.remind(longest).text
    of_another = f"{world.ankudinovskaya.tenant_id}/{longest.partition('/')[2]}"
    assert "Это уже не просрочено" in officer.remind(of_another).text
    with in_system() as opened:
        assert opened.scalars(select(OutboxEvent).where(OutboxEvent.kind == EVENT)).all() == []


def test_two_officers_at_once_send_no_more_than_two(
    officer: Reader, world: World, longest: str, empty_database: TestDatabase
) -> None:
    tenant_id, key = world.center.tenant_id, longest.partition("/")[2]

    def press() -> str:
        with in_department(world.officer, rights=MAY):
            try:
                service.remind([(tenant_id, key)])
            except Refused:
                return "refused"
            return "sent"

    with ThreadPoolExecutor(4) as pool:
        done = [pressed.result() for pressed in [pool.submit(press) for _time in range(4)]]
    assert sorted(done) == ["refused", "refused", "sent", "sent"]
    with empty_database.superuser.connect() as connection:
        assert connection.scalar(text("select count(*) from department_reminders")) == 2


def test_who_may_only_look_sees_no_button_and_is_refused(
    visitor: Visitor, world: World, officer: Reader, longest: str
) -> None:
    visitor.sign_in(world.admin)
    page = Reader(visitor).open("overdue")
    assert not page.find("//main//button[contains(., 'Напомнить')]")
    assert not rows(page)
    assert visitor.post("/department/remind", {"row": longest}).status_code == 403
    with (
        in_department(world.admin, rights=frozenset({"department.view"})),
        pytest.raises(Forbidden),
    ):
        service.remind([(world.center.tenant_id, longest.partition("/")[2])])


def test_the_way_back_stays_on_this_site(officer: Reader, longest: str) -> None:
    answer = officer.visitor.post(
        "/department/remind", {"row": longest, "next": "https://elsewhere.example/"}
    )
    assert answer.status_code == 303
    assert "elsewhere" not in answer.headers["Location"]


def test_a_long_list_is_divided_into_pages(officer: Reader, many_more: Callable[[], None]) -> None:
    many_more()  # 58 organisations with six rows each, beside the two of the Centre
    page = officer.open("overdue?page=7")
    assert page.texts("//nav[@aria-label='Страницы']//a")[-1] == "7"
    assert len(rows(page)) == 50
    assert rows(officer.open("overdue?page=99")) == rows(page)
    assert not set(rows(page)) & set(rows(officer.open("overdue?page=6")))
