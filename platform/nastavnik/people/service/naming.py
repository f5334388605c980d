# SPDX-License-Identifier: MIT
"""Whether a text names a person, in whatever case the name stands: for the destruction of data in free words."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

from .persons import get_person, name_of

_ENDING = 2
"""So many last letters of a name change with the case: «Ёлкина», «Ёлкиной»."""
_SHORTEST = 3


def naming(person_id: UUID) -> Callable[[str], bool]:
    """A test whether a text names the person: the surname in any case, or the first name with a capital letter.

    It errs on the side of destroying: another «Анна» in the same text counts too.
    """
    name = name_of(get_person(person_id))
    surname, first = _stem(name.surname.lower()), _stem(name.name)
    patterns = [re.compile(rf"\b{_either(surname)}", re.IGNORECASE)] if surname else []
    if first:
        patterns.append(re.compile(rf"\b{_either(first)}"))
    return lambda text: bool(text) and any(pattern.search(text) for pattern in patterns)


def stems_of(person_id: UUID) -> list[str]:
    """The part of the surname that stands in every case, in both writings of «ё»: to look for it in the database."""
    stem = _stem(name_of(get_person(person_id)).surname)
    return sorted({stem, stem.replace("ё", "е").replace("Ё", "Е")} - {""})


def _stem(word: str) -> str:
    word = word.strip(". ")
    if len(word) < _SHORTEST:
        return word
    return word[: max(_SHORTEST, len(word) - _ENDING)]


def _either(stem: str) -> str:
    """«ё» and «е» are one letter to those who type."""
    return re.sub("[её]", "[её]", re.sub("[ЕЁ]", "[ЕЁ]", re.escape(stem)))
