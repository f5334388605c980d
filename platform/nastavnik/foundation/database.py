# SPDX-License-Identifier: MIT
"""The engine, the session that knows its scope, and the base classes of tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    DateTime,
    Engine,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    create_engine,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    SessionTransaction,
    declared_attr,
    mapped_column,
    with_loader_criteria,
)

from . import clock
from .errors import PrivilegedRole, ScopeMissing, UnauditedChange
from .ids import new_id
from .scope import Scope, TenantScope, current_tenant_id, entered

_ENTER_SCOPE = text(
    "select set_config('role', :role, true), set_config('nastavnik.tenant_id', :tenant, true),"
    " set_config('nastavnik.account_id', :account, true), set_config('nastavnik.partner_id', :partner, true)"
)
_engine: Engine | None = None
_session: ContextVar[Session] = ContextVar("nastavnik_session")


def now() -> datetime:
    """The current moment in UTC."""
    return clock.now()


class Base(DeclarativeBase):
    """Base of every table. ``__personal__`` says whether the table holds or points to a person."""

    __personal__: ClassVar[bool]
    __audited__: ClassVar[bool] = True
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
        datetime: DateTime(timezone=True),
    }


class TenantModel(Base):
    """Base of tenant tables: primary key (tenant_id, id), so that a tenant's rows lie together."""

    __abstract__ = True

    @declared_attr
    @classmethod
    def tenant_id(cls) -> Mapped[UUID]:
        return mapped_column(
            ForeignKey("tenants.id", ondelete="CASCADE"),
            primary_key=True,
            default=current_tenant_id,
            sort_order=-3,
        )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-2)
    created_at: Mapped[datetime] = mapped_column(default=now, sort_order=90)


class Versioned:
    """A row that counts its changes: a form says over which version it was filled in, and an update of any other
    version fails."""

    version: Mapped[int] = mapped_column(default=1, sort_order=80)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


def tenant_key(table: str, column: str, *, ondelete: str = "CASCADE") -> ForeignKeyConstraint:
    """A foreign key between tenant tables: (tenant_id, column) -> table (tenant_id, id).

    PostgreSQL checks foreign keys without row security, so a key on ``id`` alone would accept a neighbour's row.
    """
    on_delete = f"SET NULL ({column})" if ondelete == "SET NULL" else ondelete
    return ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete=on_delete
    )


class ScopedSession(Session):
    """A session that belongs to one scope for its whole life and commits only inside a change."""

    def commit(self) -> None:
        if not self.info.get("changing"):
            raise UnauditedChange("commit outside change(): write through a service")
        super().commit()


def connect(url: str, *, pool_size: int = 5, max_overflow: int = 10) -> Engine:
    """Bind this process to a database; a second call replaces the first engine."""
    global _engine
    if _engine is not None:
        _engine.dispose()
    _engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_pre_ping=True,
        connect_args={"application_name": "nastavnik"},
    )
    return _engine


def engine() -> Engine:
    """The engine of this process; raise ``RuntimeError`` before ``connect``."""
    if _engine is None:
        raise RuntimeError("the database is not connected: call connect(url) first")
    return _engine


@contextmanager
def open_scope(scope: Scope) -> Iterator[Session]:
    """Open a scope with a session of its own; close both on leaving, whatever happened."""
    opened = ScopedSession(engine(), expire_on_commit=False, info={"scope": scope})
    with entered(scope):
        token = _session.set(opened)
        try:
            yield opened
        finally:
            _session.reset(token)
            opened.close()


def session() -> Session:
    """The session of the open scope; raise ``ScopeMissing`` when there is none."""
    try:
        return _session.get()
    except LookupError:
        raise ScopeMissing("no scope is open, hence no session") from None


@event.listens_for(ScopedSession, "after_begin")
def _enter_scope(session: ScopedSession, transaction: SessionTransaction, connection: Connection) -> None:
    scope: Scope = session.info["scope"]
    connection.execute(
        _ENTER_SCOPE,
        {
            "role": scope.role,
            "tenant": scope.database_tenant,
            "account": str(scope.actor.account_id or ""),
            "partner": scope.database_partner,
        },
    )


@event.listens_for(ScopedSession, "do_orm_execute")
def _keep_to_tenant(state: ORMExecuteState) -> None:
    scope = state.session.info["scope"]
    if isinstance(scope, TenantScope) and not state.is_insert:
        tenant_id = scope.tenant_id
        state.statement = state.statement.options(
            with_loader_criteria(TenantModel, lambda cls: cls.tenant_id == tenant_id, include_aliases=True)
        )
    if state.is_insert or state.is_update or state.is_delete:
        mapper = state.bind_mapper
        if mapper is not None and mapper.class_.__audited__:
            state.session.info["wrote"] = True


@event.listens_for(ScopedSession, "before_flush")
def _note_writes(session: ScopedSession, context: object, instances: object) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if row.__audited__ and (row in session.new or row in session.deleted or session.is_modified(row)):
            session.info["wrote"] = True
            return


def refuse_privileged_role(connection: Connection) -> None:
    """Raise ``PrivilegedRole`` when the login role could see past row security or owns tables."""
    name, superuser, bypass, owns = connection.execute(
        text(
            "select rolname, rolsuper, rolbypassrls,"
            " exists (select from pg_class where relowner = pg_roles.oid and relkind in ('r', 'p'))"
            " from pg_roles where rolname = session_user"
        )
    ).one()
    if superuser or bypass or owns:
        trait = (
            "a superuser" if superuser else "able to bypass row security" if bypass else "an owner of tables"
        )
        raise PrivilegedRole(f"the database role {name} is {trait}; connect as nastavnik_app")
