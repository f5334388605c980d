# SPDX-License-Identifier: MIT
"""What counting costs: one tenant in districts of different sizes, and a whole district beside one GROUP BY."""

from __future__ import annotations

import statistics

from sqlalchemy import text

from nastavnik.foundation.database import open_scope
from nastavnik.foundation.dates import today
from nastavnik.foundation.scope import SystemScope, TenantScope
from nastavnik.plugins import Plugins
from nastavnik.rollups import service as rollups
from nastavnik.testing.stack import Stack
from nastavnik.testing.worlds import World

from .figures import ratio, say, side_by_side, timed
from .world import fill, make_tenants

SIZES = (10, 100, 1000)
REFRESHES = 40
ROUNDS = 5
QUARTERS = 4
ENABLED = frozenset({"accounts", "tenants", "roadmap", "rollups", "department"})

GROUP_BY = """
    select o.tenant_id, date_trunc('month', o.due::timestamp)::date, s.number, i.id, count(*) as total,
           count(*) filter (where o.due < :today) as due,
           count(*) filter (where o.state = 'done'),
           count(*) filter (where o.state = 'done' and o.due < :today and o.done_on <= o.due
                              and o.exception_reason = '' and e.occurrence_id is not null),
           count(*) filter (where o.state = 'done' and o.done_on > o.due),
           count(*) filter (where o.state <> 'done' and o.due < :today),
           count(*) filter (where o.state = 'done' and (o.exception_reason <> '' or e.occurrence_id is null)),
           count(*) filter (where o.due <> o.planned_due)
    from roadmap_occurrences o
    join roadmap_items i on (i.tenant_id, i.id) = (o.tenant_id, o.item_id)
    join roadmap_sections s on (s.tenant_id, s.id) = (i.tenant_id, i.section_id)
    join roadmaps r on (r.tenant_id, r.id) = (i.tenant_id, i.roadmap_id) and r.state = 'running'
    left join (select distinct tenant_id, occurrence_id from roadmap_evidence where removed_at is null) e
        on (e.tenant_id, e.occurrence_id) = (o.tenant_id, o.id)
    where o.state in ('planned', 'in_work', 'done') and o.due is not null and not i.not_required
    group by o.tenant_id, 2, s.number, i.id
"""
SCRATCH = """
    create table scratch (tenant_id uuid, month date, section text, item uuid, total int, due int, done int,
                          on_time int, late int, overdue int, unproven int, moved int,
                          primary key (tenant_id, item, month, section))
"""


def measure(stack: Stack, world: World) -> None:
    """Grow the district and print what a refresh costs, then what a rebuild costs."""
    plugins = Plugins.discover()
    fill(stack.superuser, [world.center.tenant_id, world.ankudinovskaya.tenant_id], quarters=QUARTERS)
    here, first = 2, 0.0
    for size in SIZES:
        added = make_tenants(stack.superuser, size - here, first=here)
        fill(stack.superuser, added, quarters=QUARTERS)
        here = size
        _rebuild(plugins)
        times = [timed(lambda: _refresh(world, plugins)) for _ in range(REFRESHES)]
        cost = statistics.median(times)
        first = first or cost
        say(f"refresh_one_of_{size}", 1000 * cost, "ms")
        say(f"refresh_one_of_{size}_to_one_of_{SIZES[0]}", cost / first)
    _compare_rebuild(stack, plugins)


def _refresh(world: World, plugins: Plugins) -> None:
    with open_scope(TenantScope(world.center.tenant_id, "center")):
        rollups.mark_stale()
        rollups.refresh_tenant(plugins, ENABLED & frozenset(plugins.all()))


def _rebuild(plugins: Plugins) -> None:
    with open_scope(SystemScope(reason="the bench counts its district")):
        rollups.rebuild_all(plugins)


def _compare_rebuild(stack: Stack, plugins: Plugins) -> None:
    """The same rows counted by one statement that sends or stores its answer, and by a rebuild.

    The rebuild also writes the district's lists of sections, measures and what is overdue, and keeps the indexes.
    """
    with stack.superuser.connect() as connection:
        connection.execute(text(SCRATCH))

    def group_by(before: str = "") -> float:
        with stack.superuser.connect() as connection:
            connection.execute(text("set work_mem = '64MB'"))
            connection.execute(text("truncate scratch"))
            return timed(lambda: connection.execute(text(before + GROUP_BY), {"today": today()}))

    def rebuild(*, from_nothing: bool = False) -> float:
        if from_nothing:
            with stack.superuser.connect() as connection:
                connection.execute(text("truncate rollup_totals, rollup_list_rows"))
        return timed(lambda: _rebuild(plugins))

    measured = side_by_side(
        {
            "group_by": group_by,
            "rebuild": rebuild,
            "group_by_stored": lambda: group_by("insert into scratch "),
            "rebuild_from_nothing": lambda: rebuild(from_nothing=True),
        },
        rounds=ROUNDS,
    )
    for name, times in measured.items():
        say(f"{name}_of_{SIZES[-1]}_tenants", 1000 * statistics.median(times), "ms")
    say("rebuild_to_group_by", ratio(measured["rebuild"], measured["group_by"]))
    say(
        "rebuild_from_nothing_to_group_by_stored",
        ratio(measured["rebuild_from_nothing"], measured["group_by_stored"]),
    )
