# SPDX-License-Identifier: MIT
"""Acts of a partner's person. Fetching in the partner's scope is the permission; the act is written where it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from nastavnik.agreements.service import ending, negotiating, papers, signing
from nastavnik.agreements.service.people import partner_signers
from nastavnik.agreements.states import PARTNER
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor

from .crossing import inside


def ask_code(agreement_id: UUID, *, edition: int, session_mark: str) -> None:
    """Send the one-time code to the signatory's own address."""
    with inside(agreement_id) as agreement:
        signing.ask_code(agreement.id, PARTNER, edition=edition, session_mark=session_mark)


def sign_by_code(agreement_id: UUID, code: str, *, session_mark: str) -> None:
    """Sign by the code of the letter."""
    with inside(agreement_id) as agreement:
        signing.sign_by_code(agreement.id, PARTNER, code, session_mark=session_mark)


def sign_by_file(
    agreement_id: UUID,
    data: bytes,
    name: str,
    *,
    authority: bytes = b"",
    authority_name: str = "",
    session_mark: str = "",
) -> None:
    """Check a detached signature and keep it."""
    with inside(agreement_id) as agreement:
        signing.sign_by_file(
            agreement.id,
            PARTNER,
            data,
            name,
            authority=authority,
            authority_name=authority_name,
            session_mark=session_mark,
        )


def propose(agreement_id: UUID, key: str, text: str, comment: str) -> None:
    """Propose other words for one block."""
    with inside(agreement_id) as agreement:
        negotiating.propose_change(agreement, key, text, comment)


def colleagues(agreement_id: UUID) -> Sequence[tuple[str, str]]:
    """To whom the signing may be handed: (account, name and post)."""
    with inside(agreement_id) as agreement:
        return [
            (str(one.account_id), f"{one.name.full}, {one.post}" if one.post else one.name.full)
            for one in partner_signers(agreement.partner_id)
            if one.account_id != current_actor().account_id
        ]


def hand_over(agreement_id: UUID, colleague: str, note: str) -> None:
    """Hand the signing over to a colleague of the same partner."""
    try:
        account_id = UUID(colleague)
    except ValueError:
        raise Refused(_("Choose a colleague from the list."), field="colleague") from None
    with inside(agreement_id) as agreement:
        ending.hand_over(agreement, account_id, note)


def decline(agreement_id: UUID, reason: str) -> None:
    """Decline the agreement with a reason."""
    with inside(agreement_id) as agreement:
        ending.decline(agreement, PARTNER, reason)


def document(agreement_id: UUID, *, edition: int | None = None) -> tuple[str, bytes]:
    """The document of an edition; without one, the copy with marks when there is one."""
    with inside(agreement_id) as agreement:
        return papers.document(agreement, edition=edition)


def package(agreement_id: UUID) -> tuple[str, bytes]:
    """Everything that proves the agreement, in one file."""
    with inside(agreement_id) as agreement:
        return papers.package(agreement)
