# SPDX-License-Identifier: MIT
"""Who may sign for which side. Nobody acts for both: the staff of the organisation never signs for its partner."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from nastavnik.accounts import service as accounts
from nastavnik.accounts.service import Member
from nastavnik.accounts.service import partner_signers as of_partner
from nastavnik.accounts.service.partner_signers import PartnerSigner
from nastavnik.agreements.models import Agreement, AgreementSignatory
from nastavnik.agreements.states import OUR
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _

OUR_SIGNERS = frozenset({"director"})


def our_signers() -> Sequence[Member]:
    """People of the open organisation who may sign for it."""
    return [one for one in accounts.members() if one.roles & OUR_SIGNERS and not one.closed]


def partner_signers(partner_id: UUID) -> Sequence[PartnerSigner]:
    """People of the partner who may sign for it now, without anybody of the open organisation's staff."""
    staff = {one.account_id for one in accounts.members()}
    return [one for one in of_partner.partner_signers(partner_id) if one.account_id not in staff]


def refuse_stranger(agreement: Agreement, signatory: AgreementSignatory) -> None:
    """Raise ``Refused`` unless the account of this signatory still may sign for its side."""
    if signatory.side == OUR:
        allowed = {one.account_id for one in our_signers()}
    else:
        allowed = {one.account_id for one in partner_signers(agreement.partner_id)}
    if signatory.account_id not in allowed:
        raise Refused(_("You do not have the right to sign for this side any more. Nothing was signed."))


def mailboxes(agreement: Agreement) -> dict[UUID, PartnerSigner | Member]:
    """Whom of both sides one may write to, by account."""
    found: dict[UUID, PartnerSigner | Member] = {one.account_id: one for one in our_signers()}
    found |= {one.account_id: one for one in partner_signers(agreement.partner_id)}
    return found
