# SPDX-License-Identifier: MIT
"""Automatic numbers of ODT lists, counted as the document is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from lxml.etree import _Element

from nastavnik.roadmap.order_document.container import attribute, local, number
from nastavnik.roadmap.order_document.docx_numbering import roman


@dataclass(frozen=True, slots=True)
class _Level:
    bullet: bool
    form: str
    prefix: str
    suffix: str
    shown: int
    start: int


class Lists:
    """Labels of list items. A list goes on counting when it says so, otherwise it begins anew."""

    def __init__(self, styles: dict[str, dict[int, _Level]]) -> None:
        self._styles = styles
        self._open: list[tuple[str, dict[int, int]]] = []
        self._last: dict[str, dict[int, int]] = {}

    @classmethod
    def of(cls, *roots: _Element | None) -> Lists:
        """The list styles of a document's parts."""
        return cls(
            {
                attribute(style, "name") or "": _levels(style)
                for root in roots
                if root is not None
                for style in root.iter("{*}list-style")
            }
        )

    @contextmanager
    def entered(self, element: _Element) -> Iterator[None]:
        """Inside one list, maybe within another."""
        style = attribute(element, "style-name") or (self._open[-1][0] if self._open else "")
        goes_on = attribute(element, "continue-numbering") == "true" or attribute(element, "continue-list")
        if self._open:
            counters = self._open[-1][1]
        else:
            counters = self._last.get(style, {}) if goes_on else {}
            self._last[style] = counters
        self._open.append((style, counters))
        try:
            yield
        finally:
            self._open.pop()

    def label(self, item: _Element) -> str:
        """What stands before the next item of the innermost list, with a space."""
        style, counters = self._open[-1]
        depth = len(self._open)
        levels = self._styles.get(style, {})
        level = levels.get(depth)
        if level is None or level.bullet:
            return "- " if level else ""
        counters[depth] = number(attribute(item, "start-value"), counters.get(depth, level.start - 1) + 1)
        for deeper in [deeper for deeper in counters if deeper > depth]:
            del counters[deeper]
        if not level.form:
            return ""
        shown = range(max(1, depth - level.shown + 1), depth + 1)
        counts = [_written(counters.setdefault(at, 1), levels.get(at, level).form) for at in shown]
        return f"{level.prefix}{'.'.join(counts)}{level.suffix} "


def _levels(style: _Element) -> dict[int, _Level]:
    return {
        number(attribute(level, "level"), 1): _Level(
            bullet=local(level) != "list-level-style-number",
            form=attribute(level, "num-format") or "",
            prefix=attribute(level, "num-prefix") or "",
            suffix=attribute(level, "num-suffix") or "",
            shown=number(attribute(level, "display-levels"), 1),
            start=number(attribute(level, "start-value"), 1),
        )
        for level in style
        if local(level).startswith("list-level-style-")
    }


def _written(count: int, form: str) -> str:
    match form:
        case "I":
            return roman(count)
        case "i":
            return roman(count).lower()
        case "a" | "A":
            letter = chr(ord("a") + (count - 1) % 26)
            return letter if form == "a" else letter.upper()
        case _:
            return str(count)
