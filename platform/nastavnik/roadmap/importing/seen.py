# SPDX-License-Identifier: MIT
"""What a page showed when it was drawn, so that a stale one writes nothing over somebody's newer words.

A page carries a mark of every field it shows and of every edit that the draft held. Of what comes back, a field with
the same mark was not touched; an edit with another mark is somebody else's, unless the page itself says the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

_LONGEST_MARK = 12


@dataclass(frozen=True, slots=True)
class Seen:
    """``marks`` are of the fields that the page showed, ``edits`` of everything that had been corrected by then."""

    marks: Mapping[str, str] = field(default_factory=dict)
    edits: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, str], edits: Mapping[str, str]) -> Seen:
        """What a page with these values shows of a draft with these edits."""
        return cls(_marks(values), _marks(edits))

    @classmethod
    def parse(cls, text: str) -> Seen:
        """What a page sent back; anything else counts as a page that showed nothing."""
        try:
            sent = json.loads(text)
        except ValueError:
            return cls()
        if not isinstance(sent, dict):
            return cls()
        return cls(_strings(sent.get("marks")), _strings(sent.get("edits")))

    def __str__(self) -> str:
        return json.dumps({"marks": dict(self.marks), "edits": dict(self.edits)}, separators=(",", ":"))

    def touched(self, typed: Mapping[str, str]) -> dict[str, str]:
        """The fields that the person changed, or that the page did not show."""
        return {name: value for name, value in typed.items() if self.marks.get(name) != _mark(value)}

    def differs(self, name: str, value: str) -> bool:
        """Whether a field that the page showed holds something else now."""
        return name in self.marks and self.marks[name] != _mark(value)

    def changed_in(self, edits: Mapping[str, str]) -> set[str]:
        """Names whose edit is not the one that the page knew of."""
        now = _marks(edits)
        return {name for name in now.keys() | self.edits.keys() if now.get(name) != self.edits.get(name)}

    def after(self, typed: Mapping[str, str], edits: Mapping[str, str] | None) -> Seen:
        """The same page once these fields have been kept; ``edits`` when it knows all of them."""
        known = self.edits if edits is None else _marks(edits)
        return Seen({**self.marks, **_marks(typed)}, known)


def same(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but line ends and spaces at the ends."""
    return _plain(one) == _plain(other)


def _strings(sent: object) -> dict[str, str]:
    return {str(name): str(mark) for name, mark in sent.items()} if isinstance(sent, dict) else {}


def _marks(values: Mapping[str, str]) -> dict[str, str]:
    return {name: _mark(value) for name, value in values.items()}


def _mark(value: str) -> str:
    return sha256(_plain(value).encode()).hexdigest()[:_LONGEST_MARK]


def _plain(value: str) -> str:
    return value.replace("\r\n", "\n").strip()
