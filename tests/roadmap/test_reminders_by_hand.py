# SPDX-License-Identifier: MIT
"""«Напомнить», what the department asks, and the rules of an organisation."""

from __future__ import annotations

from uuid import UUID

import pytest
import time_machine

from nastavnik.foundation import mail
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.outbox import Event
from nastavnik.roadmap import plugin, service
from nastavnik.roadmap.service import ReminderRules
from nastavnik.testing.roadmaps import Execution, MadeRoadmap, make_roadmap
from nastavnik.testing.worlds import World, in_tenant

from .reminder_world import (
    DAY,
    DUE,
    EXECUTOR,
    given,
    kept,
    letters,
    notices,
    on_the,
)

pytestmark = pytest.mark.usefixtures("mail_settings")


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
