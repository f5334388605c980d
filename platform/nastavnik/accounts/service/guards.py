# SPDX-License-Identifier: MIT
"""What an organisation does not stay without, and who decides about directors."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from nastavnik.accounts.models import Account, Membership
from nastavnik.foundation.change import Change
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import require

NAME_DIRECTOR = "accounts.name_director"
DIRECTOR, COORDINATOR, EXECUTOR = "director", "coordinator", "executor"
PARTICIPANT_ROLES = ("mentor", "mentee")
"""Roles of those who take part in mentoring: each opens the person's own page and nothing else."""
PSYCHOLOGIST, DATA_OFFICER = "psychologist", "data_officer"
KEPT_ROLES = (DIRECTOR, COORDINATOR)
"""Roles an organisation does not stay without, once somebody has them."""


def guard_director(role: str) -> None:
    """Who is director is the directors' own business, as soon as one of them signs in."""
    if role == DIRECTOR and _active_with(DIRECTOR):
        require(NAME_DIRECTOR)


def guard_last(membership: Membership) -> None:
    """Refuse to leave the organisation without its only working director or coordinator."""
    active = _active_with(membership.role)
    if membership.role not in KEPT_ROLES or active != {membership.account_id}:
        return
    if membership.role == DIRECTOR:
        raise Refused(_("This is the only director. Name another one first."), field="role")
    raise Refused(_("This is the only coordinator. Name another one first."), field="role")


def _active_with(role: str) -> set[UUID]:
    """Accounts that can sign in and have the role here."""
    return set(
        session().scalars(
            select(Membership.account_id)
            .join(Account, Account.id == Membership.account_id)
            .where(Membership.role == role, Membership.closed_at.is_(None), Account.state == "active")
        )
    )


def locked_places(tx: Change) -> list[Membership]:
    """Every place of the organisation; whoever else is about to change one waits.

    Two people may not each take away the other's role.
    """
    return list(tx.session.scalars(select(Membership).order_by(Membership.id).with_for_update()))


def locked_place(tx: Change, membership_id: UUID) -> Membership:
    """One place, while every other one is kept as it is; ``NotFound`` for another organisation's."""
    for row in locked_places(tx):
        if row.id == membership_id:
            return row
    raise NotFound("no such place in this organisation")
