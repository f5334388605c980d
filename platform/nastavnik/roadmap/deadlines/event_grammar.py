# SPDX-License-Identifier: MIT
"""The grammar of conditions and of times counted from an event."""

from __future__ import annotations

from .number_grammar import attempt
from .signals import Amount, Condition, Event
from .source_grammar import SourceReader
from .tokens import Token

_HOURS_IN_DAY = 24
_GENITIVES = {"ию": "ия", "ии": "ия", "ием": "ия", "ом": "а", "ами": "ов", "ам": "ов"}


class EventReader(SourceReader):
    """The productions of conditions, amounts of time and events."""

    @attempt
    def condition(self) -> Condition | None:
        """«при необходимости», «по мере поступления заявок», «по запросу», «в случае …», «если …»."""
        start = self.at
        before = self.peek(-1)
        token = self.peek()
        if not self._condition_ahead(token):
            return None
        self.at += 2 if token.value == "по" else 1
        self.tail()
        joined = before.kind in ("conjunction", "+") and before.value in ("and", "also", "+")
        return Condition(self.words(start, self.at), joined=joined)

    def _condition_ahead(self, token: Token) -> bool:
        following = self.peek(1)
        if token.value == "по":
            return self._need_ahead()
        if token.kind == "according" or following.kind == "according":
            words = [self.peek(ahead) for ahead in (1, 2, 3)]
            return any(word.kind == "need" and not word.word.startswith("мер") for word in words)
        if token.value == "при":
            return following.kind not in ("", "num")
        if token.value == "в":
            return following.word.startswith(("случа", "зависимост"))
        return token.word == "если" or (token.kind == "need" and token.word.startswith("ситуа"))

    def _need_ahead(self) -> bool:
        return self.peek(1).kind == "need" or (
            self.peek(1).kind in ("word", "working")
            and self.peek(2).kind == "need"
            and self.peek(2).word != "мере"
        )

    @attempt
    def amount(self) -> Amount | None:
        """«10 дней», «двух недель», «3-5 рабочих дней», «месяца», «двухнедельный срок», «10-дневный», «24 часов»."""
        pairs = self.numbers()
        number = pairs[-1][1] if pairs else None
        self.take("-")
        word = self.take("span_word")
        if word:
            amount, unit = word.value
            working = self._working()
            self.take("term")
            return Amount(number or amount or 1, unit, working)
        working = self._working()
        token = self.take("unit")
        if token is None or (number is None and token.word in ("г", "гг", "дни", "лет")):
            return None
        number = 1 if number is None else number
        if token.word.startswith("полгод") or token.word.startswith("полугод"):
            return Amount(6 * number, "month")
        many = {"quarter": (3, "month"), "half_year": (6, "month"), "decade": (10, "day")}
        if token.value in many:
            times, unit = many[token.value]
            return Amount(times * number, unit)
        if token.value == "hour":
            return Amount(max(1, -(-number // _HOURS_IN_DAY)), "day")
        if token.value not in ("day", "week", "month", "year"):
            return None
        return Amount(number, token.value, working or self._working())

    def _working(self) -> bool:
        token = self.take("working")
        return bool(token and token.value == "working")

    def _introduced_amount(self) -> Amount | None:
        """An amount after «в течение», «не позднее чем за», «через», «в срок», «по истечении» or nothing."""
        while True:
            token = self.peek()
            leading = (
                token.kind in ("during", "limit", "term", "finish", "next", "all") or token.word == "чем"
            )
            if not leading and not (
                token.kind == "prep" and token.value in ("в", "за", "через", "по", "на", "не")
            ):
                return self.amount()
            self.at += 1

    @attempt
    def event(self) -> Event | None:
        """A time counted from something that happens: with an amount before it, or right after or before it."""
        start = self.at
        amount = self._introduced_amount()
        direction = self._direction(counted=True) if amount else None
        if direction is None:
            self.at, amount = start, None
            direction = self._direction(counted=False)
        if direction is None:
            return None
        head = self.peek().word
        prefix = (
            "подведения " if head.startswith("итог") else "получения " if head.startswith("результат") else ""
        )
        inflected = self.peek(-1).value in ("по", "перед")
        text = self.tail()
        if not text:
            return None
        text = _genitive(text) if inflected else text
        return Event(prefix + text, amount or Amount(0, "day"), direction)

    def _direction(self, *, counted: bool) -> str | None:
        """Step over the words between the amount and the event: «с даты», «после», «до», «перед», «по» (окончании)."""
        while self.peek().word in ("сразу", "непосредственно", "немедленно", "незамедлительно"):
            self.at += 1
        token, following = self.peek(), self.peek(1)
        if (token.value == "после" and (counted or not self._date_ahead())) or (
            token.value in ("с", "от") and self._counts_from(following, counted=counted)
        ):
            self.at += 1
            if self.peek().kind == "moment" or self.peek().word == "дня":
                self.at += 1
            return "after"
        if token.value == "по" and (following.kind == "finish" or self._in_ii(following.word)):
            if self._rhythm_ahead():
                return None
            self.at += 1
            return None if self._calendar_results() else "after"
        if token.value == "в" and following.value == "day" and self.peek(2).word.endswith("ия"):
            self.at += 2
            return "after"
        if token.value == "перед":
            self.at += 1
            return "before"
        if token.value == "до" and (counted or self._event_ahead()):
            self.at += 1
            return "before"
        return "after" if counted and token.value == "при" and self.step() else None

    def _rhythm_ahead(self) -> bool:
        """«после окончания каждой четверти», «по итогам полугодия»."""
        here = self.at
        found = self.rhythm() is not None
        self.at = here
        return found

    def _date_ahead(self) -> bool:
        """«после 15 мая», unlike «после окончания учебного года»: what happens after a date happens from it on."""
        if self.peek(1).kind in ("part", "finish"):
            return self._rhythm_ahead()
        here = self.at
        found = self.calendar() is not None
        self.at = here
        return found or self._rhythm_ahead()

    def _counts_from(self, following: Token, *, counted: bool) -> bool:
        if counted or following.kind == "moment" or following.word == "дня":
            return True
        here = self.at
        calendar = self.calendar()
        self.at = here
        return following.value == "begin" and calendar is None

    def _in_ii(self, word: str) -> bool:
        """«по получении», «по окончанию», «по итогам», «по результатам»: what the dates come after."""
        return word.startswith(("итог", "результат")) or (len(word) > 5 and word.endswith(("нии", "тии")))

    def _calendar_results(self) -> bool:
        """«по итогам I полугодия» names the half-year itself."""
        if not self.peek().word.startswith(("итог", "результат")):
            return False
        self.at += 1
        found = self.calendar() is not None
        self.at -= 0 if found else 1
        return found

    def _event_ahead(self) -> bool:
        following = self.peek(1)
        ordinal = following.kind == "num" and not following.word[0].isdigit() and self.peek(2).kind == "word"
        named = following.kind in ("part", "finish", "source", "realisation") or len(following.word) > 2
        if not ordinal and (not named or following.kind in ("num", "date", "year", "month_year")):
            return False
        here = self.at
        other = self.whole() or self.rhythm() or self.calendar()
        self.at = here
        return other is None

    @attempt
    def lone_amount(self) -> Amount | None:
        """«в течение 10 дней» of nobody knows what."""
        return self._introduced_amount() if self.peek().kind == "prep" else None


def _genitive(text: str) -> str:
    """«окончании программы», «началом смены» as they read after «после» or «до»: only the head noun changes."""
    head, space, rest = text.partition(" ")
    for ending, genitive in _GENITIVES.items():
        if head.casefold().endswith(ending) and len(head) > len(ending) + 2:
            stem = head[: -len(ending)]
            return stem + (genitive.upper() if stem.isupper() else genitive) + space + rest
    return text
