# SPDX-License-Identifier: MIT
"""Invitations and new passwords by a link.

Scanners of mail open every link they see, so opening one shows a page and changes nothing; only the form on that page
uses the link up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, cast
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from nastavnik.accounts.models import Account, AccountLink
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import now, open_scope
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import Actor, IdentityScope

from . import attempts, letters, passwords
from .installation import settings
from .secrets import digest, new_token
from .signed_in import actor_of, places_of
from .signing_in import end_sessions, keep_password, tidy_email

Purpose = Literal["invitation", "reset"]
State = Literal["open", "used", "expired"]

LIFETIME: dict[Purpose, timedelta] = {"invitation": timedelta(days=7), "reset": timedelta(hours=2)}
KEPT = timedelta(days=90)
"""How long an expired link is still recognised, so that its page can send a new one."""
MOST_AN_HOUR = 3
"""Letters with links that one account gets in an hour; further requests are answered alike and send nothing."""


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What a link's page knows: enough to show the right form, and nothing that names the person."""

    purpose: Purpose
    state: State


def look_at_link(token: str) -> OpenedLink:
    """What a link is for and whether it still works; ``NotFound`` for one never given out. Changes nothing."""
    with open_scope(IdentityScope()) as session:
        link, _account = _find(session, token)
        return OpenedLink(cast("Purpose", link.purpose), _state(link))


def use_link(token: str, password: str, *, address: str = "") -> None:
    """Set the password of the link's account, open the account, end its sign-ins and use the link up.

    Raises ``Refused`` for a password that will not do and for a link that has been used or has expired meanwhile.
    """
    with open_scope(IdentityScope()) as session:
        _link, owner = _find(session, token)
    passwords.check_new(password, owner.email)
    with open_scope(IdentityScope(actor=actor_of(owner, address))), change() as tx:
        link, account = _find(tx.session, token, lock=True)
        if _state(link) != "open" or account.state == "blocked":
            raise Refused(_("This link no longer works. Ask for a new one."))
        keep_password(tx, account.id, password)
        account.state, link.used_at = "active", now()
        _expire_open_links(tx, account.id)
        end_sessions(tx, account.id)
        attempts.forgive(tx, account.email)
        tx.record("accounts.password_set", subject=account, after={"by": link.purpose})


def renew_link(token: str, *, address: str = "") -> None:
    """Send a new link in place of an expired one, to the address the first one went to; a used one sends nothing."""
    with open_scope(IdentityScope(actor=Actor(name="", address=address))), change() as tx:
        link, account = _find(tx.session, token)
        if _state(link) == "expired":
            _send_again(tx, account)


def request_reset(email: str, *, address: str = "") -> None:
    """Send a link for a new password, if there is such an account. The caller says the same in either case."""
    with open_scope(IdentityScope(actor=Actor(name="", address=address))), change() as tx:
        account = tx.session.scalar(select(Account).where(Account.email == tidy_email(email)))
        if account is not None:
            _send_again(tx, account)


def send_invitation(tx: Change, account: Account, place: str) -> None:
    """Send an invitation inside the open change of the identity scope; it takes the place of an earlier one."""
    token, link = _give_out(tx, account, "invitation")
    letters.send_invitation(account, token, link.expires_at, place=place)


def forget_old(tx: Change) -> None:
    """Remove links that nobody will open any more."""
    tx.session.execute(delete(AccountLink).where(AccountLink.expires_at < now() - KEPT))


def _send_again(tx: Change, account: Account) -> None:
    """The link that fits the account: an invitation before the first password, a reset after it."""
    if account.state == "blocked" or _letters_of_last_hour(tx.session, account.id) >= MOST_AN_HOUR:
        return
    if account.state == "invited":
        places = ", ".join(place.title for place in places_of(tx.session, account.id))
        send_invitation(tx, account, places or settings().department_name)
    else:
        token, link = _give_out(tx, account, "reset")
        letters.send_reset(account, token, link.expires_at)
    tx.record("accounts.link_requested", subject=account)


def _give_out(tx: Change, account: Account, purpose: Purpose) -> tuple[str, AccountLink]:
    """A new link; those given out before it stop working."""
    _expire_open_links(tx, account.id)
    token = new_token()
    link = tx.add(
        AccountLink(
            account_id=account.id,
            purpose=purpose,
            token_hash=digest(token),
            expires_at=now() + LIFETIME[purpose],
        )
    )
    return token, link


def _expire_open_links(tx: Change, account_id: UUID) -> None:
    moment = now()
    tx.session.execute(
        update(AccountLink)
        .where(
            AccountLink.account_id == account_id,
            AccountLink.used_at.is_(None),
            AccountLink.expires_at > moment,
        )
        .values(expires_at=moment)
    )


def _find(session: Session, token: str, *, lock: bool = False) -> tuple[AccountLink, Account]:
    statement = (
        select(AccountLink, Account)
        .join(Account, Account.id == AccountLink.account_id)
        .where(AccountLink.token_hash == digest(token))
    )
    found = session.execute(statement.with_for_update() if lock else statement).one_or_none()
    if found is None:
        raise NotFound("no such link")
    return found[0], found[1]


def _state(link: AccountLink) -> State:
    if link.used_at is not None:
        return "used"
    return "open" if link.expires_at > now() else "expired"


def _letters_of_last_hour(session: Session, account_id: UUID) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(AccountLink)
            .where(AccountLink.account_id == account_id, AccountLink.created_at > now() - timedelta(hours=1))
        )
        or 0
    )
