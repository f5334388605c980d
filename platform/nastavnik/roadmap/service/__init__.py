# SPDX-License-Identifier: MIT
"""The only door to the roadmap: every write, and what pages need, loaded in a bounded number of queries."""

from .adopting import PlannedItem, PlannedRoadmap, PlannedSection, adopt
from .assigning import Person, assign, assign_many, chosen_people, edit_item
from .dating import (
    SET_BY_HAND,
    cancel_occurrence,
    due_from_event,
    mark_not_required,
    mark_required,
    move_deadline,
    move_deadlines,
    open_occurrence,
    record_event,
    restore_occurrence,
    set_dates,
    skip_occurrence,
)
from .discussing import comment, comments_on
from .executing import (
    EVIDENCE_KINDS,
    NewEvidence,
    add_evidence,
    close_occurrence,
    close_without_evidence,
    get_evidence,
    remove_evidence,
    reopen_occurrence,
    start_work,
)
from .guarding import Overtaken, may_execute
from .looking import get_item, get_occurrence, items_of, occurrences_of, running_roadmap, sections_of
from .people import accounts_of, names_in, people

__all__ = [
    "EVIDENCE_KINDS",
    "SET_BY_HAND",
    "NewEvidence",
    "Overtaken",
    "Person",
    "PlannedItem",
    "PlannedRoadmap",
    "PlannedSection",
    "accounts_of",
    "add_evidence",
    "adopt",
    "assign",
    "assign_many",
    "cancel_occurrence",
    "chosen_people",
    "close_occurrence",
    "close_without_evidence",
    "comment",
    "comments_on",
    "due_from_event",
    "edit_item",
    "get_evidence",
    "get_item",
    "get_occurrence",
    "items_of",
    "mark_not_required",
    "mark_required",
    "may_execute",
    "move_deadline",
    "move_deadlines",
    "names_in",
    "occurrences_of",
    "open_occurrence",
    "people",
    "record_event",
    "remove_evidence",
    "reopen_occurrence",
    "restore_occurrence",
    "running_roadmap",
    "sections_of",
    "set_dates",
    "skip_occurrence",
    "start_work",
]
