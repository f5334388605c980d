# SPDX-License-Identifier: MIT
"""What a browser sends, without the characters that neither the database nor a document can hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

# Word pastes a line broken by Shift+Enter with the vertical tab.
_BREAKS = re.compile("[\x0b\x0c]")
# XML 1.0, section 2.2: no other character is forbidden in DOCX, XLSX and ODT; PostgreSQL forbids the first of them.
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """The text without control characters; a line or page break of a word processor becomes a space."""
    return _UNWRITABLE.sub("", _BREAKS.sub(" ", text))


class Received(ImmutableMultiDict[str, Any]):
    """Fields of a form or of an address, each writable; files are left as they are."""

    def __init__(self, sent: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        pairs = MultiDict(sent or ()).items(multi=True)
        super().__init__(
            [(writable(name), writable(one) if isinstance(one, str) else one) for name, one in pairs]
        )


class CleanRequest(Request):
    """A request whose fields can be stored and printed whatever was pasted into them."""

    parameter_storage_class = Received
