# SPDX-License-Identifier: MIT
"""Sums of exact bytes: SHA-256, and Стрибог of 256 bits (ГОСТ Р 34.11-2012)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from gostcrypto import gosthash

from . import engine

PURE_LIMIT = 2 * 1024 * 1024
"""The most bytes that Python counts Стрибог of by itself: it does about a third of a megabyte in a second."""


class TooLargeForPython(ValueError):
    """There is no GOST engine here, and the data are larger than ``PURE_LIMIT``."""


@dataclass(frozen=True, slots=True)
class Digests:
    """Sums in hexadecimal digits, lower case. ``streebog`` is empty when it could not be counted here."""

    sha256: str
    streebog: str


def digests(data: bytes) -> Digests:
    """Both sums of the data; Стрибог is left empty for large data on a machine without the GOST engine."""
    try:
        gost = streebog(data).hex()
    except TooLargeForPython:
        gost = ""
    return Digests(hashlib.sha256(data).hexdigest(), gost)


def streebog(data: bytes, bits: int = 256) -> bytes:
    """Стрибог of 256 or 512 bits, by the engine where there is one. Raises ``TooLargeForPython``."""
    if engine.present():
        try:
            return engine.streebog(data, bits)
        except engine.EngineFailed:
            pass
    return pure_streebog(data, bits)


def pure_streebog(data: bytes, bits: int = 256) -> bytes:
    """Стрибог counted in Python. Raises ``TooLargeForPython``."""
    if len(data) > PURE_LIMIT:
        raise TooLargeForPython(f"{len(data)} bytes")
    return bytes(gosthash.new(f"streebog{bits}", data=bytearray(data)).digest())
