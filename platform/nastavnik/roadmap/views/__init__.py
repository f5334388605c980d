# SPDX-License-Identifier: MIT
"""Pages of the roadmap, all under one blueprint."""

from . import acts_evidence, acts_executions, acts_item, board, import_comparing, importing, item
from .frame import blueprint

__all__ = [
    "acts_evidence",
    "acts_executions",
    "acts_item",
    "blueprint",
    "board",
    "import_comparing",
    "importing",
    "item",
]
