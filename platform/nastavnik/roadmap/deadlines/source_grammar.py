# SPDX-License-Identifier: MIT
"""The grammar of dates left to others: the whole period, and the schedules, plans and programmes of other people."""

from __future__ import annotations

from .clause_grammar import OPENING_QUOTES, ClauseReader
from .number_grammar import attempt
from .rhythm_grammar import Rhythm
from .signals import Signal, Source, Whole

_ADJECTIVES_BEFORE_NOUN = 4
_COURSE_OF = ("ходе", "процессе", "время", "времени")
_SET_BY = (
    "установлен",
    "определен",
    "указан",
    "утвержден",
    "предусмотрен",
    "назначен",
    "согласован",
    "доведен",
)
_ORGANISATION = (
    *(
        "гбу",
        "мбу",
        "мау",
        "мку",
        "мбоу",
        "маоу",
        "мкоу",
        "мбдоу",
        "гбоу",
        "гау",
        "гаоу",
        "гапоу",
        "гбпоу",
        "фгбу",
    ),
    *(
        "фгбоу",
        "фгау",
        "моу",
        "сош",
        "оо",
        "роо",
        "рнц",
        "рмц",
        "моц",
        "нц",
        "иро",
        "кпк",
        "рцон",
        "рмо",
        "рддм",
        "цвр",
        "дсооц",
    ),
    *(
        "департамент",
        "министерств",
        "минпросвещ",
        "моин",
        "минобр",
        "управлени",
        "администраци",
        "отдел",
        "комитет",
        "совет",
    ),
    *(
        "центр",
        "школ",
        "организаци",
        "организатор",
        "учреждени",
        "институт",
        "университет",
        "колледж",
        "оператор",
    ),
    *(
        "куратор",
        "координатор",
        "наставник",
        "директор",
        "партнер",
        "движени",
        "муниципал",
        "регионал",
        "учредител",
    ),
)


class SourceReader(ClauseReader):
    """The productions of the whole period and of other people's dates."""

    def whole(self) -> Signal | None:
        """«в течение всего периода», «постоянно», «до окончания срока реализации», «в течение учебного года»."""
        start = self.at
        found = self._whole()
        self.at = self.at if found else start
        return found

    def _whole(self) -> Signal | None:
        if self.take("whole"):
            self._on_a_basis()
            return Whole("whole_period")
        if self.take("once"):
            return Whole("whole_period")
        if self.peek().value in ("на", "в") and self.peek(1).kind == "whole":
            self.at += 2
            return Whole("whole_period") if self._on_a_basis() else None
        during = ended = whole = False
        while token := self.take("prep", "during", "all", "part", "finish"):
            if token.kind == "prep" and token.value not in ("в", "на", "за", "до", "по"):
                return None
            if token.kind == "part" and token.value != "end":
                return None
            during |= token.kind == "during"
            ended |= token.kind in ("part", "finish")
            whole |= token.kind == "all"
        if self.peek().word in _COURSE_OF and self.peek(1).kind in ("realisation", ""):
            during = self.step()
            if not self.peek().kind:
                return Whole("whole_period") if whole else None
        if ended and self.peek().kind not in ("period", "term", "realisation"):
            return None
        return self._whole_of_what(during=during or ended, whole=whole)

    def _on_a_basis(self) -> bool:
        return self.peek().word.startswith(("основ", "режим")) and self.step()

    def _whole_of_what(self, *, during: bool, whole: bool) -> Signal | None:
        self.take("working", "current")
        token = self.peek()
        if token.kind == "academic" and self.peek(1).value == "year":
            self.at += 2
            return Whole("academic_year") if self.peek().kind not in ("year", "num") else None
        if token.kind == "unit" and (during or whole):
            self.at += 1
            if token.value == "year" and token.word[0] == "г":
                return Whole("year")
            return (
                Rhythm(token.value) if token.value in ("quarter", "half_year", "term", "trimester") else None
            )
        if token.kind in ("period", "term", "realisation"):
            self.at += token.kind != "realisation"
            return self._period_of_what(token.kind, during=during, whole=whole)
        return None

    def _period_of_what(self, noun: str, *, during: bool, whole: bool) -> Whole | Source | None:
        following = self.peek()
        if following.kind in ("prep", "date", "num", "month", "year"):
            return None
        if "holidays" in (following.value, self.peek(1).value):
            return None
        if noun == "period" and following.word.startswith(("проведени", "подготовк", "организаци")):
            return Source("events", of=self.tail())
        if noun != "period" and following.kind != "realisation" and not whole:
            return None
        if noun == "realisation" and not (during or whole):
            return None
        start = self.at
        of = self.tail()
        programme = any(token.value == "programme" for token in self.tokens[start : self.at])
        agreement = any(
            token.word.startswith(("договор", "соглашен")) for token in self.tokens[start : self.at]
        )
        if (programme or agreement) and not whole:
            return Source("programme" if programme else "agreement", of=of)
        return Whole("whole_period")

    @attempt
    def source_clause(self) -> Source | None:
        """«согласно графику …», «по отдельному плану», «в сроки, установленные …», «осенние каникулы», «ко Дню …»."""
        start = self.at
        preposition = self.take("prep")
        if preposition is None or self.peek().kind == "according":
            return self._according() or self._bare_source()
        if self.peek().word in ("время", "дни") or self.peek().value == "day":
            return self._on_the_day(preposition.value)
        for ahead in range(_ADJECTIVES_BEFORE_NOUN):
            token = self.peek(ahead)
            if token.kind == "source" or (token.kind == "term" and self._set_by_others(ahead, start)):
                if preposition.value in ("по", "в", "на") or token.value == "holidays":
                    return self._named_source(ahead)
                return None
            if token.kind in ("", "prep", ",", ";", "(", ")", "date", "month", "num", "year"):
                break
        return None

    def _set_by_others(self, ahead: int, start: int) -> bool:
        """«в сроки …», «по срокам …», «в установленный срок»; «в срок до …» is but a way to say «до»."""
        if self.peek(ahead).value == "one":
            return ahead > 0 and self.peek(ahead - 1).kind == "word" and self.tokens[start].value == "в"
        return self.peek(ahead + 1).kind not in ("date", "month", "num", "prep")

    def _according(self) -> Source | None:
        if not self.take("according"):
            return None
        self.take_prep("с", "от")
        for ahead in range(_ADJECTIVES_BEFORE_NOUN + 2):
            kind = self.peek(ahead).kind
            if kind in ("source", "term"):
                return self._named_source(ahead)
            if kind in ("", ",", ";"):
                break
        of = self.tail()
        return Source("events" if of else "plan", of=of)

    def _bare_source(self) -> Source | None:
        token = self.peek()
        for ahead in (0, 1):
            if self.peek(ahead).value == "holidays" and (ahead == 0 or token.kind in ("season", "word")):
                return self._named_source(ahead)
        if token.kind == "term" and token.value == "many" and self.peek(1).kind == "word":
            self.tail()
            return Source("agreement")
        return None

    def _named_source(self, ahead: int) -> Source:
        """The source whose noun stands ``ahead``, whose it is (``by``) and what it is of (``of``)."""
        start = self.at
        self.at += ahead
        noun = self.peek()
        source = str(noun.value)
        self.at += 1
        if self.peek().kind == "-" and self.peek(1).kind == "source":
            self.at += 2
        if noun.kind == "term":
            source = "schedule"
        inside = self.at
        rest = self.tail()
        tokens = self.tokens[inside : self.at]
        if noun.kind == "term":
            named = [token.value for token in tokens if token.kind == "source"]
            source = "programme" if "programme" in named else named[0] if named else source
        if source == "holidays":
            return Source(source, of=self.words(start, self.at))
        while tokens and (tokens[0].kind in ("prep", ",") or tokens[0].word.startswith(_SET_BY)):
            tokens = tokens[1:]
        if len(tokens) > 1 and tokens[0].word == "работы" and tokens[1].word.startswith(_ORGANISATION):
            tokens = tokens[1:]
        if not tokens or not rest:
            return Source(source)
        rest = (
            self.words(self.at - len(tokens), self.at)
            if tokens[0].start != self.tokens[inside].start
            else rest
        )
        quoted = tokens[0].start and self.source[tokens[0].start - 1] in OPENING_QUOTES
        organisation = quoted or tokens[0].word.startswith(_ORGANISATION)
        return Source(source, by=rest) if organisation else Source(source, of=rest)

    def _on_the_day(self, preposition: str) -> Source | None:
        """«во время проведения смены», «в дни акции», «ко Дню учителя»."""
        following = self.peek(1)
        if preposition not in ("в", "к") or following.kind in ("", "prep", "num", ",", "unit"):
            return None
        self.at += 1
        start = self.at
        of = self.tail()
        holidays = any(token.value == "holidays" for token in self.tokens[start : self.at])
        return Source("holidays" if holidays else "events", of=of)
