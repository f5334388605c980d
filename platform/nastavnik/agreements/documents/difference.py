# SPDX-License-Identifier: MIT
"""What changed between two editions, by words: enough to rebuild both the old text and the new one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from .body import Block, BlockKind, Body

State = Literal["same", "changed", "added", "removed"]
PieceState = Literal["same", "added", "removed"]

HEAD_KEY = "@head"
SIGNATURES_KEY = "@signatures"
MOST_TOKENS = 4_000
"""A longer text is compared by sentences: by words it would cost seconds."""
_ALIKE = 0.5
_WORDS = re.compile(r"\w+|\s+|[^\w\s]+")
_SENTENCES = re.compile(r"[^.!?;\n]*[.!?;\n]+\s*|[^.!?;\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, came or went."""

    state: PieceState
    text: str


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row of a table: the pieces of each of its cells."""

    state: State
    cells: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class BlockDifference:
    """A block of either edition, in the order of reading."""

    key: str
    kind: BlockKind
    state: State
    pieces: tuple[Piece, ...]
    rows: tuple[RowDifference, ...] = ()


def difference(old: Body, new: Body) -> tuple[BlockDifference, ...]:
    """Both editions side by side. The first entry is the number, place and date; the last, who signs."""
    result = [_changed(_head(old), _head(new))]
    for before, after in _aligned(old.blocks, new.blocks):
        if before and after:
            result.append(_changed(before, after))
        elif before:
            result.append(_whole(before, "removed"))
        elif after:
            result.append(_whole(after, "added"))
    result.append(_changed(_signatures(old), _signatures(new)))
    return tuple(result)


def changed_blocks(entries: Iterable[BlockDifference]) -> tuple[BlockDifference, ...]:
    """Only what is not the same."""
    return tuple(entry for entry in entries if entry.state != "same")


def words(old: str, new: str) -> tuple[Piece, ...]:
    """The difference of two texts."""
    if old == new:
        return (Piece("same", new),) if new else ()
    before, after = _tokens(old), _tokens(new)
    if len(before) + len(after) > MOST_TOKENS:
        before, after = _SENTENCES.findall(old), _SENTENCES.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    pieces: list[tuple[str, str, str]] = []
    for name, first, last, low, high in matcher.get_opcodes():
        kept = name == "equal"
        gone, come = "".join(before[first:last]), "".join(after[low:high])
        pieces.append((gone, "", "") if kept else ("", gone, come))
    return _joined(pieces)


def old_text(pieces: Iterable[Piece]) -> str:
    """The text before."""
    return "".join(piece.text for piece in pieces if piece.state != "added")


def new_text(pieces: Iterable[Piece]) -> str:
    """The text after."""
    return "".join(piece.text for piece in pieces if piece.state != "removed")


def _tokens(text: str) -> list[str]:
    return _WORDS.findall(text)


def _joined(triples: Sequence[tuple[str, str, str]]) -> tuple[Piece, ...]:
    """Pieces of (kept, gone, come); a lone space or comma between two changes belongs to the change."""
    merged: list[tuple[str, str, str]] = []
    for place, (kept, gone, come) in enumerate(triples):
        inside = 0 < place < len(triples) - 1
        if kept and inside and not any(map(str.isalnum, kept)):
            gone, come, kept = kept, kept, ""  # noqa: PLW2901
        if merged and not kept and not merged[-1][0]:
            last = merged.pop()
            merged.append(("", last[1] + gone, last[2] + come))
        else:
            merged.append((kept, gone, come))
    result: list[Piece] = []
    for kept, gone, come in merged:
        triple = (Piece("same", kept), Piece("removed", gone), Piece("added", come))
        result += [piece for piece in triple if piece.text]
    return tuple(result)


def _aligned(old: Sequence[Block], new: Sequence[Block]) -> Iterable[tuple[Block | None, Block | None]]:
    """Pairs of the same block in both editions, by key; what has no pair by key is paired by likeness, in its place."""
    matcher = SequenceMatcher(
        None, [(one.key, one.kind) for one in old], [(one.key, one.kind) for one in new], autojunk=False
    )
    for name, first, last, low, high in matcher.get_opcodes():
        if name == "equal":
            yield from zip(old[first:last], new[low:high], strict=True)
        else:
            yield from _by_likeness(old[first:last], new[low:high])


def _by_likeness(old: Sequence[Block], new: Sequence[Block]) -> Iterable[tuple[Block | None, Block | None]]:
    waiting = list(new)
    for before in old:
        place = next((at for at, after in enumerate(waiting) if _alike(before, after)), None)
        if place is None:
            yield before, None
            continue
        for after in waiting[:place]:
            yield None, after
        yield before, waiting[place]
        del waiting[: place + 1]
    for after in waiting:
        yield None, after


def _alike(old: Block, new: Block) -> bool:
    if old.kind != new.kind:
        return False
    if old.kind in ("table", "parties"):
        return old.key == new.key or old.text == new.text
    matcher = SequenceMatcher(None, _tokens(old.text), _tokens(new.text), autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _changed(old: Block, new: Block) -> BlockDifference:
    pieces, rows = words(old.text, new.text), _rows(old.rows, new.rows)
    same = all(piece.state == "same" for piece in pieces) and all(row.state == "same" for row in rows)
    return BlockDifference(new.key, new.kind, "same" if same else "changed", pieces, rows)


def _whole(block: Block, state: Literal["added", "removed"]) -> BlockDifference:
    pieces = (Piece(state, block.text),) if block.text else ()
    return BlockDifference(
        block.key, block.kind, state, pieces, tuple(_whole_row(row, state) for row in block.rows)
    )


def _whole_row(row: tuple[str, ...], state: PieceState) -> RowDifference:
    return RowDifference(state, tuple((Piece(state, cell),) if cell else () for cell in row))


def _rows(old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]]) -> tuple[RowDifference, ...]:
    result: list[RowDifference] = []
    for name, first, last, low, high in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = old[first:last], new[low:high]
        if name == "equal":
            result += [_whole_row(row, "same") for row in after]
        elif name == "replace" and [*map(len, before)] == [*map(len, after)]:
            result += [
                RowDifference("changed", tuple(words(one, two) for one, two in zip(gone, come, strict=True)))
                for gone, come in zip(before, after, strict=True)
            ]
        else:
            result += [_whole_row(row, "removed") for row in before]
            result += [_whole_row(row, "added") for row in after]
    return tuple(result)


def _head(body: Body) -> Block:
    number = f"№ {body.number}, " if body.number else ""
    return Block(HEAD_KEY, "plain", f"{number}{body.place}, {body.date_line}")


def _signatures(body: Body) -> Block:
    return Block(SIGNATURES_KEY, "plain", "\n".join(f"{one.post}: {one.name}" for one in body.signatures))
