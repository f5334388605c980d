# SPDX-License-Identifier: MIT
"""Pages of partners. Each module hangs its views on the room's one blueprint."""

from . import card, people, register
from .frame import blueprint
from .portal import portal

__all__ = ["blueprint", "card", "people", "portal", "register"]
