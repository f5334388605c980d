# SPDX-License-Identifier: MIT
"""Invitations and new passwords: opening a link changes nothing, its form works once, and nobody learns who exists."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from nastavnik.accounts import service
from nastavnik.accounts.models import Account, AccountLink
from nastavnik.foundation.audit import DistrictAuditEntry
from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import IdentityScope
from nastavnik.testing.worlds import World, in_system, in_tenant

pytestmark = pytest.mark.usefixtures("at_work")

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PHRASE = "лодка чайник забор"
NEWCOMER = "newcomer@center.example"


def letters() -> list[Letter]:
    with in_system() as session:
        return list(session.scalars(select(Letter).order_by(Letter.created_at, Letter.id)))


def token_of(letter: Letter) -> str:
    found = re.search(r"/account/link/([\w-]+)", letter.body)
    assert found, letter.body
    return found[1]


def invite_somebody(world: World) -> str:
    """Invite a newcomer into the Centre and return the token in the letter."""
    with in_tenant(world.center):
        service.invite(NEWCOMER, PersonName("Новичкова", "Вера", "Павловна"), "executor", "педагог")
    return token_of(letters()[-1])


def reset_token(email: str) -> str:
    service.request_reset(email)
    return token_of(letters()[-1])


def state_of(email: str) -> str:
    with open_scope(IdentityScope()) as session:
        return session.scalars(select(Account.state).where(Account.email == email)).one()


def test_an_invitation_opens_the_account(world: World) -> None:
    token = invite_somebody(world)
    letter = letters()[-1]
    assert (letter.recipient, letter.recipient_name) == (NEWCOMER, "Новичкова Вера Павловна")
    assert letter.subject == "Приглашение в систему «Наставник»"
    assert "МАУ ДО «Центр внешкольной работы»" in letter.body
    assert state_of(NEWCOMER) == "invited"
    assert service.look_at_link(token) == service.OpenedLink("invitation", "open")
    service.use_link(token, PHRASE)
    assert state_of(NEWCOMER) == "active"
    signed_in = service.authenticate(service.sign_in(NEWCOMER, PHRASE))
    assert signed_in is not None
    assert service.roles_in(signed_in, "center") == {"executor"}


def test_looking_at_a_link_any_number_of_times_uses_nothing_up(world: World) -> None:
    token = reset_token(world.officer.email)
    for _visit in range(5):
        assert service.look_at_link(token).state == "open"
    service.use_link(token, PHRASE)
    assert service.look_at_link(token).state == "used"


def test_a_link_works_once(world: World) -> None:
    token = reset_token(world.officer.email)
    service.use_link(token, PHRASE)
    with pytest.raises(Refused, match="больше не действует"):
        service.use_link(token, "другие три слова")
    assert service.sign_in(world.officer.email, PHRASE)


def test_a_refused_password_leaves_the_link_open(world: World) -> None:
    token = reset_token(world.officer.email)
    with pytest.raises(Refused):
        service.use_link(token, "1234567890")
    assert service.look_at_link(token).state == "open"


@pytest.mark.parametrize(
    ("purpose", "lifetime"), [("invitation", timedelta(days=7)), ("reset", timedelta(hours=2))]
)
def test_a_link_expires_and_a_new_one_can_be_sent(world: World, purpose: str, lifetime: timedelta) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        token = invite_somebody(world) if purpose == "invitation" else reset_token(world.officer.email)
        clock.shift(lifetime - timedelta(seconds=1))
        assert service.look_at_link(token) == service.OpenedLink(purpose, "open")  # type: ignore[arg-type]
        clock.shift(timedelta(seconds=1))
        assert service.look_at_link(token).state == "expired"
        with pytest.raises(Refused):
            service.use_link(token, PHRASE)
        before = len(letters())
        service.renew_link(token)
        assert len(letters()) == before + 1
        renewed = token_of(letters()[-1])
        assert service.look_at_link(renewed) == service.OpenedLink(purpose, "open")  # type: ignore[arg-type]
        service.use_link(renewed, PHRASE)


def test_an_open_or_used_link_cannot_be_renewed(world: World) -> None:
    token = reset_token(world.officer.email)
    before = len(letters())
    service.renew_link(token)
    service.use_link(token, PHRASE)
    service.renew_link(token)
    assert len(letters()) == before


def test_a_newer_link_closes_the_older_one(world: World) -> None:
    older = reset_token(world.officer.email)
    newer = reset_token(world.officer.email)
    assert service.look_at_link(older).state == "expired"
    assert service.look_at_link(newer).state == "open"


def test_a_link_that_was_never_given_out_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        service.look_at_link("никогда")


def test_a_new_password_by_link_ends_sign_ins_and_opens_a_closed_door(world: World) -> None:
    person = world.officer
    token_before = service.sign_in(person.email, person.password)
    for _attempt in range(5):
        with pytest.raises(Refused):
            service.sign_in(person.email, "не тот")
    with pytest.raises(service.LockedOut):
        service.sign_in(person.email, person.password)
    service.use_link(reset_token(person.email), PHRASE)
    assert service.authenticate(token_before) is None
    assert service.sign_in(person.email, PHRASE)


def test_a_request_for_an_unknown_or_blocked_account_sends_nothing_and_says_nothing(world: World) -> None:
    service.block(world.center.executor.email, actor=world.admin.actor())
    service.request_reset("nobody@nowhere.example")
    service.request_reset(world.center.executor.email)
    assert letters() == []


def test_requests_beyond_three_an_hour_send_no_letter(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        for _request in range(6):
            service.request_reset(world.officer.email)
            clock.shift(timedelta(minutes=1))
        assert len(letters()) == 3
        clock.shift(timedelta(hours=1))
        service.request_reset(world.officer.email)
        assert len(letters()) == 4


def test_somebody_invited_who_asks_for_a_password_gets_the_invitation_again(world: World) -> None:
    invite_somebody(world)
    service.request_reset(NEWCOMER)
    assert letters()[-1].subject == "Приглашение в систему «Наставник»"
    assert "МАУ ДО «Центр внешкольной работы»" in letters()[-1].body


def test_the_table_keeps_no_token(world: World) -> None:
    token = reset_token(world.officer.email)
    with open_scope(IdentityScope()) as session:
        assert token not in session.scalars(select(AccountLink.token_hash)).one()


def test_the_district_log_names_no_address(world: World) -> None:
    service.use_link(invite_somebody(world), PHRASE)
    service.request_reset(NEWCOMER)
    with in_system() as session:
        entries = session.scalars(select(DistrictAuditEntry)).all()
    assert {entry.action for entry in entries} >= {
        "accounts.created",
        "accounts.password_set",
        "accounts.link_requested",
    }
    assert not any(
        NEWCOMER in f"{entry.before}{entry.after}{entry.note}{entry.subject_id}" for entry in entries
    )


def test_letters_are_russian_whatever_the_page_speaks(world: World) -> None:
    from nastavnik.foundation.i18n import using_language

    with using_language("en"):
        service.request_reset(world.officer.email)
    assert letters()[-1].subject == "Новый пароль для системы «Наставник»"
    assert "Анна Ивановна, здравствуйте!" in letters()[-1].body


def test_blocking_and_unblocking_starts_from_a_new_password(world: World) -> None:
    service.block(world.officer.email, actor=world.admin.actor())
    service.unblock(world.officer.email, actor=world.admin.actor())
    with pytest.raises(Refused):
        service.sign_in(world.officer.email, world.officer.password)
    service.use_link(token_of(letters()[-1]), PHRASE)
    assert service.sign_in(world.officer.email, PHRASE)


def test_old_links_are_removed(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        reset_token(world.officer.email)
        clock.shift(timedelta(days=91))
        service.clean()
    with open_scope(IdentityScope()) as session, change(audited=False):
        assert session.scalar(select(func.count()).select_from(AccountLink)) == 0
