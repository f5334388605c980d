# SPDX-License-Identifier: MIT
"""Taking PEM apart and putting it together."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

_BEGIN, _END = b"-----BEGIN ", b"-----END "


def parts_of(data: bytes) -> Iterator[bytes]:
    """DER of every part of a PEM file, or of a Base64 text, or the bytes themselves when they are DER already.

    What cannot be decoded comes as it is, for the reader to refuse.
    """
    text = data.removeprefix(b"\xef\xbb\xbf").strip()
    if data[:1] == b"\x30" or not text:
        yield data
        return
    if _BEGIN not in text:
        yield _decoded(text)
        return
    for piece in text.split(_BEGIN)[1:]:
        yield _decoded(piece.partition(b"\n")[2].partition(_END)[0])


def pem(der: bytes, label: str) -> bytes:
    """DER as PEM."""
    name = label.encode("ascii")
    return _BEGIN + name + b"-----\n" + base64.encodebytes(der) + _END + name + b"-----\n"


def _decoded(text: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return text
