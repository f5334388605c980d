# SPDX-License-Identifier: MIT
"""Fields of a person, and the headings under which schools write them (domain forms 5.1, 5.2)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l

TARGETS: Mapping[str, Text] = {
    "mentees": _l("Mentees"),
    "mentors": _l("Mentors"),
    "people": _l("People without a register"),
}
FIELDS: Mapping[str, Text] = {
    "full_name": _l("Name in full"),
    "surname": _l("Surname"),
    "name": _l("First name"),
    "patronymic": _l("Patronymic"),
    "birth_date": _l("Date of birth"),
    "birth_year": _l("Year of birth"),
    "kind": _l("Who this is"),
    "post": _l("Class, course or post"),
    "workplace": _l("Place of study or work"),
    "phone": _l("Phone"),
    "email": _l("E-mail"),
    "contacts": _l("Contacts"),
    "young_since": _l("Young specialist since"),
    "entered_on": _l("Entered on"),
    "guardian": _l("Legal representative"),
    "guardian_relation": _l("Relation of the representative"),
    "guardian_phone": _l("Representative's phone"),
    "guardian_email": _l("Representative's e-mail"),
    "source": _l("Base of mentors"),
    "competences": _l("Competences"),
    "interests": _l("Interests"),
    "achievements": _l("Achievements"),
    "preferred_age": _l("Preferred age of mentees"),
    "hours_per_week": _l("Hours a week"),
    "capacity": _l("How many pairs at a time"),
    "request": _l("Request"),
    "category": _l("What the request is about"),
}
_MENTOR_FIELDS = (
    *("source", "competences", "interests", "achievements", "preferred_age", "hours_per_week", "capacity"),
)
_MENTEE_FIELDS = ("request", "category")

# The first pattern that fits decides, so the narrower ones stand above the wider ones.
_HEADINGS: Sequence[tuple[str, str]] = (
    ("guardian_email", r"(почта|e-?mail|эл\w*\.?\s*адрес).*(представит|родител|матер|отц)"),
    (
        "guardian_phone",
        r"\b(телефон|тел|моб\w*)\b.*(представит|родител|матер|отц)|(представит|родител)\w*.*\b(телефон|тел)\b",
    ),
    ("guardian_relation", r"(кем приходится|степень родства|родство|статус представит)"),
    ("guardian", r"(фио|ф\.\s*и\.\s*о\.|имя)?.*(законн\w* представит|родител|представител)"),
    (
        "full_name",
        r"^(фио|ф\.\s*и\.\s*о\.?|фамилия,? имя.*|участник.*|настав(ник|ляемый)( \(?фио\)?)?|ученик|обучающийся)",
    ),
    ("surname", r"^фамилия$"),
    ("name", r"^имя$"),
    ("patronymic", r"^отчество"),
    ("birth_year", r"год рожд|^г\.?\s*р\.?$"),
    ("birth_date", r"дата рожд|д\.?\s*р\.?$|^родил"),
    ("young_since", r"молод\w* специалист|начал\w* (работы|трудов)|принят\w* на работу|стаж с"),
    ("entered_on", r"дата (вхожд|вступ|вход|включ)|в программе с"),
    ("preferred_age", r"(возраст|класс).*(наставляем|подопеч)|желаем\w* возраст"),
    ("hours_per_week", r"(ресурс|час\w*).*(врем|недел)|часов в неделю|время на программу"),
    ("capacity", r"сколько (пар|наставляем)|количество (пар|наставляем)"),
    ("source", r"(база|источник|категори\w*).*(наставник)|^источник"),
    ("competences", r"компетенц|умени|навык|чем.*помо"),
    ("achievements", r"достижен|заслуг|портфолио"),
    ("interests", r"интерес|увлечен|хобби"),
    ("category", r"(вид|категори\w*|тип|направлен\w*).*(запрос)"),
    ("request", r"запрос|проблем|потребност|с чем.*помо"),
    ("email", r"почта|e-?mail|эл\w*\.?\s*адрес"),
    ("phone", r"\b(телефон|тел|моб\w*)\b"),
    ("contacts", r"контакт"),
    ("kind", r"^кто|^категория$|категория (участ|лиц)|статус участ|^роль|тип участ"),
    ("workplace", r"место (работы|уч[её]бы)|организац|предприят|школа|образовательн"),
    ("post", r"класс|курс|групп|должност|професси|предмет"),
)
_COMPILED = tuple((field, re.compile(pattern, re.IGNORECASE)) for field, pattern in _HEADINGS)


def known_fields(target: str) -> dict[str, Text]:
    """Fields that make sense for a register."""
    out = {"mentors": _MENTEE_FIELDS, "mentees": _MENTOR_FIELDS}.get(
        target, (*_MENTOR_FIELDS, *_MENTEE_FIELDS)
    )
    return {code: words for code, words in FIELDS.items() if code not in out}


def recognise(heading: str) -> str | None:
    """The field that a heading names; ``None`` when it names none of ours."""
    words = " ".join(heading.lower().replace("ё", "е").split())
    if not words or words in ("№", "n", "№ п/п", "п/п"):
        return None
    return next((field for field, pattern in _COMPILED if pattern.search(words)), None)


def guess_target(headings: Sequence[str]) -> str:
    """The register that the headings speak of; people without a register when they speak of none."""
    named = {recognise(heading) for heading in headings}
    if named & set(_MENTOR_FIELDS):
        return "mentors"
    return "mentees" if named & {*_MENTEE_FIELDS, "guardian", "entered_on"} else "people"


def guess_mapping(headings: Sequence[str], target: str) -> dict[str, str]:
    """Column number (as text, from «0») -> field; each field once, the first column that names it."""
    allowed = known_fields(target)
    mapping: dict[str, str] = {}
    for index, heading in enumerate(headings):
        field = recognise(heading)
        if field in allowed and field not in mapping.values():
            mapping[str(index)] = field
    return mapping


def fingerprint(headings: Sequence[str], target: str) -> str:
    """The same for files with the same headings: their mapping is remembered by it."""
    words = "\x1f".join(" ".join(heading.lower().split()) for heading in (target, *headings))
    return hashlib.sha256(words.encode()).hexdigest()
