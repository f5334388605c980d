# SPDX-License-Identifier: MIT
"""The page of reminders: its form, and what went out."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import time_machine

from nastavnik.roadmap import service
from nastavnik.roadmap.service import ReminderRules
from nastavnik.testing.clients import Visitor
from nastavnik.testing.roadmaps import Execution, make_roadmap
from nastavnik.testing.worlds import World, in_tenant

from .reminder_world import DAY, DUE, on_the

PAGE = "/o/center/roadmap/reminders"
RULES = {
    "first_reminder_days": "10",
    "last_reminder_days": "2",
    "overdue_every_days": "3",
    "escalate_after_days": "0",
}


def words_of(html: str) -> str:
    """The text of a page's content with ordinary spaces."""
    main = html[html.index("<main") : html.index("</main>")]
    text = unescape(re.sub(r"<[^>]+>", " ", main)).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\s+", " ", text)


def rules(world: World) -> ReminderRules:
    with in_tenant(world.center):
        return service.reminder_rules()


def test_the_rules_are_saved_from_the_page(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.coordinator)
    page = visitor.get(PAGE)
    assert 'value="14"' in page.text
    assert "Напоминаний ещё не было" in words_of(page.text)
    saved = visitor.post(PAGE, RULES)
    assert (saved.status_code, saved.location) == (303, PAGE)
    assert rules(world) == ReminderRules(10, 2, 3, 0, letters=False)
    assert 'value="10"' in visitor.get(PAGE).text


def test_what_does_not_fit_is_said_beside_its_field_and_nothing_is_lost(
    visitor: Visitor, world: World
) -> None:
    visitor.sign_in(world.center.director)
    for wrong, sentence in (
        ({"first_reminder_days": ""}, "Напишите число"),
        ({"overdue_every_days": "91"}, "От 0 до 90 дней."),
        ({"escalate_after_days": "две недели"}, ""),
        ({"last_reminder_days": "10"}, "дней до срока должно быть меньше"),
    ):
        answer = visitor.post(PAGE, {**RULES, "letters": "y", **wrong})
        assert answer.status_code == 422, wrong
        assert sentence in words_of(answer.text)
        field, typed = next(iter(wrong.items()))
        assert f'value="{typed}"' in answer.text
        assert re.search(
            rf'<input[^>]*id="{field}"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="{field}"',
            answer.text,
        )
    assert rules(world) == ReminderRules()


def test_a_neighbour_finds_no_such_page(visitor: Visitor, world: World) -> None:
    made = make_roadmap(world.center, {"5.2": [Execution(DUE)]})
    visitor.sign_in(world.ankudinovskaya.coordinator)
    assert visitor.get(PAGE).status_code == 404
    assert visitor.post(f"{PAGE}/{made.executions['5.2'][0]}").status_code == 404
    other = f"/o/ankudinovskaya/roadmap/reminders/{made.executions['5.2'][0]}"
    assert visitor.post(other).status_code == 404


def test_what_went_out_is_listed_at_a_constant_cost(
    visitor: Visitor, world: World, count_queries: Any, mail_settings: None
) -> None:
    costs, shown = [], []
    visitor.sign_in(world.center.coordinator)
    make_roadmap(world.center, {f"1.{n}": [Execution(DUE)] for n in range(60)})
    for day in (DUE - 20 * DAY, DUE - DAY):
        with on_the(day, world):
            service.remind_by_the_clock()
        with time_machine.travel(day, tick=False):
            visitor.sign_in(world.center.coordinator)
            visitor.get(PAGE)
            with count_queries() as queries:
                page = visitor.get(PAGE)
        costs.append(len(queries))
        shown.append(page.text.count("Отправлено последнее напоминание"))
    assert shown[0] == 0
    assert shown[1] == 50
    assert costs[1] <= costs[0] + 1 <= 20
    assert "page=2" in page.text
