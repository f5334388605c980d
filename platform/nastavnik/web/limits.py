# SPDX-License-Identifier: MIT
"""Limits on how often one address may ask, and compression of what it gets."""

from __future__ import annotations

from flask import Flask, g, request
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from nastavnik.settings import Settings


def install(app: Flask, settings: Settings) -> None:
    """Count requests per address and, inside an organisation, per organisation and address."""
    if not app.testing and settings.requests_per_minute:
        limiter = Limiter(
            key_func=_key,
            default_limits=[f"{settings.requests_per_minute}/minute"],
            storage_uri="memory://",
            strategy="fixed-window",
        )
        limiter.init_app(app)
    # A file that is streamed has been compressed where that is worth it.
    app.config["COMPRESS_STREAMS"] = False
    Compress(app)


def _key() -> str:
    return f"{g.get('tenant_slug') or ''}|{get_remote_address()}|{request.blueprint or ''}"
