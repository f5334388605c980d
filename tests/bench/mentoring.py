# SPDX-License-Identifier: MIT
"""Sixty organisations with 20,000 people, 5,000 pairs and 150,000 meetings: pages, roll-ups and registers.

Everything of one organisation is measured in the Centre, which has a tenth of the district's pairs.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from io import BytesIO
from urllib.parse import quote

import xlsxwriter
from python_calamine import load_workbook
from sqlalchemy import text

from nastavnik.app import create_app
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.dates import today
from nastavnik.foundation.scope import SystemScope, TenantScope
from nastavnik.plugins import Plugins
from nastavnik.rollups import service as rollups
from nastavnik.testing.stack import Stack
from nastavnik.testing.worlds import ROOMS, World

from .figures import ratio, say, side_by_side, timed
from .mentoring_by_hand import BY_HAND
from .mentoring_world import fill_mentoring
from .pages import Target, compare, cookie_of, serve_both
from .world import fill, make_tenants

FEW, TENANTS = 10, 60
PAIRS, PAIRS_OF_LARGEST = 5000, 500
PAGE_ROUNDS, ROUNDS, REFRESHES = 3, 5, 20
REGISTERS = ("mentors", "mentees")
_ROWS = "select count(*) from {}"
_A_PAIR = text("""
    select m.id, r.person_id as mentor, e.person_id as mentee
    from matches m join mentors r on (r.tenant_id, r.id) = (m.tenant_id, m.mentor_id)
    join match_members b on (b.tenant_id, b.match_id) = (m.tenant_id, m.id)
    join mentees e on (e.tenant_id, e.id) = (b.tenant_id, b.mentee_id)
    where m.tenant_id = :tenant and m.state = 'active' order by m.id limit 1
""")


def measure(stack: Stack, world: World) -> None:
    """Fill the district in two steps with a refresh measured after each, then measure everything else."""
    plugins = Plugins.discover()
    times = {}
    for size in (FEW, TENANTS):
        grow(stack, world, size)
        _rebuild(plugins)
        times[size] = statistics.median(timed(lambda: _refresh(world, plugins)) for _ in range(REFRESHES))
        say(f"mentoring.refresh_largest_of_{size}", 1000 * times[size], "ms")
    say(f"mentoring.refresh_of_{TENANTS}_to_of_{FEW}", times[TENANTS] / times[FEW])
    with stack.superuser.connect() as connection:
        for table in ("people", "matches", "meetings", "meeting_feedback"):
            say(f"mentoring.rows.{table}", connection.scalar(text(_ROWS.format(table))))
    _compare_rebuild(stack, plugins)
    measure_pages(stack, world)


def measure_pages(stack: Stack, world: World) -> None:
    """Pages of the Centre and of the department beside bare ones, and the registers as workbooks."""
    app = create_app(stack.settings)
    product, bare = serve_both(stack)
    coordinator, officer = (cookie_of(app, person) for person in (world.center.coordinator, world.officer))
    for name, path in tenant_pages(stack, world).items():
        compare(f"mentoring.{name}", Target(product, path, coordinator), bare, rounds=PAGE_ROUNDS)
    participants = Target(product, "/department/participants", officer)
    compare("mentoring.department_participants", participants, bare, rounds=PAGE_ROUNDS)
    for register in REGISTERS:
        _compare_export(register, Target(product, f"/o/center/people/{register}.xlsx", coordinator))


def grow(stack: Stack, world: World, size: int) -> None:
    """Bring the district to so many organisations; the Centre and its neighbour are the first two."""
    with stack.superuser.connect() as connection:
        here = connection.scalar(text("select count(*) from tenants"))
        begun = connection.scalar(text("select count(*) from people"))
    added = make_tenants(stack.superuser, size - here, first=here, plugins=ROOMS)
    pairs = dict.fromkeys(added, (PAIRS - PAIRS_OF_LARGEST) // (TENANTS - 1) + 1)
    if not begun:
        pairs |= {world.ankudinovskaya.tenant_id: pairs[added[0]], world.center.tenant_id: PAIRS_OF_LARGEST}
    fill(stack.superuser, list(pairs), quarters=4)
    fill_mentoring(stack.superuser, pairs)


def tenant_pages(stack: Stack, world: World) -> dict[str, str]:
    """Addresses of the pages of the Centre that are measured."""
    with stack.superuser.connect() as connection:
        pair = connection.execute(_A_PAIR, {"tenant": world.center.tenant_id}).one()
    paths = {
        "first_page": "",
        "mentors": "people/mentors",
        "mentees": "people/mentees",
        "mentees_found": "people/mentees?q=примеров",
        "person_mentor": f"people/{pair.mentor}",
        "person_mentee": f"people/{pair.mentee}",
        "consents": "consents/",
        "programmes": "programmes/",
        "pairs": "pairs/",
        "pair": f"pairs/{pair.id}",
        "meetings": "meetings/",
        "meetings_found": "meetings/?q=примеров",
    }
    return {name: f"/o/center/{quote(path, safe='/?=')}" for name, path in paths.items()}


def _refresh(world: World, plugins: Plugins) -> None:
    with open_scope(TenantScope(world.center.tenant_id, "center")):
        rollups.mark_stale()
        rollups.refresh_tenant(plugins, plugins.required | frozenset(ROOMS))


def _rebuild(plugins: Plugins) -> None:
    with open_scope(SystemScope(reason="the bench counts its district")):
        rollups.rebuild_all(plugins)


def _compare_rebuild(stack: Stack, plugins: Plugins) -> None:
    """A rebuild in which nothing has changed beside the same rows counted by hand-written statements, one after another.

    The statements only send their answers; the rebuild compares its own with what is stored.
    """

    def by_hand() -> float:
        with stack.superuser.connect() as connection:
            connection.execute(text("set work_mem = '64MB'"))
            return sum(
                timed(lambda one=one: connection.execute(text(one), {"today": today()}).all())  # type: ignore[misc]
                for one in BY_HAND
            )

    measured = side_by_side(
        {"by_hand": by_hand, "rebuild": lambda: timed(lambda: _rebuild(plugins))}, rounds=ROUNDS
    )
    for name, times in measured.items():
        say(f"mentoring.{name}_of_{TENANTS}_tenants", 1000 * statistics.median(times), "ms")
    say("mentoring.rebuild_to_by_hand", ratio(measured["rebuild"], measured["by_hand"]))


def _compare_export(register: str, workbook: Target) -> None:
    """A register as a workbook through the site, beside writing the same cells with xlsxwriter alone."""
    connection = workbook.connect()
    book = load_workbook(BytesIO(workbook.open(connection)))
    cells = book.get_sheet_by_index(0).to_python()
    measured = side_by_side(
        {
            "alone": lambda: timed(lambda: _write(cells)),
            "export": lambda: timed(lambda: workbook.open(connection)),
        },
        rounds=ROUNDS,
    )
    say(f"mentoring.export_{register}.rows", len(cells) - 1)
    say(f"mentoring.export_{register}", statistics.median(measured["export"]), "s")
    say(f"mentoring.export_{register}_to_cells_alone", ratio(measured["export"], measured["alone"]))


def _write(cells: Sequence[Sequence[object]]) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(cells):
            for column, value in enumerate(row):
                sheet.write(line, column, value)
    return stream.getvalue()
