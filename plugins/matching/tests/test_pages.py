# SPDX-License-Identifier: MIT
"""The proposal through its pages: hard filters by name, scores in words, locks, and the chosen pairs proposed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

import pytest

from nastavnik.matches import service as matches
from nastavnik.matches.service import Proposal
from nastavnik.people import service as people
from nastavnik.people.service import Mentee, Mentor, MentorCard, RequestCard
from nastavnik.programmes.service import Programme
from nastavnik.tenants.service import set_plugin
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import (
    RIGHTS,
    give_consent,
    make_active,
    make_mentee,
    make_person,
    make_programme,
)
from nastavnik.testing.worlds import World, in_tenant
from nastavnik_matching.assignment import assign
from nastavnik_matching.pool import pool_of
from nastavnik_matching.scoring import Candidate, Seeker

HOME = "/o/center/matching"
T = TypeVar("T")


@pytest.fixture
def coordinator(visitor: Visitor, world: World) -> Visitor:
    for place in (world.center, world.ankudinovskaya):
        with in_tenant(place):
            set_plugin("matching", enabled=True)
    visitor.sign_in(world.center.coordinator)
    return visitor


def work(world: World, act: Callable[[], T]) -> T:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        return act()


def said(answer: Any) -> str:
    return str(answer.text).replace("\u00a0", " ")


def pupil_mentor(surname: str, *competences: str, state: str = "selected", **more: Any) -> Mentor:
    person = make_person(surname, 16, "pupil")
    give_consent(person)
    mentor = people.enter_mentor(person.id, MentorCard("pupils", competences=competences, **more))
    return people.set_mentor_state(mentor.id, state) if state != "candidate" else mentor


def asking(surname: str, *topics: str) -> Mentee:
    person = make_person(surname, 13, "pupil")
    give_consent(person)
    return people.enter_mentee(person.id, RequestCard("academic", topics=topics))


def prepared() -> tuple[Programme, Mentor, Mentor, Mentee, Mentee]:
    return (
        make_programme(),
        pupil_mentor("Физикова", "физика", "химия"),
        pupil_mentor("Вокалова", "физика"),
        asking("Ёлкина", "физика"),
        asking("Соснина", "химия"),
    )


def key(mentee: Mentee, mentor: Mentor) -> str:
    return f"{mentee.id}:{mentor.id}"


def test_the_whole_pool_is_served_and_every_score_is_told(coordinator: Visitor, world: World) -> None:
    programme, both, one, first, second = work(world, prepared)
    assert programme.title in coordinator.get(f"{HOME}/").text
    page = coordinator.get(f"{HOME}/{programme.id}")
    assert f'name="pair" value="{key(first, one)}"' in page.text
    assert f'name="pair" value="{key(second, both)}"' in page.text
    assert "Знает то, о чём просят: химия" in said(page)
    assert "Подошло бы лучше" in said(page)


def test_a_lock_changes_the_rest_and_stays_in_the_address(coordinator: Visitor, world: World) -> None:
    programme, both, _one, first, second = work(world, prepared)
    counted = coordinator.post(f"{HOME}/{programme.id}", {"lock": key(first, both), "again": "1"})
    assert counted.status_code == 303
    page = coordinator.get(counted.headers["Location"]).text
    assert f'name="lock" value="{key(first, both)}" checked' in page
    assert f'name="pair" value="{key(second, both)}"' not in page
    other = coordinator.post(f"{HOME}/{programme.id}", {"other": key(first, both)})
    assert "lock=" in other.headers["Location"]
    stranger = f"{HOME}/{programme.id}?lock={UUID(int=1)}:{UUID(int=2)}&lock=nothing"
    assert coordinator.get(stranger).status_code == 200


def test_the_chosen_pairs_are_proposed_with_their_grounds(coordinator: Visitor, world: World) -> None:
    programme, both, one, first, second = work(world, prepared)
    url = f"{HOME}/{programme.id}"
    nothing = coordinator.post(url, {"propose": "1"}, follow_redirects=True)
    assert "Выберите пары" in said(nothing)
    done = coordinator.post(url, {"propose": "1", "pair": [key(first, one), key(second, both)]})
    assert done.status_code == 303
    pairs = work(world, lambda: matches.pairs().rows)
    assert {(pair.match.origin, pair.match.state) for pair in pairs} == {("matching", "proposed")}
    assert all(pair.match.grounds["percent"] > 0 and pair.members[0].row.request_id for pair in pairs)
    shown = coordinator.get(f"/o/center/pairs/{pairs[0].id}")
    assert "Почему эта пара" in said(shown)
    again = coordinator.post(url, {"propose": "1", "pair": key(first, one)}, follow_redirects=True)
    assert "Выберите пары" in said(again)
    assert "Уже состоит в паре" in said(coordinator.get(url))


def test_who_may_not_be_paired_is_named_with_the_reason(coordinator: Visitor, world: World) -> None:
    def prepare() -> Programme:
        programme = make_programme()
        pupil_mentor("Неотобранова", state="candidate")
        busy = pupil_mentor("Занятова", capacity=1)
        make_active(programme, busy, make_mentee("Парнова"))
        person = make_person("Безсогласова", 13, "pupil")
        people.enter_mentee(person.id, RequestCard("academic"))
        return programme

    programme = work(world, prepare)
    page = said(coordinator.get(f"{HOME}/{programme.id}"))
    for words in (
        "Неотобранова",
        "отбор наставников",
        "Уже ведёт пар: 1 из 1",
        "согласие законного представителя",
    ):
        assert words in page, words
    assert "Объединять некого" in page


def test_those_who_refused_and_relatives_are_never_brought_together(
    coordinator: Visitor, world: World
) -> None:
    def prepare() -> tuple[Programme, Mentor, Mentee]:
        programme, mentor, mentee = (
            make_programme(),
            pupil_mentor("Физикова", "физика"),
            asking("Ёлкина", "физика"),
        )
        match = matches.propose(Proposal(programme.id, mentor.id, (mentee.id,)))
        answer = matches.answers_of([match.id])[match.id][0]
        matches.answer_on_behalf(answer.id, "no", "не подошли друг другу")
        return programme, mentor, mentee

    programme, mentor, mentee = work(world, prepare)
    page = coordinator.get(f"{HOME}/{programme.id}")
    assert key(mentee, mentor) not in page.text
    assert "Никто не нашёлся" in said(page)
    forced = coordinator.post(f"{HOME}/{programme.id}", {"propose": "1", "pair": key(mentee, mentor)})
    assert forced.status_code == 303
    assert len(work(world, lambda: matches.pairs().rows)) == 1
    pool = work(world, lambda: pool_of(programme))
    assert pool.forbidden == {(mentor.id, mentee.id)}


def test_a_pool_costs_the_same_number_of_questions(world: World, count_queries: Any) -> None:
    def cost(programme: Programme) -> int:
        with in_tenant(world.center), count_queries() as queries:
            pool_of(programme)
        return len(queries)

    programme = work(world, lambda: prepared()[0])
    few = cost(programme)

    def more() -> None:
        for letter in "абвг":
            pupil_mentor(f"Физиков{letter}", "физика")
            asking(f"Ёлкин{letter}", "физика")

    work(world, more)
    assert cost(programme) <= few


def test_strangers_executors_and_those_without_the_plugin_find_nothing(
    visitor: Visitor, world: World
) -> None:
    programme = work(world, make_programme)
    visitor.sign_in(world.center.coordinator)
    assert visitor.get(f"{HOME}/{programme.id}").status_code == 404
    for place in (world.center, world.ankudinovskaya):
        with in_tenant(place):
            set_plugin("matching", enabled=True)
    visitor.sign_in(world.center.executor)
    assert visitor.get(f"{HOME}/").status_code == 403
    assert visitor.post(f"{HOME}/{programme.id}").status_code == 403
    visitor.sign_in(world.ankudinovskaya.coordinator)
    assert visitor.get(f"/o/ankudinovskaya/matching/{programme.id}").status_code == 404
    assert visitor.get(f"{HOME}/{programme.id}").status_code == 404
    visitor.sign_in(world.officer)
    assert visitor.get(f"{HOME}/").status_code == 404


def test_five_hundred_by_five_hundred_in_three_seconds() -> None:
    words = [f"тема {number}" for number in range(40)]
    mentors = [
        Candidate(
            UUID(int=number),
            f"Н {number}",
            frozenset({words[number % 40], words[number * 7 % 40]}),
            frozenset(),
            frozenset(),
            10,
            14,
            2.0,
            1,
        )
        for number in range(500)
    ]
    mentees = [
        Seeker(
            UUID(int=1000 + number),
            f"У {number}",
            frozenset({words[number * 3 % 40], words[number * 11 % 40]}),
            "academic",
            10 + number % 8,
            "STUDENT_STUDENT",
        )
        for number in range(500)
    ]
    started = time.perf_counter()
    made = assign(mentors, mentees)
    assert time.perf_counter() - started < 3
    assert len(made.pairs) == 500


def test_scipy_is_not_brought_in_by_the_plugin_itself() -> None:
    asked = (
        "import sys, nastavnik_matching.plugin; sys.exit('scipy' in sys.modules or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
