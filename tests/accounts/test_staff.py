# SPDX-License-Identifier: MIT
"""Staff of an organisation: who may give and take roles, and what an organisation does not stay without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from nastavnik.accounts import service
from nastavnik.accounts.models import Account
from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope, session
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.outbox import OutboxEvent
from nastavnik.foundation.scope import IdentityScope, TenantScope
from nastavnik.testing.worlds import Place, Someone, World, in_system, in_tenant

pytestmark = pytest.mark.usefixtures("at_work")

VIEW, MANAGE, NAME_DIRECTOR = "accounts.view_staff", "accounts.manage_staff", "accounts.name_director"
SOMEBODY = PersonName("Ёлкина", "Яна", "Олеговна")


def as_director(place: Place) -> Any:
    return in_tenant(place, place.director, rights=frozenset({VIEW, MANAGE, NAME_DIRECTOR}))


def as_coordinator(place: Place) -> Any:
    return in_tenant(place, place.coordinator, rights=frozenset({VIEW, MANAGE}))


def place_of(person: Someone) -> UUID:
    """The membership of a person in the open organisation."""
    return next(
        place.membership_id
        for member in service.members()
        if member.account_id == person.account_id
        for place in member.places
    )


def test_members_are_those_of_the_open_organisation(world: World, count_queries: Any) -> None:
    with as_coordinator(world.center):
        service.give_place("e@center.example", SOMEBODY, "executor", "педагог", letter=False)
        with count_queries() as queries:
            members = service.staff()
        assert len(queries) == 1
    assert [member.name.surname for member in members] == ["Директорова", "Ёлкина", "Образцова", "Примерова"]
    assert {member.email for member in members if "ankudinovskaya" in member.email} == set()


def test_search_finds_by_surname_whatever_the_letters(world: World) -> None:
    with as_coordinator(world.center):
        service.give_place("e@center.example", SOMEBODY, "executor", "Педагог-Психолог", letter=False)
        assert [one.name.surname for one in service.find_members("ёЛК")] == ["Ёлкина"]
        assert [one.name.surname for one in service.find_members("яна психолог")] == ["Ёлкина"]
        assert service.find_members("100%_") == []
        assert service.find_members("   ") == ()


def test_an_invitation_makes_account_place_letter_and_entry(world: World) -> None:
    with as_coordinator(world.center) as opened:
        membership = service.invite("New@Center.Example", SOMEBODY, "executor", "педагог")
        member, place = service.member_of(membership)
        entry = opened.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
        event = opened.scalars(select(OutboxEvent)).one()
    assert (member.email, member.state, place.role, place.post) == (
        "new@center.example",
        "invited",
        "executor",
        "педагог",
    )
    assert entry is not None
    assert (entry.action, entry.actor_name) == ("accounts.place_given", world.center.coordinator.name)
    assert event.payload == {"account": str(member.account_id), "role": "executor"}


def test_somebody_known_gets_a_place_and_keeps_the_name(world: World) -> None:
    person = world.ankudinovskaya.coordinator
    with as_coordinator(world.center):
        membership = service.invite(person.email, SOMEBODY, "executor")
        member, _place = service.member_of(membership)
    assert (member.account_id, member.name.surname, member.state) == (
        person.account_id,
        "Образцова",
        "active",
    )
    with in_system() as opened:
        letter = opened.scalars(select(Letter)).one()
    assert letter.subject == "Новое место в системе «Наставник»"
    assert "/account/link/" not in letter.body


def test_the_same_role_is_given_once(world: World) -> None:
    with as_coordinator(world.center):
        service.invite("new@center.example", SOMEBODY, "executor")
        with pytest.raises(Refused) as caught:
            service.invite("new@center.example", SOMEBODY, "executor")
        assert caught.value.field == "email"
        service.invite("new@center.example", SOMEBODY, "coordinator")
        member = service.find_members("ёлкина")[0]
        assert member.roles == {"executor", "coordinator"}
        with pytest.raises(Refused) as caught:
            service.change_place(place_of_role(member, "executor"), role="coordinator", post="")
        assert caught.value.field == "role"


def place_of_role(member: service.Member, role: str) -> UUID:
    return next(place.membership_id for place in member.places if place.role == role)


@pytest.mark.parametrize("role", ["director", "coordinator"])
def test_the_last_one_with_a_duty_stays(world: World, role: str) -> None:
    with as_director(world.center):
        place = place_of(getattr(world.center, role))
        with pytest.raises(Refused, match="единственный"):
            service.end_place(place)
        with pytest.raises(Refused, match="единственный"):
            service.change_place(place, role="executor", post="")
        assert len(service.members()) == 3


def test_an_invited_substitute_does_not_count_until_signed_in(world: World) -> None:
    with as_director(world.center):
        service.invite("new@center.example", SOMEBODY, "coordinator")
        place = place_of(world.center.coordinator)
        with pytest.raises(Refused):
            service.end_place(place)
    with open_scope(IdentityScope()) as opened, change(audited=False):
        opened.scalars(select(Account).where(Account.email == "new@center.example")).one().state = "active"
    with as_director(world.center):
        service.end_place(place)
        assert world.center.coordinator.account_id not in {member.account_id for member in service.members()}


def test_two_people_cannot_take_away_each_others_role_at_once(
    world: World, run_together: Callable[..., list[Any]]
) -> None:
    with as_director(world.center):
        service.give_place(world.officer.email, SOMEBODY, "coordinator", letter=False)
        places = [place_of(world.center.coordinator), place_of(world.officer)]

    def end_one() -> bool:
        with as_director(world.center):
            try:
                service.end_place(places.pop())
            except Refused:
                return False
        return True

    assert sorted(run_together(end_one, times=2)) == [False, True]


def test_a_place_that_ended_is_gone_from_the_next_request_on(world: World) -> None:
    token = service.sign_in(world.center.executor.email, world.center.executor.password)
    with as_coordinator(world.center) as opened:
        service.end_place(place_of(world.center.executor))
        entry = opened.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
    assert entry is not None
    assert (entry.action, entry.before["role"] if entry.before else "") == (
        "accounts.place_ended",
        "executor",
    )
    signed_in = service.authenticate(token)
    assert signed_in is not None
    assert signed_in.places == ()


def test_only_a_director_names_and_replaces_directors(world: World) -> None:
    with as_coordinator(world.center):
        for act in (
            lambda: service.invite("new@center.example", SOMEBODY, "director"),
            lambda: service.change_place(place_of(world.center.coordinator), role="director", post=""),
            lambda: service.end_place(place_of(world.center.director)),
            lambda: service.change_place(place_of(world.center.director), role="executor", post=""),
        ):
            with pytest.raises(Forbidden) as caught:
                act()
            assert caught.value.right == NAME_DIRECTOR
    with as_director(world.center):
        service.invite("new@center.example", SOMEBODY, "director")


def test_a_coordinator_names_the_first_director(world: World) -> None:
    with open_scope(IdentityScope()) as opened, change(audited=False):
        opened.get_one(Account, world.center.director.account_id).state = "invited"
    with as_coordinator(world.center):
        service.end_place(place_of(world.center.director))
        service.invite("new@center.example", SOMEBODY, "director")


@pytest.mark.parametrize("rights", [frozenset(), frozenset({VIEW})])
def test_without_the_right_nothing_is_changed(world: World, rights: frozenset[str]) -> None:
    with in_tenant(world.center, world.center.executor, rights=rights):
        place = place_of(world.center.executor)
        for act in (
            lambda: service.invite("new@center.example", SOMEBODY, "executor"),
            lambda: service.change_place(place, role="coordinator", post=""),
            lambda: service.end_place(place),
            lambda: service.invite_again(place),
            lambda: service.invite_first_coordinator("new@center.example", SOMEBODY),
        ):
            with pytest.raises(Forbidden):
                act()
        assert len(service.members()) == 3


def test_a_neighbours_place_is_not_found(world: World) -> None:
    with as_director(world.ankudinovskaya):
        foreign = place_of(world.ankudinovskaya.executor)
    with as_director(world.center):
        for act in (
            lambda: service.member_of(foreign),
            lambda: service.change_place(foreign, role="coordinator", post=""),
            lambda: service.end_place(foreign),
            lambda: service.invite_again(foreign),
        ):
            with pytest.raises(NotFound):
                act()


def test_a_second_invitation_goes_only_to_those_without_a_password(world: World) -> None:
    with as_coordinator(world.center):
        invited = service.invite("new@center.example", SOMEBODY, "executor")
        service.invite_again(invited)
        with pytest.raises(Refused, match="уже входит"):
            service.invite_again(place_of(world.center.executor))
    with in_system() as opened:
        assert len(opened.scalars(select(Letter)).all()) == 2


def test_a_role_that_does_not_exist_is_refused(world: World) -> None:
    with as_director(world.center):
        for role in ("department_officer", "system_admin", "", "owner"):
            with pytest.raises(Refused) as caught:
                service.invite("new@center.example", SOMEBODY, role)
            assert caught.value.field == "role"


def test_the_department_puts_in_the_first_coordinator(world: World) -> None:
    officer = world.officer.actor(frozenset({"tenants.organisations"}))
    with open_scope(TenantScope(world.center.tenant_id, "center", actor=officer)):
        service.invite_first_coordinator("new@center.example", SOMEBODY, "методист")
        entry = session().scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
    assert entry is not None
    assert entry.actor_name == world.officer.name


def test_changing_nothing_writes_nothing(world: World) -> None:
    with as_director(world.center) as opened:
        service.change_place(place_of(world.center.executor), role="executor", post="")
        assert opened.scalars(select(AuditEntry)).all() == []
