# SPDX-License-Identifier: MIT
"""Checking a detached signature of a document: CMS and CAdES, GOST R 34.10-2012, RSA and ECDSA.

``check`` establishes three things apart: that these bytes were signed by the key of that certificate (mathematics), that the
certificate leads to a root the operator installed (chain), that it is in no list of revoked ones (revocation). It never says
that a signature is valid in the sense of 63-ФЗ, ст. 11: that takes certified means and accredited authorities.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from asn1crypto import core, tsp

from nastavnik.foundation.dates import format_date
from nastavnik.foundation.i18n import gettext as _
from nastavnik.hookspecs import SignatureQuestion, SignatureVerifier

from .algorithms import DIGESTS, OUTDATED, TITLES, agree, count
from .certificates import TIME_STAMPING, Certificate
from .container import DATA, SignedFile, open_cms, open_signature
from .digests import TooLargeForPython
from .findings import CertificateFacts, Finding, NotASignature, SignatureReport, SignerReport
from .structures import MALFORMED, Anything, Attributes, Oid, SignerInfo, absent, der_set, small
from .trust import ChainBuilder, Trust, look_for_revocation, read_list, read_trust
from .verifiers import ask

__all__ = [
    "CertificateFacts",
    "Finding",
    "NotASignature",
    "SignatureReport",
    "SignerReport",
    "check",
    "signed_document",
]

_PKCS9 = "1.2.840.113549.1.9."
_CONTENT_TYPE, _MESSAGE_DIGEST, _SIGNING_TIME = _PKCS9 + "3", _PKCS9 + "4", _PKCS9 + "5"
_SIGNING_CERTIFICATE, _SIGNING_CERTIFICATE_V2 = _PKCS9 + "16.2.12", _PKCS9 + "16.2.47"
_POLICY, _STAMP = _PKCS9 + "16.2.15", _PKCS9 + "16.2.14"
_STAMPED_TIME = _PKCS9 + "16.1.4"
_ARCHIVED = frozenset({_PKCS9 + "16.2.27", _PKCS9 + "16.2.48", "0.4.0.1733.2.4"})
_VALUES = frozenset({_PKCS9 + "16.2.23", _PKCS9 + "16.2.24"})
_REFERENCES = frozenset({_PKCS9 + "16.2.21", _PKCS9 + "16.2.22"})
Key = TypeVar("Key")


def check(
    document: bytes,
    signature: bytes,
    *,
    roots: Sequence[bytes] = (),
    moment: datetime,
    verifiers: Sequence[SignatureVerifier] | None = None,
) -> SignatureReport:
    """Check a file of a signature under a document.

    ``roots`` are installed files: root certificates, certificates of authorities, lists of revoked ones, DER or PEM.
    ``moment`` is the day of the check, with its offset; a term is looked at as of it, or as of a proved stamp. ``verifiers``
    are asked instead of the installation's. Raises ``NotASignature`` when there is nothing to check.
    """
    opened = open_signature(signature)
    return _Check(opened, read_trust(roots), moment, verifiers).report(document)


def signed_document(signature: bytes, documents: Mapping[Key, bytes]) -> Key | None:
    """Under which of these documents the signature stands, by the signed sum alone; ``None`` when under none.

    It tells a signature of an older version of a text from a stranger's. Raises ``NotASignature``.
    """
    wanted = {_signed_digest(one) for one in open_signature(signature).signers}
    for key, document in documents.items():
        for digest, value in wanted:
            try:
                if digest and count(digest, document) == value:
                    return key
            except TooLargeForPython:
                continue
    return None


@dataclass(frozen=True, slots=True)
class _Attributes:
    """Attributes by object identifier: their values. ``twice`` says that one was given more than once."""

    values: Mapping[str, tuple[core.Any, ...]]
    twice: bool = False

    def only(self, oid: str) -> core.Any | None:
        found = self.values.get(oid, ())
        return found[0] if len(found) == 1 else None


def _read(attributes: Attributes) -> _Attributes | None:
    """Attributes of a signer, ``None`` when the field is absent."""
    if absent(attributes):
        return None
    found: dict[str, tuple[core.Any, ...]] = {}
    twice = False
    for one in attributes:
        name = one["type"].dotted
        twice = twice or name in found
        found[name] = (*found.get(name, ()), *one["values"])
    return _Attributes(found, twice)


@dataclass(frozen=True, slots=True)
class _Mathematics:
    finding: Finding
    backend: str = ""


class _Check:
    """One file against what is installed, at one moment."""

    def __init__(
        self,
        opened: SignedFile,
        trust: Trust,
        moment: datetime,
        verifiers: Sequence[SignatureVerifier] | None,
    ) -> None:
        self._opened = opened
        self._trust = trust
        self._moment = moment
        self._verifiers = verifiers
        self._chains = ChainBuilder(trust, opened.certificates, verifiers)
        enclosed = (read_list(one) for one in opened.lists)
        self._lists = (*trust.lists, *(one for one in enclosed if one is not None))

    def report(self, document: bytes) -> SignatureReport:
        """What is to be said of the file."""
        try:
            signers = tuple(self._signer(one, document) for one in self._opened.signers)
            profile = _profile(self._opened.signers[0])
        except MALFORMED as error:
            if isinstance(error, NotASignature):
                raise
            raise NotASignature(
                "damaged", _("The file of the signature is damaged. Save it anew and choose it again.")
            ) from error
        return SignatureReport(signers, self._opened.content is not None, profile, self._moment)

    def _signer(self, info: SignerInfo, document: bytes) -> SignerReport:
        certificate = self._certificate(info)
        signed = _read(info["signed_attributes"])
        mathematics = self._mathematics(info, certificate, document)
        stamp, stamped_at, proved = self._stamp(info)
        moment = stamped_at if stamped_at is not None and proved else self._moment
        chain = self._chains.lead(certificate, moment)
        revocation = look_for_revocation(
            chain,
            self._lists,
            self._moment,
            self._verifiers,
            signed_at=stamped_at if proved else None,
        )
        digest, value = _signed_digest(info)
        return SignerReport(
            certificate=certificate.facts,
            signed_at=stamped_at or _claimed_time(signed),
            mathematics=mathematics.finding,
            chain=chain.finding,
            revocation=revocation,
            digest=value.hex() or self._content_digest(digest, document),
            algorithm=TITLES.get(certificate.key_algorithm, ""),
            backend=mathematics.backend,
            digest_algorithm=digest,
            stamp=stamp,
            certificate_der=certificate.der,
        )

    def _content_digest(self, digest: str, document: bytes) -> str:
        try:
            return count(digest, document).hex() if digest else ""
        except TooLargeForPython:
            return ""

    def _certificate(self, info: SignerInfo) -> Certificate:
        sid = info["sid"]
        pool = (*self._opened.certificates, *self._trust.others, *self._trust.anchors)
        if sid.name == "issuer_and_serial":
            issuer, serial = sid.chosen["issuer"].dump(), sid.chosen["serial"].native
            found = [one for one in pool if one.issuer == issuer and one.serial == serial]
        else:
            key_id = bytes(sid.chosen.native)
            found = [one for one in pool if one.key_id == key_id]
        if not found:
            raise NotASignature(
                "no_certificate",
                _(
                    "The file does not hold the signer's certificate. Sign again and let the programme put the"
                    " certificate into the signature."
                ),
            )
        return found[0]

    def _mathematics(self, info: SignerInfo, certificate: Certificate, document: bytes) -> _Mathematics:
        digest_oid = info["digest_algorithm"]["algorithm"].dotted
        signature_oid = info["signature_algorithm"]["algorithm"].dotted
        for oid in (digest_oid, signature_oid):
            if oid in OUTDATED:
                return _unknown("outdated_algorithm", f"{OUTDATED[oid]} больше не применяется для подписи")
        digest, key = DIGESTS.get(digest_oid, ""), certificate.key_algorithm
        if not digest or not key:
            return _unknown("unsupported", "такой алгоритм подписи здесь не проверяется")
        if not agree(signature_oid, key, digest):
            return _broken("algorithm_mismatch", "алгоритм подписи не соответствует ключу сертификата")
        if self._opened.content is not None and self._opened.content != document:
            return _broken("other_document", "внутри файла подписи лежит другой документ")
        try:
            refusal, candidates = self._signed_bytes(info, certificate, digest, document)
        except TooLargeForPython:
            return _unknown("too_large", "документ слишком велик для проверки без OpenSSL с поддержкой ГОСТ")
        if refusal is not None:
            return _Mathematics(refusal)
        return self._verified(key, digest, certificate, candidates, bytes(info["signature"].native))

    def _signed_bytes(
        self, info: SignerInfo, certificate: Certificate, digest: str, document: bytes
    ) -> tuple[Finding | None, tuple[bytes, ...]]:
        """What the signature itself covers, in the encodings it may have, or why there is no use in looking."""
        raw = info["signed_attributes"]
        attributes = _read(raw)
        kind = self._opened.content_type
        if attributes is None:
            if kind != DATA:
                return _finding("attributes", "в подписи нет обязательных подписанных реквизитов"), ()
            return None, (document,)
        stated, value = attributes.only(_CONTENT_TYPE), attributes.only(_MESSAGE_DIGEST)
        if attributes.twice or stated is None or value is None:
            return _finding("attributes", "подписанные реквизиты неполны или повторяются"), ()
        if stated.parse(Oid).dotted != kind:
            return _finding("attributes", "подписанные реквизиты говорят о содержимом другого вида"), ()
        if bytes(value.parse(core.OctetString).native) != count(digest, document):
            return _finding(
                "other_document", "подпись сделана под другим документом, или он изменён после неё"
            ), ()
        if not _names(attributes, certificate):
            return _finding("other_certificate", "подпись сделана с другим сертификатом, чем приложен"), ()
        ordered = b"".join(sorted(one.dump() for one in raw))
        return None, tuple(dict.fromkeys((der_set(raw.contents), der_set(ordered))))

    def _verified(
        self, key: str, digest: str, certificate: Certificate, candidates: Sequence[bytes], signature: bytes
    ) -> _Mathematics:
        backend = ""
        for signed in candidates:
            answer = ask(SignatureQuestion(key, digest, certificate.key, signed, signature), self._verifiers)
            if answer.right is None:
                return _unknown(answer.reason, _WHY_NOT.get(answer.reason, _WHY_NOT["failed"]))
            backend = answer.backend
            if answer.right:
                intact = Finding(
                    "checked",
                    "intact",
                    "документ не менялся после подписания, подпись сделана ключом сертификата",
                )
                return _Mathematics(intact, backend)
        return _Mathematics(_finding("forged", "подпись не соответствует ключу сертификата"), backend)

    def _stamp(self, info: SignerInfo) -> tuple[Finding | None, datetime | None, bool]:
        """The stamp of time: a finding, the time, and whether its own chain leads to an installed root."""
        attributes = _read(info["unsigned_attributes"])
        tokens = attributes.values.get(_STAMP, ()) if attributes else ()
        if not tokens or self._opened.content_type == _STAMPED_TIME:
            return None, None, False
        try:
            return self._stamped(open_cms(tokens[0].dump()), bytes(info["signature"].native))
        except MALFORMED:
            return _finding("stamp_damaged", "штамп времени повреждён"), None, False

    def _stamped(self, token: SignedFile, signature: bytes) -> tuple[Finding | None, datetime | None, bool]:
        if token.content_type != _STAMPED_TIME or token.content is None:
            return _finding("stamp_damaged", "штамп времени повреждён"), None, False
        parts = Anything.load(token.content, strict=True)
        imprint = parts[2].parse(Anything)
        digest = DIGESTS.get(imprint[0].parse(Anything)[0].parse(Oid).dotted, "")
        at = parts[4].parse(core.GeneralizedTime).native.astimezone(UTC)
        if not digest:
            return (
                Finding("not_checked", "stamp_unsupported", "такой штамп времени здесь не проверяется"),
                None,
                False,
            )
        if count(digest, signature) != bytes(imprint[1].parse(core.OctetString).native):
            return _finding("stamp_of_another", "штамп времени поставлен на другую подпись"), None, False
        inner = _Check(token, self._trust, at, self._verifiers)
        certificate = inner._certificate(token.signers[0])
        mathematics = inner._mathematics(token.signers[0], certificate, token.content).finding
        if mathematics.status != "checked":
            return (
                Finding(
                    mathematics.status, "stamp_" + mathematics.code, f"штамп времени: {mathematics.sentence}"
                ),
                None,
                False,
            )
        chain = inner._chains.lead(certificate, at)
        proved = chain.finding.status == "checked" and TIME_STAMPING in (certificate.purposes or ())
        words = "подпись существовала не позже времени штампа" if proved else "служба времени не подтверждена"
        return (
            Finding(
                "checked" if proved else "not_checked",
                "stamped" if proved else "stamp_untrusted",
                f"штамп времени от {format_date(at)}: {words}",
            ),
            at if chain.finding.status != "broken" else None,
            proved,
        )


_WHY_NOT = {
    "unsupported": "такой алгоритм подписи здесь не проверяется",
    "bad_key": "ключ сертификата непригоден для проверки",
    "weak_key": "ключ сертификата слишком короткий",
    "too_large": "документ слишком велик для проверки без OpenSSL с поддержкой ГОСТ",
    "failed": "средство проверки на этом сервере не ответило",
}


def _names(attributes: _Attributes, certificate: Certificate) -> bool:
    """Whether signing-certificate, where it is there, names this certificate (CAdES-BES)."""
    newer = attributes.values.get(_SIGNING_CERTIFICATE_V2, ())
    for value in newer:
        named = tsp.SigningCertificateV2.load(small(value).dump(), strict=True)["certs"][0]
        oid = named["hash_algorithm"]["algorithm"].dotted
        digest = DIGESTS.get(oid, "")
        if not digest or count(digest, certificate.der) != bytes(named["cert_hash"].native):
            return False
    for value in attributes.values.get(_SIGNING_CERTIFICATE, ()) if not newer else ():
        named = tsp.SigningCertificate.load(small(value).dump(), strict=True)["certs"][0]
        if _sha1(certificate.der) != bytes(named["cert_hash"].native):
            return False
    return True


def _sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()


def _signed_digest(info: SignerInfo) -> tuple[str, bytes]:
    """The name of the sum and the sum that the signer signed; empty bytes when there are no signed attributes."""
    try:
        digest = DIGESTS.get(info["digest_algorithm"]["algorithm"].dotted, "")
        attributes = _read(info["signed_attributes"])
        value = attributes.only(_MESSAGE_DIGEST) if attributes else None
        return digest, bytes(value.parse(core.OctetString).native) if value is not None else b""
    except MALFORMED:
        return "", b""


def _claimed_time(attributes: _Attributes | None) -> datetime | None:
    """The signing time by the signer's own clock."""
    value = attributes.only(_SIGNING_TIME) if attributes else None
    native: Any = small(value).native if value is not None else None
    if not isinstance(native, datetime):
        return None
    return native.astimezone(UTC) if native.tzinfo else native.replace(tzinfo=UTC)


def _profile(info: SignerInfo) -> str:
    signed, unsigned = _read(info["signed_attributes"]), _read(info["unsigned_attributes"])
    names = frozenset(signed.values if signed else ())
    outside = frozenset(unsigned.values if unsigned else ())
    if not names & {_SIGNING_CERTIFICATE, _SIGNING_CERTIFICATE_V2}:
        return "CMS"
    if _STAMP not in outside:
        return "CAdES-EPES" if _POLICY in names else "CAdES-BES"
    if outside & _ARCHIVED:
        return "CAdES-A"
    if outside & _VALUES:
        return "CAdES-X Long"
    return "CAdES-C" if outside & _REFERENCES else "CAdES-T"


def _finding(code: str, sentence: str) -> Finding:
    return Finding("broken", code, sentence)


def _broken(code: str, sentence: str) -> _Mathematics:
    return _Mathematics(_finding(code, sentence))


def _unknown(code: str, sentence: str) -> _Mathematics:
    return _Mathematics(Finding("not_checked", code, sentence))
