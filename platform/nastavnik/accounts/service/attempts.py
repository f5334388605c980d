# SPDX-License-Identifier: MIT
"""Failed sign-ins are counted, and after too many the door closes for a while (ФСТЭК № 21, УПД.6).

A try is written down as failed before the password is checked and struck out when it was right, so that guesses sent
side by side are counted too. Tries at a closed door are not counted: nobody can keep it closed from outside for ever.

A whole school often has one network address. A door that an address has closed for itself therefore still opens to
somebody who has signed in from there before and knows the password; everybody else is told alike that it is closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from nastavnik.accounts.models import SignInFailure
from nastavnik.foundation.change import Change
from nastavnik.foundation.database import now
from nastavnik.foundation.dates import day_of, format_datetime, in_district, today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.ids import new_id

from .installation import settings
from .secrets import keyed

Closed = Literal["", "account", "address"]


class LockedOut(Refused):
    """Too many failures. ``until`` is when the door opens again; the sentence is the same for unknown accounts."""

    def __init__(self, until: datetime) -> None:
        time = f"{in_district(until):%H:%M}" if day_of(until) == today() else format_datetime(until)
        super().__init__(_("Too many wrong attempts. Sign-in is closed until %(time)s.", time=time))
        self.until = until


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that has been counted.

    ``closes`` says which door it closes if it turns out wrong; ``strangers_out`` is set when the network address has
    used up its own, so that only those who are known there are let in.
    """

    id: UUID
    closes: Closed
    strangers_out: LockedOut | None = None


def begin(tx: Change, email: str, address: str) -> Attempt:
    """Count a try in the open change; raise ``LockedOut`` when the account has used up its own."""
    limits = settings()
    email_key, address_key = keyed("email", email), keyed("address", address)
    for key in (email_key, address_key):
        tx.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
    by_account = _recent(tx.session, SignInFailure.email_hash == email_key, limits.lockout_failures)
    by_address = _recent(tx.session, SignInFailure.address_hash == address_key, limits.address_failures)
    account_closed = _closed(by_account, limits.lockout_failures)
    if account_closed:
        raise account_closed
    strangers_out = _closed(by_address, limits.address_failures)
    attempt = tx.add(
        SignInFailure(id=new_id(), email_hash=email_key, address_hash="" if strangers_out else address_key)
    )
    closes: Closed = ""
    if _within_window(by_account) + 1 >= limits.lockout_failures:
        closes = "account"
    elif not strangers_out and _within_window(by_address) + 1 >= limits.address_failures:
        closes = "address"
    return Attempt(attempt.id, closes, strangers_out)


def forgive(tx: Change, email: str) -> None:
    """Strike out the account's failures: the person has shown who it is."""
    tx.session.execute(delete(SignInFailure).where(SignInFailure.email_hash == keyed("email", email)))


def forget_old(tx: Change) -> None:
    """Remove failures that no longer count."""
    tx.session.execute(delete(SignInFailure).where(SignInFailure.at < now() - 2 * settings().lockout_window))


def _recent(session: Session, whose: ColumnElement[bool], most: int) -> list[datetime]:
    """Moments of the latest failures, newest first, as far back as a closed door may reach."""
    return list(
        session.scalars(
            select(SignInFailure.at)
            .where(whose, SignInFailure.at > now() - 2 * settings().lockout_window)
            .order_by(SignInFailure.at.desc())
            .limit(most)
        )
    )


def _closed(failures: list[datetime], most: int) -> LockedOut | None:
    """What to say when the door is closed, if it is."""
    window = settings().lockout_window
    if len(failures) < most or failures[0] - failures[-1] > window:
        return None
    until = failures[0] + window
    return LockedOut(until) if until > now() else None


def _within_window(failures: list[datetime]) -> int:
    return sum(1 for at in failures if at > now() - settings().lockout_window)
