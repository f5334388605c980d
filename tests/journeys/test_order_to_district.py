# SPDX-License-Identifier: MIT
"""The main job, as people do it: an order goes in, the roadmap runs, the district sees where it stands.

Real browser, real web server, real worker and clock. The coordinator of the Centre uploads order № 26, corrects a
field, starts it, closes one measure with evidence and moves another with a reason; within five seconds the department
sees each of it, and the coordinator of Ankudinovskaya never sees anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.roadmap.order_files import as_docx, order_26

from nastavnik.foundation.dates import format_date, today
from nastavnik.local.processes import wait_until
from nastavnik.local.supervisor import answers
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.stack import Stack, free_port, running_stack
from nastavnik.testing.worlds import Someone, World, make_world

from .served import IN_A_BROWSER

pytestmark = [*IN_A_BROWSER, pytest.mark.slow]
SEEN_WITHIN = 5.0
CORRECTED = "Разработка дорожной карты Центра"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def stack(database: TestDatabase) -> Iterator[Stack]:
    """Servers and programmes of a whole installation."""
    try:
        with running_stack(durable=False) as made:
            made.start_worker()
            made.start_clock()
            yield made
    finally:
        database.connect()


@pytest.fixture
def world(stack: Stack) -> World:
    """Two organisations without a roadmap yet."""
    return make_world()


@pytest.fixture
def enter(stack: Stack, world: World, chromium: Browser) -> Iterator[Callable[[Someone], Page]]:
    """Open a browser and sign in through the page, as somebody does."""
    port = free_port()
    stack.start_web(port)
    assert wait_until(lambda: answers(port), seconds=60), stack.log("web")
    opened = []

    def sign_in(person: Someone) -> Page:
        context = chromium.new_context(base_url=f"http://127.0.0.1:{port}", locale="ru-RU")
        opened.append(context)
        page = context.new_page()
        page.goto("/account/sign-in")
        page.fill("[name=email]", person.email)
        page.fill("[name=password]", person.password)
        page.locator("main").get_by_role("button", name="Войти").click()
        page.wait_for_url(re.compile(r"/(o|department)/"))
        return page

    yield sign_in
    for context in opened:
        context.close()


class Standing(NamedTuple):
    """Where an organisation stands on the department's first page: executions done, of how many, overdue."""

    done: int
    total: int
    overdue: int


def standing(department: Page) -> Standing | None:
    """Where the Centre stands; ``None`` while it has no row."""
    department.goto("/department/")
    row = department.locator("main table tbody tr", has_text="Центр внешкольной работы")
    if not row.count():
        return None
    cell = row.locator("td").first
    done, total = re.findall(r"\d+", cell.locator("small").inner_text())
    overdue = cell.locator(".n-od")
    return Standing(
        int(done), int(total), int(re.findall(r"\d+", overdue.inner_text())[0]) if overdue.count() else 0
    )


def seen_in_time(department: Page, before: Standing | None) -> Standing:
    """What the department sees once it is other than before: within five seconds of the act."""
    found: list[Standing | None] = []

    def changed() -> bool:
        found.append(standing(department))
        return found[-1] != before

    assert wait_until(changed, seconds=SEEN_WITHIN, step=0.1), f"still {before}"
    assert found[-1] is not None
    return found[-1]


def test_an_order_becomes_a_running_roadmap_and_the_district_sees_it(
    enter: Callable[[Someone], Page], world: World
) -> None:
    department = enter(world.officer)
    page = enter(world.center.coordinator)
    neighbour = enter(world.ankudinovskaya.coordinator)
    assert standing(department) is None

    _start_order(page)
    started = seen_in_time(department, None)
    assert started.done == 0
    assert started.total >= started.overdue > 30
    row = page.get_by_role("link", name=CORRECTED)
    expect(row.first).to_be_visible()

    row.first.click()
    _close_with_evidence(page)
    closed = seen_in_time(department, started)
    assert closed == Standing(1, started.total, started.overdue - 1)

    _move_another(page)
    assert seen_in_time(department, closed) == Standing(1, started.total, started.overdue - 2)

    _nothing_for(neighbour, page.url)


def _start_order(page: Page) -> None:
    page.goto("/o/center/roadmap/import")
    page.set_input_files(
        "[name=file]", {"name": "Приказ № 26.docx", "mimeType": DOCX, "buffer": as_docx(order_26())}
    )
    page.get_by_role("button", name="Прочитать приказ").click()
    page.wait_for_url(re.compile(r"/import/[0-9a-f-]{36}"))
    check = page.url
    page.goto(f"{check.partition('?')[0]}/items/0")
    page.fill("[name=i0-title]", CORRECTED)
    page.locator("main form").get_by_role("button", name=re.compile("Сохранить")).click()
    page.goto(check)
    for name, value in {
        "approval_date_differs": "order",
        "i3-decision": "not_required",
        "i21-decision": "keep",
    }.items():
        page.locator(f"[name={name}][value={value}]").check()
    page.get_by_role("button", name="Запустить дорожную карту").click()
    page.wait_for_url(re.compile(r"/o/center/roadmap/$"))


def _close_with_evidence(page: Page) -> None:
    page.set_input_files(
        "#close [name=file]", {"name": "Приказ.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.fill("#close [name=done_on]", format_date(today()))
    page.get_by_role("button", name="Закрыть исполнение").click()
    expect(page.get_by_text("Приказ.pdf").first).to_be_visible()


def _move_another(page: Page) -> None:
    page.goto("/o/center/roadmap/?state=overdue")
    page.locator("main table tbody a[href*='/roadmap/']").first.click()
    page.locator("main a[href$='/move']").first.click()
    page.fill("main [name=due]", format_date(today() + timedelta(days=30)))
    page.fill("main [name=reason]", "Перенос семинара организатором")
    page.fill("main [name=basis]", "Служебная записка № 4")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text("Перенос семинара организатором").first).to_be_visible()


def _nothing_for(neighbour: Page, address: str) -> None:
    """A stranger finds no page of the Centre, and nothing of it on pages of their own."""
    for url in (address, "/o/center/", "/o/center/roadmap/"):
        response = neighbour.goto(url)
        assert response is not None
        assert response.status == 404
    own = address.partition("#")[0].replace("/o/center/", "/o/ankudinovskaya/")
    response = neighbour.goto(own)
    assert response is not None
    assert response.status == 404
    for url in ("/o/ankudinovskaya/", "/o/ankudinovskaya/roadmap/", "/o/ankudinovskaya/search?q=Разработка"):
        neighbour.goto(url)
        main = neighbour.locator("main")
        expect(main).not_to_contain_text(CORRECTED)
        expect(main).not_to_contain_text("Центра внешкольной")
