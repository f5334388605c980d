# SPDX-License-Identifier: MIT
"""Sending letters: one sender at a time for the whole installation, one transaction per letter."""

from __future__ import annotations

from sqlalchemy import text

from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.mail import LocalMailbox, SmtpTransport, Transport, send_queued
from nastavnik.foundation.scope import SystemScope
from nastavnik.settings import Settings

MOST = 50
_ONE_SENDER = text("select pg_try_advisory_xact_lock(hashtextextended('nastavnik.letters', 0))")


def transport(settings: Settings) -> Transport:
    """How letters leave: by SMTP where a server is named; in the demonstration they stay on the mailbox page."""
    if settings.demonstration or not settings.mail_host:
        return LocalMailbox()
    return SmtpTransport(
        settings.mail_host,
        settings.mail_port,
        user=settings.mail_user,
        password=settings.mail_password.get_secret_value(),
        security=settings.mail_security,
    )


def send_letters(way: Transport, sender: str) -> int:
    """Send what is due and return how many left.

    A letter is marked in the transaction in which it was handed over, so a crash repeats one letter at the most. The
    first failure ends the round: a mail server that is down is asked again at the next sweep, and not fifty times.
    """
    sent = 0
    with open_scope(SystemScope(reason="letters are sent")) as opened:
        while sent < MOST:
            with change(audited=False):
                if not opened.scalar(_ONE_SENDER) or not send_queued(opened, way, sender, most=1):
                    break
            sent += 1
    return sent
