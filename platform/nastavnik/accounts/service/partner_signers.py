# SPDX-License-Identifier: MIT
"""Who may sign for a partner organisation now, as far as the open scope sees its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from nastavnik.accounts.models import Account, PartnerMembership
from nastavnik.foundation.database import session
from nastavnik.foundation.names import PersonName

from .signed_in import name_of


@dataclass(frozen=True, slots=True)
class PartnerSigner:
    """A person who may sign for the partner: ``basis`` is what they act upon."""

    account_id: UUID
    name: PersonName
    email: str
    post: str
    basis: str


def partner_signers(partner_id: UUID) -> Sequence[PartnerSigner]:
    """Signatories whose access is open, by surname; one query."""
    rows = session().execute(
        select(PartnerMembership, Account)
        .join(Account, Account.id == PartnerMembership.account_id)
        .where(
            PartnerMembership.partner_id == partner_id,
            PartnerMembership.role == "partner_signatory",
            PartnerMembership.closed_at.is_(None),
            Account.state != "blocked",
        )
        .order_by(Account.surname, Account.name, PartnerMembership.id)
        .execution_options(populate_existing=True)
    )
    return [
        PartnerSigner(account.id, name_of(account), account.email, membership.post, membership.basis)
        for membership, account in rows
    ]
