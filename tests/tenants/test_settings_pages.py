# SPDX-License-Identifier: MIT
"""Card and settings of an organisation: who sees, who changes, and what a plugin that is off leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from nastavnik.foundation.audit import AuditEntry, DistrictAuditEntry
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.outbox import OutboxEvent
from nastavnik.hookspecs import About
from nastavnik.plugins import Plugins
from nastavnik.tenants import service
from nastavnik.tenants.models import TenantPlugin
from nastavnik.testing.clients import Visitor
from nastavnik.testing.worlds import World, in_system, in_tenant

Words = Callable[[TestResponse], str]
MANAGE = frozenset({"tenants.manage"})
CARD = {
    "display_name": "Дом внешкольной работы",
    "emblem": "leaf",
    "director_surname": "Эталонов",
    "director_name": "Виктор",
    "director_patronymic": "Николаевич",
    "director_post": "Директор",
    "place": "г. Кстово",
    "address": "ул. Примерная, д. 1",
    "phone": "+7 (000) 000-00-01",
    "contact_email": "office@center.example",
    "site": "https://center.example",
}


class Plain:
    """A plugin that does nothing but stand on others."""

    def __init__(self, name: str, *needs: str, required: bool = False) -> None:
        self.about = About(title=name.title(), needs=needs, required=required)


def some_plugins() -> Plugins:
    """A required one, a base, and one that stands on the base."""
    found = [
        ("core", Plain("core", required=True)),
        ("base", Plain("base")),
        ("upper", Plain("upper", "base")),
    ]
    return Plugins(found)


def test_everybody_of_the_organisation_opens_its_card(visitor: Visitor, world: World, words: Words) -> None:
    visitor.sign_in(world.center.executor)
    page = words(visitor.get("/o/center/organisation/"))
    assert "МАУ ДО «Центр внешкольной работы»" in page
    assert "Директорова Анна Ивановна" in page
    assert "Образцова Анна Ивановна" in page
    assert "Дорожная карта" in page
    assert 'href="/o/center/settings/"' not in page
    assert visitor.get("/o/ankudinovskaya/organisation/").status_code == 404


def test_the_card_is_saved_and_the_log_knows_what_was(visitor: Visitor, world: World, words: Words) -> None:
    visitor.sign_in(world.center.coordinator)
    assert visitor.post("/o/center/settings/", CARD).status_code == 303
    page = words(visitor.get("/o/center/organisation/"))
    assert "Эталонов Виктор Николаевич" in page
    assert "ул. Примерная, д. 1" in page
    assert "Дом внешкольной работы" in page
    with in_tenant(world.center) as opened:
        named = opened.scalars(select(AuditEntry)).one()
    assert named.before is not None
    assert (named.action, named.before["director_surname"]) == ("tenants.director_named", "Директорова")
    with in_system() as opened:
        edited = opened.scalars(
            select(DistrictAuditEntry).where(DistrictAuditEntry.action == "tenants.edited")
        ).one()
    assert edited.after is not None
    assert edited.after["emblem"] == "leaf"
    assert edited.actor_name == world.center.coordinator.name


def test_saving_the_same_card_again_writes_nothing(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.coordinator)
    for _time in range(2):
        assert visitor.post("/o/center/settings/", CARD).status_code == 303
    with in_tenant(world.center) as opened:
        assert len(opened.scalars(select(AuditEntry)).all()) == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("director_post", "", "Укажите должность"),
        ("display_name", "  ", "Укажите название над страницами."),
        ("contact_email", "office", "Это не адрес почты. Он выглядит так: name@school.ru."),
        ("address", "д" * 501, "Здесь помещается не больше 500 знаков."),
        ("emblem", "crown", "Выберите эмблему из списка."),
    ],
)
def test_a_wrong_card_is_refused_and_what_was_typed_stays(
    visitor: Visitor, world: World, words: Words, field: str, value: str, sentence: str
) -> None:
    visitor.sign_in(world.center.coordinator)
    answer = visitor.post("/o/center/settings/", {**CARD, field: value})
    assert answer.status_code == 422
    page = words(answer)
    assert sentence in page
    assert 'value="+7 (000) 000-00-01"' in page
    with in_tenant(world.center) as opened:
        assert opened.scalars(select(AuditEntry)).all() == []
        assert service.current_tenant().phone == ""


def test_the_organisation_changes_neither_its_kind_nor_its_numbers(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.director)
    visitor.post(
        "/o/center/settings/", {**CARD, "kind": "school", "inn": "5250000203", "full_name": "Другое"}
    )
    with in_tenant(world.center):
        tenant = service.current_tenant()
    assert (tenant.kind, tenant.inn) == ("supplementary", "")
    assert tenant.full_name != "Другое"


def test_a_plugin_that_is_switched_off_has_no_page_and_comes_back(
    visitor: Visitor, world: World, words: Words
) -> None:
    visitor.sign_in(world.center.coordinator)
    assert visitor.get("/o/center/roadmap/").status_code == 200
    unsure = visitor.post("/o/center/settings/plugins/roadmap")
    assert unsure.status_code == 422
    assert "Отметьте, чтобы подтвердить." in words(unsure)
    assert visitor.post("/o/center/settings/plugins/roadmap", {"sure": "y"}).status_code == 303
    assert visitor.get("/o/center/roadmap/").status_code == 404
    page = words(visitor.get("/o/center/settings/plugins"))
    assert "Выключен" in page
    assert "Образцова А.И." in page
    assert "/o/center/roadmap/" not in page
    other = Visitor(visitor.app)
    other.sign_in(world.ankudinovskaya.coordinator)
    assert other.get("/o/ankudinovskaya/roadmap/").status_code == 200
    assert visitor.post("/o/center/settings/plugins/roadmap", {"sure": "y"}).status_code == 303
    assert visitor.get("/o/center/roadmap/").status_code == 200
    with in_tenant(world.center) as opened:
        entries = opened.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
        events = opened.scalars(select(OutboxEvent.kind)).all()
    assert [(entry.action, entry.after) for entry in entries] == [
        ("tenants.plugin_switched", {"enabled": False}),
        ("tenants.plugin_switched", {"enabled": True}),
    ]
    assert events == ["tenants.plugin_switched"] * 2


def test_a_required_plugin_stays_on(visitor: Visitor, world: World, words: Words) -> None:
    visitor.sign_in(world.center.director)
    answer = visitor.post("/o/center/settings/plugins/accounts", {"sure": "y"})
    assert answer.status_code == 422
    assert "не выключается: на нём держится система" in words(answer)
    assert visitor.get("/o/center/settings/plugins/chess").status_code == 404
    assert visitor.post("/o/center/settings/plugins/chess", {"sure": "y"}).status_code == 404


def test_what_another_stands_on_is_on_with_it_and_goes_off_after_it(world: World) -> None:
    plugins = some_plugins()
    with in_tenant(world.center, world.center.coordinator, rights=MANAGE):
        service.switch_plugin(plugins, "upper", enabled=True)
        assert service.enabled_plugins(plugins) == {"core", "base", "upper"}
        states = {state.name: state for state in service.plugin_states(plugins)}
        assert (states["base"].reason, states["base"].needed_by) == ("needed", ("Upper",))
        assert states["upper"].needs == ("Base",)
        assert states["upper"].changed_by == world.center.coordinator.name
        assert states["upper"].changed_at is not None
        with pytest.raises(Refused, match="Сначала выключите то, что на него опирается: «Upper»"):
            service.switch_plugin(plugins, "base", enabled=False)
        service.switch_plugin(plugins, "upper", enabled=False)
        assert service.enabled_plugins(plugins) == {"core"}
    with in_tenant(world.ankudinovskaya):
        assert service.enabled_plugins(plugins) == {"core"}


def test_switching_a_plugin_that_is_gone_is_not_found_and_its_row_harms_nothing(world: World) -> None:
    plugins = some_plugins()
    with in_tenant(world.center, world.center.coordinator, rights=MANAGE) as opened:
        with pytest.raises(NotFound):
            service.switch_plugin(plugins, "gone", enabled=True)
        service.set_plugin("gone", enabled=True)
        assert service.enabled_plugins(plugins) == {"core"}
        assert "gone" in opened.scalars(select(TenantPlugin.name)).all()


def test_without_the_right_nothing_is_switched_or_saved(world: World) -> None:
    with in_tenant(world.center, world.center.executor):
        with pytest.raises(Forbidden):
            service.switch_plugin(some_plugins(), "base", enabled=True)
        with pytest.raises(Forbidden):
            service.edit_own_card(service.Look("x", "star"), service.Contacts(), service.director())


def test_who_opens_the_settings(visitor: Visitor, world: World) -> None:
    paths = ("", "plugins", "plugins/roadmap", "journal", "journal.xlsx")
    visitor.sign_in(world.center.executor)
    assert [visitor.get(f"/o/center/settings/{path}").status_code for path in paths] == [403] * 5
    visitor.sign_in(world.center.coordinator)
    assert [visitor.get(f"/o/center/settings/{path}").status_code for path in paths] == [
        200,
        200,
        200,
        403,
        403,
    ]
    visitor.sign_in(world.ankudinovskaya.director)
    assert [visitor.get(f"/o/center/settings/{path}").status_code for path in paths] == [404] * 5


def test_the_page_of_plugins_takes_a_bounded_number_of_queries(
    visitor: Visitor, world: World, count_queries: Any
) -> None:
    visitor.sign_in(world.center.coordinator)
    visitor.get("/o/center/settings/plugins")
    with count_queries() as queries:
        visitor.get("/o/center/settings/plugins")
    assert len(queries) <= 12
