# SPDX-License-Identifier: MIT
"""The registers and cards through their pages, for those who may and those who may not."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from python_calamine import load_workbook

from nastavnik.people import service
from nastavnik.people.service import MentorCard, PersonCard, RequestCard
from nastavnik.testing.clients import Visitor
from nastavnik.testing.worlds import World, in_tenant

from .test_import import MENTEES, as_csv

HOME = "/o/center/people"
PUPIL: dict[str, Any] = {
    "surname": "Ёлкина",
    "name": "Анна",
    "patronymic": "Петровна",
    "kind": "pupil",
    "birth_date": "01.05.2011",
    "post": "7 «Б»",
}


@pytest.fixture
def coordinator(visitor: Visitor, world: World) -> Visitor:
    visitor.sign_in(world.center.coordinator)
    return visitor


def said(answer: Any) -> str:
    """The text of a page with plain spaces."""
    return str(answer.text).replace("\u00a0", " ")


def sheet(visitor: Visitor, name: str) -> list[list[Any]]:
    """The rows of a workbook behind an address."""
    answer = visitor.get(f"{HOME}/{name}")
    data = answer.data
    answer.close()
    return load_workbook(BytesIO(data)).get_sheet_by_index(0).to_python()


def add(world: World, card: PersonCard) -> service.Person:
    with in_tenant(world.center):
        return service.add_person(card)


def test_a_person_is_added_once_and_a_namesake_only_on_purpose(coordinator: Visitor, world: World) -> None:
    first = coordinator.post(f"{HOME}/new", PUPIL)
    assert first.status_code == 303
    again = coordinator.post(f"{HOME}/new", PUPIL)
    assert again.status_code == 200
    assert "Похожие люди уже есть" in said(again)
    assert 'value="7 «Б»"' in again.text
    assert coordinator.post(f"{HOME}/new", {**PUPIL, "another": "1"}).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"surname": ""}, "Заполните это поле"),
        ({"birth_date": "31.02.2011"}, "28 дней"),
        ({"birth_date": "01.01.2199"}, "в будущем"),
        ({"post": "я" * 201}, "200"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_what_was_typed_stays(
    coordinator: Visitor, wrong: dict[str, str], sentence: str
) -> None:
    answer = coordinator.post(f"{HOME}/new", {**PUPIL, **wrong})
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert 'aria-invalid="true"' in answer.text
    assert "Петровна" in answer.text


def test_the_card_shows_and_records_who_read_it(coordinator: Visitor, world: World) -> None:
    person = add(world, PersonCard("Ёлкина", "Анна", "Петровна", birth_date=date(2011, 5, 1)))
    with in_tenant(world.center):
        service.enter_mentee(person.id, RequestCard("academic", "Подтянуть алгебру"))
    page = coordinator.get(f"{HOME}/{person.id}")
    assert "Подтянуть алгебру" in page.text
    assert world.center.coordinator.name in coordinator.get(f"{HOME}/{person.id}").text


def test_a_stale_form_overwrites_nothing(coordinator: Visitor, world: World) -> None:
    person = add(world, PersonCard("Ёлкина", "Анна"))
    with in_tenant(world.center):
        service.change_person(person.id, PersonCard("Ёлкина", "Анна", post="8 «А»"))
    answer = coordinator.post(f"{HOME}/{person.id}/edit", {**PUPIL, "seen": "1"})
    assert answer.status_code == 422
    assert "тем временем изменили" in said(answer)
    assert coordinator.post(f"{HOME}/{person.id}/edit", {**PUPIL, "seen": "2"}).status_code == 303


def test_profile_request_representative_and_state(coordinator: Visitor, world: World) -> None:
    person = add(world, PersonCard("Ёлкина", "Анна", birth_date=date(2011, 5, 1)))
    url = f"{HOME}/{person.id}"
    assert (
        coordinator.post(
            f"{url}/mentee", {"category": "academic", "author": "self", "priority": "2"}
        ).status_code
        == 303
    )
    assert (
        coordinator.post(
            f"{url}/requests/new", {"category": "career", "author": "parent", "priority": "1"}
        ).status_code
        == 303
    )
    mother = {"surname": "Ёлкина", "name": "Мария", "relation": "mother", "person": ""}
    assert coordinator.post(f"{url}/guardians/new", mother).status_code == 303
    assert coordinator.post(f"{url}/guardians/new", {"relation": "mother", "person": ""}).status_code == 422
    profile = {"source": "pupils", "meeting_format": "any", "competences": "Алгебра, Физика", "capacity": "1"}
    assert coordinator.post(f"{url}/mentor", profile).status_code == 303
    assert coordinator.post(f"{url}/mentor/state", {"state": "selected"}).status_code == 303
    assert coordinator.post(f"{url}/mentor/state", {"state": "candidate"}).status_code == 422
    page = coordinator.get(url).text
    for words in ("Алгебра", "Выбор профессии", "Ёлкина Мария", "Прошёл отбор"):
        assert words in page
    with in_tenant(world.center):
        link = service.guardians_of([person.id])[person.id][0].link_id
    assert coordinator.get(f"{url}/guardians/{link}/remove").status_code == 200
    assert coordinator.post(f"{url}/guardians/{link}/remove").status_code == 303
    assert "Ёлкина Мария" not in coordinator.get(url).text


def test_lists_are_bounded_filtered_and_exported_in_the_form(
    coordinator: Visitor, world: World, count_queries: Any
) -> None:
    with in_tenant(world.center):
        for letter in "абвгдежз":
            person = service.add_person(PersonCard(f"Соснин{letter}", "Пётр", kind="teacher"))
            service.enter_mentor(person.id, MentorCard("teachers", competences=(f"Тема {letter}",)))
            pupil = service.add_person(PersonCard(f"Дубов{letter}", "Олег"))
            service.enter_mentee(pupil.id, RequestCard("academic"))
    for register in ("mentors", "mentees"):
        with count_queries() as queries:
            assert coordinator.get(f"{HOME}/{register}").status_code == 200
        assert len(queries) <= 22, register
    assert "Соснинб" not in coordinator.get(f"{HOME}/mentors?q=соснина").text
    book = sheet(coordinator, "mentors.xlsx")
    assert tuple(book[0]) == service.MENTOR_FORM
    assert len(book) == 9
    book = sheet(coordinator, "mentees.xlsx?q=дубова")
    assert tuple(book[0]) == service.MENTEE_FORM
    assert book[1][1] == "Дубова Олег"


def test_a_spreadsheet_goes_from_page_to_page(coordinator: Visitor, world: World) -> None:
    upload = {"target": "mentees", "file": (BytesIO(as_csv(MENTEES)), "дети.csv")}
    answer = coordinator.post(f"{HOME}/import", upload, content_type="multipart/form-data")
    assert answer.status_code == 303
    columns = answer.location
    assert "Основной запрос" in coordinator.get(columns).text
    chosen = {
        f"column_{place}": name
        for place, name in enumerate(
            ("", "full_name", "birth_date", "post", "request", "guardian", "guardian_phone")
        )
    }
    rows = coordinator.post(columns, {**chosen, "kind": ""}).location
    page = said(coordinator.get(rows))
    assert "29 дней" in page
    assert "Загрузить 2 строки" in page
    started = coordinator.post(rows.replace("/rows", "/start"))
    assert started.status_code == 303
    assert "/jobs/" in started.location
    assert coordinator.get(columns).status_code == 303


def test_a_file_that_is_no_table_is_refused_beside_the_field(coordinator: Visitor) -> None:
    upload = {"target": "mentees", "file": (BytesIO(b"%PDF-1.7"), "a.pdf")}
    answer = coordinator.post(f"{HOME}/import", upload, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Сохраните её как XLSX" in said(answer)
    answer = coordinator.post(f"{HOME}/import", {"target": "mentees"})
    assert answer.status_code == 422


def test_strangers_find_nobody_and_executors_may_not(visitor: Visitor, world: World) -> None:
    person = add(world, PersonCard("Ёлкина", "Анна"))
    urls = [
        f"{HOME}/mentees",
        f"{HOME}/{person.id}",
        f"{HOME}/{person.id}/edit",
        f"{HOME}/mentees.xlsx",
        f"{HOME}/import",
    ]
    visitor.sign_in(world.center.executor)
    assert {visitor.get(url).status_code for url in urls} == {403}
    visitor.sign_out()
    for stranger in (world.ankudinovskaya.coordinator, world.officer):
        visitor.sign_in(stranger)
        assert {visitor.get(url).status_code for url in urls} == {404}
        visitor.sign_out()
    visitor.sign_in(world.ankudinovskaya.coordinator)
    assert visitor.get(f"/o/ankudinovskaya/people/{person.id}").status_code == 404
    assert visitor.post(f"/o/ankudinovskaya/people/{person.id}/edit", PUPIL).status_code == 404
