# SPDX-License-Identifier: MIT
"""Whether two cards may be of one person: ё and е, a typing mistake, an initial in place of a name, the same birthday.

Looking through an organisation costs what its people cost, not their pairs: only people who share a mark are compared, and
a typing mistake leaves one of the marks of a name as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal
from uuid import UUID

Why = Literal["same_birthday", "same_name", "typing"]
MOST_IN_MARK = 50
"""A mark that more people share says nothing of them: «Иванова» with no date is not looked at by itself."""


@dataclass(frozen=True, slots=True)
class Face:
    """What of a person is compared; names are folded: small letters, «е» for «ё»."""

    id: UUID
    surname: str
    name: str
    patronymic: str
    birth_date: date | None
    birth_year: int | None

    @classmethod
    def of(
        cls,
        person_id: UUID,
        names: Sequence[str],
        birth_date: date | None = None,
        birth_year: int | None = None,
    ) -> Face:
        """A face of a surname, a name and a patronymic as they are written."""
        surname, name, patronymic = (_folded(one) for one in names)
        return cls(
            person_id, surname, name, patronymic, birth_date, birth_date.year if birth_date else birth_year
        )


def alike(one: Face, other: Face) -> Why | None:
    """Why two people may be one; ``None`` when nothing speaks for it or the dates of birth speak against it."""
    if not _years_agree(one, other):
        return None
    distance = _distance(one.surname, other.surname)
    if distance > 2:
        return None
    same_day = one.birth_date is not None and one.birth_date == other.birth_date
    names = _agree(one.name, other.name, 1) and _agree(one.patronymic, other.patronymic, 1)
    if same_day and names and distance <= 2:
        return "same_birthday"
    exact = names and _agree(one.name, other.name, 0) and _agree(one.patronymic, other.patronymic, 0)
    contradicts = one.birth_date is not None and other.birth_date is not None and not _near(one, other)
    if contradicts or (same_day and not names):
        return None
    if distance == 0 and exact:
        return "same_name"
    written_out = len(one.name) > 1 and len(other.name) > 1
    slips = distance + _slips(one.name, other.name) + _slips(one.patronymic, other.patronymic)
    return "typing" if names and written_out and slips == 1 and len(one.surname) > 3 else None


def pairs_alike(faces: Sequence[Face]) -> Iterator[tuple[Face, Face, Why]]:
    """All pairs that may be one person, each once; those with the same birthday first."""
    seen: set[tuple[UUID, UUID]] = set()
    found: list[tuple[Face, Face, Why]] = []
    by_mark: dict[str, list[Face]] = defaultdict(list)
    for face in faces:
        for mark in _marks(face):
            by_mark[mark].append(face)
    for sharing in by_mark.values():
        if len(sharing) > MOST_IN_MARK:
            continue
        for one, other in combinations(sharing, 2):
            first, second = (one, other) if one.id < other.id else (other, one)
            if first.id == second.id or (first.id, second.id) in seen:
                continue
            seen.add((first.id, second.id))
            why = alike(first, second)
            if why is not None:
                found.append((first, second, why))
    rank = {"same_birthday": 0, "same_name": 1, "typing": 2}
    return iter(sorted(found, key=lambda row: (rank[row[2]], row[0].surname, row[0].name)))


def _marks(face: Face) -> Iterable[str]:
    """Marks that two writings of one person share at least one of."""
    marks = {f"{face.surname}|{face.name[:1]}", f"{face.surname}|{face.birth_year}"}
    if face.birth_date is not None:
        marks.add(f"{face.birth_date}|{face.name[:1]}")
    if face.name:
        # One slip in the surname leaves one of its halves whole.
        half = max(2, len(face.surname) // 2)
        for part in (f"<{face.surname[:half]}", f"{face.surname[half:]}>"):
            marks.add(f"{part}|{face.name}|{face.patronymic[:4]}")
            if face.birth_year:
                marks.add(f"{part}|{face.birth_year}|{face.name[:2]}")
    return marks


def _years_agree(one: Face, other: Face) -> bool:
    return None in (one.birth_year, other.birth_year) or one.birth_year == other.birth_year


def _near(one: Face, other: Face) -> bool:
    """Whether two dates of birth differ by one mistake: the day or the month, of the same year."""
    mine, theirs = one.birth_date, other.birth_date
    if mine is None or theirs is None:
        return True
    return mine == theirs or (
        mine.year == theirs.year and (mine.day == theirs.day or mine.month == theirs.month)
    )


def _agree(mine: str, theirs: str, most: int) -> bool:
    """Whether two names may be one: an unknown one agrees with all, an initial with its letter."""
    if not mine or not theirs:
        return True
    if len(mine) == 1 or len(theirs) == 1:
        return mine[0] == theirs[0]
    return _distance(mine, theirs) <= most


def _slips(mine: str, theirs: str) -> int:
    return _distance(mine, theirs) if len(mine) > 1 and len(theirs) > 1 else 0


def _distance(one: str, other: str) -> int:
    """How many letters differ, two swapped neighbours being one mistake; 3 stands for «many».

    What both words begin and end with is left out first, so that most pairs cost next to nothing.
    """
    if one == other:
        return 0
    if abs(len(one) - len(other)) > 2:
        return 3
    begin, least = 0, min(len(one), len(other))
    while begin < least and one[begin] == other[begin]:
        begin += 1
    end = 0
    while end < least - begin and one[-1 - end] == other[-1 - end]:
        end += 1
    mine, theirs = one[begin : len(one) - end], other[begin : len(other) - end]
    if not mine or not theirs:
        return min(len(mine) + len(theirs), 3)
    if len(mine) == len(theirs):
        if len(mine) == 2 and mine == theirs[::-1]:
            return 1
        return min(sum(a != b for a, b in zip(mine, theirs, strict=True)), 3)
    return 2 if max(len(mine), len(theirs)) <= 3 else 3


def _folded(word: str) -> str:
    return " ".join(word.lower().replace("ё", "е").split()).strip(". ")
