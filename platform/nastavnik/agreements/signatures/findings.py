# SPDX-License-Identifier: MIT
"""What a check of a signature says, as facts that are stored and shown.

Mathematics, chain and revocation are three separate lines, since each can be established without the others. Their sentences
go into protocols and signing sheets, so they are Russian in every language and are kept as they were said at the check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

Status = Literal["checked", "not_checked", "broken"]
STATUS_WORDS: Mapping[str, str] = {
    "checked": "проверено",
    "not_checked": "не проверялось",
    "broken": "нарушено",
}
NOT_ESTABLISHED = (
    "Действительность усиленной квалифицированной подписи по статье 11 закона № 63-ФЗ этой проверкой не устанавливается:"
    " она сделана без сертифицированных средств электронной подписи."
)


class NotASignature(ValueError):
    """The file is no signature that can be checked. ``reason_code`` is for programmes, ``sentence`` for the person."""

    def __init__(self, reason_code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason_code = reason_code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a check: what was established, a code for programmes and a sentence for people."""

    status: Status
    code: str
    sentence: str

    @property
    def word(self) -> str:
        """«проверено», «не проверялось» or «нарушено»."""
        return STATUS_WORDS[self.status]

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Finding:
        """The finding as it was stored."""
        status = stored["status"]
        if status not in STATUS_WORDS:
            raise ValueError(f"no such status: {status!r}")
        return cls(status, str(stored["code"]), str(stored["sentence"]))


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says of its holder; nothing of it is more certain than the line «chain» of the report.

    ``inn`` is the holder's own, ``inn_legal`` that of the legal entity. ``serial`` is in hexadecimal digits. The number of
    СНИЛС is masked but for its last digits.
    """

    holder: str
    organisation: str
    post: str
    inn: str
    inn_legal: str
    ogrn: str
    snils_masked: str
    serial: str
    not_before: datetime
    not_after: datetime
    issuer: str

    def expired_at(self, moment: datetime) -> bool:
        """Whether the term was over at that moment."""
        return moment > self.not_after

    def early_at(self, moment: datetime) -> bool:
        """Whether the term had not begun at that moment."""
        return moment < self.not_before

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> CertificateFacts:
        """The facts as they were stored."""
        words = {name: str(stored[name]) for name in _WORDS}
        return cls(**words, not_before=_moment(stored["not_before"]), not_after=_moment(stored["not_after"]))


_WORDS = (
    "holder",
    "organisation",
    "post",
    "inn",
    "inn_legal",
    "ogrn",
    "snils_masked",
    "serial",
    "issuer",
)


@dataclass(frozen=True, slots=True)
class SignerReport:
    """One signer of the file.

    ``signed_at`` is what the signer's own clock said, unless ``stamp`` is there and not broken: then it is the time of the
    stamp. ``digest`` is the sum that was signed, in hexadecimal digits, ``digest_algorithm`` its name («streebog256»).
    ``backend`` names the verifier that did the mathematics; empty when none did.
    """

    certificate: CertificateFacts
    signed_at: datetime | None
    mathematics: Finding
    chain: Finding
    revocation: Finding
    digest: str
    algorithm: str
    backend: str
    digest_algorithm: str = ""
    stamp: Finding | None = None
    certificate_der: bytes = field(default=b"", repr=False)

    @property
    def findings(self) -> tuple[Finding, Finding, Finding]:
        """The three lines in their order."""
        return self.mathematics, self.chain, self.revocation

    @property
    def acceptable(self) -> bool:
        """The document is intact under this signature, and nothing speaks against it. Far less than «valid»."""
        return self.mathematics.status == "checked" and all(one.status != "broken" for one in self.findings)

    def to_json(self) -> dict[str, Any]:
        """For storing; the certificate's bytes stay in the file of the signature."""
        stored = asdict(self)
        del stored["certificate_der"]
        stored["signed_at"] = self.signed_at.isoformat() if self.signed_at else None
        for name in ("not_before", "not_after"):
            stored["certificate"][name] = stored["certificate"][name].isoformat()
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> SignerReport:
        """The report as it was stored."""
        return cls(
            certificate=CertificateFacts.from_json(stored["certificate"]),
            signed_at=_moment(stored["signed_at"]) if stored.get("signed_at") else None,
            mathematics=Finding.from_json(stored["mathematics"]),
            chain=Finding.from_json(stored["chain"]),
            revocation=Finding.from_json(stored["revocation"]),
            digest=str(stored["digest"]),
            algorithm=str(stored["algorithm"]),
            backend=str(stored["backend"]),
            digest_algorithm=str(stored.get("digest_algorithm", "")),
            stamp=Finding.from_json(stored["stamp"]) if stored.get("stamp") else None,
        )


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """What was found in a file of a signature; there is at least one signer.

    ``encapsulated`` says that the file holds a copy of what was signed. ``profile`` is read from the attributes that are
    there («CAdES-BES»): of those above «CAdES-T» only their presence is known. ``checked_at`` is the moment of the check.
    """

    signers: tuple[SignerReport, ...]
    encapsulated: bool
    profile: str
    checked_at: datetime | None = None

    @property
    def acceptable(self) -> bool:
        """Whether every signer is ``acceptable``."""
        return all(one.acceptable for one in self.signers)

    @property
    def broken(self) -> tuple[Finding, ...]:
        """Everything that speaks against the file."""
        return tuple(one for signer in self.signers for one in signer.findings if one.status == "broken")

    def expired_at(self, moment: datetime) -> bool:
        """Whether the certificate of any signer was over at that moment."""
        return any(one.certificate.expired_at(moment) for one in self.signers)

    def to_json(self) -> dict[str, Any]:
        """For storing beside the signature."""
        return {
            "signers": [one.to_json() for one in self.signers],
            "encapsulated": self.encapsulated,
            "profile": self.profile,
            "checked_at": self.checked_at.isoformat() if self.checked_at else None,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> SignatureReport:
        """The report as it was stored. Raises ``KeyError`` or ``ValueError`` for anything else."""
        return cls(
            signers=tuple(SignerReport.from_json(one) for one in stored["signers"]),
            encapsulated=bool(stored["encapsulated"]),
            profile=str(stored["profile"]),
            checked_at=_moment(stored["checked_at"]) if stored.get("checked_at") else None,
        )


def _moment(stored: str) -> datetime:
    found = datetime.fromisoformat(stored)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
