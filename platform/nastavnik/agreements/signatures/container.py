# SPDX-License-Identifier: MIT
"""Opening a file of a signature: DER, Base64 or PEM outside, CMS SignedData inside.

Whatever the bytes are, the answer is a ``SignedFile``, or ``NotASignature`` with a sentence for whoever chose the file.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from nastavnik.foundation.files import LARGEST, MEGABYTE
from nastavnik.foundation.i18n import gettext as _

from .certificates import Certificate, read_certificate
from .findings import NotASignature
from .structures import MALFORMED, ContentInfo, SignedData, SignerInfo, absent

MOST_SIGNERS = 20
MOST_CERTIFICATES = 60
DATA, SIGNED_DATA = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2"
_ENVELOPED = frozenset({"1.2.840.113549.1.7.3", "1.2.840.113549.1.7.6", "1.2.840.113549.1.9.16.1.23"})
_ZIP, _PDF, _XML, _OLE = b"PK\x03\x04", b"%PDF", b"<?xml", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A CMS with at least one signer. ``content`` is what it holds inside, ``None`` when detached."""

    content_type: str
    content: bytes | None
    certificates: tuple[Certificate, ...]
    lists: tuple[bytes, ...]
    signers: tuple[SignerInfo, ...]


def open_signature(data: bytes) -> SignedFile:
    """Open a file that somebody says is a signature. Raises ``NotASignature``."""
    return open_cms(_unwrapped(data))


def open_cms(der: bytes) -> SignedFile:
    """Open a CMS in DER or BER. Raises ``NotASignature``."""
    try:
        return _opened(der)
    except MALFORMED as error:
        if isinstance(error, NotASignature):
            raise
        raise _not_a_signature() from error


def _opened(der: bytes) -> SignedFile:
    try:
        envelope = ContentInfo.load(der, strict=True)
        kind = envelope["content_type"].dotted
    except MALFORMED:
        _refuse_certificate(der)
        raise
    if kind in _ENVELOPED:
        raise NotASignature("encrypted", _("This file is encrypted, it is not a signature."))
    if kind != SIGNED_DATA:
        raise _not_a_signature()
    signed = envelope["content"].parse(SignedData)
    signers = tuple(signed["signers"])
    if not signers:
        raise NotASignature("no_signers", _("The file holds certificates and no signature."))
    enclosed = [one.dump() for one in _present(signed["certificates"])]
    if len(signers) > MOST_SIGNERS or len(enclosed) > MOST_CERTIFICATES:
        raise NotASignature("too_many", _("The file holds too many signatures or certificates."))
    inner = signed["encapsulated"]
    content = inner["content"].native
    return SignedFile(
        content_type=inner["content_type"].dotted,
        content=bytes(content) if content is not None else None,
        certificates=tuple(one for one in map(_certificate, enclosed) if one is not None),
        lists=tuple(one.dump() for one in _present(signed["lists"])),
        signers=signers,
    )


def _present(field: Any) -> Any:
    return () if absent(field) else field


def _certificate(der: bytes) -> Certificate | None:
    try:
        return read_certificate(der)
    except ValueError:
        return None


def _unwrapped(data: bytes) -> bytes:
    if not data.strip():
        raise NotASignature("empty", _("The signature's file is empty. Choose another one."))
    if len(data) > LARGEST:
        raise NotASignature(
            "too_large",
            _("The file is larger than %(size)s MB: this is not a signature.", size=LARGEST // MEGABYTE),
        )
    if data[:1] == b"\x30":
        return data
    _refuse_known(data)
    return _decoded(data.removeprefix(b"\xef\xbb\xbf").strip())


def _refuse_known(data: bytes) -> None:
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(_PDF):
        raise NotASignature(
            "pdf", _("This is a PDF document. A separate file of a signature is needed: .sig, .p7s or .sgn.")
        )
    if start.startswith((_ZIP, _OLE)):
        raise NotASignature(
            "archive",
            _("This is an archive or a document. Choose the file of the signature: .sig, .p7s or .sgn."),
        )
    if start.startswith(_XML):
        raise NotASignature(
            "xml", _("This is an XML file. A detached signature in the format CMS (CAdES) is needed.")
        )


def _decoded(text: bytes) -> bytes:
    label = ""
    if text.startswith(b"-----BEGIN "):
        head, _line, rest = text.partition(b"\n")
        label = head.decode("ascii", "replace")
        text = rest.partition(b"-----END")[0]
    try:
        der = base64.b64decode(b"".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _not_a_signature() from error
    if not der.startswith(b"\x30"):
        raise _not_a_signature()
    if "CERTIFICATE" in label:
        _refuse_certificate(der)
    return der


def _refuse_certificate(der: bytes) -> None:
    if _certificate(der) is not None:
        raise NotASignature(
            "certificate",
            _("This is a certificate and not a signature. Sign the document and choose the new file."),
        )


def _not_a_signature() -> NotASignature:
    return NotASignature(
        "not_a_signature",
        _("This is not a file of an electronic signature. Choose the one that the signing programme made."),
    )
