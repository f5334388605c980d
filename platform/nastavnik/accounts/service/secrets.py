# SPDX-License-Identifier: MIT
"""Random tokens and what the database keeps of them, so that a copy of the database opens nothing."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from .installation import settings

TOKEN_BYTES = 32


def new_token() -> str:
    """A token of 256 random bits for a cookie or a link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """What is kept of a token: SHA-256 in hex. A random token needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed(kind: str, value: str) -> str:
    """A hash of something guessable (an address), keyed with the installation's secret."""
    key = settings().secret_key.get_secret_value().encode()
    return hmac.new(key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
