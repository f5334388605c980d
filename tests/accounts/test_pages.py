# SPDX-License-Identifier: MIT
"""Sign-in and a person's own account, through the pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from nastavnik.accounts import service
from nastavnik.accounts.models import AccountLink, AccountSession
from nastavnik.foundation.audit import DistrictAuditEntry
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import IdentityScope
from nastavnik.testing.clients import Visitor
from nastavnik.testing.worlds import Someone, World, in_system
from nastavnik.web.scoping import SESSION_COOKIE

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ONE_SENTENCE = "Почта или пароль не подошли."
PHRASE = "лодка чайник забор"


def words(response: TestResponse) -> str:
    """What a page says, with plain spaces."""
    return re.sub(r"\s+", " ", response.get_data(as_text=True).replace("\N{NO-BREAK SPACE}", " "))


def sign_in(visitor: Visitor, email: str, password: str, **more: str) -> TestResponse:
    return visitor.post("/account/sign-in", {"email": email, "password": password, **more})


def latest_letter() -> Letter:
    with in_system() as session:
        found = session.scalars(select(Letter).order_by(Letter.created_at.desc(), Letter.id.desc())).first()
    assert found is not None
    return found


def link_in(letter: Letter) -> str:
    found = re.search(r"/account/link/[\w-]+", letter.body)
    assert found
    return found[0]


def district_acts() -> list[str]:
    with in_system() as session:
        return list(session.scalars(select(DistrictAuditEntry.action).order_by(DistrictAuditEntry.sequence)))


def test_signing_in_opens_the_only_place(visitor: Visitor, world: World) -> None:
    person = world.center.coordinator
    answer = sign_in(visitor, person.email, person.password)
    assert (answer.status_code, answer.location) == (303, "/o/center/")
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith(SESSION_COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert visitor.get("/o/center/").status_code == 200
    assert visitor.get("/account/sign-in").location == "/o/center/"


def test_signing_in_returns_to_the_page_that_was_wanted(visitor: Visitor, world: World) -> None:
    person = world.center.coordinator
    away = visitor.get("/o/center/staff/?x=1")
    assert (away.status_code, away.location) == (303, "/account/sign-in?next=/o/center/staff/?x%3D1")
    answer = sign_in(visitor, person.email, person.password, next="/o/center/staff/?x=1")
    assert answer.location == "/o/center/staff/?x=1"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_signing_in_leads_nobody_elsewhere(visitor: Visitor, world: World, elsewhere: str) -> None:
    person = world.center.coordinator
    assert sign_in(visitor, person.email, person.password, next=elsewhere).location == "/o/center/"


def test_every_failure_is_one_and_the_same_page(visitor: Visitor, world: World) -> None:
    known = sign_in(visitor, world.center.coordinator.email, "не тот пароль 1")
    unknown = sign_in(visitor, "nobody@nowhere.example", "не тот пароль 1")
    assert (known.status_code, unknown.status_code) == (422, 422)
    assert ONE_SENTENCE in words(known)

    def without_what_differs(answer: TestResponse, email: str) -> str:
        text = words(answer).replace(email, "…")
        return re.sub(r'(nonce|content|value)="[\w.\-+/=]{16,}"', r"\1", text)

    assert without_what_differs(known, world.center.coordinator.email) == without_what_differs(
        unknown, "nobody@nowhere.example"
    )


def test_what_was_typed_stays_and_the_password_does_not(visitor: Visitor, world: World) -> None:
    answer = sign_in(visitor, "кто-то@где-то.example", "тайна тайн тайная")
    assert 'value="кто-то@где-то.example"' in words(answer)
    assert "тайна тайн" not in words(answer)


def test_empty_fields_are_named(visitor: Visitor) -> None:
    answer = sign_in(visitor, " ", "")
    assert answer.status_code == 422
    assert "Введите электронную почту." in words(answer)
    assert "Введите пароль." in words(answer)


def test_the_sixth_wrong_try_meets_a_closed_door(visitor: Visitor, world: World) -> None:
    person = world.center.coordinator
    with time_machine.travel(MONDAY, tick=False) as clock:
        for _attempt in range(5):
            assert ONE_SENTENCE in words(sign_in(visitor, person.email, "не тот"))
        closed = sign_in(visitor, person.email, person.password)
        assert closed.status_code == 422
        assert "Вход закрыт до 12:15." in words(closed)
        clock.shift(timedelta(minutes=15, seconds=1))
        assert sign_in(visitor, person.email, person.password).status_code == 303


def test_signing_out_takes_effect_at_once(visitor: Visitor, world: World) -> None:
    person = world.center.coordinator
    sign_in(visitor, person.email, person.password)
    token = visitor.client.get_cookie(SESSION_COOKIE)
    assert token is not None
    assert visitor.post("/account/sign-out").location == "/account/sign-in"
    visitor.client.set_cookie(SESSION_COOKIE, token.value)
    assert visitor.get("/o/center/").status_code == 303


def test_a_form_without_its_secret_is_refused(visitor: Visitor, world: World) -> None:
    person = world.center.coordinator
    answer = visitor.client.post(
        "/account/sign-in", data={"email": person.email, "password": person.password}
    )
    assert answer.status_code == 400
    assert "Форма устарела" in words(answer)
    assert SESSION_COOKIE not in "".join(answer.headers.getlist("Set-Cookie"))


def test_being_idle_for_half_an_hour_leads_to_the_door_and_back(visitor: Visitor, world: World) -> None:
    person = world.center.coordinator
    with time_machine.travel(MONDAY, tick=False) as clock:
        sign_in(visitor, person.email, person.password)
        clock.shift(timedelta(minutes=29))
        assert visitor.get("/o/center/").status_code == 200
        clock.shift(timedelta(minutes=30, seconds=1))
        away = visitor.get("/o/center/staff/")
        assert away.location == "/account/sign-in?next=/o/center/staff/"
        assert "Вы долго не работали" in words(visitor.get(away.location))


def test_a_person_with_several_places_chooses(visitor: Visitor, world: World) -> None:
    person = world.center.coordinator
    service.ensure_district_role(person.account_id, "department_officer", "", actor=world.admin.actor())
    assert sign_in(visitor, person.email, person.password).location == "/account/places"
    page = words(visitor.get("/account/places"))
    assert 'href="/o/center/"' in page
    assert 'href="/department/"' in page
    assert "ankudinovskaya" not in page


@pytest.mark.usefixtures("at_work")
def test_a_person_without_a_place_is_told_what_to_do(visitor: Visitor, world: World) -> None:
    email = "nowhere@center.example"
    service.open_with_password(
        email, PersonName("Ничейная", "Ия", ""), PHRASE, actor=world.admin.actor(), fictional=True
    )
    assert sign_in(visitor, email, PHRASE).location == "/account/places"
    assert "Попросите её куратора пригласить вас снова" in words(visitor.get("/account/places"))
    assert visitor.get("/o/center/").status_code == 404


def test_asking_for_a_password_says_the_same_whoever_asks(visitor: Visitor, world: World) -> None:
    known = visitor.post("/account/reset", {"email": world.officer.email})
    unknown = visitor.post("/account/reset", {"email": "nobody@nowhere.example"})
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert "Если учётная запись с таким адресом есть" in words(visitor.get(known.location))
    with in_system() as session:
        assert [letter.recipient for letter in session.scalars(select(Letter))] == [world.officer.email]


def test_an_address_that_is_none_is_refused_beside_the_field(visitor: Visitor) -> None:
    answer = visitor.post("/account/reset", {"email": "куратор"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in words(answer)
    assert 'value="куратор"' in words(answer)


def test_scanners_of_mail_use_no_link_up(visitor: Visitor, world: World) -> None:
    visitor.post("/account/reset", {"email": world.officer.email})
    link = link_in(latest_letter())
    for method in ("GET", "HEAD", "GET"):
        assert visitor.client.open(link, method=method).status_code == 200
    assert visitor.client.open(link, method="OPTIONS").status_code == 200
    with open_scope(IdentityScope()) as session:
        assert session.scalars(select(AccountLink.used_at)).all() == [None]
    page = visitor.get(link)
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] in ("same-origin", "no-referrer", "strict-origin")
    assert world.officer.email not in words(page)
    done = visitor.post(link, {"password": PHRASE})
    assert (done.status_code, done.location) == (303, "/account/sign-in")
    assert sign_in(visitor, world.officer.email, PHRASE).status_code == 303


def test_a_weak_password_is_refused_and_the_link_stays_open(visitor: Visitor, world: World) -> None:
    visitor.post("/account/reset", {"email": world.officer.email})
    link = link_in(latest_letter())
    refused = visitor.post(link, {"password": "короткий"})
    assert refused.status_code == 422
    assert "В пароле не меньше десяти знаков, введено 8." in words(refused)
    assert "короткий" not in words(refused)
    assert visitor.post(link, {"password": PHRASE}).status_code == 303


def test_a_used_an_expired_and_an_unknown_link_have_a_page_each(visitor: Visitor, world: World) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        visitor.post("/account/reset", {"email": world.officer.email})
        used = link_in(latest_letter())
        visitor.post(used, {"password": PHRASE})
        clock.shift(timedelta(minutes=1))
        visitor.post("/account/reset", {"email": world.officer.email})
        expired = link_in(latest_letter())
        clock.shift(timedelta(hours=2))
        assert visitor.get(used).status_code == 410
        assert "По ней уже задали пароль" in words(visitor.get(used))
        page = visitor.get(expired)
        assert page.status_code == 410
        assert visitor.post(expired, {"password": PHRASE}).status_code == 410
        assert f"{expired}/renew" in words(page)
        assert visitor.post(f"{expired}/renew").location == "/account/reset/sent"
        assert visitor.get(link_in(latest_letter())).status_code == 200
    assert visitor.get("/account/link/nothing").status_code == 404
    assert visitor.post("/account/link/nothing", {"password": PHRASE}).status_code == 404
    assert visitor.post("/account/link/nothing/renew").location == "/account/reset"


def test_the_account_shows_devices_and_ends_one(visitor: Visitor, app: Flask, world: World) -> None:
    person = world.center.coordinator
    other = Visitor(app)
    other.sign_in(person)
    visitor.sign_in(person)
    with open_scope(IdentityScope()) as session:
        first, _mine = session.scalars(select(AccountSession.id).order_by(AccountSession.created_at))
    page = words(visitor.get("/account/"))
    assert "это устройство" in page
    assert f"/account/devices/{first}/revoke" in page
    assert visitor.post(f"/account/devices/{first}/revoke").status_code == 303
    assert other.get("/o/center/").status_code == 303
    assert visitor.get("/o/center/").status_code == 200
    assert "accounts.session_revoked" in district_acts()


def test_nobody_ends_the_sign_in_of_another(visitor: Visitor, app: Flask, world: World) -> None:
    other = Visitor(app)
    other.sign_in(world.ankudinovskaya.director)
    with open_scope(IdentityScope()) as session:
        foreign: UUID = session.scalars(select(AccountSession.id)).one()
    visitor.sign_in(world.center.director)
    assert visitor.post(f"/account/devices/{foreign}/revoke").status_code == 404
    assert other.get("/o/ankudinovskaya/").status_code == 200


def test_ending_the_others_keeps_ones_own(visitor: Visitor, app: Flask, world: World) -> None:
    person = world.center.coordinator
    others = [Visitor(app), Visitor(app)]
    for other in others:
        other.sign_in(person)
    visitor.sign_in(person)
    answer = visitor.post("/account/devices/revoke-others")
    assert "Завершены 2 входа" in words(visitor.get(answer.location.partition("#")[0]))
    assert [other.get("/o/center/").status_code for other in others] == [303, 303]
    assert visitor.get("/o/center/").status_code == 200


def test_a_password_is_changed_by_whoever_knows_it(visitor: Visitor, app: Flask, world: World) -> None:
    person = world.center.coordinator
    other = Visitor(app)
    other.sign_in(person)
    visitor.sign_in(person)
    wrong = visitor.post("/account/password", {"current": "не тот", "password": PHRASE})
    assert wrong.status_code == 422
    assert "Нынешний пароль не подошёл." in words(wrong)
    done = visitor.post("/account/password", {"current": person.password, "password": PHRASE})
    assert (done.status_code, done.location) == (303, "/account/")
    assert visitor.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 303
    assert sign_in(other, person.email, PHRASE).status_code == 303


def test_guessing_the_current_password_closes_the_door_too(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.coordinator)
    for _attempt in range(5):
        visitor.post("/account/password", {"current": "не тот", "password": PHRASE})
    answer = visitor.post(
        "/account/password", {"current": world.center.coordinator.password, "password": PHRASE}
    )
    assert answer.status_code == 422
    assert "Вход закрыт до" in words(answer)


def test_the_own_file_holds_what_is_kept_and_only_of_oneself(visitor: Visitor, world: World) -> None:
    person = world.center.coordinator
    visitor.sign_in(person)
    page = words(visitor.get("/account/file"))
    answer = visitor.get("/account/file.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    file = answer.get_json()
    titles = [part["title"] for part in file["sections"]]
    assert titles[:2] == ["Учётная запись", "Входы в систему"]
    assert "Роли в организации" in titles
    account = file["sections"][0]["rows"][0]
    assert account["Электронная почта"] == person.email
    for title in titles:
        assert title in page
    text = str(file)
    assert world.center.director.email not in text
    assert "argon2" not in text
    assert district_acts().count("accounts.own_file_taken") == 2


@pytest.mark.parametrize(
    "path", ["/account/", "/account/places", "/account/password", "/account/file", "/account/file.json"]
)
def test_an_account_is_for_those_who_signed_in(visitor: Visitor, world: World, path: str) -> None:
    answer = visitor.get(path)
    assert (answer.status_code, answer.location) == (303, f"/account/sign-in?next={path}")


@pytest.mark.usefixtures("at_work")
def test_a_blocked_account_is_out_with_the_next_page(visitor: Visitor, world: World) -> None:
    person: Someone = world.center.coordinator
    visitor.sign_in(person)
    service.block(person.email, actor=world.admin.actor())
    assert visitor.get("/o/center/").status_code == 303
    assert ONE_SENTENCE in words(sign_in(visitor, person.email, person.password))


def test_the_list_of_devices_takes_a_bounded_number_of_queries(
    visitor: Visitor, app: Flask, world: World, count_queries: Any
) -> None:
    visitor.sign_in(world.center.coordinator)
    visitor.get("/account/")
    with count_queries() as few:
        visitor.get("/account/")
    for _sign_in in range(12):
        Visitor(app).sign_in(world.center.coordinator)
    with count_queries() as many:
        visitor.get("/account/")
    assert len(many) == len(few) <= 6


@pytest.mark.parametrize("path", ["/privacy", "/help"])
def test_pages_for_anybody_say_whom_to_ask(visitor: Visitor, path: str) -> None:
    page = words(visitor.get(path))
    assert "К кому обратиться" in page
    assert "Департамент образования администрации Кстовского муниципального округа" in page
    assert f'href="{path}"' in words(visitor.get("/account/sign-in"))
