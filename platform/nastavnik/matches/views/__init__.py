# SPDX-License-Identifier: MIT
"""Pages of pairs and groups. Each module hangs its views on the room's one blueprint."""

from . import acts, answers, closing, forming, links, orders, pair, personal, plans, registers
from .frame import blueprint

__all__ = [
    "acts",
    "answers",
    "blueprint",
    "closing",
    "forming",
    "links",
    "orders",
    "pair",
    "personal",
    "plans",
    "registers",
]
