# SPDX-License-Identifier: MIT
"""Pages of the roadmap, all under one blueprint."""

from . import (
    acts_evidence,
    acts_executions,
    acts_item,
    board,
    board_acts,
    board_files,
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
    "blueprint",
    "board",
    "board_acts",
    "board_files",
    "import_comparing",
    "importing",
    "item",
    "settings",
]
