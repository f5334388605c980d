# SPDX-License-Identifier: MIT
"""Letters. A service queues a letter in its own transaction; the worker sends it; nothing is sent by a page."""

from __future__ import annotations

import logging
import re
import smtplib
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Protocol
from uuid import UUID

from markupsafe import escape
from sqlalchemy import ColumnElement, Index, Text, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from .database import Base, now
from .database import session as scope_session
from .i18n import DEFAULT_LANGUAGE
from .ids import new_id
from .scope import TenantScope, current_scope

MOST_ATTEMPTS = 8
KEPT = timedelta(days=90)
"""How long a letter that was sent can still be looked up."""
CALENDAR_FILE = "meeting.ics"
CALENDAR_PARAMETERS = {"method": "PUBLISH", "charset": "utf-8"}
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_log = logging.getLogger(__name__)


class Letter(Base):
    """A letter on its way. ``state`` is queued, sent or failed. ``calendar`` is the iCalendar text that goes with it."""

    __tablename__ = "letters"
    __personal__ = True
    __audited__ = False
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    tenant_id: Mapped[UUID | None]
    recipient: Mapped[str] = mapped_column(Text)
    recipient_name: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(Text, default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    next_attempt_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        Index("ix_letters_queued", "next_attempt_at", postgresql_where="state = 'queued'"),
        Index("ix_letters_created", "created_at"),
    )


class Transport(Protocol):
    """A way to hand a letter over; raises ``OSError`` or ``smtplib.SMTPException`` when it cannot."""

    def send(self, letter: EmailMessage) -> None: ...


class SmtpTransport:
    """SMTP as configured: host, port, STARTTLS or implicit TLS, user and password."""

    def __init__(
        self, host: str, port: int, *, user: str = "", password: str = "", security: str = "starttls"
    ) -> None:
        self._host, self._port, self._user, self._password, self._security = (
            host,
            port,
            user,
            password,
            security,
        )

    def send(self, letter: EmailMessage) -> None:
        client_class = smtplib.SMTP_SSL if self._security == "tls" else smtplib.SMTP
        with client_class(self._host, self._port, timeout=20) as client:
            if self._security == "starttls":
                client.starttls()
            if self._user:
                client.login(self._user, self._password)
            client.send_message(letter)


class LocalMailbox:
    """The demonstration's transport: nothing leaves; the letters are read on the mailbox page."""

    def send(self, letter: EmailMessage) -> None:
        """Keep the letter where it is already: in the table of letters."""


def queue_letter(
    recipient: str, subject: str, body: str, *, recipient_name: str = "", calendar: str = ""
) -> None:
    """Queue a plain-text letter in the open change. ``recipient`` is an address, never several.

    ``calendar`` is the text of an .ics file with METHOD:PUBLISH that is attached to the letter.
    """
    scope = current_scope()
    scope_session().add(
        Letter(
            tenant_id=scope.tenant_id if isinstance(scope, TenantScope) else None,
            recipient=recipient,
            recipient_name=recipient_name,
            subject=subject,
            body=body,
            calendar=calendar,
        )
    )


def send_queued(session: Session, transport: Transport, sender: str, *, most: int = 20) -> int:
    """Send what is due and return how many went out. Needs a system scope; call inside ``change(audited=False)``."""
    letters = session.scalars(
        select(Letter)
        .where(Letter.state == "queued", Letter.next_attempt_at <= now())
        .order_by(Letter.next_attempt_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    sent = 0
    for letter in letters:
        letter.attempts += 1
        try:
            transport.send(_compose(letter, sender))
        except (OSError, smtplib.SMTPException) as error:
            letter.last_error = type(error).__name__
            letter.next_attempt_at = now() + timedelta(minutes=2 ** min(letter.attempts, 8))
            if letter.attempts >= MOST_ATTEMPTS:
                letter.state = "failed"
            _log.warning("letter was not sent: %s (attempt %d)", type(error).__name__, letter.attempts)
        else:
            letter.state, letter.sent_at, letter.last_error = "sent", now(), ""
            sent += 1
    return sent


def forget_old(session: Session) -> None:
    """Remove letters that were sent long ago. Needs a system scope; call inside ``change(audited=False)``."""
    session.execute(delete(Letter).where(Letter.state == "sent", Letter.sent_at < now() - KEPT))


def forget_about(session: Session, tenant_id: UUID, *, recipient: str = "", words: Sequence[str] = ()) -> int:
    """Remove a tenant's letters to somebody, or that say one of the words; return how many.

    Needs a system scope; call inside ``change(audited=False)``.
    """
    conditions: list[ColumnElement[bool]] = [Letter.recipient == recipient] if recipient else []
    for word in filter(None, words):
        conditions += [
            column.icontains(word, autoescape=True)
            for column in (Letter.body, Letter.subject, Letter.recipient_name)
        ]
    if not conditions:
        return 0
    theirs = Letter.tenant_id == tenant_id
    return len(session.scalars(delete(Letter).where(theirs, or_(*conditions)).returning(Letter.id)).all())


def _compose(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = str(Address(display_name=letter.recipient_name, addr_spec=letter.recipient))
    message["Subject"] = letter.subject
    message["Message-ID"] = f"<{letter.id}@nastavnik>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    message.add_alternative(in_html(letter.body), subtype="html")
    if letter.calendar:
        message.add_attachment(
            letter.calendar.encode(),
            maintype="text",
            subtype="calendar",
            filename=CALENDAR_FILE,
            params=CALENDAR_PARAMETERS,
        )
    return message


def in_html(body: str) -> str:
    """A plain letter as HTML: its paragraphs and lines, with addresses as links and nothing fetched from anywhere."""
    paragraphs = (
        _ADDRESS.sub(r'<a href="\g<0>">\g<0></a>', str(escape(part))).replace("\n", "<br>\n")
        for part in body.strip().split("\n\n")
    )
    text = "".join(f"<p>{part}</p>\n" for part in paragraphs)
    return f'<!doctype html>\n<html lang="{DEFAULT_LANGUAGE}"><body>\n{text}</body></html>\n'
