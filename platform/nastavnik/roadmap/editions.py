# SPDX-License-Identifier: MIT
"""A new edition of the roadmap beside the one that runs: which measure goes on as which, and what changes in it.

Measures find each other by number when their titles speak of the same thing, then by similar titles. Pure: the
person sees the proposal and may overrule it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from nastavnik.foundation.i18n import LazyText
from nastavnik.foundation.i18n import lazy_gettext as _l

Verdict = Literal["same", "changed", "added", "removed"]

FIELDS: Mapping[str, LazyText] = {
    "number": _l("Number"),
    "title": _l("Title"),
    "deadline": _l("Deadline"),
    "assignees": _l("Responsible"),
    "result": _l("Result"),
    "section": _l("Section"),
}
"""What is compared, in the reader's words."""

_SAME_NUMBER = 0.4
_SAME_TITLE = 0.7
_STEM = 5
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of an edition as far as editions are compared; ``key`` is the caller's own name for it."""

    key: str
    number: str
    title: str
    deadline: str = ""
    assignees: str = ""
    result: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not the same; ``field`` is a key of ``FIELDS``."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A measure of the old edition, of the new one, or both when the second goes on as the first."""

    old: Measure | None
    new: Measure | None
    differences: tuple[Difference, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """What the new edition does with the measure."""
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        return "changed" if self.differences else "same"


def compare(
    old: Sequence[Measure], new: Sequence[Measure], decided: Mapping[str, str | None] | None = None
) -> list[Pair]:
    """Pair the measures of two editions, in the order of the new one; what was removed comes last.

    ``decided`` is what a person said: for the key of a new measure that of the old one it goes on as, or ``None``
    for a measure that is new.
    """
    continues = match(old, new, decided)
    by_key = {measure.key: measure for measure in old}
    pairs = []
    for measure in new:
        before = by_key.get(continues.get(measure.key, ""))
        pairs.append(Pair(before, measure, tuple(_differences(before, measure)) if before else ()))
    kept = set(continues.values())
    return [*pairs, *(Pair(measure, None) for measure in old if measure.key not in kept)]


def match(
    old: Sequence[Measure], new: Sequence[Measure], decided: Mapping[str, str | None] | None = None
) -> dict[str, str]:
    """For each new measure that goes on as an old one, the key of the old one. No old measure is taken twice."""
    decided = decided or {}
    known = {measure.key for measure in old}
    result: dict[str, str] = {}
    for key, chosen in decided.items():
        if chosen in known and chosen not in result.values():
            result[key] = str(chosen)
    for likeness in (_by_number, _by_title):
        taken = set(result.values())
        free = [measure for measure in old if measure.key not in taken]
        waiting = [one for one in new if one.key not in decided and one.key not in result]
        result |= _best(free, waiting, likeness)
    return result


def likeness_of_titles(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 1: the share of words they have in common, endings aside (Dice)."""
    mine, theirs = _stems(one), _stems(other)
    if not mine or not theirs:
        return 0.0
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def _by_number(old: Measure, new: Measure) -> float:
    if not old.number or old.number != new.number:
        return 0.0
    likeness = likeness_of_titles(old.title, new.title)
    return likeness if likeness >= _SAME_NUMBER else 0.0


def _by_title(old: Measure, new: Measure) -> float:
    likeness = likeness_of_titles(old.title, new.title)
    return likeness if likeness >= _SAME_TITLE else 0.0


def _best(
    old: Sequence[Measure], new: Sequence[Measure], likeness: Callable[[Measure, Measure], float]
) -> dict[str, str]:
    """Pairs from the likest down, each measure once; of equal ones the first in the documents."""
    found = [
        (-value, place, other, before.key, after.key)
        for place, before in enumerate(old)
        for other, after in enumerate(new)
        if (value := likeness(before, after)) > 0
    ]
    result: dict[str, str] = {}
    taken: set[str] = set()
    for _value, _place, _other, before, after in sorted(found):
        if before not in taken and after not in result:
            result[after] = before
            taken.add(before)
    return result


def _differences(old: Measure, new: Measure) -> Iterator[Difference]:
    for field in FIELDS:
        before, after = getattr(old, field), getattr(new, field)
        if _plain(before) != _plain(after):
            yield Difference(field, before, after)


def _plain(text: str) -> str:
    """The text without what a typist may do differently: spaces, quotation marks, dashes, ё, a final full stop."""
    return " ".join(_WORD.findall(text.casefold().replace("ё", "е")))


@lru_cache(maxsize=4096)
def _stems(title: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _plain(title).split() if len(word) > 1)
