# SPDX-License-Identifier: MIT
"""The walk of law 3 with real rows behind the addresses: a neighbour's identifier is nobody's, in every route.

Routes are read from ``app.url_map``, identifiers from the database.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.routing import Rule

from nastavnik.accounts.models import Membership
from nastavnik.foundation.change import change
from nastavnik.roadmap.service.agenda_feed import make_feed, revoke_feed
from nastavnik.tenants.models import TenantPlugin
from nastavnik.testing.clients import Visitor
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.filled import fill_world
from nastavnik.testing.walking import addresses, known
from nastavnik.testing.worlds import World, in_tenant
from nastavnik.web.access import access_of

pytestmark = pytest.mark.xdist_group("filled world")
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
OF_THE_DISTRICT = {"district_agreement_template_id"}
"""Rows that every organisation may read."""
VIEW = frozenset({"roadmap.view"})


@pytest.fixture
def filled(app: Flask, world: World, empty_database: TestDatabase) -> Flask:
    """The application with a filled world: the Centre and Ankudinovskaya both run a roadmap."""
    empty_database.again("filled world", lambda: fill_world(app, world))
    return app


def of_rows(app: Flask, database: TestDatabase) -> Iterator[tuple[str, str]]:
    """(method, address) of every route of an organisation that names a row of it: the Centre's rows."""
    values = known(app, database.superuser, "center")
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/o/<tenant>/") and _names_a_row(rule):
            url = next(addresses(rule, database.superuser, values))
            for method in sorted((rule.methods or set()) & METHODS):
                yield method, url


def _names_a_row(rule: Rule) -> bool:
    rows = {name for name, one in rule._converters.items() if type(one).__name__ == "UUIDConverter"}
    return bool(rows - OF_THE_DISTRICT)


def test_a_neighbours_row_is_not_found_under_ones_own_address(
    filled: Flask, world: World, empty_database: TestDatabase
) -> None:
    """The neighbour has every role that may use such a page: who may not is told so whatever the row."""
    with in_tenant(world.ankudinovskaya), change(audited=False) as tx:
        for role in ("coordinator", "psychologist", "data_officer"):
            tx.add(Membership(account_id=world.ankudinovskaya.director.account_id, role=role))
    visitor = Visitor(filled)
    visitor.sign_in(world.ankudinovskaya.director)
    walked = list(of_rows(filled, empty_database))
    found = {}
    for method, url in walked:
        ours = url.replace("/o/center/", "/o/ankudinovskaya/")
        if (status := visitor.open(ours, method=method).status_code) != 404:
            found[f"{method} {ours}"] = status
    assert len(walked) > 10
    assert found == {}


@pytest.mark.parametrize("person", ["officer", "admin"])
def test_those_above_the_organisations_find_none_of_their_rows(
    filled: Flask, world: World, empty_database: TestDatabase, person: str
) -> None:
    visitor = Visitor(filled)
    visitor.sign_in(getattr(world, person))
    found = {
        f"{method} {url}": status
        for method, url in of_rows(filled, empty_database)
        if (status := visitor.open(url, method=method).status_code) != 404
    }
    assert found == {}


@pytest.mark.parametrize("person", ["officer", "admin"])
def test_pages_of_the_department_ask_for_their_rights(
    filled: Flask, world: World, empty_database: TestDatabase, person: str
) -> None:
    visitor = Visitor(filled)
    someone = getattr(world, person)
    visitor.sign_in(someone)
    rights = filled.extensions["nastavnik.plugins"].rights_of({someone.role})
    values = known(filled, empty_database.superuser, "center")
    wrong, opened = {}, 0
    for rule in filled.url_map.iter_rules():
        demanded = access_of(filled, rule.endpoint)
        if not rule.rule.startswith("/department") or demanded.public or "GET" not in (rule.methods or ()):
            continue
        url = next(addresses(rule, empty_database.superuser, values))
        status = visitor.get(url, buffered=True).status_code
        allowed = not demanded.right or demanded.right in rights
        opened += allowed
        if (status == 403) == allowed or status >= 500:
            wrong[url] = status
    assert opened
    assert wrong == {}


def test_public_addresses_open_no_organisation(filled: Flask, visitor: Visitor, world: World) -> None:
    public = [rule for rule in filled.url_map.iter_rules() if access_of(filled, rule.endpoint).public]
    secrets = {"Мероприятие", world.center.coordinator.name, "Образцова"}
    for rule in public:
        if "GET" in (rule.methods or ()) and not rule.endpoint.endswith("static"):
            address = rule.build(dict.fromkeys(rule.arguments, "a" * 43))
            assert address is not None
            response = visitor.get(address[1], buffered=True)
            assert response.status_code < 500, rule.rule
            assert not [word for word in secrets if word in response.text]
    assert len(public) > 5


def test_a_calendar_shows_its_owners_organisation_and_ends_with_the_place(
    filled: Flask, visitor: Visitor, world: World
) -> None:
    with in_tenant(world.center, world.center.executor, rights=VIEW):
        token = make_feed()
    url = f"/calendar/{token}.ics"
    shown = visitor.get(url)
    assert shown.status_code == 200
    assert "/o/center/" in shown.text
    assert "/o/ankudinovskaya/" not in shown.text
    assert visitor.get(f"/calendar/{token[:-1]}x.ics").status_code == 404
    with in_tenant(world.center), change(audited=False) as tx:
        tx.session.execute(update(TenantPlugin).values(enabled=False))
    assert visitor.get(url).status_code == 404
    with in_tenant(world.center), change(audited=False) as tx:
        tx.session.execute(update(TenantPlugin).values(enabled=True))
    assert visitor.get(url).status_code == 200
    with in_tenant(world.center), change(audited=False) as tx:
        for place in tx.session.query(Membership).filter_by(account_id=world.center.executor.account_id):
            tx.delete(place)
    assert visitor.get(url).status_code == 404


def test_a_revoked_calendar_is_gone(filled: Flask, visitor: Visitor, world: World) -> None:
    with in_tenant(world.center, world.center.executor, rights=VIEW):
        token = make_feed()
        revoke_feed()
    assert visitor.get(f"/calendar/{token}.ics").status_code == 404
