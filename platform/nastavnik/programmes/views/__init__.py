# SPDX-License-Identifier: MIT
"""Pages of programmes. Each module hangs its views on the room's one blueprint."""

from . import acts, card, contents, registers
from .frame import blueprint

__all__ = ["acts", "blueprint", "card", "contents", "registers"]
