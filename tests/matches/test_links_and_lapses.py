# SPDX-License-Identifier: MIT
"""Answers by a personal link, and the morning's look at what has lapsed in running pairs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import select, update

from nastavnik.consents import service as consents
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.notifications import latest
from nastavnik.matches import service
from nastavnik.matches.models import MatchAnswer
from nastavnik.matches.plugin import periodic_tasks
from nastavnik.matches.service import Match, Proposal
from nastavnik.people import service as people
from nastavnik.people.models import PersonalLink
from nastavnik.people.service import PersonCard, subject_rights
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import (
    RIGHTS,
    give_consent,
    make_active,
    make_mentee,
    make_mentor,
    make_programme,
)
from nastavnik.testing.worlds import World, in_system, in_tenant

LINK = "/o/center/pairs/link/"
T = TypeVar("T")


def work(world: World, act: Callable[[], T]) -> T:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        return act()


def proposed() -> Match:
    mentee = make_mentee("Ёлкина")
    return service.propose(Proposal(make_programme().id, make_mentor("Наставникова").id, (mentee.id,)))


@pytest.fixture
def match(world: World) -> Match:
    return work(world, proposed)


def tokens(world: World, match: Match) -> dict[str, str]:
    """A fresh link for each role."""
    links = work(world, lambda: service.links_to_answer(match.id))
    rows = work(world, lambda: service.answers_of([match.id])[match.id])
    return {row.role: links[row.id] for row in rows if row.id in links}


def said(visitor: Visitor, token: str) -> str:
    return visitor.get(LINK + token).text.replace("\u00a0", " ")


def expire(world: World) -> None:
    with in_tenant(world.center), change(audited=False) as tx:
        tx.session.execute(update(PersonalLink).values(expires_at=now() - timedelta(minutes=1)))
        tx.session.execute(update(MatchAnswer).values(asked_on=today() - timedelta(days=15)))


def letters() -> list[str]:
    with in_system():
        return list(session().scalars(select(Letter.body).order_by(Letter.created_at)))


def test_opening_a_link_uses_nothing_up_and_shows_no_surname(
    visitor: Visitor, world: World, match: Match
) -> None:
    token = tokens(world, match)["guardian"]
    for _time in range(3):
        page = said(visitor, token)
        assert "Анна Н." in page
        assert "Наставникова" not in page
        assert "Ёлкина" not in page
    assert visitor.post(LINK + token, {"answer": "yes"}).status_code == 303
    assert "ответ принят" in said(visitor, token)


def test_everybody_agrees_by_link_and_the_pair_waits_for_the_order(
    visitor: Visitor, world: World, match: Match
) -> None:
    for token in tokens(world, match).values():
        assert visitor.post(LINK + token, {"answer": ""}).status_code == 422
        assert visitor.post(LINK + token, {"answer": "yes"}).status_code == 303
        assert visitor.post(LINK + token, {"answer": "no"}).status_code == 200
    assert work(world, lambda: service.get_match(match.id)).state == "agreed"


def test_a_no_with_its_reason_closes_the_other_links(visitor: Visitor, world: World, match: Match) -> None:
    links = tokens(world, match)
    assert visitor.post(LINK + links["mentor"], {"answer": "no", "reason": "нет времени"}).status_code == 303
    assert work(world, lambda: service.get_match(match.id)).state == "declined"
    assert "больше не нужен" in said(visitor, links["mentee"])
    answers = work(world, lambda: service.answers_of([match.id])[match.id])
    assert "нет времени" in [one.reason for one in answers]


def test_an_expired_link_offers_a_new_one_by_letter_once(
    visitor: Visitor, world: World, match: Match
) -> None:
    def give_address() -> None:
        mentor = people.get_person(service.get_pair(match.id).mentor.person_id)
        card = PersonCard(mentor.surname, mentor.name, kind=mentor.kind, email="mentor@school.example")
        people.change_person(mentor.id, card)

    work(world, give_address)
    token = tokens(world, match)["mentor"]
    expire(world)
    assert "Прислать новую ссылку" in said(visitor, token)
    assert visitor.post(LINK + token, {"answer": "yes"}).status_code == 200
    before = len(letters())
    for _time in range(2):
        assert visitor.post(f"{LINK}{token}/renew").status_code == 303
    sent = letters()[before:]
    assert len(sent) == 1
    found = re.search(r"/pairs/link/([\w-]+)", sent[0])
    assert found is not None
    assert visitor.post(LINK + found.group(1), {"answer": "yes"}).status_code == 303


def test_no_letter_goes_where_there_is_no_address(visitor: Visitor, world: World, match: Match) -> None:
    token = tokens(world, match)["mentee"]
    expire(world)
    before = len(letters())
    answer = visitor.post(f"{LINK}{token}/renew", follow_redirects=True)
    assert "Письмо не отправлено" in answer.text.replace("\u00a0", " ")
    assert len(letters()) == before


@pytest.mark.parametrize("how", ["withdrawn", "blocked"])
def test_no_letter_goes_to_somebody_who_stopped_the_processing(
    visitor: Visitor, world: World, match: Match, how: str
) -> None:
    def stop() -> None:
        mentor = people.get_person(service.get_pair(match.id).mentor.person_id)
        card = PersonCard(mentor.surname, mentor.name, kind=mentor.kind, email="mentor@school.example")
        people.change_person(mentor.id, card)
        if how == "blocked":
            with in_tenant(world.center):
                subject_rights.block(mentor.id, "по требованию")
        else:
            consents.withdraw(consents.consents_of([mentor.id])[mentor.id][0].id, on=today())

    token = tokens(world, match)["mentor"]
    work(world, stop)
    expire(world)
    before = len(letters())
    answer = visitor.post(f"{LINK}{token}/renew", follow_redirects=True)
    assert "Письмо не отправлено" in answer.text.replace("\u00a0", " ")
    with pytest.raises(Refused):
        work(world, lambda: service.ask_for_answers(match.id))
    assert len(letters()) == before


def test_a_minor_without_an_address_is_asked_through_the_parent(
    app: Flask, world: World, match: Match
) -> None:
    def give_address() -> None:
        child = service.get_pair(match.id).members[0].person
        mother = people.get_person(people.guardians_of([child.id])[child.id][0].person_id)
        card = PersonCard(mother.surname, mother.name, kind=mother.kind, email="mother@mail.example")
        people.change_person(mother.id, card)

    work(world, give_address)
    with app.test_request_context():
        asked = work(world, lambda: service.ask_for_answers(match.id))
    assert len(asked.written) == 2
    assert len(asked.to_hand_over) == 1


def test_a_link_of_nobody_and_of_another_organisation_is_nothing(
    visitor: Visitor, world: World, match: Match
) -> None:
    token = tokens(world, match)["mentor"]
    assert visitor.get(LINK + "a" * 32).status_code == 404
    assert visitor.get(f"/o/ankudinovskaya/pairs/link/{token}").status_code == 404
    assert visitor.post(f"/o/ankudinovskaya/pairs/link/{token}/renew").status_code == 404


def test_what_lapses_is_noted_once_and_told_to_the_coordinator(world: World) -> None:
    running = work(
        world, lambda: make_active(make_programme(), make_mentor("Наставникова"), make_mentee("Ёлкина"))
    )
    child = work(world, lambda: service.get_pair(running.id).members[0].person)

    def withdraw() -> None:
        consents.withdraw(consents.consents_of([child.id])[child.id][0].id, on=today())

    def kinds() -> list[str]:
        return [one.kind for one in work(world, lambda: service.history_of(running.id))]

    def notices() -> list[str]:
        with in_tenant(world.center):
            return [one.kind for one in latest(world.center.coordinator.account_id)]

    def morning() -> None:
        with in_tenant(world.center):
            periodic_tasks()[0].run()

    morning()
    assert "lapsed" not in kinds()
    work(world, withdraw)
    morning()
    morning()
    assert kinds().count("lapsed") == 1
    assert notices().count("pair_lapsed") == 1
    work(world, lambda: give_consent(people.get_person(child.id)))
    morning()
    assert kinds()[-1] == "restored"
    work(world, withdraw)
    morning()
    assert notices().count("pair_lapsed") == 2


def test_lapses_cost_the_same_however_many_pairs(world: World, count_queries: object) -> None:
    assert callable(count_queries)

    def some(letters_: str) -> None:
        programme = make_programme()
        for letter in letters_:
            make_active(programme, make_mentor(f"Наставников{letter}"), make_mentee(f"Ёлкин{letter}"))

    def cost() -> int:
        with in_tenant(world.center), count_queries() as queries:
            service.lapsed_pairs()
        return len(queries)

    work(world, lambda: some("а"))
    one = cost()
    work(world, lambda: some("бвгд"))
    assert cost() <= one
