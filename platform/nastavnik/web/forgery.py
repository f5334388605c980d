# SPDX-License-Identifier: MIT
"""Forms of other sites are refused: every POST carries the secret that the page was given."""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect

from . import theme


def install(app: Flask) -> None:
    """Demand the secret on every POST. Only the form of appearance goes without, see ``theme.save``."""
    protection = CSRFProtect(app)
    protection.exempt(theme.save)
