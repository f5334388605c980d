# SPDX-License-Identifier: MIT
"""A person's own calendar at a secret address: made, revoked, and whose it is.

The address is all that a calendar application shows of itself, so whoever has it sees the deadlines. It is shown once,
the table keeps its SHA-256, and it stops with the person's place in the organisation.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text, update

from nastavnik.accounts import service as accounts
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, open_scope, session
from nastavnik.foundation.errors import Forbidden, Refused
from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.scope import (
    SystemScope,
    TenantScope,
    current_actor,
    current_tenant_id,
    require,
)
from nastavnik.roadmap.models import RoadmapCalendarFeed
from nastavnik.tenants import service as tenants

from .people import by_account

FEED_ACTS: Mapping[str, Text] = {
    "roadmap.feed.made": _l("An address of the calendar was made"),
    "roadmap.feed.revoked": _l("An address of the calendar was revoked"),
}
"""Acts on the address of a calendar in words, for the journal."""

TOKEN_BYTES = 32
_ONE_AFTER_ANOTHER = text(
    "select pg_advisory_xact_lock(hashtextextended('nastavnik.roadmap.feed.' || :tenant || :account, 0))"
)


@dataclass(frozen=True, slots=True)
class FeedOwner:
    """Whose calendar an address shows; ``roles`` are those open to the person now."""

    tenant_id: UUID
    slug: str
    account_id: UUID
    name: str
    roles: frozenset[str]


def my_feed() -> RoadmapCalendarFeed | None:
    """The actor's address that works, without its secret."""
    require("roadmap.view")
    return session().scalar(
        select(RoadmapCalendarFeed).where(
            RoadmapCalendarFeed.account_id == _me(), RoadmapCalendarFeed.revoked_at.is_(None)
        )
    )


def make_feed() -> str:
    """Make the actor a new address and stop the former one. Returns the secret, which nothing shows again."""
    require("roadmap.view")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with change() as tx:
        tx.session.execute(_ONE_AFTER_ANOTHER, {"tenant": str(current_tenant_id()), "account": str(_me())})
        _revoke()
        feed = tx.add(RoadmapCalendarFeed(account_id=_me(), token_hash=_digest(token)))
        tx.record("roadmap.feed.made", subject=feed)
    return token


def revoke_feed() -> None:
    """Stop the actor's address. ``Refused`` when none works."""
    require("roadmap.view")
    with change() as tx:
        feed = my_feed()
        if feed is None:
            raise Refused(_("The address does not work already."))
        _revoke()
        tx.record("roadmap.feed.revoked", subject=feed)


def owner_of(token: str) -> FeedOwner | None:
    """Whose calendar this secret shows; ``None`` when it is unknown or revoked, or the person or organisation left."""
    reason = "a calendar application knows a secret address and nothing else: whose is it"
    directory = tenants.directory()
    with open_scope(SystemScope(reason=reason)) as opened:
        found = opened.execute(
            select(RoadmapCalendarFeed.tenant_id, RoadmapCalendarFeed.account_id, directory.c.slug)
            .join(directory, directory.c.id == RoadmapCalendarFeed.tenant_id)
            .where(
                RoadmapCalendarFeed.token_hash == _digest(token),
                RoadmapCalendarFeed.revoked_at.is_(None),
                directory.c.state == "active",
            )
        ).one_or_none()
    if found is None:
        return None
    with open_scope(TenantScope(found.tenant_id, found.slug)):
        member = by_account(accounts.members()).get(found.account_id)
    if member is None or member.state != "active":
        return None
    roles = frozenset(place.role for place in member.places if place.closed_at is None)
    return FeedOwner(found.tenant_id, found.slug, found.account_id, member.name.short, roles)


def _revoke() -> None:
    session().execute(
        update(RoadmapCalendarFeed)
        .where(RoadmapCalendarFeed.account_id == _me(), RoadmapCalendarFeed.revoked_at.is_(None))
        .values(revoked_at=now())
    )


def _me() -> UUID:
    account_id = current_actor().account_id
    if account_id is None:
        raise Forbidden("roadmap.view")
    return account_id


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
