# SPDX-License-Identifier: MIT
"""Codes of the public check: long, readable, forgiving."""

from __future__ import annotations

import pytest

from nastavnik.agreements.check_codes import (
    ALPHABET,
    LENGTH,
    new_check_code,
    shown_check_code,
    tidy_check_code,
)


def test_codes_differ_and_come_back_as_they_were_shown() -> None:
    codes = {new_check_code() for _one in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert len(code) == LENGTH
        assert set(code) <= set(ALPHABET)
        assert tidy_check_code(shown_check_code(code).lower()) == code


@pytest.mark.parametrize("typed", ["k7qf-2mpa-9xtd-0w4h", " K7QF 2MPA 9XTD OW4H ", "К7QF2МРА9ХTD0W4Н"])
def test_what_people_mistype_is_set_right(typed: str) -> None:
    assert tidy_check_code(typed) == "K7QF2MPA9XTD0W4H"


def test_rubbish_stays_short() -> None:
    assert len(tidy_check_code("x" * 10_000)) <= 64
