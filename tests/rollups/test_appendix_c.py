# SPDX-License-Identifier: MIT
"""The worked examples of I1 and I2 on real rows (domain, Appendix C)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from nastavnik.foundation.change import change
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.typography import percent
from nastavnik.matches.models import Match, MatchEvent, MatchMember
from nastavnik.people.models import Mentee, Mentor, Person, PopulationFigure
from nastavnik.programmes.models import Programme
from nastavnik.rollups.service import Figure
from nastavnik.testing.worlds import Place, World, in_tenant

from .mentoring import months, noon, recount, values

YEAR_2026 = months((2026, 1), (2026, 12))
STARTED = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def the_last_day_of_2026() -> Iterator[None]:
    """31 December 2026."""
    with time_machine.travel(noon(2026, 12, 31), tick=False):
        yield


def pairs(place: Place, mentees: list[date], *, mentors: date = date(1980, 1, 1), twice: int = 0) -> None:
    """Pairs at work since September: one for each mentee's birthday, and a second one for the first ``twice``."""
    with in_tenant(place), change(audited=False) as tx:
        programme = tx.add(
            Programme(
                title="Вместе",
                form="STUDENT_STUDENT",
                starts_on=STARTED,
                ends_on=date(2027, 5, 31),
                state="running",
            )
        )
        tx.flush()

        def person(birth: date, kind: str) -> Person:
            row = tx.add(
                Person(surname="Примеров", name="Пример", birth_date=birth, birth_year=birth.year, kind=kind)
            )
            tx.flush()
            return row

        known = [
            tx.add(
                Mentee(id=new_id(), person_id=person(birth, "pupil").id, state="active", entered_on=STARTED)
            )
            for birth in mentees
        ]
        for mentee in [*known, *known[:twice]]:
            mentor = tx.add(
                Mentor(
                    person_id=person(mentors, "teacher").id,
                    source="teachers",
                    state="active",
                    entered_on=STARTED,
                )
            )
            tx.flush()
            match = tx.add(
                Match(
                    programme_id=programme.id,
                    mentor_id=mentor.id,
                    state="active",
                    proposed_on=STARTED,
                    starts_on=STARTED,
                )
            )
            tx.flush()
            tx.add(MatchMember(match_id=match.id, mentee_id=mentee.id, joined_on=STARTED))
            tx.add(MatchEvent(match_id=match.id, kind="activated", happened_on=STARTED))


def children(place: Place, ages: str, value: int) -> None:
    """How many there are in all."""
    with in_tenant(place), change(audited=False) as tx:
        tx.add(
            PopulationFigure(
                kind=f"children_{ages}", year=2026, value=value, source="Контингент", counted_on=STARTED
            )
        )


def test_i1_of_two_organisations_is_a_sum_over_a_sum(world: World) -> None:
    pairs(world.center, [date(2013, 3, 1)] * 92, twice=5)
    children(world.center, "10_19", 400)
    pairs(world.ankudinovskaya, [date(2013, 3, 1)] * 60)
    children(world.ankudinovskaya, "10_19", 150)
    recount(world.center, world.ankudinovskaya)
    first = values(world, "matches", YEAR_2026, world.center)
    assert first["matches.working"] == Figure(97)
    assert first["matches.i1"] == Figure(92, 400)
    second = values(world, "matches", YEAR_2026, world.ankudinovskaya)["matches.i1"]
    district = values(world, "matches", YEAR_2026)["matches.i1"]
    assert (second, district) == (Figure(60, 150), Figure(152, 550))
    shares = [percent(one.share or 0).replace("\xa0", " ") for one in (first["matches.i1"], second, district)]
    assert shares == ["23,0 %", "40,0 %", "27,6 %"]


@pytest.mark.parametrize(
    ("born", "counted"),
    [
        (date(2016, 12, 31), 1),  # 10
        (date(2017, 1, 1), 0),  # 9
        (date(2006, 12, 31), 0),  # 20
        (date(2007, 1, 1), 1),  # 19
    ],
    ids=str,
)
def test_age_is_taken_on_the_last_day_and_bounds_are_included(world: World, born: date, counted: int) -> None:
    pairs(world.center, [born])
    children(world.center, "10_19", 400)
    recount(world.center)
    assert values(world, "matches", YEAR_2026)["matches.i1"] == Figure(counted, 400)


@pytest.mark.parametrize(
    ("born", "counted"), [(date(2007, 1, 1), 1), (date(2006, 12, 31), 0), (date(2011, 12, 31), 1)], ids=str
)
def test_a_mentor_of_nineteen_counts_in_i2(world: World, born: date, counted: int) -> None:
    pairs(world.center, [date(2013, 3, 1)], mentors=born)
    children(world.center, "15_19", 200)
    recount(world.center)
    assert values(world, "matches", YEAR_2026)["matches.i2"] == Figure(counted, 200)


def test_a_denominator_of_nought_gives_no_figure(world: World) -> None:
    pairs(world.center, [date(2013, 3, 1)])
    children(world.center, "10_19", 0)
    recount(world.center)
    found = values(world, "matches", YEAR_2026)["matches.i1"]
    assert (found, found.share) == (Figure(0, 0), None)
