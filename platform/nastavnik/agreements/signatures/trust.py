# SPDX-License-Identifier: MIT
"""Two of the three lines of a check: the chain of certificates and the lists of revoked ones.

Both stand on what the operator of the installation put there: root certificates, certificates of authorities and their lists
of revoked ones (``read_roots``). Nothing is asked over the network, so without these files the lines say «не проверялось».
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from nastavnik.foundation.dates import format_date
from nastavnik.hookspecs import SignatureQuestion, SignatureVerifier

from .algorithms import SIGNATURES
from .certificates import Certificate, moment_of, read_certificate
from .findings import Finding
from .pem import parts_of
from .structures import MALFORMED, Extensions, RawList, absent
from .verifiers import ask

DEEPEST = 8
MOST_QUESTIONS = 40
"""How many signatures a search for a chain may verify: certificates in a file are a stranger's."""
_REASON = "2.5.29.21"
_DELTA, _ISSUING_POINT = "2.5.29.27", "2.5.29.28"
_NOT_REVOKED_ANY_MORE = 8


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A list of revoked certificates. ``next_update`` is when a newer one was promised."""

    body: bytes
    issuer: bytes
    signature: bytes
    signature_oid: str
    this_update: datetime
    next_update: datetime | None
    partial: bool
    raw: RawList


@dataclass(frozen=True, slots=True)
class Trust:
    """What the operator installed: ``anchors`` are self-signed, ``others`` lead to them."""

    anchors: tuple[Certificate, ...] = ()
    others: tuple[Certificate, ...] = ()
    lists: tuple[RevocationList, ...] = ()
    unread: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to lead a chain to."""
        return not self.anchors


@dataclass(frozen=True, slots=True)
class Chain:
    """A finding, and the certificates from the signer's to the root when the chain was built."""

    finding: Finding
    path: tuple[Certificate, ...] = ()


def read_trust(roots: Sequence[bytes]) -> Trust:
    """Read installed files: certificates and lists, DER or PEM, several in one file. What is neither is counted."""
    anchors: list[Certificate] = []
    others: list[Certificate] = []
    lists: list[RevocationList] = []
    unread = 0
    for part in (part for data in roots for part in parts_of(data)):
        try:
            certificate = read_certificate(part)
        except ValueError:
            found = read_list(part)
            if found is None:
                unread += 1
            else:
                lists.append(found)
            continue
        (anchors if certificate.self_issued else others).append(certificate)
    return Trust(tuple(anchors), tuple(others), tuple(lists), unread)


def read_list(der: bytes) -> RevocationList | None:
    """Read a list of revoked certificates; ``None`` for anything else."""
    try:
        raw = RawList.load(der, strict=True)
        body = raw["body"]
        if raw["signature_algorithm"].dump() != body["signature"].dump():
            return None
        extensions = () if absent(body["extensions"]) else body["extensions"]
        names = {one["id"].dotted for one in extensions}
        following = body["next_update"]
        return RevocationList(
            body=body.dump(),
            issuer=body["issuer"].dump(),
            signature=bytes(raw["signature"].native),
            signature_oid=raw["signature_algorithm"]["algorithm"].dotted,
            this_update=moment_of(body["this_update"]),
            next_update=None if absent(following) else moment_of(following),
            partial=bool(names & {_DELTA, _ISSUING_POINT}),
            raw=raw,
        )
    except MALFORMED:
        return None


class ChainBuilder:
    """Leads certificates of one file to the installed roots; the number of verifications is bounded for the whole file."""

    def __init__(
        self, trust: Trust, enclosed: Sequence[Certificate], verifiers: Sequence[SignatureVerifier] | None
    ) -> None:
        self._trust = trust
        self._verifiers = verifiers
        self._anchors = {one.der for one in trust.anchors}
        by_subject: dict[bytes, list[Certificate]] = {}
        for one in {one.der: one for one in (*trust.anchors, *trust.others, *enclosed)}.values():
            by_subject.setdefault(one.subject, []).append(one)
        self._by_subject = by_subject
        self._left = MOST_QUESTIONS
        self._known: dict[tuple[bytes, bytes], bool | None] = {}

    def lead(self, certificate: Certificate, moment: datetime) -> Chain:
        """The chain of a certificate as of a moment, ended terms and all."""
        facts = certificate.facts
        if facts.expired_at(moment):
            return _broken(
                "expired",
                f"срок действия сертификата истёк {format_date(facts.not_after)}, до проверяемого момента",
            )
        if facts.early_at(moment):
            return _broken(
                "not_yet_valid", f"срок действия сертификата начинается {format_date(facts.not_before)}"
            )
        if not certificate.may_sign_documents:
            return _broken("key_usage", "сертификат выдан не для подписания документов")
        if self._trust.empty:
            return _unknown("no_roots", "корневые сертификаты в системе не установлены")
        path, reason = self._climb(certificate, moment, (certificate,))
        if path:
            return Chain(
                Finding(
                    "checked", "trusted", f"цепочка ведёт к установленному корню «{path[-1].facts.issuer}»"
                ),
                path,
            )
        return reason or _unknown(
            "issuer_unknown",
            f"среди установленных сертификатов нет цепочки от «{facts.issuer}» к корневому",
        )

    def _climb(
        self, top: Certificate, moment: datetime, path: tuple[Certificate, ...]
    ) -> tuple[tuple[Certificate, ...], Chain | None]:
        if top.der in self._anchors:
            return path, None
        worst: Chain | None = None
        if top.unknown_critical:
            return (), _unknown(
                "critical_extension", "в цепочке есть обязательное условие, которое не проверяется"
            )
        for issuer in self._by_subject.get(top.issuer, ()):
            if issuer.der in {one.der for one in path} or len(path) >= DEEPEST:
                continue
            refusal = self._refusal(issuer, top, moment, below=len(path) - 1)
            if refusal is None:
                found, refusal = self._climb(issuer, moment, (*path, issuer))
                if found:
                    return found, None
            worst = worst or refusal
        return (), worst

    def _refusal(self, issuer: Certificate, of: Certificate, moment: datetime, below: int) -> Chain | None:
        """Why this authority cannot stand above that certificate; ``None`` when it can."""
        name = issuer.facts.issuer if issuer.self_issued else issuer.facts.holder
        if of.issuer_key_id and issuer.key_id and of.issuer_key_id != issuer.key_id:
            return _unknown("issuer_unknown", f"у «{name}» другой ключ: нужного сертификата издателя нет")
        if not issuer.may_sign_certificates or (
            issuer.path_length is not None and issuer.path_length < below
        ):
            return _broken(
                "not_an_authority", f"сертификат «{name}» не даёт права выпускать такие сертификаты"
            )
        right = self._signed_by(issuer, of)
        if right is None:
            return _unknown("unsupported", f"подпись издателя «{name}» под сертификатом проверить нечем")
        if not right:
            return _broken("forged", f"подпись издателя «{name}» под сертификатом неверна")
        if issuer.facts.expired_at(moment) or issuer.facts.early_at(moment):
            return _broken(
                "issuer_expired", f"сертификат издателя «{name}» на проверяемый момент не действует"
            )
        return None

    def _signed_by(self, issuer: Certificate, of: Certificate) -> bool | None:
        pair = (issuer.der, of.der)
        if pair not in self._known:
            if self._left <= 0:
                return None
            self._left -= 1
            self._known[pair] = signed_by(issuer, of.body, of.signature, of.signature_oid, self._verifiers)
        return self._known[pair]


def signed_by(
    issuer: Certificate,
    body: bytes,
    signature: bytes,
    oid: str,
    verifiers: Sequence[SignatureVerifier] | None,
) -> bool | None:
    """Whether an authority signed these bytes; ``None`` when nobody here can say."""
    key, digest = SIGNATURES.get(oid, ("", ""))
    if not key:
        return None
    if key != issuer.key_algorithm:
        return False
    return ask(SignatureQuestion(key, digest, issuer.key, body, signature), verifiers).right


def look_for_revocation(
    chain: Chain,
    lists: Sequence[RevocationList],
    moment: datetime,
    verifiers: Sequence[SignatureVerifier] | None,
    *,
    signed_at: datetime | None = None,
) -> Finding:
    """The line of revocation, for the signer's certificate and the authorities above it.

    ``moment`` is now: a list must be fresh at it. ``signed_at`` is a time that a stamp proves; a certificate revoked after
    it was in force when the signature was made.
    """
    if not chain.path:
        return Finding("not_checked", "no_chain", "без проверенной цепочки список отозванных не проверить")
    answers = [
        _looked_up(one, issuer, lists, moment, verifiers, signed_at)
        for one, issuer in zip(chain.path, chain.path[1:], strict=False)
    ]
    for place, answer in enumerate(answers):
        if answer.status == "broken":
            return answer if place == 0 else replace(answer, sentence="в цепочке: " + answer.sentence)
    if not answers:
        return Finding(
            "not_checked", "self_signed", "сертификат выдан сам себе: списка отозванных у него нет"
        )
    if answers[0].status == "checked" and any(one.status != "checked" for one in answers):
        return replace(
            answers[0], sentence=answers[0].sentence + "; сертификаты издателей по спискам не проверялись"
        )
    return answers[0]


def _looked_up(
    certificate: Certificate,
    issuer: Certificate,
    lists: Sequence[RevocationList],
    moment: datetime,
    verifiers: Sequence[SignatureVerifier] | None,
    signed_at: datetime | None,
) -> Finding:
    of_issuer = [one for one in lists if one.issuer == certificate.issuer and not one.partial]
    if not of_issuer:
        return Finding("not_checked", "no_list", "списка отозванных сертификатов этого издателя нет")
    found = max(of_issuer, key=lambda one: one.this_update)
    right = issuer.may_sign_lists and signed_by(
        issuer, found.body, found.signature, found.signature_oid, verifiers
    )
    if not right:
        return Finding(
            "not_checked", "list_unsigned", "подпись под списком отозванных сертификатов не подтвердилась"
        )
    revoked_on = _revoked_on(found, certificate.serial)
    day = format_date(found.this_update)
    if revoked_on is not None:
        if signed_at is not None and signed_at < revoked_on:
            return Finding(
                "checked", "revoked_later", f"сертификат отозван {format_date(revoked_on)}, после подписания"
            )
        return Finding("broken", "revoked", f"сертификат отозван {format_date(revoked_on)} (список от {day})")
    if found.this_update > moment or (found.next_update is not None and found.next_update < moment):
        return Finding("not_checked", "list_stale", f"список отозванных сертификатов от {day} устарел")
    return Finding("checked", "not_revoked", f"сертификата нет в списке отозванных от {day}")


def _revoked_on(found: RevocationList, serial: int) -> datetime | None:
    revoked = found.raw["body"]["revoked"]
    if absent(revoked):
        return None
    digits = serial.to_bytes(serial.bit_length() // 8 + 1, "big", signed=True)
    if bytes([2, len(digits)]) + digits not in found.body:
        return None
    try:
        for one in revoked:
            if one["serial"].native == serial and not _taken_off(one["extensions"]):
                return moment_of(one["date"])
    except MALFORMED:
        return datetime.min.replace(tzinfo=UTC)
    return None


def _taken_off(extensions: Extensions) -> bool:
    if absent(extensions):
        return False
    reasons = [one for one in extensions if one["id"].dotted == _REASON]
    return bool(reasons) and bytes(reasons[0]["value"].native) == bytes([10, 1, _NOT_REVOKED_ANY_MORE])


def _broken(code: str, sentence: str) -> Chain:
    return Chain(Finding("broken", code, sentence))


def _unknown(code: str, sentence: str) -> Chain:
    return Chain(Finding("not_checked", code, sentence))
