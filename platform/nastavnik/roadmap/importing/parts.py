# SPDX-License-Identifier: MIT
"""Pieces of a draft: a section, the order, a measure, each as it stands now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nastavnik.roadmap.deadlines import Deadline, Period

from .questions import DROP, NOT_REQUIRED, Question


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the draft: ``number`` as in the order, ``title`` as it stands now."""

    place: int
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """The order: what the fields say, what is wrong with them, and what was understood."""

    values: Mapping[str, str]
    errors: Mapping[str, str]
    number: str
    signed_on: date | None
    approved_on: date | None
    period: Period | None


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """A measure: ``said`` is the order's own words (none for an added one), ``values`` what the fields say now."""

    place: int
    said: Mapping[str, Any]
    values: Mapping[str, str]
    deadline: Deadline
    people: tuple[str, ...]
    decision: str = ""
    applies_to: str | None = None
    continues: str | None = None
    edited: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()

    @property
    def number(self) -> str:
        """The number as text."""
        return self.values["number"].strip()

    @property
    def title(self) -> str:
        """The title on one line."""
        return " ".join(self.values["title"].split())

    @property
    def result(self) -> str:
        """The expected result or document."""
        return " ".join(self.values["result"].split())

    @property
    def section(self) -> str:
        """The number of its section."""
        return self.values["section"]

    @property
    def dropped(self) -> bool:
        """Whether it is left out of the roadmap."""
        return self.decision == DROP

    @property
    def not_required(self) -> bool:
        """Whether it stands in the roadmap as «не требуется»."""
        return self.decision == NOT_REQUIRED

    @property
    def added(self) -> bool:
        """Whether a person added it: the order has no such row, or it was not understood."""
        return not self.said

    @property
    def open_questions(self) -> int:
        """How many of its questions wait for an answer."""
        return sum(not question.solved for question in self.questions)
