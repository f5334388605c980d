# SPDX-License-Identifier: MIT
"""Pages under load, each beside a bare page of its size on the same server and database."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import Flask

from nastavnik.accounts import service as accounts
from nastavnik.app import create_app
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.scope import SystemScope
from nastavnik.local.processes import wait_until
from nastavnik.local.supervisor import answers
from nastavnik.plugins import Plugins
from nastavnik.rollups import service as rollups
from nastavnik.testing.stack import Stack, free_port
from nastavnik.testing.worlds import Someone, World
from nastavnik.web.scoping import SESSION_COOKIE

from .figures import percentile, ratio, say
from .world import fill, make_tenants

ROUNDS = 5
SECONDS = 1.5
CLIENTS = (1, 8)
TENANTS, QUARTERS, MANY_ITEMS = 60, 12, 200


@dataclass(frozen=True, slots=True)
class Target:
    """A page of a server, as one person sees it."""

    port: int
    path: str
    cookie: str = ""

    def open(self, connection: http.client.HTTPConnection) -> bytes:
        """Ask for the page over an open connection."""
        connection.request("GET", self.path, headers={"Cookie": self.cookie} if self.cookie else {})
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{self.path} answered {response.status}")
        return body

    def connect(self) -> http.client.HTTPConnection:
        """A connection that is kept for many requests."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)


def prepare(stack: Stack, world: World) -> tuple[UUID, UUID]:
    """Sixty organisations with twelve quarters each; the Centre has two hundred measures. Totals are counted."""
    others = make_tenants(stack.superuser, TENANTS - 1)
    fill(stack.superuser, [*others, world.ankudinovskaya.tenant_id], quarters=QUARTERS)
    fill(stack.superuser, [world.center.tenant_id], sections=8, items=MANY_ITEMS // 8, quarters=4)
    with open_scope(SystemScope(reason="the bench counts its district")):
        rollups.rebuild_all(Plugins.discover())
    return others[0], world.center.tenant_id


def measure(stack: Stack, world: World) -> None:
    """Serve the product and the bare page, and print how they compare."""
    app = create_app(stack.settings)
    product, bare = serve_both(stack)
    coordinator, officer = (cookie_of(app, person) for person in (world.center.coordinator, world.officer))
    for name, path, cookie in (
        ("first_page", "/o/center/", coordinator),
        ("roadmap_200", "/o/center/roadmap/", coordinator),
        (f"matrix_{TENANTS}x{QUARTERS}", "/department/", officer),
    ):
        compare(name, Target(product, path, cookie), bare)


def serve_both(stack: Stack) -> tuple[int, int]:
    """Start the product and the bare page on the same database; return their ports."""
    product, bare = free_port(), free_port()
    stack.start_web(product)
    stack.start_web(bare, application="tests.bench.bare:application", name="bare")
    for port in (product, bare):
        if not wait_until(lambda port=port: answers(port), seconds=60):  # type: ignore[misc]
            raise RuntimeError(f"no server on port {port}")
    return product, bare


def cookie_of(app: Flask, person: Someone) -> str:
    """A signed-in person's cookie."""
    with app.app_context():
        token = accounts.sign_in(person.email, person.password, address="127.0.0.1", agent="bench")
    return f"{SESSION_COOKIE}={token}"


def compare(name: str, page: Target, bare_port: int, *, rounds: int = ROUNDS) -> None:
    """Print how a page compares with a bare one of its size, for one client and for eight."""
    size = len(page.open(page.connect()))
    beside = Target(bare_port, f"/{size}")
    say(f"{name}.size", size / 1024, "KiB")
    for clients in CLIENTS:
        ours: list[list[float]] = []
        theirs: list[list[float]] = []
        for _round in range(rounds):
            theirs.append(load(beside, clients))
            ours.append(load(page, clients))
        for label, share in (("p50", 0.5), ("p95", 0.95)):
            mine = [percentile(times, share) for times in ours]
            bare = [percentile(times, share) for times in theirs]
            say(f"{name}.{clients}_clients.{label}", 1000 * statistics.median(mine), "ms")
            say(f"{name}.{clients}_clients.{label}_to_bare", ratio(mine, bare))


def load(target: Target, clients: int) -> list[float]:
    """Times of every request that so many clients managed, one after another each."""
    times: list[float] = []
    failures: list[BaseException] = []
    finish = time.perf_counter() + SECONDS

    def client() -> None:
        connection = target.connect()
        try:
            while (started := time.perf_counter()) < finish:
                target.open(connection)
                times.append(time.perf_counter() - started)
        except BaseException as failure:  # noqa: BLE001 - handed to the thread that measures
            failures.append(failure)
        finally:
            connection.close()

    _all_at_once(client, clients)
    if failures:
        raise failures[0]
    return times


def _all_at_once(work: Callable[[], None], many: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
