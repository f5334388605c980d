# SPDX-License-Identifier: MIT
"""Pages of the roadmap, all under one blueprint."""

from . import (
    acts_evidence,
    acts_executions,
    acts_item,
    acts_order,
    agenda,
    board,
    board_acts,
    board_files,
    control,
    import_comparing,
    importing,
    item,
    settings,
    tying,
)
from .feed import calendar
from .frame import blueprint

__all__ = [
    "acts_evidence",
    "acts_executions",
    "acts_item",
    "acts_order",
    "agenda",
    "blueprint",
    "board",
    "board_acts",
    "board_files",
    "calendar",
    "control",
    "import_comparing",
    "importing",
    "item",
    "settings",
    "tying",
]
