# SPDX-License-Identifier: MIT
"""Letters of a PDF page, put together into words and lines by where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from pdfplumber.utils.text import extract_text

from nastavnik.roadmap.order_document.text import clean

Char: TypeAlias = dict[str, Any]
"""A letter as pdfplumber gives it: text, x0, x1, top, bottom."""
Word: TypeAlias = list[Char]
Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom."""

TOLERANCE = 3.0
PAGE_NUMBER = re.compile(r"[-–—\s]*(?:стр\.?\s*)?\d{1,3}(?:\s*(?:из|/)\s*\d{1,3})?[-–—\s]*", re.IGNORECASE)


def words_of(chars: Sequence[Char]) -> Iterator[Word]:
    """Letters drawn one after the other without a gap. A word too long for its cell runs over into the next one."""
    word: Word = []
    for char in chars:
        last = word[-1] if word else None
        apart = last is not None and (
            abs(middle(char) - middle(last)) > TOLERANCE or not -TOLERANCE < char["x0"] - last["x1"] < 1
        )
        if word and (apart or char["text"].isspace()):
            yield word
            word = []
        word.append(char)
    if word:
        yield word


def text_of(chars: Sequence[Char]) -> str:
    if not chars:
        return ""
    # Fonts of some programs give every hyphen as the invisible one, which is never drawn in a PDF.
    return clean(extract_text(list(chars), x_tolerance_ratio=0.15).replace("\xad", "-"))


def distinct(chars: Iterable[Char]) -> list[Char]:
    """Letters without the doubles that are printed on each other to look bold."""
    seen: set[tuple[str, int, int]] = set()
    result = []
    for char in chars:
        key = (char["text"], round(char["x0"]), round(char["top"]))
        if char["upright"] and key not in seen:
            seen.add(key)
            result.append(char)
    return result


def middle(char: Char) -> float:
    return float(char["top"] + char["bottom"]) / 2


def centre(char: Char) -> float:
    return float(char["x0"] + char["x1"]) / 2
