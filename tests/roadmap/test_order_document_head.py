# SPDX-License-Identifier: MIT
"""Heads of orders and plans: who, when, on what ground, for which period."""

from __future__ import annotations

from datetime import date

import pytest

from nastavnik.roadmap.order_document import read_order
from nastavnik.roadmap.order_document.days import find_date, find_period, parse_date
from nastavnik.roadmap.order_document.head import OrderHead
from nastavnik.roadmap.order_document.organisations import addressed_to, normalised, same

from .order_files import as_text, made_up

CENTRE = "Муниципальное автономное учреждение дополнительного образования «Центр внешкольной работы имени С.А. Криворотовой»"


def head_of(*lines: str) -> OrderHead:
    return read_order(as_text(made_up(("1", "Дело", "май", "РНЦ", ""), head=lines))).order


def test_an_order_in_capitals_with_a_number_beside_its_date() -> None:
    head = head_of(
        "Департамент образования",
        "МУНИЦИПАЛЬНОЕ БЮДЖЕТНОЕ ОБЩЕОБРАЗОВАТЕЛЬНОЕ УЧРЕЖДЕНИЕ",
        '"СРЕДНЯЯ ШКОЛА № 5"',
        "ПРИКАЗ № 112-о от 31 августа 2024 г.",
        "О реализации программы наставничества",
        "На основании распоряжения Минпросвещения России от 25.12.2019 № Р-145 «Об утверждении методологии», "
        "письма Министерства образования от 01.02.2024 № 12/3, приказываю:",
        "1. Утвердить план.",
        "И.о. директора _________ Иванова Мария Петровна",
    )
    assert head == OrderHead(
        number="112-о",
        date=date(2024, 8, 31),
        title="О реализации программы наставничества",
        basis="распоряжение Минпросвещения России от 25.12.2019 № Р-145; "
        "письмо Министерства образования от 01.02.2024 № 12/3",
        organisation="Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 5»",
        signatory="М.П. Иванова",
        signatory_post="И.о. директора",
    )


def test_the_date_above_the_word_order() -> None:
    head = head_of(
        "МБОУ «Школа № 5»", "«01» сентября 2024 г.  № 7", "ПРИКАЗ", "Об утверждении плана", "приказываю:"
    )
    assert (head.number, head.date) == ("7", date(2024, 9, 1))
    assert head.organisation == "МБОУ «Школа № 5»"


def test_a_plan_that_the_director_approves_himself() -> None:
    head = head_of(
        "УТВЕРЖДАЮ",
        "Директор МБОУ СОШ № 5",
        "__________ И.И. Иванов",
        "«31» августа 2024 г.",
        "Дорожная карта",
        "по наставничеству на 2024-2025 учебный год",
    )
    assert head.approved_on == date(2024, 8, 31)
    assert head.number is None
    assert head.title == "Дорожная карта по наставничеству на 2024-2025 учебный год"
    assert (head.signatory, head.organisation) == ("И.И. Иванов", "МБОУ СОШ № 5")


def test_the_organisation_from_the_title_of_the_plan() -> None:
    head = head_of(
        "УТВЕРЖДЕНА приказом директора от 31.08.2024 № 12",
        "План мероприятий",
        "муниципального автономного учреждения дополнительного образования «Центр» на 2024-2025 гг.",
    )
    assert head.organisation == "Муниципальное автономное учреждение дополнительного образования «Центр»"
    assert (head.number, head.date) == ("12", date(2024, 8, 31))


@pytest.mark.parametrize(
    ("text", "ordered_on", "first", "last"),
    [
        ("на 2023-2024 гг.", None, "2023-01-01", "2024-12-31"),
        ("на 2023 – 2024 годы", date(2023, 2, 27), "2023-02-27", "2024-12-31"),
        ("на 2023-2024 гг.", date(2022, 12, 1), "2023-01-01", "2024-12-31"),
        ("на 2023, 2024 и 2025 годы", None, "2023-01-01", "2025-12-31"),
        ("на период с 2023 по 2025 год", None, "2023-01-01", "2025-12-31"),
        ("на 2024/2025 учебный год", date(2024, 9, 15), "2024-09-01", "2025-08-31"),
        ("на 2024-25 уч. год", None, "2024-09-01", "2025-08-31"),
        ("на 2025 год", None, "2025-01-01", "2025-12-31"),
        ("на I полугодие 2025 года", None, "2025-01-01", "2025-06-30"),
        ("с 01.09.2024 по 31.05.2025", None, "2024-09-01", "2025-05-31"),
        ("с 1 сентября 2024 года по 31 мая 2025 года", None, "2024-09-01", "2025-05-31"),
        ("до 2030 года", date(2024, 3, 1), "2024-03-01", "2030-12-31"),
        ("до 31.12.2026", date(2024, 3, 1), "2024-03-01", "2026-12-31"),
    ],
)
def test_periods(text: str, ordered_on: date | None, first: str, last: str) -> None:
    period = find_period(f"План мероприятий {text}", ordered_on)
    assert period is not None
    assert (period.start.isoformat(), period.end.isoformat()) == (first, last)


def test_no_period_is_made_up() -> None:
    assert find_period("План мероприятий до 2030 года", None) is None
    assert find_period("План мероприятий", date(2024, 1, 1)) is None
    assert find_period("План от 28.02.2023 года", None) is None


def test_dates() -> None:
    assert parse_date("27.02.23") == date(2023, 2, 27)
    assert parse_date("«27» февраля 2023") == date(2023, 2, 27)
    assert parse_date("31.02.2023") is None
    assert find_date("от 31.02.2023, исправлено 1 марта 2023 г.") == date(2023, 3, 1)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Дело (для МАОУ Анкудиновская СШ)", "МАОУ Анкудиновская СШ"),
        ("Дело (только для МАДОУ № 3)", "МАДОУ № 3"),
        ("Дело (для Анкудиновской школы) и ещё", "Анкудиновской школы"),
        ("Дело (для педагогов)", None),
        ("Дело (для обучающихся 8-9 классов)", None),
        ("Дело (для учащихся «группы риска»)", None),
        ("Дело (для школ района)", None),
    ],
)
def test_whom_a_measure_is_addressed_to(title: str, name: str | None) -> None:
    assert addressed_to(title) == name


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("МАОУ Анкудиновская СШ", "Муниципальное автономное учреждение «Анкудиновская средняя школа»", True),
        ("Анкудиновской школы", "МАОУ «Анкудиновская СШ»", True),
        ("МАОУ Анкудиновская СШ", CENTRE, False),
        ("МАУ ДО ЦВР", CENTRE, True),
        ("МБОУ СШ №5", "МБОУ «Средняя школа № 5»", True),
        ("МБОУ СШ № 5", "МБОУ «Средняя школа № 3»", False),
    ],
)
def test_whether_two_names_are_one_organisation(one: str, other: str, equal: bool) -> None:
    assert same(one, other) is equal
    assert same(other, one) is equal


def test_names_in_capitals() -> None:
    assert normalised(CENTRE.upper()) == CENTRE
    assert normalised('МАОУ "Гимназия № 4"') == "МАОУ «Гимназия № 4»"
    assert normalised("МБДОУ ДЕТСКИЙ САД № 3 «СОЛНЫШКО»") == "МБДОУ детский сад № 3 «Солнышко»"
