# SPDX-License-Identifier: MIT
"""Every route of the application, walked by everybody: design.md, section 6, law 3.

A new route is walked without anybody adding it to a list: the walk reads ``app.url_map``.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete
from werkzeug.routing import Rule

from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.scope import TenantScope
from nastavnik.tenants.models import TenantPlugin
from nastavnik.testing.clients import Visitor
from nastavnik.testing.partners import CLUB_INN, PLANT_INN, add_partner_person, make_party
from nastavnik.testing.worlds import Someone, World
from nastavnik.web.access import access_of

CONVERTED = {"UUIDConverter": str(uuid.UUID(int=7)), "IntegerConverter": "7"}
PLACES = {"tenant": "center", "partner": PLANT_INN}
SENT_TO_SIGN_IN = 303
REFUSED = {303, 404}


def routes(app: Flask, scope: str) -> Iterator[tuple[str, str, Rule]]:
    """(method, address with «center» for the tenant, rule) of every route of a scope that is not public."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(scope) and not access_of(app, rule.endpoint).public:
            methods = (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
            for method in sorted(methods):
                yield method, address(rule), rule


def address(rule: Rule) -> str:
    """The rule's address with something in place of every variable."""
    values = {
        name: PLACES.get(name) or CONVERTED.get(type(converter).__name__, "x")
        for name, converter in rule._converters.items()
    }
    with_values = rule.rule
    for name, value in values.items():
        for piece in (f"<{name}>", f"<uuid:{name}>", f"<int:{name}>", f"<path:{name}>"):
            with_values = with_values.replace(piece, value)
    return with_values


def statuses(visitor: Visitor, app: Flask, scope: str) -> dict[str, int]:
    """What each route of a scope answers."""
    return {
        f"{method} {url}": visitor.open(url, method=method).status_code
        for method, url, _rule in routes(app, scope)
    }


def unlike(answers: dict[str, int], expected: set[int]) -> dict[str, int]:
    """Answers other than the expected ones; and there must have been some."""
    assert answers, "the walk found no route"
    return {route: status for route, status in answers.items() if status not in expected}


@pytest.mark.parametrize("scope", ["/o/", "/department", "/partner/", "/account"])
def test_somebody_signed_out_is_sent_to_sign_in(app: Flask, visitor: Visitor, scope: str) -> None:
    assert unlike(statuses(visitor, app, scope), {SENT_TO_SIGN_IN}) == {}


def strangers(world: World) -> list[Someone]:
    """People who have no place in the Centre."""
    return [
        world.ankudinovskaya.coordinator,
        world.ankudinovskaya.director,
        world.officer,
        world.admin,
    ]


@pytest.mark.parametrize("number", range(4))
def test_a_stranger_finds_nothing_of_an_organisation(
    app: Flask, visitor: Visitor, world: World, number: int
) -> None:
    visitor.sign_in(strangers(world)[number])
    assert unlike(statuses(visitor, app, "/o/"), {404}) == {}


@pytest.mark.parametrize("role", ["director", "coordinator", "executor"])
def test_people_of_organisations_find_nothing_of_the_department(
    app: Flask, visitor: Visitor, world: World, role: str
) -> None:
    visitor.sign_in(getattr(world.center, role))
    assert unlike(statuses(visitor, app, "/department"), {404}) == {}


@pytest.mark.parametrize("scope", ["/o/", "/department"])
def test_a_partner_finds_nothing_of_organisations_and_of_the_department(
    app: Flask, visitor: Visitor, world: World, scope: str
) -> None:
    visitor.sign_in(add_partner_person(make_party(world.center)))
    assert unlike(statuses(visitor, app, scope), {404}) == {}


@pytest.mark.parametrize("number", range(6))
def test_a_stranger_finds_nothing_of_a_partner(
    app: Flask, visitor: Visitor, world: World, number: int
) -> None:
    """Neither those who keep it in their register, nor another partner of the same organisation."""
    make_party(world.center)
    other = add_partner_person(make_party(world.center, CLUB_INN, "НКО «Образцовый клуб»"))
    visitor.sign_in([world.center.coordinator, other, *strangers(world)][number])
    assert unlike(statuses(visitor, app, "/partner/"), {404}) == {}


def test_a_partners_person_without_the_right_is_told_so(app: Flask, visitor: Visitor, world: World) -> None:
    visitor.sign_in(add_partner_person(make_party(world.center), role="partner_contact"))
    rights = app.extensions["nastavnik.plugins"].rights_of({"partner_contact"})
    wrong = {}
    for method, url, rule in routes(app, "/partner/"):
        demanded = access_of(app, rule.endpoint).right
        status = visitor.open(url, method=method).status_code
        if (status == 403) != bool(demanded and demanded not in rights):
            wrong[f"{method} {url}"] = status
    assert wrong == {}


def test_a_member_without_the_right_is_told_so(app: Flask, visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.executor)
    plugins = app.extensions["nastavnik.plugins"]
    rights = plugins.rights_of({"executor"})
    wrong = {}
    for method, url, rule in routes(app, "/o/"):
        demanded = access_of(app, rule.endpoint).right
        if demanded and demanded not in rights:
            status = visitor.open(url, method=method).status_code
            if status != 403:
                wrong[f"{method} {url}"] = status
    assert wrong == {}


def test_a_plugin_that_is_off_has_no_page(app: Flask, visitor: Visitor, world: World) -> None:
    with open_scope(TenantScope(world.center.tenant_id, "center")), change(audited=False) as tx:
        tx.session.execute(delete(TenantPlugin))
    visitor.sign_in(world.center.director)
    required = app.extensions["nastavnik.plugins"].required
    mounts = app.extensions["nastavnik.mounts"]
    walked = 0
    for method, url, rule in routes(app, "/o/"):
        mount = mounts[rule.endpoint.rpartition(".")[0]]
        if mount.plugin and mount.plugin not in required:
            walked += 1
            assert visitor.open(url, method=method).status_code == 404, f"{method} {url}"
    assert walked
