# SPDX-License-Identifier: MIT
"""What anybody may learn about an agreement whose code they hold: what it is, and whether a file is that very file."""

from .comparing import Answer, compare
from .looking import CheckedAgreement, CheckedMark, look_up

__all__ = ["Answer", "CheckedAgreement", "CheckedMark", "compare", "look_up"]
