# SPDX-License-Identifier: MIT
"""Reminders of feedback: who is written to, when, never twice; what the coordinator hears of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from nastavnik.consents import service as consents
from nastavnik.foundation import notifications
from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope, session
from nastavnik.foundation.dates import now, today
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.outbox import Event
from nastavnik.foundation.scope import SystemScope
from nastavnik.matches.service import Match
from nastavnik.meetings import plugin
from nastavnik.meetings import service as meetings
from nastavnik.meetings.service import Feedback, MeetingCard, Words
from nastavnik.people import service as people
from nastavnik.people.service import subject_rights
from nastavnik.testing.pairs import RIGHTS, make_active, make_mentee, make_mentor, make_programme
from nastavnik.testing.worlds import World, in_tenant


@pytest.fixture
def at_work(app: Flask, world: World) -> Iterator[World]:
    rights = RIGHTS | {"people.rights"}
    with app.test_request_context(), in_tenant(world.center, world.center.coordinator, rights=rights):
        yield world


def write_address(person_id: UUID, email: str) -> None:
    with change() as tx:
        person = people.get_person(person_id)
        person.email = email
        tx.record("people.changed", subject=person)


@pytest.fixture
def match(at_work: World) -> Match:
    return make_active(make_programme(), make_mentor("Наставникова"), make_mentee("Ёлкина"))


@pytest.fixture
def owed(match: Match) -> dict[str, Feedback]:
    """Feedback of both sides after a meeting of today; the mentor has an address, the mentee and the mother have none."""
    meeting = meetings.plan_meeting(match.id, MeetingCard("intro", now() - timedelta(hours=2)))
    meetings.hold(meeting.id, held_on=today())
    rows = {row.role: row for row in meetings.feedback_of([meeting.id])[meeting.id]}
    write_address(rows["mentor"].person_id, "mentor@people.example")
    return rows


def grow_old(row: Feedback, days: int) -> None:
    with change(audited=False):
        row.owed_since = today() - timedelta(days=days)
        if row.reminded_on is not None:
            row.reminded_on -= timedelta(days=1)


def letters() -> list[str]:
    with open_scope(SystemScope(reason="a test reads the letters")):
        return list(session().scalars(select(Letter.recipient).order_by(Letter.created_at)))


def test_letters_go_out_on_the_first_third_and_seventh_day_and_never_twice(owed: dict[str, Feedback]) -> None:
    sent = []
    for day in range(10):
        grow_old(owed["mentor"], day)
        sent.append(meetings.remind_due())
        assert meetings.remind_due() == 0, "run once more, nothing goes out"
    assert sent == [0, 1, 0, 1, 0, 0, 0, 1, 0, 0]
    assert letters() == ["mentor@people.example"] * 3
    assert owed["mentor"].reminders == 3


def test_after_a_standstill_one_letter_goes_out(owed: dict[str, Feedback]) -> None:
    grow_old(owed["mentor"], 6)
    assert (meetings.remind_due(), meetings.remind_due()) == (1, 0)


def test_those_who_have_said_it_are_not_written_to(owed: dict[str, Feedback]) -> None:
    grow_old(owed["mentor"], 3)
    meetings.give_on_behalf(owed["mentor"].id, Words("Познакомились"), reason="по телефону")
    assert meetings.remind_due() == 0
    assert letters() == []


def test_a_minor_without_an_address_is_written_to_at_the_representatives(owed: dict[str, Feedback]) -> None:
    row = owed["mentee"]
    assert meetings.remind([row.id]).written == ()
    mother = people.guardians_of([row.person_id])[row.person_id][0].person_id
    write_address(mother, "mother@people.example")
    assert [name.surname for name in meetings.remind([row.id]).written] == ["Ёлкина"]
    assert letters() == ["mother@people.example"]


def test_nobody_is_written_to_without_a_consent_or_when_blocked(owed: dict[str, Feedback]) -> None:
    row = owed["mentor"]
    person = people.get_person(row.person_id)
    subject_rights.block(person.id, "обращение")
    assert [name.surname for name in meetings.remind([row.id]).unreachable] == ["Наставникова"]
    subject_rights.unblock(person.id, "ошибка")
    given = consents.consents_of([person.id])[person.id][0]
    consents.withdraw(given.id, on=today())
    grow_old(row, 3)
    assert meetings.remind_due() == 0
    assert letters() == []


def test_the_button_writes_once_a_day_and_a_letter_by_hand_counts(owed: dict[str, Feedback]) -> None:
    row = owed["mentor"]
    assert len(meetings.remind([row.id]).written) == 1
    again = meetings.remind([row.id])
    assert (again.written, len(again.already)) == ((), 1)
    with change(audited=False):
        row.owed_since = today() - timedelta(days=3)
    assert meetings.remind_due() == 0, "the letter of today is that of the third day"
    with pytest.raises(Refused):
        meetings.remind([])


def test_a_fresh_link_replaces_the_one_of_the_former_letter(owed: dict[str, Feedback]) -> None:
    row = owed["mentor"]
    former = meetings.link_for(row.id)
    meetings.remind([row.id])
    assert people.look_at_link(former, meetings.LINK).state == "expired"


def test_after_eight_days_the_coordinator_hears_of_it_once(owed: dict[str, Feedback], world: World) -> None:
    me = world.center.coordinator.account_id
    for row in owed.values():
        grow_old(row, 7)
    assert meetings.escalate() == 0
    for row in owed.values():
        grow_old(row, 8)
    assert (meetings.escalate(), meetings.escalate()) == (1, 0)
    told = [one for one in notifications.latest(me) if one.kind == "feedback_overdue"]
    assert len(told) == 1
    assert "Наставникова" in told[0].detail
    assert "Ёлкина" in told[0].detail


def test_reminding_is_for_those_who_may(owed: dict[str, Feedback], world: World) -> None:
    row = owed["mentor"]
    with (
        in_tenant(world.center, world.center.executor, rights=frozenset()),
        pytest.raises(Forbidden),
    ):
        meetings.remind([row.id])
    with (
        in_tenant(world.ankudinovskaya, world.ankudinovskaya.coordinator, rights=RIGHTS),
        pytest.raises(NotFound),
    ):
        meetings.remind([row.id])


def test_a_call_for_help_reaches_coordinators_at_once(owed: dict[str, Feedback], world: World) -> None:
    row = owed["mentor"]
    meetings.give_on_behalf(row.id, Words("Поговорили", needs_help=True), reason="по телефону")
    plugin.on_event(Event(row.id, meetings.HELP, {"feedback": str(row.id)}, now()))
    told = [
        one for one in notifications.latest(world.center.coordinator.account_id) if one.kind == "help_wanted"
    ]
    assert [one.url for one in told] == [f"/o/center/pairs/{meetings.get_meeting(row.meeting_id).match_id}"]
