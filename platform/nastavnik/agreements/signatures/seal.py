# SPDX-License-Identifier: MIT
"""The installation's seal on a PDF (PAdES, by pyHanko), and the check of whatever signatures a PDF holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import parser
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator.registry import SimpleCertificateStore

from nastavnik.foundation.files import LARGEST, MEGABYTE
from nastavnik.foundation.i18n import gettext as _
from nastavnik.settings import Settings, read_settings

from .checking import check
from .findings import Finding, NotASignature, SignerReport
from .sealing_key import SealKey, seal_key_of
from .structures import MALFORMED

FIELD = "NastavnikSeal"
MOST_SEALS = 30
ROOM = 16384
"""Bytes kept in the file for one signature."""
_BROKEN_PDF = (*MALFORMED, PdfError, SignatureValidationError, NotImplementedError, AssertionError)


class CannotSeal(ValueError):
    """The file cannot be sealed; the message says why."""


@dataclass(frozen=True, slots=True)
class SealedBy:
    """One signature inside a PDF. ``own`` says that it is this installation's seal; ``whole`` is about changes after it."""

    signer: SignerReport
    whole: Finding
    own: bool
    reason: str
    location: str
    sealed_at: datetime | None

    @property
    def acceptable(self) -> bool:
        """The PDF is as it was sealed, and nothing speaks against the seal."""
        return self.signer.acceptable and self.whole.status == "checked"

    def to_json(self) -> dict[str, Any]:
        """For ``--json`` and protocols."""
        return {
            "signer": self.signer.to_json(),
            "whole": {"status": self.whole.status, "code": self.whole.code, "sentence": self.whole.sentence},
            "own": self.own,
            "reason": self.reason,
            "location": self.location,
            "sealed_at": self.sealed_at.isoformat() if self.sealed_at else None,
        }


@dataclass(frozen=True, slots=True)
class SealReport:
    """Signatures of a PDF in their order; none at all is not an error."""

    seals: tuple[SealedBy, ...]

    @property
    def sealed(self) -> bool:
        """Whether there is any."""
        return bool(self.seals)

    @property
    def acceptable(self) -> bool:
        """Sealed, and every seal is ``acceptable``."""
        return self.sealed and all(one.acceptable for one in self.seals)

    @property
    def own(self) -> bool:
        """Whether one of them is this installation's own and in order."""
        return any(one.own and one.acceptable for one in self.seals)

    def to_json(self) -> dict[str, Any]:
        """For ``--json`` and protocols."""
        return {"seals": [one.to_json() for one in self.seals], "acceptable": self.acceptable}


_keys: dict[tuple[str, str, str], SealKey] = {}


def installed_key(settings: Settings | None = None) -> SealKey:
    """The key of the installation, read once in a process. Raises ``BadSealKey``."""
    found = settings or read_settings()
    place = (str(found.data_dir), found.seal_key, found.seal_certificate)
    if place not in _keys:
        _keys[place] = seal_key_of(found)
    return _keys[place]


def seal(pdf: bytes, *, reason: str, location: str, by: SealKey | None = None) -> bytes:
    """The PDF with a seal added as an increment: bytes that were there stay as they were. Raises ``CannotSeal``.

    Others may still sign after it; any other change breaks the seal. Without ``by`` it is the installation's key.
    """
    key = by or installed_key()
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(asn1_x509.Certificate.load(one) for one in key.others)
    certificate = asn1_x509.Certificate.load(key.certificate)
    try:
        signer = signers.SimpleSigner(certificate, asn1_keys.PrivateKeyInfo.load(key.key), store)
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        first = not any(True for _one in writer.prev.embedded_signatures)
        metadata = signers.PdfSignatureMetadata(
            field_name=_free_name(writer.prev),
            md_algorithm="sha256",
            reason=reason,
            location=location,
            name=certificate.subject.native.get("organization_name", ""),
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=first,
            docmdp_permissions=fields.MDPPerm.FILL_FORMS,
        )
        made = signers.PdfSigner(metadata, signer).sign_pdf(writer, bytes_reserved=ROOM)
    except (*_BROKEN_PDF, SigningError) as error:
        raise CannotSeal(f"the file cannot be sealed: {error}") from error
    return bytes(made.getvalue())


def _free_name(reader: PdfFileReader) -> str:
    taken = {one.field_name for one in reader.embedded_signatures}
    return next(
        name for name in (FIELD, *(f"{FIELD}{number}" for number in range(2, 99))) if name not in taken
    )


def check_seal(
    pdf: bytes,
    *,
    roots: Sequence[bytes] = (),
    moment: datetime | None = None,
    own: bytes | None = None,
) -> SealReport:
    """Check every signature inside a PDF, GOST ones too. Raises ``NotASignature`` for what is no PDF that can be read.

    ``own`` is the certificate of this installation's seal, DER: it is trusted as a root. ``roots`` as in ``checking.check``.
    """
    moment = moment or datetime.now(UTC)
    if len(pdf) > LARGEST + MEGABYTE:
        raise NotASignature("too_large", _("The file is larger than %(size)s MB.", size=LARGEST // MEGABYTE))
    try:
        reader = PdfFileReader(BytesIO(pdf))
        found = [one for one in reader.embedded_signatures if one.sig_object_type == "/Sig"]
    except _BROKEN_PDF as error:
        raise NotASignature("not_a_pdf", _("This is not a PDF document, or it is damaged.")) from error
    if len(found) > MOST_SEALS:
        raise NotASignature("too_many", _("The file holds too many signatures or certificates."))
    anchors = (*roots, own) if own else tuple(roots)
    return SealReport(tuple(one for each in found for one in _checked(each, pdf, anchors, moment, own)))


def _checked(
    embedded: EmbeddedPdfSignature,
    pdf: bytes,
    anchors: Sequence[bytes],
    moment: datetime,
    own: bytes | None,
) -> tuple[SealedBy, ...]:
    try:
        covered = _covered(pdf, [int(one) for one in embedded.byte_range])
        report = check(covered, _trimmed(bytes(embedded.pkcs7_content)), roots=anchors, moment=moment)
        whole = _whole(embedded)
        stated = embedded.self_reported_timestamp
        words = embedded.sig_object
        reason, location = str(words.get("/Reason", "")), str(words.get("/Location", ""))
    except NotASignature:
        raise
    except _BROKEN_PDF as error:
        raise NotASignature("bad_seal", _("A signature inside the PDF is damaged.")) from error
    return tuple(
        SealedBy(
            signer=one,
            whole=whole,
            own=own is not None and one.certificate_der == own,
            reason=reason[:300],
            location=location[:300],
            sealed_at=one.signed_at or stated,
        )
        for one in report.signers
    )


def _covered(pdf: bytes, ranges: Sequence[int]) -> bytes:
    """The bytes of the two ranges: from the beginning to the signature, and from it on."""
    first, first_length, second, second_length = ranges
    if first != 0 or min(ranges) < 0 or second < first_length or second + second_length > len(pdf):
        raise ValueError("ranges outside of the file")
    return pdf[:first_length] + pdf[second : second + second_length]


def _trimmed(contents: bytes) -> bytes:
    """The signature without the zeros that fill its place in the file."""
    _class, _method, _tag, header, content, trailer = parser.parse(contents)
    size = len(header) + len(content) + len(trailer)
    if contents[size:].strip(b"\x00"):
        raise ValueError("something follows the signature in its place")
    return contents[:size]


def _whole(embedded: EmbeddedPdfSignature) -> Finding:
    coverage = embedded.evaluate_signature_coverage()
    if coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Finding("checked", "whole", "после подписи в файл ничего не добавлено")
    if coverage != SignatureCoverageLevel.ENTIRE_REVISION:
        return Finding("broken", "partial", "подпись покрывает файл не целиком")
    if embedded.signed_revision >= embedded.reader.xrefs.total_revisions - 1:
        return Finding("broken", "appended", "к файлу приписаны посторонние данные")
    embedded.coverage = coverage  # type: ignore[assignment]
    changes = embedded.evaluate_modifications(DEFAULT_DIFF_POLICY)
    allowed = embedded.docmdp_level
    if not isinstance(changes, DiffResult) or (
        allowed is not None and changes.modification_level.value > allowed.value
    ):
        return Finding("broken", "changed_after", "файл изменён после подписи")
    return Finding(
        "checked", "added_after", "после подписи добавлены только другие подписи или заполненные поля"
    )
