# SPDX-License-Identifier: MIT
"""«Сотрудники и права» through the pages: invite, change, close, open, take away, and who may not."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from nastavnik.accounts import service
from nastavnik.accounts.models import Account
from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import IdentityScope
from nastavnik.testing.clients import Visitor
from nastavnik.testing.worlds import Place, Someone, World, in_system, in_tenant

SOMEBODY = {
    "email": "yolkina@center.example",
    "surname": "Ёлкина",
    "name": "Яна",
    "patronymic": "Олеговна",
    "post": "педагог",
    "role": "executor",
}
MANAGER = frozenset({"accounts.view_staff", "accounts.manage_staff", "accounts.name_director"})


def words(response: TestResponse) -> str:
    return re.sub(r"\s+", " ", response.get_data(as_text=True).replace("\N{NO-BREAK SPACE}", " "))


def place_of(place: Place, person: Someone) -> UUID:
    """The membership of a person."""
    with in_tenant(place):
        return next(
            one.places[0].membership_id for one in service.members() if one.account_id == person.account_id
        )


def acts(place: Place) -> list[str]:
    with in_tenant(place) as opened:
        return list(opened.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)))


def test_the_list_says_who_what_in_which_state_and_when_last_seen(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.coordinator)
    page = words(visitor.get("/o/center/staff/"))
    assert "Образцова Анна Ивановна" in page
    assert "Последний вход" in page
    assert page.count("ещё не было") == 2
    assert "ankudinovskaya.example" not in page


def test_the_list_takes_the_same_queries_for_many(
    visitor: Visitor, world: World, app: Flask, count_queries: Any
) -> None:
    visitor.sign_in(world.center.coordinator)
    visitor.get("/o/center/staff/")
    with count_queries() as few:
        visitor.get("/o/center/staff/")
    with app.app_context(), in_tenant(world.center):
        for number in range(40):
            name = PersonName(f"Сотрудникова{number}", "Яна", "")
            service.give_place(f"staff{number}@center.example", name, "executor", letter=False)
    with count_queries() as many:
        assert "43 человека" in words(visitor.get("/o/center/staff/"))
    assert len(many) == len(few) <= 12


def test_an_invitation_through_the_page(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.coordinator)
    done = visitor.post("/o/center/staff/invite", SOMEBODY)
    assert (done.status_code, done.location) == (303, "/o/center/staff/")
    page = words(visitor.get(done.location))
    assert "yolkina@center.example" in page
    assert "Приглашение отправлено, пароля ещё нет" in page
    with in_system() as session:
        assert session.scalars(select(Letter.recipient)).all() == ["yolkina@center.example"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "", "Укажите адрес, на который уйдёт приглашение."),
        ("email", "ёлкина", "Это не адрес почты. Он выглядит так: name@school.ru."),
        ("surname", " ", "Укажите фамилию."),
        ("name", "", "Укажите имя."),
        ("role", "", "Выберите роль."),
        ("role", "system_admin", "Выберите роль из списка."),
        ("post", "п" * 201, "Здесь помещается не больше 200 знаков."),
    ],
)
def test_a_wrong_invitation_is_refused_beside_the_field(
    visitor: Visitor, world: World, field: str, value: str, sentence: str
) -> None:
    visitor.sign_in(world.center.coordinator)
    answer = visitor.post("/o/center/staff/invite", {**SOMEBODY, field: value})
    assert answer.status_code == 422
    page = words(answer)
    assert sentence in page
    assert 'value="Олеговна"' in page
    with in_system() as session:
        assert session.scalars(select(Letter)).all() == []


def test_the_same_role_twice_is_refused_and_what_was_typed_stays(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.coordinator)
    visitor.post("/o/center/staff/invite", SOMEBODY)
    again = visitor.post("/o/center/staff/invite", SOMEBODY)
    assert again.status_code == 422
    assert 'value="yolkina@center.example"' in words(again)


def test_an_invitation_is_sent_again(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.coordinator)
    visitor.post("/o/center/staff/invite", SOMEBODY)
    page = words(visitor.get("/o/center/staff/"))
    found = re.search(r"/o/center/staff/[\w-]+/invite-again", page)
    assert found
    assert visitor.post(found[0]).status_code == 303
    with in_system() as session:
        assert len(session.scalars(select(Letter)).all()) == 2
    assert acts(world.center)[-1] == "accounts.invited_again"


def test_a_role_and_a_post_are_changed(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.coordinator)
    url = f"/o/center/staff/{place_of(world.center, world.center.executor)}"
    assert visitor.post(url, {"role": "coordinator", "post": "методист"}).status_code == 303
    other = Visitor(visitor.app)
    other.sign_in(world.center.executor)
    assert other.get("/o/center/staff/").status_code == 200
    refused = visitor.post(url, {"role": "", "post": "методист и ещё кто-то"})
    assert refused.status_code == 422
    assert "методист и ещё кто-то" in words(refused)


def test_only_a_director_makes_directors(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.coordinator)
    url = f"/o/center/staff/{place_of(world.center, world.center.executor)}"
    answer = visitor.post(url, {"role": "director", "post": ""})
    assert answer.status_code == 403
    assert "директор" in words(answer).lower()


def test_access_is_closed_at_once_and_opened_again(visitor: Visitor, app: Flask, world: World) -> None:
    executor = Visitor(app)
    executor.sign_in(world.center.executor)
    visitor.sign_in(world.center.coordinator)
    url = f"/o/center/staff/{place_of(world.center, world.center.executor)}"
    unsure = visitor.post(f"{url}/close")
    assert unsure.status_code == 422
    assert "Отметьте, чтобы подтвердить." in words(unsure)
    assert executor.get("/o/center/").status_code == 200
    assert visitor.post(f"{url}/close", {"close-sure": "y"}).status_code == 303
    assert executor.get("/o/center/").status_code == 404
    page = words(visitor.get("/o/center/staff/"))
    assert "Доступ закрыт" in page
    assert f"{url}/open" in page
    assert visitor.post(f"{url}/open").status_code == 303
    assert executor.get("/o/center/").status_code == 200
    assert acts(world.center) == ["accounts.access_closed", "accounts.access_opened"]


@pytest.mark.usefixtures("at_work")
def test_closing_twice_or_opening_an_open_one_changes_nothing(world: World) -> None:
    with in_tenant(world.center, world.center.director, rights=MANAGER):
        service.open_access(world.center.executor.account_id)
        service.close_access(world.center.executor.account_id)
        service.close_access(world.center.executor.account_id)
    assert acts(world.center) == ["accounts.access_closed"]


@pytest.mark.usefixtures("at_work")
def test_whom_nobody_closes_out(world: World) -> None:
    center = world.center
    with in_tenant(center, center.coordinator, rights=MANAGER - {"accounts.name_director"}):
        with pytest.raises(Refused, match="Себе доступ не закрывают"):
            service.close_access(center.coordinator.account_id)
        with pytest.raises(Forbidden):
            service.close_access(center.director.account_id)
        with pytest.raises(NotFound):
            service.close_access(world.ankudinovskaya.executor.account_id)
    with (
        in_tenant(center, center.director, rights=MANAGER),
        pytest.raises(Refused, match="единственный куратор"),
    ):
        service.close_access(center.coordinator.account_id)
    with in_tenant(center, center.executor):
        for act in (service.close_access, service.open_access):
            with pytest.raises(Forbidden):
                act(center.coordinator.account_id)
    assert acts(center) == []


@pytest.mark.usefixtures("at_work")
def test_a_closed_person_gets_no_second_role_and_counts_for_nothing(world: World) -> None:
    center = world.center
    with in_tenant(center, center.director, rights=MANAGER):
        service.close_access(center.executor.account_id)
        with pytest.raises(Refused, match="Сначала откройте") as caught:
            service.invite(center.executor.email, PersonName("Примерова", "Анна", ""), "coordinator")
        assert caught.value.field == "email"
        service.change_place(place_of(center, center.executor), role="coordinator", post="")
        with pytest.raises(Refused, match="единственный куратор"):
            service.end_place(place_of(center, center.coordinator))
        closed = next(one for one in service.members() if one.account_id == center.executor.account_id)
    assert (closed.state, closed.closed) == ("blocked", True)


@pytest.mark.usefixtures("at_work")
def test_access_closed_in_one_organisation_leaves_the_other_open(world: World, visitor: Visitor) -> None:
    person = world.center.executor
    with in_tenant(world.ankudinovskaya):
        service.give_place(person.email, PersonName("Примерова", "Анна", ""), "executor", letter=False)
    with in_tenant(world.center, world.center.director, rights=MANAGER):
        service.close_access(person.account_id)
    visitor.sign_in(person)
    assert visitor.get("/o/center/").status_code == 404
    assert visitor.get("/o/ankudinovskaya/").status_code == 200


def test_a_role_is_taken_away_after_a_second_question(visitor: Visitor, app: Flask, world: World) -> None:
    executor = Visitor(app)
    executor.sign_in(world.center.executor)
    visitor.sign_in(world.center.coordinator)
    url = f"/o/center/staff/{place_of(world.center, world.center.executor)}"
    assert visitor.post(f"{url}/end").status_code == 422
    assert visitor.post(f"{url}/end", {"end-sure": "y"}).status_code == 303
    assert executor.get("/o/center/").status_code == 404
    assert visitor.get(url).status_code == 404


def test_the_only_coordinator_stays_and_is_told_so(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.director)
    url = f"/o/center/staff/{place_of(world.center, world.center.coordinator)}"
    answer = visitor.post(f"{url}/end", {"end-sure": "y"})
    assert answer.status_code == 422
    assert "Это единственный куратор." in words(answer)


def test_an_executor_sees_neither_staff_nor_its_pages(visitor: Visitor, world: World) -> None:
    place = place_of(world.center, world.center.coordinator)
    visitor.sign_in(world.center.executor)
    for path in ("", "rights", "invite", "staff.xlsx", str(place)):
        assert visitor.get(f"/o/center/staff/{path}").status_code == 403, path
    for path in ("invite", f"{place}/end", f"{place}/close", f"{place}/open", f"{place}/invite-again"):
        assert visitor.post(f"/o/center/staff/{path}").status_code == 403, path


def test_a_neighbours_place_is_not_found_whatever_is_sent(visitor: Visitor, world: World) -> None:
    foreign = place_of(world.ankudinovskaya, world.ankudinovskaya.executor)
    visitor.sign_in(world.center.director)
    assert visitor.get(f"/o/center/staff/{foreign}").status_code == 404
    for path in ("", "/end", "/close", "/open", "/invite-again"):
        sent = {"role": "executor", "end-sure": "y", "close-sure": "y"}
        assert visitor.post(f"/o/center/staff/{foreign}{path}", sent).status_code == 404, path
    assert acts(world.ankudinovskaya) == []


def test_the_table_of_rights_has_every_right_of_the_organisation(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.director)
    answer = visitor.get("/o/center/staff/rights")
    page = words(answer)
    plugins = visitor.app.extensions["nastavnik.plugins"]
    tenants_rights = [right for right in plugins.rights.values() if right.scope == "tenant"]
    assert tenants_rights
    with visitor.app.test_request_context():
        for right in tenants_rights:
            assert str(right.title).replace("\N{NO-BREAK SPACE}", " ") in page, right.code
        for right in plugins.rights.values():
            if right.scope == "department":
                assert str(right.title) not in page
    yes = page.count('<span class="visually-hidden">да</span>') + page.count('aria-label="да"')
    shown = {*service.TENANT_ROLES, *service.PARTICIPANT_ROLES}
    assert yes == sum(len(right.roles & shown) for right in tenants_rights)


def test_the_workbook_holds_the_list(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.director)
    with visitor.get("/o/center/staff/staff.xlsx") as answer:
        assert answer.status_code == 200
        rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    cells = [str(cell) for row in rows for cell in row]
    assert {"Директорова Анна Ивановна", "Образцова Анна Ивановна", "Примерова Анна Ивановна"} <= set(cells)
    assert "Последний вход" in cells
    assert not any("ankudinovskaya" in cell for cell in cells)


def test_staff_is_found_by_those_who_may_see_it(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.coordinator)
    assert "Примерова Анна Ивановна" in words(visitor.get("/o/center/search?q=примеров"))
    visitor.sign_in(world.center.executor)
    assert "Примерова Анна Ивановна" not in words(visitor.get("/o/center/search?q=примеров"))


@pytest.mark.usefixtures("at_work")
def test_an_account_closed_by_the_administrator_is_said_to_be_so(visitor: Visitor, world: World) -> None:
    with open_scope(IdentityScope()) as opened, change(audited=False):
        opened.get_one(Account, world.center.executor.account_id).state = "blocked"
    visitor.sign_in(world.center.coordinator)
    url = f"/o/center/staff/{place_of(world.center, world.center.executor)}"
    page = words(visitor.get(url))
    assert "Учётную запись закрыл администратор системы." in page
    assert f"{url}/open" not in page
