# SPDX-License-Identifier: MIT
"""Two mock-ups, the entrance and an error page in a real browser: accessible, inside the screen, true to the policy."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template, send_file
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from nastavnik.testing.accessibility import troubles
from nastavnik.testing.browser import chromium_path
from nastavnik.web.access import access
from nastavnik.web.assets import MANIFEST
from nastavnik.web.shell import Shell
from nastavnik.web.theme import COOKIE

CHROMIUM = chromium_path()
SECTIONS = json.loads((Path(__file__).parent / "roadmap.json").read_text(encoding="utf-8"))

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(not MANIFEST.exists(), reason="the front end is not built"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def address(web_app: Flask, shell_of: Callable[..., Shell]) -> Iterator[str]:
    """The shell served with a few pages of its own."""
    pages = {
        "now": lambda: render_template("now.html", shell=shell_of("now")),
        "roadmap": lambda: render_template("roadmap.html", shell=shell_of("roadmap"), sections=SECTIONS),
        "entrance": lambda: render_template("entrance.html"),
        "acts": lambda: render_template("acts.html", shell=shell_of()),
    }
    for name, page in pages.items():
        web_app.add_url_rule(f"/{name}", name, access(public=True)(page))
    document = access(public=True)(
        lambda: send_file(BytesIO(b"text"), as_attachment=True, download_name="Приказ.txt")
    )
    web_app.add_url_rule("/document", "document", document, methods=["POST"])
    server = make_server("127.0.0.1", 0, web_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def opened(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open a page; at the end, nothing may have been refused by the content policy or failed in a script."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def visit(path: str, *, width: int = 1440, look: str = "", **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, base_url=address, **options)
        contexts.append(context)
        if look:
            context.add_cookies([{"name": COOKIE, "value": look, "url": address}])
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on(
            "console",
            lambda line: trouble.append(line.text) if "Content Security Policy" in line.text else None,
        )
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.mark.parametrize(
    ("width", "look"),
    [
        (390, "light"),
        (1440, "dark"),
        (1440, "auto.on.150.wb"),
        (390, "auto.on.200.blue.wide"),
        (1440, "auto.on.200.beige.wide"),
    ],
)
@pytest.mark.parametrize("path", ["/now", "/roadmap", "/entrance", "/nowhere"])
def test_pages_are_accessible_and_fit(opened: Callable[..., Page], path: str, width: int, look: str) -> None:
    page = opened(path, width=width, look=look)
    assert troubles(page) == []


def test_the_theme_follows_the_system_until_it_is_chosen(opened: Callable[..., Page]) -> None:
    page = opened("/now", color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.get_by_role("button", name="Тёмная тема").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-n-theme", "light")


def test_the_version_for_the_visually_impaired_is_on_at_once_and_stays(opened: Callable[..., Page]) -> None:
    page = opened("/now")
    page.get_by_role("button", name="Версия для слабовидящих").click()
    expect(page.locator("html")).to_have_attribute("data-vi-size", "150")
    page.get_by_text("200 %").click()
    expect(page.locator("html")).to_have_attribute("data-vi-size", "200")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-vi-size", "200")
    expect(page.get_by_label("200 %")).to_be_checked()
    page.get_by_role("button", name="Обычная версия").click()
    expect(page.locator("#vi")).to_be_hidden()
    assert page.locator("html").get_attribute("data-vi") is None


def test_without_scripts_the_menu_is_open_and_the_version_can_be_chosen(opened: Callable[..., Page]) -> None:
    page = opened("/now", width=390, java_script_enabled=False)
    expect(page.get_by_role("link", name="Наставники 46")).to_be_visible()
    page.get_by_role("button", name="Версия для слабовидящих").click()
    expect(page.get_by_role("button", name="Применить")).to_be_visible()
    page.get_by_text("200 %").click()
    page.get_by_role("button", name="Применить").click()
    expect(page.locator("html")).to_have_attribute("data-vi-size", "200")


def test_the_menu_of_a_narrow_screen_opens_by_its_button(opened: Callable[..., Page]) -> None:
    page = opened("/now", width=390)
    expect(page.get_by_role("link", name="Наставники 46")).to_be_hidden()
    page.get_by_role("button", name="Меню", exact=True).click()
    expect(page.get_by_role("link", name="Наставники 46")).to_be_visible()
    expect(page.get_by_role("button", name="Выйти")).to_be_visible()


def test_a_menu_closes_by_escape_and_gives_the_focus_back(opened: Callable[..., Page]) -> None:
    page = opened("/roadmap")
    summary = page.locator("summary", has_text="Скачать")
    summary.click()
    expect(page.get_by_role("link", name="XLSX")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="XLSX")).to_be_hidden()
    expect(summary).to_be_focused()


def test_ticked_rows_are_counted_and_let_go(opened: Callable[..., Page]) -> None:
    page = opened("/roadmap")
    bar = page.get_by_role("region", name="Действия с выбранными мероприятиями")
    expect(bar).to_contain_text("Выбрано 2: 5.1 и 5.2")
    page.get_by_label("Выбрать 6.1").check()
    expect(bar).to_contain_text("Выбрано 3: 5.1, 5.2 и 6.1")
    page.get_by_label("Выбрать все мероприятия").check()
    expect(bar).to_contain_text("Выбрано 30")
    page.get_by_role("button", name="Снять выбор").click()
    expect(bar).to_be_hidden()


def test_the_password_can_be_seen(opened: Callable[..., Page]) -> None:
    page = opened("/entrance")
    page.get_by_role("button", name="Показать пароль").click()
    expect(page.locator("#pw")).to_have_attribute("type", "text")


def test_the_irreversible_asks_and_escape_means_no(opened: Callable[..., Page]) -> None:
    page = opened("/acts")
    page.get_by_role("button", name="Удалить черновик").click()
    expect(page.get_by_role("dialog", name="Удалить черновик?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_what_was_typed_is_not_left_without_a_question(opened: Callable[..., Page]) -> None:
    page = opened("/acts")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept())[1])
    page.locator("#t").fill("черновик")
    page.locator("#away").click()
    page.wait_for_url("**/roadmap")
    assert asked == ["beforeunload"]


def test_a_form_that_is_answered_with_a_file_can_be_sent_again(opened: Callable[..., Page]) -> None:
    page = opened("/acts")
    for _time in range(2):
        with page.expect_download() as waited:
            page.get_by_role("button", name="Скачать").click()
        assert waited.value.suggested_filename == "Приказ.txt"
        page.wait_for_timeout(1100)


def test_a_chart_is_drawn_from_its_table_and_named(opened: Callable[..., Page]) -> None:
    page = opened("/acts")
    chart = page.locator("[data-chart]")
    expect(chart.locator("svg")).to_be_visible()
    expect(chart).to_contain_text("97 %")
    expect(chart).to_have_attribute("aria-label", "Выполнено вовремя по месяцам")
