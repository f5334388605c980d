# SPDX-License-Identifier: MIT
"""Accounts as such: made, found by address, blocked; and the roles people have in the district."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from nastavnik.accounts.models import Account, DistrictMembership
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import Actor, IdentityScope

from . import links
from .installation import settings
from .signing_in import end_sessions, keep_password, tidy_email

DISTRICT_ROLES = ("department_officer", "system_admin")


def ensure_account(tx: Change, email: str, name: PersonName, *, fictional: bool = False) -> Account:
    """The account of this address, made when there is none. A known account keeps the name it has.

    Whoever asks for the same address at the same moment waits, and finds it made.
    """
    email = tidy_email(email)
    tx.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(email, 0))))
    account = tx.session.scalar(select(Account).where(Account.email == email))
    if account is None:
        account = tx.add(
            Account(
                email=email,
                surname=name.surname,
                name=name.name,
                patronymic=name.patronymic,
                fictional=fictional,
            )
        )
        tx.record("accounts.created", subject=account, after={"fictional": fictional})
    return account


def open_with_password(email: str, name: PersonName, password: str, *, actor: Actor, fictional: bool) -> UUID:
    """Make an account that signs in at once, without a letter: for demonstration people. An open one is left alone."""
    with open_scope(IdentityScope(actor=actor)), change() as tx:
        account = ensure_account(tx, email, name, fictional=fictional)
        if account.state == "active":
            return account.id
        keep_password(tx, account.id, password)
        account.state = "active"
        tx.record("accounts.password_set", subject=account, after={"by": "command"})
        return account.id


def invite_to_district(email: str, name: PersonName, role: str, post: str, *, actor: Actor) -> None:
    """Give a person a role in the district and send the invitation, unless the person signs in already."""
    with open_scope(IdentityScope(actor=actor)), change() as tx:
        account = ensure_account(tx, email, name)
        if not _give_district_role(tx, account, role, post):
            return
        if account.state == "invited":
            links.send_invitation(tx, account, settings().department_name)


def ensure_district_role(account_id: UUID, role: str, post: str, *, actor: Actor) -> None:
    """Give an account a role in the district, if it has not got it."""
    with open_scope(IdentityScope(actor=actor)), change() as tx:
        _give_district_role(tx, tx.session.get_one(Account, account_id), role, post)


def block(email: str, *, actor: Actor) -> None:
    """Close an account: its sign-ins end and none begins. ``NotFound`` when there is no such account."""
    with open_scope(IdentityScope(actor=actor)), change() as tx:
        account = _by_email(tx, email)
        account.state = "blocked"
        end_sessions(tx, account.id)
        tx.record("accounts.blocked", subject=account)


def unblock(email: str, *, actor: Actor) -> None:
    """Open a blocked account again; the former password is forgotten and a new one is set by the link in a letter."""
    with open_scope(IdentityScope(actor=actor)), change() as tx:
        account = _by_email(tx, email)
        if account.state != "blocked":
            return
        account.state = "invited"
        tx.record("accounts.unblocked", subject=account)
        links.send_invitation(tx, account, settings().department_name)


def _by_email(tx: Change, email: str) -> Account:
    account = tx.session.scalar(select(Account).where(Account.email == tidy_email(email)).with_for_update())
    if account is None:
        raise NotFound("no account has this address")
    return account


def _give_district_role(tx: Change, account: Account, role: str, post: str) -> bool:
    known = tx.session.scalar(
        select(DistrictMembership).where(
            DistrictMembership.account_id == account.id, DistrictMembership.role == role
        )
    )
    if known is not None:
        return False
    place = tx.add(DistrictMembership(account_id=account.id, role=role, post=post))
    tx.record("accounts.district_role_given", subject=place, after={"role": role, "account": account.id})
    return True
