# SPDX-License-Identifier: MIT
"""How people stand with consents and clearances on a day: one rule for the card, the register and the clock.

A standing is asked for many persons at once: one query for consents, one for clearances, one for the policy.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from nastavnik.consents.models import Clearance, Consent, GatePolicy
from nastavnik.consents.words import CLEARING_KINDS, PURPOSES
from nastavnik.people import service as people

from .gate import clearance_gaps, in_force, needs_clearance, obstacles_of, policy
from .giving import clearances_of, consents_of

SOON = timedelta(days=30)
"""So long before the end a consent, a clearance or a birthday is spoken of."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's consents for one purpose.

    ``state``: in_force, incomplete (a signature is lacking, or it must be given anew), lapsed, withdrawn, not_given.
    ``until`` is the last day on which what there is suffices, when that is known. ``consents`` stand the newest first.
    ``lacking`` is the sentence of the gate; empty when nothing lacks.
    """

    purpose: str
    state: str
    consents: tuple[Consent, ...] = ()
    until: date | None = None
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class ClearanceStanding:
    """A mentor's clearance. ``state``: not_needed, cleared, not_cleared, lapsed, lacking."""

    state: str
    seen: tuple[Clearance, ...] = ()
    until: date | None = None
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class PersonStanding:
    """Everything about one person, with the purposes that were asked about. ``turns`` is the age that changes who
    signs, and the day it is reached."""

    purposes: Mapping[str, Standing]
    clearance: ClearanceStanding
    turns: tuple[int, date] | None = None


def standings(
    persons: Sequence[people.Person],
    on: date,
    *,
    mentors: frozenset[UUID] = frozenset(),
    purposes: Collection[str] = PURPOSES,
) -> Mapping[UUID, PersonStanding]:
    """How these persons stand on a day, with these purposes only; ``mentors`` are those of them who may need a
    clearance."""
    if not persons:
        return {}
    rule = policy()
    given = consents_of(person.id for person in persons)
    seen = clearances_of(person.id for person in persons)
    return {
        person.id: PersonStanding(
            {purpose: _standing(person, purpose, given[person.id], on, rule) for purpose in purposes},
            _clearance(person, seen[person.id], on, rule, mentor=person.id in mentors),
            turning(person, on),
        )
        for person in persons
    }


def turning(person: people.Person, on: date, within: timedelta = SOON) -> tuple[int, date] | None:
    """The age of 14 or 18 that the person reaches after a day, not later than ``within``; and when."""
    if person.birth_date is None:
        return None
    for age in people.TURNS:
        reached = birthday(person.birth_date, age)
        if on < reached <= on + within:
            return age, reached
    return None


def birthday(born: date, age: int) -> date:
    """The day on which somebody becomes ``age`` years old; for those born on 29 February it may be 1 March."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def _standing(
    person: people.Person, purpose: str, given: Sequence[Consent], on: date, rule: GatePolicy
) -> Standing:
    mine = tuple(one for one in given if one.purpose == purpose)
    if not mine:
        return Standing(purpose, "not_given", lacking=_lacking(person, [], on, rule))
    held = in_force(mine, purpose, on)
    lacking = _lacking(person, held, on, rule)
    if held:
        if lacking:
            return Standing(purpose, "incomplete", mine, None, lacking)
        return Standing(purpose, "in_force", mine, _until(person, held, on, rule))
    newest = mine[0]
    if newest.withdrawn_on is not None and newest.withdrawn_on <= on:
        return Standing(purpose, "withdrawn", mine, None, lacking)
    return Standing(
        purpose, "lapsed" if newest.given_on <= on else "not_given", mine, newest.valid_until, lacking
    )


def _lacking(person: people.Person, held: Sequence[Consent], on: date, rule: GatePolicy) -> str:
    return " ".join(one.sentence for one in obstacles_of(person, held, on, rule))


def _until(person: people.Person, held: Sequence[Consent], on: date, rule: GatePolicy) -> date | None:
    """The first end of a term after which what remains does not suffice."""
    for end in sorted({one.valid_until for one in held if one.valid_until is not None}):
        remaining = [one for one in held if one.valid_until is None or one.valid_until > end]
        if not remaining or obstacles_of(person, remaining, on, rule):
            return end
    return None


def _clearance(
    person: people.Person, seen: Sequence[Clearance], on: date, rule: GatePolicy, *, mentor: bool
) -> ClearanceStanding:
    mine = tuple(seen)
    if not mentor or not needs_clearance(person, on, rule):
        return ClearanceStanding("not_needed", mine)
    gaps = clearance_gaps(person, mine, on)
    clearing = [one for one in mine if one.kind in CLEARING_KINDS and one.issued_on <= on]
    until = clearing[0].next_check_on if clearing else None
    if not gaps:
        return ClearanceStanding("cleared", mine, until)
    if not clearing:
        return ClearanceStanding("lacking", mine, None, gaps[0].sentence)
    state = "not_cleared" if clearing[0].result != "cleared" else "lapsed"
    return ClearanceStanding(state, mine, until, gaps[0].sentence)
