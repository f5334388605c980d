# SPDX-License-Identifier: MIT
"""What a file is, by what is inside it; its name is never asked."""

from __future__ import annotations

from nastavnik.roadmap.order_document.blocks import Progress, Source
from nastavnik.roadmap.order_document.container import Container
from nastavnik.roadmap.order_document.errors import UnreadableDocument

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = (b"<!doctype", b"<html", b"<?xml")
_ODF = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.text-template": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.spreadsheet-template": "ods",
}


def open_source(data: bytes, progress: Progress | None = None) -> Source:
    """Turn a file into blocks. Raise ``UnreadableDocument`` when it is none of the kinds that are read."""
    # The readers are imported when they are needed: each brings a library of its own.
    if b"%PDF-" in data[:1024]:
        from nastavnik.roadmap.order_document import pdf

        return pdf.read(data, progress)
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        return _from_container(Container(data))
    if data.startswith(_OLE):
        raise UnreadableDocument("encrypted" if _OLE_ENCRYPTED in data else "old_format")
    if data[:1024].lstrip().lower().startswith(_MARKUP):
        raise UnreadableDocument("unknown_type")
    if data[:1024].lstrip().startswith(b"{\\rtf"):
        raise UnreadableDocument("old_format")
    from nastavnik.roadmap.order_document import plain_text

    return plain_text.read(data)


def _from_container(container: Container) -> Source:
    if "mimetype" in container:
        kind = _ODF.get(container.read("mimetype").decode("ascii", "replace").strip())
        if kind:
            from nastavnik.roadmap.order_document import odf

            return odf.read(container, kind)
    if "xl/workbook.xml" in container or "xl/workbook.bin" in container:
        from nastavnik.roadmap.order_document import sheet

        return sheet.read(container)
    if any(name.startswith("word/") for name in container.names):
        from nastavnik.roadmap.order_document import docx

        return docx.read(container)
    raise UnreadableDocument("unknown_type")
