# SPDX-License-Identifier: MIT
"""What was read out of an order: the contract of ``nastavnik roadmap read --json``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from nastavnik.roadmap.deadlines import Deadline, Period
from nastavnik.roadmap.order_document.head import OrderHead
from nastavnik.roadmap.order_document.people import Assignee

Severity = Literal["question", "info"]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the roadmap; ``number`` is text, the section's place when the order gives it none."""

    number: str
    title: str

    def as_json(self) -> dict[str, Any]:
        return {"number": self.number, "title": self.title}


@dataclass(frozen=True, slots=True)
class Item:
    """A measure. ``number`` is text and may be empty, ``section`` the number of its section or None.

    ``applies_to`` is the organisation that the title addresses; ``assignees_text`` the cell as it was written.
    """

    number: str
    section: str | None
    title: str
    deadline_text: str
    deadline: Deadline
    assignees: tuple[Assignee, ...]
    result: str
    applies_to: str | None
    assignees_text: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "section": self.section,
            "title": self.title,
            "deadline_text": self.deadline_text,
            "deadline": self.deadline.as_json(),
            "assignees": [assignee.name for assignee in self.assignees],
            "result": self.result,
            "applies_to": self.applies_to,
        }


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person should look at. ``item`` is a number, None when it is about the whole order.

    A ``question`` asks for a decision, an ``info`` only tells.
    """

    code: str
    message: str
    item: str | None = None
    severity: Severity = "question"

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "item": self.item}


@dataclass(frozen=True, slots=True)
class OrderReading:
    """An order as it was understood.

    ``kind`` is the kind of the file; ``unplaced`` holds, word for word, what stands in the table and found no
    place in the roadmap, and each piece has its warning; ``below`` are the lines under the table, where people sign.
    """

    order: OrderHead
    period: Period | None
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    warnings: tuple[Remark, ...]
    unplaced: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    kind: str = "text"

    def as_json(self) -> dict[str, Any]:
        """Plain values of JSON, dates in ISO form, what is unknown as null."""
        return {
            "order": {
                "number": self.order.number,
                "date": _iso(self.order.date),
                "title": self.order.title,
                "basis": self.order.basis,
                "organisation": self.order.organisation,
                "signatory": self.order.signatory,
                "approved_on": _iso(self.order.approved_on),
            },
            "period": {
                "from": _iso(self.period.start) if self.period else None,
                "to": _iso(self.period.end) if self.period else None,
            },
            "sections": [section.as_json() for section in self.sections],
            "items": [item.as_json() for item in self.items],
            "warnings": [warning.as_json() for warning in self.warnings],
        }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
