# SPDX-License-Identifier: MIT
"""Why a pair may not start: domain.md, Appendix C, «Consent», «Clearance», and the ages around them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from nastavnik.consents import service
from nastavnik.consents.service import GivenConsent, SeenClearance
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Forbidden, Refused
from nastavnik.people import service as people
from nastavnik.people.service import MentorCard, Person, PersonCard
from nastavnik.testing.worlds import World, in_tenant

RIGHTS = frozenset({"people.view", "people.edit", "consents.view", "consents.keep", "consents.forms"})


@pytest.fixture
def at_work(world: World) -> Iterator[World]:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        yield world


def years_ago(years: int, days: int = 1) -> date:
    """A birthday of somebody who turned ``years`` that many days ago."""
    on = today() - timedelta(days=days)
    return on.replace(year=on.year - years, day=min(on.day, 28))


def person(surname: str, age: int | None, kind: str = "pupil") -> Person:
    return people.add_person(
        PersonCard(surname, "Анна", kind=kind, birth_date=None if age is None else years_ago(age))
    )


def mother_of(minor: Person) -> Person:
    mother = people.add_person(PersonCard(f"{minor.surname}-мать", "Мария", kind="guardian"))
    people.add_guardian(minor.id, mother.id, "mother")
    return mother


def give(whose: Person, by: str = "self", guardian: Person | None = None, **more: Any) -> None:
    service.record_consent(
        whose.id,
        GivenConsent("participation", by, today(), guardian_id=guardian.id if guardian else None, **more),
    )


def mentor(surname: str, age: int | None, kind: str, source: str) -> tuple[people.Mentor, Person]:
    whose = person(surname, age, kind)
    line = people.enter_mentor(whose.id, MentorCard(source))
    people.set_mentor_state(line.id, "selected")
    return people.get_mentor(line.id), whose


def codes(found: list[service.Obstacle]) -> list[str]:
    return sorted(one.code for one in found)


def test_thirteen_years_and_the_pupils_own_consent_is_not_a_consent(at_work: World) -> None:
    pupil = person("Ёлкина", 13)
    with pytest.raises(Refused) as refusal:
        give(pupil)
    assert refusal.value.field == "given_by"
    obstacle = service.consent_obstacles([pupil], today())[pupil.id][0]
    assert (obstacle.code, obstacle.remedy) == ("consent", "consent")
    give(pupil, "guardian", mother_of(pupil))
    assert service.consent_obstacles([pupil], today())[pupil.id] == []


def test_sixteen_years_and_the_parent_alone_is_not_enough_by_default(at_work: World) -> None:
    pupil = person("Ёлкина", 16)
    give(pupil, "guardian", mother_of(pupil))
    assert codes(service.consent_obstacles([pupil], today())[pupil.id]) == ["consent"]
    service.set_policy(consent_14_17="guardian", clear_outside=True, clear_staff=False)
    assert service.consent_obstacles([pupil], today())[pupil.id] == []
    service.set_policy(consent_14_17="both", clear_outside=True, clear_staff=False)
    give(pupil)
    assert service.consent_obstacles([pupil], today())[pupil.id] == []


def test_coming_of_age_asks_anew(at_work: World) -> None:
    pupil = person("Ёлкина", 17)
    give(pupil, "both", mother_of(pupil))
    birthday = pupil.birth_date
    assert birthday is not None
    grown = birthday.replace(year=birthday.year + 18)
    assert service.consent_obstacles([pupil], grown - timedelta(days=1))[pupil.id] == []
    assert codes(service.consent_obstacles([pupil], grown)[pupil.id]) == ["consent"]


def test_a_withdrawn_or_lapsed_consent_counts_for_nothing(at_work: World) -> None:
    adult = person("Абрамов", 40, "teacher")
    give(adult, valid_until=today() + timedelta(days=30))
    assert service.consent_obstacles([adult], today())[adult.id] == []
    assert codes(service.consent_obstacles([adult], today() + timedelta(days=31))[adult.id]) == ["consent"]
    consent = service.consents_of([adult.id])[adult.id][0]
    service.withdraw(consent.id, on=today(), reason="по заявлению")
    assert codes(service.consent_obstacles([adult], today())[adult.id]) == ["consent"]
    with pytest.raises(Refused):
        service.withdraw(consent.id, on=today())


def test_a_pupil_of_unknown_age_does_not_pass(at_work: World) -> None:
    pupil = person("Ёлкина", None)
    give(pupil)
    assert codes(service.consent_obstacles([pupil], today())[pupil.id]) == ["age_unknown"]


def test_an_adult_from_outside_needs_a_clearance_and_two_pupils_do_not(at_work: World) -> None:
    mentee = person("Ёлкина", 11)
    give(mentee, "guardian", mother_of(mentee))
    line, outsider = mentor("Внешнев", 35, "employee", "organisations")
    give(outsider)
    assert codes(service.gate(line, outsider, [mentee], today())) == ["clearance"]
    service.record_clearance(outsider.id, SeenClearance("criminal_record", today(), "not_cleared"))
    assert codes(service.gate(line, outsider, [mentee], today())) == ["clearance"]
    service.record_clearance(
        outsider.id,
        SeenClearance("criminal_record", today(), "cleared", next_check_on=today() + timedelta(days=365)),
    )
    assert service.gate(line, outsider, [mentee], today()) == []
    assert codes(service.gate(line, outsider, [mentee], today() + timedelta(days=366))) == ["clearance"]
    other, pupil = mentor("Старшев", 16, "pupil", "pupils")
    give(pupil, "both", mother_of(pupil))
    assert service.gate(other, pupil, [mentee], today()) == []


def test_a_candidate_is_not_a_mentor_yet(at_work: World) -> None:
    teacher = person("Абрамов", 40, "teacher")
    give(teacher)
    line = people.enter_mentor(teacher.id, MentorCard("teachers"))
    mentee = person("Взрослов", 19, "student")
    give(mentee)
    assert codes(service.gate(line, teacher, [mentee], today())) == ["not_selected"]


def test_obstacles_of_many_cost_a_bounded_number_of_queries(at_work: World, count_queries: Any) -> None:
    pupils = [person(f"Ёлкина{letter}", 13) for letter in "абвгд"]
    with count_queries() as queries:
        found = service.consent_obstacles(pupils, today())
    assert len(queries) <= 2
    assert all(found[pupil.id] for pupil in pupils)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (GivenConsent("astrology", "self", date(2024, 1, 1)), "purpose"),
        (GivenConsent("participation", "neighbour", date(2024, 1, 1)), "given_by"),
        (GivenConsent("participation", "self", date(2999, 1, 1)), "given_on"),
        (
            GivenConsent("participation", "self", date(2024, 1, 2), valid_until=date(2024, 1, 1)),
            "valid_until",
        ),
        (GivenConsent("participation", "guardian", date(2024, 1, 1)), "given_by"),
    ],
)
def test_a_wrong_consent_is_refused_by_its_field(at_work: World, given: GivenConsent, field: str) -> None:
    adult = person("Абрамов", 40, "teacher")
    with pytest.raises(Refused) as refusal:
        service.record_consent(adult.id, given)
    assert refusal.value.field == field


def test_a_consent_stays_with_the_words_it_was_given_to(at_work: World) -> None:
    from dataclasses import replace

    adult = person("Абрамов", 40, "teacher")
    give(adult)
    wording = service.wording_in_force("participation")
    service.write_form("participation", replace(wording, term="до 31 августа 2027 года"))
    give(adult)
    newer, older = service.consents_of([adult.id])[adult.id]
    assert [service.get_form(one.template_id).number for one in (older, newer)] == [1, 2]
    assert len(service.versions("participation")) == 2
    service.write_form("participation", replace(wording, term="до 31 августа 2027 года"))
    assert len(service.versions("participation")) == 2


def test_without_the_right_nothing_is_recorded(at_work: World) -> None:
    adult = person("Абрамов", 40, "teacher")
    with (
        in_tenant(at_work.center, at_work.center.executor, rights=frozenset({"people.view"})),
        pytest.raises(Forbidden),
    ):
        give(adult)
