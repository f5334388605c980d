# SPDX-License-Identifier: MIT
"""Pages of people. Each module hangs its views on the room's one blueprint."""

from . import cards, importing, registers, rights, topics
from .frame import blueprint

__all__ = ["blueprint", "cards", "importing", "registers", "rights", "topics"]
