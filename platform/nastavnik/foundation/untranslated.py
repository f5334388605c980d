# SPDX-License-Identifier: MIT
"""Finds words that a template says by itself instead of through the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment

# Two letters make a word, one does when it is Russian. Names of file formats are the same in every language.
_WORDS = re.compile(r"(?!\b(?:CSV|DOCX|JSON|ODT|PDF|XLSX|XML|ZIP)\b)\b(?:[^\W\d_]{2,}|[а-яё])", re.IGNORECASE)
_SPOKEN_ATTRIBUTES = frozenset({"alt", "aria-description", "aria-label", "placeholder", "title"})
_NOT_PROSE = frozenset({"code", "kbd", "samp", "script", "style"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
# A dot is no word; where an expression names a tag, a letter keeps it a tag.
_STAND_IN, _TAG_STAND_IN = "·", "x"
_NAMELESS_TAG = re.compile(rf"(</?){_STAND_IN}")
_SYNTAX = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])


def literal_words(template: Path) -> list[tuple[int, str]]:
    """Lines and words of the template that no catalogue can translate.

    Scripts, styles, code and elements marked ``translate="no"`` are not prose.
    """
    text = "".join(_literal_parts(template.read_text(encoding="utf-8")))
    if template.suffix == ".txt":
        return [
            (line, words.strip()) for line, words in enumerate(text.splitlines(), 1) if _WORDS.search(words)
        ]
    reader = _Reader()
    reader.feed(_NAMELESS_TAG.sub(rf"\1{_TAG_STAND_IN}", text))
    reader.close()
    return reader.found


def _literal_parts(source: str) -> Iterator[str]:
    """The template with a dot for every expression and nothing for statements and translated blocks."""
    translated = opening = False
    for _line, kind, value in _SYNTAX.lex(source):
        if opening and kind == "name":
            translated = value == "trans" or (translated and value != "endtrans")
            opening = False
        elif kind == "block_begin":
            opening = True
        if kind == "data" and not translated:
            yield value
        else:
            yield "\n" * value.count("\n") + (_STAND_IN if kind == "variable_begin" else "")


class _Reader(HTMLParser):
    """Walks the mark-up and keeps what would be read aloud or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if not self._silent:
            button = tag == "input" and values.get("type") in ("button", "reset", "submit")
            for name in sorted(_SPOKEN_ATTRIBUTES | ({"value"} if button else set())):
                self._keep(values.get(name) or "")
        silent = tag in _NOT_PROSE or values.get("translate") == "no"
        if tag not in _VOID and (silent or tag in self._silent):
            self._silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._keep(data)

    def _keep(self, text: str) -> None:
        if _WORDS.search(text):
            self.found.append((self.getpos()[0], " ".join(text.split())))
