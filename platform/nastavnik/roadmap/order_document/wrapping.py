# SPDX-License-Identifier: MIT
"""Lines of a page joined into running text: does a hyphen at a line's end belong to the word or divide it?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pymorphy3 import MorphAnalyzer

_WORD = re.compile(r"\w+(?:-\w+)*")
_DIVIDED = re.compile(r"(\w+)-\n(\w+)")
_PARTICLES = {"то", "либо", "нибудь", "таки", "веб", "вип", "час"}
_SHORTEST_WORD = 4
_PROPER = frozenset({"Geox", "Name", "Surn", "Patr", "Abbr", "Orgn", "Trad"})
_BROKEN = re.compile(r"([^\W\d_]+)\n(?=([а-яё]+))")
_UNSPACED = re.compile(r"(?<=[^\s–—])([–—/])\n(?=\S)")


class Wrapping:
    """Knows the words of one document, so that it can tell «контрольно-аналитических» from «опове-щение»."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words: set[str] = set()
        for text in texts:
            for line in text.casefold().split("\n"):
                self._words.update(found[0] for found in _WORD.finditer(line) if found.end() < len(line))

    def unwrap(self, text: str) -> str:
        """The text on one line."""
        text = _DIVIDED.sub(lambda found: self._joined(found[1], found[2]), text)
        text = _BROKEN.sub(lambda found: _mended(found[1], found[2]), text)
        return " ".join(_UNSPACED.sub(r"\1", text).split())

    def _joined(self, before: str, after: str) -> str:
        whole, compound = f"{before}{after}", f"{before}-{after}"
        if not (before.isalpha() and after.isalpha()):
            return compound
        if after[0].isupper() or compound.casefold() in self._words:
            return compound
        if whole.casefold() in self._words or _is_word(whole):
            return whole
        return compound if _stands_alone(before) and _stands_alone(after) else whole


def _mended(before: str, after: str) -> str:
    """A word too long for its column is broken without a hyphen: «Методиче», «ские»."""
    broken = _is_word(f"{before}{after}") and not (_is_word(before) and _is_word(after))
    return before if broken else f"{before}\n"


@cache
def _dictionary() -> MorphAnalyzer:
    return MorphAnalyzer(lang="ru")


def _is_word(text: str) -> bool:
    return bool(_dictionary().word_is_known(text.casefold()))


def _stands_alone(text: str) -> bool:
    """Is it a common word? Endings such as «ская» and «ции» are also rivers, names and abbreviations."""
    if text.casefold() in _PARTICLES:
        return True
    if len(text) < _SHORTEST_WORD or not _is_word(text):
        return False
    return any(not _PROPER & parse.tag.grammemes for parse in _dictionary().parse(text.casefold()))
