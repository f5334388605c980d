# SPDX-License-Identifier: MIT
"""Pairs that must stop, on the first page and in the list; what the page of an ended pair no longer offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from nastavnik.consents import service as consents
from nastavnik.foundation.dates import today
from nastavnik.matches import service, words
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import RIGHTS, make_active, make_mentee, make_mentor, make_programme
from nastavnik.testing.worlds import World, in_tenant

T = TypeVar("T")


def work(world: World, act: Callable[[], T]) -> T:
    """Do something through the services as the Centre's coordinator."""
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        return act()


def said(answer: Any) -> str:
    """The text of a page with plain spaces."""
    return str(answer.text).replace("\u00a0", " ")


def test_lapsed_pairs_beyond_five_stand_behind_one_line(coordinator: Visitor, world: World) -> None:
    def prepare() -> None:
        programme = make_programme()
        for letter in "абвгдеж":
            running = make_active(
                programme, make_mentor(f"Наставников{letter}"), make_mentee(f"Ёлкин{letter}")
            )
            if letter != "ж":
                child = service.get_pair(running.id).members[0].person.id
                consents.withdraw(consents.consents_of([child])[child][0].id, on=today())

    work(world, prepare)
    page = said(coordinator.get("/o/center/"))
    assert page.count("Пара: ") == 5
    assert "Ещё 1 пара должна остановиться" in page
    listed = said(coordinator.get("/o/center/pairs/?state=lapsed"))
    assert "Наставникове" in listed
    assert "Наставниковж" not in listed


def test_an_ended_pair_without_a_plan_does_not_offer_one(coordinator: Visitor, world: World) -> None:
    running = work(
        world, lambda: make_active(make_programme(), make_mentor("Наставникова"), make_mentee("Ёлкина"))
    )
    url = f"/o/center/pairs/{running.id}"
    assert "Составить план" in said(coordinator.get(url))
    work(world, lambda: service.end_early(running.id, next(iter(words.END_REASONS))))
    page = said(coordinator.get(url))
    assert "Составить план" not in page
    assert "первая — знакомство" not in page.lower()
    assert "Пара завершилась без встреч" in page
