# SPDX-License-Identifier: MIT
"""Pages of those who keep the district: the register of organisations, deliveries, long jobs, the mailbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from nastavnik.accounts import service as accounts
from nastavnik.foundation.audit import DistrictAuditEntry
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, open_scope
from nastavnik.foundation.errors import Forbidden, NotFound
from nastavnik.foundation.jobs import Job
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.outbox import OutboxEvent
from nastavnik.foundation.scope import SystemScope
from nastavnik.settings import Settings
from nastavnik.tenants import service
from nastavnik.testing.clients import Visitor
from nastavnik.testing.worlds import Someone, World, in_department, in_system, in_tenant

Words = Callable[[TestResponse], str]
NEW = {
    "slug": "dom-tvorchestva",
    "kind": "supplementary",
    "full_name": "Муниципальное учреждение дополнительного образования «Дом творчества»",
    "short_name": "МУ ДО ДТ",
    "display_name": "Дом творчества",
    "inn": "5250000108",
    "kpp": "525001001",
    "ogrn": "1025200000100",
    "emblem": "sun",
    "place": "г. Кстово",
}
REGISTER = "/department/admin/organisations"


def district_log() -> list[DistrictAuditEntry]:
    with in_system() as session:
        return list(session.scalars(select(DistrictAuditEntry).order_by(DistrictAuditEntry.sequence)))


def tenant_or_none(slug: str) -> Any:
    with in_system():
        try:
            return service.any_organisation(slug)
        except NotFound:
            return None


def test_an_officer_adds_an_organisation_and_invites_its_coordinator(
    visitor: Visitor, world: World, words: Words
) -> None:
    visitor.sign_in(world.officer)
    added = visitor.post(f"{REGISTER}/new", NEW)
    assert (added.status_code, added.location) == (303, f"{REGISTER}/dom-tvorchestva/coordinator")
    person = {"email": "first@dom.example", "surname": "Первова", "name": "Ида"}
    assert visitor.post(added.location, person).status_code == 303
    assert "МУ ДО ДТ" in words(visitor.get(REGISTER))
    entry = next(entry for entry in district_log() if entry.action == "tenants.added")
    assert entry.actor_name == world.officer.name
    with in_system() as session:
        letter = session.scalars(select(Letter)).one()
    assert letter.recipient == "first@dom.example"
    assert "Дом творчества" in letter.body
    assert visitor.get("/o/dom-tvorchestva/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("inn", "5250000109", "Контрольная цифра ИНН не сходится: проверьте номер."),
        ("inn", "525", "В ИНН организации десять цифр, введено три."),
        ("kpp", "52500100", "В КПП девять знаков, введено восемь."),
        ("ogrn", "1025200000101", "Контрольная цифра ОГРН не сходится: проверьте номер."),
        ("ogrn", "abc", "ОГРН состоит только из цифр."),
        ("slug", "Дом Творчества", "Адрес пишется строчными латинскими буквами"),
        ("slug", "center", "По этому адресу уже есть организация."),
        ("slug", "", "Придумайте адрес."),
        ("kind", "", "Выберите вид организации."),
        ("kind", "bakery", "Выберите вид из списка."),
        ("full_name", " ", "Укажите полное название."),
        ("contact_email", "office", "Это не адрес почты."),
    ],
)
def test_a_wrong_organisation_is_refused_beside_the_field(
    visitor: Visitor, world: World, words: Words, field: str, value: str, sentence: str
) -> None:
    visitor.sign_in(world.officer)
    answer = visitor.post(f"{REGISTER}/new", {**NEW, field: value})
    assert answer.status_code == 422
    page = words(answer)
    assert sentence in page
    assert f'id="{field}-e"' in page
    assert f'aria-invalid="true" aria-describedby="{field}' in page or f'href="#{field}"' in page
    assert 'value="Дом творчества"' in page
    if value.strip() and field != "kind":
        assert value in page
    assert tenant_or_none("dom-tvorchestva") is None


def test_all_wrong_numbers_are_named_at_once(visitor: Visitor, world: World, words: Words) -> None:
    visitor.sign_in(world.officer)
    page = words(visitor.post(f"{REGISTER}/new", {**NEW, "inn": "1", "kpp": "2", "ogrn": "3"}))
    for field in ("inn", "kpp", "ogrn"):
        assert f'id="{field}-e"' in page


def test_an_officer_edits_archives_and_restores(visitor: Visitor, world: World, words: Words) -> None:
    visitor.sign_in(world.officer)
    member = Visitor(visitor.app)
    member.sign_in(world.center.director)
    edited = {**NEW, "short_name": "МАУ ДО ЦВР"}
    assert visitor.post(f"{REGISTER}/center", edited).status_code == 303
    assert "МАУ ДО ЦВР" in words(visitor.get(REGISTER))
    assert tenant_or_none("center").slug == "center"
    unsure = visitor.post(f"{REGISTER}/center/archive")
    assert unsure.status_code == 422
    assert visitor.post(f"{REGISTER}/center/archive", {"sure": "y"}).status_code == 303
    assert member.get("/o/center/").status_code == 404
    line = f'href="{REGISTER}/center"'
    assert line not in words(visitor.get(REGISTER))
    assert line in words(visitor.get(f"{REGISTER}?state=archived"))
    assert visitor.post(f"{REGISTER}/center/restore").status_code == 303
    assert member.get("/o/center/").status_code == 200
    states = [entry.after for entry in district_log() if entry.after and "state" in entry.after]
    assert states == [{"state": "archived"}, {"state": "active"}]


def test_an_organisation_that_does_not_exist_is_not_found(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.officer)
    assert visitor.get(f"{REGISTER}/nowhere").status_code == 404
    for path in ("", "/coordinator", "/archive", "/restore"):
        assert visitor.post(f"{REGISTER}/nowhere{path}", {**NEW, "sure": "y"}).status_code == 404, path


def test_the_register_narrows_by_kind_and_downloads(
    visitor: Visitor, world: World, words: Words, count_queries: Any
) -> None:
    visitor.sign_in(world.officer)
    page = words(visitor.get(f"{REGISTER}?kind=school"))
    assert "МАОУ Анкудиновская СШ" in page
    assert "Центр внешкольной работы" not in page
    assert "Таких организаций нет." in words(visitor.get(f"{REGISTER}?kind=preschool"))
    with visitor.get(f"{REGISTER}.xlsx") as answer:
        rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert any("МАОУ Анкудиновская СШ" in map(str, row) for row in rows)
    with count_queries() as queries:
        visitor.get(REGISTER)
    assert len(queries) <= 12


@pytest.mark.parametrize("role", ["director", "coordinator", "executor"])
def test_people_of_organisations_find_no_register(visitor: Visitor, world: World, role: str) -> None:
    person: Someone = getattr(world.center, role)
    visitor.sign_in(person)
    for path in ("organisations", "organisations/new", "organisations/center", "deliveries", "jobs"):
        assert visitor.get(f"/department/admin/{path}").status_code == 404, path
    assert visitor.post(f"{REGISTER}/new", NEW).status_code == 404


def test_an_officer_operates_nothing(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.officer)
    for path in ("deliveries", "jobs"):
        assert visitor.get(f"/department/admin/{path}").status_code == 403
    for path in ("deliveries/retry", "deliveries/letters/retry"):
        assert visitor.post(f"/department/admin/{path}").status_code == 403


def test_services_ask_for_the_right_as_well(world: World) -> None:
    card = service.OrganisationCard("school", "а", "б", "в")
    with in_department(world.officer):
        for act in (
            service.deliveries,
            service.failed_count,
            service.retry_all_events,
            service.retry_letters,
            service.all_jobs,
            lambda: service.add_organisation("x", card),
            lambda: service.edit_organisation("center", card),
            lambda: service.archive_organisation("center"),
            lambda: service.restore_organisation("center"),
        ):
            with pytest.raises(Forbidden):
                act()


def lose(world: World, number: int = 1) -> list[UUID]:
    """Events of the Centre that were given up, and a letter."""
    with in_tenant(world.center), change(audited=False) as tx:
        events = [
            tx.add(
                OutboxEvent(
                    kind="roadmap.occurrence.closed",
                    payload={},
                    attempts=10,
                    failed_at=now(),
                    last_error="OperationalError",
                    delivered_to=["rollups"],
                )
            )
            for _event in range(number)
        ]
        tx.flush()
        found = [event.id for event in events]
    with open_scope(SystemScope(reason="a test loses a letter")), change(audited=False) as tx:
        tx.add(
            Letter(
                tenant_id=world.center.tenant_id,
                recipient="secret@person.example",
                subject="Тайна",
                body="Тайна",
                state="failed",
                attempts=8,
                last_error="SMTPServerDisconnected",
            )
        )
    return found


def test_what_failed_is_shown_without_people_and_sent_again(
    visitor: Visitor, world: World, words: Words
) -> None:
    first, second = lose(world, 2)
    visitor.sign_in(world.admin)
    page = words(visitor.get("/department/admin/deliveries"))
    assert "roadmap.occurrence.closed" in page
    assert "дошло до: rollups" in page
    assert "OperationalError" in page
    assert "secret@person.example" not in page
    assert "Тайна" not in page
    assert visitor.post(f"/department/admin/deliveries/{first}/retry").status_code == 303
    with in_system() as session:
        event = session.scalars(select(OutboxEvent).where(OutboxEvent.id == first)).one()
        assert (event.failed_at, event.attempts, event.delivered_to) == (None, 0, ["rollups"])
    again = visitor.post(f"/department/admin/deliveries/{first}/retry")
    assert "Этого события уже нет среди недоставленных." in words(visitor.get(again.location))
    assert visitor.post("/department/admin/deliveries/retry").status_code == 303
    assert visitor.post("/department/admin/deliveries/letters/retry").status_code == 303
    with in_system() as session:
        failed = select(OutboxEvent.id).where(OutboxEvent.failed_at.is_not(None))
        assert session.scalars(failed).all() == []
        assert session.scalars(select(Letter.state)).all() == ["queued"]
    assert [entry.action for entry in district_log() if entry.action.startswith("system.")] == [
        "system.events_retried",
        "system.events_retried",
        "system.letters_retried",
    ]
    assert second != first


def test_an_event_that_has_not_failed_is_not_sent_again(visitor: Visitor, world: World, words: Words) -> None:
    visitor.sign_in(world.admin)
    answer = visitor.post(f"/department/admin/deliveries/{UUID(int=7)}/retry")
    assert answer.status_code == 303
    assert "Этого события уже нет среди недоставленных." in words(visitor.get(answer.location))


def test_deliveries_take_a_bounded_number_of_queries(
    visitor: Visitor, world: World, words: Words, count_queries: Any
) -> None:
    visitor.sign_in(world.admin)
    visitor.get("/department/admin/deliveries")
    with count_queries() as few:
        visitor.get("/department/admin/deliveries")
    lose(world, 130)
    with count_queries() as many:
        page = words(visitor.get("/department/admin/deliveries"))
    assert "Показаны первые 100 из 130" in page
    assert len(many) == len(few) <= 24


def test_long_jobs_of_the_district(visitor: Visitor, world: World, words: Words, count_queries: Any) -> None:
    with in_tenant(world.center), change(audited=False) as tx:
        for state, heard in (("running", 3), ("queued", 0), ("failed", 0), ("done", 0)):
            tx.add(
                Job(
                    kind=f"roadmap.{state}",
                    title="Тайна Примеровой",
                    state=state,
                    done=3,
                    total=9,
                    params={},
                    heartbeat_at=now() - timedelta(minutes=heard),
                )
            )
    visitor.sign_in(world.admin)
    page = words(visitor.get("/department/admin/jobs"))
    assert "roadmap.running" in page
    assert "молчит с" in page
    assert "Тайна" not in page
    narrowed = words(visitor.get("/department/admin/jobs?state=failed"))
    assert "roadmap.failed" in narrowed
    assert "roadmap.running" not in narrowed
    assert "Таких заданий за неделю не было." in words(visitor.get("/department/admin/jobs?state=cancelled"))
    with count_queries() as queries:
        visitor.get("/department/admin/jobs")
    assert len(queries) <= 14


def test_the_mailbox_is_the_demonstrations_own(
    visitor: Visitor, world: World, words: Words, settings: Settings, app: Flask
) -> None:
    with app.app_context():
        accounts.request_reset(world.officer.email)
    assert visitor.get("/account/mailbox/").status_code == 404
    with in_system() as session:
        letter = session.scalars(select(Letter)).one()
    assert visitor.get(f"/account/mailbox/{letter.id}").status_code == 404
    settings.demonstration = True
    page = words(visitor.get("/account/mailbox/"))
    assert "Новый пароль для системы «Наставник»" in page
    opened = words(visitor.get(f"/account/mailbox/{letter.id}"))
    assert f'href="{settings.base_url}/account/link/' in opened
    assert visitor.get(f"/account/mailbox/{UUID(int=7)}").status_code == 404
