# SPDX-License-Identifier: MIT
"""What time it is. Everything that asks for the moment or the day asks here.

The demonstration lives through two years in some seconds: it says which moment it is while it acts. Nothing else does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_told: ContextVar[datetime | None] = ContextVar("nastavnik_clock", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Let it be ``moment`` for what runs inside; ``ValueError`` for one without a zone or in the future."""
    if moment.tzinfo is None or moment > datetime.now(UTC):
        raise ValueError("only a moment of the past, with a zone, can be lived through again")
    token = _told.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)
