# SPDX-License-Identifier: MIT
"""Pages of people. Each module hangs its views on the room's one blueprint."""

from . import (
    cards,
    confirming,
    destruction,
    duplicates,
    importing,
    population,
    psychology,
    registers,
    rights,
    topics,
)
from .frame import blueprint

__all__ = [
    "blueprint",
    "cards",
    "confirming",
    "destruction",
    "duplicates",
    "importing",
    "population",
    "psychology",
    "registers",
    "rights",
    "topics",
]
