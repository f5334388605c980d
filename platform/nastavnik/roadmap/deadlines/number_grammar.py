# SPDX-License-Identifier: MIT
"""The reader of tokens, and the grammar of numbers and years, on which the other grammars stand.

Every production reads from the reader's position, and stays where it was when it finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from .spans import Years
from .tokens import Token

P = ParamSpec("P")
T = TypeVar("T")
ReaderType = TypeVar("ReaderType", bound="Reader")

NumberPair = tuple[int, int]
_NOTHING = Token("", None, 0, 0, "")
_BARE_YEARS = range(20, 46)
_TENS = (20, 30, 40, 60)


def attempt(
    production: Callable[Concatenate[ReaderType, P], T | None],
) -> Callable[Concatenate[ReaderType, P], T | None]:
    """Go back to where the production started when it found nothing."""

    @wraps(production)
    def tried(self: ReaderType, /, *args: P.args, **kwargs: P.kwargs) -> T | None:
        start = self.at
        found = production(self, *args, **kwargs)
        if found is None:
            self.at = start
        return found

    return tried


class Reader:
    """Tokens and a position in them."""

    def __init__(self, source: str, tokens: list[Token]) -> None:
        self.source = source
        self.tokens = tokens
        self.at = 0

    def peek(self, ahead: int = 0) -> Token:
        """The token at the position, or an empty one."""
        index = self.at + ahead
        return self.tokens[index] if 0 <= index < len(self.tokens) else _NOTHING

    def take(self, *kinds: str) -> Token | None:
        """Step over a token of one of the kinds."""
        token = self.peek()
        if token.kind in kinds:
            self.at += 1
            return token
        return None

    def step(self) -> bool:
        """Step over whatever stands here; always true, to end a condition with."""
        self.at += 1
        return True

    def take_prep(self, *words: str) -> Token | None:
        """Step over one of the prepositions."""
        return self.take("prep") if self.peek().value in words else None

    def take_unit(self, *units: str) -> Token | None:
        """Step over one of the units of time."""
        return self.take("unit") if self.peek().value in units else None

    def separators(self) -> bool:
        """Step over commas, slashes, brackets and conjunctions between the members of a list."""
        start = self.at
        while self.take(",", ";", "/", "(", ")", "+", "conjunction"):
            pass
        return self.at > start

    def number(self) -> int | None:
        """«5», «пять», «двадцать пятое», «V»; «10 (десяти)» is read once."""
        token = self.take("num")
        if token is None:
            return None
        number: int = token.value
        if number in _TENS and not token.word[0].isdigit():
            ones = self.peek()
            if ones.kind == "num" and ones.value < 10 and not ones.word[0].isdigit():
                self.at += 1
                number += ones.value
        if self.peek().kind == "(" and self.peek(1).kind == "num":
            closed = next((ahead for ahead in (2, 3) if self.peek(ahead).kind == ")"), 0)
            self.at += closed + 1 if closed else 0
        return number

    @attempt
    def numbers(self) -> list[NumberPair] | None:
        """A list of numbers and ranges of them: «1», «27-30», «1, 15 и 20», «с 1 по 15»; «27 30» is a range, too."""
        pairs: list[NumberPair] = []
        while (first := self._ordinal()) is not None:
            between = self.at
            ranged = self.take("-") or self.take_prep("по", "до")
            last = self._ordinal() if ranged else None
            if last is None:
                self.at = between
            pairs.append((first, last or first))
            between = self.at
            self.separators()
            if self.peek().kind not in ("num", "roman_look"):
                self.at = between
                break
        return pairs or None

    def _ordinal(self) -> int | None:
        look = self.take("roman_look")
        return look.value if look else self.number()

    @attempt
    def years(self, *, after_month: bool = False) -> Years | None:
        """«2023», «2023 г.», «23 г.», «2023-2024 гг.», «2023/24 уч. год», «2023, 2024», «с 2023 по 2024 год»."""
        academic = self.academic_year_words()
        pairs: list[NumberPair] = []
        while (first := self._year(after_month=after_month)) is not None:
            academic |= self._year_words()
            slash = self.peek().kind == "/"
            last = self._second_year(first)
            if last:
                academic |= slash | self._year_words()
            pairs.append((first, last or first))
            between = self.at
            self.separators()
            if self.peek().kind != "year":
                self.at = between
                break
        return Years(tuple(pairs), academic=academic) if pairs else None

    def _year(self, *, after_month: bool) -> int | None:
        token = self.take("year")
        if token:
            return int(token.value)
        token = self.peek()
        if token.kind != "num" or not token.word.isdigit() or token.value not in _BARE_YEARS:
            return None
        following, second = self.peek(1), self.peek(2)
        of_year = (following.kind, following.value) == ("unit", "year") or following.kind == "academic"
        paired = following.kind in ("-", "/") and second.kind == "num" and second.value == token.value + 1
        if not of_year and paired:
            of_year = after_month or self.peek(3).kind == "academic" or self.peek(3).value == "year"
        if not of_year and after_month and not paired:
            of_year = following.kind in ("", ",", ";", ")", "-", "frequency", "prep", "conjunction")
            of_year = of_year and not (following.kind == "-" and second.kind == "num")
        if not of_year:
            return None
        self.at += 1
        return 2000 + int(token.value)

    @attempt
    def _second_year(self, first: int) -> int | None:
        if not (self.take("-", "/") or self.take_prep("по", "до")):
            return None
        token = self.take("year", "num")
        if token is None:
            return None
        year: int = token.value if token.kind == "year" else first // 100 * 100 + token.value
        of_days = self.peek().kind in ("month", "day_number")
        return year if first < year <= first + 10 and not of_days else None

    def _year_words(self) -> bool:
        """Step over «г.», «гг.», «года», «учебного года»; say whether the year is an academic one."""
        while self.take_unit("year"):
            pass
        return self.academic_year_words()

    def academic_year_words(self) -> bool:
        """Step over «учебного года»."""
        if self.peek().kind == "academic" and self.peek(1).value == "year":
            self.at += 2
            return True
        return False
