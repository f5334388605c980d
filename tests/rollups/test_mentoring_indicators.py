# SPDX-License-Identifier: MIT
"""Every figure of the rooms of mentoring, counted by hand in a small world (design.md, section 6, law 6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from nastavnik.consents import service as consents
from nastavnik.consents.service import GivenConsent, SeenClearance
from nastavnik.foundation.dates import DISTRICT_ZONE, today
from nastavnik.foundation.periods import NotAPeriod
from nastavnik.matches import service as matches
from nastavnik.meetings import service as meetings
from nastavnik.meetings.service import MeetingCard, Words
from nastavnik.people import service as people
from nastavnik.rollups.service import Figure, Months
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.pairs import (
    RIGHTS,
    make_active,
    make_agreed,
    make_mentee,
    make_mentor,
    make_person,
    make_programme,
)
from nastavnik.testing.worlds import World, in_tenant

from .mentoring import months, noon, recount, values

Q1 = months((2026, 1), (2026, 3))
Q2 = months((2026, 4), (2026, 6))
HALF = months((2026, 1), (2026, 6))
YEAR = months((2026, 1), (2026, 12))
SCHOOL_YEAR = months((2025, 9), (2026, 8))


def at(world: World) -> AbstractContextManager[Session]:
    """The Centre's scope as its coordinator."""
    return in_tenant(world.center, world.center.coordinator, rights=RIGHTS)


@pytest.fixture
def cycle(empty_database: TestDatabase, world: World) -> Iterator[World]:
    """Half a year of the Centre, seen on 20 July 2026."""
    empty_database.again("half a year of the Centre", lambda: _half_a_year(world))
    with time_machine.travel(noon(2026, 7, 20), tick=False):
        yield world


def _half_a_year(world: World) -> None:
    """A pair that paused, a pair that ended early, a group that was completed."""
    with time_machine.travel(noon(2026, 1, 20), tick=False), at(world):
        pupils = make_programme()
        teachers = make_programme("Вместе в профессии", "TEACHER_TEACHER", "experienced")
        leader = make_mentor("Вожаков", 16, "pupil", "pupils", capacity=3)
        experienced = make_mentor("Опытнова", 45)
        newcomer = people.enter_mentee(
            _young("Новичкова", date(2024, 9, 1)).id, people.RequestCard("professional")
        )
        first, second, third = (make_mentee(name, 12) for name in ("Ромашкин", "Васильков", "Лютиков"))
        paused = make_active(pupils, leader, first)
        group = make_active(pupils, leader, second, third, group_title="Ручей")
        ended = make_active(teachers, experienced, newcomer)
    with time_machine.travel(noon(2026, 2, 15), tick=False), at(world):
        matches.pause(paused.id, "каникулы")
    with time_machine.travel(noon(2026, 3, 10), tick=False), at(world):
        matches.end_early(ended.id, "moved")
    with time_machine.travel(noon(2026, 5, 20), tick=False), at(world):
        both = (second.id, third.id)
        matches.complete(
            group.id,
            outcomes=dict.fromkeys(both, "reached"),
            exits=dict.fromkeys(both, "leave"),
            reflection="Справились",
        )
    with time_machine.travel(noon(2026, 7, 20), tick=False):
        with at(world):
            matches.resume(paused.id)
            make_agreed(pupils, make_mentor("Ждунов", 17, "pupil", "pupils"), make_mentee("Ждунова"))
        with in_tenant(world.center, world.center.director, rights=frozenset({"people.population"})):
            for kind, value in (("children_10_19", 400), ("young_specialists", 2)):
                people.set_population(people.Population(kind, 2026, value, "ОО-1", today()))
        recount(world.center, world.ankudinovskaya)


def _young(surname: str, since: date) -> people.Person:
    person = make_person(surname, 24, "young_specialist", young_since=since)
    consents.record_consent(person.id, GivenConsent("participation", "self", today()))
    return person


def test_a_quarter_of_pairs_counts_as_by_hand(cycle: World) -> None:
    assert values(cycle, "matches", Q1) == {
        "matches.mentors": Figure(2),
        "matches.mentees": Figure(4),
        "matches.mentors_by_form": Figure(2),
        "matches.mentees_by_form": Figure(4),
        "matches.mentors_by_source": Figure(2),
        "matches.working": Figure(3),
        "matches.groups": Figure(1),
        "matches.formed": Figure(3),
        "matches.completed": Figure(0),
        "matches.ended": Figure(1),
        "matches.i1": Figure(3, 400),
        "matches.i2": Figure(0, 0),
        "matches.i3": Figure(1, 2),
        "matches.young": Figure(1),
    }


def test_a_pair_that_is_paused_all_the_quarter_is_not_at_work_in_it(cycle: World) -> None:
    found = values(cycle, "matches", Q2)
    assert (found["matches.working"], found["matches.mentees"]) == (Figure(1), Figure(2))
    assert (found["matches.mentors"], found["matches.completed"]) == (Figure(1), Figure(1))
    assert (found["matches.i1"], found["matches.i3"]) == (Figure(2, 400), Figure(0, 2))


@pytest.mark.parametrize(
    ("period", "mentees", "mentors", "working"),
    [
        (months((2026, 1), (2026, 1)), 4, 2, 3),
        (months((2026, 2), (2026, 2)), 4, 2, 3),
        (months((2026, 4), (2026, 4)), 2, 1, 1),
        (months((2026, 7), (2026, 7)), 1, 1, 1),
        (HALF, 4, 2, 3),
        (YEAR, 4, 2, 3),
        (SCHOOL_YEAR, 4, 2, 3),
        (None, 4, 2, 3),
    ],
    ids=("January", "February", "April", "July", "half-year", "year", "academic year", "whole"),
)
def test_a_person_is_counted_once_in_a_period_of_any_kind(
    cycle: World, period: Months | None, mentees: int, mentors: int, working: int
) -> None:
    found = values(cycle, "matches", period)
    assert found["matches.mentees"] == Figure(mentees)
    assert found["matches.mentors"] == Figure(mentors)
    assert found["matches.working"] == Figure(working)


def test_months_that_make_up_no_period_are_refused(cycle: World) -> None:
    with pytest.raises(NotAPeriod):
        values(cycle, "matches", months((2026, 2), (2026, 4)))


def test_an_organisation_that_has_typed_nothing_has_no_share_and_adds_nothing_to_the_districts(
    cycle: World,
) -> None:
    assert values(cycle, "matches", YEAR, cycle.ankudinovskaya)["matches.i1"].share is None
    with in_tenant(cycle.center, cycle.center.director, rights=frozenset({"people.population"})):
        people.remove_population(people.populations()[0].id)
    recount(cycle.center)
    assert values(cycle, "matches", YEAR)["matches.i1"] == Figure(0, 0)
    assert values(cycle, "matches", YEAR)["matches.mentees"] == Figure(4)


def test_registers_count_as_by_hand(cycle: World) -> None:
    assert values(cycle, "people") == {"people.mentors": Figure(3), "people.mentees": Figure(5)}


def test_programmes_count_as_by_hand(cycle: World) -> None:
    # Two programmes in their first stage since 20 January, 181 days before 20 July.
    assert values(cycle, "programmes") == {
        "programmes.running": Figure(2),
        "programmes.days_in_stage": Figure(362),
        "programmes.stuck": Figure(2),
        "programmes.completed": Figure(0),
    }


def test_consents_and_clearances_count_as_by_hand(world: World) -> None:
    with time_machine.travel(noon(2026, 1, 20), tick=False), at(world):
        ends = date(2026, 3, 31)
        lapsed, renewed, withdrawn = (make_person(name) for name in ("Истёкшин", "Новый", "Отозванов"))
        for person in (lapsed, renewed, withdrawn):
            consents.record_consent(
                person.id, GivenConsent("participation", "self", today(), valid_until=ends)
            )
        for person in (lapsed, renewed):
            consents.record_clearance(
                person.id, SeenClearance("criminal_record", today(), "cleared", next_check_on=ends)
            )
    with time_machine.travel(noon(2026, 5, 2), tick=False):
        with at(world):
            consents.record_consent(renewed.id, GivenConsent("participation", "self", today()))
            consents.record_clearance(
                renewed.id,
                SeenClearance("criminal_record", today(), "cleared", next_check_on=date(2027, 5, 2)),
            )
            own = consents.consents_of([withdrawn.id])[withdrawn.id]
            consents.withdraw(own[0].id, on=today())
        recount(world.center)
        # The term was over with 31 March, so both lapsed on the first day of the second quarter.
        assert values(world, "consents", Q2) == {
            "consents.lapsed": Figure(1),
            "consents.withdrawn": Figure(1),
            "consents.clearances_lapsed": Figure(1),
        }
        assert set(values(world, "consents", Q1).values()) == {Figure(0)}


def test_meetings_and_feedback_count_as_by_hand(world: World) -> None:
    with time_machine.travel(noon(2026, 1, 20), tick=False), at(world):
        pair = make_active(
            make_programme(), make_mentor("Вожаков", 16, "pupil", "pupils"), make_mentee("Ромашкин", 12)
        )
        held, _planned = (
            meetings.plan_meeting(
                pair.id,
                MeetingCard(
                    kind,
                    datetime(2026, 1, 30, 12, tzinfo=DISTRICT_ZONE) + timedelta(days=days),
                    exception="по просьбе",
                ),
            )
            for kind, days in (("intro", 0), ("trial", 60))
        )
    with time_machine.travel(noon(2026, 1, 30), tick=False), at(world):
        meetings.hold(held.id, held_on=date(2026, 1, 30), topic="Знакомство")
        mentor, mentee = meetings.feedback_of([held.id])[held.id]
    with time_machine.travel(noon(2026, 2, 6), tick=False):  # the seventh day
        with at(world):
            meetings.give_on_behalf(mentor.id, Words("Познакомились"), reason="по телефону")
        recount(world.center)
        assert values(world, "meetings", Q1)["meetings.feedback_in_time"] == Figure(
            1, 1
        )  # the other may yet come
    with time_machine.travel(noon(2026, 2, 7), tick=False):
        with at(world):
            meetings.give_on_behalf(mentee.id, Words("Познакомились", mood=5), reason="по телефону")
        recount(world.center)
        assert values(world, "meetings", Q1) == {
            "meetings.planned": Figure(2),
            "meetings.held": Figure(1),
            "meetings.feedback_in_time": Figure(1, 2),
        }
