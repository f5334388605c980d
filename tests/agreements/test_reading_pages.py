# SPDX-License-Identifier: MIT
"""The text on the screen, page by page: nothing is lost and no heading is left alone at the end."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from nastavnik.agreements.documents.body import Block, Body, unique_keys
from nastavnik.agreements.documents.builtin import agreement_body
from nastavnik.agreements.documents.fields import SAMPLE
from nastavnik.agreements.service.portal.reading import pages_of

blocks = st.builds(
    Block,
    key=st.sampled_from(("1", "1.1", "annex-1", "p")),
    kind=st.sampled_from(("heading", "point", "plain")),
    text=st.text("абв ", max_size=60),
)


@given(st.lists(blocks, max_size=20).map(tuple).map(unique_keys), st.integers(1, 200))
def test_pages_hold_every_block_once_in_order(pieces: tuple[Block, ...], letters: int) -> None:
    pages = pages_of(Body("С", "7", "", date(2024, 10, 10), pieces), letters=letters)
    assert [block for page in pages for block in page.blocks] == list(pieces)
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))


def test_the_built_in_text_takes_a_few_pages_and_no_heading_stands_last() -> None:
    pages = pages_of(agreement_body(SAMPLE))
    assert 3 <= len(pages) <= 8
    assert not [page for page in pages if page.blocks[-1].kind == "heading"]
