# SPDX-License-Identifier: MIT
"""Automatic numbers of DOCX: the text does not hold them, they are counted as the document is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from lxml.etree import _Element

from nastavnik.roadmap.order_document.container import Container, attribute, child, local, number

_DEFINITIONS = "word/numbering.xml"
_STYLES = "word/styles.xml"
_LEVELS = 9
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_ROMAN = {100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V", 4: "IV", 1: "I"}

Place: TypeAlias = tuple[str, int]
"""A list and a level in it."""


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    pattern: str
    plain: bool


class Numbering:
    """Labels of numbered paragraphs, given in the order of the document."""

    def __init__(
        self, lists: dict[str, dict[int, _Level]], families: dict[str, str], styles: dict[str, Place]
    ) -> None:
        self._lists = lists
        self._families = families
        self._styles = styles
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[Place] = set()

    @classmethod
    def of(cls, container: Container) -> Numbering:
        """The numbering a document defines; none at all when it has no such part."""
        if _DEFINITIONS not in container:
            return cls({}, {}, {})
        root = container.xml(_DEFINITIONS)
        abstract = {
            attribute(each, "abstractNumId") or "": each for each in root if local(each) == "abstractNum"
        }
        lists: dict[str, dict[int, _Level]] = {}
        families: dict[str, str] = {}
        for each in root:
            if local(each) != "num":
                continue
            name, family = attribute(each, "numId") or "", _value(each, "abstractNumId") or ""
            levels = _levels(abstract[family]) if family in abstract else {}
            overridden = _overrides(each, levels)
            lists[name] = levels | overridden
            # A list that begins anew counts for itself, the others of one family count together.
            families[name] = f"{family}/{name}" if overridden else family
        styles = _style_places(container.xml(_STYLES)) if _STYLES in container else {}
        return cls(lists, families, styles)

    def label(self, paragraph: _Element) -> str:
        """What stands before the paragraph's text, with a space: «1.2. », «- », or nothing."""
        place = self._place(paragraph)
        if place is None:
            return ""
        name, at = place
        levels = self._lists.get(name, {})
        level = levels.get(at)
        if level is None or level.form == "none":
            return ""
        if level.form == "bullet":
            return "- "
        counters = self._counters.setdefault(self._families[name], {})
        counters[at] = counters.get(at, level.start - 1) + 1
        for deeper in [deeper for deeper in counters if deeper > at]:
            del counters[deeper]
        text = level.pattern
        for index in range(at + 1):
            upper = levels.get(index, level)
            count = counters.setdefault(index, upper.start)
            text = text.replace(f"%{index + 1}", _written(count, "decimal" if level.plain else upper.form))
        return f"{text} "

    def _place(self, paragraph: _Element) -> Place | None:
        style = self._styles.get(_value(paragraph, "pPr", "pStyle") or "")
        properties = child(paragraph, "pPr", "numPr")
        if properties is None:
            return style
        name = _value(properties, "numId") or (style[0] if style else "0")
        if name == "0":
            return None
        return name, min(number(_value(properties, "ilvl"), style[1] if style else 0), _LEVELS - 1)


def _levels(definition: _Element) -> dict[int, _Level]:
    return {number(attribute(each, "ilvl"), 0): _level(each) for each in definition if local(each) == "lvl"}


def _level(element: _Element) -> _Level:
    return _Level(
        start=number(_value(element, "start"), 1),
        form=_value(element, "numFmt") or "decimal",
        pattern=_value(element, "lvlText") or "",
        plain=child(element, "isLgl") is not None,
    )


def _overrides(definition: _Element, levels: dict[int, _Level]) -> dict[int, _Level]:
    result: dict[int, _Level] = {}
    for each in definition:
        if local(each) != "lvlOverride":
            continue
        at = number(attribute(each, "ilvl"), 0)
        inner = child(each, "lvl")
        level = _level(inner) if inner is not None else levels.get(at)
        start = _value(each, "startOverride")
        if level is not None:
            begin = number(start, level.start) if start is not None else level.start
            result[at] = _Level(begin, level.form, level.pattern, level.plain)
    return result


def _style_places(root: _Element) -> dict[str, Place]:
    """Styles that number their paragraphs, also by the style they are based on."""
    own: dict[str, Place] = {}
    bases: dict[str, str] = {}
    for style in root:
        if local(style) != "style":
            continue
        name = attribute(style, "styleId") or ""
        bases[name] = _value(style, "basedOn") or ""
        list_name = _value(style, "pPr", "numPr", "numId")
        if list_name is not None:
            own[name] = (list_name, number(_value(style, "pPr", "numPr", "ilvl"), 0))
    result: dict[str, Place] = {}
    for name in bases:
        seen, current = {name}, name
        while current not in own and bases.get(current) and bases[current] not in seen:
            current = bases[current]
            seen.add(current)
        if current in own and own[current][0] != "0":
            result[name] = own[current]
    return result


def _value(element: _Element, *path: str) -> str | None:
    found = child(element, *path)
    return None if found is None else attribute(found, "val")


def _written(count: int, form: str) -> str:
    match form:
        case "upperRoman" | "lowerRoman":
            digits = roman(count)
            return digits if form == "upperRoman" else digits.lower()
        case "russianLower" | "russianUpper":
            letter = _RUSSIAN[(count - 1) % len(_RUSSIAN)]
            return letter if form == "russianLower" else letter.upper()
        case "lowerLetter" | "upperLetter":
            letter = chr(ord("a") + (count - 1) % 26)
            return letter if form == "lowerLetter" else letter.upper()
        case "decimalZero":
            return f"{count:02d}"
        case "bullet" | "none":
            return ""
        case _:
            return str(count)


def roman(count: int) -> str:
    """The number in Roman digits."""
    text, count = "", min(count, 1000)
    for value, letters in _ROMAN.items():
        while count >= value:
            text += letters
            count -= value
    return text
