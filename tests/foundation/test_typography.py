# SPDX-License-Identifier: MIT
"""Spaces that do not break, numbers with a comma, sizes of files, and the filters that bring them to templates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined, UndefinedError
from markupsafe import Markup

from nastavnik.foundation.i18n import install_in_jinja, lazy_gettext, using_language
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.presentation import register_filters
from nastavnik.foundation.typography import MINUS, NBSP, bytes_size, number, percent, typo

RUSSIAN = st.text(alphabet="абвгИОЛ ги№—–.%19IV-«»\u00a0\n<>", max_size=60)


@pytest.mark.parametrize(
    "text",
    [
        "приказ №~26 от~27.02.2023 в~срок",
        "и~в~школе, и~под~крышей",
        "Если~бы не~срок, сделал~бы так~же",
        "через 14~дней, выполнено 92~%",
        "14~октября 2024~г. в~Кстове",
        "III~квартал 2024",
        "по~п.~5 ст.~11~закона №~63-ФЗ",
        "г.~Кстово, ул.~Ленина, д.~4",
        "В~2024~г. Кстово",
        "и~т.~д., т.~е. всё",
        "Наставник~— это работа",
        "Методисту Фроловой~Л.И. и~М.~В.~Пожванюк",
        "Л.И.~Фролова",
        "1~234~567~рублей",
        "а) первое; б) второе",
        "Иванов-Петров~А.",
        "Работа пар: -~встреча-знакомство; -~пробная встреча",
        "-~базы учеников",
        "Школа - дом",
        "Выше~— а~ниже",
        "Nothing changes in English text.",
    ],
)
def test_lines_break_where_they_may(text: str) -> None:
    """A tilde stands for the space that must not break."""
    assert typo(text.replace("~", " ")).replace(NBSP, "~") == text


@given(RUSSIAN)
def test_doing_it_twice_changes_nothing(text: str) -> None:
    once = typo(text)
    assert typo(once) == once
    assert typo(Markup(once)) == typo(typo(Markup(once)))


@given(RUSSIAN)
def test_only_spaces_change(text: str) -> None:
    assert typo(text).replace(NBSP, " ") == text.replace(NBSP, " ")


def test_markup_stays_markup_and_its_tags_stay_as_they_are() -> None:
    shown = typo(Markup('<a href="/n" title="в срок">в срок</a> <b>26 дней</b>'))
    assert isinstance(shown, Markup)
    assert shown == Markup(f'<a href="/n" title="в срок">в{NBSP}срок</a> <b>26{NBSP}дней</b>')
    assert type(typo("<b>")) is str


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1234.5, None, f"1{NBSP}234,5"),
        (1234567, None, f"1{NBSP}234{NBSP}567"),
        (0, None, "0"),
        (-3.25, None, f"{MINUS}3,25"),
        (2.5, 0, "3"),
        (-0.04, 1, "0,0"),
        (7, 2, "7,00"),
        (Decimal("0.285"), 2, "0,29"),
    ],
)
def test_numbers(value: float | Decimal, digits: int | None, text: str) -> None:
    assert number(value, digits) == text


def test_shares() -> None:
    assert percent(0.92) == f"92,0{NBSP}%"
    assert percent(Decimal(152) / Decimal(550)) == f"27,6{NBSP}%"
    assert percent(1, digits=0) == f"100{NBSP}%"
    with using_language("en"):
        assert percent(0.92) == "92.0%"
        assert number(1234.5) == "1,234.5"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 байт"),
        (1, "1 байт"),
        (512, "512 байт"),
        (1023, "1023 байта"),
        (1024, "1 КБ"),
        (48 * 1024, "48 КБ"),
        (1_468_006, "1,4 МБ"),
        (1024 * 1024 - 1, "1 МБ"),
        (20 * 1024 * 1024, "20 МБ"),
        (3 * 1024**3, "3 ГБ"),
        (5000 * 1024**4, "5000 ТБ"),
    ],
)
def test_sizes(size: int, text: str) -> None:
    assert bytes_size(size).replace(NBSP, " ").replace("5 000", "5000") == text


@pytest.fixture
def environment() -> Environment:
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    install_in_jinja(environment)
    register_filters(environment)
    return environment


@pytest.mark.parametrize(
    ("expression", "value", "shown"),
    [
        ("x|date", date(2024, 10, 14), "14.10.2024"),
        ("x|datetime", datetime(2024, 10, 14, 7, 42, tzinfo=UTC), "14.10.2024, 10:42"),
        ("x|long_date", date(2024, 10, 14), "Понедельник, 14~октября 2024~г."),
        ("x|long_date(weekday=false)", date(2024, 10, 14), "14~октября 2024~г."),
        ("x|person", PersonName("Фролова", "Лидия", "Ивановна"), "Фролова~Л.И."),
        ("x|person", "Лидия Ивановна Фролова", "Фролова~Л.И."),
        ("x|person", "Классные <b>", "Классные &lt;b&gt;"),
        ("x|typo", "в <срок>", "в~&lt;срок&gt;"),
        ("x|typo", lazy_gettext("Today"), "Сегодня"),
        ("x|typo", Markup("<b>в срок</b>"), "<b>в~срок</b>"),
        ("x|number", 1234.5, "1~234,5"),
        ("x|number(2)", 1, "1,00"),
        ("x|percent", 0.92, "92,0~%"),
        ("x|size", 48 * 1024, "48~КБ"),
        ("x|date", None, "—"),
        ("x|person", None, "—"),
        ("x|percent", None, "—"),
        ("x|number", 0, "0"),
    ],
)
def test_filters(environment: Environment, expression: str, value: object, shown: str) -> None:
    template = environment.from_string("{{ " + expression + " }}")
    assert template.render(x=value).replace(NBSP, "~") == shown


def test_a_filter_does_not_hide_a_misspelt_name(environment: Environment) -> None:
    with pytest.raises(UndefinedError):
        environment.from_string("{{ unknown|date }}").render()
