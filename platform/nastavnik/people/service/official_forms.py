# SPDX-License-Identifier: MIT
"""The two registers in exactly the columns of their forms (domain 5.1, 5.2); they are read and checked by people, so
their words are Russian whatever the language of the interface.

What pairs know (the mentor of a mentee, the form, the place of work of the other side) the plugins that keep them tell
through the hook ``register_pairs``; without them those columns stay empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from nastavnik.foundation.change import change
from nastavnik.foundation.dates import format_date
from nastavnik.foundation.scope import require
from nastavnik.hookspecs import PairLine
from nastavnik.people.models import Mentee, MenteeRequest, Mentor, Person
from nastavnik.people.words import CATEGORIES, word
from nastavnik.plugins import Plugins

from .guardians import GuardianOf, guardians_of
from .mentees import MenteeFilter, mentees, requests_of
from .mentors import MentorFilter, mentors
from .persons import name_of
from .topics import topics_of_mentors

EXPORT = "people.export"

MENTEE_FORM = (
    "№",
    "ФИО",
    "Контактные данные (данные представителя)",
    "Год рождения",
    "Основной запрос",
    "Дата вхождения в программу",
    "ФИО наставника",
    "Форма наставничества",
    "Место работы/учёбы наставника",
    "Дата завершения программы",
    "Результаты программы",
    "Ссылка на кейс/отзыв наставника на сайте",
    "Отметка о прохождении программы",
)
MENTOR_FORM = (
    "№",
    "ФИО",
    "Контактные данные",
    "Место работы/учёбы",
    "Основные компетенции",
    "Важные для программы достижения",
    "Интересы",
    "Желаемый возраст наставляемых",
    "Ресурс времени на программу",
    "Дата вхождения",
    "ФИО наставляемого(ых)",
    "Форма",
    "Место работы/учёбы наставляемого",
    "Дата завершения",
    "Результаты",
    "Ссылка на кейс/отзыв наставляемого на сайте",
)


PairsOf = Callable[[Sequence[UUID]], Mapping[UUID, Sequence[PairLine]]]


def _nobody(_line_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[PairLine]]:
    return {}


def pairs_of_register(
    plugins: Plugins, enabled: frozenset[str], register: Literal["mentors", "mentees"]
) -> PairsOf:
    """Pairs of the lines of a register, asked of every plugin that is switched on."""

    def found(line_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[PairLine]]:
        known: dict[UUID, list[PairLine]] = {}
        for name in sorted(enabled & plugins.implementing("register_pairs")):
            # An error passes: a form that lacks pairs without saying so would be worse than none.
            for answer in plugins.deliver(name, "register_pairs", register=register, line_ids=line_ids):
                for line_id, lines in answer.items():
                    known.setdefault(line_id, []).extend(lines)
        return known

    return found


def mentee_form(wanted: MenteeFilter, pairs: PairsOf = _nobody) -> list[Sequence[Any]]:
    """Lines of the register of mentees; that they left the system is recorded."""
    require(EXPORT)
    rows = mentees(wanted).rows
    _record("mentees", len(rows))
    requests = requests_of(mentee.id for mentee, _person in rows)
    guardians = guardians_of(person.id for _mentee, person in rows)
    facts = pairs([mentee.id for mentee, _person in rows])
    return [
        _mentee_line(
            number, mentee, person, requests[mentee.id], guardians[person.id], facts.get(mentee.id, ())
        )
        for number, (mentee, person) in enumerate(rows, start=1)
    ]


def mentor_form(wanted: MentorFilter, pairs: PairsOf = _nobody) -> list[Sequence[Any]]:
    """Lines of the register of mentors; that they left the system is recorded."""
    require(EXPORT)
    rows = mentors(wanted).rows
    _record("mentors", len(rows))
    topics = topics_of_mentors(mentor.id for mentor, _person in rows)
    facts = pairs([mentor.id for mentor, _person in rows])
    return [
        _mentor_line(
            number,
            mentor,
            person,
            {
                kind: ", ".join(topic.title for topic in topics[mentor.id] if topic.kind == kind)
                for kind in ("competence", "interest")
            },
            facts.get(mentor.id, ()),
        )
        for number, (mentor, person) in enumerate(rows, start=1)
    ]


def _mentee_line(
    number: int,
    mentee: Mentee,
    person: Person,
    requests: Sequence[MenteeRequest],
    guardians: Sequence[GuardianOf],
    lines: Sequence[PairLine],
) -> Sequence[Any]:
    main = requests[0] if requests else None
    represented = ["\n".join(filter(None, [one.name.full, one.phone, one.email])) for one in guardians]
    return (
        number,
        name_of(person).full,
        "\n".join(filter(None, [person.phone, person.email, *represented])),
        person.birth_year,
        (main.text or word(CATEGORIES, main.category)) if main else "",
        format_date(mentee.entered_on),
        *_told(lines, mentee.results, mentee.case_url),
        "пройдена" if mentee.state == "completed" or any(line.passed for line in lines) else "",
    )


def _mentor_line(
    number: int, mentor: Mentor, person: Person, topics: Mapping[str, str], lines: Sequence[PairLine]
) -> Sequence[Any]:
    return (
        number,
        name_of(person).full,
        "\n".join(filter(None, [person.phone, person.email])),
        ", ".join(filter(None, [person.workplace, person.post])),
        topics["competence"],
        mentor.achievements,
        topics["interest"],
        _ages(mentor),
        f"{mentor.hours_per_week.normalize():f} ч в неделю".replace(".", ",")
        if mentor.hours_per_week
        else "",
        format_date(mentor.entered_on),
        *_told(lines, mentor.results, mentor.case_url),
    )


def _told(lines: Sequence[PairLine], results: str, case_url: str) -> Sequence[str]:
    """The columns that pairs fill: names, form, places, end, results, case; several pairs stand on lines of their own."""
    return (
        _lines(name for line in lines for name in line.names),
        _lines(line.form for line in lines),
        _lines(place for line in lines for place in line.places),
        _lines(format_date(line.ended_on) if line.ended_on else "" for line in lines),
        _lines([results, *(line.results for line in lines)]),
        _lines([case_url, *(line.case_url for line in lines)]),
    )


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(filter(None, texts))


def _ages(mentor: Mentor) -> str:
    low, high = mentor.preferred_from, mentor.preferred_to
    if low is None and high is None:
        return ""
    if low == high or high is None:
        return f"{low}" if high is not None else f"от {low}"
    return f"{low}–{high}" if low is not None else f"до {high}"


def _record(register: str, count: int) -> None:
    with change() as tx:
        tx.record(
            "people.exported", subject=("people", register), after={"register": register, "rows": count}
        )
