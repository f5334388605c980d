# SPDX-License-Identifier: MIT
"""Reading certificates, GOST ones too: whose they are, their term and their limits."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import core, x509

from .algorithms import KEYS
from .findings import CertificateFacts
from .structures import MALFORMED, KeyInfo, Name, RawCertificate, Time, absent, small

LONGEST_WORD = 300
_COMMON_NAME, _SURNAME, _GIVEN, _POST, _ORGANISATION = (
    "2.5.4.3",
    "2.5.4.4",
    "2.5.4.42",
    "2.5.4.12",
    "2.5.4.10",
)
_OGRN, _SNILS, _INN_LEGAL, _OGRNIP, _INN = (
    "1.2.643.100.1",
    "1.2.643.100.3",
    "1.2.643.100.4",
    "1.2.643.100.5",
    "1.2.643.3.131.1.1",
)
_BASIC, _USAGE, _KEY_ID, _AUTHORITY_KEY, _EXTENDED = (
    "2.5.29.19",
    "2.5.29.15",
    "2.5.29.14",
    "2.5.29.35",
    "2.5.29.37",
)
_POLICIES = "2.5.29.32"
UNDERSTOOD = frozenset({_BASIC, _USAGE, _KEY_ID, _AUTHORITY_KEY, _EXTENDED, _POLICIES, "2.5.29.17"})
"""Extensions that may be critical here; of the others a critical one leaves the chain unchecked."""

_DIGITAL_SIGNATURE, _NON_REPUDIATION, _SIGN_CERTIFICATES, _SIGN_LISTS = 0, 1, 5, 6
TIME_STAMPING = "1.3.6.1.5.5.7.3.8"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as far as a check needs it. Names are compared as bytes (``subject``, ``issuer``).

    ``usage`` holds the bits of keyUsage, ``None`` where the extension is absent; so with the others. ``path_length`` limits
    how many authorities may stand below.
    """

    der: bytes
    body: bytes
    serial: int
    subject: bytes
    issuer: bytes
    key: bytes
    key_algorithm: str
    signature: bytes
    signature_oid: str
    facts: CertificateFacts
    authority: bool
    path_length: int | None
    usage: frozenset[int] | None
    purposes: frozenset[str] | None
    key_id: bytes | None
    issuer_key_id: bytes | None
    unknown_critical: bool

    @property
    def self_issued(self) -> bool:
        """Whether it names itself as its issuer."""
        return self.subject == self.issuer

    @property
    def may_sign_documents(self) -> bool:
        """Whether keyUsage, where present, allows to sign."""
        return self.usage is None or bool(self.usage & {_DIGITAL_SIGNATURE, _NON_REPUDIATION})

    @property
    def may_sign_certificates(self) -> bool:
        """Whether it is an authority's."""
        return self.authority and (self.usage is None or _SIGN_CERTIFICATES in self.usage)

    @property
    def may_sign_lists(self) -> bool:
        """Whether it may sign lists of revoked certificates."""
        return self.usage is None or _SIGN_LISTS in self.usage


def read_certificate(der: bytes) -> Certificate:
    """Read one certificate from DER. Raises ``ValueError`` for anything else."""
    try:
        return _read(der)
    except MALFORMED as error:
        raise ValueError("not a certificate") from error


def _read(der: bytes) -> Certificate:
    raw = RawCertificate.load(der, strict=True)
    body = raw["body"]
    if raw["signature_algorithm"].dump() != body["signature"].dump():
        raise ValueError("two algorithms in one certificate")
    found: dict[str, bytes] = {}
    unknown = False
    for one in () if absent(body["extensions"]) else body["extensions"]:
        name = one["id"].dotted
        if name in found:
            raise ValueError("an extension is given twice")
        found[name] = bytes(small(one["value"]).native)
        unknown = unknown or (bool(one["critical"].native) and name not in UNDERSTOOD)
    basic = x509.BasicConstraints.load(found[_BASIC], strict=True) if _BASIC in found else None
    key = body["key"]
    return Certificate(
        der=der,
        body=body.dump(),
        serial=int(body["serial"].native),
        subject=body["subject"].dump(),
        issuer=body["issuer"].dump(),
        key=key.dump(),
        key_algorithm=KEYS.get(key["algorithm"]["algorithm"].dotted, ""),
        signature=bytes(raw["signature"].native),
        signature_oid=raw["signature_algorithm"]["algorithm"].dotted,
        facts=_facts(body),
        authority=bool(basic["ca"].native) if basic is not None else False,
        path_length=basic["path_len_constraint"].native if basic is not None else None,
        usage=_bits(found[_USAGE]) if _USAGE in found else None,
        purposes=_purposes(found[_EXTENDED]) if _EXTENDED in found else None,
        key_id=bytes(core.OctetString.load(found[_KEY_ID]).native) if _KEY_ID in found else None,
        issuer_key_id=_issuer_key(found[_AUTHORITY_KEY]) if _AUTHORITY_KEY in found else None,
        unknown_critical=unknown,
    )


def _facts(body: core.Sequence) -> CertificateFacts:
    subject, issuer = words_of(body["subject"]), words_of(body["issuer"])
    holder = " ".join(part for part in (subject.get(_SURNAME, ""), subject.get(_GIVEN, "")) if part)
    common = subject.get(_COMMON_NAME, "")
    inn, legal = _digits(subject.get(_INN, "")), _digits(subject.get(_INN_LEGAL, ""))
    if not legal and len(inn) == 12 and inn.startswith("00"):
        inn, legal = "", inn[2:]
    return CertificateFacts(
        holder=holder or common,
        organisation=subject.get(_ORGANISATION, "") or (common if holder and common != holder else ""),
        post=subject.get(_POST, ""),
        inn=inn,
        inn_legal=legal,
        ogrn=_digits(subject.get(_OGRN, "") or subject.get(_OGRNIP, "")),
        snils_masked=mask_snils(subject.get(_SNILS, "")),
        serial=serial_text(int(body["serial"].native)),
        not_before=moment_of(body["validity"]["not_before"]),
        not_after=moment_of(body["validity"]["not_after"]),
        issuer=issuer.get(_COMMON_NAME, "") or issuer.get(_ORGANISATION, ""),
    )


def words_of(name: Name) -> dict[str, str]:
    """Attributes of a name by object identifier; of several the first one."""
    found: dict[str, str] = {}
    for part in name:
        for pair in part:
            value = small(pair["value"]).native
            if isinstance(value, str) and value:
                found.setdefault(pair["type"].dotted, tidy(value))
    return found


def tidy(value: str) -> str:
    """Words of a stranger on one line, without control characters and of bearable length."""
    kept = "".join(" " if unicodedata.category(one).startswith(("C", "Z")) else one for one in value)
    return " ".join(kept.split())[:LONGEST_WORD]


def serial_text(serial: int) -> str:
    """A number of a certificate as it stands on the mark: hexadecimal digits in pairs, upper case."""
    digits = f"{abs(serial):X}"
    return ("-" if serial < 0 else "") + digits.zfill(len(digits) + len(digits) % 2)


def mask_snils(value: str) -> str:
    """«***-***-**3 45»; empty when there is none."""
    digits = _digits(value)
    return f"***-***-**{digits[8]} {digits[9:]}" if len(digits) == 11 else ""


def moment_of(time: Time) -> datetime:
    """A moment of a certificate, in UTC."""
    found = time.native
    if not isinstance(found, datetime):
        raise ValueError("a moment out of the calendar")  # noqa: TRY004 - the file is at fault
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def key_parameters(key: bytes) -> core.Any | None:
    """Parameters of a key, unread."""
    parameters = KeyInfo.load(key, strict=True)["algorithm"]["parameters"]
    return None if absent(parameters) else parameters


def _digits(value: str) -> str:
    return "".join(one for one in value if one in "0123456789")[:20]


def _bits(der: bytes) -> frozenset[int]:
    bits = core.BitString.load(der, strict=True).native
    return frozenset(place for place, bit in enumerate(bits) if bit)


def _purposes(der: bytes) -> frozenset[str]:
    return frozenset(one.dotted for one in x509.ExtKeyUsageSyntax.load(der, strict=True))


def _issuer_key(der: bytes) -> bytes | None:
    found = x509.AuthorityKeyIdentifier.load(der, strict=True)["key_identifier"].native
    return bytes(found) if found is not None else None
