# SPDX-License-Identifier: MIT
"""One row of a spreadsheet understood: a person, the profile or request, the representative; or what is wrong, where."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from email_validator import EmailNotValidError, validate_email

from nastavnik.foundation.dates import NotADate, parse_date
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import NotAName, PersonName
from nastavnik.people.words import CATEGORIES, KINDS, SOURCES

_LIST = re.compile(r"[;,\n]+")
_EMAIL = re.compile(r"[^\s;,]+@[^\s;,]+")
_PHONE = re.compile(r"(?:\+?\d[\d\s()\-]{5,}\d)")
_AGES = re.compile(r"(\d{1,2})(?:\s*[-–—]\s*(\d{1,2}))?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")

_KIND_WORDS: Mapping[str, str] = {
    "pupil": r"ученик|ученица|обучающ|школьник|воспитан|учащ",
    "student": r"студент",
    "young_specialist": r"молод\w* (специалист|педагог|учител)",
    "teacher": r"педагог|учител|преподават|методист|классн\w* руковод|воспитател",
    "alumnus": r"выпускни",
    "employee": r"сотрудник|работник|работодат|специалист|предприят|партн[её]р",
    "guardian": r"родител|законн\w* представ",
}
_SOURCE_WORDS: Mapping[str, str] = {
    "pupils": r"учен|обучающ|школьник|студент",
    "alumni": r"выпускни",
    "organisations": r"предприят|организац|работодат|партн[её]р",
    "teachers": r"педагог|учител",
}
_CATEGORY_WORDS: Mapping[str, str] = {
    "academic": r"уч[её]б|предмет|успеваем|экзамен|егэ|огэ|математик|русск\w* язык|физик|хими|отметк|оценк",
    "adaptation": r"адаптац|нов\w* (школ|класс|коллектив)|переезд",
    "career": r"професси|профориент|карьер|поступлен|выбор пути",
    "project": r"проект|исследован|конкурс|олимпиад",
    "creativity": r"творч|спорт|музык|театр|танц|рисов|художеств",
    "professional": r"методик|урок\w*|профессиональн\w* (дефицит|навык)|классн\w* руковод|аттестац",
    "support": r"поддержк|уверен|тревог|стресс|мотивац",
    "communication": r"общен|коммуникац|друз|отношен",
}
_RELATION_WORDS: Mapping[str, str] = {
    "mother": r"мать|мама",
    "father": r"отец|папа",
    "guardian": r"опекун|попечител",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with one field of a row, in a sentence."""

    field: str
    sentence: str


@dataclass(slots=True)
class Understood:
    """A row: fields of the person, of the register and of the representative, and the mistakes."""

    person: dict[str, Any] = field(default_factory=dict)
    register: dict[str, Any] = field(default_factory=dict)
    guardian: dict[str, Any] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


def understand(cells: Mapping[str, str], target: str, *, kind: str = "") -> Understood:
    """Understand the cells of a row by field. ``kind`` is who these people are where the row does not say."""
    row = Understood()
    _read_name(row, cells)
    for name, read in _PERSON.items():
        _read(row, row.person, name, cells, read)
    _read_contacts(row, cells)
    row.person.setdefault("kind", kind or ("pupil" if target == "mentees" else "other"))
    readers = {"mentors": _MENTOR, "mentees": _MENTEE}.get(target, {})
    for name, read in readers.items():
        _read(row, row.register, name, cells, read)
    if target == "mentors":
        row.register.setdefault("source", _source_of(row.person["kind"]))
    if row.register.get("request") and "category" not in row.register:
        row.register["category"] = _by_words(_CATEGORY_WORDS, row.register["request"]) or "other"
    _read_guardian(row, cells)
    return row


def _read(
    row: Understood, into: dict[str, Any], name: str, cells: Mapping[str, str], read: Callable[[str], Any]
) -> None:
    text = cells.get(name, "").strip()
    if not text:
        return
    try:
        into[name] = read(text)
    except Refused as refusal:
        row.mistakes.append(Mistake(name, refusal.message))


def _read_name(row: Understood, cells: Mapping[str, str]) -> None:
    parts = {part: " ".join(cells.get(part, "").split()) for part in ("surname", "name", "patronymic")}
    whole = " ".join(cells.get("full_name", "").split())
    if whole and not parts["surname"]:
        try:
            name = PersonName.parse(whole)
        except NotAName as mistake:
            row.mistakes.append(Mistake("full_name", mistake.message))
            return
        parts = {"surname": name.surname, "name": name.name, "patronymic": name.patronymic}
    where = "full_name" if whole else "surname"
    if not parts["surname"]:
        row.mistakes.append(Mistake(where, _("The name is missing.")))
    elif not parts["name"] or parts["name"].endswith("."):
        row.mistakes.append(Mistake(where if whole else "name", _("The first name in full is needed.")))
    row.person.update(parts)


def _read_contacts(row: Understood, cells: Mapping[str, str]) -> None:
    """A column «контакты» holds a phone, an address, or both."""
    text = cells.get("contacts", "")
    found_email, found_phone = _EMAIL.search(text), _PHONE.search(text)
    if found_email and "email" not in row.person:
        _read(row, row.person, "email", {"email": found_email[0]}, _email)
    if found_phone and "phone" not in row.person:
        row.person["phone"] = " ".join(found_phone[0].split())


def _read_guardian(row: Understood, cells: Mapping[str, str]) -> None:
    text = " ".join(cells.get("guardian", "").split())
    if not text:
        return
    try:
        name = PersonName.parse(re.sub(r"\s*[(,].*$", "", text))
    except NotAName as mistake:
        row.mistakes.append(Mistake("guardian", mistake.message))
        return
    if not name.name or name.name.endswith("."):
        row.mistakes.append(Mistake("guardian", _("The representative's first name in full is needed.")))
        return
    row.guardian.update(surname=name.surname, name=name.name, patronymic=name.patronymic)
    told = f"{cells.get('guardian_relation', '')} {text}"
    row.guardian["relation"] = _by_words(_RELATION_WORDS, told) or "other"
    row.guardian["phone"] = " ".join(cells.get("guardian_phone", "").split())
    _read(row, row.guardian, "email", {"email": cells.get("guardian_email", "")}, _email)


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except NotADate as mistake:
        raise Refused(mistake.message) from mistake


def _year(text: str) -> int:
    found = re.fullmatch(r"(\d{4})(?:\s*г(?:од|\.)?\.?)?", text)
    if not found:
        raise Refused(_("A year is written like this: 2012."))
    return int(found[1])


def _email(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise Refused(_("This is not an e-mail address. It looks like this: name@school.ru.")) from error


def _words(text: str) -> str:
    return " ".join(text.split())


def _list(text: str) -> tuple[str, ...]:
    return tuple(word for part in _LIST.split(text) if (word := " ".join(part.split())))


def _ages(text: str) -> tuple[int, int]:
    found = _AGES.search(text)
    if not found:
        raise Refused(_("Ages are written like this: 10–14."))
    low = int(found[1])
    return low, int(found[2] or low)


def _hours(text: str) -> Decimal:
    found = _NUMBER.search(text)
    try:
        if not found:
            raise InvalidOperation
        return Decimal(found[0].replace(",", "."))
    except InvalidOperation as error:
        raise Refused(_("Hours are written as a number: 2 or 1,5.")) from error


def _count(text: str) -> int:
    if not text.isdigit():
        raise Refused(_("A whole number is needed here."))
    return int(text)


def _chosen(words: Mapping[str, str], names: Mapping[str, Any]) -> Callable[[str], str]:
    def read(text: str) -> str:
        lowered = text.lower()
        for code, name in names.items():
            if lowered == str(name).lower():
                return code
        found = _by_words(words, text)
        if found is None:
            offered = ", ".join(str(name).lower() for name in names.values())
            raise Refused(_("Choose one of: %(names)s.", names=offered))
        return found

    return read


def _by_words(words: Mapping[str, str], text: str) -> str | None:
    lowered = text.lower()
    return next((code for code, pattern in words.items() if re.search(pattern, lowered)), None)


def _source_of(kind: str) -> str:
    return {
        "pupil": "pupils",
        "student": "pupils",
        "alumnus": "alumni",
        "teacher": "teachers",
        "young_specialist": "teachers",
    }.get(kind, "organisations")


_PERSON: Mapping[str, Callable[[str], Any]] = {
    "birth_date": _day,
    "birth_year": _year,
    "kind": _chosen(_KIND_WORDS, KINDS),
    "post": _words,
    "workplace": _words,
    "phone": _words,
    "email": _email,
    "young_since": _day,
}
_MENTOR: Mapping[str, Callable[[str], Any]] = {
    "entered_on": _day,
    "source": _chosen(_SOURCE_WORDS, SOURCES),
    "competences": _list,
    "interests": _list,
    "achievements": _words,
    "preferred_age": _ages,
    "hours_per_week": _hours,
    "capacity": _count,
}
_MENTEE: Mapping[str, Callable[[str], Any]] = {
    "entered_on": _day,
    "request": _words,
    "category": _chosen(_CATEGORY_WORDS, CATEGORIES),
}
