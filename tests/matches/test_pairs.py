# SPDX-License-Identifier: MIT
"""From a proposal to the end of a pair, and everything that must not go through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from nastavnik.consents import service as consents
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.matches import service as matches
from nastavnik.matches.service import NotReady, PairFilter, Proposal
from nastavnik.people import service as people
from nastavnik.people.service import MentorCard, RequestCard
from nastavnik.testing.pairs import (
    RIGHTS,
    give_consent,
    make_active,
    make_agreed,
    make_mentee,
    make_mentor,
    make_person,
    make_programme,
)
from nastavnik.testing.worlds import World, in_tenant


@pytest.fixture
def at_work(world: World) -> Iterator[World]:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        yield world


def refused_codes(programme_id: Any, mentor: people.Mentor, *mentees: people.Mentee) -> set[str]:
    with pytest.raises(NotReady) as refusal:
        matches.propose(Proposal(programme_id, mentor.id, tuple(one.id for one in mentees)))
    return {one.code for one in refusal.value.obstacles}


def test_both_sides_and_the_parent_agree_and_the_order_starts_the_pair(at_work: World) -> None:
    programme, mentor, mentee = make_programme(), make_mentor("Наставникова"), make_mentee("Ёлкина", 13)
    match = matches.propose(Proposal(programme.id, mentor.id, (mentee.id,), goal="Подтянуть алгебру"))
    answers = matches.answers_of([match.id])[match.id]
    assert sorted(one.role for one in answers) == ["guardian", "mentee", "mentor"]
    for answer in answers:
        assert matches.get_match(match.id).state == "proposed"
        matches.answer_on_behalf(answer.id, "yes", "сказали на встрече")
    assert matches.get_match(match.id).state == "agreed"
    order = matches.draft_order([match.id])
    matches.sign_order(order.id, number="17-о", dated_on=today())
    pair = matches.get_pair(match.id)
    assert (pair.match.state, pair.match.starts_on) == ("active", today())
    assert (pair.mentor.state, pair.members[0].mentee.state) == ("active", "active")
    kinds = [one.kind for one in matches.history_of(match.id)]
    assert kinds == ["proposed", "agreed", "activated"]


def test_one_no_declines_the_pair_and_frees_everybody(at_work: World) -> None:
    programme, mentor, mentee = make_programme(), make_mentor("Наставникова"), make_mentee("Ёлкина")
    match = matches.propose(Proposal(programme.id, mentor.id, (mentee.id,)))
    links = matches.links_to_answer(match.id)
    first, *others = matches.answers_of([match.id])[match.id]
    matches.answer_by_link(links[first.id], "no", reason="нет времени")
    assert matches.get_match(match.id).state == "declined"
    with pytest.raises(Refused):
        matches.answer_by_link(links[first.id], "yes")
    with pytest.raises(Refused):
        matches.answer_by_link(links[others[0].id], "yes")
    assert matches.load_of([mentor.id])[mentor.id] == 0
    matches.propose(Proposal(programme.id, mentor.id, (mentee.id,)))


def test_a_link_of_another_organisation_is_nothing_here(at_work: World) -> None:
    match = matches.propose(
        Proposal(make_programme().id, make_mentor("Наставникова").id, (make_mentee("Ёлкина").id,))
    )
    token = next(iter(matches.links_to_answer(match.id).values()))
    with in_tenant(at_work.ankudinovskaya, at_work.ankudinovskaya.coordinator, rights=RIGHTS):
        with pytest.raises(NotFound):
            matches.answer_by_link(token, "yes")
        with pytest.raises(NotFound):
            matches.get_pair(match.id)


def test_thirteen_with_only_the_pupils_word_makes_no_pair(at_work: World) -> None:
    programme, mentor = make_programme(), make_mentor("Наставникова")
    person = make_person("Ёлкина", 13, "pupil")
    mentee = people.enter_mentee(person.id, RequestCard("academic"))
    assert refused_codes(programme.id, mentor, mentee) == {"consent"}


def test_an_outside_adult_without_clearance_makes_no_pair(at_work: World) -> None:
    person = make_person("Внешнев", 35, "employee")
    give_consent(person)
    mentor = people.enter_mentor(person.id, MentorCard("organisations"))
    people.set_mentor_state(mentor.id, "selected")
    assert refused_codes(make_programme().id, mentor, make_mentee("Ёлкина")) == {"clearance"}


def test_a_full_mentor_a_relative_and_oneself_make_no_pair(at_work: World) -> None:
    programme, mentor = make_programme(), make_mentor("Наставникова", capacity=1)
    mentee = make_mentee("Ёлкина")
    make_active(programme, mentor, mentee)
    assert refused_codes(programme.id, mentor, make_mentee("Соснина")) == {"full"}
    assert refused_codes(programme.id, mentor, mentee) == {"full", "already"}
    parent = make_mentor("Родителева")
    child = make_mentee("Дочкина")
    people.add_guardian(child.person_id, parent.person_id, "mother")
    assert refused_codes(programme.id, parent, child) == {"relative"}
    pupil = make_person("Самова", 16, "pupil")
    give_consent(pupil)
    own_mentor = people.enter_mentor(pupil.id, MentorCard("pupils"))
    people.set_mentor_state(own_mentor.id, "selected")
    own_mentee = people.enter_mentee(pupil.id)
    assert refused_codes(programme.id, own_mentor, own_mentee) == {"same_person"}


def test_a_consent_withdrawn_between_agreement_and_order_stops_the_whole_order(at_work: World) -> None:
    programme = make_programme()
    good = make_agreed(programme, make_mentor("Наставникова"), make_mentee("Ёлкина"))
    mentee = make_mentee("Соснина")
    bad = make_agreed(programme, make_mentor("Учителева"), mentee)
    order = matches.draft_order([good.id, bad.id])
    consent = consents.consents_of([mentee.person_id])[mentee.person_id][0]
    consents.withdraw(consent.id, on=today())
    with pytest.raises(NotReady):
        matches.sign_order(order.id, number="17-о", dated_on=today())
    states = {matches.get_match(one.id, lock=True).state for one in (good, bad)}
    assert states == {"agreed"}
    assert matches.get_order(order.id).state == "draft"


def test_early_end_another_mentor_and_the_request_waits_again(at_work: World) -> None:
    programme, first = make_programme(), make_mentor("Наставникова")
    mentee = make_mentee("Ёлкина")
    request = people.requests_of([mentee.id])[mentee.id][0]
    match = make_active(programme, first, mentee, requests={mentee.id: request.id})
    assert people.get_request(request.id).state == "in_work"
    new = matches.replace_mentor(match.id, make_mentor("Сменова").id, "переезд наставника")
    assert (matches.get_match(match.id).state, new.state, new.replaces_id) == ("ended", "proposed", match.id)
    assert people.get_mentee(mentee.id).state == "candidate"
    assert people.get_request(request.id).state == "open"
    assert [one.name.short for one in matches.get_pair(match.id).members] == ["Ёлкина\u00a0А.И."]


def test_a_group_is_completed_member_by_member(at_work: World) -> None:
    programme, mentor = make_programme(), make_mentor("Наставникова")
    one, two = make_mentee("Ёлкина"), make_mentee("Соснина")
    match = make_active(programme, mentor, one, two, group_title="Группа «Старт»")
    with pytest.raises(Refused) as refusal:
        matches.complete(match.id, outcomes={one.id: "reached"}, exits={one.id: "leave"}, reflection="Да")
    assert refusal.value.field == "outcome"
    done = matches.complete(
        match.id,
        outcomes={one.id: "reached", two.id: "partly"},
        exits={one.id: "become_mentor", two.id: "continue"},
        reflection="Научились планировать неделю",
    )
    assert (done.state, done.outcome) == ("completed", "partly")
    assert people.get_mentee(one.id).state == "completed"
    assert people.get_mentee(two.id).state == "candidate"


def test_pause_and_resume_ask_the_gate_again(at_work: World) -> None:
    mentee = make_mentee("Ёлкина")
    match = make_active(make_programme(), make_mentor("Наставникова"), mentee)
    matches.pause(match.id, "каникулы")
    consent = consents.consents_of([mentee.person_id])[mentee.person_id][0]
    consents.withdraw(consent.id, on=today())
    with pytest.raises(NotReady):
        matches.resume(match.id)
    give_consent(people.get_person(mentee.person_id))
    assert matches.resume(match.id).state == "active"
    with pytest.raises(Refused):
        matches.resume(match.id)


def test_an_order_is_signed_once_and_not_in_the_future(at_work: World) -> None:
    match = make_agreed(make_programme(), make_mentor("Наставникова"), make_mentee("Ёлкина"))
    order = matches.draft_order([match.id])
    with pytest.raises(Refused) as refusal:
        matches.sign_order(order.id, number="17-о", dated_on=today() + timedelta(days=1))
    assert refusal.value.field == "dated_on"
    matches.sign_order(order.id, number="17-о", dated_on=today())
    with pytest.raises(Refused):
        matches.sign_order(order.id, number="18-о", dated_on=today())
    with pytest.raises(Refused):
        matches.draft_order([match.id])


def test_the_list_of_pairs_is_bounded_in_queries(at_work: World, count_queries: Any) -> None:
    programme = make_programme()
    for letter in "абвг":
        make_agreed(programme, make_mentor(f"Наставников{letter}"), make_mentee(f"Ёлкина{letter}"))
    with count_queries() as queries:
        page = matches.pairs(PairFilter(state="open"))
    assert len(queries) <= 4
    assert page.total == 4
    assert matches.pairs(PairFilter(text="елкинаб")).total == 1
    assert matches.pairs(PairFilter(text="наставникова")).total == 1
