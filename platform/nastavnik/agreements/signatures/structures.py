# SPDX-License-Identifier: MIT
# ruff: noqa: RUF012 - asn1crypto completes these lists when a class is first used
"""ASN.1 of certificates, lists of revoked ones and CMS, as far as a check needs it (RFC 5280, 5652, 3161).

asn1crypto's own classes stop at a GOST key, so these say less: algorithms and values stay as they are in the file, and what
was signed is taken from the file byte for byte.
"""

from __future__ import annotations

from asn1crypto import core

MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""What asn1crypto raises for bytes that are not what they should be."""


LONGEST_OID = 64
LONGEST_VALUE = 8192


class Oid(core.ObjectIdentifier):
    """An object identifier of a bearable length: asn1crypto takes minutes to read one of some megabytes."""

    @property
    def dotted(self) -> str:
        """«1.2.643.7.1.1.1.1». Raises ``ValueError`` for one that is too long."""
        small(self, LONGEST_OID)
        return str(super().dotted)


def small(value: core.Asn1Value, size: int = LONGEST_VALUE) -> core.Asn1Value:
    """The value itself. Raises ``ValueError`` when it has more bytes than what it should hold could need."""
    if len(value.dump()) > size + 8:
        raise ValueError("a value is too long")
    return value


class Algorithm(core.Sequence):
    """AlgorithmIdentifier."""

    _fields = [("algorithm", Oid), ("parameters", core.Any, {"optional": True})]


class Algorithms(core.SetOf):
    """Sums that a CMS announces."""

    _child_spec = Algorithm


class KeyInfo(core.Sequence):
    """SubjectPublicKeyInfo."""

    _fields = [("algorithm", Algorithm), ("public_key", core.OctetBitString)]


class Pair(core.Sequence):
    """One attribute of a name."""

    _fields = [("type", Oid), ("value", core.Any)]


class Rdn(core.SetOf):
    """A part of a name; usually one attribute."""

    _child_spec = Pair


class Name(core.SequenceOf):
    """A distinguished name."""

    _child_spec = Rdn


class Time(core.Choice):
    """A moment of a certificate."""

    _alternatives = [("utc", core.UTCTime), ("general", core.GeneralizedTime)]


class Validity(core.Sequence):
    """Term of a certificate."""

    _fields = [("not_before", Time), ("not_after", Time)]


class Extension(core.Sequence):
    """An extension, its value unread."""

    _fields = [
        ("id", Oid),
        ("critical", core.Boolean, {"default": False}),
        ("value", core.OctetString),
    ]


class Extensions(core.SequenceOf):
    """All extensions."""

    _child_spec = Extension


class CertificateBody(core.Sequence):
    """TBSCertificate."""

    _fields = [
        ("version", core.Integer, {"explicit": 0, "default": 0}),
        ("serial", core.Integer),
        ("signature", Algorithm),
        ("issuer", Name),
        ("validity", Validity),
        ("subject", Name),
        ("key", KeyInfo),
        ("issuer_unique_id", core.OctetBitString, {"implicit": 1, "optional": True}),
        ("subject_unique_id", core.OctetBitString, {"implicit": 2, "optional": True}),
        ("extensions", Extensions, {"explicit": 3, "optional": True}),
    ]


class RawCertificate(core.Sequence):
    """A certificate."""

    _fields = [
        ("body", CertificateBody),
        ("signature_algorithm", Algorithm),
        ("signature", core.OctetBitString),
    ]


class Revoked(core.Sequence):
    """One line of a list of revoked certificates."""

    _fields = [("serial", core.Integer), ("date", Time), ("extensions", Extensions, {"optional": True})]


class RevokedOnes(core.SequenceOf):
    """Lines of the list."""

    _child_spec = Revoked


class ListBody(core.Sequence):
    """TBSCertList."""

    _fields = [
        ("version", core.Integer, {"optional": True}),
        ("signature", Algorithm),
        ("issuer", Name),
        ("this_update", Time),
        ("next_update", Time, {"optional": True}),
        ("revoked", RevokedOnes, {"optional": True}),
        ("extensions", Extensions, {"explicit": 0, "optional": True}),
    ]


class RawList(core.Sequence):
    """A list of revoked certificates."""

    _fields = [
        ("body", ListBody),
        ("signature_algorithm", Algorithm),
        ("signature", core.OctetBitString),
    ]


class Values(core.SetOf):
    """Values of an attribute, unread."""

    _child_spec = core.Any


class Attribute(core.Sequence):
    """A signed or unsigned attribute."""

    _fields = [("type", Oid), ("values", Values)]


class Attributes(core.SetOf):
    """All attributes of one kind."""

    _child_spec = Attribute


class IssuerAndSerial(core.Sequence):
    """A certificate named by its issuer and number."""

    _fields = [("issuer", Name), ("serial", core.Integer)]


class SignerId(core.Choice):
    """Whose signature it is."""

    _alternatives = [("issuer_and_serial", IssuerAndSerial), ("key_id", core.OctetString, {"implicit": 0})]


class SignerInfo(core.Sequence):
    """One signature."""

    _fields = [
        ("version", core.Integer),
        ("sid", SignerId),
        ("digest_algorithm", Algorithm),
        ("signed_attributes", Attributes, {"implicit": 0, "optional": True}),
        ("signature_algorithm", Algorithm),
        ("signature", core.OctetString),
        ("unsigned_attributes", Attributes, {"implicit": 1, "optional": True}),
    ]


class SignerInfos(core.SetOf):
    """All signatures of a file."""

    _child_spec = SignerInfo


class Encapsulated(core.Sequence):
    """What was signed, or only its kind when the signature is detached."""

    _fields = [
        ("content_type", Oid),
        ("content", core.OctetString, {"explicit": 0, "optional": True}),
    ]


class Enclosures(core.SetOf):
    """Certificates or lists that came with the file, unread."""

    _child_spec = core.Any


class SignedData(core.Sequence):
    """SignedData."""

    _fields = [
        ("version", core.Integer),
        ("digest_algorithms", Algorithms),
        ("encapsulated", Encapsulated),
        ("certificates", Enclosures, {"implicit": 0, "optional": True}),
        ("lists", Enclosures, {"implicit": 1, "optional": True}),
        ("signers", SignerInfos),
    ]


class ContentInfo(core.Sequence):
    """The outermost envelope of a CMS."""

    _fields = [
        ("content_type", Oid),
        ("content", core.Any, {"explicit": 0, "optional": True}),
    ]


class Identifiers(core.SequenceOf):
    """Parameters of a GOST key: its curve, then its sum."""

    _child_spec = Oid


class Anything(core.SequenceOf):
    """A sequence whose parts are looked at one by one."""

    _child_spec = core.Any


def der_set(contents: bytes) -> bytes:
    """The bytes of a SET OF with these contents: how signed attributes are summed (RFC 5652, 5.4)."""
    return b"\x31" + der_length(len(contents)) + contents


def der_length(size: int) -> bytes:
    """Length octets."""
    if size < 0x80:
        return bytes([size])
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(digits)]) + digits


def absent(field: core.Asn1Value) -> bool:
    """Whether an optional field is not in the file."""
    return isinstance(field, core.Void)
