# SPDX-License-Identifier: MIT
"""What a deadline is: the period it lies in, its kind, its dates, and the rule the dates come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

KINDS = ("fixed", "recurring", "whole_period", "relative", "external", "conditional", "unclear")

Rule = dict[str, Any]


@dataclass(frozen=True)
class Period:
    """The days from ``start`` to ``end``, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True)
class Deadline:
    """One understood wording: ``due`` is sorted and unique, ``text`` is the wording as it stood in the order."""

    kind: str
    due: tuple[date, ...]
    rule: Rule
    text: str

    def as_json(self) -> dict[str, Any]:
        """The deadline as plain JSON values, dates in ISO form."""
        return {
            "kind": self.kind,
            "due": [day.isoformat() for day in self.due],
            "rule": self.rule,
            "text": self.text,
        }


class BadRule(ValueError):
    """A rule that gives no dates: ``field`` names the key of the rule that has to be corrected."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
