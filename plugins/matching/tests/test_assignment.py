# SPDX-License-Identifier: MIT
"""Scores and assignments on pools small enough to count by hand, and the properties that hold for any pool."""

from __future__ import annotations

from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nastavnik_matching.assignment import LEAST, assign
from nastavnik_matching.scoring import WEIGHTS, Candidate, Seeker, ranked, score, value, what_would_change


def mentor(number: int, competences: str = "", *, free: int = 1, hours: float | None = None) -> Candidate:
    return Candidate(
        UUID(int=number),
        f"Наставник {number}",
        frozenset(competences.split()),
        frozenset(),
        frozenset(),
        None,
        None,
        hours,
        free,
    )


def mentee(number: int, topics: str = "", age: int | None = None) -> Seeker:
    return Seeker(
        UUID(int=1000 + number),
        f"Ученик {number}",
        frozenset(topics.split()),
        "academic",
        age,
        "STUDENT_STUDENT",
    )


def test_weights_make_a_whole() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_a_score_is_the_sum_of_what_it_says() -> None:
    one, two = mentor(1, "физика", hours=1.0), mentee(1, "физика химия")
    made = score(one, two)
    by_code = {factor.code: factor for factor in made.factors}
    assert by_code["competences"].value == 0.5
    assert by_code["time"].value == 0.5
    assert made.total == value(one, two) == 0.5 * 0.5 + 0.2 * 0.5 + 0.2 * 0.5 + 0.1 * 0.5
    assert made.factors[0].code == "competences"
    assert all(factor.sentence for factor in made.factors)
    assert what_would_change(made)


def test_the_pool_is_served_better_than_one_by_one() -> None:
    """The best mentor of the first mentee is the only one of the second: the first takes another."""
    both, one = mentor(1, "физика химия"), mentor(2, "физика")
    first, second = mentee(1, "физика"), mentee(2, "химия")
    pairs = {pair.mentee_id: pair.mentor_id for pair in assign([both, one], [first, second]).pairs}
    assert pairs == {first.mentee_id: one.mentor_id, second.mentee_id: both.mentor_id}


def test_a_lock_is_kept_and_takes_the_place() -> None:
    good, poor = mentor(1, "физика"), mentor(2)
    wanted = mentee(1, "физика")
    made = assign([good, poor], [wanted, mentee(2, "физика")], locks={wanted.mentee_id: poor.mentor_id})
    assert {(pair.mentee_id, pair.mentor_id, pair.locked) for pair in made.pairs} == {
        (wanted.mentee_id, poor.mentor_id, True),
        (UUID(int=1002), good.mentor_id, False),
    }


def test_what_is_forbidden_is_never_proposed() -> None:
    made = assign([mentor(1, "физика")], [mentee(1, "физика")], allowed=lambda one, two: False)
    assert made.pairs == ()
    assert made.waiting == (UUID(int=1001),)


def test_a_full_mentor_is_not_ranked() -> None:
    assert ranked(mentee(1, "физика"), [mentor(1, "физика", free=0)]) == []


TOPICS = st.lists(st.sampled_from("abcd"), max_size=3).map(" ".join)


@settings(deadline=None)
@given(st.lists(st.tuples(TOPICS, st.integers(0, 2)), max_size=4), st.lists(TOPICS, max_size=4))
def test_no_assignment_of_a_small_pool_is_better(mentors: list[tuple[str, int]], mentees: list[str]) -> None:
    pool = [mentor(number, topics, free=free) for number, (topics, free) in enumerate(mentors)]
    seekers = [mentee(number, topics) for number, topics in enumerate(mentees)]
    made = assign(pool, seekers)
    used = [pair.mentor_id for pair in made.pairs]
    assert all(used.count(one.mentor_id) <= one.free for one in pool)
    assert len({pair.mentee_id for pair in made.pairs}) == len(made.pairs)
    assert len(made.pairs) + len(made.waiting) == len(seekers)
    places: list[Candidate | None] = [one for one in pool for _ in range(one.free)]
    places += [None] * len(seekers)
    best = max(
        (
            sum(
                worth
                for one, two in zip(order, seekers, strict=True)
                if one is not None and (worth := value(one, two)) >= LEAST
            )
            for order in permutations(places, len(seekers))
        ),
        default=0.0,
    )
    assert abs(made.total - best) < 1e-9
