# SPDX-License-Identifier: MIT
"""Which algorithms a check knows, by object identifier, and counting of sums by their names.

GOST: order of Минкомсвязи of 14.09.2020 № 472 and RFC 9215. A sum named by a signature must be the one its key goes with.
"""

from __future__ import annotations

import hashlib

from .digests import streebog

DIGESTS = {
    "1.2.643.7.1.1.2.2": "streebog256",
    "1.2.643.7.1.1.2.3": "streebog512",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
OUTDATED = {
    "1.3.14.3.2.26": "SHA-1",
    "1.2.840.113549.2.5": "MD5",
    "1.2.643.2.2.9": "ГОСТ Р 34.11-94",
    "1.2.840.113549.1.1.5": "RSA с SHA-1",
    "1.2.840.113549.1.1.4": "RSA с MD5",
    "1.2.643.2.2.3": "ГОСТ Р 34.10-2001",
    "1.2.643.2.2.19": "ГОСТ Р 34.10-2001",
}
"""No longer used for signatures (ГОСТ Р 34.10-2001: not after 31.12.2019; the sums can be forged)."""

KEYS = {
    "1.2.643.7.1.1.1.1": "gost256",
    "1.2.643.7.1.1.1.2": "gost512",
    "1.2.840.113549.1.1.1": "rsa",
    "1.2.840.10045.2.1": "ecdsa",
}
TITLES = {
    "gost256": "ГОСТ Р 34.10-2012, 256 бит",
    "gost512": "ГОСТ Р 34.10-2012, 512 бит",
    "rsa": "RSA",
    "ecdsa": "ECDSA",
}
_RSA = "1.2.840.113549.1.1."
_ECDSA = "1.2.840.10045.4.3."
SIGNATURES: dict[str, tuple[str, str]] = {
    "1.2.643.7.1.1.3.2": ("gost256", "streebog256"),
    "1.2.643.7.1.1.3.3": ("gost512", "streebog512"),
    _RSA + "11": ("rsa", "sha256"),
    _RSA + "12": ("rsa", "sha384"),
    _RSA + "13": ("rsa", "sha512"),
    _ECDSA + "2": ("ecdsa", "sha256"),
    _ECDSA + "3": ("ecdsa", "sha384"),
    _ECDSA + "4": ("ecdsa", "sha512"),
}
"""Algorithms that name the key and the sum at once."""

_GOST_SUMS = {"gost256": "streebog256", "gost512": "streebog512"}


def agree(signature_oid: str, key: str, digest: str) -> bool:
    """Whether the algorithm of a signature is the one of its key and of its sum."""
    if key in _GOST_SUMS and _GOST_SUMS[key] != digest:
        return False
    if key not in _GOST_SUMS and digest.startswith("streebog"):
        return False
    named = SIGNATURES.get(signature_oid)
    if named is not None:
        return named == (key, digest)
    return KEYS.get(signature_oid) == key


def count(digest: str, data: bytes) -> bytes:
    """The sum by its name. Raises ``TooLargeForPython`` (see ``digests``)."""
    if digest == "streebog256":
        return streebog(data, 256)
    if digest == "streebog512":
        return streebog(data, 512)
    return hashlib.new(digest, data).digest()
