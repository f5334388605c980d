# SPDX-License-Identifier: MIT
"""States are read from what is stored and from the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from nastavnik.foundation.i18n import using_language
from nastavnik.roadmap.states import State, kind_of, nearest, plan_and_fact, state_of, state_of_item

ON = date(2024, 10, 14)


@dataclass
class Execution:
    state: str = "planned"
    due: date | None = None
    planned_due: date | None = None
    done_on: date | None = None


def done(due: date, on: date) -> Execution:
    return Execution("done", due, due, on)


@pytest.mark.parametrize(
    ("execution", "kind"),
    [
        (Execution("planned", date(2024, 10, 13)), "overdue"),
        (Execution("in_work", date(2024, 10, 13)), "overdue"),
        (Execution("planned", date(2024, 10, 14)), "soon"),
        (Execution("planned", date(2024, 10, 28)), "soon"),
        (Execution("planned", date(2024, 10, 29)), "planned"),
        (Execution("in_work", date(2024, 12, 31)), "work"),
        (Execution("planned"), "planned"),
        (Execution("not_required", date(2020, 1, 1)), "none"),
        (Execution("cancelled", date(2020, 1, 1)), "cancelled"),
        (done(date(2024, 9, 30), date(2024, 9, 30)), "done"),
        (done(date(2024, 9, 30), date(2024, 10, 1)), "late"),
    ],
)
def test_the_day_decides_what_the_row_does_not_say(execution: Execution, kind: str) -> None:
    assert kind_of(execution, ON) == kind


@pytest.mark.parametrize(
    ("execution", "words"),
    [
        (Execution("planned", date(2024, 9, 30)), "Overdue by 14 days"),
        (Execution("planned", date(2024, 10, 22)), "In 8 days"),
        (done(date(2023, 2, 28), date(2023, 2, 28)), "Done 28.02.2023"),
        (Execution("in_work", date(2024, 12, 31)), "In work"),
        (Execution("not_required"), "Not required"),
    ],
)
def test_the_words_say_how_much_and_when(execution: Execution, words: str) -> None:
    with using_language("en"):
        assert state_of(execution, ON).words == words


def test_a_moved_deadline_remembers_the_plan() -> None:
    execution = Execution("planned", date(2024, 10, 25), date(2024, 9, 27))
    assert state_of(execution, ON).moved_from == date(2024, 9, 27)


QUARTERS = [date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31)]


@pytest.mark.parametrize(
    ("executions", "expected"),
    [
        ([done(day, day) for day in QUARTERS], State("done", "Done 4 of 4")),
        (
            [done(QUARTERS[0], QUARTERS[0]), Execution("planned", QUARTERS[3])],
            State("work", "In work: 1 of 2"),
        ),
        (
            [done(QUARTERS[0], QUARTERS[0]), Execution("planned", QUARTERS[2])],
            State("overdue", "Overdue by 14 days"),
        ),
        ([Execution("cancelled", QUARTERS[0])], State("cancelled", "Cancelled")),
    ],
)
def test_an_item_shows_its_most_urgent_execution(executions: list[Execution], expected: State) -> None:
    with using_language("en"):
        assert state_of_item(executions, ON) == expected


@pytest.mark.parametrize(
    ("waits_for", "words"),
    [
        ("conditional", "Opens when needed"),
        ("relative", "Waits for its event"),
        ("external", "Waits for a date"),
    ],
)
def test_an_item_without_dates_says_what_it_waits_for(waits_for: str, words: str) -> None:
    with using_language("en"):
        assert state_of_item([], ON, waits_for=waits_for) == State("planned", words)
        assert state_of_item([], ON, not_required=True) == State("none", "Not required")


def test_the_nearest_deadline_is_the_first_open_one() -> None:
    executions = [
        done(QUARTERS[0], QUARTERS[0]),
        Execution("planned", QUARTERS[3]),
        Execution("planned", QUARTERS[2]),
    ]
    assert nearest(executions) is executions[2]
    assert nearest(executions[:1]) is executions[0]
    assert nearest([]) is None


@pytest.mark.parametrize(
    ("execution", "words"),
    [
        (done(date(2024, 6, 30), date(2024, 6, 30)), "on time"),
        (done(date(2024, 6, 30), date(2024, 6, 28)), "2 days earlier"),
        (done(date(2023, 9, 30), date(2023, 10, 6)), "6 days later"),
        (Execution("planned", date(2024, 9, 30)), "14 days after the deadline"),
        (Execution("planned", date(2024, 12, 31)), "in 78 days"),
        (Execution("planned"), ""),
    ],
)
def test_plan_against_fact(execution: Execution, words: str) -> None:
    with using_language("en"):
        assert plan_and_fact(execution, ON) == words
