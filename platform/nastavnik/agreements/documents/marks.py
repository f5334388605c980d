# SPDX-License-Identifier: MIT
"""Marks of signatures, where a handwritten signature would stand, and the signing sheet at the end.

A mark is a picture only; the force is in the signature's file (domain.md 11.4). The sheet says what was checked and what
was not, and never more (domain.md 11.6). These are words of a document, so they are Russian in every language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from nastavnik.foundation.dates import format_date, in_district
from nastavnik.foundation.printing import day

from .body import Side

QUALIFIED_PHRASE = "Документ подписан электронной подписью"
SIMPLE_PHRASE = "Подписано простой электронной подписью"
PAPER_PHRASE = "Подписано на бумаге"
NOT_ESTABLISHED = (
    "Действительность УКЭП по статье 11 закона № 63-ФЗ здесь не устанавливается: проверены только строки, помеченные"
    " «проверено»."
)
FINDING_WORDS = {"checked": "проверено", "not_checked": "не проверялось", "broken": "нарушено"}
FINDING_LABELS = ("Целостность документа", "Цепочка сертификатов", "Отзыв сертификата")


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of one signature. ``position`` counts signatories of the side from 1; ``phrase`` stands on top."""

    side: Side
    position: int
    phrase: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckMark:
    """Where anybody checks the document: an address for the camera, and the code for the keyboard."""

    url: str
    code: str


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """One of the three lines of a check: «Целостность документа», its status and its sentence."""

    label: str
    status: str
    sentence: str

    @property
    def words(self) -> str:
        """«Проверено: документ не менялся после подписания»."""
        word = FINDING_WORDS[self.status].capitalize()
        sentence = self.sentence.strip()
        if sentence.casefold().startswith(word.casefold()):
            return sentence
        return f"{word}: {sentence[:1].lower()}{sentence[1:]}" if sentence else word


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One signature on the sheet. ``details`` are (label, value): certificate, authority, basis, place of the original."""

    party: str
    who: str
    way: str
    when: str
    details: tuple[tuple[str, str], ...] = ()
    checks: tuple[CheckedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The signing sheet. The sums are those of the original file, which everybody signed."""

    document: str
    edition: str
    size: int
    sha256: str
    streebog: str
    entries: tuple[SheetEntry, ...]
    made: str
    closing: str = NOT_ESTABLISHED


def moment_line(moment: datetime) -> str:
    """«11.10.2024, 14:20:05 МСК (UTC+03:00)»."""
    return f"{format_date(moment)}, {in_district(moment):%H:%M:%S} МСК (UTC+03:00)"


def qualified_mark(
    side: Side,
    position: int,
    *,
    serial: str,
    holder: str,
    not_before: datetime,
    not_after: datetime,
    post: str = "",
    authority: str = "",
) -> Mark:
    """The mark of a qualified or another certified signature: number of the certificate, its holder and its term."""
    return Mark(
        side,
        position,
        QUALIFIED_PHRASE,
        _known(
            f"Сертификат: {serial}",
            f"Владелец: {holder}" + (f", {post}" if post else ""),
            f"Действителен: с {format_date(not_before)} по {format_date(not_after)}",
            authority and f"Доверенность: МЧД № {authority}",
        ),
    )


def simple_mark(
    side: Side,
    position: int,
    *,
    name: str,
    post: str,
    moment: datetime,
    document: str,
    sha256: str,
    terms_number: str,
    terms_on: date,
) -> Mark:
    """The mark of a simple signature: its own words, so that nobody takes it for a certified one."""
    return Mark(
        side,
        position,
        SIMPLE_PHRASE,
        _known(
            f"{name}, {post}" if post else name,
            moment_line(moment),
            f"Документ: {document}",
            f"SHA-256: {sha256[:16]}…",
            f"Основание: соглашение об использовании ПЭП № {terms_number} от {day(terms_on)}",
        ),
    )


def paper_mark(side: Side, position: int, *, name: str, post: str, on: date, kept: str) -> Mark:
    """The mark of a paper original whose scan is kept."""
    return Mark(
        side,
        position,
        f"{PAPER_PHRASE} {day(on)}",
        _known(f"{name}, {post}" if post else name, kept and f"Подлинник хранится: {kept}"),
    )


def checked_lines(
    mathematics: tuple[str, str], chain: tuple[str, str], revocation: tuple[str, str]
) -> tuple[CheckedLine, ...]:
    """The three lines of a check from (status, sentence) of each."""
    return tuple(
        CheckedLine(label, status, sentence)
        for label, (status, sentence) in zip(FINDING_LABELS, (mathematics, chain, revocation), strict=True)
    )


def _known(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)
