# SPDX-License-Identifier: MIT
"""From a wording to a deadline."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .calendar_rules import rebuild
from .event_grammar import EventReader
from .meaning import meaning_of
from .model import BadRule, Deadline, Period
from .signals import Signal, Then
from .tokens import source_of, tokens_of


class WordingReader(EventReader):
    """Everything a wording can say about time."""

    def productions(self) -> Sequence[Callable[[], Signal | None]]:
        """What to look for at every place, the most telling first."""
        return (
            self._then,
            self.condition,
            self.event,
            self.rhythm,
            self.whole,
            self.source_clause,
            self.calendar,
            self.lone_amount,
        )

    def _then(self) -> Then | None:
        return Then() if self.take("then") else None


def understand(text: str, period: Period) -> Deadline:
    """Understand a wording of a deadline in a plan for the period. Any text has an answer; at worst ``unclear``."""
    source = source_of(text)
    tokens = tokens_of(source)
    kind, rule = meaning_of(WordingReader(source, tokens).signals(), tokens, period)
    try:
        return rebuild(kind, rule, period, text)
    except BadRule:
        return rebuild("unclear", {}, period, text)
