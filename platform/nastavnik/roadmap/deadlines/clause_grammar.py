# SPDX-License-Identifier: MIT
"""The signals of a wording in order, and the text that belongs to a signal: the words up to the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .rhythm_grammar import RhythmReader
from .signals import Signal
from .tokens import Token

OPENING_QUOTES = "«“\"„'"
_CLOSING_QUOTES = "»”\"“'"
_PARTING_KINDS = (",", ";", "(", ")", "-", "/", "+", "conjunction", "prep")


class ClauseReader(RhythmReader):
    """Looks for signals place by place; productions of clauses are added by the readers that build on it."""

    def __init__(self, source: str, tokens: list[Token]) -> None:
        super().__init__(source, tokens)
        self._seen: dict[int, tuple[Signal, int] | None] = {}

    def signals(self) -> list[Signal]:
        """Everything in the wording that says something about time; what says nothing is passed over."""
        found: list[Signal] = []
        while self.at < len(self.tokens):
            token = self.peek()
            if token.kind in (",", ";", "/", "(", ")", "+", "conjunction"):
                self.at += 1
            elif (token.value == "от" and self.peek(1).kind == "date") or token.kind in ("№", "%"):
                # The date or the number of a document is no deadline.
                self.at += 2
            elif signal := self.signal():
                found.append(signal)
            else:
                self.at += 1
        return found

    def signal(self) -> Signal | None:
        """The signal that starts here; each place is read once, however often it is asked for."""
        start = self.at
        if start not in self._seen:
            # While the place is being read it counts as empty, so that no production looks into itself.
            self._seen[start] = None
            read = self._signal()
            self._seen[start] = (read, self.at) if read else None
        seen = self._seen[start]
        self.at = seen[1] if seen else start
        return seen[0] if seen else None

    def _signal(self) -> Signal | None:
        for production in self.productions():
            found = production()
            if found:
                return found
        return None

    def productions(self) -> Sequence[Callable[[], Signal | None]]:
        """What to look for at every place, the most telling first."""
        return (self.rhythm, self.calendar)

    def words(self, start: int, end: int) -> str:
        """The source text of the tokens from ``start`` up to ``end``, with the quotation marks that belong to it."""
        while end > start and self.tokens[end - 1].kind in _PARTING_KINDS:
            end -= 1
        if start >= end:
            return ""
        first, last = self.tokens[start].start, self.tokens[end - 1].end
        if first and self.source[first - 1] in OPENING_QUOTES:
            first -= 1
        while last < len(self.source) and self.source[last] in _CLOSING_QUOTES:
            last += 1
        return " ".join(self.source[first:last].split())

    def tail(self) -> str:
        """The words up to the end or to the next signal, as they were written."""
        start = self.at
        while self.at < len(self.tokens) and not self._another_signal_starts():
            self.at += 1
        return self.words(start, self.at)

    def _another_signal_starts(self) -> bool:
        token, following = self.peek(), self.peek(1)
        parting = token.kind in (",", ";", "(", ")", "then") or token.value == "but"
        adverb = token.kind in ("frequency", "whole") and token.word.endswith(("о", "и"))
        opening = token.kind == "prep" and following.kind in ("during", "need", "limit")
        opening = opening or (token.value == "до" and following.kind == "date")
        if not (parting or adverb or opening or token.kind in ("times", "times_in_word")):
            return False
        here = self.at
        self.separators()
        found = self.signal() is not None
        self.at = here
        return found
