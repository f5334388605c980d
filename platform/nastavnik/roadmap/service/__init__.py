# SPDX-License-Identifier: MIT
"""The only door to the roadmap: every write, and what pages need, loaded in a bounded number of queries."""

from .adopting import PlannedItem, PlannedRoadmap, PlannedSection, adopt
from .executing import (
    NewEvidence,
    add_evidence,
    cancel_occurrence,
    close_occurrence,
    close_without_evidence,
    mark_not_required,
    mark_required,
    move_deadline,
    open_occurrence,
    record_event,
    remove_evidence,
    reopen_occurrence,
    set_dates,
    start_work,
)
from .looking import get_item, get_occurrence, items_of, occurrences_of, running_roadmap, sections_of

__all__ = [
    "NewEvidence",
    "PlannedItem",
    "PlannedRoadmap",
    "PlannedSection",
    "add_evidence",
    "adopt",
    "cancel_occurrence",
    "close_occurrence",
    "close_without_evidence",
    "get_item",
    "get_occurrence",
    "items_of",
    "mark_not_required",
    "mark_required",
    "move_deadline",
    "occurrences_of",
    "open_occurrence",
    "record_event",
    "remove_evidence",
    "reopen_occurrence",
    "running_roadmap",
    "sections_of",
    "set_dates",
    "start_work",
]
