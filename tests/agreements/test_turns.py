# SPDX-License-Identifier: MIT
"""Whose turn it is to sign."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

import pytest

from nastavnik.agreements.turns import everybody_signed, may_sign_now
from nastavnik.foundation.ids import new_id


@dataclass(frozen=True)
class Waiting:
    side: str
    position: int = 1
    delegated_to_id: UUID | None = None
    id: UUID = field(default_factory=new_id)


DIRECTOR, DEPUTY = Waiting("our"), Waiting("our", 2)
HEAD, BOOKKEEPER, SECOND = Waiting("partner"), Waiting("partner"), Waiting("partner", 2)
ALL = (DIRECTOR, DEPUTY, HEAD, BOOKKEEPER, SECOND)


@pytest.mark.parametrize(
    ("order", "signed", "turn"),
    [
        ("any", (), (DIRECTOR, HEAD, BOOKKEEPER)),
        ("any", (HEAD,), (DIRECTOR, BOOKKEEPER)),
        ("any", (HEAD, BOOKKEEPER), (DIRECTOR, SECOND)),
        ("our_first", (), (DIRECTOR,)),
        ("our_first", (DIRECTOR,), (DEPUTY,)),
        ("our_first", (DIRECTOR, DEPUTY), (HEAD, BOOKKEEPER)),
        ("partner_first", (), (HEAD, BOOKKEEPER)),
        ("partner_first", (HEAD, BOOKKEEPER, SECOND), (DIRECTOR,)),
        ("any", ALL, ()),
    ],
)
def test_the_queue(order: str, signed: tuple[Waiting, ...], turn: tuple[Waiting, ...]) -> None:
    assert may_sign_now(order, ALL, {one.id for one in signed}) == {one.id for one in turn}


def test_a_colleague_takes_the_place_of_the_one_who_handed_over() -> None:
    colleague = Waiting("partner")
    handed = Waiting("partner", delegated_to_id=colleague.id)
    people = (DIRECTOR, handed, colleague)
    assert may_sign_now("any", people, ()) == {DIRECTOR.id, colleague.id}
    assert everybody_signed(people, {DIRECTOR.id, colleague.id})
    assert not everybody_signed(people, {DIRECTOR.id, handed.id})


def test_one_side_alone_signs_nothing() -> None:
    assert not everybody_signed((DIRECTOR,), {DIRECTOR.id})
