# SPDX-License-Identifier: MIT
"""Which state of an agreement may follow which, and what counts as expiring."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import CheckConstraint

from nastavnik.agreements import states
from nastavnik.agreements.models import Agreement

TODAY = date(2026, 11, 30)


def test_every_state_is_known_to_the_table_and_says_what_may_follow() -> None:
    checks = (one for one in Agreement.__table_args__ if isinstance(one, CheckConstraint))
    check = next(str(one.sqltext) for one in checks if str(one.name).endswith("known_state"))
    assert set(states.MAY_FOLLOW) == set(states.STATES)
    assert all(f"'{state}'" in check for state in states.STATES)


def test_nothing_leads_out_of_what_was_declined_withdrawn_or_terminated() -> None:
    for ended in (states.DECLINED, states.WITHDRAWN, states.TERMINATED, states.RENEWED):
        assert not any(states.may_become(ended, wanted) for wanted in states.STATES)


def test_a_partner_sees_nothing_before_it_is_sent_and_only_the_sent_is_signed() -> None:
    assert states.may_become(states.APPROVAL, states.SENT)
    assert not states.may_become(states.DRAFT, states.SENT)
    assert not set(states.SIGNABLE) & set(states.HIDDEN_FROM_PARTNER)
    assert not states.may_become(states.PROPOSED, states.ACTIVE)


@pytest.mark.parametrize(
    ("state", "ends_on", "expected"),
    [
        (states.ACTIVE, date(2027, 1, 29), True),
        (states.ACTIVE, date(2027, 1, 30), False),
        (states.ACTIVE, None, False),
        (states.EXPIRED, date(2026, 11, 1), False),
    ],
)
def test_expiring_is_a_reading_of_the_active(state: str, ends_on: date | None, expected: bool) -> None:
    assert states.is_expiring(state, ends_on, TODAY) is expected
