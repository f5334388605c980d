# SPDX-License-Identifier: MIT
"""Персонифицированный учёт: who took part in a quarter, in which role, form, programme and pair (order № 26, 5.1;
domain 8.8). It stays in the organisation; the department gets counts. Every look at it is recorded.

Roles, ages and states are Russian here: the register is a document of a Russian institution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation import printing
from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import format_date, today
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.periods import Quarter
from nastavnik.foundation.printing import PrintedPart, PrintedReport, PrintedTable
from nastavnik.foundation.scope import require
from nastavnik.matches.counting import working_between
from nastavnik.matches.models import Match
from nastavnik.matches.words import STATES, word
from nastavnik.people import service as people
from nastavnik.people.service import Person
from nastavnik.programmes import service as programmes
from nastavnik.tenants import service as tenants

from .looking import Pair, pairs_of

REGISTER = "matches.register"
COLUMNS = (
    "№",
    "ФИО",
    "Роль",
    "Возраст",
    "Форма наставничества",
    "Программа",
    "Пара, группа",
    "Начало",
    "Окончание",
    "Состояние",
)
ROLES = {"mentor": "наставник", "mentee": "наставляемый"}
GROUPS = ((9, "до 10 лет"), (14, "10–14 лет"), (19, "15–19 лет"), (35, "20–35 лет"))
OLDER, UNKNOWN = "старше 35 лет", "не указан"


@dataclass(frozen=True, slots=True)
class Participation:
    """A person's part in one pair or group in the quarter. ``roles`` are all of the person's in that quarter."""

    person_id: UUID
    match_id: UUID
    name: str
    role: str
    roles: str
    age: str
    form: str
    programme: str
    pair: str
    began_on: date | None
    ended_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Register:
    """The register of a quarter. ``stopped`` is how many people are left out because their data may not be processed."""

    quarter: Quarter
    rows: Sequence[Participation]
    people: int
    stopped: int


def personal_register(quarter: Quarter) -> Register:
    """Everybody who took part in a pair or group at work on a day of the quarter; the reading is recorded.

    Six queries, whatever the number of people.
    """
    require(REGISTER)
    matches = session().scalars(
        select(Match).where(Match.id.in_(working_between(quarter.start, quarter.end, today())))
    )
    pairs = pairs_of(matches.all())
    known = programmes.programmes_by_id({pair.match.programme_id for pair in pairs})
    found = [part for pair in pairs for part in _parts(pair, quarter)]
    stopped = {person.id for person, *_rest in found if person.state != "active"}
    roles: dict[UUID, set[str]] = {}
    for person, role, *_rest in found:
        roles.setdefault(person.id, set()).add(ROLES[role])
    rows = []
    for person, role, pair, began, ended in found:
        if person.id in stopped:
            continue
        programme = known[pair.match.programme_id]
        rows.append(
            Participation(
                person.id,
                pair.id,
                people.name_of(person).full,
                ROLES[role],
                ", ".join(sorted(roles[person.id])),
                age_group(people.full_years(person.birth_date, person.birth_year, quarter.end)),
                programmes.FORMS[programme.form].title,
                programme.title,
                pair.title,
                began,
                ended,
                _state(pair.match),
            )
        )
    rows.sort(key=lambda row: (row.name.lower().replace("ё", "е\u0451"), row.role, row.began_on or date.min))
    with change() as tx:
        tx.record(
            "matches.register_read",
            subject=("matches", "register"),
            after={"quarter": quarter.code, "rows": len(rows)},
        )
    return Register(quarter, rows, len({row.person_id for row in rows}), len(stopped))


def quarters() -> Sequence[Quarter]:
    """Quarters that have a pair, the latest first; the present one always among them. One query."""
    require(REGISTER)
    first = session().scalar(
        select(Match.starts_on).where(Match.starts_on.is_not(None)).order_by(Match.starts_on).limit(1)
    )
    return list(Quarter.between(min(first or today(), today()), today()))[::-1]


def age_group(age: int | None) -> str:
    """The age group of full years on the last day of the quarter."""
    if age is None:
        return UNKNOWN
    return next((title for oldest, title in GROUPS if age <= oldest), OLDER)


def register_pdf(register: Register) -> bytes:
    """The register on paper."""
    tenant = tenants.current_tenant()
    head = tenants.director()
    with using_language(DEFAULT_LANGUAGE):
        rows = tuple(
            (
                str(number),
                row.name,
                row.role,
                row.age,
                row.form,
                row.programme,
                row.pair,
                format_date(row.began_on) if row.began_on else "",
                format_date(row.ended_on) if row.ended_on else "",
                row.state,
            )
            for number, row in enumerate(register.rows, 1)
        )
        table = PrintedTable(
            "Участники наставничества",
            COLUMNS,
            rows or (("",) * len(COLUMNS),),
            (6, 26, 16, 13, 18, 24, 26, 15, 15, 16),
        )
        return printing.report_pdf(
            PrintedReport(
                tenant.full_name,
                "ПЕРСОНИФИЦИРОВАННЫЙ УЧЁТ",
                f"участников наставничества, {register.quarter.title}",
                today(),
                tenant.place,
                (
                    PrintedPart(
                        "Участники", (f"Участников: {register.people}, участий: {len(rows)}.",), table
                    ),
                ),
                ((head.post, head.name.signature),),
            )
        )


def _parts(pair: Pair, quarter: Quarter) -> list[tuple[Person, str, Pair, date | None, date | None]]:
    """Who of a pair was in it in the quarter, and from when till when."""
    match = pair.match
    found: list[tuple[Person, str, Pair, date | None, date | None]] = [
        (pair.mentor_person, "mentor", pair, match.starts_on, match.ended_on)
    ]
    for member in (*pair.members, *pair.past_members):
        began = max(filter(None, (match.starts_on, member.row.joined_on)))
        ended = member.row.left_on or match.ended_on
        if began <= quarter.end and (ended is None or ended >= quarter.start):
            found.append((member.person, "mentee", pair, began, ended))
    return found


def _state(match: Match) -> str:
    with using_language(DEFAULT_LANGUAGE):
        return word(STATES, match.state)
