# SPDX-License-Identifier: MIT
"""Probable duplicates: how they are found, told apart, and made one person with the whole history."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask

from nastavnik.consents import service as consents
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.ids import new_id
from nastavnik.matches import service as matches
from nastavnik.people import service
from nastavnik.people.service import MentorCard, Person, PersonCard, merging
from nastavnik.people.service.likeness import Face, alike, pairs_alike
from nastavnik.plugins import Plugins
from nastavnik.programmes import service as programmes
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import (
    RIGHTS,
    give_consent,
    make_active,
    make_mentee,
    make_mentor,
    make_programme,
)
from nastavnik.testing.worlds import World, in_tenant

HOME = "/o/center/people"
BORN = date(2011, 4, 5)


@pytest.fixture
def at_work(world: World, app: Flask) -> Iterator[World]:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        yield world


@pytest.fixture
def plugins(app: Flask) -> Plugins:
    found: Plugins = app.extensions["nastavnik.plugins"]
    return found


def face(names: str, born: date | None = None, year: int | None = None) -> Face:
    surname, name, patronymic = [*names.split(), "", ""][:3]
    return Face.of(new_id(), (surname, name, patronymic), born, year)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (("Ёлкина Анна Петровна", BORN), ("Елкина Анна Петровна", BORN), "same_birthday"),
        (("Ёлкина Анна Петровна", BORN), ("Ёлкина А. П.", BORN), "same_birthday"),
        (("Ёлкина Анна", BORN), ("Елкнна Анна", BORN), "same_birthday"),
        (("Ёлкина Анна Петровна", None), ("Елкина Анна", None), "same_name"),
        (("Ёлкина Анна Петровна", BORN), ("Ёлкина Анна Петровна", date(2011, 5, 5)), "same_name"),
        (("Берёзкина Анна", None), ("Березикна Анна", None), "typing"),
        (("Берёзкина Анна", None), ("Берёзкина Анан", None), "typing"),
        (("Ёлкина Анна Петровна", BORN), ("Ёлкина Анна Петровна", date(2009, 1, 2)), None),
        (("Ёлкина Анна", BORN), ("Ёлкина Мария", BORN), None),
        (("Ёлкина Анна Петровна", None), ("Ёлкина Анна Сергеевна", None), None),
        (("Ли Ян", None), ("Ти Ян", None), None),
        (("Ёлкина Анна", None), ("Сосновский Пётр", None), None),
    ],
)
def test_two_cards_are_compared(
    one: tuple[str, date | None], other: tuple[str, date | None], why: str | None
) -> None:
    first, second = face(*one), face(*other)
    assert (alike(first, second), alike(second, first)) == (why, why)
    assert [found[2] for found in pairs_alike([first, second])] == ([why] if why else [])


def test_five_thousand_people_are_looked_through_quickly() -> None:
    surnames = [
        f"{stem}{end}"
        for stem in ["ёлк", "берёзк", "соснк", "дубк", "клёнк", "ивк", "рябк", "липк"]
        for end in ["ин", "ов", "ев"]
    ]
    names = ["анна", "мария", "ольга", "вера", "нина", "пётр", "иван", "олег", "юрий", "илья"]
    faces = [
        Face.of(
            new_id(),
            (
                f"{surnames[n % 24]}{chr(0x430 + n % 31)}{chr(0x430 + n // 31 % 31)}",
                names[n % 10],
                "петровна",
            ),
            date(2005 + n % 10, 1 + n % 12, 1 + n % 28),
        )
        for n in range(5000)
    ]
    twin = Face.of(new_id(), (faces[7].surname + "х", faces[7].name, "петровна"), faces[7].birth_date)
    began = time.process_time()
    found = list(pairs_alike([*faces, twin]))
    assert time.process_time() - began < 5
    assert any({row[0].id, row[1].id} == {faces[7].id, twin.id} for row in found)


def test_people_told_apart_are_not_offered_again(at_work: World) -> None:
    one = service.add_person(PersonCard("Ёлкина", "Анна"))
    other = service.add_person(PersonCard("Елкина", "Анна"))
    pairs, total = merging.duplicates()
    assert ({pairs[0].one.id, pairs[0].other.id}, total) == ({one.id, other.id}, 1)
    for _twice in range(2):
        merging.keep_apart(other.id, one.id)
    assert merging.duplicates() == ([], 0)
    with pytest.raises(Refused):
        merging.keep_apart(one.id, one.id)


def twins() -> tuple[Person, Person]:
    """Two cards of one girl: the first with a mentor's line, the second with a pair, consents and a representative."""
    kept = service.add_person(PersonCard("Ёлкина", "Анна", "Ивановна", phone="+7 900 1", kind="pupil"))
    service.enter_mentor(kept.id, MentorCard("pupils", competences=("алгебра",)))
    mentee = make_mentee("Елкина")
    make_active(make_programme(), make_mentor("Указкин"), mentee)
    return kept, service.get_person(mentee.person_id)


def test_everything_of_the_duplicate_goes_over(at_work: World, plugins: Plugins) -> None:
    kept, twin = twins()
    mentee = service.mentee_of(twin.id)
    assert mentee is not None
    consented = len(consents.consents_of([twin.id])[twin.id])
    before = matches.match_counts()
    person = merging.merge(plugins, kept.id, twin.id, ["birth_date"])
    assert (person.surname, person.phone, person.birth_date) == ("Ёлкина", "+7 900 1", twin.birth_date)
    line = service.mentee_of(kept.id)
    assert line is not None
    assert line.id == mentee.id
    assert service.mentor_of(kept.id) is not None
    assert len(service.requests_of([line.id])[line.id]) == 1
    assert len(consents.consents_of([kept.id])[kept.id]) == consented
    assert len(service.guardians_of([kept.id])[kept.id]) == 1
    assert [one.role for one in programmes.participations_of(kept.id)] == ["mentee"]
    assert matches.match_counts() == before
    pair = matches.pairs().rows[0]
    assert [member.person.id for member in pair.members] == [kept.id]
    left = service.get_person(twin.id)
    assert (left.state, left.merged_into_id) == ("merged", kept.id)
    assert service.find_people("Елкина Анна", kinds=("pupil",)) == [person]
    with pytest.raises(Refused):
        merging.merge(plugins, kept.id, twin.id)


def test_two_lines_of_one_register_become_one(at_work: World, plugins: Plugins) -> None:
    first, second = make_mentee("Ёлкина"), make_mentee("Елкина", category="career")
    programme, mentor = make_programme(), make_mentor("Указкин", capacity=3)
    early = make_active(programme, mentor, first)
    matches.end_early(early.id, "other")
    late = make_active(programme, mentor, second)
    mine = service.enter_mentor(first.person_id, MentorCard("pupils", competences=("алгебра",), capacity=1))
    theirs = service.enter_mentor(
        second.person_id, MentorCard("pupils", competences=("алгебра", "бег"), capacity=2)
    )
    led = make_mentee("Ведомая")
    service.set_mentor_state(theirs.id, "selected")
    third = make_active(programme, service.get_mentor(theirs.id), led)
    merging.merge(plugins, first.person_id, second.person_id)
    line, mentor_line = service.mentee_of(first.person_id), service.mentor_of(first.person_id)
    assert line is not None
    assert mentor_line is not None
    assert (line.id, line.state) == (first.id, "active")
    assert {one.category for one in service.requests_of([line.id])[line.id]} == {"academic", "career"}
    for match in (early, late):
        assert [one.mentee.id for one in matches.get_pair(match.id).members] == [first.id]
    assert (mentor_line.id, mentor_line.capacity, mentor_line.state) == (mine.id, 2, "active")
    assert matches.get_match(third.id).mentor_id == mine.id
    titles = [topic.title for topic in service.topics_of_mentors([mine.id])[mine.id]]
    assert sorted(titles) == ["алгебра", "бег"]


def test_mentor_and_mentee_of_one_pair_are_not_one_person(at_work: World, plugins: Plugins) -> None:
    mentor, mentee = make_mentor("Ёлкина", age=17, kind="pupil", source="pupils"), make_mentee("Елкина")
    make_active(make_programme(), mentor, mentee)
    for kept, merged in ((mentor, mentee), (mentee, mentor)):
        with pytest.raises(Refused, match="одной пары"):
            merging.merge(plugins, kept.person_id, merged.person_id)
    assert service.get_person(mentee.person_id).state == "active"
    assert service.mentee_of(mentee.person_id) is not None, "a refusal hands nothing over"


def test_who_cannot_be_one(at_work: World, plugins: Plugins) -> None:
    person = service.add_person(PersonCard("Ёлкина", "Анна", kind="pupil", birth_date=BORN))
    give_consent(person)
    mother = service.guardians_of([person.id])[person.id][0].person_id
    with pytest.raises(Refused, match="представитель"):
        merging.merge(plugins, person.id, mother)
    with pytest.raises(Refused):
        merging.merge(plugins, person.id, person.id)
    with pytest.raises(NotFound):
        merging.merge(plugins, person.id, new_id())
    with pytest.raises(Refused):
        merging.merge(plugins, person.id, mother, ["state"])


def test_the_new_card_is_compared_before_it_is_kept(visitor: Visitor, world: World) -> None:
    with in_tenant(world.center):
        service.add_person(PersonCard("Берёзкина", "Анна", "Петровна", birth_date=BORN))
    visitor.sign_in(world.center.coordinator)
    sent = {
        "surname": "Березикна",
        "name": "Анна",
        "patronymic": "Петровна",
        "kind": "pupil",
        "birth_date": "05.04.2011",
    }
    shown = visitor.post(f"{HOME}/new", sent)
    assert "Похожие люди уже есть" in shown.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Берёзкина Анна Петровна" in shown.text
    assert visitor.post(f"{HOME}/new", {**sent, "another": "1"}).status_code == 303


def test_pages_lead_from_the_list_through_the_choice_to_one_card(
    visitor: Visitor, world: World, app: Flask
) -> None:
    with in_tenant(world.center):
        kept = service.add_person(PersonCard("Ёлкина", "Анна", phone="+7 900 1"))
        twin = service.add_person(PersonCard("Елкина", "Анна", phone="+7 900 2", post="7 «А»"))
    visitor.sign_in(world.center.coordinator)
    listed = visitor.get(f"{HOME}/duplicates").text
    assert "Елкина Анна" in listed
    url = f"{HOME}/duplicates/{kept.id}/{twin.id}"
    shown = visitor.get(url).text
    assert "+7 900 1" in shown
    assert "+7 900 2" in shown
    assert visitor.post(url, {"surname": "kept", "phone": "other", "post": "other"}).status_code == 303
    with in_tenant(world.center):
        person = service.get_person(kept.id)
        assert (person.surname, person.phone, person.post) == ("Ёлкина", "+7 900 2", "7 «А»")
    lead = visitor.get(f"{HOME}/{twin.id}")
    assert (lead.status_code, lead.location) == (303, f"{HOME}/{kept.id}")
    assert visitor.get(url).status_code == 303
    assert "Похожих карточек нет" in visitor.get(f"{HOME}/duplicates").text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_page_asks_a_bounded_number_of_queries(
    visitor: Visitor, world: World, count_queries: Any
) -> None:
    with in_tenant(world.center):
        for number in range(12):
            for surname in ("Ёлкина", "Елкина"):
                service.add_person(PersonCard(f"{surname}{chr(0x430 + number) * 3}", "Анна", birth_date=BORN))
    visitor.sign_in(world.center.coordinator)
    with count_queries() as queries:
        assert visitor.get(f"{HOME}/duplicates").text.count("Елкина") >= 12
    assert len(queries) <= 14


def test_strangers_and_executors_merge_nobody(visitor: Visitor, world: World, plugins: Plugins) -> None:
    with in_tenant(world.center):
        one, other = (service.add_person(PersonCard(name, "Анна")).id for name in ("Ёлкина", "Елкина"))
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS - {"people.edit"}):
        for act in (
            merging.duplicates,
            lambda: merging.merge(plugins, one, other),
            lambda: merging.keep_apart(one, other),
        ):
            with pytest.raises(Forbidden):
                act()
    urls = ("duplicates", f"duplicates/{one}/{other}")
    visitor.sign_in(world.center.executor)
    assert [visitor.get(f"{HOME}/{url}").status_code for url in urls] == [403, 403]
    visitor.sign_in(world.ankudinovskaya.coordinator)
    theirs = HOME.replace("center", "ankudinovskaya")
    assert visitor.get(f"{theirs}/duplicates/{one}/{other}").status_code == 404
    assert visitor.post(f"{theirs}/duplicates/{one}/{other}/apart").status_code == 404
    assert "Ёлкина" not in visitor.get(f"{theirs}/duplicates").text
