# SPDX-License-Identifier: MIT
"""Demands of people about their own data: deadlines, answers, stopping, and the whole file (152-ФЗ, ст. 14, 20, 21)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from nastavnik.foundation.dates import format_date, today
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.hookspecs import About, PersonalData, hook
from nastavnik.people import service
from nastavnik.people.service import Person, PersonCard, subject_rights
from nastavnik.plugins import Plugins
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import RIGHTS, make_active, make_mentee, make_mentor, make_programme
from nastavnik.testing.worlds import World, in_tenant

HOME = "/o/center/people"


@pytest.fixture
def at_work(world: World) -> Iterator[World]:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS | {"people.rights"}):
        yield world


@pytest.fixture
def coordinator(visitor: Visitor, world: World) -> Visitor:
    visitor.sign_in(world.center.coordinator)
    return visitor


@pytest.fixture
def pupil(world: World) -> Person:
    with in_tenant(world.center):
        return service.add_person(PersonCard("Ёлкина", "Анна", "Петровна"))


def said(answer: Any) -> str:
    return " ".join(str(answer.text).split())


@pytest.mark.parametrize(
    ("kind", "received", "due"),
    [
        ("access", date(2026, 3, 2), date(2026, 3, 17)),
        ("correction", date(2026, 3, 2), date(2026, 3, 12)),
        ("blocking", date(2026, 3, 16), date(2026, 3, 30)),
        ("withdrawal", date(2026, 3, 2), date(2026, 4, 1)),
        ("destruction", date(2026, 1, 31), date(2026, 3, 2)),
    ],
)
def test_the_deadline_follows_from_the_kind(kind: str, received: date, due: date) -> None:
    """8 March 2026 is a Sunday, given back on Monday the 9th."""
    assert subject_rights.due_day(kind, received) == due


def test_a_demand_is_received_and_answered_once(at_work: World, pupil: Person) -> None:
    for kind, received, field in (
        ("money", today(), "kind"),
        ("access", today() + timedelta(days=1), "received_on"),
    ):
        with pytest.raises(Refused) as refusal:
            subject_rights.receive_request(pupil.id, kind, received)
        assert refusal.value.field == field
    row = subject_rights.receive_request(pupil.id, "access", today())
    assert [line.request.id for line in subject_rights.subject_requests(open_only=True)] == [row.id]
    for day, answer, field in (
        (today(), "  ", "answer"),
        (today(), "я" * 2001, "answer"),
        (today() + timedelta(days=1), "выдано", "answered_on"),
        (today() - timedelta(days=1), "выдано", "answered_on"),
    ):
        with pytest.raises(Refused) as refusal:
            subject_rights.answer_request(row.id, day, answer)
        assert refusal.value.field == field
    subject_rights.answer_request(row.id, today(), "выдана выписка")
    with pytest.raises(Refused):
        subject_rights.answer_request(row.id, today(), "ещё раз")
    assert subject_rights.subject_requests(open_only=True) == []
    assert [one.answer for one in subject_rights.requests_of_subject(pupil.id)] == ["выдана выписка"]
    assert subject_rights.get_subject_request(row.id).person_key == str(pupil.id)


def test_an_overdue_demand_is_said_to_be(at_work: World, pupil: Person) -> None:
    subject_rights.receive_request(pupil.id, "access", today() - timedelta(days=60))
    subject_rights.receive_request(pupil.id, "access", today())
    assert [line.overdue for line in subject_rights.subject_requests()] == [True, False]


def test_a_blocked_person_is_found_by_nobody_until_unblocked(at_work: World, pupil: Person) -> None:
    with pytest.raises(Refused):
        subject_rights.block(pupil.id, " ")
    with pytest.raises(Refused):
        subject_rights.unblock(pupil.id, "не было остановки")
    assert subject_rights.block(pupil.id, "заявление").state == "blocked"
    with pytest.raises(Refused):
        subject_rights.block(pupil.id, "ещё раз")
    assert service.find_people("Ёлкина") == []
    assert subject_rights.unblock(pupil.id, "данные уточнены").blocked_on is None
    assert [one.id for one in service.find_people("Ёлкина")] == [pupil.id]


def test_without_the_right_nothing_is_shown_or_done(world: World, pupil: Person) -> None:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        for act in (
            lambda: subject_rights.subject_requests(),
            lambda: subject_rights.requests_of_subject(pupil.id),
            lambda: subject_rights.receive_request(pupil.id, "access", today()),
            lambda: subject_rights.block(pupil.id, "причина"),
            lambda: subject_rights.unblock(pupil.id, "причина"),
        ):
            with pytest.raises(Forbidden):
                act()
    with in_tenant(world.ankudinovskaya), pytest.raises(NotFound):
        subject_rights.receive_request(pupil.id, "access", today())


def test_the_file_holds_what_every_room_keeps(app: Flask, coordinator: Visitor, world: World) -> None:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        mentor, mentee = make_mentor("Указкин"), make_mentee("Ёлкина")
        make_active(make_programme("Вместе"), mentor, mentee)
        other = make_mentee("Посторонняя")
    file = json.loads(coordinator.get(f"{HOME}/{mentee.person_id}/rights/file.json").data)
    assert file["name"] == "Ёлкина Анна Ивановна"
    sections = {part["title"]: part["rows"] for part in file["sections"]}
    expected = (
        "Данные карточки",
        "Законные представители",
        "Согласия",
        "Программы",
        "Пары и группы",
        "Запросы",
    )
    assert set(expected) <= set(sections)
    assert sections["Программы"][0]["Программа"] == "Вместе"
    assert "Указкин" in sections["Пары и группы"][0]["Пара"]
    assert "Посторонняя" not in json.dumps(file, ensure_ascii=False)
    printed = coordinator.get(f"{HOME}/{mentee.person_id}/rights/file.pdf")
    assert printed.data.startswith(b"%PDF-")
    assert "no-store" in printed.headers["Cache-Control"]
    printed.close()
    with in_tenant(world.center):
        journal = service.readings_of(other.person_id)
    assert journal == [], "a file is of one person, another's card is not opened by it"


class Broken:
    """A plugin that cannot say what it holds."""

    about = About(title="Broken")

    @hook
    def subject_data(self, person_id: Any) -> list[PersonalData]:
        raise RuntimeError("the disk is gone")


def test_a_file_that_would_lack_a_part_is_not_given(at_work: World, pupil: Person) -> None:
    with pytest.raises(RuntimeError, match="the disk is gone"):
        subject_rights.subject_file(Plugins([("broken", Broken())]), pupil.id)


def test_pages_lead_from_the_card_through_a_demand_to_its_answer(coordinator: Visitor, pupil: Person) -> None:
    own = f"{HOME}/{pupil.id}/rights"
    assert own in coordinator.get(f"{HOME}/{pupil.id}").text
    assert "Запросов ещё не было" in said(coordinator.get(f"{HOME}/rights"))
    wrong = coordinator.post(f"{own}/new", {"kind": "correction", "received_on": "31.02.2026"})
    assert wrong.status_code == 422
    assert 'value="31.02.2026"' in wrong.text
    assert '<option selected value="correction">' in wrong.text
    sent = coordinator.post(f"{own}/new", {"kind": "access", "received_on": format_date(today())})
    assert sent.status_code == 303
    page = coordinator.get(own).text
    answer = page.split("/people/rights/")[1].split('"')[0]
    url = f"{HOME}/rights/{answer}"
    empty = coordinator.post(url, {"answered_on": "завтра", "answer": "выдана выписка"})
    assert empty.status_code == 422
    assert "выдана выписка" in empty.text
    assert coordinator.post(url, {"answered_on": format_date(today()), "answer": "выдано"}).status_code == 303
    assert coordinator.get(url).status_code == 303
    assert "Дан ответ" in said(coordinator.get(f"{HOME}/rights"))


def test_the_processing_is_stopped_and_goes_on_by_the_page(coordinator: Visitor, pupil: Person) -> None:
    url = f"{HOME}/{pupil.id}/rights/block"
    assert coordinator.post(url, {"reason": ""}).status_code == 422
    assert coordinator.post(url, {"reason": "заявление матери"}).status_code == 303
    card = said(coordinator.get(f"{HOME}/{pupil.id}"))
    assert "заявление матери" in card
    assert "Возобновить обработку" in said(coordinator.get(url))
    assert coordinator.post(url, {"reason": "данные уточнены"}).status_code == 303
    assert "заявление матери" not in said(coordinator.get(f"{HOME}/{pupil.id}"))


def test_the_register_asks_a_bounded_number_of_queries(
    coordinator: Visitor, world: World, pupil: Person, count_queries: Any
) -> None:
    with in_tenant(world.center):
        for _number in range(12):
            subject_rights.receive_request(pupil.id, "access", today())
    with count_queries() as queries:
        assert coordinator.get(f"{HOME}/rights").text.count("Ёлкина Анна Петровна") == 12
    assert len(queries) <= 14


def test_strangers_and_executors_come_to_nothing(visitor: Visitor, world: World, pupil: Person) -> None:
    pages = ("rights", f"{pupil.id}/rights", f"{pupil.id}/rights/new", f"{pupil.id}/rights/file.json")
    visitor.sign_in(world.center.executor)
    assert [visitor.get(f"{HOME}/{one}").status_code for one in pages] == [403] * 4
    visitor.sign_in(world.ankudinovskaya.director)
    assert [visitor.get(f"{HOME}/{one}").status_code for one in pages] == [404] * 4
    theirs = HOME.replace("center", "ankudinovskaya")
    assert [visitor.get(f"{theirs}/{one}").status_code for one in pages[1:]] == [404] * 3
