# SPDX-License-Identifier: MIT
"""Two spreadsheets as a school keeps them: ten mentors of an enterprise and thirty pupils, five rows with mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from nastavnik.foundation.dates import format_date
from nastavnik.testing.pairs import born

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MENTOR_HEADS = ("ФИО", "Категория", "Место работы", "Компетенции", "Часов в неделю", "Эл. почта")
MENTEE_HEADS = (
    *("ФИО", "Дата рождения", "Класс", "Основной запрос", "Эл. почта"),
    *("ФИО родителя", "Кем приходится", "Эл. почта родителя"),
)
MENTORS = (
    *("Кузнечихин", "Токарева", "Слесаренко", "Сварщикова", "Литейщиков"),
    *("Чертёжникова", "Станкова", "Фрезеров", "Шлифовалова", "Наладчиков"),
)
MENTEES = (
    *("Василькова", "Ромашкина", "Подорожников", "Одуванчикова", "Колокольцев", "Клеверова"),
    *("Медуницын", "Купавина", "Лютикова", "Незабудкин", "Пионова", "Астрова"),
    *("Георгинов", "Гладиолусова", "Ирисов", "Левкоева", "Лилейникова", "Маргариткина"),
    *("Нарциссов", "Настурциева", "Петуньева", "Примулин", "Резедова", "Фиалкин"),
    *("Флоксова", "Хризантемова", "Цинниев", "Шафранова", "Эдельвейсов", "Ясменникова"),
)
GUARDIAN = "Представителева"


def address_of(surname: str, who: str = "person") -> str:
    """The invented address of somebody in the sheets."""
    place = (MENTORS + MENTEES).index(surname)
    return f"{who}{place}@families.example"


def mentors_sheet() -> bytes:
    """Ten good rows, two bad: no name, an address that is none."""
    good = [
        (f"{name} Павел Олегович", "работник предприятия", "Завод", "Физика; Черчение", "2", address_of(name))
        for name in MENTORS
    ]
    bad = [
        ("", "работник предприятия", "Завод", "Физика", "2", "nobody@families.example"),
        ("Безадресов Пётр Ильич", "работник предприятия", "Завод", "Физика", "2", "почта на заводе"),
    ]
    return _book((MENTOR_HEADS, *good[:5], *bad, *good[5:]))


def mentees_sheet() -> bytes:
    """Thirty good rows, three bad: a day that there is not, a birth ahead, no first name. The first is fifteen, the others thirteen."""
    good = [
        (
            *(f"{name} Женя Олеговна", format_date(born(13 if place else 15)), "8А", "Выбрать профессию"),
            *(address_of(name), f"{GUARDIAN} Мария {name}", "мать", address_of(name, "guardian")),
        )
        for place, name in enumerate(MENTEES)
    ]
    bad = [
        ("Тридцатьпервова Анна", "31.02.2012", "8А", "Выбрать профессию", "", "", "", ""),
        ("Будущев Пётр Ильич", "01.05.2099", "1А", "Выбрать профессию", "", "", "", ""),
        ("Однословова", format_date(born(13)), "8А", "Выбрать профессию", "", "", "", ""),
    ]
    return _book((MENTEE_HEADS, *good[:7], *bad, *good[7:]))


def _book(rows: Sequence[Sequence[str]]) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return stream.getvalue()
