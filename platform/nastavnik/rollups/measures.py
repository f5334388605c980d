# SPDX-License-Identifier: MIT
"""What a room may declare for the district: tallies, indicators made of them, and published lists.

A tally is one SQL select over the room's tables, grouped by tenant. The same select refreshes one tenant (row security
narrows it to that tenant) and rebuilds the whole district (under the system role), so the two can never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sqlalchemy import Select

Words = str | Any
Rows = Select[*tuple[Any, ...]]
"""A select of any columns; which ones it must have, the declaration below says."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts stored per tenant, month, slice and detail.

    ``select(today)`` returns rows with the columns ``tenant_id``, ``month`` (its first day), ``slice`` and ``detail``
    (text, «» where the tally has none) and one integer column for each name in ``counts``. A slice is what tables are
    divided by, a detail is the row of a published list that a slice is made of. A tally that is not ``monthly`` tells
    how things stand now: its month only says where the rows are kept, and no period narrows it.

    A ``distinct`` tally counts persons or pairs once in a period, however many of its months they were there, so its
    months cannot be added. Its select returns one more column, ``span`` (see ``spans``), and there is a row for each
    month, quarter, half-year, year and academic year, and one for the whole; ``month`` is the first of each.

    ``words`` names slices that are codes. A ``guarded`` tally is not divided into its slices while there are fewer than
    five in all, since a slice could say something of a person.
    """

    code: str
    counts: tuple[str, ...]
    select: Callable[[date], Rows]
    dimension: Words = ""
    monthly: bool = True
    distinct: bool = False
    guarded: bool = False
    words: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure: ``definition`` says exactly what is counted, ``note`` what to keep in mind.

    Without ``denominator`` it is a count, with it a share of the whole.

    A municipality's share is the sum of numerators over the sum of denominators, never a mean of percentages
    (domain rule for Р-145 indicators).
    """

    code: str
    title: Words
    definition: Words
    tally: str
    numerator: str
    denominator: str = ""
    unit: Literal["share", "items", "occurrences", "organisations", "people", "documents", "days"] = "items"
    note: Words = ""
    better: Literal["more", "less", "neither"] = "neither"


@dataclass(frozen=True, slots=True)
class PublishedList:
    """Rows without persons that the district may read.

    ``select(today)`` returns ``tenant_id``, ``key`` (text, unique within the tenant), ``position`` (integer) and
    ``data`` (jsonb object).
    """

    code: str
    select: Callable[[date], Rows]
