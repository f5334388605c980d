# SPDX-License-Identifier: MIT
"""What ``tenants/<slug>/story.toml`` may say: how a demonstration organisation has run its roadmap.

Days are counted from the present day, so that the demonstration is never out of date.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from nastavnik.tenants import service as tenants

FILE = "story.toml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Move(_Strict):
    """The nearest execution of an item got another deadline, ``to`` days from the present one."""

    item: str
    to: int
    reason: str
    basis: str


class Dates(_Strict):
    """Days that somebody's schedule gave to an item."""

    item: str
    days: tuple[int, ...]


class Happening(_Strict):
    """The event that a relative deadline counts from, or the need that opened an item."""

    item: str
    day: int
    reason: str = ""


class ClosedByDirector(_Strict):
    """The last execution that fell due was closed without evidence."""

    item: str
    reason: str


class Remark(_Strict):
    """Somebody's words on an item; ``by`` is the surname of a person of the organisation."""

    item: str
    day: int
    by: str
    text: str


class Story(_Strict):
    """How an organisation runs its current edition."""

    reminded: bool = True
    """Whether the clock has reminded people in the last weeks."""
    late: int = Field(default=12, ge=0, le=100)
    """Of a hundred executions, how many were closed after their deadline."""
    overdue: dict[str, int] = Field(default_factory=dict)
    """By number of item: how many of its latest executions that fell due are still open."""
    moved: tuple[Move, ...] = ()
    dates: tuple[Dates, ...] = ()
    events: tuple[Happening, ...] = ()
    opened: tuple[Happening, ...] = ()
    exceptions: tuple[ClosedByDirector, ...] = ()
    remarks: tuple[Remark, ...] = ()


def story_of(slug: str, folder: Path = tenants.FOLDER) -> Story:
    """The story of an organisation; an ordinary one when there is no file."""
    path = folder / slug / FILE
    return Story.model_validate(tomllib.loads(path.read_text("utf-8"))) if path.exists() else Story()
