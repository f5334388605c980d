# SPDX-License-Identifier: MIT
"""Whose turn it is to sign: the order of the sides, and the queue within a side."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol
from uuid import UUID

from .states import OUR, PARTNER


class InQueue(Protocol):
    """What a queue needs to know of a signatory."""

    @property
    def id(self) -> UUID: ...
    @property
    def side(self) -> str: ...
    @property
    def position(self) -> int: ...
    @property
    def delegated_to_id(self) -> UUID | None: ...


def may_sign_now(order: str, signatories: Iterable[InQueue], signed: Collection[UUID]) -> frozenset[UUID]:
    """Identifiers of those who may sign at this moment.

    Within a side the lowest position that has not signed comes first; equal positions sign in any order. With ``our_first``
    the partner waits until the organisation has signed entirely, with ``partner_first`` the other way round. Whoever has
    handed the signing to a colleague is out of the queue.
    """
    waiting = [one for one in signatories if one.delegated_to_id is None and one.id not in signed]
    first = {"our_first": OUR, "partner_first": PARTNER}.get(order)
    if first and any(one.side == first for one in waiting):
        waiting = [one for one in waiting if one.side == first]
    return frozenset(one.id for one in waiting if one.position == min(_positions(waiting, one.side)))


def everybody_signed(signatories: Sequence[InQueue], signed: Collection[UUID]) -> bool:
    """Whether nobody is waited for any more, and each side has signed at all."""
    needed = [one for one in signatories if one.delegated_to_id is None]
    return {one.side for one in needed} == {OUR, PARTNER} and all(one.id in signed for one in needed)


def _positions(waiting: Iterable[InQueue], side: str) -> list[int]:
    return [one.position for one in waiting if one.side == side]
