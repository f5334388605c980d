# SPDX-License-Identifier: MIT
"""Sign-in: one sentence for every failure, doors that close, sessions that end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from argon2 import PasswordHasher
from sqlalchemy import select, text, update

from nastavnik.accounts import service
from nastavnik.accounts.models import Account, AccountSession, Credential, SignInFailure
from nastavnik.accounts.service import passwords
from nastavnik.foundation.audit import DistrictAuditEntry
from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.scope import IdentityScope
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.worlds import Someone, World, in_system

pytestmark = pytest.mark.usefixtures("at_work")

HERE = "10.0.0.1"
THERE = "10.0.0.2"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ONE_SENTENCE = "Почта или пароль не подошли."


def refusal(email: str, password: str, address: str = HERE) -> str:
    """What a failed sign-in says."""
    with pytest.raises(Refused) as caught:
        service.sign_in(email, password, address=address)
    return caught.value.message


def set_state(person: Someone, state: str) -> None:
    with open_scope(IdentityScope()), change(audited=False) as tx:
        tx.session.execute(update(Account).where(Account.id == person.account_id).values(state=state))


def district_log() -> list[DistrictAuditEntry]:
    with in_system() as session:
        return list(session.scalars(select(DistrictAuditEntry).order_by(DistrictAuditEntry.sequence)))


def test_a_person_signs_in_and_is_known_by_the_token(world: World) -> None:
    token = service.sign_in(" Coordinator@CENTER.example ", world.center.coordinator.password, address=HERE)
    signed_in = service.authenticate(token)
    assert signed_in is not None
    assert signed_in.account_id == world.center.coordinator.account_id
    assert signed_in.short_name == "Образцова\N{NO-BREAK SPACE}А.И."
    assert [(place.kind, place.slug, place.roles) for place in signed_in.places] == [
        ("tenant", "center", {"coordinator"})
    ]
    assert service.roles_in(signed_in, "center") == {"coordinator"}
    assert service.roles_in(signed_in, "ankudinovskaya") == frozenset()
    entry = district_log()[-1]
    assert (entry.action, entry.address) == ("accounts.signed_in", HERE)


def test_the_table_keeps_no_token(world: World) -> None:
    token = service.sign_in(world.officer.email, world.officer.password)
    with open_scope(IdentityScope()) as session:
        kept = session.scalars(select(AccountSession.token_hash)).one()
    assert token not in kept


def test_every_failure_says_the_same(world: World) -> None:
    invited, blocked = world.center.director, world.center.executor
    set_state(invited, "invited")
    set_state(blocked, "blocked")
    assert refusal(world.center.coordinator.email, "не тот пароль") == ONE_SENTENCE
    assert refusal("nobody@nowhere.example", "любой пароль 1") == ONE_SENTENCE
    assert refusal(invited.email, invited.password) == ONE_SENTENCE
    assert refusal(blocked.email, blocked.password) == ONE_SENTENCE
    assert refusal(world.officer.email, world.officer.password + "x" * 300) == ONE_SENTENCE


def test_an_unknown_account_costs_a_verification_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Any:  # noqa: A002 - argon2's own name
            checked.append(str(hash))
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "hasher", Counting(time_cost=1, memory_cost=8, parallelism=1))
    passwords._hash_of_nobody.cache_clear()
    refusal("nobody@nowhere.example", "любой пароль 1")
    refusal(world.officer.email, "любой пароль 1")
    assert len(checked) == 2


def test_a_hash_of_weaker_parameters_is_made_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", stronger)
    service.sign_in(world.officer.email, world.officer.password)
    with open_scope(IdentityScope()) as session:
        kept = session.get_one(Credential, world.officer.account_id).password_hash
    assert not stronger.check_needs_rehash(kept)
    assert service.authenticate(service.sign_in(world.officer.email, world.officer.password))


def test_the_account_closes_after_five_failures_and_opens_by_itself(world: World) -> None:
    person = world.center.coordinator
    with time_machine.travel(MONDAY, tick=False) as clock:
        for attempt in range(5):
            assert refusal(person.email, "не тот", f"10.0.0.{attempt}") == ONE_SENTENCE
        closed = "Слишком много неверных попыток. Вход закрыт до 12:15."
        assert refusal(person.email, person.password, THERE) == closed
        clock.shift(timedelta(minutes=14, seconds=59))
        assert refusal(person.email, person.password) == closed
        clock.shift(timedelta(seconds=2))
        assert service.sign_in(person.email, person.password)
    locked = [entry for entry in district_log() if entry.action == "accounts.locked_out"]
    assert [(entry.subject_id, entry.after) for entry in locked] == [
        (str(person.account_id), {"by": "account"})
    ]
    assert person.email not in str([(entry.before, entry.after, entry.note) for entry in district_log()])


def test_an_unknown_account_closes_with_the_same_sentence(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False):
        answers = [refusal("nobody@nowhere.example", "любой пароль") for _attempt in range(6)]
    assert answers == [ONE_SENTENCE] * 5 + ["Слишком много неверных попыток. Вход закрыт до 12:15."]


def test_failures_far_apart_do_not_close_the_door(world: World) -> None:
    person = world.center.coordinator
    with time_machine.travel(MONDAY, tick=False) as clock:
        for _attempt in range(12):
            assert refusal(person.email, "не тот") == ONE_SENTENCE
            clock.shift(timedelta(minutes=4))
        assert service.sign_in(person.email, person.password)


def test_a_right_password_forgives_the_failures_before_it(world: World) -> None:
    person = world.center.coordinator
    for _round in range(3):
        for _attempt in range(4):
            refusal(person.email, "не тот")
        assert service.sign_in(person.email, person.password)


def close_the_address(address: str = HERE) -> None:
    """Fail as five people who do not exist."""
    for attempt in range(5):
        assert refusal(f"person{attempt}@nowhere.example", "не тот", address) == ONE_SENTENCE


def test_an_address_closes_for_those_who_are_not_known_there(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        close_the_address()
        closed = "Слишком много неверных попыток. Вход закрыт до 12:15."
        assert refusal(world.officer.email, world.officer.password) == closed
        assert refusal("nobody@nowhere.example", "любой пароль") == closed
        assert service.sign_in(world.officer.email, world.officer.password, address=THERE)
        clock.shift(timedelta(minutes=15, seconds=1))
        assert service.sign_in(world.officer.email, world.officer.password, address=HERE)
    locked = [entry.after for entry in district_log() if entry.action == "accounts.locked_out"]
    assert locked == [{"by": "address"}]


def test_somebody_known_at_a_closed_address_is_let_in_by_the_password_alone(world: World) -> None:
    person = world.center.coordinator
    with time_machine.travel(MONDAY, tick=False):
        service.sign_in(person.email, person.password, address=HERE)
        close_the_address()
        closed = "Слишком много неверных попыток. Вход закрыт до 12:15."
        assert refusal(person.email, "не тот") == closed
        assert service.sign_in(person.email, person.password, address=HERE)
        for _attempt in range(5):
            assert refusal(person.email, "не тот") == closed
        assert refusal(person.email, person.password) == closed
        with pytest.raises(service.LockedOut):
            service.sign_in(person.email, person.password, address=THERE)


def test_tries_at_a_closed_address_do_not_keep_it_closed(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        close_the_address()
        clock.shift(timedelta(minutes=14))
        for attempt in range(9):
            assert refusal(f"other{attempt}@nowhere.example", "не тот").startswith("Слишком много")
        clock.shift(timedelta(minutes=1, seconds=1))
        assert service.sign_in(world.officer.email, world.officer.password, address=HERE)


def test_failures_are_kept_without_addresses_in_clear(world: World) -> None:
    refusal(world.officer.email, "не тот", "192.0.2.77")
    with open_scope(IdentityScope()) as session:
        failure = session.scalars(select(SignInFailure)).one()
    assert world.officer.email not in failure.email_hash
    assert "192.0.2.77" not in failure.address_hash
    assert len(failure.email_hash) == len(failure.address_hash) == 64


def test_tries_side_by_side_are_all_counted(
    world: World, run_together: Callable[..., list[str]], database: TestDatabase
) -> None:
    person = world.center.coordinator
    answers = run_together(lambda: refusal(person.email, "не тот"), times=8)
    assert answers.count(ONE_SENTENCE) == 5
    with database.superuser.connect() as connection:
        assert connection.scalar(text("select count(*) from sign_in_failures")) == 5


def test_an_idle_session_ends(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        token = service.sign_in(world.officer.email, world.officer.password)
        for _step in range(4):
            clock.shift(timedelta(minutes=29))
            assert service.authenticate(token)
        clock.shift(timedelta(minutes=31))
        assert service.authenticate(token) is None


def test_a_session_does_not_outlive_its_longest_life(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        token = service.sign_in(world.officer.email, world.officer.password)
        for _step in range(12 * 3 - 1):
            clock.shift(timedelta(minutes=20))
            assert service.authenticate(token)
        clock.shift(timedelta(minutes=20))
        assert service.authenticate(token) is None


def test_seen_is_written_once_a_minute_at_most(world: World, count_queries: Any) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        token = service.sign_in(world.officer.email, world.officer.password)
        clock.shift(timedelta(seconds=61))
        with count_queries() as first:
            service.authenticate(token)
        with count_queries() as second:
            service.authenticate(token)
    assert (len(first), len(second)) == (3, 2)


def test_signing_out_ends_the_session_for_good(world: World) -> None:
    token = service.sign_in(world.officer.email, world.officer.password)
    signed_in = service.authenticate(token)
    assert signed_in is not None
    service.sign_out(signed_in)
    assert service.authenticate(token) is None
    assert district_log()[-1].action == "accounts.signed_out"


def test_a_blocked_account_is_out_at_once(world: World) -> None:
    token = service.sign_in(world.officer.email, world.officer.password)
    service.block(world.officer.email, actor=world.admin.actor())
    assert service.authenticate(token) is None
    assert refusal(world.officer.email, world.officer.password) == ONE_SENTENCE


def test_one_sees_and_ends_ones_own_sign_ins_only(world: World) -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
    here = service.sign_in(world.officer.email, world.officer.password, agent=agent)
    there = service.sign_in(world.officer.email, world.officer.password, address=THERE)
    foreign = service.sign_in(world.admin.email, world.admin.password)
    me, stranger = service.authenticate(here), service.authenticate(foreign)
    assert me is not None
    assert stranger is not None
    devices = service.devices(me)
    assert [(device.current, device.address) for device in devices] == [(True, ""), (False, THERE)]
    assert devices[0].title == "Chrome, Linux"
    with pytest.raises(NotFound):
        service.revoke_device(me, stranger.session_id)
    assert service.authenticate(foreign)
    service.revoke_device(me, devices[1].session_id)
    assert service.authenticate(there) is None
    assert service.authenticate(here)
    assert service.revoke_other_devices(me) == 0


def test_a_new_password_ends_the_other_sign_ins(world: World) -> None:
    person = world.center.coordinator
    here = service.sign_in(person.email, person.password)
    there = service.sign_in(person.email, person.password)
    me = service.authenticate(here)
    assert me is not None
    with pytest.raises(Refused) as caught:
        service.change_password(me, "не тот", "три слова без связи")
    assert caught.value.field == "current"
    service.change_password(me, person.password, "три слова без связи")
    assert service.authenticate(here)
    assert service.authenticate(there) is None
    assert refusal(person.email, person.password) == ONE_SENTENCE
    assert service.sign_in(person.email, "три слова без связи")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("короткий", "не меньше десяти"),
        ("officer@department.example", "повторяет почту"),
        ("1234567890", "подбирают"),
        ("aaaaaaaaaaaa", "подбирают"),
        ("Qwertyuiop", "подбирают"),
        ("й" * 300, "не больше 256"),
    ],
)
def test_a_weak_password_is_refused_with_a_sentence(password: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as caught:
        passwords.check_new(password, "officer@department.example")
    assert caught.value.field == "password"


def test_a_phrase_will_do() -> None:
    passwords.check_new("лодка чайник забор", "officer@department.example")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0",
            "Firefox, Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iOS"),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 YaBrowser/24.10 Safari/537.36",
            "Яндекс Браузер, Windows",
        ),
        ("curl/8.0", "Неизвестная программа"),
    ],
)
def test_a_device_is_named_in_words(agent: str, words: str) -> None:
    from nastavnik.accounts.service.signing_in import device_words

    assert device_words(agent) == words


def test_leftovers_are_removed(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        service.sign_in(world.officer.email, world.officer.password)
        refusal(world.officer.email, "не тот")
        service.clean()
        clock.shift(timedelta(days=31))
        service.clean()
        clock.shift(timedelta(days=1))
        service.clean()
    with open_scope(IdentityScope()) as session:
        assert session.scalars(select(AccountSession)).all() == []
        assert session.scalars(select(SignInFailure)).all() == []


def test_the_list_of_places_holds_all_of_them(world: World) -> None:
    person = world.center.coordinator
    service.ensure_district_role(person.account_id, "department_officer", "", actor=world.admin.actor())
    signed_in = service.authenticate(service.sign_in(person.email, person.password))
    assert signed_in is not None
    assert [(place.kind, place.slug) for place in signed_in.places] == [
        ("department", ""),
        ("tenant", "center"),
    ]


def test_a_person_is_one_object_for_the_shell() -> None:
    member = SimpleNamespace(places=(service.Place("tenant", "center", "Центр", frozenset({"director"})),))
    assert service.roles_in(member, "center") == {"director"}  # type: ignore[arg-type]
