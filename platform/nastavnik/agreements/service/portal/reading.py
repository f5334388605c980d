# SPDX-License-Identifier: MIT
"""The text on the screen page by page, so that a phone does not get twelve parts at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nastavnik.agreements.documents.body import Block, Body
from nastavnik.agreements.documents.difference import BlockDifference

LETTERS_ON_A_PAGE = 2_400


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """A page of the screen: its number from 1 and its blocks. ``changed`` says whether anything on it is new."""

    number: int
    blocks: tuple[Block, ...]
    changed: bool


def pages_of(
    body: Body, changes: Mapping[str, BlockDifference] | None = None, *, letters: int = LETTERS_ON_A_PAGE
) -> Sequence[ReadingPage]:
    """Divide the text between blocks, a heading never last on its page and an annex on a page of its own."""
    pages: list[list[Block]] = [[]]
    filled = 0
    for block in body.blocks:
        size = len(block.text) + sum(len(cell) for row in block.rows for cell in row)
        if pages[-1] and (block.key.startswith("annex") or filled + size > letters):
            kept = _headings_at_the_end(pages[-1])
            pages.append(kept)
            filled = sum(len(one.text) for one in kept)
        pages[-1].append(block)
        filled += size
    known = changes or {}
    return [
        ReadingPage(number, tuple(blocks), any(block.key in known for block in blocks))
        for number, blocks in enumerate(pages, 1)
    ]


def _headings_at_the_end(page: list[Block]) -> list[Block]:
    """Take headings off the end of a page, unless it holds nothing else."""
    taken: list[Block] = []
    while len(page) > 1 and page[-1].kind == "heading":
        taken.insert(0, page.pop())
    return taken
