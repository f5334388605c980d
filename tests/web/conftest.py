# SPDX-License-Identifier: MIT
"""An application with the web shell and nothing else: no database, no rooms, no session of a person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined

from nastavnik.foundation import i18n, presentation
from nastavnik.web import access, components, language
from nastavnik.web.shell import Emblem, Link, NavItem, NavSection, Place, Search, Shell, Site

WEB = Path(components.__file__).parent
SITE = Site(
    version="1.0",
    district="Кстовский муниципальный округ",
    department="Департамент образования",
    support="Департамент образования. Приём обращений по работе системы: пн–пт, 8:00–17:00",
    demonstration=True,
    links=[Link("Обработка персональных данных", "/privacy"), Link("Помощь", "/help")],
    open_links=[Link("Помощь и ответы на вопросы", "/help", "help-circle")],
)
CENTRE = "МАУ ДО «Центр внешкольной работы имени С.А.\u00a0Криворотовой»"


def tenant_shell(active: str = "now", unread: int = 4) -> Shell:
    """The Centre's frame as in the mock-ups."""

    def item(code: str, title: str, icon: str, count: int | None = None, late: bool = False) -> NavItem:
        return NavItem(title, f"/o/center/{code}", icon, count, "late" if late else "", code == active)

    return Shell(
        name=CENTRE,
        note="Кстовский муниципальный округ",
        home_url="/o/center/",
        emblem=Emblem("star"),
        person="Образцова\u00a0М.И.",
        role="куратор",
        account_url="/account",
        sign_out_url="/account/sign-out",
        places=[
            Place("Центр внешкольной работы", "/o/center/", "куратор", True),
            Place("Школа № 101", "/o/101/"),
        ],
        search=Search("/o/center/search", "Мероприятие, участник, документ"),
        notifications_url="/o/center/notifications",
        unread=unread,
        navigation=[
            NavSection(
                [
                    item("now", "Что делать сейчас", "list-check", 3, late=True),
                    item("roadmap", "Дорожная карта", "map-2"),
                    item("agenda", "Календарь", "calendar-event"),
                ]
            ),
            NavSection(
                [
                    item("mentors", "Наставники", "user-check", 46),
                    item("mentees", "Наставляемые", "school", 93),
                    item("matches", "Пары и группы", "heart-handshake", 31),
                    item("programmes", "Программы", "stairs", 6),
                ],
                "Участники",
            ),
            NavSection(
                [
                    item("agreements", "Соглашения", "signature"),
                    item("consents", "Согласия на ПДн", "shield-check"),
                    item("reports", "Отчёты и справки", "file-text"),
                ],
                "Документы",
            ),
            NavSection(
                [
                    item("staff", "Сотрудники и права", "users"),
                    item("settings", "Настройки", "settings"),
                ],
                "Организация",
            ),
        ],
    )


@pytest.fixture
def web_app() -> Flask:
    """The shell alone, refusing every undefined name in a template."""
    app = Flask("nastavnik_shell", template_folder=str(WEB / "templates"), static_folder=str(WEB / "static"))
    app.config.update(SECRET_KEY="test", TESTING=True)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(WEB / "templates"), FileSystemLoader(Path(__file__).parent / "templates")]
    )
    language.install(app)
    i18n.install_in_jinja(app.jinja_env)
    presentation.register_filters(app.jinja_env)
    components.install(app, SITE)
    access.check_views(app, frozenset())
    return app


@pytest.fixture
def draw(web_app: Flask) -> Callable[..., str]:
    """Render a piece of a template, in English so that the words of a test are the words of the source."""

    def drawn(source: str, *, language_code: str = "en", **context: object) -> str:
        with web_app.test_request_context("/page?state=overdue"), i18n.using_language(language_code):
            return render_template_string(source, **context)

    return drawn


@pytest.fixture
def shell_of() -> Callable[..., Shell]:
    """Make the Centre's frame: ``shell_of("roadmap")`` with that line of the menu chosen."""
    return tenant_shell
