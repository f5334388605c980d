# SPDX-License-Identifier: MIT
"""The order of meetings: acquaintance, trial, planning, work together at least once, final (Р-145; domain 6)."""

from __future__ import annotations

from collections.abc import Sequence

from nastavnik.meetings.words import ORDER

ONCE = ("intro", "trial", "planning", "final")


def next_kinds(held: Sequence[str]) -> tuple[str, ...]:
    """Kinds that may follow the kinds held so far, the expected one first.

    >>> next_kinds([])
    ('intro',)
    >>> next_kinds(["intro", "trial", "planning"])
    ('regular',)
    >>> next_kinds(["intro", "trial", "planning", "regular"])
    ('regular', 'final')
    >>> next_kinds(["intro", "final"])
    ()
    """
    if "final" in held:
        return ()
    for kind in ORDER[:3]:
        if kind not in held:
            return (kind,)
    return ("regular", "final") if "regular" in held else ("regular",)


def in_order(kind: str, held: Sequence[str]) -> bool:
    """Whether a meeting of this kind may follow without a recorded exception."""
    return kind in next_kinds(held)
