# SPDX-License-Identifier: MIT
"""Letters of the demonstration, which never leave: a mailbox anybody who tries the product may read."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.database import open_scope
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.scope import SystemScope

MOST_SHOWN = 100
_REASON = "the demonstration's mailbox is read"


def latest_letters() -> Sequence[Letter]:
    """The newest letters, at most ``MOST_SHOWN``. Callers make sure that this is a demonstration."""
    with open_scope(SystemScope(reason=_REASON)) as session:
        return session.scalars(select(Letter).order_by(Letter.created_at.desc()).limit(MOST_SHOWN)).all()


def letter(letter_id: UUID) -> Letter:
    """One letter; ``NotFound`` when there is none."""
    with open_scope(SystemScope(reason=_REASON)) as session:
        found = session.get(Letter, letter_id)
    if found is None:
        raise NotFound("no such letter")
    return found
