# SPDX-License-Identifier: MIT
"""Full years on a day, and the years of life at which a consent must be asked for anew."""

from __future__ import annotations

from datetime import date

ADULT = 18
OWN_SIGNATURE = 14
TURNS = (OWN_SIGNATURE, ADULT)
"""Ages at which it changes who gives a consent (domain 10.3)."""


def full_years(birth_date: date | None, birth_year: int | None, on: date) -> int | None:
    """Age in full years on a day; with the year alone, the age the person has for certain; ``None`` when unknown.

    A person is a year older on the birthday itself (bounds inclusive, domain 8.3).
    """
    if birth_date is not None:
        return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))
    if birth_year is not None:
        return on.year - birth_year - 1
    return None


def is_minor(birth_date: date | None, birth_year: int | None, on: date) -> bool | None:
    """Whether the person is under eighteen; ``None`` when nobody knows. A year alone errs on the safe side."""
    age = full_years(birth_date, birth_year, on)
    return None if age is None else age < ADULT
