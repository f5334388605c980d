# SPDX-License-Identifier: MIT
"""People whom an organisation lets into a partner's portal, and whom only that organisation changes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from nastavnik.accounts.models import Account
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.names import PersonName
from nastavnik.partners import service
from nastavnik.testing.partners import CLUB_INN, Party, add_partner_person, make_party
from nastavnik.testing.worlds import Place, World, in_system, in_tenant

pytestmark = pytest.mark.usefixtures("app")

RIGHTS = frozenset({"partners.view", "partners.edit"})
SOMEBODY = PersonName("Ёлкина", "Яна", "Олеговна")
ADDRESS = "yolkina@plant.example"
SIGNATORY, CONTACT = "partner_signatory", "partner_contact"


@pytest.fixture
def party(world: World, app: Any) -> Any:
    """A partner of both organisations; the application's settings are at hand, since letters name its address."""
    found = make_party(world.center)
    make_party(world.ankudinovskaya)
    with app.app_context():
        yield found


def keeper(place: Place) -> Any:
    """The coordinator, who keeps the register."""
    return in_tenant(place, place.coordinator, rights=RIGHTS)


def partner_of() -> UUID:
    """The only partner of the open organisation."""
    partner: UUID = service.partners().rows[0][0].id
    return partner


def invite(email: str = ADDRESS, role: str = SIGNATORY, basis: str = "Устава") -> UUID:
    """A person of that partner is invited."""
    return service.invite_person(partner_of(), email, SOMEBODY, role=role, post="Директор", basis=basis)


def letters() -> list[Letter]:
    """Everything that was written."""
    with in_system() as opened:
        return list(opened.scalars(select(Letter).order_by(Letter.created_at)))


def test_the_link_goes_to_the_persons_own_address_and_nowhere_else(world: World, party: Party) -> None:
    with keeper(world.center):
        place = invite()
        seen = service.people_of(partner_of())
        assert [(one.membership_id, one.state) for one in seen] == [(place, "invited")]
    assert [one.recipient for one in letters()] == [ADDRESS]
    assert "/account/link/" in letters()[0].body
    assert party.name in letters()[0].body


def test_a_second_letter_makes_the_former_link_void(world: World, party: Party) -> None:
    with keeper(world.center):
        place = invite()
        service.invite_person_again(partner_of(), place)
    first, second = letters()
    assert first.body != second.body
    signs_in = add_partner_person(party)
    with keeper(world.center):
        known = next(one for one in service.people_of(partner_of()) if one.account_id == signs_in.account_id)
        with pytest.raises(Refused, match="не нужно"):
            service.invite_person_again(partner_of(), known.membership_id)


def test_a_signatory_needs_a_basis(world: World, party: Party) -> None:
    with keeper(world.center):
        with pytest.raises(Refused) as refused:
            invite(basis=" ")
        assert refused.value.field == "basis"
        place = invite(role=CONTACT, basis="")
        with pytest.raises(Refused):
            service.change_person(partner_of(), place, role=SIGNATORY, post="", basis="")
    assert len(letters()) == 1


def test_nobody_of_an_organisation_that_deals_with_the_partner_is_invited(world: World, party: Party) -> None:
    for place in (world.center, world.ankudinovskaya):
        with keeper(world.center), pytest.raises(Refused, match="сотрудник организации"):
            invite(place.executor.email)
    assert letters() == []


def test_only_who_let_a_person_in_changes_it(world: World, party: Party) -> None:
    with keeper(world.center):
        place = invite()
    with keeper(world.ankudinovskaya):
        assert [one.membership_id for one in service.people_of(partner_of())] == [place]
        for act in (service.close_person, service.open_person):
            with pytest.raises(Refused, match="только тот, кто открыл"):
                act(partner_of(), place)
        with pytest.raises(Refused, match="только тот, кто открыл"):
            service.change_person(partner_of(), place, role=CONTACT, post="", basis="")
    with keeper(world.center):
        service.change_person(partner_of(), place, role=CONTACT, post="Секретарь", basis="")
        service.close_person(partner_of(), place)
        assert service.person_of(partner_of(), place).state == "blocked"
        service.open_person(partner_of(), place)
        assert service.person_of(partner_of(), place).post == "Секретарь"


def test_a_person_of_another_partner_is_not_found(world: World, party: Party) -> None:
    with keeper(world.center):
        place, partner = invite(), partner_of()
    make_party(world.center, CLUB_INN, "АНО «Ёлочка»")
    with keeper(world.center):
        other = next(one.id for one, _party in service.partners().rows if one.id != partner)
        with pytest.raises(NotFound):
            service.person_of(other, place)
        with pytest.raises(NotFound):
            service.close_person(other, place)


def test_without_the_right_nobody_is_invited(world: World, party: Party) -> None:
    with (
        in_tenant(world.center, world.center.executor, rights=frozenset({"partners.view"})),
        pytest.raises(Forbidden),
    ):
        invite()
    with in_system() as opened:
        assert opened.scalar(select(Account).where(Account.email == ADDRESS)) is None
