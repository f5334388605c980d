# SPDX-License-Identifier: MIT
"""One agreement takes the place of another."""

from __future__ import annotations

from nastavnik.agreements.models import Agreement
from nastavnik.agreements.states import ACTIVE, EXPIRED, RENEWED
from nastavnik.foundation.change import Change
from nastavnik.foundation.dates import today

from .rows import locked_agreement, note_step, pass_to


def close_renewed(tx: Change, agreement: Agreement) -> None:
    """When a renewal comes into force, what it renews is over."""
    if agreement.renewed_from_id is None:
        return
    former = locked_agreement(agreement.renewed_from_id)
    if former.state in (ACTIVE, EXPIRED):
        pass_to(former, RENEWED)
        former.ended_on = today()
        note_step(tx, former, "renewed")
        tx.record("agreements.renewed", subject=former, after={"by": agreement.id})
        tx.emit("agreements.ended", {"agreement": str(former.id)})
