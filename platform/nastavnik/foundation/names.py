# SPDX-License-Identifier: MIT
"""Russian names of people: «Фролова Л.И.», «Фролова Лидия Ивановна», «Фроловой Л.И.»."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pytrovich.detector import PetrovichGenderDetector
from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _

NBSP = "\u00a0"

Sex = Literal["female", "male"]

_LETTER = r"[^\W\d_]"
_WORD = rf"{_LETTER}+(?:['’-]{_LETTER}+)*"
_INITIALS = rf"(?P<name>{_LETTER}{{1,2}}\.)(?: (?P<patronymic>{_LETTER}{{1,2}}\.))?"
_SURNAME = rf"(?P<surname>(?:(?:фон|ван|дер?|д[аи]|ла) )*{_WORD})"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_SURNAME} {_INITIALS}",
        rf"(?-i:(?=[А-ЯЁA-Z].*[А-ЯЁA-Z])){_INITIALS} {_SURNAME}",  # «и. о. директора» and «г. Кстово» are not
        rf"(?P<name>{_WORD}) (?P<patronymic>{_LETTER}+(?:ич|[вч]на))(?: (?P<surname>{_WORD}))?",
        rf"{_SURNAME}(?: (?P<name>{_WORD})(?: (?P<patronymic>{_WORD}(?: (?:огл[ыу]|[кг]ызы|улы|уулу))?))?)?",
    )
]
_SMALL_WORDS = frozenset(
    ("фон", "ван", "де", "дер", "да", "ди", "ла", "оглы", "оглу", "кызы", "гызы", "улы", "уулу")
)
_TELLS_A_NAME = re.compile(rf"{_LETTER}{{1,2}}\.|{_LETTER}+(?:ич|[вч]на)", re.IGNORECASE)
_DASH = re.compile(r"\s*[-‐‑–—]\s*")


class NotAName(Refused):
    """What was written is not a person's name. ``message`` is a sentence for the person who wrote it."""

    def __init__(self) -> None:
        super().__init__(_("A name is written like this: %(example)s.", example="Фролова Лидия Ивановна"))


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name; ``name`` and ``patronymic`` are full, shortened to an initial («Л.») or empty."""

    surname: str
    name: str = ""
    patronymic: str = ""

    @classmethod
    def parse(cls, text: str) -> PersonName:
        """Read «Фролова Л.И.», «Л.И. Фролова», «Фролова Лидия Ивановна», «Лидия Ивановна Фролова».

        Raises ``NotAName`` for anything that does not look like one person: a post, a list, a group of people.
        """
        words = _words(text)
        if not any(map(_TELLS_A_NAME.fullmatch, words)) and not all(map(_capital_or_particle, words)):
            raise NotAName
        for form in _FORMS:
            if found := form.fullmatch(" ".join(words)):
                parts = {part: _cased(value or "") for part, value in found.groupdict().items()}
                return cls(parts["surname"], parts.get("name", ""), parts.get("patronymic", ""))
        raise NotAName

    @property
    def initials(self) -> str:
        """«Л.И.»"""
        return _initial(self.name) + _initial(self.patronymic)

    @property
    def short(self) -> str:
        """«Фролова Л.И.» with a non-breaking space."""
        return f"{self.surname}{NBSP}{self.initials}".strip(NBSP) if self.surname else self.full

    @property
    def signature(self) -> str:
        """«Л.И. Фролова», the order of a signature (ГОСТ Р 7.0.97, requisite 22)."""
        return f"{self.initials}{NBSP}{self.surname}".strip(NBSP) if self.surname else self.full

    @property
    def full(self) -> str:
        """«Фролова Лидия Ивановна», or the short form when only initials are known."""
        if self.surname and (self.name.endswith(".") or self.patronymic.endswith(".")):
            return self.short
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)

    def __str__(self) -> str:
        return self.full

    @property
    def match_key(self) -> str:
        """The same for «Фролова Л.И.» and «ФРОЛОВА  Лидия Ивановна»: for looking up, not for showing."""
        return " ".join(f"{_folded(self.surname)} {_folded(self.initials)}".replace(".", " ").split())

    def matches(self, other: PersonName) -> bool:
        """Whether both may be the same person: what is known of both names agrees."""
        return _folded(self.surname) == _folded(other.surname) and all(
            _agree(_folded(mine), _folded(theirs))
            for mine, theirs in ((self.name, other.name), (self.patronymic, other.patronymic))
        )

    @property
    def sex(self) -> Sex | None:
        """Grammatical gender by the name itself; ``None`` when the name does not tell («Шевчук А.»)."""
        for part, value in (
            ("middlename", self.patronymic),
            ("firstname", self.name),
            ("lastname", self.surname),
        ):
            if _is_full(value):
                gender = _detector().detect(**{part: value})
                if gender is not Gender.ANDROGYNOUS:
                    return "female" if gender is Gender.FEMALE else "male"
        return None

    def genitive(self, *, sex: Sex | None = None, override: str = "") -> PersonName:
        """«Фроловой Л.И.» (whose?). ``override`` is the form a person has written down for this name."""
        return self._inflected(Case.GENITIVE, sex, override)

    def dative(self, *, sex: Sex | None = None, override: str = "") -> PersonName:
        """«Фроловой Л.И.» (to whom?). ``override`` is the form a person has written down for this name."""
        return self._inflected(Case.DATIVE, sex, override)

    def instrumental(self, *, sex: Sex | None = None, override: str = "") -> PersonName:
        """«Фроловой Л.И.» (with whom?). ``override`` is the form a person has written down for this name."""
        return self._inflected(Case.INSTRUMENTAL, sex, override)

    def _inflected(self, case: Case, sex: Sex | None, override: str) -> PersonName:
        """A name whose gender nobody knows is left as it is: a wrong ending is worse than none."""
        if override:
            return PersonName.parse(override)
        sex = sex or self.sex
        if sex is None:
            return self
        gender = Gender.FEMALE if sex == "female" else Gender.MALE
        surname, name, patronymic = (
            _maker().make(part, gender, case, value) if _is_full(value) else value
            for part, value in (
                (NamePart.LASTNAME, self.surname),
                (NamePart.FIRSTNAME, self.name),
                (NamePart.MIDDLENAME, self.patronymic),
            )
        )
        return PersonName(surname, name, patronymic)


def short_name(text: str) -> str:
    """«Фролова Л.И.» from a name in any order; what is not a person's name comes back unchanged."""
    try:
        return PersonName.parse(text).short
    except NotAName:
        return text


def _words(text: str) -> list[str]:
    """Words and initials, each initial with its full stop and apart from its neighbours."""
    spaced = _DASH.sub("-", text).replace(".", ". ").strip(" ,;")
    words = [f"{word}." if len(word) == 1 and word.isalpha() else word for word in spaced.split()]
    if not words:
        raise NotAName
    return words


def _capital_or_particle(word: str) -> bool:
    return word[0].isupper() or word in _SMALL_WORDS


def _cased(words: str) -> str:
    """Capital letters as names have them, when the writer used only small or only capital ones."""
    return " ".join(
        "-".join(part.capitalize() if part.islower() or part.isupper() else part for part in word.split("-"))
        if word.lower() not in _SMALL_WORDS
        else word.lower()
        for word in words.split()
    )


def _is_full(name: str) -> bool:
    return bool(name) and not name.endswith(".")


def _initial(name: str) -> str:
    if name.endswith("."):
        return name
    return f"{name[0].upper()}." if name else ""


def _folded(name: str) -> str:
    return _DASH.sub("-", " ".join(name.casefold().split())).replace("ё", "е")


def _agree(mine: str, theirs: str) -> bool:
    """Whether two given names may be one: an unknown one agrees with all, an initial with its letter."""
    if not mine or not theirs:
        return True
    if mine.endswith(".") or theirs.endswith("."):
        short, long = sorted((mine.rstrip("."), theirs.rstrip(".")), key=len)
        return long.startswith(short)
    return mine == theirs


@cache
def _maker() -> PetrovichDeclinationMaker:
    return PetrovichDeclinationMaker()


@cache
def _detector() -> PetrovichGenderDetector:
    return PetrovichGenderDetector()
