# SPDX-License-Identifier: MIT
"""The portal's address, its frame and its notices: those who act for the partner come in, everybody else meets 404."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import ProgrammingError

from nastavnik.accounts.models import PartnerMembership
from nastavnik.foundation import notifications
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, open_scope
from nastavnik.foundation.scope import IdentityScope
from nastavnik.testing.clients import Visitor
from nastavnik.testing.partners import CLUB_INN, Party, add_partner_person, in_partner, make_party
from nastavnik.testing.worlds import Someone, World, in_tenant

HOME = "/partner/5250000010/"
NOTICES = f"{HOME}notifications"


@pytest.fixture
def plant(world: World) -> Party:
    """A partner of the Centre."""
    return make_party(world.center)


@pytest.fixture
def signatory(plant: Party) -> Someone:
    """Who signs for it."""
    return add_partner_person(plant)


def leave_notice(world: World, person: Someone, url: str, title: str = "Соглашение ждёт подписи") -> UUID:
    """A notice from the Centre."""
    with in_tenant(world.center) as opened, change(audited=False):
        notifications.notify(person.account_id, "agreements.sent", title, url=url)
        opened.flush()
        return notifications.latest(person.account_id)[0].id


def test_the_portal_opens_to_its_people_in_its_own_frame(
    visitor: Visitor, plant: Party, signatory: Someone
) -> None:
    visitor.sign_in(signatory)
    answer = visitor.get(HOME, follow_redirects=True)
    assert answer.status_code == 200
    assert "ООО «Образцовый завод»" in answer.text
    assert "подписывает за партнёра" in answer.text
    assert "Что делать сейчас" not in answer.text


def test_sign_in_leads_to_the_portal_when_it_is_the_only_place(visitor: Visitor, signatory: Someone) -> None:
    visitor.sign_in(signatory)
    answer = visitor.get("/", follow_redirects=True)
    assert answer.request.path.startswith(HOME)


def test_a_closed_membership_opens_nothing(visitor: Visitor, plant: Party, signatory: Someone) -> None:
    visitor.sign_in(signatory)
    with open_scope(IdentityScope()) as opened, change(audited=False):
        opened.execute(update(PartnerMembership).values(closed_at=now()))
    assert visitor.get(HOME).status_code == 404


def test_people_of_another_partner_and_of_organisations_find_nothing(
    visitor: Visitor, world: World, plant: Party
) -> None:
    club = make_party(world.ankudinovskaya, CLUB_INN, "НКО «Образцовый клуб»")
    for person in (
        add_partner_person(club),
        world.center.coordinator,
        world.center.director,
        world.officer,
        world.admin,
    ):
        visitor.sign_in(person)
        assert visitor.get(HOME).status_code == visitor.get(NOTICES).status_code == 404


def test_a_number_that_is_nobodys_is_not_found(visitor: Visitor, signatory: Someone) -> None:
    visitor.sign_in(signatory)
    assert visitor.get("/partner/7707083893/").status_code == 404


def test_notices_of_the_portal_are_read_and_marked_there(
    visitor: Visitor, world: World, signatory: Someone
) -> None:
    notice = leave_notice(world, signatory, HOME)
    visitor.sign_in(signatory)
    assert "Соглашение ждёт подписи" in visitor.get(NOTICES).text
    assert visitor.post(f"{NOTICES}/{notice}/read", {"next": NOTICES}).location == NOTICES
    assert "Всё прочитано" in visitor.get(f"{NOTICES}?show=unread").text
    assert visitor.get(f"{NOTICES}/{notice}").location == HOME


def test_all_notices_are_marked_at_once(visitor: Visitor, world: World, signatory: Someone) -> None:
    for number in range(2):
        leave_notice(world, signatory, HOME, f"Уведомление {number}")
    visitor.sign_in(signatory)
    assert visitor.post(f"{NOTICES}/read").status_code == 303
    with in_tenant(world.center):
        assert notifications.unread_count(signatory.account_id) == 0


def test_what_an_organisation_tells_its_own_staff_stays_with_it(
    visitor: Visitor, world: World, signatory: Someone
) -> None:
    notice = leave_notice(world, signatory, "/o/center/roadmap/", "Срок мероприятия")
    visitor.sign_in(signatory)
    assert "Срок мероприятия" not in visitor.get(NOTICES).text
    assert visitor.get(f"{NOTICES}/{notice}").status_code == 404


def test_the_partners_role_reads_itself_alone_and_writes_nothing(
    world: World, plant: Party, signatory: Someone
) -> None:
    club = make_party(world.ankudinovskaya, CLUB_INN, "НКО «Образцовый клуб»")
    add_partner_person(club)
    with in_partner(plant, signatory) as opened:
        assert set(opened.scalars(text("select inn from partner_organisations"))) == {plant.inn}
        assert set(opened.scalars(text("select partner_id from partner_memberships"))) == {plant.id}
        assert set(opened.scalars(text("select id from accounts"))) == {signatory.account_id}
        assert set(opened.scalars(text("select organisation_id from partners"))) == {plant.id}
    for statement in (
        "update partner_organisations set phone = ''",
        "update partner_memberships set post = ''",
        "insert into partners (tenant_id) select tenant_id from partners",
        "delete from partner_mentor_proposals",
        "select notes from partners",
    ):
        with (
            in_partner(plant, signatory) as opened,
            pytest.raises(ProgrammingError, match="permission denied"),
        ):
            opened.execute(text(statement))
