# SPDX-License-Identifier: MIT
"""Numbers that a text editor puts before paragraphs by itself: they are part of the text and must not be lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

_PLACE = re.compile(r"%(\d)")
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of one document in the order of reading."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: DocxDocument) -> Numbering:
        """The lists that the document defines; empty when it has none."""
        self = cls()
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return self
        for abstract in root.findall(qn("w:abstractNum")):
            levels = {int(one.get(qn("w:ilvl"), "0")): _level(one) for one in abstract.findall(qn("w:lvl"))}
            self._levels[str(abstract.get(qn("w:abstractNumId")))] = levels
        for number in root.findall(qn("w:num")):
            target = number.find(qn("w:abstractNumId"))
            if target is not None:
                self._lists[str(number.get(qn("w:numId")))] = str(target.get(qn("w:val")))
        return self

    def prefix(self, paragraph: Paragraph) -> str:
        """«3.2.» of the paragraph, «–» of a bullet, an empty string when it is not numbered."""
        found = _list_of(paragraph)
        if found is None:
            return ""
        name, depth = found
        abstract = self._lists.get(name, "")
        levels = self._levels.get(abstract, {})
        level = levels.get(depth)
        if level is None or level.form == "none":
            return ""
        if level.form == "bullet":
            return "–"
        counts = self._counts.setdefault(abstract, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            one = levels.get(at, _Level())
            return _form(one.form)(counts.setdefault(at, one.start))

        return _PLACE.sub(shown, level.text).strip()


def _list_of(paragraph: Paragraph) -> tuple[str, int] | None:
    places: list[Any] = [paragraph._p.pPr]
    style = paragraph.style
    while style is not None and len(places) < 12:
        places.append(style.element.pPr)
        style = style.base_style
    for properties in places:
        numbered = properties.find(qn("w:numPr")) if properties is not None else None
        if numbered is None:
            continue
        name, depth = numbered.find(qn("w:numId")), numbered.find(qn("w:ilvl"))
        if name is not None:
            value = str(name.get(qn("w:val")))
            level = str(depth.get(qn("w:val"))) if depth is not None else "0"
            return None if value == "0" else (value, int(level) if level.isdigit() else 0)
    return None


def _level(element: Any) -> _Level:
    def value(name: str, default: str) -> str:
        found = element.find(qn(name))
        return str(found.get(qn("w:val"), default)) if found is not None else default

    start = value("w:start", "1")
    return _Level(int(start) if start.isdigit() else 1, value("w:numFmt", "decimal"), value("w:lvlText", ""))


def _form(name: str) -> Callable[[int], str]:
    forms: dict[str, Callable[[int], str]] = {
        "lowerLetter": lambda count: _letter("abcdefghijklmnopqrstuvwxyz", count),
        "upperLetter": lambda count: _letter("ABCDEFGHIJKLMNOPQRSTUVWXYZ", count),
        "russianLower": lambda count: _letter(_CYRILLIC, count),
        "russianUpper": lambda count: _letter(_CYRILLIC.upper(), count),
        "lowerRoman": _roman,
        "upperRoman": lambda count: _roman(count).upper(),
        "decimalZero": lambda count: f"{count:02}",
    }
    return forms.get(name, str)


def _letter(alphabet: str, count: int) -> str:
    return (
        alphabet[(count - 1) % len(alphabet)] * ((count - 1) // len(alphabet) + 1)
        if count > 0
        else str(count)
    )


def _roman(count: int) -> str:
    result = ""
    for value, letters in _ROMAN:
        times, count = divmod(count, value)
        result += letters * times
    return result
