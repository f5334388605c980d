# SPDX-License-Identifier: MIT
"""What is known of an agreement and its parties before its text is made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from pymorphy3 import MorphAnalyzer

from nastavnik.foundation.names import PersonName

_WORD = re.compile(r"[А-Яа-яЁё-]+")
_ACTING = ("и.о.", "и. о.", "врио")


@dataclass(frozen=True, slots=True)
class Official:
    """Who signs for a side. ``basis`` as the text says it after «на основании»: «Устава», «доверенности № 5 от …»."""

    post: str
    name: PersonName
    basis: str = "Устава"
    post_genitive: str = ""

    @property
    def represented(self) -> str:
        """«директора Эталонова Виктора Николаевича, действующего на основании Устава»."""
        acting = "действующей" if self.name.sex == "female" else "действующего"
        person = self.name.genitive().full
        return (
            f"{self.post_genitive or genitive_post(self.post)} {person}, {acting} на основании {self.basis}"
        )


@dataclass(frozen=True, slots=True)
class Party:
    """A side of the agreement. ``bank`` are lines of its account, as the organisation writes them."""

    full_name: str
    short_name: str
    inn: str = ""
    kpp: str = ""
    ogrn: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    bank: tuple[str, ...] = ()
    officials: tuple[Official, ...] = ()
    contact: str = ""

    @property
    def requisites(self) -> tuple[str, ...]:
        """Lines of the requisites; what is not known is left out."""
        lines = (
            ("", self.full_name),
            ("Адрес: ", self.address),
            ("ИНН ", self.inn),
            ("КПП ", self.kpp),
            ("ОГРНИП " if len(self.ogrn) == 15 else "ОГРН ", self.ogrn),
            *(("", line) for line in self.bank),
            ("Телефон: ", self.phone),
            ("Эл. почта: ", self.email),
        )
        return tuple(label + value for label, value in lines if value)


@dataclass(frozen=True, slots=True)
class ListedMentor:
    """A line of the list of mentors: who, post, and in what the mentor helps."""

    name: str
    post: str = ""
    competences: str = ""


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """A line of the plan of joint events."""

    title: str
    term: str = ""
    responsible: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """Choices that the built-in text leaves to the parties.

    ``forms`` are forms of mentoring as the text names them («работодатель — ученик»); ``least_mentors`` in a school year;
    ``notice_days`` before a termination; ``prolonged`` says whether it is renewed by itself for a year;
    ``processing_on_behalf``: the partner processes personal data on the organisation's behalf (152-ФЗ, ст. 6, ч. 3)
    instead of as an operator of its own; ``simple_signature``: whether the parties may sign by ПЭП.
    """

    forms: tuple[str, ...] = ("работодатель — ученик",)
    least_mentors: int | None = None
    notice_days: int = 30
    prolonged: bool = False
    processing_on_behalf: bool = False
    simple_signature: bool = True
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a text may be filled with. Without ``ends_on`` the agreement holds until it is terminated."""

    our: Party
    partner: Party
    number: str = ""
    on: date | None = None
    place: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    terms: Terms = field(default_factory=Terms)
    mentors: Sequence[ListedMentor] = ()
    events: Sequence[PlannedEvent] = ()


def genitive_post(post: str) -> str:
    """«генерального директора» of «Генеральный директор»: words up to the first noun; what follows is left as it is.

    A post whose first words the dictionary does not know is returned as written, in lower case at its beginning.
    """
    lowered = post[:1].lower() + post[1:] if post[1:2].islower() else post
    if lowered.lower().startswith(_ACTING):
        return lowered
    result, end = "", 0
    for found in _WORD.finditer(lowered):
        parsed = _nominative(found[0])
        inflected = parsed.inflect({"gent", "sing"}) if parsed else None
        if inflected is None:
            break
        result += lowered[end : found.start()] + _cased(found[0], str(inflected.word))
        end = found.end()
        if "NOUN" in parsed.tag:
            break
    return result + lowered[end:]


def _nominative(word: str):  # type: ignore[no-untyped-def]
    parts = {"NOUN", "ADJF", "PRTF"}
    return next(
        (
            one
            for one in _dictionary().parse(word)
            if one.tag.POS in parts and "nomn" in one.tag and "sing" in one.tag
        ),
        None,
    )


def _cased(pattern: str, word: str) -> str:
    return word.capitalize() if pattern[:1].isupper() else word


@cache
def _dictionary() -> MorphAnalyzer:
    return MorphAnalyzer(lang="ru")
