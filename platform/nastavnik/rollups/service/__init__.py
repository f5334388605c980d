# SPDX-License-Identifier: MIT
"""The door of the room: measures that other rooms declare, totals that are kept true, figures that are read."""

from nastavnik.rollups.figures import (
    Counts,
    Figure,
    Measures,
    Months,
    added,
    all_sums,
    figure,
    measures,
    sums,
)
from nastavnik.rollups.measures import Indicator, PublishedList, Rows, Tally
from nastavnik.rollups.models import RollupListRow, RollupMark, RollupTotal
from nastavnik.rollups.recount import only_where_on
from nastavnik.rollups.spans import Span, calendar

from .keeping import (
    day_began,
    mark_all_stale,
    mark_stale,
    out_of_date,
    rebuild_all,
    refresh_tenant,
    stale_tenants,
)

__all__ = [
    "Counts",
    "Figure",
    "Indicator",
    "Measures",
    "Months",
    "PublishedList",
    "RollupListRow",
    "RollupMark",
    "RollupTotal",
    "Rows",
    "Span",
    "Tally",
    "added",
    "all_sums",
    "calendar",
    "day_began",
    "figure",
    "mark_all_stale",
    "mark_stale",
    "measures",
    "only_where_on",
    "out_of_date",
    "rebuild_all",
    "refresh_tenant",
    "stale_tenants",
    "sums",
]
