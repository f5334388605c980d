# SPDX-License-Identifier: MIT
"""The numbers of the first page are the register's, though the database counts them and nobody is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from nastavnik.consents import service
from nastavnik.consents.service import ConsentLine, GivenConsent, RegisterFilter, SeenClearance
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Forbidden
from nastavnik.people import service as people
from nastavnik.people.service import Listing, MentorCard, PersonCard
from nastavnik.testing.pairs import RIGHTS, born, make_mentee, make_mentor
from nastavnik.testing.worlds import World, in_tenant


def _mentee(surname: str, birth: date | None, year: int | None = None, kind: str = "pupil") -> people.Person:
    person = people.add_person(PersonCard(surname, "Анна", birth_date=birth, birth_year=year, kind=kind))
    people.enter_mentee(person.id)
    return person


def _sign(person: people.Person, by: str, until: date | None = None) -> None:
    guardian = None
    if by != "self":
        found = people.guardians_of([person.id])[person.id]
        if not found:
            people.add_new_guardian(person.id, PersonCard("Мать", "Вера", kind="guardian"), "mother")
            found = people.guardians_of([person.id])[person.id]
        guardian = found[0].person_id
    given = GivenConsent("participation", by, today(), guardian_id=guardian, valid_until=until)
    service.record_consent(person.id, given)


def _everybody() -> None:
    soon, late = today() + timedelta(days=10), today() + timedelta(days=200)
    for index, age in enumerate((9, 13, 14, 16, 17, 18, 40)):
        for by in ("self", "guardian", "both", ""):
            person = _mentee(f"Ё{index}{by}", born(age))
            allowed = age >= 14 or by == "guardian"
            if by and allowed and (age < 18 or by == "self"):
                _sign(person, by, soon if index % 2 else None)
                if index == 3:
                    _sign(person, by, late)
    birthday = today() + timedelta(days=14)
    for years in (14, 18):
        _mentee(f"Скоро{years}", date(birthday.year - years, birthday.month, min(birthday.day, 28)))
    _mentee("Безгода", None)
    _mentee("Взрослая", None, kind="teacher")
    _sign(_mentee("Погоду", None, today().year - 15), "both")
    for index, (kind, age) in enumerate(
        (("employee", 40), ("teacher", 40), ("alumnus", 17), ("other", None))
    ):
        for seen in ("", "cleared", "not_cleared", "lapsed", "soon"):
            person = people.add_person(
                PersonCard(f"Н{index}{seen}", "Пётр", birth_date=born(age) if age else None, kind=kind)
            )
            people.enter_mentor(person.id, MentorCard("organisations"))
            if seen:
                issued = today() - timedelta(days=400)
                check = {"lapsed": today() - timedelta(days=1), "soon": soon}.get(seen)
                result = seen if seen == "not_cleared" else "cleared"
                service.record_clearance(
                    person.id, SeenClearance("criminal_record", issued, result, next_check_on=check)
                )
    people.subject_rights.block(_mentee("Стоп", born(40)).id, "заявление")
    withdrawn = _mentee("Отозвала", born(40))
    _sign(withdrawn, "self")
    service.withdraw(service.consents_of([withdrawn.id])[withdrawn.id][0].id, on=today())
    left = make_mentee("Ушедшая")
    people.set_mentee_state(left.id, "left")
    make_mentor("Указкин")


@pytest.mark.parametrize("rule", ["both", "guardian", "self"])
@pytest.mark.parametrize("staff", [False, True])
def test_the_database_counts_what_the_register_counts(world: World, rule: str, staff: bool) -> None:
    with in_tenant(world.center):
        _everybody()
        service.set_policy(consent_14_17=rule, clear_outside=True, clear_staff=staff)
        told, lines = service.summary(), service.everybody()
        counted = {
            name: sum(line.fits(name, today()) for line in lines)
            for name in ("lacking", "clearance", "turning", "ending")
        }
        assert {name: getattr(told, name) for name in counted} == counted
        assert min(counted.values()) > 0, "the world tries every count"
        ends = [line.coming_end for line in lines if line.fits("ending", today()) and line.coming_end]
        assert told.first_end == min(ends)
        _register_agrees(lines)


def _register_agrees(lines: Sequence[ConsentLine]) -> None:
    """Every narrowing and order of the register, which the database judges, against the rule in Python."""
    whole = Listing(size=0)
    fit = {line.person.id for line in lines if not line.fits("lacking", today())} - {
        line.person.id for line in lines if line.fits("clearance", today())
    }
    assert service.fit_people(today()) == fit
    assert fit
    for role in ("", "mentor", "mentee"):
        mine = [line for line in lines if not role or role in line.roles]
        for shown in ("", *service.SHOWN):
            register = service.register(RegisterFilter(shown=shown, role=role, listing=whole))
            assert register.total == len(mine)
            assert {line.person.id for line in register.page.rows} == {
                line.person.id for line in mine if line.fits(shown, today())
            }
            assert all(
                register.counts[name] == sum(line.fits(name, today()) for line in mine)
                for name in service.SHOWN
            )
    for order in ("ends", "-ends"):
        rows = service.register(RegisterFilter(listing=Listing(order, size=0))).page.rows
        ends = [line.ends_on for line in rows if line.ends_on]
        assert ends == sorted(ends, reverse=order == "-ends")
        assert ends == sorted((line.ends_on for line in lines if line.ends_on), reverse=order == "-ends")
        assert [line.ends_on for line in rows[len(ends) :]] == [None] * (len(rows) - len(ends))


def test_the_register_loads_one_page(world: World, count_queries: Any) -> None:
    with in_tenant(world.center):
        for number in range(12):
            _mentee(f"Ёлкина{number:02}", born(12))
        wanted = RegisterFilter(shown="lacking", text="елкина0", listing=Listing("-name", page=9, size=4))
        with count_queries() as queries:
            page = service.register(wanted).page
        assert len(queries) <= 7
        assert (page.total, page.pages, page.page) == (10, 3, 3)
        assert [line.person.surname for line in page.rows] == ["Ёлкина01", "Ёлкина00"]
        assert service.register(RegisterFilter(role="nobody")).page.total == 0


def test_the_first_page_loads_nobody(world: World, count_queries: Any) -> None:
    with in_tenant(world.center):
        for number in range(5):
            make_mentee(f"Ёлкина{number}")
        with count_queries() as queries:
            assert service.summary().lacking == 0
    assert len(queries) <= 3
    with (
        in_tenant(world.center, world.center.coordinator, rights=RIGHTS - {"consents.view"}),
        pytest.raises(Forbidden),
    ):
        service.summary()
