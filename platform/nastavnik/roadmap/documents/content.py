# SPDX-License-Identifier: MIT
"""What the printed roadmap and its order say, apart from how they look."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from nastavnik.foundation import printing
from nastavnik.foundation.printing import AnnexSection, PrintedAnnex, day

COLUMNS = (
    "№",
    "Название мероприятия",
    "Срок реализации",
    "Ответственный исполнитель",
    "Результат. Вид документа",
)
"""The five columns of the order, in its words; a document of a Russian institution is in Russian."""
STATE_COLUMN = "Состояние"
WIDTHS = (14, 97, 46, 44, 66)
WIDTHS_WITH_STATE = (12, 86, 38, 40, 52, 39)
"""Millimetres on a landscape sheet."""


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """One measure: the wording of the order, and its state in words when the reader wants it."""

    number: str
    title: str
    deadline: str
    assignees: tuple[str, ...]
    result: str
    state: str = ""

    def cells(self, *, with_states: bool) -> tuple[str, ...]:
        """The row of the table."""
        row = (self.number, self.title, self.deadline, ", ".join(self.assignees), self.result)
        return (*row, self.state) if with_states else row


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """A section of the roadmap with its measures."""

    number: str
    title: str
    items: tuple[PrintedItem, ...]

    @property
    def heading(self) -> str:
        """«1. Нормативное правовое регулирование …»."""
        return f"{self.number}. {self.title}" if self.number else self.title


@dataclass(frozen=True, slots=True)
class PrintedRoadmap:
    """The annex to the order. ``as_of`` is set when states are printed: they hold on that day."""

    title: str
    organisation: str
    order_number: str
    order_date: date | None
    sections: tuple[PrintedSection, ...]
    approved_by: str = "приказом директора"
    as_of: date | None = None

    @property
    def with_states(self) -> bool:
        """Whether the sixth column is printed."""
        return self.as_of is not None

    @property
    def columns(self) -> tuple[str, ...]:
        """Headings of the table."""
        return (*COLUMNS, STATE_COLUMN) if self.with_states else COLUMNS

    @property
    def approval(self) -> tuple[str, ...]:
        """Lines of the approval mark (ГОСТ Р 7.0.97, реквизит 16); none before there is an order."""
        if self.order_date is None or not self.order_number:
            return ()
        return ("УТВЕРЖДЕН", self.approved_by, f"от {day(self.order_date)} № {self.order_number}")

    def printed(self) -> PrintedAnnex:
        """The roadmap as an annex."""
        return PrintedAnnex(
            title=self.title,
            organisation=self.organisation,
            columns=self.columns,
            widths=WIDTHS_WITH_STATE if self.with_states else WIDTHS,
            sections=tuple(
                AnnexSection(
                    section.heading, tuple(item.cells(with_states=self.with_states) for item in section.items)
                )
                for section in self.sections
            ),
            approval=self.approval,
            note=f"Состояние на {day(self.as_of)}" if self.as_of else "",
        )


@dataclass(frozen=True, slots=True)
class PrintedOrder:
    """The order that approves a roadmap (приказ; ГОСТ Р 7.0.97).

    ``points`` stand instead of the usual three; ``acquainted`` are those who sign that they have read it.
    """

    organisation: str
    number: str
    on: date | None
    place: str
    title: str
    basis: str
    executor: str
    director_post: str
    director: str
    period: str
    points: tuple[str, ...] = field(default=())
    annex: PrintedRoadmap | None = None
    acquainted: tuple[str, ...] = ()

    @property
    def preamble(self) -> str:
        """«В соответствии с …», or nothing when there is no basis."""
        return (
            f"В соответствии с {self.basis}"
            if self.basis
            else "В целях реализации методологии наставничества"
        )

    @property
    def text(self) -> tuple[str, ...]:
        """The numbered points: given ones, or the usual three."""
        if self.points:
            return self.points
        return (
            f"Утвердить План мероприятий (дорожную карту) {self.period} (далее – Дорожная карта).",
            f"{self.executor} организовать реализацию мероприятий в сроки, установленные Дорожной картой.",
            "Контроль за исполнением приказа оставляю за собой.",
        )

    def printed(self) -> printing.PrintedOrder:
        """The order as it is printed."""
        return printing.PrintedOrder(
            organisation=self.organisation,
            number=self.number,
            on=self.on,
            place=self.place,
            title=self.title,
            preamble=self.preamble,
            points=self.text,
            director_post=self.director_post,
            director=self.director,
            annex=self.annex,
            acquainted=self.acquainted,
        )
