# SPDX-License-Identifier: MIT
"""Places of mentors and mentees: each opens the person's own page in one organisation and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from nastavnik.accounts.models import Account, Membership
from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import current_tenant_id, require

from .guards import PARTICIPANT_ROLES
from .staff import MANAGE, give_place


@dataclass(frozen=True, slots=True)
class ParticipantAccount:
    """How a mentor or a mentee signs in here. ``state``: invited, active or blocked."""

    account_id: UUID
    email: str
    state: str
    roles: tuple[str, ...]
    signed_in_at: datetime | None


def invite_participant(email: str, name: PersonName, role: str) -> UUID:
    """Give a mentor or a mentee a place of their own and send the invitation; return the account."""
    require(MANAGE)
    if role not in PARTICIPANT_ROLES:
        raise Refused(_("Choose a role from the list."), field="role")
    membership_id = give_place(email, name, role)
    return session().get_one(Membership, (current_tenant_id(), membership_id)).account_id


def participant_account(account_id: UUID) -> ParticipantAccount | None:
    """The account of a mentor or a mentee; ``None`` when it opens nothing here."""
    account = session().get(Account, account_id)
    places = _places(account_id)
    if account is None or not places:
        return None
    return ParticipantAccount(
        account.id, account.email, account.state, tuple(place.role for place in places), account.signed_in_at
    )


def end_participant(account_id: UUID, *, right: str = MANAGE) -> None:
    """Take a mentor's or a mentee's places away; what the person is in the staff stays. Twice changes nothing.

    ``right`` is the one by which it is done: the places end too when the person's data are destroyed.
    """
    require(right)
    with change() as tx:
        for place in _places(account_id):
            tx.delete(place)
            tx.record(
                "accounts.place_ended",
                subject=place,
                before={"role": place.role, "post": place.post, "account": account_id},
            )
            tx.emit("accounts.place_ended", {"account": str(account_id), "role": place.role})


def _places(account_id: UUID) -> Sequence[Membership]:
    return (
        session()
        .scalars(
            select(Membership)
            .where(Membership.account_id == account_id, Membership.role.in_(PARTICIPANT_ROLES))
            .order_by(Membership.role.desc())
        )
        .all()
    )
