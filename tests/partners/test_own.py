# SPDX-License-Identifier: MIT
"""What a partner does about itself: requisites, which every organisation sees change, and colleagues."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from nastavnik.accounts import service as accounts
from nastavnik.accounts.models import PartnerMembership
from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.outbox import OutboxEvent
from nastavnik.partners.models import PartnerOrganisation
from nastavnik.testing.clients import Visitor
from nastavnik.testing.partners import CLUB_INN, PLANT_INN, Party, add_partner_person, in_partner, make_party
from nastavnik.testing.worlds import Someone, World, in_system, in_tenant

HOME = f"/partner/{PLANT_INN}"
REQUISITES = {
    "full_name": "Общество с ограниченной ответственностью «Образцовый завод»",
    "short_name": "ООО «Образцовый завод»",
    "sector": "it",
    "inn": PLANT_INN,
    "kpp": "525001001",
    "seen": "1",
}
PERSON = {"email": "yolkina@plant.example", "surname": "Ёлкина", "name": "Яна", "role": "partner_contact"}


@pytest.fixture
def plant(world: World) -> Party:
    """A partner of both organisations."""
    make_party(world.ankudinovskaya)
    return make_party(world.center)


@pytest.fixture
def signatory(plant: Party) -> Someone:
    """Who signs for it."""
    return add_partner_person(plant)


@pytest.fixture
def browser(visitor: Visitor, signatory: Someone) -> Visitor:
    """The signatory's browser."""
    visitor.sign_in(signatory)
    return visitor


def text(answer: Any) -> str:
    """A page with its no-break spaces made plain."""
    return str(answer.text).replace("\N{NO-BREAK SPACE}", " ")


def test_the_portal_opens_at_the_first_line_of_its_menu(browser: Visitor) -> None:
    answer = browser.get(f"{HOME}/", follow_redirects=True)
    assert answer.status_code == 200
    assert "Реквизиты" in text(answer)
    assert "Люди" in text(answer)


def test_requisites_are_changed_and_every_organisation_sees_it(
    browser: Visitor, world: World, signatory: Someone
) -> None:
    assert browser.post(f"{HOME}/requisites/edit", REQUISITES).status_code == 303
    assert "525001001" in text(browser.get(f"{HOME}/requisites"))
    for place in (world.center, world.ankudinovskaya):
        with in_tenant(place) as opened:
            entry = opened.scalars(
                select(AuditEntry).where(AuditEntry.action == "partners.requisites_changed")
            ).one()
            assert (entry.actor_name, entry.after["kpp"]) == (signatory.name, "525001001")
            kinds = list(opened.scalars(select(OutboxEvent.kind)))
            assert kinds.count("partners.requisites_changed") == 1
    again = browser.post(f"{HOME}/requisites/edit", {**REQUISITES, "seen": "2"})
    assert again.status_code == 303
    with in_tenant(world.center) as opened:
        kinds = list(opened.scalars(select(OutboxEvent.kind)))
        assert kinds.count("partners.requisites_changed") == 1


def test_an_overtaken_form_and_a_wrong_number_are_told_and_nothing_is_lost(browser: Visitor) -> None:
    stale = browser.post(f"{HOME}/requisites/edit", {**REQUISITES, "seen": "7"})
    assert (stale.status_code, "изменил" in text(stale)) == (422, True)
    wrong = browser.post(f"{HOME}/requisites/edit", {**REQUISITES, "kpp": "1"})
    assert (wrong.status_code, "девять знаков" in text(wrong)) == (422, True)
    other = browser.post(f"{HOME}/requisites/edit", {**REQUISITES, "inn": CLUB_INN})
    assert (other.status_code, "ИНН не меняется" in text(other)) == (422, True)
    with in_system() as opened:
        assert opened.scalars(select(PartnerOrganisation)).one().kpp == ""


def test_a_colleague_is_let_in_and_the_link_goes_to_the_own_address(browser: Visitor) -> None:
    assert browser.post(f"{HOME}/people/new", PERSON).status_code == 303
    page = text(browser.get(f"{HOME}/people"))
    assert "Ёлкина Яна" in page
    with in_system() as opened:
        letter = opened.scalars(select(Letter)).one()
    assert letter.recipient == PERSON["email"]
    assert letter.body.split("/account/link/")[1].split()[0] not in page
    person = page.split(f'action="{HOME}/people/')[1].split("/")[0]
    for act, words in (("invite-again", "Приглашение отправлено"), ("close", "Доступ закрыт")):
        assert browser.post(f"{HOME}/people/{person}/{act}").status_code == 303
        assert words in text(browser.get(f"{HOME}/people"))
    assert "Приглашение не нужно" in text(
        browser.post(f"{HOME}/people/{person}/invite-again", follow_redirects=True)
    )
    assert browser.post(f"{HOME}/people/{person}/open").status_code == 303
    assert "Доступ закрыт" not in text(browser.get(f"{HOME}/people"))


def test_nobody_closes_the_own_access_and_staff_of_organisations_are_not_let_in(
    browser: Visitor, world: World, plant: Party, signatory: Someone
) -> None:
    with in_partner(plant, signatory):
        own = accounts.partner_people([plant.id])[plant.id][0].membership_id
    answer = browser.post(f"{HOME}/people/{own}/close", follow_redirects=True)
    assert "Свой доступ закрыть нельзя" in text(answer)
    staff = browser.post(f"{HOME}/people/new", {**PERSON, "email": world.ankudinovskaya.executor.email})
    assert (staff.status_code, "сотрудник организации" in text(staff)) == (422, True)
    unfounded = browser.post(f"{HOME}/people/new", {**PERSON, "role": "partner_signatory"})
    assert (unfounded.status_code, "на основании чего" in text(unfounded)) == (422, True)


def test_a_contact_reads_and_changes_nothing(visitor: Visitor, plant: Party) -> None:
    visitor.sign_in(add_partner_person(plant, "Контактная", "partner_contact"))
    for path in ("requisites", "people"):
        page = visitor.get(f"{HOME}/{path}")
        assert page.status_code == 200
        assert "/edit" not in page.text
        assert "people/new" not in page.text
    assert visitor.get(f"{HOME}/requisites/edit").status_code == 403
    assert visitor.post(f"{HOME}/people/new", PERSON).status_code == 403


def test_a_person_of_another_partner_is_not_found(browser: Visitor, world: World) -> None:
    club = make_party(world.center, CLUB_INN, "АНО «Ёлочка»")
    add_partner_person(club)
    with in_system() as opened:
        place = opened.scalars(
            select(PartnerMembership.id).where(PartnerMembership.partner_id == club.id)
        ).one()
    for act in ("invite-again", "close", "open"):
        assert browser.post(f"{HOME}/people/{place}/{act}").status_code == 404
