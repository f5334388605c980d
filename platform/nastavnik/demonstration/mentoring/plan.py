# SPDX-License-Identifier: MIT
"""What ``tenants/<slug>/mentoring.toml`` may say: the programmes of a demonstration organisation.

A programme belongs to a school year, counted from the present one, so that the demonstration is never out of date.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from nastavnik.tenants import service as tenants

FILE = "mentoring.toml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Population(_Strict):
    """How many there are in all, for the shares of Р-145; typed with the year of the present school year."""

    children_10_19: int = 0
    children_15_19: int = 0
    young_specialists: int = 0
    source: str = "Контингент на 1 сентября, отчёт организации"


class Ended(_Strict):
    """A pair that ended before its goal: after how many days of work, why, and in which words."""

    after: int
    reason: str
    words: str = ""


class Programme(_Strict):
    """One programme. ``school_year`` is 0 for the present one, -1 for the last; ``stage`` is how far it has come."""

    title: str
    form: str
    variant: str
    model_kind: Literal["students", "teachers"] = "students"
    goal: str
    tasks: str = ""
    target_group: str = ""
    results: str = ""
    school_year: int = Field(default=0, ge=-5, le=0)
    late: int = Field(default=0, ge=0, le=200)
    """Days after the usual beginning at which everything in it happens."""
    stage: int = Field(default=7, ge=0, le=7)
    pairs: int = Field(default=0, ge=0)
    groups: int = Field(default=0, ge=0)
    unpaired: int = Field(default=0, ge=0)
    """Mentees who still wait for a mentor."""
    spare: int = Field(default=0, ge=0)
    """Mentors without a pair."""
    asked: int = Field(default=0, ge=0)
    """Of the pairs, how many still wait for answers."""
    agreed: int = Field(default=0, ge=0)
    """Of the pairs, how many still wait for the order."""
    ended: tuple[Ended, ...] = ()
    paused: str = ""
    """The reason for which one pair rests."""
    silent: int = Field(default=0, ge=0)
    """Pairs that have not met for a long while."""
    event: str = ""
    """The public event at the end."""
    best_practice: bool = False


class Mentoring(_Strict):
    """What an organisation does."""

    population: Population = Population()
    programmes: tuple[Programme, ...] = ()


def mentoring_of(slug: str, folder: Path = tenants.FOLDER) -> Mentoring:
    """What the organisation's file says; nothing when there is no file."""
    path = folder / slug / FILE
    return Mentoring.model_validate(tomllib.loads(path.read_text("utf-8"))) if path.exists() else Mentoring()


def first_of_september(on: date, years: int = 0) -> date:
    """The beginning of the school year that a day belongs to, ``years`` away from it."""
    return date((on.year if on.month >= 8 else on.year - 1) + years, 9, 1)
