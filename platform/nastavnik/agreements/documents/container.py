# SPDX-License-Identifier: MIT
"""A DOCX opened with care: its size, what it carries besides text, and XML that reaches nowhere."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from docx import Document
from docx.document import Document as DocxDocument
from lxml import etree

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.files import DOCX, MEGABYTE, detect
from nastavnik.foundation.i18n import gettext as _

LARGEST = 5 * MEGABYTE
MOST_ENTRIES = 2_000
MOST_UNPACKED = 60 * MEGABYTE
MOST_XML = 12 * MEGABYTE
MOST_RATIO = 200
"""An entry over a megabyte that unpacks more times than this is no work of an office program."""
_OLE = b"\xd0\xcf\x11\xe0"
_MACROS = ("vbaproject.bin", "vbadata.xml")
_FOREIGN = ("/embeddings/", "/activex/", "/afchunk")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    etree.XMLSyntaxError,
)


class UnreadableTemplate(Refused):
    """The file is no template at all; ``message`` is a sentence for the person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="file")


def open_docx(data: bytes) -> DocxDocument:
    """The document, after everything that may be wrong with its container was looked for. Raises ``UnreadableTemplate``."""
    if not data:
        raise UnreadableTemplate(_("The file is empty. Choose another one."))
    if len(data) > LARGEST:
        raise UnreadableTemplate(
            _(
                "The template is larger than %(size)s MB. Take the pictures out of it.",
                size=LARGEST // MEGABYTE,
            )
        )
    if data.startswith(_OLE):
        raise UnreadableTemplate(
            _("The file is protected by a password or is an old DOC. Save it as DOCX without a password.")
        )
    try:
        _inspect(data)
        return Document(BytesIO(data))
    except UnreadableTemplate:
        raise
    except _BROKEN as error:
        raise UnreadableTemplate(
            _("The file cannot be read as DOCX. Save it anew from the text editor.")
        ) from error


def _inspect(data: bytes) -> None:
    if not data.startswith(b"PK"):
        raise UnreadableTemplate(_("This is not DOCX. Templates are taken as DOCX only."))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_UNPACKED:
            raise _bomb()
        if any(one.flag_bits & 0x1 for one in entries):
            raise UnreadableTemplate(
                _("The file is protected by a password or is an old DOC. Save it as DOCX without a password.")
            )
        names = [one.filename.lower() for one in entries]
        if any(name.rsplit("/", 1)[-1] in _MACROS for name in names):
            raise UnreadableTemplate(_("The file holds macros. Save it as DOCX without macros."))
        if any(part in f"/{name}" for name in names for part in _FOREIGN):
            raise UnreadableTemplate(
                _("Another file is put into the document. Take it out and leave only text.")
            )
        unpacked = 0
        for entry in entries:
            if entry.file_size > MEGABYTE and entry.file_size > entry.compress_size * MOST_RATIO:
                raise _bomb()
            unpacked += _read(archive, entry)
            if unpacked > MOST_UNPACKED:
                raise _bomb()
    if detect(data) is not DOCX:
        raise UnreadableTemplate(_("This is not DOCX. Templates are taken as DOCX only."))


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Unpack one entry within the limit, look into its XML, and return how many bytes came out."""
    is_xml = entry.filename.lower().endswith((".xml", ".rels"))
    most = MOST_XML if is_xml else MOST_UNPACKED
    with archive.open(entry) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise _bomb()
    if is_xml:
        _inspect_xml(entry.filename.lower(), content)
    return len(content)


def _inspect_xml(name: str, content: bytes) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableTemplate(_("The file cannot be read as DOCX. Save it anew from the text editor."))
    if name == "[content_types].xml" and b"macroenabled" in content.lower():
        raise UnreadableTemplate(_("The file holds macros. Save it as DOCX without macros."))
    if not name.endswith(".rels"):
        return
    for link in root:
        kind = str(link.get("Type", "")).rpartition("/")[2]
        if link.get("TargetMode") == "External" and kind not in ("hyperlink", "attachedTemplate"):
            raise UnreadableTemplate(
                _("The document takes something from another file or address. Leave only its own text.")
            )


def _bomb() -> UnreadableTemplate:
    return UnreadableTemplate(
        _("The file unpacks into far more than a document holds. Save it anew from the text editor.")
    )
