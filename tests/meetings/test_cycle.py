# SPDX-License-Identifier: MIT
"""The cycle of meetings with its feedback, from the acquaintance to the completion of the pair."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from nastavnik.foundation.dates import now, today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.matches import service as matches
from nastavnik.matches.service import Match
from nastavnik.meetings import service as meetings
from nastavnik.meetings.service import MeetingCard, Words
from nastavnik.testing.pairs import RIGHTS, make_active, make_mentee, make_mentor, make_programme
from nastavnik.testing.worlds import World, in_tenant

SAID = Words(done="Разобрали задачи", mood=4)


@pytest.fixture
def at_work(world: World) -> Iterator[World]:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        yield world


@pytest.fixture
def match(at_work: World) -> Match:
    return make_active(make_programme(), make_mentor("Наставникова"), make_mentee("Ёлкина"))


def planned(match_id: UUID, kind: str, exception: str = "") -> meetings.Meeting:
    return meetings.plan_meeting(match_id, MeetingCard(kind, now() + timedelta(hours=1), exception=exception))


def held(match_id: UUID, kind: str) -> meetings.Meeting:
    meeting = planned(match_id, kind)
    return meetings.hold(meeting.id, held_on=today(), topic="Знакомство")


def gather(meeting: meetings.Meeting) -> None:
    for row in meetings.feedback_of([meeting.id])[meeting.id]:
        meetings.give_on_behalf(row.id, SAID, reason="по телефону")


def test_the_whole_cycle(match: Match) -> None:
    for kind in ("intro", "trial", "planning", "regular", "regular", "final"):
        assert kind in meetings.kinds_to_plan(match.id)
        gather(held(match.id, kind))
    assert meetings.kinds_to_plan(match.id) == ()
    assert {one.state for one in meetings.meetings_of(match.id)} == {"closed"}
    member = matches.get_pair(match.id).members[0]
    done = meetings.complete_pair(
        match.id,
        outcomes={member.mentee.id: "reached"},
        exits={member.mentee.id: "become_mentor"},
        reflection="Стало понятнее, чего я хочу",
    )
    assert done.state == "completed"


def test_the_order_of_kinds_is_kept_or_the_exception_is_recorded(match: Match) -> None:
    with pytest.raises(Refused) as refusal:
        planned(match.id, "planning")
    assert refusal.value.field == "kind"
    meeting = planned(match.id, "planning", exception="познакомились в лагере")
    assert meeting.exception == "познакомились в лагере"


def test_without_feedback_the_next_meeting_is_not_closed(match: Match) -> None:
    first = held(match.id, "intro")
    second = planned(match.id, "trial")
    with pytest.raises(Refused) as refusal:
        meetings.hold(second.id, held_on=today())
    assert refusal.value.field == "exception"
    gather(first)
    assert meetings.get_meeting(first.id).state == "closed"
    assert meetings.hold(second.id, held_on=today()).state == "held"
    with pytest.raises(Refused):
        meetings.hold(second.id, held_on=today())


def test_feedback_by_link_is_used_up_only_by_a_right_form(match: Match) -> None:
    meeting = held(match.id, "intro")
    mentee = next(row for row in meetings.feedback_of([meeting.id])[meeting.id] if row.role == "mentee")
    token = meetings.link_for(mentee.id)
    for wrong, field in ((Words(done=" ", mood=4), "done"), (Words(done="Поговорили"), "mood")):
        with pytest.raises(Refused) as refusal:
            meetings.give_by_link(token, wrong)
        assert refusal.value.field == field
    given = meetings.give_by_link(token, Words("Поговорили", mood=5, needs_help=True))
    assert (given.state, given.way) == ("given", "link")
    with pytest.raises(Refused):
        meetings.give_by_link(token, SAID)
    assert [one.id for one in meetings.calls_for_help()] == [mentee.id]
    meetings.see_call_for_help(mentee.id)
    assert list(meetings.calls_for_help()) == []


def test_nobody_gives_feedback_of_somebody_else(match: Match) -> None:
    meeting = held(match.id, "intro")
    rows = meetings.feedback_of([meeting.id])[meeting.id]
    with pytest.raises(NotFound):
        meetings.give_as_person(rows[0].id, rows[1].person_id, SAID)


def test_no_show_owes_nothing_and_needs_a_reason(match: Match) -> None:
    meeting = planned(match.id, "intro")
    with pytest.raises(Refused):
        meetings.not_held(meeting.id, " ")
    meetings.not_held(meeting.id, "болезнь")
    assert meetings.feedback_of([meeting.id])[meeting.id] == []
    assert meetings.kinds_to_plan(match.id) == ("intro",)


def test_the_absent_of_a_group_owe_nothing(at_work: World) -> None:
    match = make_active(
        make_programme(), make_mentor("Наставникова"), make_mentee("Ёлкина"), make_mentee("Соснина")
    )
    pair = matches.get_pair(match.id)
    meeting = planned(match.id, "intro")
    meetings.hold(meeting.id, held_on=today(), absent=[pair.members[0].person.id])
    owed = {row.person_id for row in meetings.feedback_of([meeting.id])[meeting.id]}
    assert owed == {pair.mentor_person.id, pair.members[1].person.id}


def test_a_pair_is_not_completed_before_its_final_meeting(match: Match) -> None:
    with pytest.raises(Refused):
        meetings.complete_pair(match.id, outcomes={}, exits={}, reflection="Рано")


def test_a_pair_that_does_not_meet_is_noticed(match: Match) -> None:
    limit = meetings.settings().silence_days
    assert meetings.silent_pairs(today() + timedelta(days=limit)) == []
    found = meetings.silent_pairs(today() + timedelta(days=limit + 1))
    assert [(pair.id, days) for pair, days in found] == [(match.id, limit + 1)]


def test_meetings_are_for_pairs_at_work(match: Match) -> None:
    matches.pause(match.id, "каникулы")
    with pytest.raises(Refused):
        planned(match.id, "intro")
