# SPDX-License-Identifier: MIT
"""Pages of meetings and feedback. Each module hangs its views on the room's one blueprint."""

from . import codes, giving, mine, participants
from .frame import blueprint

__all__ = ["blueprint", "codes", "giving", "mine", "participants"]
