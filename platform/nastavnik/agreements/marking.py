# SPDX-License-Identifier: MIT
"""From a signature as it is kept to its mark in the document and to its lines on the signing sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from nastavnik.foundation.dates import format_date
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.printing import day

from .documents.body import Side
from .documents.marks import (
    PAPER_PHRASE,
    CheckedLine,
    Mark,
    SheetEntry,
    checked_lines,
    moment_line,
    paper_mark,
    qualified_mark,
    simple_mark,
)
from .models import AgreementSignatory, AgreementSignature, SimpleSignatureTerms
from .states import OUR, PAPER, SIMPLE

PARTIES = {"our": "Организация", "partner": "Партнёр"}
WAYS = {
    "simple": "Простая электронная подпись (ПЭП)",
    "qualified": "Усиленная квалифицированная электронная подпись (УКЭП)",
    "paper": "Собственноручная подпись на бумаге",
}
_FINDINGS = ("mathematics", "chain", "revocation")


def signatory_name(signatory: AgreementSignatory) -> PersonName:
    """The name of a signatory."""
    return PersonName(signatory.surname, signatory.name, signatory.patronymic)


def signer_of(signature: AgreementSignature) -> Mapping[str, Any]:
    """What was established about the signer of a qualified signature; empty for the other ways."""
    signers = signature.report.get("signers") or ()
    return signers[0] if signers else {}


def certificate_of(signature: AgreementSignature) -> Mapping[str, Any]:
    """Facts of the certificate; empty when there is none."""
    return signer_of(signature).get("certificate") or {}


def checks_of(signature: AgreementSignature) -> tuple[CheckedLine, ...]:
    """The three lines of the check of a qualified signature; none for the other ways."""
    signer = signer_of(signature)
    if not signer:
        return ()
    found = [signer.get(name) or {} for name in _FINDINGS]
    first, second, third = (
        (str(one.get("status", "not_checked")), str(one.get("sentence", ""))) for one in found
    )
    return checked_lines(first, second, third)


def moment(value: object) -> datetime | None:
    """A moment from its stored form."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not value:
        return None
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def mark_of(
    signature: AgreementSignature,
    signatory: AgreementSignatory,
    position: int,
    *,
    document: str,
    terms: SimpleSignatureTerms | None = None,
) -> Mark:
    """The mark of one signature. ``position`` is the place in the column of its side, from 1."""
    side = cast("Side", signatory.side)
    if signature.way == SIMPLE:
        return simple_mark(
            side,
            position,
            name=signature.signer_name,
            post=signature.signer_post,
            moment=signature.signed_at,
            document=document,
            sha256=signature.sha256,
            terms_number=terms.number if terms else "—",
            terms_on=terms.agreed_on if terms else signature.signed_on,
        )
    if signature.way == PAPER:
        return paper_mark(
            side,
            position,
            name=signature.signer_name,
            post=signature.signer_post,
            on=signature.signed_on,
            kept=signature.original_kept,
        )
    certificate = certificate_of(signature)
    return qualified_mark(
        side,
        position,
        serial=str(certificate.get("serial", "")),
        holder=str(certificate.get("holder", "")) or signature.signer_name,
        not_before=moment(certificate.get("not_before")) or signature.signed_at,
        not_after=moment(certificate.get("not_after")) or signature.signed_at,
        post=str(certificate.get("post", "") or ""),
        authority=signature.authority_number,
    )


def marks_of(
    signatories: Sequence[AgreementSignatory],
    signatures: Sequence[AgreementSignature],
    *,
    document: str,
    terms: Mapping[Any, SimpleSignatureTerms] | None = None,
) -> tuple[Mark, ...]:
    """Marks of all signatures that count, each in the place of its signatory.

    A colleague to whom the signing was handed stands in the place of the one who handed it.
    """
    places = _places(signatories)
    people = {one.id: one for one in signatories}
    known = terms or {}
    return tuple(
        mark_of(
            one,
            people[one.signatory_id],
            places[one.signatory_id],
            document=document,
            terms=known.get(one.terms_id),
        )
        for one in signatures
        if one.voided_at is None and one.signatory_id in people
    )


def sheet_entry_of(
    signature: AgreementSignature,
    signatory: AgreementSignatory,
    *,
    terms: SimpleSignatureTerms | None = None,
) -> SheetEntry:
    """The lines of one signature on the signing sheet."""
    name = signature.signer_name
    return SheetEntry(
        party=PARTIES[OUR] if signatory.side == OUR else PARTIES["partner"],
        who=f"{name}, {signature.signer_post}" if signature.signer_post else name,
        way=WAYS[signature.way],
        when=f"{PAPER_PHRASE} {day(signature.signed_on)}"
        if signature.way == PAPER
        else moment_line(signature.signed_at),
        details=tuple((label, value) for label, value in _details(signature, terms) if value),
        checks=checks_of(signature),
    )


def _details(signature: AgreementSignature, terms: SimpleSignatureTerms | None) -> Sequence[tuple[str, str]]:
    if signature.way == SIMPLE:
        agreed = f"№ {terms.number} от {day(terms.agreed_on)}" if terms else ""
        return [("Основание", agreed and f"соглашение об использовании ПЭП {agreed}")]
    if signature.way == PAPER:
        return [
            ("Подлинник хранится", signature.original_kept),
            ("Скан приложил", signature.recorded_by_name),
        ]
    certificate = certificate_of(signature)
    begin, end = moment(certificate.get("not_before")), moment(certificate.get("not_after"))
    term = f"с {format_date(begin)} по {format_date(end)}" if begin and end else ""
    signer = signer_of(signature)
    return [
        ("Сертификат", str(certificate.get("serial", ""))),
        ("Владелец", str(certificate.get("holder", ""))),
        ("Организация", str(certificate.get("organisation", "") or "")),
        ("Срок сертификата", term),
        ("Издатель", str(certificate.get("issuer", "") or "")),
        ("Доверенность", signature.authority_number and f"МЧД № {signature.authority_number}"),
        ("Средство проверки", str(signer.get("backend", "") or "")),
    ]


def _places(signatories: Sequence[AgreementSignatory]) -> Mapping[Any, int]:
    """Places in the columns of the sides; one who was handed the signing takes the place of the other."""
    places: dict[Any, int] = {}
    counts = {"our": 0, "partner": 0}
    ordered = sorted(signatories, key=lambda one: (one.position, one.created_at))
    colleagues = {one.delegated_to_id for one in ordered if one.delegated_to_id}
    for one in ordered:
        if one.id in colleagues:
            continue
        counts[one.side] += 1
        place, current = counts[one.side], one
        people = {other.id: other for other in ordered}
        while True:
            places[current.id] = place
            following = people.get(current.delegated_to_id) if current.delegated_to_id else None
            if following is None or following.id in places:
                break
            current = following
    return places
