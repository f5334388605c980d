# SPDX-License-Identifier: MIT
"""Pages of consents. Each module hangs its views on the room's one blueprint."""

from . import giving, register, texts
from .frame import blueprint

__all__ = ["blueprint", "giving", "register", "texts"]
