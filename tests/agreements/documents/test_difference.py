# SPDX-License-Identifier: MIT
"""The difference of two editions tells both of them."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from nastavnik.agreements.documents.body import Block, Body, SignatureLine, unique_keys
from nastavnik.agreements.documents.difference import (
    HEAD_KEY,
    SIGNATURES_KEY,
    BlockDifference,
    changed_blocks,
    difference,
    new_text,
    old_text,
    words,
)

phrases = st.text(alphabet="аб ,.вгд-«»\n12", max_size=60)
cells = st.tuples(phrases, phrases)
blocks = st.builds(
    Block,
    key=st.sampled_from(("1", "1.1", "1.2", "2", "приложение")),
    kind=st.sampled_from(("heading", "point", "plain", "table")),
    text=phrases,
    rows=st.lists(cells, max_size=3).map(tuple),
)
bodies = st.builds(
    Body,
    title=phrases,
    number=phrases,
    place=phrases,
    on=st.none() | st.dates(),
    blocks=st.lists(blocks, max_size=8).map(tuple).map(unique_keys),
    signatures=st.lists(
        st.builds(SignatureLine, st.sampled_from(("our", "partner")), phrases, phrases), max_size=2
    ).map(tuple),
)


@given(phrases, phrases)
def test_both_texts_can_be_rebuilt(old: str, new: str) -> None:
    pieces = words(old, new)
    assert (old_text(pieces), new_text(pieces)) == (old, new)


@given(bodies, bodies)
def test_both_editions_can_be_rebuilt(old: Body, new: Body) -> None:
    entries = [entry for entry in difference(old, new) if entry.key not in (HEAD_KEY, SIGNATURES_KEY)]
    assert _rebuilt(entries, "added", old_text) == [(block.text, block.rows) for block in old.blocks]
    assert _rebuilt(entries, "removed", new_text) == [(block.text, block.rows) for block in new.blocks]


@given(bodies)
def test_nothing_differs_from_itself(body: Body) -> None:
    assert changed_blocks(difference(body, body)) == ()


@given(bodies)
def test_the_content_survives_being_stored(body: Body) -> None:
    assert Body.of_json(body.as_json()) == body


def test_only_the_words_that_came_are_marked() -> None:
    pieces = words(
        "3.1. Партнёр направляет наставников из числа работников, давших письменное согласие.",
        "3.1. Партнёр направляет наставников из числа работников, давших письменное согласие, не менее пяти человек.",
    )
    assert [piece.text for piece in pieces if piece.state == "added"] == [", не менее пяти человек"]
    assert not [piece for piece in pieces if piece.state == "removed"]


def test_a_point_put_between_others_is_one_added_block() -> None:
    first, second = Block("1.1", "point", "1.1. Первый пункт."), Block("1.2", "point", "1.2. Второй пункт.")
    added = Block("1.3", "point", "1.3. Новое условие о сроках.")
    old = Body("С", "7", "г. Кстово", date(2024, 10, 10), (first, second))
    new = Body("С", "7", "г. Кстово", date(2024, 10, 10), (first, added, second))
    assert [(entry.key, entry.state) for entry in changed_blocks(difference(old, new))] == [("1.3", "added")]


def _rebuilt(
    entries: list[BlockDifference], without: str, text
) -> list[tuple[str, tuple[tuple[str, ...], ...]]]:  # type: ignore[no-untyped-def]
    return [
        (
            text(entry.pieces),
            tuple(tuple(text(cell) for cell in row.cells) for row in entry.rows if row.state != without),
        )
        for entry in entries
        if entry.state != without
    ]
