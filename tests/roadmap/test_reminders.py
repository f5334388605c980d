# SPDX-License-Identifier: MIT
"""Reminders: on the right day, to the right person, once, whatever happens to the worker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select, update

from nastavnik.accounts.models import Account, Membership
from nastavnik.foundation import mail
from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope, session
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.notifications import Notification
from nastavnik.foundation.outbox import Event
from nastavnik.foundation.scope import IdentityScope
from nastavnik.roadmap import plugin, service
from nastavnik.roadmap.models import RoadmapAssignee, RoadmapReminder
from nastavnik.roadmap.service import ReminderRules, reminding
from nastavnik.roadmap.service.reminding import escalation_due, kind_due
from nastavnik.settings import Settings
from nastavnik.testing.roadmaps import Execution, MadeRoadmap, make_roadmap
from nastavnik.testing.worlds import Someone, World, in_system, in_tenant

DUE = date(2024, 9, 30)
DAY = timedelta(days=1)
EDITOR = frozenset({"roadmap.view", "roadmap.edit"})
EXECUTOR = frozenset({"roadmap.view", "roadmap.execute"})
RULES = ReminderRules()


@pytest.fixture(autouse=True)
def installation(world: World, settings: Settings) -> Iterator[None]:
    """Letters name the installation: its address and its support hours."""
    application = Flask("an installation")
    application.extensions["nastavnik.settings"] = settings
    with application.app_context():
        yield


@contextmanager
def on_the(day: date, world: World, person: Someone | None = None) -> Iterator[None]:
    with time_machine.travel(day, tick=False), in_tenant(world.center, person, rights=EDITOR):
        yield


def given(made: MadeRoadmap, world: World, number: str, *people: Someone) -> None:
    """Let these people answer for an item."""
    with in_tenant(world.center), change(audited=False) as tx:
        tx.session.execute(delete(RoadmapAssignee).where(RoadmapAssignee.item_id == made.items[number]))
        for person in people:
            tx.add(
                RoadmapAssignee(item_id=made.items[number], name=person.name, account_id=person.account_id)
            )


def letters() -> list[tuple[str, str, str]]:
    """Address, subject and body of every letter, oldest first, with ordinary spaces."""
    with in_system() as opened:
        return [
            (one.recipient, one.subject, one.body.replace("\N{NO-BREAK SPACE}", " "))
            for one in opened.scalars(select(Letter).order_by(Letter.created_at, Letter.id))
        ]


def notices(world: World, person: Someone) -> Sequence[Notification]:
    with in_tenant(world.center):
        return (
            session()
            .scalars(
                select(Notification)
                .where(Notification.account_id == person.account_id)
                .order_by(Notification.created_at)
            )
            .all()
        )


def kept(world: World) -> list[tuple[str, UUID | None, date]]:
    with in_tenant(world.center):
        return [
            (one.kind, one.account_id, one.sent_on)
            for one in session().scalars(
                select(RoadmapReminder).order_by(RoadmapReminder.sent_on, RoadmapReminder.kind)
            )
        ]


def block(person: Someone) -> None:
    with open_scope(IdentityScope()), change(audited=False) as tx:
        tx.session.execute(update(Account).where(Account.id == person.account_id).values(state="blocked"))


@pytest.fixture
def one_item(world: World) -> MadeRoadmap:
    """One item due on 30 September, for which the executor answers."""
    made = make_roadmap(world.center, {"5.2": [Execution(DUE, label="III кв. 2024")]})
    given(made, world, "5.2", world.center.executor)
    return made


def run_from_to(world: World, first: date, last: date) -> dict[date, int]:
    """Let the clock strike daily; how many people were told on which day."""
    told = {}
    day = first
    while day <= last:
        with on_the(day, world):
            if count := service.remind_by_the_clock():
                told[day] = count
        day += DAY
    return told


# By the clock


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
    [task] = plugin.periodic_tasks()
    assert (task.name, task.at, task.every) == ("roadmap.remind", "08:00", None)


# By hand


def test_a_reminder_by_hand_reaches_those_who_answer(world: World, one_item: MadeRoadmap) -> None:
    with on_the(DUE - 30 * DAY, world, world.center.coordinator):
        assert service.remind(one_item.executions["5.2"]) == 1
        assert service.last_reminders(one_item.executions["5.2"]) == {
            one_item.executions["5.2"][0]: DUE - 30 * DAY
        }
    [(to, _subject, body)] = letters()
    assert to == world.center.executor.email
    assert "Образцова А.И. напоминает о мероприятиях дорожной карты." in body


def test_nobody_is_reminded_of_one_thing_twice_a_day(world: World, one_item: MadeRoadmap) -> None:
    with on_the(DUE - DAY, world, world.center.coordinator):
        service.remind(one_item.executions["5.2"])
        with pytest.raises(Refused, match="уже напоминали"):
            service.remind(one_item.executions["5.2"])
    with on_the(DUE - DAY, world):
        assert service.remind_by_the_clock() == 0
    assert len(letters()) == 1


def test_a_second_matter_of_the_day_comes_as_a_notice_without_a_letter(world: World) -> None:
    made = make_roadmap(world.center, {"1.1": [Execution(DUE)], "1.2": [Execution(DUE)]})
    for number in made.items:
        given(made, world, number, world.center.executor)
    with on_the(DUE - 30 * DAY, world, world.center.coordinator):
        assert service.remind(made.executions["1.1"]) == 1
        assert service.remind(made.executions["1.2"]) == 1
    assert len(letters()) == 1
    assert len(notices(world, world.center.executor)) == 2


def test_several_at_once_are_one_letter_to_a_person(world: World) -> None:
    made = make_roadmap(world.center, {f"1.{n}": [Execution(DUE)] for n in range(1, 8)})
    for number in made.items:
        given(made, world, number, world.center.executor, world.center.director)
    with on_the(DUE, world, world.center.coordinator):
        assert service.remind([one for found in made.executions.values() for one in found]) == 7
    assert sorted(to for to, _subject, _body in letters()) == sorted(
        [world.center.executor.email, world.center.director.email]
    )
    [notice] = notices(world, world.center.executor)
    assert "1.1, 1.2, 1.3, 1.4, 1.5" in notice.detail


def test_what_a_reminder_by_hand_refuses(world: World, one_item: MadeRoadmap) -> None:
    other = make_roadmap(world.ankudinovskaya, {"5.2": [Execution(DUE)]})
    nobodys = make_roadmap(world.center, {"6.1": [Execution(DUE)]}, state="superseded")
    [mine] = one_item.executions["5.2"]
    with on_the(DUE, world, world.center.coordinator):
        with pytest.raises(Refused):
            service.remind([])
        for stranger in (other.executions["5.2"], nobodys.executions["6.1"], [new_id()]):
            with pytest.raises(NotFound):
                service.remind(stranger)
    with in_tenant(world.center, world.center.executor, rights=EXECUTOR), pytest.raises(Forbidden):
        service.remind([mine])
    assert letters() == []


def test_nobody_reminds_themselves(world: World, one_item: MadeRoadmap) -> None:
    given(one_item, world, "5.2", world.center.coordinator)
    with on_the(DUE, world, world.center.coordinator), pytest.raises(Refused, match="некому"):
        service.remind(one_item.executions["5.2"])


# The department


def request(*keys: UUID) -> Event:
    payload = {"list": "roadmap.overdue", "keys": [str(key) for key in keys]}
    with time_machine.travel(DUE, tick=False):
        return Event(new_id(), "department.reminder_requested", payload, mail.now())


def test_the_departments_question_reaches_the_coordinator(world: World, one_item: MadeRoadmap) -> None:
    [occurrence] = one_item.executions["5.2"]
    with on_the(DUE + 5 * DAY, world):
        plugin.on_event(request(occurrence))
        plugin.on_event(request(occurrence))
    found = notices(world, world.center.coordinator)
    assert [one.title.replace("\N{NO-BREAK SPACE}", " ") for one in found] == [
        "Департамент спрашивает о просрочке: 1 мероприятие"
    ] * 2
    assert found[0].url == f"/o/center/roadmap/{one_item.items['5.2']}"
    assert kept(world) == [("department", world.center.coordinator.account_id, DUE + 5 * DAY)]
    assert letters() == []


def test_other_events_and_closed_executions_call_nobody(world: World) -> None:
    made = make_roadmap(world.center, {"5.2": [Execution(DUE, done_on=DUE)]})
    with on_the(DUE + 5 * DAY, world):
        plugin.on_event(request(*made.executions["5.2"]))
        plugin.on_event(Event(new_id(), "roadmap.item_changed", {}, mail.now()))
    assert notices(world, world.center.coordinator) == []


# The rules


def test_rules_are_the_defaults_until_they_are_changed(world: World) -> None:
    with on_the(DUE, world, world.center.coordinator):
        assert service.reminder_rules() == ReminderRules(7, 1, 7, 14, letters=True)
        service.save_reminder_rules(ReminderRules(5, 2, 3, 10))
        service.save_reminder_rules(ReminderRules(6, 2, 3, 10))
        assert service.reminder_rules() == ReminderRules(6, 2, 3, 10)
    with in_tenant(world.ankudinovskaya):
        assert service.reminder_rules() == ReminderRules()


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        (ReminderRules(7, 7), "last_reminder_days"),
        (ReminderRules(-1), "first_reminder_days"),
        (ReminderRules(escalate_after_days=91), "escalate_after_days"),
    ],
)
def test_rules_that_do_not_fit_are_refused(world: World, rules: ReminderRules, field: str) -> None:
    with on_the(DUE, world, world.center.coordinator):
        with pytest.raises(Refused) as refusal:
            service.save_reminder_rules(rules)
        assert refusal.value.field == field
        assert service.reminder_rules() == ReminderRules()


def test_an_executor_may_not_change_the_rules(world: World) -> None:
    with in_tenant(world.center, world.center.executor, rights=EXECUTOR), pytest.raises(Forbidden):
        service.save_reminder_rules(ReminderRules(5, 2, 3, 10))
