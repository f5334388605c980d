# SPDX-License-Identifier: MIT
"""A zip container of an office document, unpacked within limits, and its XML, parsed without reaching outside."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from lxml import etree

from nastavnik.roadmap.order_document.errors import UnreadableDocument

MAX_ENTRIES = 5_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PART = 16 * 1024 * 1024
"""Bytes of one XML part: about two thousand pages of text."""
_SUSPICIOUS_SIZE = 4 * 1024 * 1024
_SUSPICIOUS_RATIO = 250
_CHUNK = 256 * 1024

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    ValueError,
    IndexError,
)


class Container:
    """An opened zip. Opening refuses what declares too much; reading counts what really comes out."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            entries = self._zip.infolist()
        except _BROKEN as error:
            raise UnreadableDocument("broken") from error
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise UnreadableDocument("bomb")
        if any(_suspicious(entry) for entry in entries):
            raise UnreadableDocument("bomb")
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise UnreadableDocument("encrypted")
        self._entries = {entry.filename: entry for entry in entries}

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    @property
    def names(self) -> list[str]:
        """Names of the entries in the order of the container."""
        return list(self._entries)

    def read(self, name: str) -> bytes:
        """One part, unpacked. Raise ``UnreadableDocument`` when it is absent, damaged or too large."""
        entry = self._entries.get(name)
        if entry is None or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableDocument("broken")
        unpacked = bytearray()
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    unpacked += chunk
                    if len(unpacked) > MAX_PART:
                        raise UnreadableDocument("bomb")
        except (*_BROKEN, RuntimeError) as error:
            raise UnreadableDocument("broken") from error
        return bytes(unpacked)

    def xml(self, name: str) -> etree._Element:
        """One XML part as a tree."""
        return parse_xml(self.read(name))

    def rewritten(self, suffixes: tuple[str, ...]) -> bytes:
        """A new container with the parts of these suffixes only, as they were really unpacked.

        For readers of other languages, which would trust the sizes that the container declares.
        """
        result, total = BytesIO(), 0
        with zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as target:
            for name in self.names:
                if name.endswith(suffixes):
                    part = self.read(name)
                    total += len(part)
                    if total > MAX_PART * 4:
                        raise UnreadableDocument("bomb")
                    target.writestr(name, part)
        return result.getvalue()


def parse_xml(data: bytes) -> etree._Element:
    """The root of an XML text. A document type, with its entities, is refused: no office program writes one."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument("broken") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument("broken")
    return root


def local(element: etree._Element) -> str:
    """The name of an element without its namespace: strict and transitional documents differ only in that."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its name without the namespace."""
    value = element.get(name)
    if value is not None:
        return value
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), None)


def child(element: etree._Element, *path: str) -> etree._Element | None:
    """The first descendant along ``path``, each step a child's name."""
    found: etree._Element | None = element
    for name in path:
        if found is None:
            return None
        found = next((inner for inner in found if local(inner) == name), None)
    return found


def number(text: str | None, default: int, limit: int = 100_000) -> int:
    """A count from an attribute, kept between 0 and ``limit``."""
    try:
        return max(0, min(int(text or ""), limit))
    except ValueError:
        return default


def _suspicious(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _SUSPICIOUS_SIZE and entry.file_size > entry.compress_size * _SUSPICIOUS_RATIO
