# SPDX-License-Identifier: MIT
"""Whom the gate keeps apart, through the pages: no pair, and the page says exactly why and leads to what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import pytest

from nastavnik.consents import service as consents
from nastavnik.consents.service import GivenConsent
from nastavnik.foundation.dates import now, today
from nastavnik.foundation.errors import Refused
from nastavnik.matches import service
from nastavnik.meetings import service as meetings
from nastavnik.meetings.service import MeetingCard
from nastavnik.people import service as people
from nastavnik.people.service import Mentee, Mentor, MentorCard, PersonCard, RequestCard
from nastavnik.programmes.service import Programme
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import (
    RIGHTS,
    born,
    give_consent,
    make_active,
    make_agreed,
    make_mentee,
    make_mentor,
    make_person,
    make_programme,
)
from nastavnik.testing.worlds import World, in_tenant

HOME = "/o/center/pairs"
T = TypeVar("T")
Case = tuple[Programme, Mentor, Mentee, UUID]
"""Whom to bring together, and the person in whom it fails."""


def work(world: World, act: Callable[[], T]) -> T:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        return act()


def thirteen_with_the_own_consent_only() -> Case:
    """The pupil has signed at fourteen by the year typed then; the corrected birthday makes it thirteen."""
    pupil = make_person("Ёлкина", 14, "pupil")
    consents.record_consent(pupil.id, GivenConsent("participation", "self", today()))
    card = PersonCard("Ёлкина", "Анна", "Ивановна", birth_date=born(13), kind="pupil")
    people.change_person(pupil.id, card)
    mentee = people.enter_mentee(pupil.id, RequestCard("academic"))
    return make_programme(), make_mentor("Наставникова"), mentee, pupil.id


def outside_adult_without_a_clearance() -> Case:
    person = make_person("Внешнев", 35, "employee")
    give_consent(person)
    mentor = people.enter_mentor(person.id, MentorCard("organisations"))
    people.set_mentor_state(mentor.id, "selected")
    return make_programme(), mentor, make_mentee("Ёлкина"), person.id


def withdrawn_consent() -> Case:
    mentee = make_mentee("Ёлкина")
    withdraw(mentee.person_id)
    return make_programme(), make_mentor("Наставникова"), mentee, mentee.person_id


def full_mentor() -> Case:
    programme, mentor = make_programme(), make_mentor("Наставникова", capacity=1)
    make_active(programme, mentor, make_mentee("Соснина"))
    return programme, mentor, make_mentee("Ёлкина"), mentor.person_id


def withdraw(person_id: UUID) -> None:
    [given] = consents.consents_of([person_id])[person_id]
    consents.withdraw(given.id, on=today())


@pytest.mark.parametrize(
    ("prepare", "why", "what", "where"),
    [
        (
            thirteen_with_the_own_consent_only,
            "Ёлкина А.И., 13 лет: нужно согласие законного представителя",
            "Получить согласие и записать его",
            "/o/center/consents/{person}/give/participation",
        ),
        (
            outside_adult_without_a_clearance,
            "Внешнев А.И.: нет допуска к работе с несовершеннолетними",
            "Записать допуск",
            "/o/center/consents/{person}/clearance",
        ),
        (
            withdrawn_consent,
            "Ёлкина А.И., 13 лет: нужно согласие законного представителя",
            "Получить согласие и записать его",
            "/o/center/consents/{person}/give/participation",
        ),
        (
            full_mentor,
            "Наставникова А.И. уже ведёт пар: 1 из 1",
            "Посмотреть наставника",
            "/o/center/people/{person}",
        ),
    ],
)
def test_there_is_no_pair_and_the_page_says_why_and_what_to_do(
    coordinator: Visitor, world: World, prepare: Callable[[], Case], why: str, what: str, where: str
) -> None:
    programme, mentor, mentee, person = work(world, prepare)
    before = work(world, service.match_counts)
    chosen = {"mentor": str(mentor.id), "mentee": str(mentee.id), "programme": str(programme.id)}
    for answer in (
        coordinator.get(f"{HOME}/new", query_string=chosen),
        coordinator.post(f"{HOME}/new", {**chosen, "propose": "1"}),
    ):
        page = answer.text.replace("\u00a0", " ")
        assert why in page
        assert what in page
        assert where.format(person=person) in page
    assert answer.status_code == 422
    assert work(world, service.match_counts) == before


def test_a_consent_withdrawn_after_everybody_agreed_stops_the_order_and_the_letters(
    coordinator: Visitor, world: World
) -> None:
    mentee = work(world, lambda: make_mentee("Ёлкина"))
    match = work(world, lambda: make_agreed(make_programme(), make_mentor("Наставникова"), mentee))
    work(world, lambda: withdraw(mentee.person_id))
    page = coordinator.get(f"{HOME}/{match.id}").text.replace("\u00a0", " ")
    assert "Приказ нельзя подписать" in page
    assert "нужно согласие законного представителя" in page
    order = work(world, lambda: service.draft_order([match.id]))
    day = f"{today():%d.%m.%Y}"
    refused = coordinator.post(f"{HOME}/orders/{order.id}/sign", {"number": "17-о", "dated_on": day})
    assert refused.status_code == 422
    assert f"/o/center/consents/{mentee.person_id}/give/participation" in refused.text
    assert work(world, lambda: service.get_match(match.id)).state == "agreed"


def test_a_running_pair_meets_no_more_once_a_consent_is_withdrawn(coordinator: Visitor, world: World) -> None:
    mentee = work(world, lambda: make_mentee("Ёлкина"))
    match = work(world, lambda: make_active(make_programme(), make_mentor("Наставникова"), mentee))
    plan = f"/o/center/meetings/pairs/{match.id}/plan"
    day = today() + timedelta(days=1)
    sent = {
        "kind": "intro",
        "day": f"{day:%d.%m.%Y}",
        "time": "15:30",
        "minutes": "45",
        "format": "in_person",
    }
    work(world, lambda: withdraw(mentee.person_id))
    refused = coordinator.post(plan, sent)
    page = refused.text.replace("\u00a0", " ")
    assert refused.status_code == 422
    assert "Пара остановлена до нового согласия. Ёлкина А.И., 13 лет: нужно согласие" in page
    work(world, lambda: give_consent(people.get_person(mentee.person_id)))
    assert coordinator.post(plan, sent).status_code == 303


def test_a_meeting_after_a_withdrawal_is_recorded_once_there_is_a_new_consent(
    coordinator: Visitor, world: World
) -> None:
    def planned() -> tuple[UUID, Mentee]:
        mentee = make_mentee("Ёлкина")
        match = make_active(make_programme(), make_mentor("Наставникова"), mentee)
        meeting = meetings.plan_meeting(match.id, MeetingCard("intro", now() - timedelta(hours=1)))
        return meeting.id, mentee

    meeting_id, mentee = work(world, planned)
    work(world, lambda: withdraw(mentee.person_id))
    hold = f"/o/center/meetings/{meeting_id}/hold"
    refused = coordinator.post(hold, {"held_on": f"{today():%d.%m.%Y}", "topic": "О цели"})
    assert refused.status_code == 422
    page = refused.text.replace("\u00a0", " ")
    assert "Пара остановлена до нового согласия. Ёлкина А.И., 13 лет: нужно согласие" in page
    assert "О цели" in page
    assert work(world, lambda: meetings.get_meeting(meeting_id)).state == "planned"
    work(world, lambda: give_consent(people.get_person(mentee.person_id)))
    assert coordinator.post(hold, {"held_on": f"{today():%d.%m.%Y}"}).status_code == 303


def test_a_group_meets_without_the_one_whose_consent_is_withdrawn(world: World) -> None:
    def group() -> None:
        stays, goes = make_mentee("Ёлкина"), make_mentee("Соснина")
        match = make_active(make_programme(), make_mentor("Наставникова"), stays, goes, group_title="Лес")
        withdraw(goes.person_id)
        meeting = meetings.plan_meeting(match.id, MeetingCard("intro", now() - timedelta(hours=1)))
        with pytest.raises(Refused):
            meetings.hold(meeting.id, held_on=today())
        assert meetings.hold(meeting.id, held_on=today(), absent=[goes.person_id]).state == "held"

    work(world, group)
