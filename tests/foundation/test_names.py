# SPDX-License-Identifier: MIT
"""Names of people: read in any order, shown the Russian way, compared, put into a case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nastavnik.foundation.i18n import using_language
from nastavnik.foundation.names import NBSP, NotAName, PersonName, short_name

GIVEN = st.sampled_from(["Лидия", "Анна-Мария", "Пётр", "Нино", "Лев", "Ян"])
SURNAMES = st.sampled_from(["Фролова", "Иванов-Петров", "Шевчук", "Ёлкина", "О'Коннор", "Ли", "Живаго"])
PATRONYMICS = st.sampled_from(["", "Ивановна", "Ильич", "Саввична", "Гасан оглы"])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Фролова Л.И.", ("Фролова", "Л.", "И.")),
        ("Фролова\u00a0Л. И.", ("Фролова", "Л.", "И.")),
        ("Фролова Л.И", ("Фролова", "Л.", "И.")),
        ("Л.И. Фролова", ("Фролова", "Л.", "И.")),
        ("М.В.Пожванюк", ("Пожванюк", "М.", "В.")),
        ("Фролова Лидия Ивановна", ("Фролова", "Лидия", "Ивановна")),
        ("Лидия Ивановна Фролова", ("Фролова", "Лидия", "Ивановна")),
        ("Лидия Ивановна", ("", "Лидия", "Ивановна")),
        ("ФРОЛОВА  ЛИДИЯ ИВАНОВНА,", ("Фролова", "Лидия", "Ивановна")),
        ("фролова л.и.", ("Фролова", "Л.", "И.")),
        ("Иванов-Петров А.", ("Иванов-Петров", "А.", "")),
        ("Иванова – Петрова Анна", ("Иванова-Петрова", "Анна", "")),
        ("Алиев Рашид Гасан оглы", ("Алиев", "Рашид", "Гасан оглы")),
        ("фон Корен Николай Васильевич", ("фон Корен", "Николай", "Васильевич")),
        ("О'Коннор Дж.", ("О'Коннор", "Дж.", "")),
        ("Фролова", ("Фролова", "", "")),
    ],
)
def test_a_name_is_read_in_any_order(text: str, parts: tuple[str, str, str]) -> None:
    assert PersonName.parse(text) == PersonName(*parts)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "Л.И.",
        "классные руководители",
        "Классные руководители",
        "и.о. директора",
        "г. Кстово",
        "Зам. директора по УВР",
        "Иванов А.А., Петров Б.Б.",
        "Методист Фролова Л.И.",
        "5 А класс",
        "Фролова Л.И. – методист",
    ],
)
def test_what_is_not_one_person_is_refused(text: str) -> None:
    with pytest.raises(NotAName, match="Имя пишут так: Фролова Лидия Ивановна"):
        PersonName.parse(text)
    assert short_name(text) == text


def test_how_a_name_is_shown() -> None:
    name = PersonName("Фролова", "Лидия", "Ивановна")
    assert name.short == f"Фролова{NBSP}Л.И."
    assert name.signature == f"Л.И.{NBSP}Фролова"
    assert name.full == str(name) == "Фролова Лидия Ивановна"
    assert PersonName("Фролова").short == PersonName("Фролова").signature == "Фролова"
    assert PersonName("Фролова", "Л.", "И.").full == f"Фролова{NBSP}Л.И."
    assert PersonName("", "Лидия", "Ивановна").short == "Лидия Ивановна"
    assert short_name("Лидия Ивановна Фролова") == name.short


def test_names_that_may_be_one_person() -> None:
    full = PersonName.parse("Ёлкина-Семёнова Лидия Ивановна")
    for text in ("Елкина-Семенова Л.И.", "ЁЛКИНА - СЕМЁНОВА Л.И.", "Ёлкина–Семёнова  Лидия Ивановна"):
        other = PersonName.parse(text)
        assert other.match_key == full.match_key == "елкина-семенова л и"
        assert other.matches(full)
        assert full.matches(other)
    assert full.matches(PersonName.parse("Елкина-Семенова Л."))
    assert full.matches(PersonName.parse("Елкина-Семенова"))


@pytest.mark.parametrize("text", ["Ёлкина Л.И.", "Ёлкина-Семёнова Л.П.", "Ёлкина-Семёнова Людмила Ивановна"])
def test_names_that_are_two_people(text: str) -> None:
    assert not PersonName.parse("Ёлкина-Семёнова Лидия Ивановна").matches(PersonName.parse(text))


@pytest.mark.parametrize(
    ("text", "genitive", "dative"),
    [
        ("Фролова Л.И.", f"Фроловой{NBSP}Л.И.", f"Фроловой{NBSP}Л.И."),
        ("Фролова Лидия Ивановна", "Фроловой Лидии Ивановны", "Фроловой Лидии Ивановне"),
        ("Шевчук Анна Петровна", "Шевчук Анны Петровны", "Шевчук Анне Петровне"),
        ("Гайдай Пётр Ильич", "Гайдая Петра Ильича", "Гайдаю Петру Ильичу"),
        ("Амелькин А.В.", f"Амелькина{NBSP}А.В.", f"Амелькину{NBSP}А.В."),
        ("Живаго Юрий Андреевич", "Живаго Юрия Андреевича", "Живаго Юрию Андреевичу"),
        ("Мышкина-Иванова Нино", "Мышкиной-Ивановой Нино", "Мышкиной-Ивановой Нино"),
    ],
)
def test_cases(text: str, genitive: str, dative: str) -> None:
    name = PersonName.parse(text)
    assert name.genitive().full == genitive
    assert name.dative().full == dative


def test_a_name_that_does_not_tell_its_gender_waits_to_be_told() -> None:
    name = PersonName.parse("Пожванюк М.В.")
    assert name.sex is None
    assert name.dative() == name
    assert name.dative(sex="male").short == f"Пожванюку{NBSP}М.В."
    assert name.dative(sex="female").short == f"Пожванюк{NBSP}М.В."


def test_a_person_has_the_last_word_about_a_case() -> None:
    assert PersonName.parse("Лев Борис").genitive(override="Льва Бориса").full == "Льва Бориса"


def test_the_refusal_is_translated() -> None:
    with using_language("en"), pytest.raises(NotAName, match="A name is written like this"):
        PersonName.parse("")


@given(SURNAMES, GIVEN, PATRONYMICS)
def test_a_name_survives_being_written_and_read(surname: str, name: str, patronymic: str) -> None:
    person = PersonName(surname, name, patronymic)
    assert PersonName.parse(person.full) == person
    for text in (person.short, person.signature, person.full.upper()):
        assert PersonName.parse(text).matches(person)
        assert PersonName.parse(text).short == person.short or patronymic.endswith("оглы") or "'" in surname


@given(st.text(max_size=40) | st.text(alphabet="АИван.ова -ич’", max_size=24))
def test_reading_gives_a_name_or_a_refusal(text: str) -> None:
    shown = short_name(text)
    assert shown == text or PersonName.parse(text).short == shown
