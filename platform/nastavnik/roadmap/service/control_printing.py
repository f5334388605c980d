# SPDX-License-Identifier: MIT
"""What the контрольно-аналитическая справка says. It is a Russian document, so its words are Russian.

Outline: период, нормативная база, исполнение и его динамика, разделы, ответственные, просрочено, переносы, исключения,
результаты, проблемы и риски, задачи, подпись.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nastavnik.foundation.dates import format_date
from nastavnik.foundation.typography import MINUS, percent
from nastavnik.roadmap.documents import PrintedPart, PrintedReport, PrintedTable

from .control import Control, ControlRow, Figures

METHODOLOGY = (
    "Методология (целевая модель) наставничества обучающихся, утверждённая распоряжением Минпросвещения России"
    " от 25.12.2019 № Р-145"
)
FIGURES = ("План", "Выполнено", "из них с опозданием", "Просрочено", "Срок не наступил")


@dataclass(frozen=True, slots=True)
class Conclusions:
    """What a person wrote. ``version`` is 0 before anything was written."""

    results: str = ""
    problems: str = ""
    tasks: str = ""
    version: int = 0


def control_report(
    shown: Control,
    written: Conclusions,
    *,
    organisation: str,
    place: str,
    signatures: Sequence[tuple[str, str]],
) -> PrintedReport:
    """The report of a period; parts without content are left out."""
    parts = [
        PrintedPart("Период и нормативная база", _basis(shown)),
        PrintedPart("Исполнение дорожной карты", _summary(shown), _dynamics(shown)),
        PrintedPart("Исполнение по разделам", (), _by_section(shown)),
        PrintedPart("Исполнение по ответственным", (), _by_person(shown)),
        *_lists(shown),
        PrintedPart("Результаты", _paragraphs(written.results)),
        PrintedPart("Проблемы и риски", _paragraphs(written.problems) or _found_problems(shown)),
        PrintedPart("Задачи", _paragraphs(written.tasks)),
    ]
    return PrintedReport(
        organisation=organisation,
        name="КОНТРОЛЬНО-АНАЛИТИЧЕСКАЯ СПРАВКА",
        title=f"О реализации дорожной карты за период: {shown.period.title}",
        on=shown.on,
        place=place,
        parts=tuple(part for part in parts if part.paragraphs or part.table),
        signatures=tuple(signatures),
    )


def share_in_words(figures: Figures) -> str:
    """«66,7 %», or a dash when nothing was planned."""
    return "—" if figures.share is None else percent(figures.share)


def _basis(shown: Control) -> tuple[str, ...]:
    roadmap = shown.roadmap
    lines = [
        (
            f"Период: с {format_date(shown.period.start)} по {format_date(shown.period.end)}."
            f" Состояние на {format_date(shown.on)}."
        ),
        f"{METHODOLOGY}.",
    ]
    if roadmap.basis:
        lines.append(f"{roadmap.basis[:1].upper()}{roadmap.basis[1:]}".rstrip(".") + ".")
    if roadmap.order_number and roadmap.order_date:
        lines.append(
            f"{roadmap.title}: утверждена приказом директора"
            f" от {format_date(roadmap.order_date)} № {roadmap.order_number}."
        )
    return tuple(lines)


def _summary(shown: Control) -> tuple[str, ...]:
    now = shown.figures
    if not now.planned:
        return ("Исполнений со сроком в этом периоде нет.",)
    lines = [
        (
            f"За период запланировано исполнений: {now.planned}, выполнено {now.done} ({share_in_words(now)}),"
            f" из них с опозданием {now.late}. Просрочено и не выполнено {now.overdue}."
        )
    ]
    if shown.debts:
        lines.append(f"Кроме того, не выполнены исполнения прошлых периодов: {len(shown.debts)}.")
    if shown.waiting_for_dates:
        lines.append(
            f"Мероприятий, срок которых наступает с событием, по чужому графику или по необходимости:"
            f" {shown.waiting_for_dates}."
        )
    return tuple(lines)


def _dynamics(shown: Control) -> PrintedTable:
    now, before = shown.figures, shown.before
    rows = [
        (words, str(new), str(old), _signed(new - old))
        for words, new, old in (
            ("Запланировано исполнений", now.planned, before.planned),
            ("Выполнено", now.done, before.done),
            ("из них с опозданием", now.late, before.late),
            ("Просрочено", now.overdue, before.overdue),
            ("Закрыто без подтверждения", now.bare, before.bare),
        )
    ]
    rows.append(("Доля выполненных", share_in_words(now), share_in_words(before), _points(now, before)))
    return PrintedTable(
        "Исполнение в сравнении с прошлым периодом",
        ("Показатель", shown.period.title, shown.period.previous.title, "Изменение"),
        tuple(rows),
        (40, 20, 20, 20),
        numbers=(1, 2, 3),
    )


def _by_section(shown: Control) -> PrintedTable | None:
    rows = [
        (f"{section.number}. {section.title}" if section.number else section.title, *_row(figures))
        for section, figures in shown.sections
        if figures.planned
    ]
    return _figures_table("Исполнение по разделам дорожной карты", "Раздел", rows)


def _by_person(shown: Control) -> PrintedTable | None:
    rows = [(name or "ответственный не назначен", *_row(figures)) for name, figures in shown.people]
    return _figures_table("Исполнение по ответственным", "Ответственный", rows)


def _row(figures: Figures) -> tuple[str, ...]:
    counts = (figures.planned, figures.done, figures.late, figures.overdue, figures.waiting)
    return (*map(str, counts), share_in_words(figures))


def _figures_table(caption: str, first: str, rows: Sequence[tuple[str, ...]]) -> PrintedTable | None:
    if not rows:
        return None
    return PrintedTable(
        caption,
        (first, *FIGURES, "Доля"),
        tuple(rows),
        (28, 8, 13, 15, 14, 12, 10),
        numbers=(1, 2, 3, 4, 5, 6),
    )


def _lists(shown: Control) -> list[PrintedPart]:
    return [
        PrintedPart(
            "Просрочено",
            (),
            _list(
                "Просроченные исполнения",
                [*shown.debts, *shown.overdue],
                "Состояние",
                lambda row: row.state.words,
            ),
        ),
        PrintedPart("Перенесены сроки", (), _moves(shown)),
        PrintedPart(
            "Закрыто без подтверждения",
            (),
            _list(
                "Исполнения, закрытые решением директора",
                shown.bare,
                "Причина",
                lambda row: row.occurrence.exception_reason or "подтверждение убрано",
            ),
        ),
        PrintedPart(
            "Не требуется, отменено",
            (),
            _list("Исполнения, которые не требуются или отменены", shown.set_aside, "Причина", _why),
        ),
    ]


def _why(row: ControlRow) -> str:
    reason = row.occurrence.note or row.item.not_required_reason
    return f"{row.state.words}: {reason}" if reason else row.state.words


def _list(
    caption: str, rows: Sequence[ControlRow], last: str, words: Callable[[ControlRow], str]
) -> PrintedTable | None:
    if not rows:
        return None
    return PrintedTable(
        caption,
        ("№", "Мероприятие", "Срок", "Ответственные", last),
        tuple(
            (
                row.item.number,
                row.item.title,
                format_date(row.occurrence.due) if row.occurrence.due else "—",
                ", ".join(row.people) or "—",
                words(row),
            )
            for row in rows
        ),
        (8, 40, 13, 17, 22),
    )


def _moves(shown: Control) -> PrintedTable | None:
    if not shown.moved:
        return None
    return PrintedTable(
        "Сроки, перенесённые за период",
        ("№", "Мероприятие", "Был", "Стал", "Причина и основание"),
        tuple(
            (
                one.row.item.number,
                one.row.item.title,
                format_date(one.move.due_from) if one.move.due_from else "—",
                format_date(one.move.due_to),
                f"{one.move.reason.rstrip('.')}. Основание: {one.move.basis}",
            )
            for one in shown.moved
        ),
        (8, 36, 13, 13, 30),
    )


def _found_problems(shown: Control) -> tuple[str, ...]:
    """What the figures themselves say, when nobody wrote anything better."""
    lines = []
    if shown.overdue or shown.debts:
        lines.append(f"Просрочено исполнений: {len(shown.overdue) + len(shown.debts)}.")
    if shown.bare:
        lines.append(f"Закрыто без подтверждения: {len(shown.bare)}.")
    nobody = sum(not row.people for row in (*shown.overdue, *shown.debts))
    if nobody:
        lines.append(f"Просроченных исполнений без ответственного: {nobody}.")
    return tuple(lines)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _signed(change: int) -> str:
    if not change:
        return "0"
    return f"+{change}" if change > 0 else f"{MINUS}{-change}"


def _points(now: Figures, before: Figures) -> str:
    if now.share is None or before.share is None:
        return "—"
    change = round(100 * (now.share - before.share), 1)
    amount = f"{abs(change):.1f}".replace(".", ",")
    return f"{'+' if change > 0 else MINUS if change < 0 else ''}{amount} п. п."
