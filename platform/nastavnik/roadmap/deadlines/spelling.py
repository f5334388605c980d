# SPDX-License-Identifier: MIT
"""Words as people type them: lookalike letters of other alphabets, Roman numerals, compounds and slips of the hand.

A long word that is one slip away (a letter lost, doubled, replaced or swapped with its neighbour) from stems of one
meaning only counts as that word: «феварль» is February, «ежекватально» is every quarter.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .lexicon import ENDINGS, FORMS, MISTYPED_STEMS, STEMS, Meaning, look_up

_LATIN_LOOKS = str.maketrans("aeopcxykmthbi", "аеорсхукмтнви")
_ROMAN = {
    numeral: number
    for number, numeral in enumerate(
        ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), 1
    )
}
# Cyrillic, Ukrainian and other signs that people type, or a scanner reads, for the Roman I, V and X.
_ROMAN_LOOKS = str.maketrans("іӏlхуⅴⅹ|ⅰ", "iiixvvxii")
_ROMAN_SIGNS = {"ⅱ": 2, "ⅲ": 3, "ⅳ": 4}
_LONGEST_ROMAN = 4
_SPAN_WORD = re.compile(
    r"(одно|двух|трех|четырех|пяти|шести|семи|восьми|девяти|десяти|пятнадцати|двадцати|тридцати|полу)?"
    r"(дневн|суточн|недельн|месячн|годичн|годов)(?:ый|ого|ому|ом|ая|ое|ую|ой)"
)
_SPAN_UNITS = {"дн": "day", "су": "day", "не": "week", "ме": "month", "го": "year"}
_HALF_YEAR = (6, "month")
_SHORTEST_MISTYPED = 5
_LONGEST_WORD = 40


def classify(word: str) -> Meaning:
    """The kind and the value of a word in lower case; an unknown word is of kind ``word``."""
    return _classify(word) if len(word) <= _LONGEST_WORD else ("word", word)


@lru_cache(maxsize=8192)
def _classify(word: str) -> Meaning:
    meaning = look_up(word) or _roman(word)
    if meaning:
        return meaning
    word = word.translate(_LATIN_LOOKS)
    return look_up(word) or _span_word(word) or _mistyped(word) or ("word", word)


def _roman(word: str) -> Meaning | None:
    if word in _ROMAN_SIGNS:
        return ("num", _ROMAN_SIGNS[word])
    if len(word) > _LONGEST_ROMAN or not any(letter in word for letter in "ivxіӏlⅰⅴⅹ|"):
        return None
    number = _ROMAN.get(word.translate(_ROMAN_LOOKS))
    return ("num", number) if number else None


def _span_word(word: str) -> Meaning | None:
    """«двухнедельный», «месячный» (срок): the amount, None when the word does not name it, and the unit."""
    found = _SPAN_WORD.fullmatch(word)
    if not found:
        return None
    prefix, unit = found.groups()
    if prefix == "полу":
        return ("span_word", _HALF_YEAR) if unit.startswith("го") else None
    amount = 1 if prefix == "одно" else FORMS[prefix][1] if prefix else None
    return ("span_word", (amount, _SPAN_UNITS[unit[:2]]))


def _slips(word: str) -> set[str]:
    """The word itself and the word with any one letter left out; two words one slip apart share one of these."""
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


_STEMS_BY_SLIP: dict[str, list[str]] = {}
for _stem in MISTYPED_STEMS:
    for _slip in _slips(_stem):
        _STEMS_BY_SLIP.setdefault(_slip, []).append(_stem)


def _mistyped(word: str) -> Meaning | None:
    for length in range(len(word), _SHORTEST_MISTYPED - 1, -1):
        if word[length:] not in ENDINGS:
            continue
        typed = word[:length]
        stems = {
            stem for slip in _slips(typed) for stem in _STEMS_BY_SLIP.get(slip, ()) if _one_slip(typed, stem)
        }
        meanings = {STEMS[stem] for stem in stems}
        if len(meanings) == 1:
            return meanings.pop()
    return None


def _one_slip(one: str, other: str) -> bool:
    if len(one) < len(other):
        one, other = other, one
    at = 0
    while at < len(other) and one[at] == other[at]:
        at += 1
    if len(one) > len(other):
        return one[at + 1 :] == other[at:]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return swapped or one[at + 1 :] == other[at + 1 :]
