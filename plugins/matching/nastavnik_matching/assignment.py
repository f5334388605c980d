# SPDX-License-Identifier: MIT
"""The best assignment of a whole pool: as many good pairs as there can be, with the coordinator's locks respected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy
from scipy.optimize import linear_sum_assignment

from .scoring import Candidate, Seeker, value

FORBIDDEN = -1.0
"""The value of a pair that may not be."""
LEAST = 0.2
"""A pair worth less is not proposed: a mentee rather waits."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A proposed pair and what it is worth, 0 to 1. ``locked`` says that the coordinator fixed it."""

    mentor_id: UUID
    mentee_id: UUID
    value: float
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """Proposed pairs, and mentees for whom nobody was found."""

    pairs: tuple[Assigned, ...]
    waiting: tuple[UUID, ...] = field(default=())

    @property
    def total(self) -> float:
        """The sum of the values."""
        return sum(pair.value for pair in self.pairs)


def assign(
    mentors: Sequence[Candidate],
    mentees: Sequence[Seeker],
    *,
    allowed: Callable[[Candidate, Seeker], bool] = lambda mentor, mentee: True,
    locks: Mapping[UUID, UUID] | None = None,
) -> Assignment:
    """Give each mentee at most one mentor and each mentor at most ``free`` mentees, so that the sum of values is greatest.

    ``allowed`` is the hard filter; ``locks`` fixes mentee -> mentor, whatever their value, and takes the mentor's place.
    """
    locks = dict(locks or {})
    by_id = {mentor.mentor_id: mentor for mentor in mentors}
    fixed = [
        Assigned(mentor_id, mentee.mentee_id, value(by_id[mentor_id], mentee), locked=True)
        for mentee in mentees
        if (mentor_id := locks.get(mentee.mentee_id)) in by_id
    ]
    taken: dict[UUID, int] = {}
    for pair in fixed:
        taken[pair.mentor_id] = taken.get(pair.mentor_id, 0) + 1
    open_mentees = [
        mentee for mentee in mentees if mentee.mentee_id not in {pair.mentee_id for pair in fixed}
    ]
    places = [
        mentor for mentor in mentors for _ in range(max(0, mentor.free - taken.get(mentor.mentor_id, 0)))
    ]
    found = _best(places, open_mentees, allowed)
    paired = {pair.mentee_id for pair in (*fixed, *found)}
    waiting = tuple(mentee.mentee_id for mentee in mentees if mentee.mentee_id not in paired)
    return Assignment((*fixed, *found), waiting)


def _best(
    places: Sequence[Candidate], mentees: Sequence[Seeker], allowed: Callable[[Candidate, Seeker], bool]
) -> list[Assigned]:
    if not places or not mentees:
        return []
    index: dict[UUID, int] = {}
    rows: list[numpy.ndarray[tuple[int], numpy.dtype[numpy.float64]]] = []
    lines: list[int] = []
    for mentor in places:
        if mentor.mentor_id not in index:
            index[mentor.mentor_id] = len(rows)
            rows.append(
                numpy.array(
                    [value(mentor, mentee) if allowed(mentor, mentee) else FORBIDDEN for mentee in mentees]
                )
            )
        lines.append(index[mentor.mentor_id])
    worth = numpy.stack(rows)[lines]
    # What is not worth proposing must not push out what is: it counts as nothing.
    chosen_places, chosen_mentees = linear_sum_assignment(
        numpy.where(worth < LEAST, 0.0, worth), maximize=True
    )
    return [
        Assigned(places[place].mentor_id, mentees[mentee].mentee_id, float(worth[place, mentee]))
        for place, mentee in zip(chosen_places, chosen_mentees, strict=True)
        if worth[place, mentee] >= LEAST
    ]
