# SPDX-License-Identifier: MIT
"""The one way to write: rows, the audit entry and the outbox event in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from .audit import append_entry
from .database import session as scope_session
from .errors import UnauditedChange
from .outbox import add_event, wake_worker

Row = TypeVar("Row")


class Change:
    """An open change. A service gets it from ``change()`` and never commits by itself."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._recorded = False
        self._emitted = False

    def add(self, row: Row) -> Row:
        """Add a row and give it back."""
        self.session.add(row)
        return row

    def delete(self, row: object) -> None:
        """Delete a row."""
        self.session.delete(row)

    def flush(self) -> None:
        """Send what has been added so far, so that constraints speak now."""
        self.session.flush()

    def record(
        self,
        action: str,
        *,
        subject: object = None,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        note: str = "",
    ) -> None:
        """Write the audit entry: ``action`` is a dotted verb phrase such as «roadmap.occurrence.closed»."""
        self.session.flush()
        append_entry(self.session, action, subject=subject, before=before, after=after, note=note)
        self._recorded = True

    def emit(self, kind: str, payload: Mapping[str, Any] | None = None) -> None:
        """Write an outbox event; ``payload`` holds identifiers and dates, never a person's data."""
        add_event(self.session, kind, payload or {})
        self._emitted = True


_change: ContextVar[Change | None] = ContextVar("nastavnik_change", default=None)


@contextmanager
def change(*, audited: bool = True) -> Iterator[Change]:
    """Open a change in the open scope, or join the one that is open there already.

    The outermost change commits on leaving and rolls back when an error passes through. Rows written without an
    audit entry raise ``UnauditedChange`` and nothing is kept. ``audited=False`` is for the platform's bookkeeping
    (deliveries, progress, «seen at»), where an entry would say nothing about anybody's act.
    """
    outer = _change.get()
    session = scope_session()
    if outer is not None and outer.session is session:
        yield outer
        return
    tx = Change(session)
    token = _change.set(tx)
    session.info["wrote"] = False
    session.info["changing"] = True
    try:
        yield tx
        session.flush()
        if audited and session.info["wrote"] and not tx._recorded:
            raise UnauditedChange("rows were written but no audit entry was recorded")
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["changing"] = False
        _change.reset(token)
    if tx._emitted:
        wake_worker()
