# SPDX-License-Identifier: MIT
"""The test run's databases: a migrated template, and copies of it that are emptied after each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from shutil import copytree
from typing import Any, TypeVar, cast

from alembic import command
from sqlalchemy import (
    CompoundSelect,
    Engine,
    NullPool,
    create_engine,
    delete,
    event,
    exists,
    literal,
    literal_column,
    select,
    table,
    text,
    union_all,
)

from nastavnik.database_commands import alembic_config
from nastavnik.foundation import database, files
from nastavnik.local.postgres import prepare_database

Made = TypeVar("Made")
_KEPT = frozenset({"alembic_version"})
_WRITTEN = text("""
    select column_name from information_schema.columns
    where table_schema = 'public' and table_name = :name and is_generated = 'NEVER' order by ordinal_position
""")


@dataclass
class Queries:
    """Statements sent to the database, in order."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)


def make_template(addresses: Mapping[str, str], name: str) -> None:
    """Make a database and bring it to the newest schema."""
    prepare_database(_at(addresses["superuser"], "postgres"), name)
    command.upgrade(alembic_config(_at(addresses["owner"], name)), "head")


class TestDatabase:
    """One copy of the template. ``superuser`` is an engine that sees everything, for looking behind the scenes."""

    __test__ = False

    def __init__(self, addresses: Mapping[str, str], name: str, *, template: str) -> None:
        self._addresses, self.name, self._template = dict(addresses), name, template

    @property
    def app_url(self) -> str:
        """Where the application connects."""
        return _at(self._addresses["app"], self.name)

    @property
    def owner_url(self) -> str:
        """Where migrations connect."""
        return _at(self._addresses["owner"], self.name)

    @cached_property
    def superuser(self) -> Engine:
        """An engine of the superuser, which row security does not bind."""
        return create_engine(_at(self._addresses["superuser"], self.name), isolation_level="AUTOCOMMIT")

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """Every table that a test may fill."""
        with self.superuser.connect() as connection:
            names = connection.scalars(text("select tablename from pg_tables where schemaname = 'public'"))
            return tuple(sorted(set(names) - _KEPT))

    def create(self) -> None:
        """Copy the template; an older copy of the same name goes."""
        with self._server() as connection:
            connection.execute(text(f"drop database if exists {self.name} with (force)"))
            connection.execute(
                text(f"create database {self.name} template {self._template} owner nastavnik_owner")
            )

    def another(self, suffix: str, *, template: TestDatabase | None = None) -> TestDatabase:
        """One more database for this worker, not made yet: a copy of the run's template, or of another one.

        Nothing may be connected to that other one while it is copied.
        """
        source = template.name if template else self._template
        return TestDatabase(self._addresses, f"{self.name}_{suffix}", template=source)

    def of_the_run(self, suffix: str) -> TestDatabase:
        """One more copy of the run's template, which all its workers know by this name; not made yet."""
        return TestDatabase(self._addresses, f"{self._template}_{suffix}", template=self._template)

    def connect(self) -> None:
        """Bind the process to this copy, as the application would be."""
        database.connect(self.app_url)

    def empty(self) -> None:
        """Remove every row. Deleting few rows costs less than new files of every table, which truncating makes."""
        with self.superuser.connect() as connection:
            filled = connection.scalars(self._filled).all()
            if filled:
                connection.execute(text("set session_replication_role = replica"))
                for name in filled:
                    connection.execute(delete(table(name)))
                connection.execute(text("reset session_replication_role"))

    @cached_property
    def _filled(self) -> CompoundSelect[Any]:
        """The names of the tables that have rows, in one round trip."""
        return union_all(
            *(
                select(literal(name)).where(exists(select(literal_column("1")).select_from(table(name))))
                for name in self.tables
            )
        )

    def again(self, name: str, make: Callable[[], Made]) -> Made:
        """What ``make`` makes of this database, made once in this process and brought back row for row after that.

        The files that were there by then come back as well. Only for what lasts in rows and files and is never changed
        where it stands: the same value is given each time.
        """
        if name in self._made:
            value, rows, folder = self._made[name]
            with self.superuser.connect() as connection:
                connection.exec_driver_sql(rows, execution_options={"no_parameters": True})
            if folder:
                copytree(folder, files.storage().root, dirs_exist_ok=True)
            return cast("Made", value)
        value, folder = make(), files.storage().root
        self._made[name] = value, self._rows(), folder if folder.exists() else None
        return value

    @cached_property
    def _made(self) -> dict[str, tuple[object, str, Path | None]]:
        return {}

    def _rows(self) -> str:
        """Statements that put every row of now where it is, in place of whatever its table holds."""
        parts = ["set session_replication_role = replica"]
        with self.superuser.connect() as connection:
            for name in connection.scalars(self._filled):
                rows = connection.scalar(text(f"select jsonb_agg(to_jsonb(t))::text from {name} t"))  # noqa: S608
                columns = ", ".join(connection.scalars(_WRITTEN, {"name": name}))
                quoted = (rows or "[]").replace("'", "''")
                source = f"jsonb_populate_recordset(null::{name}, '{quoted}')"
                parts += [
                    f"delete from {name}",  # noqa: S608 - the name comes from the database itself
                    f"insert into {name} ({columns}) select {columns} from {source}",  # noqa: S608
                ]
        return ";\n".join((*parts, "reset session_replication_role"))

    def drop(self) -> None:
        """Remove the copy."""
        database.engine().dispose()
        self.superuser.dispose()
        with self._server() as connection:
            connection.execute(text(f"drop database if exists {self.name} with (force)"))

    @contextmanager
    def counting(self) -> Iterator[Queries]:
        """Count the statements of the application's engine, apart from those that enter a scope."""
        queries = Queries()

        def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if "set_config('role'" not in statement and not statement.startswith(("SAVEPOINT", "RELEASE")):
                queries.statements.append(statement)

        engine = database.engine()
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield queries
        finally:
            event.remove(engine, "before_cursor_execute", note)

    @contextmanager
    def _server(self) -> Iterator[Any]:
        url = _at(self._addresses["superuser"], "postgres")
        engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            yield connection


def _at(address: str, name: str) -> str:
    return address.replace("/DATABASE", f"/{name}", 1)
