# SPDX-License-Identifier: MIT
"""Completion on paper: the closing report of a programme and thanks to a mentor (Р-145, stage 7; ГОСТ Р 7.0.97).

Numbers come from records, words from what was typed. A document of a Russian institution is in Russian.
"""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.printing import PrintedPart, PrintedReport, PrintedTable, day
from nastavnik.foundation.scope import require
from nastavnik.matches.models import Match
from nastavnik.matches.words import END_REASONS, EXITS, FIXED_STATES, word
from nastavnik.programmes import service as programmes
from nastavnik.programmes.service import Programme
from nastavnik.tenants import service as tenants

from .looking import VIEW, Pair, get_pair, pairs_of
from .papers import BLANK, REPORT_MAKERS, known_kind
from .registers import ENDED_EARLY, OUTCOMES
from .stories import published_stories

STATES = {"active": "работает", "paused": "приостановлена", "completed": "завершена", "ended": ENDED_EARLY}


def pairs_of_programme(programme_id: UUID) -> list[Pair]:
    """Pairs and groups of a programme that were fixed by an order, the oldest first; three queries."""
    require(VIEW)
    rows = session().scalars(
        select(Match)
        .where(Match.programme_id == programme_id, Match.state.in_(FIXED_STATES))
        .order_by(Match.starts_on, Match.id)
    )
    return pairs_of(rows.all())


def closing_report(programme_id: UUID, kind: str) -> bytes:
    """The closing report as «docx» or «pdf»; ``Refused`` before the last stage, ``NotFound`` for another kind."""
    known_kind(kind)
    programme = programmes.get_programme(programme_id)
    if programme.state not in ("running", "completed") or programme.stage < programmes.LAST_STAGE:
        raise Refused(_("The closing report is made at the last stage."))
    pairs = pairs_of_programme(programme.id)
    tenant, head = tenants.current_tenant(), tenants.director()
    with using_language(DEFAULT_LANGUAGE):
        return REPORT_MAKERS[kind](
            PrintedReport(
                organisation=tenant.full_name,
                name="ОТЧЁТ",
                title=f"о завершении программы наставничества «{programme.title}»",
                on=today(),
                place=tenant.place,
                parts=(
                    PrintedPart("1. Программа", _facts(programme)),
                    PrintedPart("2. Участники и пары", table=_numbers(programme, pairs)),
                    PrintedPart("3. Результаты пар и групп", table=_pairs(pairs)),
                    PrintedPart("4. Публичные мероприятия", _events(programme)),
                    PrintedPart("5. Истории пар", _stories(pairs)),
                    PrintedPart(
                        "6. Рефлексия группы и итоги", tuple(programme.results.splitlines()) or (BLANK,)
                    ),
                ),
                signatures=(
                    (f"Куратор {BLANK}", programme.coordinator_name),
                    (f"{head.post} {BLANK}", head.name.signature),
                ),
            )
        )


def thanks_to_mentor(match_id: UUID, kind: str) -> bytes:
    """A letter of thanks to the mentor of a completed pair as «docx» or «pdf»."""
    known_kind(kind)
    pair = get_pair(match_id)
    if pair.match.state != "completed":
        raise Refused(_("Thanks are given when the pair is completed."))
    programme = programmes.get_programme(pair.match.programme_id)
    tenant, head = tenants.current_tenant(), tenants.director()
    with using_language(DEFAULT_LANGUAGE):
        whom = pair.mentor_name.dative()
        term = f"с {day(pair.match.starts_on)}" if pair.match.starts_on else ""
        if pair.match.ended_on:
            term = f"{term} по {day(pair.match.ended_on)}".strip()
        return REPORT_MAKERS[kind](
            PrintedReport(
                organisation=tenant.full_name,
                name="БЛАГОДАРНОСТЬ",
                title=whom.full,
                on=today(),
                place=tenant.place,
                parts=(
                    PrintedPart(
                        "За работу наставника",
                        (
                            (
                                f"{tenant.full_name} благодарит Вас за работу наставника {term} в программе"
                                f" «{programme.title}» по форме «{programmes.form_title(programme)}»."
                            ),
                            "Ваш опыт, время и внимание помогли наставляемым сделать следующий шаг.",
                        ),
                    ),
                ),
                signatures=((head.post, head.name.signature),),
            )
        )


def _facts(programme: Programme) -> tuple[str, ...]:
    lines = {
        "Форма": programmes.form_title(programme),
        "Срок": f"с {day(programme.starts_on)} по {day(programme.ends_on)}",
        "Цель": programme.goal,
        "Задачи": programme.tasks,
        "Целевая группа": programme.target_group,
        "Планируемые результаты": programme.planned_results,
        "Куратор": programme.coordinator_name,
    }
    return tuple(f"{name}: {value.rstrip('.')}." for name, value in lines.items() if value)


def _numbers(programme: Programme, pairs: list[Pair]) -> PrintedTable:
    members = [member for pair in pairs for member in (*pair.members, *pair.past_members)]
    states = Counter(pair.match.state for pair in pairs)
    outcomes = Counter(member.row.outcome for member in members)
    exits = Counter(member.row.exit for member in members)
    reasons = Counter(pair.match.end_reason for pair in pairs if pair.match.state == "ended")
    rows = [
        ("Наставников", len({pair.mentor.id for pair in pairs})),
        ("Наставляемых", len({member.mentee.id for member in members})),
        ("Пар и групп", len(pairs)),
        ("из них групп", sum(pair.is_group for pair in pairs)),
        *((f"Пар и групп: {title}", states[code]) for code, title in STATES.items() if states[code]),
        *(
            (f"Причина досрочного завершения: {word(END_REASONS, code).lower()}", n)
            for code, n in reasons.items()
        ),
        *((f"Наставляемых: {title}", outcomes[code]) for code, title in OUTCOMES.items()),
        *((f"Выход: {str(title).lower()}", exits[code]) for code, title in EXITS.items()),
        ("Публичных мероприятий", len(programmes.events_of(programme.id))),
    ]
    return PrintedTable(
        "Участники и пары в числах",
        ("Показатель", "Число"),
        tuple((title, str(number)) for title, number in rows),
        (130, 30),
        numbers=(1,),
    )


def _pairs(pairs: list[Pair]) -> PrintedTable:
    rows = tuple(
        (
            str(number),
            pair.mentor_name.full,
            ", ".join(member.name.full for member in (*pair.members, *pair.past_members)),
            OUTCOMES.get(pair.match.outcome, STATES.get(pair.match.state, "")),
            pair.match.reflection,
        )
        for number, pair in enumerate(pairs, 1)
    )
    return PrintedTable(
        "Пары и группы",
        ("№", "Наставник", "Наставляемые", "Результат", "Рефлексия пары"),
        rows or (("", "", "", "", ""),),
        (8, 36, 40, 30, 52),
    )


def _events(programme: Programme) -> tuple[str, ...]:
    events = programmes.events_of(programme.id)
    return tuple(
        f"{day(one.held_on)}: {', '.join(filter(None, [one.title, one.place, one.url]))}." for one in events
    ) or ("Не проводились.",)


def _stories(pairs: list[Pair]) -> tuple[str, ...]:
    """Only what everybody's consent to publication covers."""
    stories = published_stories(pair.id for pair in pairs)
    return tuple(f"{one.title}: {one.url}" for one in stories.values()) or ("Не опубликованы.",)
