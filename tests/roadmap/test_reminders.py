# SPDX-License-Identifier: MIT
"""Reminders by the clock: on the right day, to the right person, once, whatever happens to the worker."""

from __future__ import annotations

import pytest
import time_machine
from sqlalchemy import delete

from nastavnik.accounts.models import Membership
from nastavnik.foundation.change import change
from nastavnik.roadmap import plugin, service
from nastavnik.roadmap.service import ReminderRules, reminding
from nastavnik.roadmap.service.reminding import escalation_due, kind_due
from nastavnik.testing.roadmaps import Execution, MadeRoadmap, make_roadmap
from nastavnik.testing.worlds import World, in_tenant

from .reminder_world import (
    DAY,
    DUE,
    RULES,
    block,
    given,
    kept,
    letters,
    notices,
    on_the,
    run_from_to,
)

pytestmark = pytest.mark.usefixtures("mail_settings")


def test_reminders_come_ahead_then_weekly_and_the_director_hears_after_two_weeks(
    world: World, one_item: MadeRoadmap
) -> None:
    told = run_from_to(world, DUE - 20 * DAY, DUE + 22 * DAY)
    assert told == {
        DUE - 7 * DAY: 1,
        DUE - DAY: 1,
        DUE + DAY: 1,
        DUE + 8 * DAY: 1,
        DUE + 14 * DAY: 1,  # the director
        DUE + 15 * DAY: 1,
        DUE + 22 * DAY: 1,
    }
    executor, director = world.center.executor, world.center.director
    assert [kind for kind, account, _day in kept(world) if account == executor.account_id] == [
        "week", "day", "overdue", "overdue", "overdue", "overdue",
    ]  # fmt: skip
    assert [kind for kind, account, _day in kept(world) if account == director.account_id] == ["escalation"]
    assert {to for to, _subject, _body in letters()} == {executor.email, director.email}


def test_the_letter_names_the_measure_its_date_and_the_page(world: World, one_item: MadeRoadmap) -> None:
    with on_the(DUE - 7 * DAY, world):
        service.remind_by_the_clock()
    [(to, subject, body)] = letters()
    assert to == world.center.executor.email
    assert subject == "Дорожная карта: предстоит 1"
    assert "Анна Ивановна, здравствуйте!" in body
    assert "— 5.2 Мероприятие 5.2: III кв. 2024, 30.09.2024, через 7 дней" in body
    assert "/o/center/" in body
    assert "Центр внешкольной работы" in body
    [notice] = notices(world, world.center.executor)
    assert notice.title.replace("\N{NO-BREAK SPACE}", " ") == "Через 7 дней: мероприятие 5.2"
    assert notice.url == f"/o/center/roadmap/{one_item.items['5.2']}"


def test_twice_a_day_sends_nothing_twice(world: World, one_item: MadeRoadmap) -> None:
    with on_the(DUE - DAY, world):
        assert [service.remind_by_the_clock() for _ in range(3)] == [1, 0, 0]
    assert len(letters()) == 1
    assert len(notices(world, world.center.executor)) == 1


def test_a_worker_that_dies_between_two_people_is_made_up_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_roadmap(world.center, {"1.1": [Execution(DUE)], "1.2": [Execution(DUE)]})
    given(made, world, "1.1", world.center.executor)
    given(made, world, "1.2", world.center.director)
    calls = 0

    def dying(*args: object, **options: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise ConnectionError
        real(*args, **options)  # type: ignore[arg-type]

    real = reminding.send_letter
    monkeypatch.setattr(reminding, "send_letter", dying)
    with on_the(DUE - DAY, world), pytest.raises(ConnectionError):
        service.remind_by_the_clock()
    assert len(letters()) == 1
    assert len(kept(world)) == 1
    monkeypatch.undo()
    with on_the(DUE - DAY, world):
        assert service.remind_by_the_clock() == 1
    assert sorted(to for to, _subject, _body in letters()) == sorted(
        [world.center.executor.email, world.center.director.email]
    )


def test_one_letter_holds_everything_of_the_day(world: World) -> None:
    made = make_roadmap(
        world.center,
        {
            "1.1": [Execution(DUE)],
            "1.2": [Execution(DUE + 6 * DAY)],
            "2.1": [Execution(DUE - 30 * DAY), Execution(DUE + 100 * DAY)],
            "2.2": [Execution(DUE, done_on=DUE - DAY)],
        },
    )
    for number in made.items:
        given(made, world, number, world.center.executor)
    with on_the(DUE - DAY, world):
        service.remind_by_the_clock()
    bodies = [body for to, _subject, body in letters() if to == world.center.executor.email]
    assert len(bodies) == 1
    assert all(number in bodies[0] for number in ("1.1", "1.2", "2.1"))
    assert "2.2" not in bodies[0]
    assert bodies[0].count("— ") == 3
    subjects = [subject for to, subject, _body in letters() if to == world.center.executor.email]
    assert subjects == ["Дорожная карта: просрочено 1, предстоит 2"]


def test_a_missed_day_is_made_up_for_while_it_still_says_something(
    world: World, one_item: MadeRoadmap
) -> None:
    assert run_from_to(world, DUE - 4 * DAY, DUE) == {DUE - 4 * DAY: 1, DUE - DAY: 1}


def test_what_nobody_with_an_account_answers_for_goes_to_the_coordinator(world: World) -> None:
    make_roadmap(world.center, {"5.2": [Execution(DUE)]})
    with on_the(DUE - DAY, world):
        service.remind_by_the_clock()
    assert [to for to, _subject, _body in letters()] == [world.center.coordinator.email]


def test_without_a_coordinator_it_goes_to_the_director(world: World) -> None:
    make_roadmap(world.center, {"5.2": [Execution(DUE)]})
    with in_tenant(world.center), change(audited=False) as tx:
        tx.session.execute(delete(Membership).where(Membership.role == "coordinator"))
    with on_the(DUE - DAY, world):
        service.remind_by_the_clock()
    assert [to for to, _subject, _body in letters()] == [world.center.director.email]


def test_a_blocked_executor_gets_nothing(world: World, one_item: MadeRoadmap) -> None:
    block(world.center.executor)
    with on_the(DUE - DAY, world):
        service.remind_by_the_clock()
    assert [to for to, _subject, _body in letters()] == [world.center.coordinator.email]
    assert notices(world, world.center.executor) == []


def test_each_reminder_can_be_switched_off_and_moved(world: World, one_item: MadeRoadmap) -> None:
    with on_the(DUE - 30 * DAY, world, world.center.coordinator):
        service.save_reminder_rules(ReminderRules(10, 0, 0, 3, letters=False))
    told = run_from_to(world, DUE - 20 * DAY, DUE + 20 * DAY)
    assert told == {DUE - 10 * DAY: 1, DUE + 3 * DAY: 1}
    assert [kind for kind, _account, _day in kept(world)] == ["week", "escalation"]
    assert letters() == []
    assert len(notices(world, world.center.director)) == 1


def test_a_deadline_that_was_moved_is_reminded_of_anew(world: World, one_item: MadeRoadmap) -> None:
    run_from_to(world, DUE - 7 * DAY, DUE + DAY)
    [occurrence] = one_item.executions["5.2"]
    with on_the(DUE + 2 * DAY, world, world.center.coordinator):
        service.move_deadline(occurrence, DUE + 30 * DAY, "Карантин", "Приказ № 31")
    assert run_from_to(world, DUE + 3 * DAY, DUE + 31 * DAY) == {
        DUE + 23 * DAY: 1,
        DUE + 29 * DAY: 1,
        DUE + 31 * DAY: 1,
    }


def test_neighbours_and_former_editions_are_left_alone(world: World) -> None:
    make_roadmap(world.ankudinovskaya, {"5.2": [Execution(DUE)]})
    make_roadmap(world.center, {"5.2": [Execution(DUE)]}, state="superseded")
    with on_the(DUE - DAY, world):
        assert service.remind_by_the_clock() == 0
    assert letters() == []


def test_the_number_of_queries_does_not_grow_with_the_roadmap(world: World, count_queries: object) -> None:
    counts = []
    for size in (3, 30):
        made = make_roadmap(
            world.ankudinovskaya if size == 3 else world.center,
            {f"1.{number}": [Execution(DUE)] for number in range(size)},
        )
        place = world.ankudinovskaya if size == 3 else world.center
        assert made.items
        with (
            time_machine.travel(DUE - DAY, tick=False),
            in_tenant(place),
            count_queries() as queries,  # type: ignore[operator]
        ):
            assert service.remind_by_the_clock() == 1
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 24


@pytest.mark.parametrize(
    ("days", "had", "expected"),
    [
        (8, [], ""),
        (7, [], "week"),
        (5, [], "week"),
        (5, [("week", 6)], ""),
        (7, [("week", 60)], "week"),
        (1, [("week", 7)], "day"),
        (0, [("day", 1)], ""),
        (0, [], "day"),
        (-1, [("day", 1)], "overdue"),
        (-7, [("overdue", -1)], ""),
        (-8, [("overdue", -1)], "overdue"),
        (-3, [("manual", -3)], ""),
        (-3, [("manual", -2)], "overdue"),
        (-3, [("department", -3)], "overdue"),
    ],
)
def test_which_reminder_is_due(days: int, had: list[tuple[str, int]], expected: str) -> None:
    """Days are counted to the deadline; ``had`` are reminders so many days before it."""
    sent = [(kind, DUE - before * DAY) for kind, before in had]
    assert kind_due(DUE, DUE - days * DAY, RULES, sent) == expected


def test_the_director_hears_of_a_deadline_once() -> None:
    late = DUE + 14 * DAY
    assert not escalation_due(DUE, late - DAY, RULES, [])
    assert escalation_due(DUE, late, RULES, [])
    assert escalation_due(DUE, late + 30 * DAY, RULES, [])
    assert not escalation_due(DUE, late + DAY, RULES, [("escalation", late)])
    # A new date is a new deadline.
    assert escalation_due(DUE, late, RULES, [("escalation", DUE - DAY)])
    assert not escalation_due(DUE, late, ReminderRules(escalate_after_days=0), [])


def test_the_clock_strikes_once_a_day(world: World) -> None:
    task = next(one for one in plugin.periodic_tasks() if one.name == "roadmap.remind")
    assert (task.at, task.every) == ("08:00", None)
