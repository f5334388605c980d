# SPDX-License-Identifier: MIT
"""The yearly «still a mentor?»: who is asked, what each answer does, and that scanners of mail answer nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import select, update

from nastavnik.consents import service as consents
from nastavnik.consents.plugin import periodic_tasks
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.notifications import latest
from nastavnik.people import service as people
from nastavnik.people.models import Mentor, PersonalLink
from nastavnik.people.service import MentorFilter, PersonCard, confirming, subject_rights
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import RIGHTS, make_mentor
from nastavnik.testing.worlds import World, in_system, in_tenant

ALL = RIGHTS | {"people.rights"}
LINK = "/o/center/people/link/"
T = TypeVar("T")


@pytest.fixture
def work(app: Flask, world: World) -> Callable[[Callable[[], T]], T]:
    """Do something as the coordinator of the Centre."""

    def done(act: Callable[[], T]) -> T:
        with app.app_context(), in_tenant(world.center, world.center.coordinator, rights=ALL):
            return act()

    return done


Work = Callable[[Callable[[], T]], T]


def entered(surname: str, days_ago: int, email: str = "") -> Mentor:
    """A mentor who came into the register so many days ago."""
    mentor = make_mentor(surname)
    if email:
        card = people.card_of(people.get_person(mentor.person_id))
        kept = {one.name: getattr(card, one.name) for one in fields(card)}
        people.change_person(mentor.person_id, PersonCard(**{**kept, "email": email}))
    with change(audited=False) as tx:
        day = today() - timedelta(days=days_ago)
        tx.session.execute(update(Mentor).where(Mentor.id == mentor.id).values(entered_on=day))
    session().refresh(mentor)
    return mentor


@pytest.fixture
def silent(work: Work[Mentor]) -> Mentor:
    return work(lambda: entered("Молчунова", 340, "silent@school.example"))


def letters() -> list[str]:
    with in_system():
        return list(session().scalars(select(Letter.body).order_by(Letter.created_at)))


def morning(app: Flask, world: World) -> int:
    """What the clock does; how many letters it wrote."""
    before = len(letters())
    [task] = [one for one in periodic_tasks() if one.name == "consents.confirm_mentors"]
    with app.app_context(), in_tenant(world.center):
        task.run()
    return len(letters()) - before


def asked(app: Flask, world: World) -> str:
    assert morning(app, world) == 1
    found = re.search(r"/o/center/people/link/[\w-]+", letters()[-1])
    assert found is not None
    return found.group()


def test_only_those_silent_for_eleven_months_are_asked_and_once_a_month(
    app: Flask, world: World, work: Work[Mentor], silent: Mentor
) -> None:
    work(lambda: entered("Недавняя", 300, "new@school.example"))
    work(lambda: entered("Безадресная", 400))
    assert [morning(app, world), morning(app, world)] == [1, 0]
    with in_tenant(world.center), change(audited=False) as tx:
        tx.session.execute(update(PersonalLink).values(expires_at=now() - timedelta(minutes=1)))
    assert morning(app, world) == 1


def test_nobody_is_asked_without_a_consent_or_when_blocked(
    app: Flask, world: World, work: Work[object], silent: Mentor
) -> None:
    work(
        lambda: consents.withdraw(
            consents.consents_of([silent.person_id])[silent.person_id][0].id, on=today()
        )
    )
    other = work(lambda: entered("Закрытая", 400, "blocked@school.example"))
    assert isinstance(other, Mentor)
    work(lambda: subject_rights.block(other.person_id, "по требованию"))
    assert morning(app, world) == 0


def test_scanners_answer_nothing_and_one_press_does(
    app: Flask, visitor: Visitor, world: World, work: Work[Mentor], silent: Mentor
) -> None:
    url = asked(app, world)
    for method in ("GET", "HEAD", "GET"):
        assert visitor.client.open(url, method=method).status_code == 200
    assert "Молчунова" not in visitor.get(url).text
    assert visitor.post(url, {}).status_code == 422
    assert work(lambda: people.get_mentor(silent.id)).confirmed_on is None
    assert visitor.post(url, {"answer": "yes"}).status_code == 303
    assert work(lambda: people.get_mentor(silent.id)).confirmed_on == today()
    assert "Спасибо" in visitor.get(url).text
    assert visitor.post(url, {"answer": "leave"}).status_code == 200
    assert work(lambda: people.get_mentor(silent.id)).state == "selected"
    assert morning(app, world) == 0


@pytest.mark.parametrize(("answer", "state"), [("pause", "paused"), ("leave", "left")])
def test_a_pause_and_leaving_reach_the_register_and_the_coordinator(
    app: Flask, visitor: Visitor, world: World, work: Work[Mentor], silent: Mentor, answer: str, state: str
) -> None:
    assert visitor.post(asked(app, world), {"answer": answer}).status_code == 303
    assert work(lambda: people.get_mentor(silent.id)).state == state
    with in_tenant(world.center):
        assert [one.kind for one in latest(world.center.coordinator.account_id)] == ["mentor_answered"]


def test_expired_unknown_and_foreign_links(
    app: Flask, visitor: Visitor, world: World, silent: Mentor
) -> None:
    url = asked(app, world)
    assert visitor.get(url.replace("/center/", "/ankudinovskaya/")).status_code == 404
    assert visitor.get(LINK + "a" * 32).status_code == 404
    with in_tenant(world.center), change(audited=False) as tx:
        tx.session.execute(update(PersonalLink).values(expires_at=now() - timedelta(minutes=1)))
    assert "больше не действует" in visitor.get(url).text.replace("\u00a0", " ")
    assert visitor.post(url, {"answer": "yes"}).status_code == 200


def test_the_coordinator_sees_who_is_silent_and_hands_a_link_over(
    visitor: Visitor, world: World, work: Work[object], silent: Mentor
) -> None:
    work(lambda: entered("Недавняя", 10))
    visitor.sign_in(world.center.coordinator)
    page = visitor.get("/o/center/people/mentors/unconfirmed").text
    assert "Молчунова" in page
    assert "Недавняя" not in page
    narrowed = visitor.get("/o/center/people/mentors?confirmed=waiting").text
    assert "Молчунова" in narrowed
    assert "Недавняя" not in narrowed
    assert visitor.get("/o/center/people/mentors/unconfirmed.xlsx", buffered=True).status_code == 200
    given = visitor.post(f"/o/center/people/mentors/{silent.id}/confirm/link").text
    found = re.search(r"/o/center/people/link/[\w-]+", given)
    assert found is not None
    assert visitor.post(found.group(), {"answer": "yes"}).status_code == 303
    assert "Молчунова" not in visitor.get("/o/center/people/mentors/unconfirmed").text
    visitor.sign_in(world.center.executor)
    assert visitor.get("/o/center/people/mentors/unconfirmed").status_code == 403
    visitor.sign_in(world.ankudinovskaya.coordinator)
    foreign = f"/o/ankudinovskaya/people/mentors/{silent.id}/confirm"
    assert visitor.post(foreign).status_code == 404
    assert visitor.post(f"{foreign}/link").status_code == 404


def test_a_word_of_mouth_counts_and_those_who_left_are_not_asked(work: Work[object], silent: Mentor) -> None:
    work(lambda: confirming.confirm_on_behalf(silent.id))
    assert work(lambda: people.get_mentor(silent.id).confirmed_on) == today()
    work(lambda: people.set_mentor_state(silent.id, "left"))
    for act in (confirming.confirm_on_behalf, confirming.link_to_confirm):
        with pytest.raises(Refused):
            work(lambda act=act: act(silent.id))  # type: ignore[misc]


def test_the_list_costs_the_same_however_long(
    work: Work[object], silent: Mentor, count_queries: Callable[[], object]
) -> None:
    def cost() -> int:
        with count_queries() as queries:  # type: ignore[attr-defined]
            confirming.unconfirmed()
            people.mentors(MentorFilter(unconfirmed=True))
        return len(queries)

    one = work(cost)
    for letter in "абвг":
        work(lambda letter=letter: entered(f"Молчунов{letter}", 400))  # type: ignore[misc]
    assert work(cost) == one
