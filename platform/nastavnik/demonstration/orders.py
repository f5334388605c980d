# SPDX-License-Identifier: MIT
"""Orders of the declarations through the product's own reader: read, questions answered, started."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from nastavnik.foundation.dates import parse_date
from nastavnik.roadmap import service as roadmap

WRITTEN_FOR = 2026
"""The year of the fictional orders' present: in another one the demonstration moves their years with it."""

_YEAR = re.compile(r"\b20(?:2[5-9]|3\d)\b")
_SIGNED = re.compile(r"^\d{2}\.\d{2}\.\d{4}$", re.MULTILINE)
_ANSWERS = ("order", "not_required", "keep", "later")


def in_the_present(text: str, year: int) -> str:
    """A fictional order as it is written in that year; years before the fictional ones stay."""
    moved = year - WRITTEN_FOR
    return _YEAR.sub(lambda found: str(int(found.group()) + moved), text)


def upload(path: Path, name: str, year: int) -> roadmap.OpenImport:
    """Read an order as it is written in that year, and answer what the reader asks, the cautious way."""
    text = in_the_present(path.read_text("utf-8"), year)
    started = roadmap.start_import(text.encode(), name)
    draft = roadmap.draft_of(started)
    answers = {}
    for question in draft.questions:
        offered = [answer.value for answer in question.answers]
        answers[question.name] = next((one for one in _ANSWERS if one in offered), "")
    if answers:
        roadmap.save_edits(started.id, answers)
    return next(one for one in roadmap.open_imports() if one.id == started.id)


def signed_on(path: Path, year: int) -> date:
    """The date of an order as it is written in that year; ``LookupError`` for one without a date."""
    found = _SIGNED.search(in_the_present(path.read_text("utf-8"), year))
    if found is None:
        raise LookupError(f"{path}: no line with the date of the order")
    return parse_date(found.group())
