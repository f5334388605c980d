# SPDX-License-Identifier: MIT
"""The canonical content of an agreement: what is drafted, compared and negotiated block by block.

What people sign is the PDF made of it. The content is words only, so that a difference in looks is never a difference of
two editions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Literal, cast, get_args

BlockKind = Literal["title", "heading", "point", "plain", "table", "parties"]
Side = Literal["our", "partner"]
KINDS: tuple[str, ...] = get_args(BlockKind)
SIDES: tuple[Side, ...] = ("our", "partner")
BLANK_NUMBER = "________"
BLANK_DATE = "«___» ______________ 20__ г."

_MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the text. ``key`` is the same in every edition as long as the piece is the same piece.

    ``text`` of a table or of the parties is its heading. ``rows`` of a table begin with its columns; ``rows`` of the parties
    are pairs: what stands in the column of the organisation, and in that of the partner.
    """

    key: str
    kind: BlockKind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A place for one signature, in the column of its side."""

    side: Side
    post: str
    name: str


@dataclass(frozen=True, slots=True)
class Body:
    """An agreement in words. ``title`` names the document in lists and in the properties of its files.

    ``on`` is the date of the document; without it, and without a ``number``, a blank is left for the hand.
    """

    title: str
    number: str
    place: str
    on: date | None
    blocks: tuple[Block, ...]
    signatures: tuple[SignatureLine, ...] = field(default=())

    @property
    def date_line(self) -> str:
        """«10 октября 2024 г.», or a blank."""
        return long_date(self.on) if self.on else BLANK_DATE

    @property
    def heading(self) -> str:
        """The first line of the document: the first title block, or its name."""
        return next((block.text for block in self.blocks if block.kind == "title"), self.title)

    def block(self, key: str) -> Block | None:
        """The block of that key."""
        return next((block for block in self.blocks if block.key == key), None)

    def with_block(self, key: str, text: str) -> Body:
        """The same content with other words in one block; without words the block is taken out."""
        changed = (replace(block, text=text) if block.key == key else block for block in self.blocks)
        return replace(
            self, blocks=tuple(block for block in changed if block.key != key or text.strip() or block.rows)
        )

    def as_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        value = asdict(self)
        value["on"] = self.on.isoformat() if self.on else None
        value["blocks"] = [
            {
                "key": block.key,
                "kind": block.kind,
                "text": block.text,
                "rows": [list(row) for row in block.rows],
            }
            for block in self.blocks
        ]
        value["signatures"] = [asdict(line) for line in self.signatures]
        return value

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> Body:
        """The content of ``as_json``. Raises ``ValueError`` for anything that is not one."""
        try:
            return cls(
                title=str(value["title"]),
                number=str(value["number"]),
                place=str(value["place"]),
                on=date.fromisoformat(value["on"]) if value["on"] else None,
                blocks=tuple(_block(one) for one in value["blocks"]),
                signatures=tuple(_signature(one) for one in value.get("signatures", ())),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"not the content of an agreement: {error}") from error


def long_date(value: date) -> str:
    """«10 октября 2024 г.»: documents are Russian whatever the language of the interface."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year} г."


def unique_keys(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with keys of their own: a second «3.1» becomes «3.1~2»."""
    seen: dict[str, int] = {}
    taken = {block.key for block in blocks}
    result = []
    for block in blocks:
        count = seen[block.key] = seen.get(block.key, 0) + 1
        key = block.key
        while count > 1 and (key := f"{block.key}~{count}") in taken:
            count += 1
        if key != block.key:
            taken.add(key)
            seen[block.key] = count
        result.append(replace(block, key=key))
    return tuple(result)


def _block(value: Mapping[str, Any]) -> Block:
    if value["kind"] not in KINDS:
        raise ValueError(f"not a kind of block: {value['kind']!r}")
    rows = tuple(tuple(str(cell) for cell in row) for row in value.get("rows", ()))
    return Block(str(value["key"]), cast("BlockKind", value["kind"]), str(value.get("text", "")), rows)


def _signature(value: Mapping[str, Any]) -> SignatureLine:
    if value["side"] not in SIDES:
        raise ValueError(f"not a side: {value['side']!r}")
    return SignatureLine(value["side"], str(value["post"]), str(value["name"]))
