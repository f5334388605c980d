# SPDX-License-Identifier: MIT
"""A district to measure on, written straight into the tables: as many organisations and quarters as are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Engine, insert, text

from nastavnik.foundation.dates import today
from nastavnik.foundation.ids import new_id
from nastavnik.tenants.models import Tenant, TenantPlugin

KINDS = ("school", "supplementary", "vocational", "preschool")
_DONE, _LATE, _WITHOUT = 70, 10, 5
"""Of a hundred executions whose deadline has passed: closed, closed late, closed without evidence."""

_ROADMAPS = text("""
    insert into roadmaps (tenant_id, id, title, state, edition, period_from, period_to, order_number, order_title,
                          basis, organisation, signatory, created_at)
    select id, uuidv7(), 'Дорожная карта', 'running', 1, :start, :finish, '26', '', '', '', '', now()
    from tenants where id = any(:tenants)
""")
_SECTIONS = text("""
    insert into roadmap_sections (tenant_id, id, roadmap_id, number, title, position, created_at)
    select r.tenant_id, uuidv7(), r.id, n::text, 'Раздел дорожной карты ' || n, n, now()
    from roadmaps r cross join generate_series(1, :sections) n where r.tenant_id = any(:tenants)
""")
_ITEMS = text("""
    insert into roadmap_items (tenant_id, id, roadmap_id, section_id, number, title, deadline_text, deadline_kind,
                               deadline_rule, result, position, lineage_id, not_required, not_required_reason,
                               version, created_at)
    select s.tenant_id, uuidv7(), s.roadmap_id, s.id, s.number || '.' || n,
           'Проведение мероприятий по реализации целевой модели наставничества, этап ' || n,
           'ежеквартально', 'recurring', '{}', 'Аналитическая справка', s.position * 1000 + n, uuidv7(), false, '',
           1, now()
    from roadmap_sections s cross join generate_series(1, :items) n where s.tenant_id = any(:tenants)
""")
_ASSIGNEES = text("""
    insert into roadmap_assignees (tenant_id, id, item_id, name, position, created_at)
    select tenant_id, uuidv7(), id, 'Исполнителева А.И.', 0, now() from roadmap_items
    where tenant_id = any(:tenants)
""")
_OCCURRENCES = text("""
    insert into roadmap_occurrences (tenant_id, id, item_id, label, planned_due, due, state, done_on,
                                     exception_reason, note, position, version, created_at)
    select i.tenant_id, uuidv7(), i.id, '', d.due, d.due, case when c.closed then 'done' else 'planned' end,
           case when c.closed then d.due + case when d.dice < :late then 9 else -2 end end,
           case when c.closed and d.dice >= :done - :without then 'Решение директора' else '' end, '', n, 1, now()
    from roadmap_items i
    cross join generate_series(1, :quarters) n
    cross join lateral (select
        (cast(:start as date) + n * interval '3 months' - interval '1 day')::date as due,
        abs(hashtext(i.id::text || n)) % 100 as dice) d
    cross join lateral (select d.due < :today and d.dice < :done as closed) c
    where i.tenant_id = any(:tenants)
""")
_EVIDENCE = text("""
    insert into roadmap_evidence (tenant_id, id, occurrence_id, kind, title, url, note, added_by_name, created_at)
    select tenant_id, uuidv7(), id, 'link', 'Приказ', 'https://school.example/order', '', 'Исполнителева А.И.', now()
    from roadmap_occurrences
    where tenant_id = any(:tenants) and state = 'done' and exception_reason = ''
""")


def make_tenants(
    engine: Engine, wanted: int, *, first: int = 0, plugins: Sequence[str] = ("roadmap",)
) -> list[UUID]:
    """Make organisations with the roadmap on, or other plugins, and return their identifiers."""
    rows = [
        {
            "id": new_id(),
            "slug": f"organisation-{number}",
            "kind": KINDS[number % len(KINDS)],
            **dict.fromkeys(("full_name", "short_name", "display_name"), f"Организация № {number}"),
            "fictional": True,
        }
        for number in range(first, first + wanted)
    ]
    with engine.begin() as connection:
        connection.execute(insert(Tenant), rows)
        connection.execute(
            insert(TenantPlugin),
            [{"tenant_id": row["id"], "name": name} for row in rows for name in plugins],
        )
    return [row["id"] for row in rows]  # type: ignore[misc]


def fill(
    engine: Engine, tenants: Sequence[UUID], *, sections: int = 6, items: int = 5, quarters: int = 12
) -> None:
    """Give each organisation a running roadmap: ``items`` in each section, an execution in every quarter.

    The period ends two quarters from now, so there are executions of every state.
    """
    start = _quarters_from(today(), 2 - quarters)
    values = {
        "tenants": list(tenants),
        "start": start,
        "finish": _quarters_from(start, quarters),
        "today": today(),
        "sections": sections,
        "items": items,
        "quarters": quarters,
        "done": _DONE,
        "late": _LATE,
        "without": _WITHOUT,
    }
    with engine.begin() as connection:
        for statement in (_ROADMAPS, _SECTIONS, _ITEMS, _ASSIGNEES, _OCCURRENCES, _EVIDENCE):
            connection.execute(statement, {name: values[name] for name in statement.compile().params})
    with engine.connect() as connection:
        connection.execute(text("vacuum analyze"))


def _quarters_from(day: date, quarters: int) -> date:
    months = day.year * 12 + (day.month - 1) // 3 * 3 + 3 * quarters
    return date(months // 12, months % 12 + 1, 1)
