# SPDX-License-Identifier: MIT
"""The secret address of a person's calendar: who gets what by it, and when it stops."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import delete, select, update

from nastavnik.accounts.models import Account, Membership
from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, open_scope, session
from nastavnik.foundation.errors import Forbidden, Refused
from nastavnik.foundation.scope import IdentityScope, SystemScope
from nastavnik.roadmap import service
from nastavnik.roadmap.models import RoadmapAssignee, RoadmapCalendarFeed
from nastavnik.roadmap.service import agenda_feed
from nastavnik.tenants.models import Tenant, TenantPlugin
from nastavnik.testing.clients import Visitor
from nastavnik.testing.roadmaps import ASSIGNEE, Execution, MadeRoadmap, make_roadmap
from nastavnik.testing.worlds import Someone, World, in_tenant

from .item_world import TODAY, on_the_day

AGENDA = "/o/center/roadmap/agenda"
VIEW = frozenset({"roadmap.view"})
MOST_QUERIES = 12
ITEMS = {
    "1.1": [Execution(date(2024, 10, 21), label="21.10.2024")],
    "1.2": [
        Execution(date(2023, 3, 1), done_on=date(2023, 3, 1)),
        Execution(date(2024, 9, 30), done_on=date(2024, 9, 30)),
        Execution(date(2023, 5, 1)),
        Execution(date(2024, 12, 1), state="cancelled"),
        Execution(None),
    ],
    "1.3": [Execution(date(2024, 11, 1))],
}


@pytest.fixture
def made(world: World) -> Iterator[MadeRoadmap]:
    with on_the_day():
        make_roadmap(world.ankudinovskaya, {"9.9": [Execution(date(2024, 10, 21))]})
        made = make_roadmap(world.center, ITEMS, not_required=frozenset({"1.3"}))
        with in_tenant(world.center), change(audited=False) as tx:
            executor = world.center.executor
            tx.add(
                RoadmapAssignee(item_id=made.items["1.1"], name=executor.name, account_id=executor.account_id)
            )
        yield made


def address_for(world: World, visitor: Visitor, person: Someone) -> str:
    """Make an address on the page and read it there."""
    visitor.sign_in(person)
    answer = visitor.post(f"{AGENDA}/feed")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r'value="http://[^/"]+(/calendar/[\w-]{43}\.ics)"', answer.text)
    assert found is not None, answer.text
    visitor.sign_out()
    return found[1]


def events(visitor: Visitor, address: str) -> dict[str, Any]:
    """Events of a calendar by the beginning of their title."""
    answer = visitor.get(address)
    assert answer.status_code == 200
    book = Calendar.from_ical(answer.data)
    return {str(event["summary"]): event for event in book.walk("VEVENT")}


def test_a_leader_gets_the_roadmap_and_an_executor_their_own(
    world: World, visitor: Visitor, made: MadeRoadmap
) -> None:
    whole = events(visitor, address_for(world, visitor, world.center.director))
    own = events(visitor, address_for(world, visitor, world.center.executor))
    assert set(whole) == {
        "1.1 Мероприятие 1.1 (21.10.2024)",
        "1.2 Мероприятие 1.2",
        "Выполнено: 1.2 Мероприятие 1.2",
    }
    assert set(own) == {"1.1 Мероприятие 1.1 (21.10.2024)"}
    event = own["1.1 Мероприятие 1.1 (21.10.2024)"]
    assert event["dtstart"].dt == date(2024, 10, 21)
    assert event["dtend"].dt == date(2024, 10, 22)
    assert str(event["uid"]) == f"{made.executions['1.1'][0]}@nastavnik"
    assert str(event["url"]).endswith(
        f"/o/center/roadmap/{made.items['1.1']}?execution={made.executions['1.1'][0]}"
    )


def test_no_person_is_named_in_it(world: World, visitor: Visitor, made: MadeRoadmap) -> None:
    address = address_for(world, visitor, world.center.director)
    text = visitor.get(address).data.replace(b"\r\n ", b"").decode()
    for name in (ASSIGNEE, "Примерова", "Директорова", world.center.director.email):
        assert name.split()[0] not in text


def test_a_moved_deadline_is_the_same_event(world: World, visitor: Visitor, made: MadeRoadmap) -> None:
    address = address_for(world, visitor, world.center.executor)
    (before,) = events(visitor, address).values()
    with in_tenant(world.center, world.center.coordinator, rights=frozenset({"roadmap.edit"})):
        service.move_deadline(made.executions["1.1"][0], date(2024, 11, 5), "Причина", "Основание")
    (after,) = events(visitor, address).values()
    assert after["uid"] == before["uid"]
    assert after["dtstart"].dt == date(2024, 11, 5)
    assert after["sequence"] > before["sequence"]


def test_an_unchanged_calendar_is_not_sent_again_and_never_shared(
    world: World, visitor: Visitor, made: MadeRoadmap
) -> None:
    address = address_for(world, visitor, world.center.executor)
    first = visitor.get(address)
    assert first.mimetype == "text/calendar"
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "noindex" in first.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in first.headers
    again = visitor.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with in_tenant(world.center, world.center.coordinator, rights=frozenset({"roadmap.edit"})):
        service.cancel_occurrence(made.executions["1.1"][0], "Причина")
    changed = visitor.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert events(visitor, address) == {}


def test_only_the_hash_of_the_secret_is_kept_and_it_is_shown_once(
    world: World, visitor: Visitor, made: MadeRoadmap
) -> None:
    address = address_for(world, visitor, world.center.executor)
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    with in_tenant(world.center):
        (row,) = session().scalars(select(RoadmapCalendarFeed)).all()
        written = [str(entry.after) for entry in session().scalars(select(AuditEntry))]
    assert row.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert all(token not in text for text in written)
    visitor.sign_in(world.center.executor)
    for page in (AGENDA, f"{AGENDA}/feed"):
        assert token not in visitor.get(page, follow_redirects=True).text
    assert "Адрес создан 14.10.2024" in visitor.get(AGENDA).text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_new_address_stops_the_former_one(world: World, visitor: Visitor, made: MadeRoadmap) -> None:
    former = address_for(world, visitor, world.center.executor)
    other = address_for(world, visitor, world.center.director)
    latter = address_for(world, visitor, world.center.executor)
    assert [visitor.get(one).status_code for one in (former, other, latter)] == [404, 200, 200]


def test_a_revoked_address_is_not_found(world: World, visitor: Visitor, made: MadeRoadmap) -> None:
    address = address_for(world, visitor, world.center.executor)
    visitor.sign_in(world.center.executor)
    assert visitor.post(f"{AGENDA}/feed/revoke").status_code == 303
    assert visitor.get(address).status_code == 404
    page = visitor.post(f"{AGENDA}/feed/revoke", follow_redirects=True).text
    assert "уже не\N{NO-BREAK SPACE}действует" in page or "уже не действует" in page
    with in_tenant(world.center):
        acts = session().scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)).all()
    assert [act for act in acts if ".feed." in act] == ["roadmap.feed.made", "roadmap.feed.revoked"]


@pytest.mark.parametrize("how", ["left", "closed", "blocked", "organisation", "plugin"])
def test_the_address_stops_with_the_persons_place(
    app: Flask, world: World, visitor: Visitor, made: MadeRoadmap, how: str
) -> None:
    person = world.center.executor
    address = address_for(world, visitor, person)
    kept = address_for(world, visitor, world.center.director)
    mine = Membership.account_id == person.account_id
    with in_tenant(world.center), change(audited=False) as tx:
        if how == "left":
            tx.session.execute(delete(Membership).where(mine))
        elif how == "closed":
            tx.session.execute(update(Membership).where(mine).values(closed_at=now()))
        elif how == "plugin":
            tx.session.execute(delete(TenantPlugin))
    if how == "blocked":
        with open_scope(IdentityScope()), change(audited=False) as tx:
            tx.session.execute(update(Account).where(Account.id == person.account_id).values(state="blocked"))
    if how == "organisation":
        with open_scope(SystemScope(reason="a test closes an organisation")), change(audited=False) as tx:
            tx.session.execute(
                update(Tenant).where(Tenant.id == world.center.tenant_id).values(state="archived")
            )
    assert visitor.get(address).status_code == 404
    expected = 404 if how in ("organisation", "plugin") else 200
    assert visitor.get(kept).status_code == expected


@pytest.mark.parametrize("token", ["x", "a" * 43, "a" * 4000, "..%2f", "%00"])
def test_an_unknown_secret_is_not_found(visitor: Visitor, made: MadeRoadmap, token: str) -> None:
    assert visitor.get(f"/calendar/{token}.ics").status_code == 404


def test_a_role_without_the_right_has_no_calendar(
    app: Flask, world: World, visitor: Visitor, made: MadeRoadmap
) -> None:
    address = address_for(world, visitor, world.center.executor)
    with in_tenant(world.center), change(audited=False) as tx:
        tx.session.execute(
            update(Membership)
            .where(Membership.account_id == world.center.executor.account_id)
            .values(role="guest")
        )
    assert visitor.get(address).status_code == 404


def test_one_organisation_says_nothing_of_another(world: World, visitor: Visitor, made: MadeRoadmap) -> None:
    address = address_for(world, visitor, world.center.director)
    visitor.sign_in(world.ankudinovskaya.director)
    assert all("9.9" not in title for title in events(visitor, address))
    assert visitor.post(f"{AGENDA}/feed").status_code == 404


def test_an_address_is_made_by_a_person_with_the_right(world: World, made: MadeRoadmap) -> None:
    director = world.center.director
    with in_tenant(world.center, director), pytest.raises(Forbidden):
        agenda_feed.make_feed()
    with in_tenant(world.center), pytest.raises(Forbidden):
        agenda_feed.make_feed()
    with in_tenant(world.center, replace(director), rights=VIEW), pytest.raises(Refused):
        agenda_feed.revoke_feed()


def test_the_number_of_queries_is_bounded(world: World, visitor: Visitor, count_queries: Any) -> None:
    with on_the_day():
        make_roadmap(world.center, {f"1.{n}": [Execution(TODAY + timedelta(days=n))] for n in range(1, 201)})
        address = address_for(world, visitor, world.center.director)
        with count_queries() as queries:
            assert len(events(visitor, address)) == 200
    assert len(queries) <= MOST_QUERIES, queries.statements
