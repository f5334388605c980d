# SPDX-License-Identifier: MIT
"""From declared selects to stored rows, inside the database: counted, compared, and written where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Date,
    Executable,
    Integer,
    Select,
    Table,
    Text,
    cast,
    exists,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from nastavnik.plugins import Plugins
from nastavnik.tenants.service import TenantPlugin

from .measures import PublishedList, Tally
from .models import RollupListRow, RollupTotal

AnySelect = TypeVar("AnySelect", bound=Select[*tuple[Any, ...]])

_TOTALS = RollupTotal.metadata.tables[RollupTotal.__tablename__]
_LISTS = RollupListRow.metadata.tables[RollupListRow.__tablename__]


def replace_rows(
    connection: Connection, plugins: Plugins, counted: tuple[str, ...], on: date, *, everywhere: bool
) -> None:
    """Make the stored rows of these plugins equal to what they count on that day, where the open scope may see.

    One pass over what is stored serves all of them.

    What is counted no longer goes, what is new or different is written, what is equal is not touched. ``everywhere``
    narrows the counting to tenants that have the plugin on; in the scope of one tenant the caller knows.
    """
    for statement, parameters in _statements(plugins, counted, on, everywhere, connection.dialect):
        connection.exec_driver_sql(statement, parameters)


def tallies_of(plugins: Plugins) -> dict[str, tuple[Tally, ...]]:
    """Tallies by the plugin that declares them."""
    return _declared(plugins, "tallies")


def lists_of(plugins: Plugins) -> dict[str, tuple[PublishedList, ...]]:
    """Published lists by the plugin that declares them."""
    return _declared(plugins, "published_lists")


def counted_rows(tally: Tally, on: date) -> Select[Any]:
    """The rows of ``rollup_totals`` that the tally amounts to on that day, as a select."""
    counted = tally.select(on).subquery("counted")
    return select(
        counted.c.tenant_id,
        literal(tally.code, Text).label("tally"),
        (cast(counted.c.span, Text) if tally.distinct else literal("", Text)).label("span"),
        cast(counted.c.month, Date).label("month"),
        cast(counted.c.slice, Text).label("slice"),
        cast(counted.c.detail, Text).label("detail"),
        array([cast(counted.c[name], Integer) for name in tally.counts]).label("counts"),
    )


def listed_rows(published: PublishedList, on: date) -> Select[Any]:
    """The rows of ``rollup_list_rows`` that the list amounts to on that day, as a select."""
    listed = published.select(on).subquery("listed")
    return select(
        listed.c.tenant_id,
        literal(published.code, Text).label("list_code"),
        listed.c.key,
        listed.c.position,
        listed.c.data,
    )


def only_where_on(plugins: Plugins, plugin: str, rows: AnySelect) -> AnySelect:
    """Keep the rows of tenants that have the plugin on: by itself, or because one that they have stands on it."""
    if plugin in plugins.required:
        return rows
    bringing = sorted(name for name in plugins.all() if plugin in plugins.closed_over_needs([name]))
    return rows.where(
        exists(
            select(literal(1)).where(
                TenantPlugin.tenant_id == rows.selected_columns.tenant_id,
                TenantPlugin.enabled,
                TenantPlugin.name.in_(bringing),
            )
        )
    )


@lru_cache(maxsize=64)
def _statements(
    plugins: Plugins, counted: tuple[str, ...], on: date, everywhere: bool, dialect: Dialect
) -> Sequence[tuple[str, dict[str, Any]]]:
    """The statements of these plugins and a day, made once: making them costs more than refreshing a tenant."""
    tallies = [(name, tally) for name in counted for tally in tallies_of(plugins).get(name, ())]
    lists = [(name, published) for name in counted for published in lists_of(plugins).get(name, ())]
    totals = [(name, counted_rows(tally, on)) for name, tally in tallies]
    listed = [(name, listed_rows(published, on)) for name, published in lists]
    if everywhere:
        totals = [(name, only_where_on(plugins, name, rows)) for name, rows in totals]
        listed = [(name, only_where_on(plugins, name, rows)) for name, rows in listed]
    replacements = (
        _Replacement(
            _TOTALS,
            RollupTotal.tally.in_([one.code for _name, one in tallies]),
            [rows for _name, rows in totals],
        ),
        _Replacement(
            _LISTS,
            RollupListRow.list_code.in_([one.code for _name, one in lists]),
            [rows for _name, rows in listed],
        ),
    )
    compiled = [
        replacement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        for replacement in replacements
        if replacement.rows
    ]
    return [(statement.string, dict(statement.params)) for statement in compiled]


def _declared(plugins: Plugins, hook_name: str) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    for name, answer in plugins.ask_all(hook_name):
        found[name] = (*found.get(name, ()), *answer)
    return found


class _Replacement(Executable, ClauseElement):
    """``MERGE``: one full join of what is stored with what is counted, which no plan can turn into nested loops."""

    inherit_cache = False

    def __init__(
        self, stored: Table, of_these_codes: ColumnElement[bool], rows: Sequence[Select[Any]]
    ) -> None:
        self.stored, self.of_these_codes, self.rows = stored, of_these_codes, rows


@compiles(_Replacement)
def _merge(replacement: _Replacement, compiler: SQLCompiler, **options: Any) -> str:
    stored = replacement.stored
    columns = [column.name for column in stored.columns]
    key = [column.name for column in stored.primary_key]
    values = [name for name in columns if name not in key]
    fresh = union_all(*replacement.rows).subquery("fresh")
    target = stored.name
    quote = compiler.preparer.quote

    def pairs(names: list[str], between: str) -> list[str]:
        return [f"{target}.{quote(name)} {between} fresh.{quote(name)}" for name in names]

    return " ".join(
        (
            f"MERGE INTO {target} USING {compiler.process(fresh, asfrom=True, **options)}",
            f"ON {' AND '.join(pairs(key, '='))}",
            f"WHEN MATCHED AND ({' OR '.join(pairs(values, 'IS DISTINCT FROM'))}) THEN UPDATE SET",
            ", ".join(f"{quote(name)} = fresh.{quote(name)}" for name in values),
            f"WHEN NOT MATCHED THEN INSERT ({', '.join(map(quote, columns))})",
            f"VALUES ({', '.join(f'fresh.{quote(name)}' for name in columns)})",
            f"WHEN NOT MATCHED BY SOURCE AND {compiler.process(replacement.of_these_codes, **options)} THEN DELETE",
        )
    )
