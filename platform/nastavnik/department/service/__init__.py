# SPDX-License-Identifier: MIT
"""What the department's pages read, and the one thing they write: reminders."""

from .comparing import ComparisonPage, Pair, comparison_page
from .district import (
    KIND_WORDS,
    Freshness,
    Organisation,
    counted_at,
    organisation_count,
    organisations,
    overdue_count,
    periods_of,
)
from .indicators import IndicatorList, IndicatorPage, Line, Shown, indicator_list, indicator_page
from .matrix import Matrix, MonthPoint, Row, Sort, matrix
from .organisation import Item, OrganisationPage, SectionItems, organisation_page
from .overdue import Filter, OverdueList, OverdueRow, Reminding, overdue_list, overdue_rows
from .participants import Line as ParticipantsLine
from .participants import ParticipantsPage, StageLine, participants
from .reminding import EVENT, Sent, remind

__all__ = [
    "EVENT",
    "KIND_WORDS",
    "ComparisonPage",
    "Filter",
    "Freshness",
    "IndicatorList",
    "IndicatorPage",
    "Item",
    "Line",
    "Matrix",
    "MonthPoint",
    "Organisation",
    "OrganisationPage",
    "OverdueList",
    "OverdueRow",
    "Pair",
    "ParticipantsLine",
    "ParticipantsPage",
    "Reminding",
    "Row",
    "SectionItems",
    "Sent",
    "Shown",
    "Sort",
    "StageLine",
    "comparison_page",
    "counted_at",
    "indicator_list",
    "indicator_page",
    "matrix",
    "organisation_count",
    "organisation_page",
    "organisations",
    "overdue_count",
    "overdue_list",
    "overdue_rows",
    "participants",
    "periods_of",
    "remind",
]
