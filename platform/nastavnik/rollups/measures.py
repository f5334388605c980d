# SPDX-License-Identifier: MIT
"""What a room may declare for the district: tallies, indicators made of them, and published lists.

A tally is one SQL select over the room's tables, grouped by tenant. The same select refreshes one tenant (row security
narrows it to that tenant) and rebuilds the whole district (under the system role), so the two can never disagree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Select

Words = str | Any


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts stored per tenant, month and slice.

    ``select(today)`` returns rows with the columns ``tenant_id``, ``month`` (its first day), ``slice`` (text, «» when
    the tally has no dimension) and one integer column for each name in ``counts``.
    """

    code: str
    counts: tuple[str, ...]
    select: Callable[[date], Select[Any]]
    dimension: Words = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure with a definition. Without ``denominator`` it is a count, with it a share of the whole.

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
    select: Callable[[date], Select[Any]]
