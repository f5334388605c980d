# SPDX-License-Identifier: MIT
"""Pages of meetings and feedback. Each module hangs its views on the room's one blueprint."""

from . import acts, codes, feedback, giving, mine, participants, registers, settings
from .frame import blueprint

__all__ = [
    "acts",
    "blueprint",
    "codes",
    "feedback",
    "giving",
    "mine",
    "participants",
    "registers",
    "settings",
]
