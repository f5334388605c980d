# SPDX-License-Identifier: MIT
"""Spreadsheets of people: what is recognised, what goes in, what comes back, and what a second time does."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from nastavnik.people import service
from nastavnik.people.importing import UnreadableTable, fingerprint, guess_mapping, read_table, understand
from nastavnik.people.service import MenteeFilter, MentorFilter, Report, run_import
from nastavnik.testing.worlds import World

MENTEES = (
    ("База наставляемых",),
    ("№", "ФИО", "Дата рождения", "Класс", "Основной запрос", "ФИО родителя", "Телефон родителя"),
    ("1", "2", "3", "4", "5", "6", "7"),
    ("1", "Ёлкина Анна Петровна", "01.05.2011", "7 «Б»", "подтянуть математику", "Ёлкина Мария Ивановна (мать)", "+7 900 000-00-01"),
    ("2", "Соснин Пётр Ильич", "12.11.2010", "8 «А»", "выбор профессии", "", ""),
    ("3", "Берёзова Ю.", "31.02.2012", "7", "", "", ""),
    ("4", "", "", "", "", "", ""),
    ("5", "Ёлкин Анатолий Петрович", "01.05.2099", "1", "", "", ""),
)  # fmt: skip
MENTORS = (
    ("Фамилия", "Имя", "Отчество", "Категория", "Компетенции", "Желаемый возраст наставляемых", "Часов в неделю", "E-mail"),
    ("Абрамов", "Пётр", "Ильич", "учитель", "Физика; Робототехника", "12–15", "1,5", "Abramov@School.example"),
    ("Внешнев", "Олег", "", "работник предприятия", "Сварка", "14", "много", ""),
)  # fmt: skip


def as_csv(rows: tuple[tuple[str, ...], ...], encoding: str = "cp1251") -> bytes:
    return "\r\n".join(";".join(f'"{cell}"' for cell in row) for row in rows).encode(encoding)


def as_xlsx(rows: tuple[tuple[str, ...], ...]) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return stream.getvalue()


def bring_in(data: bytes, target: str = "mentees", **more: Any) -> Report:
    table = read_table(data)
    return run_import(table, guess_mapping(table.headings, target), target, **more)


@pytest.mark.parametrize(
    "data",
    [as_csv(MENTEES), as_csv(MENTEES, "utf-8-sig"), as_xlsx(MENTEES)],
    ids=["CSV of cp1251", "CSV of UTF-8", "XLSX"],
)
def test_good_rows_go_in_and_bad_ones_come_back(at_work: World, data: bytes) -> None:
    report = bring_in(data)
    assert report.counts() == {"rows": 5, "created": 2, "updated": 0, "unchanged": 0, "rejected": 3}
    assert [(one.row, one.column) for one in report.rejected] == [
        (6, "ФИО"),
        (6, "Дата рождения"),
        (7, "ФИО"),
        (8, "Дата рождения"),
    ]
    assert "29 дней" in report.rejected[1].message
    mentee, person = service.mentees(MenteeFilter(text="елкина")).rows[0]
    assert [one.category for one in service.requests_of([mentee.id])[mentee.id]] == ["academic"]
    guardian = service.guardians_of([person.id])[person.id][0]
    assert (guardian.name.full, guardian.relation, guardian.phone) == (
        "Ёлкина Мария Ивановна",
        "mother",
        "+7 900 000-00-01",
    )


def test_a_second_time_doubles_nothing_and_a_change_updates(at_work: World) -> None:
    bring_in(as_csv(MENTEES))
    again = bring_in(as_csv(MENTEES))
    assert again.counts() == {"rows": 5, "created": 0, "updated": 0, "unchanged": 2, "rejected": 3}
    moved = tuple(tuple(cell.replace("7 «Б»", "8 «Б»") for cell in row) for row in MENTEES)
    changed = bring_in(as_csv(moved))
    assert (changed.updated, changed.unchanged) == (1, 1)
    assert service.mentees(MenteeFilter()).total == 2
    assert service.find_people("елкина анна")[0].post == "8 «Б»"


def test_a_dry_run_says_the_same_and_writes_nothing(at_work: World) -> None:
    foreseen = bring_in(as_csv(MENTEES), dry_run=True)
    assert service.find_people("елкина") == []
    assert foreseen.as_json() == bring_in(as_csv(MENTEES)).as_json()
    assert bring_in(as_csv(MENTEES), dry_run=True).as_json() == bring_in(as_csv(MENTEES)).as_json()


def test_mentors_with_their_profiles(at_work: World) -> None:
    report = bring_in(as_xlsx(MENTORS), "mentors")
    assert (report.created, [one.column for one in report.rejected]) == (1, ["Часов в неделю"])
    mentor, person = service.mentors(MentorFilter()).rows[0]
    assert (mentor.source, mentor.preferred_from, mentor.preferred_to, str(mentor.hours_per_week)) == (
        "teachers",
        12,
        15,
        "1.5",
    )
    assert (person.kind, person.email) == ("teacher", "abramov@school.example")
    titles = {topic.title for topic in service.topics_of_mentors([mentor.id])[mentor.id]}
    assert titles == {"Физика", "Робототехника"}


def test_namesakes_are_told_apart_by_birth_and_never_merged_by_chance(at_work: World) -> None:
    head = ("ФИО", "Дата рождения")
    name = "Иванов Иван Иванович"
    report = bring_in(as_csv((head, (name, "01.05.2011"), (name, "02.06.2012"))))
    assert report.created == 2
    report = bring_in(as_csv((("ФИО", "Класс"), (name, "7"))))
    assert [one.column for one in report.rejected] == ["ФИО"]


def test_one_person_twice_in_a_file_is_one_person(at_work: World) -> None:
    report = bring_in(as_csv((("ФИО",), ("Иванов Иван Иванович",), ("ИВАНОВ  Иван Иванович",))))
    assert (report.created, report.unchanged) == (1, 1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 \x00",
        b"PK\x03\x04broken",
        "Что-то;другое\n1;2\n".encode(),
        "ФИО\n".encode(),
        b"\xff\xfe\x00\x98",
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableTable) as refusal:
        read_table(data)
    assert refusal.value.field == "file"
    assert len(refusal.value.message) > 10


def test_the_same_headings_have_the_same_fingerprint() -> None:
    one, two = read_table(as_csv(MENTEES)), read_table(as_xlsx(MENTEES))
    assert fingerprint(one.headings, "mentees") == fingerprint(two.headings, "mentees")
    assert fingerprint(one.headings, "mentees") != fingerprint(one.headings, "people")


def test_contacts_in_one_cell_are_taken_apart() -> None:
    row = understand(
        {"full_name": "Иванов Иван", "contacts": "8 (900) 000-00-01, Ivan@Mail.example"}, "people"
    )
    assert (row.person["phone"], row.person["email"].lower()) == ("8 (900) 000-00-01", "ivan@mail.example")


def test_forms_of_the_model_are_recognised(tmp_path: Path) -> None:
    official = (
        *("№", "ФИО", "Контактные данные", "Место работы/учебы", "Основные компетенции"),
        *("Важные для программы достижения", "Интересы", "Желаемый возраст наставляемых"),
        *("Ресурс времени на программу", "Дата вхождения"),
    )
    mapping = guess_mapping(official, "mentors")
    assert list(mapping.values()) == [
        *("full_name", "contacts", "workplace", "competences", "achievements", "interests"),
        *("preferred_age", "hours_per_week", "entered_on"),
    ]
