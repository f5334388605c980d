# SPDX-License-Identifier: MIT
"""The order on pairs, the agreement of a pair and its individual plan on paper (domain, Appendix B4, 10.2, 5.5).

A document of a Russian institution is in Russian, whatever language its reader has chosen for the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from nastavnik.accounts import service as accounts
from nastavnik.foundation import printing
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.printing import (
    AnnexSection,
    PrintedAnnex,
    PrintedOrder,
    PrintedPart,
    PrintedReport,
    PrintedTable,
    day,
)
from nastavnik.matches.models import Match, MatchOrder
from nastavnik.people import service as people
from nastavnik.programmes import service as programmes
from nastavnik.programmes.service import Programme
from nastavnik.tenants import service as tenants

from .looking import Pair, get_pair, pairs_of
from .plans import plan_of
from .running import get_order, matches_of_order

ORDER_MAKERS: Mapping[str, Callable[[PrintedOrder], bytes]] = {
    "docx": printing.order_docx,
    "pdf": printing.order_pdf,
}
REPORT_MAKERS: Mapping[str, Callable[[PrintedReport], bytes]] = {
    "docx": printing.report_docx,
    "pdf": printing.report_pdf,
}
METHODOLOGY = (
    "распоряжением Минпросвещения России от 25.12.2019 № Р-145 «Об утверждении методологии (целевой модели)"
    " наставничества обучающихся», положением о наставничестве, на основании согласий участников и их законных"
    " представителей"
)
RULES = (
    "Участие в паре добровольное: каждая сторона может прекратить его в любое время, сообщив куратору.",
    "Сказанное на встречах не передаётся третьим лицам, кроме случаев, когда молчание угрожает жизни или здоровью.",
    "Стороны встречаются не реже одного раза в две недели; о переносе встречи предупреждают не позднее чем за день.",
    "После каждой встречи обе стороны дают куратору обратную связь.",
    "Стороны общаются по каналам, о которых знает куратор; наставник не даёт и не берёт в долг, не принимает подарков.",
    "О трудностях, конфликте и неудобстве любая сторона сообщает куратору в тот же день.",
)
BLANK = "____________________"


def order_on_pairs(order_id: UUID, kind: str) -> bytes:
    """The order that fixes pairs, with their list as its annex; «docx» or «pdf», ``NotFound`` for another kind."""
    order = get_order(order_id)
    known_kind(kind)
    pairs = pairs_of(matches_of_order(order.id))
    tenant, head = tenants.current_tenant(), tenants.director()
    leading = _coordinator()
    with using_language(DEFAULT_LANGUAGE):
        return ORDER_MAKERS[kind](
            PrintedOrder(
                organisation=tenant.full_name,
                number=order.number,
                on=order.dated_on,
                place=tenant.place,
                title="О закреплении наставнических пар и групп",
                preamble=f"В соответствии с {METHODOLOGY}",
                points=(
                    "Закрепить наставнические пары и группы согласно приложению.",
                    "Установить сроки работы пар и групп согласно приложению.",
                    "Кураторами пар и групп назначить лиц, указанных в приложении.",
                    "Контроль за исполнением приказа оставляю за собой.",
                ),
                director_post=head.post,
                director=head.name.signature,
                annex=_annex(order, pairs, leading, tenant.full_name),
                acquainted=tuple(dict.fromkeys(pair.mentor_name.signature for pair in pairs)),
            )
        )


def agreement_of_pair(match_id: UUID, kind: str) -> bytes:
    """The agreement of a pair: parties, term, goal, rules, the right to stop, signatures (domain 10.2)."""
    pair = get_pair(match_id)
    known_kind(kind)
    programme = programmes.get_programme(pair.match.programme_id)
    guardians = _guardians(pair)
    with using_language(DEFAULT_LANGUAGE):
        mentees = ", ".join(member.name.full for member in pair.members)
        parties = [f"Наставник: {pair.mentor_name.full}.", f"Наставляемый: {mentees}."]
        parties += [f"Законный представитель: {name} ({minor})." for name, minor in guardians]
        return _report(
            kind,
            name="СОГЛАШЕНИЕ",
            title="о работе наставнической пары" if not pair.is_group else "о работе наставнической группы",
            parts=(
                PrintedPart("1. Стороны", tuple(parties)),
                PrintedPart(
                    "2. Предмет и срок",
                    (
                        f"Стороны работают в программе «{programme.title}».",
                        f"Форма наставничества: {programmes.form_title(programme)}.",
                        f"Срок: {_term(pair.match)}.",
                        f"Цель: {pair.match.goal or BLANK}.",
                    ),
                ),
                PrintedPart("3. Правила", RULES),
                PrintedPart(
                    "4. Прекращение",
                    (
                        "Соглашение прекращается по окончании срока или по желанию любой стороны.",
                        "Отзыв согласия на обработку персональных данных прекращает соглашение.",
                    ),
                ),
            ),
            signatures=_signatures(pair, [name for name, _minor in guardians]),
        )


def plan_on_paper(match_id: UUID, kind: str) -> bytes:
    """The individual plan of a pair with its five columns and signatures (domain 5.5)."""
    pair = get_pair(match_id)
    known_kind(kind)
    programme = programmes.get_programme(pair.match.programme_id)
    with using_language(DEFAULT_LANGUAGE):
        variant = programmes.variant_of(programme.form, programme.variant)
        facts = (
            f"Наставник: {pair.mentor_name.full}.",
            f"Наставляемый: {', '.join(member.name.full for member in pair.members)}.",
            f"Форма: {programmes.form_title(programme)}{f', «{variant.title}»' if variant else ''}.",
            f"Цель: {pair.match.goal or BLANK}.",
            f"Период: {_term(pair.match)}.",
        )
        rows = tuple(
            (
                str(number),
                task.text,
                day(task.due_on) if task.due_on else "",
                task.planned_result,
                task.actual_result,
                str(task.mark or ""),
            )
            for number, task in enumerate(plan_of(pair.id), 1)
        )
        table = PrintedTable(
            "Задания и мероприятия",
            ("№", "Задание, мероприятие", "Срок", "Планируемый результат", "Фактический результат", "Оценка"),
            rows or (("", "", "", "", "", ""),),
            (6, 40, 18, 32, 32, 12),
        )
        return _report(
            kind,
            name="ИНДИВИДУАЛЬНЫЙ ПЛАН",
            title="наставнической пары" if not pair.is_group else "наставнической группы",
            parts=(PrintedPart("Участники и цель", facts), PrintedPart("План", (), table)),
            signatures=_signatures(pair, []),
        )


def known_kind(kind: str) -> None:
    """Raise ``NotFound`` for a kind of file that no paper is made in."""
    if kind not in REPORT_MAKERS:
        raise NotFound(f"no paper of the kind {kind}")


def _report(
    kind: str,
    *,
    name: str,
    title: str,
    parts: tuple[PrintedPart, ...],
    signatures: tuple[tuple[str, str], ...],
) -> bytes:
    tenant = tenants.current_tenant()
    return REPORT_MAKERS[kind](
        PrintedReport(tenant.full_name, name, title, today(), tenant.place, parts, signatures)
    )


def _annex(order: MatchOrder, pairs: Sequence[Pair], leading: str, organisation: str) -> PrintedAnnex:
    known = {one: programmes.get_programme(one) for one in {pair.match.programme_id for pair in pairs}}
    rows = tuple(
        (
            str(number),
            pair.mentor_name.full,
            ", ".join(member.name.full for member in pair.members),
            _form_and_variant(known[pair.match.programme_id]),
            _term(pair.match),
            known[pair.match.programme_id].coordinator_name or leading,
        )
        for number, pair in enumerate(pairs, 1)
    )
    approval: tuple[str, ...] = ("Приложение",)
    if order.dated_on and order.number:
        approval = ("Приложение", "к приказу", f"от {day(order.dated_on)} № {order.number}")
    return PrintedAnnex(
        title="Наставнические пары и группы",
        organisation=organisation,
        columns=("№", "Наставник", "Наставляемый", "Форма, вариант", "Срок", "Куратор"),
        widths=(12, 57, 65, 58, 38, 37),
        sections=(AnnexSection("", rows),),
        approval=approval,
    )


def _coordinator() -> str:
    """Whoever coordinates the organisation, for programmes that name nobody."""
    members = [one for one in accounts.members() if "coordinator" in one.roles and one.state == "active"]
    return members[0].name.short if members else ""


def _form_and_variant(programme: Programme) -> str:
    variant = programmes.variant_of(programme.form, programme.variant)
    return (
        f"{programmes.form_title(programme)}; {variant.title}"
        if variant
        else programmes.form_title(programme)
    )


def _term(match: Match) -> str:
    begins = day(match.starts_on) if match.starts_on else "даты приказа"
    return f"с {begins} по {day(match.ends_on)}" if match.ends_on else f"с {begins}"


def _guardians(pair: Pair) -> list[tuple[str, str]]:
    """(representative, minor) for every minor of the pair."""
    minors = {
        person.id: people.name_of(person).short
        for person in pair.people
        if people.is_minor(person.birth_date, person.birth_year, today())
    }
    found = people.guardians_of(minors)
    return [(found[one][0].name.full if found[one] else BLANK, minors[one]) for one in minors]


def _signatures(pair: Pair, guardians: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Who signs by hand: the line, and the name beside it."""
    return (
        (f"Наставник {BLANK}", pair.mentor_name.signature),
        *((f"Наставляемый {BLANK}", member.name.signature) for member in pair.members),
        *((f"Законный представитель {BLANK}", name) for name in guardians),
        (f"Куратор {BLANK}", _coordinator()),
    )
