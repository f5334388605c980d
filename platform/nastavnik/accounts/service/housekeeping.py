# SPDX-License-Identifier: MIT
"""Removing what no longer serves anybody: old links and letters, ended sign-ins, failures that no longer count."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_

from nastavnik.accounts.models import AccountSession
from nastavnik.foundation import mail
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, open_scope
from nastavnik.foundation.scope import IdentityScope, SystemScope

from . import attempts, links

SESSIONS_KEPT = timedelta(days=30)


def clean() -> None:
    """Remove the leftovers of sign-in. Running it twice changes nothing."""
    with open_scope(IdentityScope()), change(audited=False) as tx:
        ended = now() - SESSIONS_KEPT
        tx.session.execute(
            delete(AccountSession).where(
                or_(AccountSession.expires_at < ended, AccountSession.revoked_at < ended)
            )
        )
        links.forget_old(tx)
        attempts.forget_old(tx)
    with (
        open_scope(SystemScope(reason="letters that were sent long ago are removed")),
        change(audited=False) as tx,
    ):
        mail.forget_old(tx.session)
