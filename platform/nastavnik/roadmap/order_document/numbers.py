# SPDX-License-Identifier: MIT
"""Numbers of sections and measures: text that is never counted anew, only tidied and compared."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nastavnik.roadmap.order_document.text import flat

_PART = r"(?!0)\d{1,3}"
_DOTTED = rf"{_PART}(?:\s?[.,]\s?{_PART})*"
_ROMAN = r"[IVXLC]{1,7}"
_NUMBER = re.compile(rf"(?:п(?:ункт)?\.?\s?)?({_DOTTED})\s?([а-яa-z])?\s?[.)]*", re.IGNORECASE)
_ROMAN_NUMBER = re.compile(rf"({_ROMAN})\s?[.)]?")
_NAMED = re.compile(
    rf"(?:раздел|направление|блок|модуль|этап|задача|часть)\s+(?:№\s?)?(\d{{1,2}}|{_ROMAN})\s?[.:)–—-]*\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_LEADING = (
    re.compile(rf"({_PART}(?:\.\s?{_PART})+)(?!\d|\.\d)\s?[.)]*\s*(?P<rest>[^\d\s.,)%-].*)"),
    re.compile(rf"({_PART})\s?[.)]+\s*(?P<rest>[^\d\s.,)].*)"),
    re.compile(rf"({_ROMAN})\s?[.)]\s*(?P<rest>\S.*)"),
)
# Cyrillic letters that stand for Roman digits when nobody changed the keyboard.
_LOOKALIKES = str.maketrans("ІХСМ", "IXCM")
_SPACE = re.compile(r"\s")
_LONGEST_GAP = 30


def parse_number(text: str) -> str | None:
    """A cell with nothing but a number, tidied: «1.1.» and «п. 1.1)» give «1.1», «II.» gives «II»."""
    text = flat(text)
    if found := _NUMBER.fullmatch(text):
        return re.sub(r"\s?[.,]\s?", ".", found[1]) + (found[2] or "")
    if found := _ROMAN_NUMBER.fullmatch(text.translate(_LOOKALIKES)):
        return found[1]
    if (found := _NAMED.fullmatch(text)) and not found["rest"]:
        return found[1]
    return None


def split_number(text: str) -> tuple[str | None, str]:
    """The number a title begins with and the rest of it: «1.1.Текст» gives («1.1», «Текст»)."""
    text = flat(text)
    if (found := _NAMED.fullmatch(text)) and found["rest"]:
        return found[1].upper(), found["rest"]
    for pattern in _LEADING:
        if found := pattern.fullmatch(text):
            return re.sub(r"\.\s", ".", found[1]), found["rest"]
    return None, text


def cut_number(text: str) -> tuple[str | None, str]:
    """As ``split_number``, but the rest keeps its line breaks."""
    number, rest = split_number(text)
    if number is None:
        return None, text
    cut = len(_SPACE.sub("", text)) - len(_SPACE.sub("", rest))
    return number, re.sub(rf"^(?:\s*\S){{{cut}}}\s*", "", text)


def depth(number: str) -> int:
    """How deep a number lies: «1» and «II» 1, «1.1» 2."""
    return number.count(".") + 1


def parts(number: str) -> tuple[int, ...] | None:
    """The number as whole numbers; None when a part of it is a letter."""
    pieces = number.split(".")
    return tuple(map(int, pieces)) if all(piece.isdigit() for piece in pieces) else None


def missing(numbers: Iterable[str]) -> list[str]:
    """Numbers left out: for 1.1, 1.3, 2.1 it is 1.2. Each level starts at one.

    A jump too wide to be an omission, as with numbers made of years, is not counted.
    """
    groups: dict[tuple[int, ...], set[int]] = {}
    for text in numbers:
        number = parts(text)
        if number is not None:
            groups.setdefault(number[:-1], set()).add(number[-1])
    absent = []
    for parent, present in groups.items():
        before = 0
        for last in sorted(present):
            if last - before <= _LONGEST_GAP:
                absent += [(*parent, between) for between in range(before + 1, last)]
            before = last
    return [".".join(map(str, number)) for number in sorted(absent)]
