# SPDX-License-Identifier: MIT
"""The settings of this installation, inside a request and outside one."""

from __future__ import annotations

from flask import current_app, has_app_context

from nastavnik.settings import Settings, read_settings


def settings() -> Settings:
    """Settings of the application that serves the request; those of the process for the worker and the commands."""
    if has_app_context():
        known = current_app.extensions.get("nastavnik.settings")
        if isinstance(known, Settings):
            return known
    return read_settings()
