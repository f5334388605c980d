# SPDX-License-Identifier: MIT
"""Destruction of a person's data with an act and the export of the log (152-ФЗ, ст. 21; order РКН 28.10.2022 № 179).

Every plugin destroys its part inside one change: all of it is gone or nothing is. The act and the export hold the identifier
and no data; both are kept three years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from uuid import UUID

import xlsxwriter
from sqlalchemy import extract, func, select
from sqlalchemy.exc import IntegrityError

from nastavnik.foundation import files, mail, printing
from nastavnik.foundation.audit import erase_values
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import open_scope, session
from nastavnik.foundation.dates import format_date, today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.printing import PrintedPart, PrintedReport, PrintedTable
from nastavnik.foundation.scope import (
    SystemScope,
    current_actor,
    current_tenant_id,
    require,
)
from nastavnik.hookspecs import Erased
from nastavnik.people.models import DestructionAct, Person, SubjectRequest
from nastavnik.people.words import DESTRUCTION_REASONS, word
from nastavnik.plugins import Plugins

from .erasing import DESTROY
from .naming import stems_of
from .persons import get_person

KEPT_YEARS = 3
WAY = (
    "удаление записей и значений из базы данных и удаление файлов из хранилища средствами информационной системы"
    " без возможности восстановления"
)
SYSTEM = "информационная система «Наставник», носители сервера базы данных и хранилища файлов"
LOG_COLUMNS = (
    "Идентификатор субъекта",
    "Перечень категорий уничтоженных данных",
    "Информационная система, таблицы",
    "Количество записей",
    "Причина уничтожения",
    "Дата уничтожения",
)


@dataclass(frozen=True, slots=True)
class Operator:
    """Who processes the data: the organisation as its documents name it, and who signs for it."""

    organisation: str
    place: str
    director_post: str
    director: PersonName


def destroy(plugins: Plugins, person_id: UUID, reason: str, operator: Operator) -> DestructionAct:
    """Destroy everything held about a person, and draw up the act and the export of the log.

    Raises ``Refused`` while a pair of the person is at work, or when the data are gone already; nothing is changed then.
    """
    require(DESTROY)
    if reason not in DESTRUCTION_REASONS:
        raise Refused(_("Choose the reason from the list."), field="reason")
    digests: list[str] = []
    try:
        with using_language(DEFAULT_LANGUAGE), change() as tx:
            person = get_person(person_id, lock=True)
            if person.state in ("destroyed", "merged"):
                raise Refused(_("These data are destroyed already."))
            words, email = stems_of(person.id), person.email
            erased = _erase_everywhere(plugins, person.id)
            digests += files.destroy([file_id for one in erased for file_id in one.files])
            act = _draw_up(tx, person, word(DESTRUCTION_REASONS, reason), operator, erased)
            _answer_demands(tx, person.id, act)
            entries = erase_values(tx.session, _subjects(person.id, erased))
            tx.record("people.destroyed", subject=person, after={"act": act.number, "entries": entries})
            tx.emit("people.destroyed", {"person": str(person.id), "files": digests})
    except IntegrityError as error:
        raise Refused(_("Another act was drawn up at this very moment. Send the form once more.")) from error
    files.sweep(digests)
    _forget_letters(current_tenant_id(), words, email)
    return act


def sweep_files(digests: Iterable[str]) -> None:
    """Take the bytes of destroyed files off the disk; the worker asks for it once more after a crash."""
    files.sweep(list(digests))


def acts() -> Sequence[DestructionAct]:
    """Acts of the organisation, the newest first; one query."""
    require(DESTROY)
    return (
        session().scalars(select(DestructionAct).order_by(DestructionAct.created_at.desc()).limit(1000)).all()
    )


def kept_until(act: DestructionAct) -> date:
    """The day until which an act and its export are kept."""
    on = act.done_on
    return date(on.year + KEPT_YEARS, on.month, min(on.day, 28) if on.month == 2 else on.day)


def file_of_act(act_id: UUID, kind: str) -> tuple[files.StoredFile, bytes]:
    """The act as «docx» or «pdf», or the export of the log as «xlsx»."""
    require(DESTROY)
    act = session().get(DestructionAct, (current_tenant_id(), act_id))
    kept: Mapping[str, UUID | None] = (
        {"docx": act.docx_file_id, "pdf": act.act_file_id, "xlsx": act.log_file_id} if act else {}
    )
    file_id = kept.get(kind)
    if file_id is None:
        raise NotFound("no such file of an act")
    file = files.get_file(file_id)
    return file, files.read_file(file)


def _erase_everywhere(plugins: Plugins, person_id: UUID) -> list[Erased]:
    """The room of people goes last: the others find the person's lines and name through it."""
    names = sorted(plugins.implementing("erase_subject"), key=lambda name: (name == "people", name))
    return [
        one
        for name in names
        for answer in plugins.deliver(name, "erase_subject", person_id=person_id)
        for one in answer
        if one.number
    ]


def _subjects(person_id: UUID, erased: Sequence[Erased]) -> list[str]:
    known = {person_id, *(one for part in erased for one in (*part.subjects, *part.files))}
    return sorted(str(one) for one in known)


def _draw_up(
    tx: Change, person: Person, reason: str, operator: Operator, erased: Sequence[Erased]
) -> DestructionAct:
    on, actor = today(), current_actor()
    made_this_year = tx.session.scalar(
        select(func.count())
        .select_from(DestructionAct)
        .where(extract("year", DestructionAct.done_on) == on.year)
    )
    act = DestructionAct(
        number=f"{(made_this_year or 0) + 1}-ПД/{on.year}",
        done_on=on,
        person_key=str(person.id),
        categories="; ".join(dict.fromkeys(str(one.category) for one in erased)),
        reason=reason,
        way=WAY,
        done_by=actor.account_id,
        done_by_name=actor.name,
    )
    printed = _printed(act, operator, erased)
    act.act_file_id = files.store(printing.report_pdf(printed), f"akt-{on}.pdf", files.PDF.media_type).id
    act.docx_file_id = files.store(printing.report_docx(printed), f"akt-{on}.docx", files.DOCX.media_type).id
    act.log_file_id = files.store(_log(act, erased), f"zhurnal-{on}.xlsx", files.XLSX.media_type).id
    tx.add(act)
    tx.flush()
    return act


def _printed(act: DestructionAct, operator: Operator, erased: Sequence[Erased]) -> PrintedReport:
    facts = (
        f"Номер акта: {act.number}.",
        f"Оператор: {operator.organisation}, {operator.place}.",
        f"Идентификатор субъекта персональных данных: {act.person_key}.",
        f"Причина уничтожения: {act.reason.lower()}.",
        f"Способ уничтожения: {act.way}.",
        f"Носители: {SYSTEM}.",
        f"Дата уничтожения: {format_date(act.done_on)}.",
        f"Уничтожил: {act.done_by_name}.",
    )
    rows = tuple(
        (str(number), str(one.category), one.system, str(one.number)) for number, one in enumerate(erased, 1)
    )
    return PrintedReport(
        organisation=operator.organisation,
        name="АКТ",
        title=f"№ {act.number} об уничтожении персональных данных",
        on=act.done_on,
        place=operator.place,
        parts=(
            PrintedPart("Сведения об уничтожении", facts),
            PrintedPart(
                "Уничтоженные данные",
                table=PrintedTable(
                    "Категории данных",
                    ("№", "Категория данных", "Таблицы", "Записей"),
                    rows,
                    (8, 70, 60, 18),
                    numbers=(3,),
                ),
            ),
            PrintedPart(
                "Приложение",
                ("Выгрузка из журнала регистрации событий информационной системы, один файл XLSX.",),
            ),
        ),
        signatures=(
            (f"Уничтожил {'_' * 20}", act.done_by_name),
            (f"{operator.director_post} {'_' * 20}", operator.director.signature),
        ),
    )


def _log(act: DestructionAct, erased: Sequence[Erased]) -> bytes:
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet, bold = book.add_worksheet("Журнал"), book.add_format({"bold": True, "text_wrap": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(LOG_COLUMNS) - 1, 34)
        for index, title in enumerate(LOG_COLUMNS):
            sheet.write_string(0, index, title, bold)
        for line, one in enumerate(erased, start=1):
            cells = (
                act.person_key,
                str(one.category),
                one.system,
                str(one.number),
                act.reason,
                format_date(act.done_on),
            )
            for index, cell in enumerate(cells):
                sheet.write_string(line, index, cell)
    return stream.getvalue()


def _answer_demands(tx: Change, person_id: UUID, act: DestructionAct) -> None:
    rows = tx.session.scalars(
        select(SubjectRequest).where(
            SubjectRequest.person_id == person_id,
            SubjectRequest.answered_on.is_(None),
        )
    )
    for row in rows:
        row.answered_on, row.answer = act.done_on, f"Акт № {act.number} от {format_date(act.done_on)}"


def _forget_letters(tenant_id: UUID, words: Sequence[str], email: str) -> None:
    """Letters lie outside the organisation's own tables: they are removed by the platform."""
    with (
        open_scope(
            SystemScope(reason="letters to a person whose data are destroyed", actor=current_actor())
        ) as opened,
        change(audited=False),
    ):
        mail.forget_about(opened, tenant_id, recipient=email, words=words)
