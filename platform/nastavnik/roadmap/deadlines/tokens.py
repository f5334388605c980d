# SPDX-License-Identifier: MIT
"""From a wording to typed tokens: spaces, dashes, case, lookalike letters and written numbers stop mattering here."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, NamedTuple

from .spelling import classify

# A cell of a table is short; what stands after this many tokens is no deadline any more.
MOST_TOKENS = 100


class Token(NamedTuple):
    """A piece of the wording. ``word`` is its normalised spelling; ``start`` and ``end`` lie in the source text."""

    kind: str
    value: Any
    start: int
    end: int
    word: str


_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_DASHES = "‐‑‒–—―−⁃﹣－~"
_ALIKE = {ord(dash): "-" for dash in _DASHES} | {ord("ё"): "е", ord("\\"): "/", ord("&"): ","}

_SPACES = "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace())
_LEADING = _SPACES + _DASHES + "-.,;:…•*"
_TRAILING = _SPACES + _DASHES + "-.,;:…"
_SUFFIX = r"(?:го|ого|е|ое|ая|я|й|ый|ой|ую|ю|х|ти|ми|му|ому|ом|м|ух|ех|и)"
_LETTERS = r"[a-zа-яіїєӏⅰ-ⅻ]"
_SCANNER = re.compile(
    rf"""
      (?P<iso>\b(?:19|20)\d\d\s*-\s*\d\d\s*-\s*\d\d(?!\d))
    | (?P<date>(?<!\d)\d{{1,2}}\s*[./]\s*\d{{1,2}}\s*[./]\s*(?:\d{{4}}|\d{{2}})(?!\d)
        | (?<!\d)\d{{1,2}}[.\s]\s*\d{{2}}[.\s]\s*(?:19|20)\d\d(?!\d)
        | (?<!\d)\d{{2}}\s*[.,]\s*\d{{2}}\s*[.,]?\s*(?:19|20)\d\d(?!\d)
        | (?<!\d)\d{{2}}\s*\.\s*\d{{2}}\s+\d{{2}}(?!\d)(?!\s*[.,]\s*\d)
        | (?<!\d)\d{{2}}\s*-\s*\d{{2}}\s*-\s*(?:19|20)\d\d(?!\d)
        | (?<!\d)\d{{4}}(?:19|20)\d\d(?!\d))
    | (?P<month_year>(?<!\d)\d{{1,2}}\s*[./]\s*(?:19|20)\d\d(?!\d))
    | (?P<time>(?<!\d)\d{{1,2}}:\d\d(?!\d))
    | (?P<day_month>(?<!\d)\d{{1,2}}\s*\.\s*(?:0\d|1[0-2])(?!\d))
    | (?P<number>\d{{1,9}}(?:\s?-\s?{_SUFFIX}(?!{_LETTERS})|{_SUFFIX}(?!{_LETTERS}))?)
    | (?P<word>{_LETTERS}+(?:/(?:г|п|пг)(?!{_LETTERS}))?|[|]+)
    | (?P<mark>[-,;()/+№%])
    """,
    re.VERBOSE,
)
_DIGITS = re.compile(r"\d+")
_YEARS = range(1990, 2100)
_SPELLINGS = {
    "втечение": "в течение",
    "втечении": "в течение",
    "помере": "по мере",
    "нереже": "не реже",
    "непозднее": "не позднее",
    "непозже": "не позже",
    "неранее": "не ранее",
    "неменее": "не менее",
    "принеобходимости": "при необходимости",
    "п/г": "полугодие",
    "у/г": "учебный год",
    "уг": "учебный год",
}


def source_of(text: str) -> str:
    """The text that token positions point into: composed letters, nothing invisible, no bullets or stops around it."""
    source = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return source.lstrip(_LEADING).rstrip(_TRAILING)


def tokens_of(source: str) -> list[Token]:
    """The tokens of a source text. Dots, colons and quotes are not tokens; digits beyond a date's are not read."""
    lowered = source.lower()
    if len(lowered) != len(source):
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in source)
    lowered = lowered.translate(_ALIKE)
    tokens: list[Token] = []
    for found in _SCANNER.finditer(lowered):
        tokens.extend(_read(found.lastgroup or "", found.group(), found.start(), found.end()))
        if len(tokens) > MOST_TOKENS:
            break
    return _mended(tokens)


def _read(group: str, text: str, start: int, end: int) -> list[Token]:
    if group == "word":
        spelling = _SPELLINGS.get(text)
        if spelling:
            return [Token(*classify(word), start, end, word) for word in spelling.split()]
        kind, value = classify(text)
        return [Token(kind, value, start, end, text)]
    if group == "mark":
        return [Token(text, text, start, end, text)]
    if group == "time":
        return []
    if group == "number":
        return [_number(text, start, end)]
    return [_numeric_date(group, text, start, end)]


def _number(text: str, start: int, end: int) -> Token:
    digits = _DIGITS.match(text)
    number = int(digits.group()) if digits else 0
    if number in _YEARS:
        return Token("year", number, start, end, text)
    return Token("num", number, start, end, text)


def _numeric_date(group: str, text: str, start: int, end: int) -> Token:
    numbers = [int(digits) for digits in _DIGITS.findall(text)]
    year: int | None = None
    if group == "iso":
        year, month, day = numbers
    elif group == "month_year":
        day, (month, year) = 1, numbers
    elif group == "day_month":
        day, month = numbers
    else:
        day, month, year = numbers if len(numbers) == 3 else _unglued("".join(_DIGITS.findall(text)))
    if year is not None and year < 100:
        year += 2000
    if not (1 <= day <= 31 and 1 <= month <= 12 and (year is None or year in _YEARS)):
        return Token("word", text, start, end, text)
    if group == "month_year":
        return Token("month_year", (month, year), start, end, text)
    return Token("date", (day, month, year), start, end, text)


def _unglued(digits: str) -> tuple[int, int, int]:
    """The day, month and year of «28022023»."""
    return int(digits[:2]), int(digits[2:4]), int(digits[4:])


def _mended(tokens: list[Token]) -> list[Token]:
    """Put together a known word that a line break or a stray space cut in two: «ежеквар-тально», «сен тябрь»."""
    mended: list[Token] = []
    for token in tokens:
        mended.append(token)
        if token.kind != "word":
            continue
        hyphenated = len(mended) > 2 and mended[-2].kind == "-"
        parts = 3 if hyphenated else 2
        if len(mended) < parts or not mended[-parts].word.isalpha():
            continue
        first = mended[-parts]
        whole = first.word + token.word
        kind, value = classify(whole)
        if kind in ("month", "frequency", "whole", "need", "during") and (
            first.kind == "word" or len(first.word) < 5
        ):
            mended[-parts:] = [Token(kind, value, first.start, token.end, whole)]
    return mended
