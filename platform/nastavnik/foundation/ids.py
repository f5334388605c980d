# SPDX-License-Identifier: MIT
"""Identifiers of tenant rows: UUID version 7, so that rows of one tenant lie in the order in which they were made."""

import secrets
import time
import uuid

_TIMESTAMP_SHIFT = 80
_VERSION_7 = 0x7 << 76
_VARIANT_RFC = 0x2 << 62


def new_id() -> uuid.UUID:
    """Return a UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    return uuid.UUID(
        int=(milliseconds << _TIMESTAMP_SHIFT)
        | _VERSION_7
        | (secrets.randbits(12) << 64)
        | _VARIANT_RFC
        | secrets.randbits(62)
    )
