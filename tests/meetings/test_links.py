# SPDX-License-Identifier: MIT
"""Feedback without an account: the link of a letter and the code at the meeting. Mail scanners use nothing up."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import select, update

from nastavnik.consents import service as consents
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.dates import today
from nastavnik.foundation.mail import Letter
from nastavnik.matches import service as matches
from nastavnik.meetings import service
from nastavnik.meetings.models import Feedback
from nastavnik.meetings.service import Meeting, MeetingCard
from nastavnik.people import service as people
from nastavnik.people.models import PersonalLink
from nastavnik.people.service import PersonCard, subject_rights
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import RIGHTS, make_active, make_mentee, make_mentor, make_programme
from nastavnik.testing.worlds import World, in_system, in_tenant

ALL = RIGHTS | {"people.rights"}
LINK = "/o/center/meetings/link/"
CODE = "/o/center/meetings/code/"
SAID = {"done": "Разобрали задачи", "next_step": "Решить ещё три", "mood": "4"}
T = TypeVar("T")
APPS: list[Flask] = []


@pytest.fixture(autouse=True)
def installation(app: Flask) -> None:
    """Letters hold whole addresses, which the installation knows."""
    APPS[:] = [app]


def work(world: World, act: Callable[[], T]) -> T:
    with APPS[0].app_context(), in_tenant(world.center, world.center.coordinator, rights=ALL):
        return act()


def with_address(person_id: object, email: str) -> None:
    person = people.person_behind(person_id)  # type: ignore[arg-type]
    card = people.card_of(person)
    people.change_person(
        person.id, PersonCard(**{**{name: getattr(card, name) for name in card.__slots__}, "email": email})
    )


@pytest.fixture
def meeting(world: World) -> Meeting:
    """A meeting of a mentor with an address and a pupil of 13, planned for an hour ago."""

    def make() -> Meeting:
        match = make_active(make_programme(), make_mentor("Наставникова"), make_mentee("Ёлкина"))
        with_address(matches.get_pair(match.id).mentor_person.id, "mentor@school.example")
        return service.plan_meeting(
            match.id, MeetingCard("intro", now() - timedelta(hours=1), place="Мастерская")
        )

    return work(world, make)


@pytest.fixture
def held(world: World, meeting: Meeting) -> Meeting:
    return work(world, lambda: service.hold(meeting.id, held_on=today()))


def token_of(world: World, meeting: Meeting, role: str) -> str:
    def give() -> str:
        [row] = [one for one in service.feedback_of([meeting.id])[meeting.id] if one.role == role]
        return service.link_for(row.id)

    return work(world, give)


def codes(world: World, meeting: Meeting) -> dict[str, str]:
    return {one.role: one.path for one in work(world, lambda: service.make_codes(meeting.id))}


def row_of(world: World, meeting: Meeting, role: str) -> Feedback:
    rows = work(world, lambda: service.feedback_of([meeting.id])[meeting.id])
    return next(one for one in rows if one.role == role)


def said(visitor: Visitor, url: str) -> str:
    return visitor.get(url).text.replace("\u00a0", " ")


def letters() -> list[str]:
    with in_system():
        return list(session().scalars(select(Letter.body).order_by(Letter.created_at)))


def expire(world: World) -> None:
    with in_tenant(world.center), change(audited=False) as tx:
        tx.session.execute(update(PersonalLink).values(expires_at=now() - timedelta(minutes=1)))


def test_scanners_of_mail_use_nothing_up(visitor: Visitor, world: World, held: Meeting) -> None:
    url = LINK + token_of(world, held, "mentee")
    for method in ("GET", "HEAD", "GET"):
        assert visitor.client.open(url, method=method).status_code == 200
    page = said(visitor, url)
    assert "Анна Н." in page
    assert "Наставникова" not in page
    assert "Ёлкина" not in page
    assert row_of(world, held, "mentee").state == "owed"
    assert visitor.post(url, SAID).status_code == 303
    assert "Спасибо, ответ принят" in said(visitor, url)
    row = row_of(world, held, "mentee")
    assert (row.state, row.way, row.mood, row.done) == ("given", "link", 4, "Разобрали задачи")


def test_a_form_with_mistakes_keeps_what_was_typed_and_the_link(
    visitor: Visitor, world: World, held: Meeting
) -> None:
    url = LINK + token_of(world, held, "mentee")
    for wrong in ({}, {**SAID, "mood": ""}, {**SAID, "mood": "9"}, {**SAID, "done": " "}):
        assert visitor.post(url, wrong).status_code == 422
    kept = visitor.post(url, {"done": "", "next_step": "Решить ещё три"}).text
    assert "Решить ещё три" in kept
    assert visitor.post(url, SAID).status_code == 303


def test_a_second_answer_changes_nothing(visitor: Visitor, world: World, held: Meeting) -> None:
    url = LINK + token_of(world, held, "mentor")
    assert visitor.post(url, {"done": "Познакомились"}).status_code == 303
    assert visitor.post(url, {"done": "Другое"}).status_code == 200
    assert row_of(world, held, "mentor").done == "Познакомились"


def test_a_call_for_help_reaches_the_list_of_the_coordinator(
    visitor: Visitor, world: World, held: Meeting
) -> None:
    url = LINK + token_of(world, held, "mentee")
    assert visitor.post(url, {**SAID, "needs_help": "y"}).status_code == 303
    assert [one.id for one in work(world, service.calls_for_help)] == [row_of(world, held, "mentee").id]


def test_an_expired_link_sends_a_new_one_by_one_button_once_a_day(
    visitor: Visitor, world: World, held: Meeting
) -> None:
    url = LINK + token_of(world, held, "mentor")
    expire(world)
    assert "Прислать новую ссылку" in said(visitor, url)
    assert visitor.post(url, {"done": "Познакомились"}).status_code == 200
    assert row_of(world, held, "mentor").state == "owed"
    before = len(letters())
    for _time in range(2):
        assert visitor.post(f"{url}/renew").status_code == 303
    [sent] = letters()[before:]
    found = re.search(r"/meetings/link/([\w-]+)", sent)
    assert found is not None
    assert visitor.post(LINK + found.group(1), {"done": "Познакомились"}).status_code == 303


def test_no_new_link_goes_to_somebody_who_has_withdrawn_the_consent(
    visitor: Visitor, world: World, held: Meeting
) -> None:
    url = LINK + token_of(world, held, "mentor")
    person_id = row_of(world, held, "mentor").person_id

    def withdraw() -> None:
        consents.withdraw(consents.consents_of([person_id])[person_id][0].id, on=today())

    work(world, withdraw)
    before = len(letters())
    answer = visitor.post(f"{url}/renew", follow_redirects=True).text.replace("\u00a0", " ")
    assert "Письмо не отправлено" in answer
    assert len(letters()) == before
    assert visitor.post(url, {"done": "Познакомились"}).status_code == 200
    assert row_of(world, held, "mentor").state == "owed"


def test_a_blocked_person_gets_no_letter_and_no_form(visitor: Visitor, world: World, held: Meeting) -> None:
    url = LINK + token_of(world, held, "mentor")
    person_id = row_of(world, held, "mentor").person_id
    work(world, lambda: subject_rights.block(person_id, "по требованию"))
    before = len(letters())
    assert visitor.post(f"{url}/renew").status_code == 303
    assert len(letters()) == before
    assert "Что сделали" not in said(visitor, url)


def test_links_of_nobody_and_of_another_organisation_are_nothing(
    visitor: Visitor, world: World, held: Meeting
) -> None:
    token = token_of(world, held, "mentor")
    code = codes(world, held)["mentor"].rpartition("/")[2]
    wrong = ["a" * 32, code]
    assert [visitor.get(LINK + one).status_code for one in wrong] == [404, 404]
    for path in (f"link/{token}", f"code/{code}"):
        there = f"/o/ankudinovskaya/meetings/{path}"
        assert visitor.get(there).status_code == 404
        assert visitor.post(there, {"done": "Чужое"}).status_code == 404
    assert visitor.post(f"/o/ankudinovskaya/meetings/link/{token}/renew").status_code == 404
    assert row_of(world, held, "mentor").state == "owed"


def test_a_code_printed_before_the_meeting_opens_after_it(
    visitor: Visitor, world: World, meeting: Meeting
) -> None:
    made = codes(world, meeting)
    assert set(made) == {"mentor", "mentee"}
    assert "откроется после встречи" in said(visitor, made["mentee"])
    assert visitor.post(made["mentee"], SAID).status_code == 422
    work(world, lambda: service.hold(meeting.id, held_on=today()))
    assert visitor.post(made["mentee"], SAID).status_code == 303
    assert row_of(world, meeting, "mentee").way == "qr"
    assert "Спасибо" in said(visitor, made["mentee"])


def test_a_code_does_not_stop_the_link_of_the_letter_and_a_new_sheet_stops_the_old_one(
    visitor: Visitor, world: World, held: Meeting
) -> None:
    url = LINK + token_of(world, held, "mentor")
    old = codes(world, held)["mentor"]
    new = codes(world, held)["mentor"]
    assert "больше не действует" in said(visitor, old)
    assert visitor.post(url, {"done": "Познакомились"}).status_code == 303
    assert "Спасибо" in said(visitor, new)
    assert set(codes(world, held)) == {"mentee"}


def test_the_sheet_has_a_code_for_each_and_is_the_coordinators(
    visitor: Visitor, world: World, held: Meeting
) -> None:
    url = f"/o/center/meetings/{held.id}/codes"
    visitor.sign_in(world.center.executor)
    assert visitor.post(url).status_code == 403
    visitor.sign_in(world.center.coordinator)
    assert "<svg" not in said(visitor, url).partition("n-codes")[2]
    sheet = visitor.post(url)
    assert sheet.text.count('class="n-code"') == 2
    assert "no-store" in sheet.headers["Cache-Control"]
    work(
        world, lambda: [service.excuse(one.id, "болезнь") for one in service.feedback_of([held.id])[held.id]]
    )
    assert visitor.post(url).status_code == 422
    visitor.sign_in(world.ankudinovskaya.coordinator)
    assert visitor.post(url.replace("/center/", "/ankudinovskaya/")).status_code == 404
