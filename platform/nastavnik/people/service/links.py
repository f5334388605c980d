# SPDX-License-Identifier: MIT
"""Personal links for those who have no account: to agree to a pair, to give feedback, to give a consent.

Most links are used up by one form. A link to a person's own page or calendar is read many times until it is revoked.

Scanners of mail open every link they see, so opening one changes nothing: the page shows a form, and only the form
uses the link up. The secret is in the address alone; the table holds its SHA-256.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from nastavnik.foundation.change import Change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.people.models import PersonalLink

TOKEN_BYTES = 24
LIFETIME = timedelta(days=14)

State = Literal["open", "used", "expired"]


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What a link's page knows before anything is asked."""

    person_id: UUID
    purpose: str
    subject_id: UUID | None
    state: State
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class GivenLink:
    """A link that still works, without its secret, which is kept nowhere."""

    given_at: datetime
    expires_at: datetime


def issue_link(
    tx: Change,
    person_id: UUID,
    purpose: str,
    subject_id: UUID | None = None,
    *,
    lifetime: timedelta = LIFETIME,
) -> str:
    """A new secret for the address of a link; links of the same purpose and subject given out before stop working."""
    tx.session.execute(
        update(PersonalLink)
        .where(
            PersonalLink.person_id == person_id,
            PersonalLink.purpose == purpose,
            PersonalLink.subject_id.is_not_distinct_from(subject_id),
            PersonalLink.used_at.is_(None),
            PersonalLink.revoked_at.is_(None),
        )
        .values(revoked_at=now())
    )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = tx.add(
        PersonalLink(
            person_id=person_id,
            purpose=purpose,
            subject_id=subject_id,
            token_hash=_digest(token),
            expires_at=now() + lifetime,
        )
    )
    tx.record("people.link_issued", subject=link, after={"purpose": purpose, "person": person_id})
    return token


def look_at_link(token: str, purpose: str) -> OpenedLink:
    """What a link is for and whether it still works; ``NotFound`` for one never given out. Changes nothing."""
    link = session().scalar(select(PersonalLink).where(PersonalLink.token_hash == _digest(token)))
    if link is None or link.purpose != purpose:
        raise NotFound("no such link")
    return OpenedLink(
        link.person_id, link.purpose, link.subject_id, _state(link), link.revoked_at is not None
    )


def working_link(person_id: UUID, purpose: str) -> GivenLink | None:
    """The person's link of a purpose that is still open, the newest one; ``None`` when there is none."""
    link = session().scalar(
        select(PersonalLink)
        .where(
            PersonalLink.person_id == person_id,
            PersonalLink.purpose == purpose,
            PersonalLink.used_at.is_(None),
            PersonalLink.revoked_at.is_(None),
            PersonalLink.expires_at > now(),
        )
        .order_by(PersonalLink.created_at.desc())
        .limit(1)
    )
    return GivenLink(link.created_at, link.expires_at) if link else None


def use_link(tx: Change, token: str, purpose: str) -> OpenedLink:
    """Use a link up inside the open change; ``Refused`` when it was used or has expired meanwhile."""
    link = tx.session.scalar(
        select(PersonalLink)
        .where(PersonalLink.token_hash == _digest(token))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if link is None or link.purpose != purpose:
        raise NotFound("no such link")
    opened = OpenedLink(link.person_id, link.purpose, link.subject_id, _state(link))
    if opened.state != "open":
        raise Refused(_("This link no longer works. Ask for a new one."))
    link.used_at = now()
    return opened


def revoke_links(
    tx: Change, *, person_id: UUID | None = None, subject_id: UUID | None = None, purpose: str = ""
) -> None:
    """Close the open links of a person or about a subject: a withdrawn consent, an ended pair.

    ``purpose`` narrows it to the links of one purpose.
    """
    conditions: list[ColumnElement[bool]] = [
        PersonalLink.used_at.is_(None),
        PersonalLink.revoked_at.is_(None),
    ]
    if person_id is not None:
        conditions.append(PersonalLink.person_id == person_id)
    if subject_id is not None:
        conditions.append(PersonalLink.subject_id == subject_id)
    if len(conditions) == 2:
        raise ValueError("name the person or the subject whose links are to be closed")
    if purpose:
        conditions.append(PersonalLink.purpose == purpose)
    tx.session.execute(update(PersonalLink).where(*conditions).values(revoked_at=now()))


def _state(link: PersonalLink) -> State:
    if link.used_at is not None:
        return "used"
    return "open" if link.revoked_at is None and link.expires_at > now() else "expired"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
