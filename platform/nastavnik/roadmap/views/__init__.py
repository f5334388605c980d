# SPDX-License-Identifier: MIT
"""Pages of the roadmap, all under one blueprint."""

from . import (
    acts_evidence,
    acts_executions,
    acts_item,
    acts_order,
    board,
    board_acts,
    board_files,
    control,
    import_comparing,
    importing,
    item,
    settings,
)
from .frame import blueprint

__all__ = [
    "acts_evidence",
    "acts_executions",
    "acts_item",
    "acts_order",
    "blueprint",
    "board",
    "board_acts",
    "board_files",
    "control",
    "import_comparing",
    "importing",
    "item",
    "settings",
]
