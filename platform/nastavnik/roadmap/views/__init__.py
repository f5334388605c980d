# SPDX-License-Identifier: MIT
"""Pages of the roadmap, all under one blueprint."""

from . import board, import_comparing, importing
from .frame import blueprint

__all__ = ["blueprint", "board", "import_comparing", "importing"]
