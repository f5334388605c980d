# SPDX-License-Identifier: MIT
"""The outbox: what is written with the rows is found, locked, retried and given up in turn."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from nastavnik.foundation import outbox
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, open_scope
from nastavnik.foundation.outbox import MOST_ATTEMPTS, OutboxEvent, claim, note_failure, retry, waiting
from nastavnik.foundation.scope import TenantScope
from nastavnik.testing.worlds import World, in_system, in_tenant


def _emit(world: World) -> OutboxEvent:
    with in_tenant(world.center) as opened:
        with change() as tx:
            tx.record("test.act")
            tx.emit("test.happened", {"id": "1"})
        return opened.scalars(select(OutboxEvent)).one()


def test_an_event_of_any_tenant_is_found_by_the_system(world: World) -> None:
    event = _emit(world)
    with in_system() as opened:
        assert waiting(opened) == [(world.center.tenant_id, event.id)]


def test_a_claimed_event_is_skipped_by_the_next_worker(world: World) -> None:
    event = _emit(world)
    with in_tenant(world.center) as first:
        assert claim(first, event.id) is not None
        with open_scope(TenantScope(world.center.tenant_id, "center")) as second:
            assert claim(second, event.id) is None


def test_failures_are_put_off_further_and_further_and_then_given_up(world: World) -> None:
    event = _emit(world)
    delays = []
    for _attempt in range(MOST_ATTEMPTS - 1):
        note_failure(event, "ValueError")
        delays.append(event.next_attempt_at - now())
    assert delays == sorted(delays)
    assert delays[0] < timedelta(seconds=6)
    assert event.failed_at is None
    note_failure(event, "ValueError")
    assert event.failed_at is not None
    retry(event)
    assert (event.attempts, event.failed_at) == (0, None)


def test_the_worker_is_woken_after_the_commit_and_a_dead_broker_harms_nothing(world: World) -> None:
    seen: list[int] = []

    def wake() -> None:
        with in_system() as opened:
            seen.append(len(waiting(opened)))
        raise ConnectionError("the broker is away")

    outbox.set_waker(wake)
    try:
        _emit(world)
    finally:
        outbox.set_waker(None)
    assert seen == [1]


def test_nobody_is_woken_for_a_change_that_says_nothing(world: World) -> None:
    calls: list[None] = []
    outbox.set_waker(lambda: calls.append(None))
    try:
        with in_tenant(world.center), change() as tx:
            tx.record("test.silent")
    finally:
        outbox.set_waker(None)
    assert calls == []
