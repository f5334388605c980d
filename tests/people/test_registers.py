# SPDX-License-Identifier: MIT
"""Persons, the two registers, requests and representatives through the service."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.people import service
from nastavnik.people.ages import full_years, is_minor
from nastavnik.people.service import (
    Listing,
    MenteeFilter,
    MentorCard,
    MentorFilter,
    Overtaken,
    PersonCard,
    RequestCard,
)
from nastavnik.testing.worlds import World, in_tenant

from .conftest import RIGHTS

PUPIL = PersonCard("Ёлкина", "Анна", "Петровна", birth_date=date(2011, 5, 1), post="7 «Б» класс")
TEACHER = PersonCard("Абрамов", "Пётр", kind="teacher", post="учитель физики", email="Abramov@School.Example")


def test_a_person_is_kept_tidy(at_work: World) -> None:
    person = service.add_person(TEACHER)
    assert (person.email, person.birth_year) == ("abramov@school.example", None)
    assert service.add_person(PUPIL).birth_year == 2011


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"surname": "  "}, "surname"),
        ({"name": ""}, "name"),
        ({"kind": "wizard"}, "kind"),
        ({"birth_date": date(2999, 1, 1)}, "birth_date"),
        ({"birth_date": date(1800, 1, 1)}, "birth_date"),
        ({"birth_date": None, "birth_year": 1800}, "birth_year"),
        ({"post": "я" * 300}, "post"),
    ],
)
def test_a_wrong_card_is_refused_by_its_field(at_work: World, wrong: dict[str, Any], field: str) -> None:
    given = {"surname": "Ёлкина", "name": "Анна", **wrong}
    with pytest.raises(Refused) as refusal:
        service.add_person(PersonCard(**given))
    assert refusal.value.field == field


def test_a_correction_keeps_what_was_before_and_does_not_overwrite_another(at_work: World) -> None:
    person = service.add_person(PUPIL)
    seen = person.version
    service.change_person(person.id, PersonCard("Ёлкина", "Анна", "Павловна", post="8 «Б» класс"), seen=seen)
    with pytest.raises(Overtaken):
        service.change_person(person.id, PUPIL, seen=seen)
    assert service.get_person(person.id).patronymic == "Павловна"


def test_search_takes_yo_for_ye_and_any_case(at_work: World) -> None:
    person = service.add_person(PUPIL)
    assert [one.id for one in service.find_people("елкина АН")] == [person.id]
    assert service.find_people("елкина мария") == []
    assert service.find_people("  ") == []
    assert service.find_people("%") == []


def test_opening_a_card_is_recorded(at_work: World) -> None:
    person = service.add_person(PUPIL)
    assert service.readings_of(person.id) == []
    service.open_card(person.id)
    assert [one.name for one in service.readings_of(person.id)] == [at_work.center.coordinator.name]


def test_a_neighbour_and_a_person_without_the_right_see_nobody(at_work: World) -> None:
    person = service.add_person(PUPIL)
    with (
        in_tenant(at_work.ankudinovskaya, at_work.ankudinovskaya.coordinator, rights=RIGHTS),
        pytest.raises(NotFound),
    ):
        service.get_person(person.id)
    with in_tenant(at_work.center, at_work.center.executor), pytest.raises(Forbidden):
        service.get_person(person.id)


def test_a_mentor_goes_along_the_stages_and_not_past_them(at_work: World) -> None:
    person = service.add_person(TEACHER)
    mentor = service.enter_mentor(
        person.id,
        MentorCard(
            "teachers", competences=("Физика", "физика", "Робототехника"), hours_per_week=Decimal("1.5")
        ),
    )
    titles = [topic.title for topic in service.topics_of_mentors([mentor.id])[mentor.id]]
    assert titles == ["Робототехника", "Физика"]
    with pytest.raises(Refused):
        service.set_mentor_state(mentor.id, "active")
    for state in ("selected", "trained", "active", "left"):
        assert service.set_mentor_state(mentor.id, state).state == state
    assert service.get_mentor(mentor.id).left_on == today()
    with pytest.raises(Refused) as refusal:
        service.enter_mentor(person.id, MentorCard("teachers"))
    assert refusal.value.field == "person"


def test_mentors_are_listed_filtered_and_paged_in_two_queries(at_work: World, count_queries: Any) -> None:
    for number in range(7):
        person = service.add_person(PersonCard(f"Наставников{'абвгдеж'[number]}", "Иван", kind="teacher"))
        service.enter_mentor(person.id, MentorCard("teachers", forms=("TEACHER_TEACHER",)))
    with count_queries() as queries:
        page = service.mentors(MentorFilter(form="TEACHER_TEACHER", listing=Listing("-name", page=2, size=3)))
    assert len(queries) <= 2
    assert (page.total, page.pages, [person.surname[-1] for _, person in page.rows]) == (
        7,
        3,
        ["г", "в", "б"],
    )
    assert service.mentors(MentorFilter(form="STUDENT_STUDENT")).total == 0
    assert service.mentors(MentorFilter(text="наставникове")).total == 1
    assert service.mentor_counts() == {"candidate": 7}


def test_requests_of_a_mentee(at_work: World) -> None:
    person = service.add_person(PUPIL)
    mentee = service.enter_mentee(person.id, RequestCard("academic", "Алгебра", 1, topics=("Математика",)))
    second = service.add_request(mentee.id, RequestCard("career", author="parent", priority=3))
    service.set_request_state(second.id, "withdrawn")
    first, last = service.requests_of([mentee.id])[mentee.id]
    assert (first.category, last.state, last.closed_on) == ("academic", "withdrawn", today())
    assert service.mentees(MenteeFilter(category="career")).total == 0
    assert service.mentees(MenteeFilter(category="academic")).total == 1
    with pytest.raises(Refused) as refusal:
        service.add_request(mentee.id, RequestCard("astrology"))
    assert refusal.value.field == "category"


def test_representatives(at_work: World) -> None:
    minor, mother = (
        service.add_person(PUPIL),
        service.add_person(PersonCard("Ёлкина", "Мария", kind="guardian")),
    )
    service.add_guardian(minor.id, mother.id, "mother")
    assert [one.name.short for one in service.guardians_of([minor.id])[minor.id]] == ["Ёлкина\u00a0М."]
    assert list(service.minors_of(mother.id)) == [minor.id]
    with pytest.raises(Refused):
        service.add_guardian(minor.id, mother.id, "mother")
    with pytest.raises(Refused):
        service.add_guardian(minor.id, minor.id, "mother")


def test_a_link_is_used_once_and_only_by_its_form(at_work: World) -> None:
    from nastavnik.foundation.change import change

    person = service.add_person(PUPIL)
    with change() as tx:
        first = service.issue_link(tx, person.id, "feedback", person.id)
    with change() as tx:
        token = service.issue_link(tx, person.id, "feedback", person.id)
    assert service.look_at_link(first, "feedback").state == "expired"
    assert service.look_at_link(token, "feedback").state == "open"
    with pytest.raises(NotFound):
        service.look_at_link(token, "consent")
    with change() as tx:
        service.use_link(tx, token, "feedback")
        tx.record("people.link_issued")
    with pytest.raises(Refused), change() as tx:
        service.use_link(tx, token, "feedback")


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2016, 12, 31), date(2026, 12, 31), 10),
        (date(2017, 1, 1), date(2026, 12, 31), 9),
        (date(2006, 12, 31), date(2026, 12, 31), 20),
        (date(2007, 1, 1), date(2026, 12, 31), 19),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
    ],
)
def test_full_years(born: date, on: date, age: int) -> None:
    assert full_years(born, None, on) == age
    assert is_minor(born, None, on) is (age < 18)


def test_a_year_alone_errs_on_the_safe_side() -> None:
    assert full_years(None, 2008, date(2026, 12, 31)) == 17
    assert full_years(None, None, today() - timedelta(days=1)) is None


def test_people_are_fetched_by_their_identifiers_in_one_query(world: World, count_queries: Any) -> None:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        kept = [service.add_person(PersonCard(f"Дубов{letter}", "Олег")).id for letter in "абв"]
        with count_queries() as queries:
            found = service.persons_by_id(kept[1:])
        assert len(queries) == 1
        assert {key: person.surname for key, person in found.items()} == {
            kept[1]: "Дубовб",
            kept[2]: "Дубовв",
        }
        assert service.persons_by_id([]) == {}
    neighbour = world.ankudinovskaya
    with in_tenant(neighbour, neighbour.coordinator, rights=RIGHTS):
        assert service.persons_by_id(kept) == {}
    with in_tenant(world.center, world.center.executor), pytest.raises(Forbidden):
        service.persons_by_id(kept)
