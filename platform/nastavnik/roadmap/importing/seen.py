# SPDX-License-Identifier: MIT
"""What stood in the fields when a page was drawn, so that a stale page writes nothing over somebody's newer words.

A page carries a mark of every field it shows. Of what comes back, a field with the same mark was not touched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

_LONGEST_MARK = 12


@dataclass(frozen=True, slots=True)
class Seen:
    """``at`` says when the draft had last been changed as the page showed it, ``marks`` are of its fields."""

    at: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, str], at: str) -> Seen:
        """What a page with these values shows."""
        return cls(at, {name: _mark(value) for name, value in values.items()})

    @classmethod
    def parse(cls, text: str) -> Seen:
        """What a page sent back; anything else counts as a page that showed nothing."""
        try:
            sent = json.loads(text)
        except ValueError:
            return cls()
        if not isinstance(sent, dict) or not isinstance(sent.get("marks"), dict):
            return cls()
        return cls(str(sent.get("at", "")), {str(name): str(mark) for name, mark in sent["marks"].items()})

    def __str__(self) -> str:
        return json.dumps({"at": self.at, "marks": dict(self.marks)}, separators=(",", ":"))

    def touched(self, typed: Mapping[str, str]) -> dict[str, str]:
        """The fields that the person changed, or that the page did not show."""
        return {name: value for name, value in typed.items() if self.marks.get(name) != _mark(value)}

    def differs(self, name: str, value: str) -> bool:
        """Whether a field that the page showed holds something else now."""
        return name in self.marks and self.marks[name] != _mark(value)

    def after(self, typed: Mapping[str, str], at: str) -> Seen:
        """The same page once these fields have been kept."""
        return Seen(at, {**self.marks, **{name: _mark(value) for name, value in typed.items()}})


def same(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but line ends and spaces at the ends."""
    return _plain(one) == _plain(other)


def _mark(value: str) -> str:
    return sha256(_plain(value).encode()).hexdigest()[:_LONGEST_MARK]


def _plain(value: str) -> str:
    return value.replace("\r\n", "\n").strip()
