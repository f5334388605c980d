# SPDX-License-Identifier: MIT
"""A look at a PDF before its pages are read: is it locked, how long is it, how much does it unpack into."""

from __future__ import annotations

import logging
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import IndirectObject, StreamObject

from nastavnik.roadmap.order_document.errors import UnreadableDocument

MAX_PAGES = 300
MAX_OBJECTS = 100_000
MAX_UNPACKED = 32 * 1024 * 1024
"""Bytes of all streams together, pictures apart: pictures are not unpacked."""

logging.getLogger("pypdf").setLevel(logging.ERROR)


def check(data: bytes) -> None:
    """Raise ``UnreadableDocument`` for a PDF that is locked, damaged, too long or a bomb."""
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableDocument("encrypted")
        if len(reader.pages) > MAX_PAGES:
            raise UnreadableDocument("too_long")
        _weigh(reader)
    except LimitReachedError as error:
        raise UnreadableDocument("bomb") from error
    except PyPdfError as error:
        raise UnreadableDocument("broken") from error


def _weigh(reader: PdfReader) -> None:
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MAX_OBJECTS:
        raise UnreadableDocument("bomb")
    unpacked = 0
    for number, generation in numbers:
        item = reader.get_object(IndirectObject(number, generation, reader))
        if isinstance(item, StreamObject) and item.get("/Subtype") != "/Image":
            unpacked += _size(item)
            if unpacked > MAX_UNPACKED:
                raise UnreadableDocument("bomb")


def _size(stream: StreamObject) -> int:
    try:
        return len(stream.get_data())
    except NotImplementedError:
        # A picture's filter: nothing here unpacks it.
        return 0
