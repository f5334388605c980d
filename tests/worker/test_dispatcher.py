# SPDX-License-Identifier: MIT
"""From the outbox to the plugins: each gets an event once, whatever happens to the others or to the worker."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.notifications import Notification
from nastavnik.foundation.outbox import Event, OutboxEvent
from nastavnik.foundation.scope import tenant_scope
from nastavnik.hookspecs import About, hook
from nastavnik.plugins import Plugins
from nastavnik.rollups import plugin as rollups_plugin
from nastavnik.rollups.models import RollupMark
from nastavnik.tenants.models import TenantProfile
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.worlds import Place, World, in_system, in_tenant, make_world
from nastavnik_worker import dispatcher
from nastavnik_worker.dispatcher import drain


class Hearing:
    """A plugin that writes down what it hears, in its tenant and in the delivery's transaction."""

    def __init__(
        self, name: str, act: Callable[[Event], None] | None = None, *, required: bool = False
    ) -> None:
        self.about = About(title=name, required=required)
        self.name = name
        self._act = act

    @hook
    def on_event(self, event: Event) -> None:
        session().add(
            Notification(
                account_id=event.id, kind=self.name, title=tenant_scope().slug, detail=event.payload["n"]
            )
        )
        if self._act is not None:
            self._act(event)


@pytest.fixture
def world(empty_database: TestDatabase) -> World:
    """The usual world; the Centre has two hearing plugins on, Ankudinovskaya one."""
    made = make_world(plugins=("first",))
    _switch_on(made.center, "second")
    return made


def _switch_on(place: Place, name: str) -> None:
    from nastavnik.tenants.models import TenantPlugin

    with in_tenant(place), change(audited=False) as tx:
        tx.add(TenantPlugin(name=name))


def _plugins(second: Callable[[Event], None] | None = None) -> Plugins:
    return Plugins(
        [("first", Hearing("first")), ("second", Hearing("second", second)), ("rollups", rollups_plugin)]
    )


def _emit(place: Place, *numbers: int) -> None:
    for number in numbers:
        with in_tenant(place), change() as tx:
            tx.record("test.act")
            tx.emit("test.happened", {"n": str(number)})


def _heard(database: TestDatabase) -> list[tuple[str, str, str]]:
    """(plugin, tenant, event) of every reaction that was kept."""
    with database.superuser.connect() as connection:
        rows = connection.execute(text("select kind, title, detail from notifications order by 1, 2, 3"))
        return [(row.kind, row.title, row.detail) for row in rows]


def _event(place: Place) -> OutboxEvent:
    with in_tenant(place) as opened:
        return opened.scalars(select(OutboxEvent)).one()


def test_every_enabled_plugin_gets_the_event_in_its_tenant(
    world: World, empty_database: TestDatabase
) -> None:
    _emit(world.center, 1)
    _emit(world.ankudinovskaya, 2)
    drain(_plugins())
    assert _heard(empty_database) == [
        ("first", "ankudinovskaya", "2"),
        ("first", "center", "1"),
        ("second", "center", "1"),
    ]
    event = _event(world.center)
    assert event.delivered_at is not None
    assert event.delivered_to == ["first", "rollups", "second"]


def test_an_event_without_listeners_is_delivered_too(world: World) -> None:
    _emit(world.center, 1)
    drain(Plugins([]))
    assert _event(world.center).delivered_at is not None


def test_draining_again_delivers_nothing_again(world: World, empty_database: TestDatabase) -> None:
    _emit(world.center, 1, 2)
    for _again in range(3):
        drain(_plugins())
    assert len(_heard(empty_database)) == 4


def test_totals_are_fresh_after_a_drain(world: World) -> None:
    _emit(world.center, 1, 2, 3)
    drain(_plugins())
    with in_system() as opened:
        mark = opened.get_one(RollupMark, world.center.tenant_id)
    assert (mark.stale_version, mark.fresh_version) == (3, 3)
    assert mark.counted_at is not None


def test_a_failing_plugin_leaves_no_trace_and_stops_nobody(
    world: World, empty_database: TestDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(event: Event) -> None:
        raise ValueError("Фролова Людмила Ивановна, 05.05.1980")

    _emit(world.center, 1)
    _emit(world.ankudinovskaya, 2)
    drain(_plugins(fail))
    assert _heard(empty_database) == [("first", "ankudinovskaya", "2"), ("first", "center", "1")]
    event = _event(world.center)
    assert (event.attempts, event.delivered_at, event.failed_at) == (1, None, None)
    assert event.delivered_to == ["first", "rollups"]
    assert event.last_error == "second.on_event: ValueError"
    assert event.next_attempt_at > now()
    assert "Фролова" not in caplog.text


def test_a_repeated_delivery_asks_only_the_plugin_that_failed(
    world: World, empty_database: TestDatabase
) -> None:
    failures = iter([True, False])

    def fail_once(event: Event) -> None:
        if next(failures):
            raise ValueError

    _emit(world.center, 1)
    drain(_plugins(fail_once))
    _due_now(empty_database)
    drain(_plugins(fail_once))
    assert _heard(empty_database) == [("first", "center", "1"), ("second", "center", "1")]
    assert _event(world.center).delivered_at is not None


def test_an_event_is_given_up_after_ten_attempts(world: World, empty_database: TestDatabase) -> None:
    def fail(event: Event) -> None:
        raise ValueError

    _emit(world.center, 1)
    for _attempt in range(12):
        drain(_plugins(fail))
        _due_now(empty_database)
    event = _event(world.center)
    assert (event.attempts, event.failed_at is not None) == (10, True)


def test_a_worker_that_dies_between_two_plugins_repeats_nothing(
    world: World, empty_database: TestDatabase
) -> None:
    def die(event: Event) -> None:
        raise SystemExit

    _emit(world.center, 1)
    with pytest.raises(SystemExit):
        drain(_plugins(die))
    assert _heard(empty_database) == [("first", "center", "1")]
    assert _event(world.center).attempts == 0
    drain(_plugins())
    assert _heard(empty_database) == [("first", "center", "1"), ("second", "center", "1")]


def test_a_lost_database_is_nobodys_fault(world: World) -> None:
    def lose(event: Event) -> None:
        raise OperationalError("select 1", {}, ConnectionError(), connection_invalidated=True)

    _emit(world.center, 1)
    with pytest.raises(OperationalError):
        drain(_plugins(lose))
    assert _event(world.center).attempts == 0


def test_a_reaction_that_writes_without_an_audit_entry_is_refused(world: World) -> None:
    def write_unaudited(event: Event) -> None:
        session().add(TenantProfile(director_surname="Тайная"))

    with in_tenant(world.center), change(audited=False) as tx:
        for profile in tx.session.scalars(select(TenantProfile)):
            tx.delete(profile)
    _emit(world.center, 1)
    drain(_plugins(write_unaudited))
    assert _event(world.center).last_error == "second.on_event: UnauditedChange"


def test_one_tenants_trouble_does_not_stop_the_others(
    world: World, empty_database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_plugins: Plugins) -> frozenset[str]:
        if tenant_scope().slug == "center":
            raise ValueError
        return frozenset({"first"})

    _emit(world.center, 1)
    _emit(world.ankudinovskaya, 2)
    monkeypatch.setattr(dispatcher, "enabled_plugins", refuse)
    drain(_plugins())
    assert _heard(empty_database) == [("first", "ankudinovskaya", "2")]


def test_many_workers_at_once_deliver_once(world: World, empty_database: TestDatabase) -> None:
    _emit(world.center, *range(12))
    plugins = _plugins()
    with ThreadPoolExecutor(4) as pool:
        for work in [pool.submit(drain, plugins) for _ in range(4)]:
            work.result()
    drain(plugins)
    heard = _heard(empty_database)
    assert sorted(heard) == sorted(
        (name, "center", str(n)) for name in ("first", "second") for n in range(12)
    )


def test_many_stale_tenants_are_recounted_together(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rebuilt: list[Any] = []
    monkeypatch.setattr(dispatcher, "MANY", 2)
    monkeypatch.setattr(dispatcher.rollups, "rebuild_all", rebuilt.append)
    dispatcher.refresh_stale(_plugins())
    assert len(rebuilt) == 1


def test_delivered_events_are_forgotten_after_a_month(
    world: World, empty_database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "PURGED_AT_ONCE", 2)
    _emit(world.center, *range(5))
    drain(_plugins())
    _emit(world.center, 5)
    dispatcher.purge()
    assert _events(empty_database) == 6
    with empty_database.superuser.connect() as connection:
        connection.execute(
            text("update outbox_events set delivered_at = delivered_at - cast(:days as interval)"),
            {"days": timedelta(days=31)},
        )
    dispatcher.purge()
    assert _events(empty_database) == 1


def _events(database: TestDatabase) -> int:
    with database.superuser.connect() as connection:
        return int(connection.scalar(text("select count(*) from outbox_events")) or 0)


def _due_now(database: TestDatabase) -> None:
    with database.superuser.connect() as connection:
        connection.execute(text("update outbox_events set next_attempt_at = now()"))
