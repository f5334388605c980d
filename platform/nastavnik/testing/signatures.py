# SPDX-License-Identifier: MIT
"""Test authorities, certificates and detached signatures: GOST of 256 and 512 bits, and RSA. Nothing of it is worth trust.

Everything is made in Python, so that a machine without the GOST engine runs the same tests. The keys are made by a library
that is fit for verification only; they sign nothing but test data.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Literal

from asn1crypto import core
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from gostcrypto import gosthash, gostsignature

from nastavnik.agreements.signatures.pem import pem
from nastavnik.agreements.signatures.structures import der_length

Kind = Literal["gost256", "gost512", "rsa"]
KINDS: tuple[Kind, ...] = ("gost256", "gost512", "rsa")
Encoding = Literal["der", "base64", "pem"]

DATA, SIGNED_DATA = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2"
_PKCS9 = "1.2.840.113549.1.9."
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME = _PKCS9 + "3", _PKCS9 + "4", _PKCS9 + "5"
SIGNING_CERTIFICATE_V2, STAMP, STAMPED_TIME = _PKCS9 + "16.2.47", _PKCS9 + "16.2.14", _PKCS9 + "16.1.4"


@dataclass(frozen=True, slots=True)
class Scheme:
    """Object identifiers of one kind of keys: key, curve, sum, signature."""

    key: str
    curve: str
    digest: str
    signature: str


SCHEMES: Mapping[Kind, Scheme] = {
    "gost256": Scheme("1.2.643.7.1.1.1.1", "1.2.643.2.2.35.1", "1.2.643.7.1.1.2.2", "1.2.643.7.1.1.3.2"),
    "gost512": Scheme("1.2.643.7.1.1.1.2", "1.2.643.7.1.2.1.2.1", "1.2.643.7.1.1.2.3", "1.2.643.7.1.1.3.3"),
    "rsa": Scheme("1.2.840.113549.1.1.1", "", "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.11"),
}
_CURVES = gostsignature.CURVES_R_1323565_1_024_2019
_GOST_CURVES = {
    "gost256": _CURVES["id-tc26-gost-3410-2012-256-paramSetB"],
    "gost512": _CURVES["id-tc26-gost-3410-12-512-paramSetA"],
}
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2036, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose certificate it is. The numbers are fictional and have right check digits."""

    surname: str = "Эталонов"
    given: str = "Пётр Сергеевич"
    organisation: str = "МБУ ДО «Центр»"
    post: str = "Директор"
    inn: str = "500100732259"
    inn_legal: str = "7707083893"
    ogrn: str = "1027700132195"
    snils: str = "11223344595"
    common_name: str = ""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A certificate with its key. ``chain`` holds the certificates above it, the root last."""

    kind: Kind
    certificate: bytes
    public_key: bytes
    name: bytes
    serial: int
    sign: Callable[[bytes], bytes] = field(repr=False)
    chain: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """The certificate of the root."""
        return self.chain[-1] if self.chain else self.certificate


# DER, piece by piece.


def tlv(tag: int, *contents: bytes) -> bytes:
    """One value with its tag and length."""
    joined = b"".join(contents)
    return bytes([tag]) + der_length(len(joined)) + joined


def seq(*contents: bytes) -> bytes:
    """SEQUENCE."""
    return tlv(0x30, *contents)


def set_of(*contents: bytes) -> bytes:
    """SET OF, in the order of DER."""
    return tlv(0x31, *sorted(contents))


def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER."""
    return bytes(core.ObjectIdentifier(dotted).dump())


def integer(value: int) -> bytes:
    """INTEGER."""
    return bytes(core.Integer(value).dump())


def octets(data: bytes) -> bytes:
    """OCTET STRING."""
    return tlv(0x04, data)


def time(moment: datetime) -> bytes:
    """UTCTime."""
    return tlv(0x17, f"{moment.astimezone(UTC):%y%m%d%H%M%S}Z".encode())


def attribute(kind: str, *values: bytes) -> bytes:
    """Attribute."""
    return seq(oid(kind), set_of(*values))


# Keys and sums.


def digest_of(kind: Kind, data: bytes) -> bytes:
    """The sum that goes with this kind of keys."""
    if kind == "rsa":
        return hashlib.sha256(data).digest()
    bits = "256" if kind == "gost256" else "512"
    return bytes(gosthash.new(f"streebog{bits}", data=bytearray(data)).digest())


def _algorithm(dotted: str, *parameters: bytes) -> bytes:
    return seq(oid(dotted), *parameters)


def _new_key(kind: Kind) -> tuple[bytes, Callable[[bytes], bytes]]:
    """SubjectPublicKeyInfo, and a function that signs."""
    if kind == "rsa":
        private = rsa.generate_private_key(65537, 2048)
        public = private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return public, lambda data: private.sign(data, padding.PKCS1v15(), hashes.SHA256())
    size = 32 if kind == "gost256" else 64
    curve = _GOST_CURVES[kind]
    scheme = SCHEMES[kind]
    mode = gostsignature.MODE_256 if kind == "gost256" else gostsignature.MODE_512
    secret = (1 + secrets.randbelow(curve["q"] - 2)).to_bytes(size, "big")
    point = bytes(gostsignature.new(mode, curve).public_key_generate(bytearray(secret)))
    digest = [oid(scheme.digest)] if kind == "gost256" else []
    public = seq(
        _algorithm(scheme.key, seq(oid(scheme.curve), *digest)),
        tlv(0x03, b"\x00", octets(point[:size][::-1] + point[size:][::-1])),
    )

    def sign(data: bytes) -> bytes:
        summed = bytearray(digest_of(kind, data)[::-1])
        signer = gostsignature.new(mode, curve)
        nonce = bytearray((1 + secrets.randbelow(curve["q"] - 2)).to_bytes(size, "big"))
        found = bytes(signer.sign(bytearray(secret), summed, nonce))
        return found[size:] + found[:size]

    return public, sign


# Certificates.


def _name(parts: Sequence[tuple[str, int, str]]) -> bytes:
    return seq(*(tlv(0x31, seq(oid(kind), tlv(tag, value.encode()))) for kind, tag, value in parts if value))


def name_of(holder: Holder) -> bytes:
    """The subject of a person's certificate, as accredited authorities write it."""
    utf8, numeric = 0x0C, 0x12
    return _name(
        (
            (
                "2.5.4.3",
                utf8,
                holder.common_name or holder.organisation or f"{holder.surname} {holder.given}",
            ),
            ("2.5.4.4", utf8, holder.surname),
            ("2.5.4.42", utf8, holder.given),
            ("2.5.4.12", utf8, holder.post),
            ("2.5.4.10", utf8, holder.organisation),
            ("1.2.643.3.131.1.1", numeric, holder.inn),
            ("1.2.643.100.4", numeric, holder.inn_legal),
            ("1.2.643.100.1", numeric, holder.ogrn),
            ("1.2.643.100.3", numeric, holder.snils),
        )
    )


def _certificate(
    kind: Kind,
    subject: bytes,
    issuer: SigningKey | None,
    *,
    not_before: datetime,
    not_after: datetime,
    authority: bool,
    extensions: Sequence[bytes] = (),
) -> SigningKey:
    public, sign = _new_key(kind)
    serial = secrets.randbits(120)
    signs = issuer.kind if issuer else kind
    algorithm = _signature_algorithm(signs)
    usage = b"\x01\x06" if authority else b"\x06\xc0"
    own = [seq(oid("2.5.29.15"), tlv(0x01, b"\xff"), octets(tlv(0x03, usage))), *extensions]
    if authority:
        own.append(seq(oid("2.5.29.19"), tlv(0x01, b"\xff"), octets(seq(tlv(0x01, b"\xff")))))
    body = seq(
        tlv(0xA0, integer(2)),
        integer(serial),
        algorithm,
        issuer.name if issuer else subject,
        seq(time(not_before), time(not_after)),
        subject,
        public,
        tlv(0xA3, seq(*own)),
    )
    signature = (issuer.sign if issuer else sign)(body)
    return SigningKey(
        kind=kind,
        certificate=seq(body, algorithm, tlv(0x03, b"\x00", signature)),
        public_key=public,
        name=subject,
        serial=serial,
        sign=sign,
        chain=(issuer.certificate, *issuer.chain) if issuer else (),
    )


def _signature_algorithm(kind: Kind) -> bytes:
    return _algorithm(SCHEMES[kind].signature, *([tlv(0x05)] if kind == "rsa" else []))


def make_root(
    kind: Kind = "gost256", *, title: str = "Испытательный корень", not_after: datetime = END
) -> SigningKey:
    """A self-signed root."""
    subject = _name((("2.5.4.10", 0x0C, "Испытания"), ("2.5.4.3", 0x0C, title)))
    return _certificate(kind, subject, None, not_before=BEGINNING, not_after=not_after, authority=True)


def make_authority(
    issuer: SigningKey, *, title: str = "Испытательный УЦ", not_after: datetime = END
) -> SigningKey:
    """An authority below the issuer."""
    subject = _name((("2.5.4.10", 0x0C, "Испытания"), ("2.5.4.3", 0x0C, title)))
    return _certificate(
        issuer.kind, subject, issuer, not_before=BEGINNING, not_after=not_after, authority=True
    )


def make_signer(
    issuer: SigningKey,
    holder: Holder | None = None,
    *,
    kind: Kind | None = None,
    not_before: datetime = BEGINNING,
    not_after: datetime = END,
    time_stamping: bool = False,
    extensions: Sequence[bytes] = (),
) -> SigningKey:
    """A person's certificate. ``time_stamping`` makes it that of a service of time stamps."""
    extra = list(extensions)
    if time_stamping:
        extra.append(seq(oid("2.5.29.37"), tlv(0x01, b"\xff"), octets(seq(oid("1.3.6.1.5.5.7.3.8")))))
    return _certificate(
        kind or issuer.kind,
        name_of(holder or Holder()),
        issuer,
        not_before=not_before,
        not_after=not_after,
        authority=False,
        extensions=extra,
    )


def make_expired_signer(issuer: SigningKey, holder: Holder | None = None) -> SigningKey:
    """A certificate whose term was over on 1 February 2026."""
    return make_signer(issuer, holder, not_after=datetime(2026, 2, 1, tzinfo=UTC))


def shared_root(kind: Kind = "gost256") -> SigningKey:
    """One root of a kind for the whole process: making keys takes time."""
    return _shared_root(kind)


@cache
def _shared_root(kind: Kind) -> SigningKey:
    return make_root(kind)


def shared_signer(kind: Kind = "gost256", holder: Holder | None = None) -> SigningKey:
    """One person's key of a kind for the whole process."""
    return _shared_signer(kind, holder or Holder())


@cache
def _shared_signer(kind: Kind, holder: Holder) -> SigningKey:
    return make_signer(shared_root(kind), holder)


def make_list(
    issuer: SigningKey,
    revoked: Mapping[int, datetime] | None = None,
    *,
    this_update: datetime,
    next_update: datetime | None = None,
) -> bytes:
    """A list of revoked certificates of an authority: numbers and days."""
    algorithm = _signature_algorithm(issuer.kind)
    lines = [seq(integer(serial), time(day)) for serial, day in (revoked or {}).items()]
    body = seq(
        integer(1),
        algorithm,
        issuer.name,
        time(this_update),
        time(next_update or this_update + timedelta(days=30)),
        *([seq(*lines)] if lines else []),
    )
    return seq(body, algorithm, tlv(0x03, b"\x00", issuer.sign(body)))


# Signatures.


def sign(
    document: bytes,
    key: SigningKey,
    *,
    encoding: Encoding = "der",
    signing_time: datetime | None = datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    cades: bool = True,
    encapsulated: bool = False,
    certificates: Sequence[bytes] | None = None,
    stamp: Callable[[bytes], bytes] | None = None,
    others: Sequence[SigningKey] = (),
    attributes: Callable[[list[bytes]], list[bytes]] | None = None,
    content_type: str = DATA,
) -> bytes:
    """A signature as a partner's programme makes it: detached CAdES-BES unless told otherwise.

    ``certificates`` are enclosed instead of the signer's own; ``others`` sign beside; ``stamp`` makes a token for the bytes
    of the signature; ``attributes`` changes the signed attributes before they are signed.
    """
    keys = (key, *others)
    infos = [
        signer_info(
            document,
            one,
            signing_time=signing_time,
            cades=cades,
            stamp=stamp,
            attributes=attributes,
            content_type=content_type,
        )
        for one in keys
    ]
    enclosed = [one.certificate for one in keys] if certificates is None else list(certificates)
    content = [tlv(0xA0, octets(document))] if encapsulated else []
    signed = seq(
        integer(1),
        set_of(*{_digest_algorithm(one.kind) for one in keys}),
        seq(oid(content_type), *content),
        *([tlv(0xA0, *enclosed)] if enclosed else []),
        set_of(*infos),
    )
    return encoded(seq(oid(SIGNED_DATA), tlv(0xA0, signed)), encoding)


def encoded(der: bytes, encoding: Encoding) -> bytes:
    """The bytes as DER, Base64 or PEM."""
    if encoding == "base64":
        return base64.encodebytes(der)
    return pem(der, "CMS") if encoding == "pem" else der


def signer_info(
    document: bytes,
    key: SigningKey,
    *,
    signing_time: datetime | None = None,
    cades: bool = True,
    stamp: Callable[[bytes], bytes] | None = None,
    attributes: Callable[[list[bytes]], list[bytes]] | None = None,
    content_type: str = DATA,
) -> bytes:
    """One SignerInfo."""
    signed = [
        attribute(CONTENT_TYPE, oid(content_type)),
        attribute(MESSAGE_DIGEST, octets(digest_of(key.kind, document))),
    ]
    if signing_time is not None:
        signed.append(attribute(SIGNING_TIME, time(signing_time)))
    if cades:
        named = seq(_digest_algorithm(key.kind), octets(digest_of(key.kind, key.certificate)))
        signed.append(attribute(SIGNING_CERTIFICATE_V2, seq(seq(named))))
    if attributes is not None:
        signed = attributes(signed)
    covered = set_of(*signed) if signed else document
    signature = key.sign(covered)
    issuer = _issuer_name(key)
    return seq(
        integer(1),
        seq(issuer, integer(key.serial)),
        _digest_algorithm(key.kind),
        *([b"\xa0" + covered[1:]] if signed else []),
        _algorithm(SCHEMES[key.kind].key, *([tlv(0x05)] if key.kind == "rsa" else [])),
        octets(signature),
        *([tlv(0xA1, attribute(STAMP, stamp(signature)))] if stamp else []),
    )


def _digest_algorithm(kind: Kind) -> bytes:
    return _algorithm(SCHEMES[kind].digest)


def _issuer_name(key: SigningKey) -> bytes:
    from nastavnik.agreements.signatures.certificates import read_certificate

    return read_certificate(key.certificate).issuer


def stamp_by(key: SigningKey, moment: datetime, *, of: bytes | None = None) -> Callable[[bytes], bytes]:
    """A service of time stamps: makes a token (RFC 3161) for a signature, or for ``of`` to make a wrong one."""

    def stamp(signature: bytes) -> bytes:
        info = seq(
            integer(1),
            oid("1.2.643.2.2.38.4"),
            seq(_digest_algorithm(key.kind), octets(digest_of(key.kind, of or signature))),
            integer(7),
            tlv(0x18, f"{moment.astimezone(UTC):%Y%m%d%H%M%S}Z".encode()),
        )
        return sign(info, key, encapsulated=True, content_type=STAMPED_TIME, signing_time=moment)

    return stamp


def tampered(data: bytes, place: int = -1) -> bytes:
    """The same bytes with one of them changed."""
    changed = bytearray(data)
    changed[place] ^= 0x01
    return bytes(changed)
