# SPDX-License-Identifier: MIT
"""States of an agreement, and which may follow which.

draft -> approval -> sent -> (proposed -> sent) -> partly_signed -> active -> expired, renewed or terminated; declined from
sent and partly_signed, withdrawn from whatever is not yet active. «Expiring» is a reading of active, not a state.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

DRAFT: Final = "draft"
APPROVAL: Final = "approval"
SENT: Final = "sent"
PROPOSED: Final = "proposed"
PARTLY_SIGNED: Final = "partly_signed"
ACTIVE: Final = "active"
EXPIRED: Final = "expired"
RENEWED: Final = "renewed"
TERMINATED: Final = "terminated"
DECLINED: Final = "declined"
WITHDRAWN: Final = "withdrawn"

STATES: Final = (
    DRAFT,
    APPROVAL,
    SENT,
    PROPOSED,
    PARTLY_SIGNED,
    ACTIVE,
    EXPIRED,
    RENEWED,
    TERMINATED,
    DECLINED,
    WITHDRAWN,
)
HIDDEN_FROM_PARTNER: Final = (DRAFT, APPROVAL)
OPEN: Final = (SENT, PROPOSED, PARTLY_SIGNED)
"""Both sides work on it: it is read, corrected and signed."""
SIGNABLE: Final = (SENT, PARTLY_SIGNED)
ENDED: Final = (EXPIRED, RENEWED, TERMINATED, DECLINED, WITHDRAWN)

MAY_FOLLOW: Final[dict[str, frozenset[str]]] = {
    DRAFT: frozenset({APPROVAL, WITHDRAWN}),
    APPROVAL: frozenset({DRAFT, SENT, WITHDRAWN}),
    SENT: frozenset({SENT, PROPOSED, PARTLY_SIGNED, ACTIVE, DECLINED, WITHDRAWN}),
    PROPOSED: frozenset({SENT, DECLINED, WITHDRAWN}),
    PARTLY_SIGNED: frozenset({SENT, PROPOSED, PARTLY_SIGNED, ACTIVE, DECLINED, WITHDRAWN}),
    ACTIVE: frozenset({EXPIRED, RENEWED, TERMINATED}),
    EXPIRED: frozenset({RENEWED}),
    RENEWED: frozenset(),
    TERMINATED: frozenset(),
    DECLINED: frozenset(),
    WITHDRAWN: frozenset(),
}

EXPIRING_DAYS: Final = 60
WARNING_DAYS: Final = (60, 30, 7)

OUR: Final = "our"
PARTNER: Final = "partner"
SIDES: Final = (OUR, PARTNER)
ORDERS: Final = ("our_first", "partner_first", "any")

SIMPLE: Final = "simple"
QUALIFIED: Final = "qualified"
PAPER: Final = "paper"
WAYS: Final = (SIMPLE, QUALIFIED, PAPER)


def may_become(state: str, wanted: str) -> bool:
    """Whether an agreement in ``state`` may pass to ``wanted``."""
    return wanted in MAY_FOLLOW[state]


def is_expiring(state: str, ends_on: date | None, today: date) -> bool:
    """Whether an agreement in force has at most ``EXPIRING_DAYS`` to go."""
    return state == ACTIVE and ends_on is not None and ends_on <= today + timedelta(days=EXPIRING_DAYS)
