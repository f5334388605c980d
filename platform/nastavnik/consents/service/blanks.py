# SPDX-License-Identifier: MIT
"""Blank forms of consent to be printed and signed: one purpose, one document (152-ФЗ, ст. 9; domain B1, B2).

Address and passport are written by hand on the paper; the system neither asks for them nor keeps them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal
from uuid import UUID

from nastavnik.consents.models import ConsentTemplate
from nastavnik.consents.wording import BUILT_IN, Wording, fingerprint
from nastavnik.consents.words import PURPOSES
from nastavnik.foundation import printing
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.printing import BLANK, PrintedStatement, PrintedTable, day
from nastavnik.foundation.scope import require
from nastavnik.people import service as people
from nastavnik.tenants import service as tenants

from .forms import VIEW, newest_form

Variant = Literal["adult", "guardian", "both"]

MAKERS: Mapping[str, Callable[[PrintedStatement], bytes]] = {
    "docx": printing.statement_docx,
    "pdf": printing.statement_pdf,
}
SEPARATELY = ("publication",)
"""Purposes under article 10.1: each kind of data is allowed or forbidden by itself."""


def blank_form(purpose: str, variant: str, kind: str, person_id: UUID | None = None) -> bytes:
    """A blank form as DOCX or PDF, for one person or empty; ``variant`` says who signs it."""
    require(VIEW)
    if purpose not in PURPOSES or variant not in ("adult", "guardian", "both") or kind not in MAKERS:
        raise NotFound("no such blank form")
    person = people.get_person(person_id) if person_id else None
    template = newest_form(purpose)
    return MAKERS[kind](_statement(purpose, template, variant, person))


def variants_for(person: people.Person) -> tuple[str, ...]:
    """Which variants of a form fit a person today: by age, or all of them when it is unknown."""
    age = people.full_years(person.birth_date, person.birth_year, today())
    if age is None:
        return ("adult", "guardian", "both") if person.kind in people.MINOR_KINDS else ("adult",)
    if age >= people.ADULT:
        return ("adult",)
    return ("guardian",) if age < people.OWN_SIGNATURE else ("both", "guardian")


def _statement(
    purpose: str, template: ConsentTemplate | None, variant: str, person: people.Person | None
) -> PrintedStatement:
    wording = Wording.of_body(template.body) if template else BUILT_IN[purpose]
    number = template.number if template else 1
    name = people.name_of(person).full if person else ""
    return PrintedStatement(
        title=wording.title,
        intro=tuple(_intro(variant, person)),
        terms=(
            ("Цель", f"{wording.goal}."),
            ("Перечень данных", f"{'; '.join(wording.data)}."),
            ("Действия с данными", f"{wording.actions}."),
            ("Способы обработки", f"{wording.ways}."),
            *_where_published(purpose),
            ("Срок", f"Согласие действует {wording.term}."),
            ("Порядок отзыва", wording.withdrawal),
        ),
        choices=_choices(wording) if purpose in SEPARATELY else None,
        signatures=tuple(_signatures(variant, name)),
        small=(f"Форма согласия, редакция № {number}. SHA-256 текста: {fingerprint(wording)}.",),
    )


def _intro(variant: str, person: people.Person | None) -> list[str]:
    subject = f"{people.name_of(person).full if person else BLANK}, {_born(person)}"
    by_hand = (
        f"проживающий(ая) по адресу: {BLANK}{BLANK}, документ, удостоверяющий личность (вид, серия, номер, кем и когда"
        f" выдан): {BLANK}{BLANK},"
    )
    operator = (
        f"своей волей и в {{}} интересе даю согласие оператору: {_operator()}, в соответствии с Федеральным законом от"
        " 27.07.2006 № 152-ФЗ «О персональных данных» на условиях, указанных ниже."
    )
    own, power = operator.format("своём"), f"на основании документа (вид, номер, дата): {BLANK},"
    if variant == "guardian":
        return [
            f"Я, {BLANK}{BLANK} (фамилия, имя, отчество), {by_hand}",
            f"законный представитель субъекта персональных данных: {subject}, {power}",
            operator.format("его (её)"),
        ]
    if variant == "both":
        return [
            f"Я, {subject}, {by_hand}",
            f"и я, законный представитель, {BLANK}{BLANK} (фамилия, имя, отчество), {by_hand} {power}",
            own,
        ]
    return [f"Я, {subject}, {by_hand}", own]


def _born(person: people.Person | None) -> str:
    if person is None:
        return "дата рождения ______________"
    if person.birth_date is not None:
        return f"дата рождения {day(person.birth_date)}"
    return f"год рождения {person.birth_year}" if person.birth_year else "дата рождения ______________"


def _operator() -> str:
    tenant = tenants.current_tenant()
    facts = [tenant.full_name, tenant.address or tenant.place]
    facts += [f"{title} {value}" for title, value in (("ИНН", tenant.inn), ("ОГРН", tenant.ogrn)) if value]
    return ", ".join(fact for fact in facts if fact)


def _where_published(purpose: str) -> tuple[tuple[str, str], ...]:
    if purpose not in SEPARATELY:
        return ()
    site = tenants.current_tenant().site
    return (("Информационные ресурсы (полные адреса страниц)", f"{site or BLANK}; {BLANK}"),)


def _choices(wording: Wording) -> PrintedTable:
    box = "\N{BALLOT BOX}"
    return PrintedTable(
        caption="Отметьте каждую строку. Без отметки данные не распространяются",
        columns=("Данные", "Разрешаю", "С условиями", "Запрещаю", "Условия"),
        rows=tuple((one, box, box, box, "") for one in wording.conditions),
        widths=(34, 11, 13, 12, 30),
    )


def _signatures(variant: str, name: str) -> list[tuple[str, str]]:
    theirs = ("Подпись субъекта персональных данных, расшифровка", name or BLANK)
    representative = ("Подпись законного представителя, расшифровка", BLANK)
    return {"adult": [theirs], "guardian": [representative], "both": [theirs, representative]}[variant]
