# SPDX-License-Identifier: MIT
"""Stored totals: recounted once or many times, alone or by many at once, one by one or all together, they are the same."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Select, literal, select, text, update
from sqlalchemy.exc import ProgrammingError

from nastavnik.cli import main
from nastavnik.foundation.change import change
from nastavnik.foundation.dates import today
from nastavnik.hookspecs import About, hook
from nastavnik.plugins import Plugins
from nastavnik.roadmap.models import RoadmapOccurrence
from nastavnik.rollups import commands, service
from nastavnik.rollups.comparison import compare
from nastavnik.rollups.measures import Tally
from nastavnik.rollups.models import RollupMark, RollupTotal
from nastavnik.settings import Settings
from nastavnik.tenants.models import Tenant, TenantPlugin
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.roadmaps import Execution, make_roadmap
from nastavnik.testing.worlds import Place, World, in_department, in_system, in_tenant

ENABLED = frozenset({"roadmap", "rollups"})
SECTIONS = ("1", "2", "3")


def _random_items(dice: random.Random) -> dict[str, list[Execution]]:
    def execution() -> Execution:
        due = today() + timedelta(days=dice.randint(-400, 400))
        done = due + timedelta(days=dice.randint(-20, 20)) if dice.random() < 0.5 else None
        return Execution(
            due if dice.random() < 0.9 or done else None,
            done_on=done,
            state=dice.choice(("planned", "in_work", "not_required", "cancelled")),
            planned_due=due - timedelta(days=30) if dice.random() < 0.2 else None,
            exception="Причина" if dice.random() < 0.1 else "",
            evidence=dice.random() < 0.8,
        )

    return {
        f"{section}.{number}": [execution() for _ in range(dice.randint(0, 5))]
        for section in SECTIONS
        for number in range(1, 4)
    }


def _stored(database: TestDatabase) -> tuple[list[Any], list[Any]]:
    with database.superuser.connect() as connection:
        return (
            connection.execute(text("select * from rollup_totals order by 1, 2, 3, 4, 5")).all(),
            connection.execute(text("select * from rollup_list_rows order by 1, 2, 3")).all(),
        )


def _versions(database: TestDatabase) -> list[str]:
    """The physical versions of the rows: they change whenever a row is written."""
    with database.superuser.connect() as connection:
        return list(
            connection.scalars(
                text("select ctid::text || xmin::text from rollup_totals order by tenant_id, ctid")
            )
        )


def _refresh(place: Place, plugins: Plugins, enabled: frozenset[str] = ENABLED) -> None:
    with in_tenant(place):
        service.mark_stale()
        service.refresh_tenant(plugins, enabled)


@pytest.fixture
def random_world(world: World) -> World:
    """Two organisations with whatever may happen in a roadmap."""
    dice = random.Random(20241014)
    for place in (world.center, world.ankudinovskaya):
        make_roadmap(place, _random_items(dice))
    return world


def test_a_rebuild_of_all_equals_a_refresh_of_each(
    random_world: World, plugins: Plugins, empty_database: TestDatabase
) -> None:
    for place in (random_world.center, random_world.ankudinovskaya):
        _refresh(place, plugins)
    one_by_one = _stored(empty_database)
    with empty_database.superuser.connect() as connection:
        connection.execute(text("truncate rollup_totals, rollup_list_rows, rollup_marks"))
    with in_system():
        assert service.rebuild_all(plugins) == 2
    assert _stored(empty_database) == one_by_one
    assert len(one_by_one[0]) > 20


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_the_store_follows(world: World, plugins: Plugins, seed: int) -> None:
    dice = random.Random(seed)
    made = make_roadmap(world.center, _random_items(dice))
    _refresh(world.center, plugins)
    with in_tenant(world.center), change(audited=False) as tx:
        for occurrence in tx.session.scalars(select(RoadmapOccurrence)):
            match dice.randrange(4):
                case 0:
                    occurrence.state, occurrence.done_on = "done", today()
                case 1:
                    occurrence.due = today() + timedelta(days=dice.randint(-100, 100))
                case 2:
                    tx.delete(occurrence)
    assert made.items
    _refresh(world.center, plugins)
    _refresh(world.ankudinovskaya, plugins)
    with in_system() as opened:
        assert compare(opened, plugins).differences == []


def test_refreshing_again_writes_nothing(
    random_world: World, plugins: Plugins, empty_database: TestDatabase
) -> None:
    _refresh(random_world.center, plugins)
    before = _versions(empty_database)
    _refresh(random_world.center, plugins)
    assert _versions(empty_database) == before


def test_a_fresh_tenant_is_not_counted_again(
    random_world: World, plugins: Plugins, count_queries: Any
) -> None:
    _refresh(random_world.center, plugins)
    with in_tenant(random_world.center), count_queries() as queries:
        service.refresh_tenant(plugins, ENABLED)
    assert not any("MERGE" in statement for statement in queries.statements)


def test_many_refreshes_at_once_agree(
    random_world: World, plugins: Plugins, empty_database: TestDatabase
) -> None:
    def many(_number: int) -> None:
        for place in (random_world.center, random_world.ankudinovskaya):
            _refresh(place, plugins)

    def all_together(_number: int) -> None:
        with in_system():
            service.rebuild_all(plugins)

    with ThreadPoolExecutor(4) as pool:
        for work in [pool.submit(job, number) for number in range(4) for job in (many, all_together)]:
            work.result()
    with in_system() as opened:
        comparison = compare(opened, plugins)
    assert (comparison.differences, comparison.compared, comparison.waiting) == ([], 2, 0)


def test_an_event_during_a_refresh_makes_the_tenant_stale_again(world: World, plugins: Plugins) -> None:
    _refresh(world.center, plugins)
    with in_tenant(world.center):
        service.mark_stale()
    with in_system() as opened:
        assert world.center.slug in [scope.slug for scope in service.stale_tenants(opened)]
        mark = opened.get_one(RollupMark, world.center.tenant_id)
        assert mark.stale_version == mark.fresh_version + 1


def test_refreshing_one_tenant_touches_no_other(
    random_world: World, plugins: Plugins, empty_database: TestDatabase
) -> None:
    with in_system():
        service.rebuild_all(plugins)
    with empty_database.superuser.connect() as connection:
        connection.execute(text("update rollup_totals set counts[1] = 777"))
    _refresh(random_world.center, plugins)
    with empty_database.superuser.connect() as connection:
        wrong = connection.scalars(
            text("select distinct tenant_id from rollup_totals where counts[1] = 777")
        ).all()
    assert wrong == [random_world.ankudinovskaya.tenant_id]


def test_a_plugin_that_is_off_counts_nothing(
    random_world: World, plugins: Plugins, empty_database: TestDatabase
) -> None:
    with in_system():
        service.rebuild_all(plugins)
    with in_tenant(random_world.center), change(audited=False) as tx:
        tx.session.execute(update(TenantPlugin).values(enabled=False))
    _refresh(random_world.center, plugins, frozenset({"rollups"}))
    one_by_one = _stored(empty_database)
    assert {row.tenant_id for row in one_by_one[0]} == {random_world.ankudinovskaya.tenant_id}
    with in_system():
        service.rebuild_all(plugins)
    assert _stored(empty_database) == one_by_one


class Broken:
    """A plugin whose tally cannot be counted."""

    about = About(title="broken", required=True)

    @hook
    def tallies(self) -> list[Tally]:
        def select_nothing(on: date) -> Select[Any]:
            zero = literal(1).op("/")(literal(0))
            return select(
                Tenant.id.label("tenant_id"),
                literal(on).label("month"),
                literal("").label("slice"),
                literal("").label("detail"),
                zero.label("things"),
            )

        return [Tally(code="broken.things", counts=("things",), select=select_nothing)]


def test_a_broken_plugin_does_not_stop_the_others(
    random_world: World, plugins: Plugins, caplog: pytest.LogCaptureFixture
) -> None:
    both = Plugins([("broken", Broken()), *((name, plugins.get(name)) for name in plugins.all())])
    with in_tenant(random_world.center) as opened:
        service.refresh_tenant(both, ENABLED | {"broken"})
        assert opened.scalars(select(RollupTotal.tally).distinct()).all() == [
            "roadmap.items",
            "roadmap.occurrences",
        ]
    assert [record.getMessage() for record in caplog.records] == [
        "plugin broken could not be counted: DataError"
    ]


def test_a_tenant_counted_yesterday_is_stale(
    world: World, plugins: Plugins, empty_database: TestDatabase
) -> None:
    with in_system() as opened:
        service.rebuild_all(plugins)
        assert service.stale_tenants(opened) == []
    with empty_database.superuser.connect() as connection:
        connection.execute(text("update rollup_marks set counted_at = counted_at - interval '1 day'"))
    with in_system() as opened:
        assert len(service.stale_tenants(opened)) == 2


def test_a_new_tenant_is_stale(world: World) -> None:
    with in_system() as opened:
        assert len(service.stale_tenants(opened)) == 2


@pytest.fixture
def command_line(
    settings: Settings, plugins: Plugins, monkeypatch: pytest.MonkeyPatch, empty_database: TestDatabase
) -> CliRunner:
    """``nastavnik rollups`` on the test's database."""
    monkeypatch.setattr(commands, "_connect", lambda: plugins)
    monkeypatch.setattr("nastavnik.plugins.Plugins.discover", lambda *_: plugins)
    return CliRunner()


def test_the_command_rebuilds_and_checks(
    random_world: World, command_line: CliRunner, empty_database: TestDatabase
) -> None:
    assert "2 organisations recounted" in command_line.invoke(main, ["rollups", "rebuild"]).output
    clean = command_line.invoke(main, ["rollups", "check"])
    assert (clean.exit_code, clean.output) == (0, "2 organisations compared, 0 wait for their recount\n")
    with empty_database.superuser.connect() as connection:
        connection.execute(
            text("update rollup_totals set counts[1] = 777 where tally = 'roadmap.items' and slice = '2'")
        )
    spoilt = command_line.invoke(main, ["rollups", "check"])
    assert spoilt.exit_code == 1
    assert "center roadmap.items 2023-01-01 2: stored {777}, counted {3}" in spoilt.output
    assert command_line.invoke(main, ["rollups", "rebuild", "--tenant", "center"]).exit_code == 0
    assert "ankudinovskaya roadmap.items" in command_line.invoke(main, ["rollups", "check"]).output


def test_a_rebuild_by_command_is_in_the_districts_log(random_world: World, command_line: CliRunner) -> None:
    command_line.invoke(main, ["rollups", "rebuild"])
    with in_system() as opened:
        actions = opened.scalars(text("select action from district_audit_entries")).all()
    assert "rollups.rebuilt" in actions


def test_the_department_cannot_write_totals(random_world: World) -> None:
    with (
        in_department(random_world.officer) as opened,
        pytest.raises(ProgrammingError, match="permission denied"),
    ):
        opened.execute(text("update rollup_totals set counts = '{1}'"))
