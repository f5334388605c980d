# SPDX-License-Identifier: MIT
"""Pages of meetings and feedback. Each module hangs its views on the room's one blueprint."""

from .frame import blueprint

__all__ = ["blueprint"]
