# SPDX-License-Identifier: MIT
"""Closing a member's access for a while and opening it again. Roles stay as they were; the account is not touched."""

from __future__ import annotations

from uuid import UUID

from nastavnik.foundation.change import change
from nastavnik.foundation.database import now
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor, require

from .guards import guard_director, guard_last, locked_places
from .staff import MANAGE


def close_access(account_id: UUID) -> None:
    """From the next request on the person opens nothing here; doing it twice changes nothing.

    Raises ``Refused`` for oneself and for the only working director or coordinator, ``NotFound`` for a stranger.
    """
    require(MANAGE)
    if account_id == current_actor().account_id:
        raise Refused(_("Nobody closes the access of themselves. Ask a colleague."), field="sure")
    _switch(account_id, closed=True)


def open_access(account_id: UUID) -> None:
    """Give the person back the roles that were closed; ``NotFound`` for a stranger."""
    require(MANAGE)
    _switch(account_id, closed=False)


def _switch(account_id: UUID, *, closed: bool) -> None:
    with change() as tx:
        places = [place for place in locked_places(tx) if place.account_id == account_id]
        if not places:
            raise NotFound("no such person in this organisation")
        for place in places:
            guard_director(place.role)
            if closed:
                guard_last(place)
        changed = [place for place in places if (place.closed_at is not None) != closed]
        for place in changed:
            place.closed_at = now() if closed else None
        if changed:
            act = "accounts.access_closed" if closed else "accounts.access_opened"
            roles = sorted(place.role for place in changed)
            tx.record(act, subject=("accounts", account_id), after={"roles": roles})
            tx.emit(act, {"account": str(account_id)})
