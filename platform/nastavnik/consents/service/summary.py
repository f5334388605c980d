# SPDX-License-Identifier: MIT
"""How many people lack what, counted by the database: the first page asks this and loads nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.scope import require

from .forms import VIEW
from .judging import CONDITIONS, asked_of_standing, judging

_COUNT = asked_of_standing(
    f"""
    select count(*) filter (where {CONDITIONS["lacking"]}) as lacking,
           count(*) filter (where {CONDITIONS["clearance"]}) as clearance,
           count(*) filter (where {CONDITIONS["turning"]}) as turning,
           count(*) filter (where {CONDITIONS["ending"]}) as ending,
           min(coming_end) filter (where {CONDITIONS["ending"]}) as first_end
    from standing
    """  # noqa: S608 - made of constants
)


@dataclass(frozen=True, slots=True)
class Summary:
    """How many people lack a consent, a clearance, turn 14 or 18, or have something that ends; the nearest end."""

    lacking: int
    clearance: int
    turning: int
    ending: int
    first_end: date | None


def summary(on: date | None = None) -> Summary:
    """The same numbers as the register's, in two queries whatever the number of people."""
    require(VIEW)
    row = session().execute(_COUNT, judging(on or today())).one()
    return Summary(row.lacking, row.clearance, row.turning, row.ending, row.first_end)
