# SPDX-License-Identifier: MIT
"""Sign-in and sign-out, the list of sign-ins, and the change of a password."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from nastavnik.accounts.models import Account, AccountSession, Credential
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import now, open_scope
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import Actor, IdentityScope

from . import attempts, passwords
from .installation import settings
from .secrets import digest, new_token
from .signed_in import SignedIn, actor_of

LONGEST_AGENT = 300


@dataclass(frozen=True, slots=True)
class Device:
    """One sign-in that is still open, as its owner sees it."""

    session_id: UUID
    title: str
    address: str
    signed_in_at: datetime
    seen_at: datetime
    current: bool


def tidy_email(email: str) -> str:
    """The form in which addresses are kept and compared."""
    return email.strip().lower()


def sign_in(email: str, password: str, *, address: str = "", agent: str = "") -> str:
    """Check a password and begin a session; return the token for the cookie.

    Raises ``Refused`` with one and the same sentence for every failure, and ``attempts.LockedOut`` when there have been
    too many of them.
    """
    account = _checked(email, password, address)
    if account is None or account.state != "active":
        raise Refused(_("The e-mail or the password did not fit."))
    token = new_token()
    with open_scope(IdentityScope(actor=actor_of(account, address))), change() as tx:
        attempts.forgive(tx, account.email)
        _refresh_hash(tx, account, password)
        opened = tx.add(
            AccountSession(
                account_id=account.id,
                token_hash=digest(token),
                expires_at=now() + settings().session_longest,
                address=address,
                agent=agent[:LONGEST_AGENT],
            )
        )
        tx.session.execute(update(Account).where(Account.id == account.id).values(signed_in_at=now()))
        tx.record("accounts.signed_in", subject=opened)
    return token


def sign_out(signed_in: SignedIn, *, address: str = "") -> None:
    """End the session that the person is using."""
    _revoke(signed_in, [signed_in.session_id], "accounts.signed_out", address)


def devices(signed_in: SignedIn) -> Sequence[Device]:
    """The person's open sign-ins, the one in use first, then the latest seen."""
    with open_scope(IdentityScope()) as session:
        rows = session.scalars(
            select(AccountSession)
            .where(
                AccountSession.account_id == signed_in.account_id,
                AccountSession.revoked_at.is_(None),
                AccountSession.expires_at > now(),
                AccountSession.seen_at > now() - settings().session_idle,
            )
            .order_by((AccountSession.id == signed_in.session_id).desc(), AccountSession.seen_at.desc())
            .limit(100)
        ).all()
    return [
        Device(
            session_id=row.id,
            title=device_words(row.agent),
            address=row.address,
            signed_in_at=row.created_at,
            seen_at=row.seen_at,
            current=row.id == signed_in.session_id,
        )
        for row in rows
    ]


def revoke_device(signed_in: SignedIn, session_id: UUID, *, address: str = "") -> None:
    """End one of the person's own sign-ins; ``NotFound`` for anybody else's."""
    if not _revoke(signed_in, [session_id], "accounts.session_revoked", address):
        raise NotFound("no such session of this account")


def revoke_other_devices(signed_in: SignedIn, *, address: str = "") -> int:
    """End all of the person's sign-ins but the one in use; return how many there were."""
    others = [device.session_id for device in devices(signed_in) if not device.current]
    return _revoke(signed_in, others, "accounts.session_revoked", address) if others else 0


def change_password(signed_in: SignedIn, current: str, new: str, *, address: str = "") -> None:
    """Set a new password and end the person's other sign-ins. The current one is asked and its failures count."""
    passwords.check_new(new, signed_in.email)
    account = _checked(signed_in.email, current, address)
    if account is None:
        raise Refused(_("The current password did not fit."), field="current")
    with open_scope(IdentityScope(actor=actor_of(account, address))), change() as tx:
        attempts.forgive(tx, account.email)
        keep_password(tx, account.id, new)
        end_sessions(tx, account.id, but=signed_in.session_id)
        tx.record("accounts.password_changed", subject=account)


def keep_password(tx: Change, account_id: UUID, password: str) -> None:
    """Put the hash of a password in place of the former one, if there was any."""
    credential = tx.session.get(Credential, account_id)
    if credential is None:
        credential = tx.add(Credential(account_id=account_id))
    credential.password_hash, credential.changed_at = passwords.hash_password(password), now()


def end_sessions(tx: Change, account_id: UUID, *, but: UUID | None = None) -> None:
    """End every sign-in of an account, or all but one."""
    statement = update(AccountSession).where(
        AccountSession.account_id == account_id, AccountSession.revoked_at.is_(None)
    )
    if but is not None:
        statement = statement.where(AccountSession.id != but)
    tx.session.execute(statement.values(revoked_at=now()))


def device_words(agent: str) -> str:
    """A browser and a system by the words a browser says of itself: «Firefox, Windows»."""
    browser = next((name for pattern, name in _BROWSERS if pattern.search(agent)), _("Unknown browser"))
    system = next((name for pattern, name in _SYSTEMS if pattern.search(agent)), "")
    return f"{browser}, {system}" if system else browser


_BROWSERS = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"YaBrowser/", "Яндекс Браузер"),
        (r"Edg/", "Edge"),
        (r"OPR/", "Opera"),
        (r"Firefox/", "Firefox"),
        (r"Chrom(?:e|ium)/", "Chrome"),
        (r"Safari/", "Safari"),
    )
)
_SYSTEMS = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"Windows", "Windows"),
        (r"Android", "Android"),
        (r"iPhone|iPad", "iOS"),
        (r"Mac OS X", "macOS"),
        (r"Linux", "Linux"),
    )
)


def _checked(email: str, password: str, address: str) -> Account | None:
    """The account whose password this is. It takes as long, and counts as much, for an account that does not exist."""
    email = tidy_email(email)
    stranger = Actor(name="", address=address)
    with open_scope(IdentityScope(actor=stranger)) as session:
        with change(audited=False) as tx:
            attempt = attempts.begin(tx, email, address)
        found = session.execute(
            select(Account, Credential.password_hash)
            .outerjoin(Credential, Credential.account_id == Account.id)
            .where(Account.email == email)
        ).one_or_none()
    account, password_hash = (found[0], found[1]) if found else (None, None)
    fits = passwords.fits(password, password_hash)
    if fits and account is not None and (not attempt.strangers_out or _known_at(account.id, address)):
        return account
    if attempt.closes:
        with open_scope(IdentityScope(actor=stranger)), change() as tx:
            subject = account if account is not None and attempt.closes == "account" else ("accounts", "")
            tx.record("accounts.locked_out", subject=subject, after={"by": attempt.closes})
    if attempt.strangers_out:
        raise attempt.strangers_out
    return None


def _known_at(account_id: UUID, address: str) -> bool:
    """Whether the account has signed in from this network address before."""
    with open_scope(IdentityScope()) as session:
        known = select(AccountSession.id).where(
            AccountSession.account_id == account_id, AccountSession.address == address
        )
        return session.scalar(known.limit(1)) is not None


def _refresh_hash(tx: Change, account: Account, password: str) -> None:
    credential = tx.session.get_one(Credential, account.id)
    if passwords.outdated(credential.password_hash):
        credential.password_hash = passwords.hash_password(password)


def _revoke(signed_in: SignedIn, session_ids: Sequence[UUID], action: str, address: str) -> int:
    actor = Actor(name=signed_in.short_name, account_id=signed_in.account_id, address=address)
    with open_scope(IdentityScope(actor=actor)), change() as tx:
        open_ones = tx.session.scalars(
            select(AccountSession)
            .where(
                AccountSession.id.in_(session_ids),
                AccountSession.account_id == signed_in.account_id,
                AccountSession.revoked_at.is_(None),
            )
            .with_for_update()
        ).all()
        for one in open_ones:
            one.revoked_at = now()
        if open_ones:
            ended = [str(one.id) for one in open_ones]
            tx.record(action, subject=("accounts", signed_in.account_id), after={"sessions": ended})
    return len(open_ones)
