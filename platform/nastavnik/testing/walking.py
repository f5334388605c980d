# SPDX-License-Identifier: MIT
"""Addresses of every route, its variables filled from what lies in the database: a new route needs no list.

``<uuid:item_id>`` is an identifier from the table whose name ends in «items», of the organisation that the address
names; one row for each state is tried. Names, codes and numbers are taken from ``Known``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Engine, Select, column, select, table, text
from sqlalchemy.dialects.postgresql import distinct_on
from werkzeug.routing import Rule

from nastavnik.foundation.ids import new_id
from nastavnik.rollups.figures import measures

_LINK = re.compile(r"/account/link/([\w.-]+)")
_VARIABLE = "<token>"
_ROWS_TRIED = 12
_PLURALS = {"person": "people", "match": "matches", "other": "people"}


@dataclass(frozen=True, slots=True)
class Known:
    """What stands for the variables of an address that are no identifiers, by their names."""

    values: dict[str, list[str]] = field(default_factory=dict)
    letters: tuple[str, ...] = ()
    """Bodies of letters: secrets of links stand there and nowhere else."""


NO_PARTNER = "0000000000"
"""Stands for a partner where there is none: the address leads to nobody."""


class UnknownVariable(LookupError):
    """A variable of a route that cannot be filled: name it after its table, or teach ``known`` its values."""


def known(app: Flask, engine: Engine, slug: str) -> Known:
    """Values for the variables of this application, as far as one organisation is concerned."""
    plugins = app.extensions["nastavnik.plugins"]
    with engine.connect() as connection:
        letters = connection.scalars(text("select body from letters order by created_at")).all()
        partners = connection.scalars(text("select inn from partner_organisations order by created_at")).all()
        codes = connection.scalars(
            text("select check_code from agreements where check_code <> '' order by id")
        ).all()
    tokens = [found.group(1) for letter in letters if (found := _LINK.search(letter))]
    return Known(
        letters=tuple(letters),
        values={
            "tenant": [slug],
            "slug": [slug],
            "partner": list(partners) or [NO_PARTNER],
            "inn": list(partners) or [NO_PARTNER],
            "name": sorted(plugins.all()),
            "code": sorted(measures(plugins).indicators)[:1],
            "check_code": list(codes) or ["0000-0000-0000-0000"],
            "token": tokens[-1:],
            "place": ["0", "1"],
            "kind": ["docx", "pdf", "xlsx"],
            "purpose": ["participation"],
        },
    )


def addresses(rule: Rule, engine: Engine, found: Known) -> Iterator[str]:
    """Addresses of a route to try, in order: at least one, or ``UnknownVariable``."""
    names = sorted(rule.arguments)
    slug = found.values["tenant"][0]
    choices = [_choices(name, rule, engine, found, slug) for name in names]
    for values in itertools.islice(itertools.product(*choices), _ROWS_TRIED * 2):
        built = rule.build(dict(zip(names, values, strict=True)))
        if built is not None:
            yield built[1]


def _choices(
    name: str, rule: Rule, engine: Engine, found: Known, slug: str
) -> Sequence[str] | Sequence[UUID] | Sequence[int]:
    converter = type(rule._converters[name]).__name__
    if converter == "UUIDConverter":
        return identifiers(name, engine, slug) or [new_id()]
    if secrets := _secrets(name, rule, found, slug):
        return secrets
    if name not in found.values:
        raise UnknownVariable(f"{rule.rule}: what may stand for <{name}>?")
    return [int(one) for one in found.values[name]] if converter == "IntegerConverter" else found.values[name]


def _secrets(name: str, rule: Rule, found: Known, slug: str) -> list[str]:
    """The newest secret that a letter holds for the page of this route, or for the page this one lies under."""
    before, has_one, after = rule.rule.replace("<tenant>", slug).partition(_VARIABLE)
    if name != "token" or not has_one:
        return []
    ending = re.escape(after) if after.startswith(".") else ""
    sought = re.compile(rf"{re.escape(before)}([\w-]{{20,}}){ending}")
    return [one.group(1) for body in found.letters if (one := sought.search(body))][-1:]


def identifiers(name: str, engine: Engine, slug: str) -> list[UUID]:
    """Identifiers of rows that a variable may mean, newest first; of the organisation, where the table has organisations."""
    base = name.removesuffix("_id")
    tables = _tables(engine)
    matching = [
        one
        for one in tables
        for ending in (base, f"{base}s", f"{base[:-1]}ies", _PLURALS.get(base, base))
        if one == ending or one.endswith(f"_{ending}")
    ]
    if not matching:
        raise UnknownVariable(f"<{name}> is named after no table")
    rows: list[UUID] = []
    with engine.connect() as connection:
        for one in sorted(matching, key=len):
            columns = tables[one]
            kept: Select[tuple[Any]] = (
                select(column("id")).select_from(table(one)).order_by(column("id").desc()).limit(_ROWS_TRIED)
            )
            if "tenant_id" in columns:
                kept = kept.where(
                    text("coalesce(tenant_id = (select id from tenants where slug = :slug), true)")
                ).params(slug=slug)
            if "state" in columns:
                kept = kept.order_by(None).ext(distinct_on(column("state")))
                kept = kept.order_by(column("state"), column("id").desc())
            rows.extend(connection.scalars(kept))
    return rows


@cache
def _tables(engine: Engine) -> dict[str, frozenset[str]]:
    """Columns of every table that has identifiers, by its name; asked once of a database."""
    asked = text("""
        select table_name, array_agg(column_name::text) as columns from information_schema.columns
        where table_schema = 'public' or table_schema like 'plugin_%' group by table_name
    """)
    with engine.connect() as connection:
        return {
            row.table_name: frozenset(row.columns) for row in connection.execute(asked) if "id" in row.columns
        }
