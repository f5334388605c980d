# SPDX-License-Identifier: MIT
"""How well a mentor answers a mentee: 0 to 1, made of factors that are told in words (domain 5.8).

Two criteria are the model's own: the mentor's profile answers the request, and both are interested. The weights are this
plugin's: competences 0.5, age 0.2, time 0.2, form and interests 0.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from nastavnik.foundation.i18n import gettext as _

WEIGHTS = {"competences": 0.5, "age": 0.2, "time": 0.2, "form": 0.1}
ENOUGH_HOURS = 2.0
"""Hours a week that are certainly enough for one mentee."""
UNKNOWN = 0.5
"""What a factor counts when nobody has said anything about it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a mentor for this purpose. ``free`` is how many more pairs the mentor may take."""

    mentor_id: UUID
    name: str
    competences: frozenset[str]
    interests: frozenset[str]
    forms: frozenset[str]
    preferred_from: int | None
    preferred_to: int | None
    hours_per_week: float | None
    free: int
    load: int = 0


@dataclass(frozen=True, slots=True)
class Seeker:
    """What is known of a mentee for this purpose."""

    mentee_id: UUID
    name: str
    topics: frozenset[str]
    category: str
    age: int | None
    form: str


@dataclass(frozen=True, slots=True)
class Factor:
    """One part of a score: its code, its value 0 to 1, its weight, and a sentence."""

    code: str
    value: float
    weight: float
    sentence: str

    @property
    def points(self) -> float:
        """What the factor adds to the score."""
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Score:
    """A score with what it is made of, the strongest factor first."""

    factors: tuple[Factor, ...]

    @property
    def total(self) -> float:
        """0 to 1."""
        return sum(factor.points for factor in self.factors)

    @property
    def percent(self) -> int:
        """0 to 100, for showing."""
        return round(100 * self.total)


def score(mentor: Candidate, mentee: Seeker) -> Score:
    """The score of one mentor for one mentee."""
    factors = (
        _competences(mentor, mentee),
        _age(mentor, mentee),
        _time(mentor),
        _form(mentor, mentee),
    )
    return Score(tuple(sorted(factors, key=lambda factor: -factor.points)))


def value(mentor: Candidate, mentee: Seeker) -> float:
    """The total alone, without sentences: what the assignment of a large pool needs."""
    return (
        WEIGHTS["competences"] * _overlap(mentor.competences, mentee.topics)
        + WEIGHTS["age"] * _age_value(mentor, mentee.age)
        + WEIGHTS["time"] * _time_value(mentor)
        + WEIGHTS["form"] * _form_value(mentor, mentee)
    )


def what_would_change(best: Score) -> list[str]:
    """What would raise the score, the greatest gain first."""
    lost = sorted(best.factors, key=lambda factor: factor.points - factor.weight)
    hints = {
        "competences": _("a competence of the mentor that the request names"),
        "age": _("a mentor who wants to work with this age"),
        "time": _("more of the mentor's time, or fewer pairs"),
        "form": _("a mentor who wants to work in this form"),
    }
    return [hints[factor.code] for factor in lost if factor.value < 1]


def _competences(mentor: Candidate, mentee: Seeker) -> Factor:
    common = sorted(mentor.competences & mentee.topics)
    if common:
        sentence = _("Knows what is asked for: %(topics)s.", topics=", ".join(common))
    elif not mentee.topics:
        sentence = _("The request names no topics.")
    else:
        sentence = _("No competence of the mentor is named in the request.")
    return Factor(
        "competences", _overlap(mentor.competences, mentee.topics), WEIGHTS["competences"], sentence
    )


def _age(mentor: Candidate, mentee: Seeker) -> Factor:
    points = _age_value(mentor, mentee.age)
    if mentor.preferred_from is None and mentor.preferred_to is None:
        sentence = _("The mentor has named no preferred age.")
    elif mentee.age is None:
        sentence = _("The age of the mentee is unknown.")
    elif points == 1:
        sentence = _("The age is the one the mentor prefers.")
    else:
        sentence = _("The mentor prefers another age.")
    return Factor("age", points, WEIGHTS["age"], sentence)


def _time(mentor: Candidate) -> Factor:
    points = _time_value(mentor)
    if mentor.hours_per_week is None:
        sentence = _("The mentor has not said how much time there is.")
    elif points == 1:
        sentence = _("The mentor has enough time.")
    else:
        sentence = _("The mentor has little time for one more mentee.")
    return Factor("time", points, WEIGHTS["time"], sentence)


def _form(mentor: Candidate, mentee: Seeker) -> Factor:
    common = sorted(mentor.interests & mentee.topics)
    if common:
        sentence = _("Shared interests: %(topics)s.", topics=", ".join(common))
    elif not mentor.forms:
        sentence = _("The mentor has named no forms.")
    elif mentee.form in mentor.forms:
        sentence = _("The mentor wants to work in this form.")
    else:
        sentence = _("The mentor has named other forms.")
    return Factor("form", _form_value(mentor, mentee), WEIGHTS["form"], sentence)


def _overlap(competences: frozenset[str], topics: frozenset[str]) -> float:
    if not topics:
        return UNKNOWN
    return len(competences & topics) / len(topics)


def _age_value(mentor: Candidate, age: int | None) -> float:
    if age is None or (mentor.preferred_from is None and mentor.preferred_to is None):
        return UNKNOWN
    low = mentor.preferred_from if mentor.preferred_from is not None else 0
    high = mentor.preferred_to if mentor.preferred_to is not None else 99
    distance = max(low - age, age - high, 0)
    return max(0.0, 1 - distance / 3)


def _time_value(mentor: Candidate) -> float:
    if mentor.hours_per_week is None:
        return UNKNOWN
    return min(1.0, mentor.hours_per_week / (ENOUGH_HOURS * (mentor.load + 1)))


def _form_value(mentor: Candidate, mentee: Seeker) -> float:
    if mentor.interests & mentee.topics:
        return 1.0
    if not mentor.forms:
        return UNKNOWN
    return 1.0 if mentee.form in mentor.forms else 0.0


def ranked(mentee: Seeker, mentors: Sequence[Candidate], *, most: int = 5) -> list[tuple[Candidate, Score]]:
    """The best mentors for one mentee, the best first; those who are full are left out."""
    free = [mentor for mentor in mentors if mentor.free > 0]
    best = sorted(free, key=lambda mentor: (-value(mentor, mentee), mentor.load, mentor.name))[:most]
    return [(mentor, score(mentor, mentee)) for mentor in best]
