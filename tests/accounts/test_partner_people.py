# SPDX-License-Identifier: MIT
"""Who acts for a legal entity: let in, changed, closed; and never somebody of an organisation that deals with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from nastavnik.accounts import service
from nastavnik.accounts.models import Account
from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import now, open_scope
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import IdentityScope
from nastavnik.testing.partners import CLUB_INN, Party, add_partner_person, in_partner, make_party
from nastavnik.testing.worlds import World, in_system, in_tenant

pytestmark = pytest.mark.usefixtures("at_work")

SOMEBODY = PersonName("Ёлкина", "Яна", "Олеговна")
ADDRESS = "yolkina@plant.example"
SIGNATORY, CONTACT = service.PARTNER_ROLES


@pytest.fixture
def plant(world: World) -> Party:
    """A partner of the Centre."""
    return make_party(world.center)


@contextmanager
def as_coordinator(world: World) -> Iterator[Change]:
    """A change of the Centre's coordinator."""
    with in_tenant(world.center, world.center.coordinator), change() as tx:
        yield tx


def let_in(world: World, party: Party, role: str = SIGNATORY, address: str = ADDRESS) -> UUID:
    """Somebody who acts for a partner of the Centre from now on; the membership."""
    with as_coordinator(world) as tx:
        account = service.ensure_partner_account(address, SOMEBODY)
        membership = service.new_partner_place(
            party.id,
            account,
            role,
            post="  Генеральный   директор ",
            basis="Устава",
            tenant_id=world.center.tenant_id,
        )
        service.join_partner(tx, membership)
    return membership.id


def acts(world: World) -> list[str]:
    """What the Centre's journal says."""
    with in_tenant(world.center) as opened:
        return list(opened.scalars(select(AuditEntry.action).order_by(AuditEntry.created_at)))


def test_who_is_let_in_is_seen_by_the_organisation_and_by_the_partner(world: World, plant: Party) -> None:
    place = let_in(world, plant)
    with in_tenant(world.center):
        seen = service.partner_person(place)
        assert [one.membership_id for one in service.partner_people([plant.id])[plant.id]] == [place]
    assert (seen.name, seen.post, seen.basis, seen.state) == (
        SOMEBODY,
        "Генеральный директор",
        "Устава",
        "invited",
    )
    assert seen.signs
    assert seen.invited_by_name == world.center.coordinator.name
    assert acts(world) == ["accounts.partner_place_given"]
    someone = add_partner_person(plant, "Контактная", CONTACT)
    with in_partner(plant, someone):
        assert [one.role for one in service.partner_people([plant.id])[plant.id]] == [SIGNATORY, CONTACT]


def test_a_neighbour_that_has_no_ties_sees_none_of_them(world: World, plant: Party) -> None:
    place = let_in(world, plant)
    with in_tenant(world.ankudinovskaya):
        assert service.partner_people([plant.id]) == {plant.id: []}
        with pytest.raises(NotFound):
            service.partner_person(place)
    club = make_party(world.ankudinovskaya, CLUB_INN, "НКО «Образцовый клуб»")
    with in_partner(club, add_partner_person(club)), pytest.raises(NotFound):
        service.partner_person(place)


def test_nobody_is_let_in_twice(world: World, plant: Party) -> None:
    place = let_in(world, plant)
    with pytest.raises(Refused, match="уже действует"):
        let_in(world, plant, CONTACT)
    with as_coordinator(world) as tx:
        assert service.switch_partner_place(tx, place, now())
    with pytest.raises(Refused, match="Откройте его снова"):
        let_in(world, plant)


def test_an_unknown_role_is_refused_beside_its_field(world: World, plant: Party) -> None:
    with pytest.raises(Refused) as refused:
        let_in(world, plant, "director")
    assert refused.value.field == "role"
    place = let_in(world, plant)
    with as_coordinator(world) as tx, pytest.raises(Refused):
        service.change_partner_place(tx, place, role="director", post="", basis="")


def test_a_change_is_recorded_and_saving_the_same_is_not(world: World, plant: Party) -> None:
    place = let_in(world, plant)
    for _again in range(2):
        with as_coordinator(world) as tx:
            service.change_partner_place(tx, place, role=CONTACT, post="Секретарь", basis="")
    with in_tenant(world.center):
        assert not service.partner_person(place).signs
    assert acts(world).count("accounts.partner_place_changed") == 1


def test_access_is_closed_and_opened_again(world: World, plant: Party) -> None:
    place = let_in(world, plant)
    with as_coordinator(world) as tx:
        assert service.switch_partner_place(tx, place, now())
        assert not service.switch_partner_place(tx, place, now())
    with in_tenant(world.center):
        closed = service.partner_person(place)
    assert (closed.state, closed.signs) == ("blocked", False)
    with as_coordinator(world) as tx:
        assert service.switch_partner_place(tx, place, None)
    assert acts(world)[-2:] == ["accounts.partner_place_closed", "accounts.partner_place_opened"]


def test_the_letter_invites_or_tells_of_a_new_place(world: World, plant: Party) -> None:
    place = let_in(world, plant)
    known = add_partner_person(plant, "Контактная", CONTACT)
    with in_tenant(world.center, world.center.coordinator):
        service.send_partner_letter(service.partner_person(place).account_id, plant.name)
        service.send_partner_letter(known.account_id, plant.name)
    with in_system() as opened:
        letters = {one.recipient: one.body for one in opened.scalars(select(Letter))}
    assert "/account/link/" in letters[ADDRESS]
    assert "/account/link/" not in letters[known.email]


def test_staff_of_a_tied_organisation_cannot_act_for_the_partner(world: World, plant: Party) -> None:
    with (
        in_tenant(world.center, world.center.coordinator),
        pytest.raises(Refused, match="сотрудник организации"),
    ):
        service.refuse_staff_of_tied(world.center.executor.account_id, plant.id)
    with in_tenant(world.center, world.center.coordinator):
        service.refuse_staff_of_tied(world.ankudinovskaya.executor.account_id, plant.id)


def test_a_partners_person_gets_no_place_in_the_staff(world: World, plant: Party) -> None:
    person = add_partner_person(plant)
    with in_tenant(world.center, world.center.director), pytest.raises(Refused, match="от имени партнёра"):
        service.give_place(person.email, SOMEBODY, "executor", letter=False)
    with in_tenant(world.ankudinovskaya, world.ankudinovskaya.director):
        service.give_place(person.email, SOMEBODY, "executor", letter=False)


def test_staff_who_act_for_a_partner_are_named_before_it_is_tied(world: World, plant: Party) -> None:
    with open_scope(IdentityScope()) as opened, change(audited=False) as tx:
        account = opened.scalar(select(Account).where(Account.email == world.center.executor.email))
        assert account is not None
        tx.add(service.new_partner_place(plant.id, account.id, CONTACT, post="", basis="", tenant_id=None))
    with in_tenant(world.center):
        assert [name.surname for name in service.staff_at_partner(plant.id)] == ["Примерова"]


def test_the_portal_is_among_the_places_of_a_person(world: World, plant: Party) -> None:
    person: Any = add_partner_person(plant)
    token = service.sign_in(person.email, person.password, address="127.0.0.1", agent="test")
    signed_in = service.authenticate(token)
    assert signed_in is not None
    assert [(one.kind, one.slug, one.title, set(one.roles)) for one in signed_in.places] == [
        ("partner", plant.inn, plant.name, {SIGNATORY})
    ]
