# SPDX-License-Identifier: MIT
"""Персонифицированный учёт of a quarter: who is in it, who reads it, and that the reading is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
import python_calamine
import time_machine
from sqlalchemy import select

from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.errors import Forbidden
from nastavnik.foundation.periods import Quarter
from nastavnik.matches import service
from nastavnik.people.service import subject_rights
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import RIGHTS, make_active, make_mentee, make_mentor, make_programme
from nastavnik.testing.worlds import World, in_tenant

KEEPER = RIGHTS | {service.REGISTER, "people.rights"}
PAGE = "/o/center/pairs/register"


@pytest.fixture
def year(world: World) -> Iterator[World]:
    """A pair of January that ended in March, and a group of May, seen on 1 June 2026."""
    with (
        time_machine.travel(datetime(2026, 1, 20, 9, tzinfo=UTC), tick=False),
        in_tenant(world.center, world.center.coordinator, rights=KEEPER),
    ):
        programme = make_programme()
        pair = make_active(
            programme, make_mentor("Вожаков", 16, "pupil", "pupils"), make_mentee("Ромашкин", 12)
        )
    with (
        time_machine.travel(datetime(2026, 3, 10, 9, tzinfo=UTC), tick=False),
        in_tenant(world.center, world.center.coordinator, rights=KEEPER),
    ):
        service.end_early(pair.id, "moved")
    with (
        time_machine.travel(datetime(2026, 5, 5, 9, tzinfo=UTC), tick=False),
        in_tenant(world.center, world.center.coordinator, rights=KEEPER),
    ):
        make_active(
            programme,
            make_mentor("Опытнова", 45),
            make_mentee("Васильков", 12),
            make_mentee("Ёлкин", 12),
            group_title="Ручей",
        )
    with time_machine.travel(datetime(2026, 6, 1, 9, tzinfo=UTC), tick=False):
        yield world


def told(world: World, number: int) -> list[tuple[str, str, str, str]]:
    """Names, roles, ages and states of a quarter of 2026."""
    with in_tenant(world.center, world.center.coordinator, rights=KEEPER):
        register = service.personal_register(Quarter(2026, number))
    return [(row.name.split()[0], row.role, row.age, row.state) for row in register.rows]


def test_a_quarter_holds_those_who_took_part_in_it(year: World) -> None:
    assert told(year, 1) == [
        ("Вожаков", "наставник", "15–19 лет", "Прекращена досрочно"),
        ("Ромашкин", "наставляемый", "10–14 лет", "Прекращена досрочно"),
    ]
    assert [row[:3] for row in told(year, 2)] == [
        ("Васильков", "наставляемый", "10–14 лет"),
        ("Ёлкин", "наставляемый", "10–14 лет"),
        ("Опытнова", "наставник", "старше 35 лет"),
    ]


def test_whose_data_are_stopped_is_left_out_and_counted(year: World) -> None:
    with in_tenant(year.center, year.center.coordinator, rights=KEEPER):
        person = next(row for row in service.personal_register(Quarter(2026, 2)).rows if "Ёлкин" in row.name)
        subject_rights.block(person.person_id, "требование")
        register = service.personal_register(Quarter(2026, 2))
    assert "Ёлкин" not in " ".join(row.name for row in register.rows)
    assert (register.people, register.stopped) == (2, 1)


@pytest.mark.parametrize(
    ("age", "group"),
    [
        (9, "до 10 лет"),
        (10, "10–14 лет"),
        (15, "15–19 лет"),
        (19, "15–19 лет"),
        (20, "20–35 лет"),
        (36, "старше 35 лет"),
        (None, "не указан"),
    ],
)
def test_ages_stand_in_groups(age: int | None, group: str) -> None:
    from nastavnik.matches.service.register import age_group

    assert age_group(age) == group


def test_the_page_the_workbook_and_the_paper_say_the_same_and_are_recorded(
    visitor: Visitor, year: World
) -> None:
    visitor.sign_in(year.center.coordinator)
    page = visitor.get(f"{PAGE}?quarter=2026-Q1").get_data(as_text=True)
    assert "Ромашкин" in page
    assert "Васильков" not in page
    with visitor.get(f"{PAGE}/download/xlsx?quarter=2026-Q2") as book:
        sheets = python_calamine.CalamineWorkbook.from_filelike(BytesIO(book.data))
    rows = sheets.get_sheet_by_index(0).to_python()
    assert rows[0][1:3] == ["ФИО", "Роль"]
    assert len(rows) == 4
    with visitor.get(f"{PAGE}/download/pdf?quarter=2026-Q2") as paper:
        printed = pypdfium2.PdfDocument(paper.data)
    assert "Опытнова" in printed[0].get_textpage().get_text_range()
    assert visitor.get(f"{PAGE}/download/odt").status_code == 404
    with in_tenant(year.center) as session:
        read = select(AuditEntry).where(AuditEntry.action == "matches.register_read")
        acts = session.scalars(read.order_by(AuditEntry.sequence)).all()
    assert [act.after for act in acts] == [
        {"quarter": "2026-Q1", "rows": 2},
        {"quarter": "2026-Q2", "rows": 3},
        {"quarter": "2026-Q2", "rows": 3},
    ]


def test_nobody_without_the_right_and_no_stranger_reads_it(visitor: Visitor, year: World) -> None:
    with in_tenant(year.center, year.center.executor), pytest.raises(Forbidden):
        service.personal_register(Quarter(2026, 1))
    visitor.sign_in(year.center.executor)
    assert visitor.get(PAGE).status_code == 403
    visitor.sign_in(year.ankudinovskaya.coordinator)
    assert visitor.get(PAGE).status_code == 404
    assert "Ромашкин" not in visitor.get("/o/ankudinovskaya/pairs/register?quarter=2026-Q1").get_data(
        as_text=True
    )
    visitor.sign_in(year.officer)
    assert visitor.get(PAGE).status_code == 404


def test_an_empty_quarter_says_what_will_be_here(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.director)
    shown = visitor.get(f"{PAGE}?quarter=nonsense").get_data(as_text=True)
    assert "никто не участвовал" in shown.replace("\xa0", " ")


def test_the_register_runs_a_bounded_number_of_queries(year: World, count_queries: Callable[[], Any]) -> None:
    def queries(number: int) -> int:
        with (
            in_tenant(year.center, year.center.coordinator, rights=KEEPER),
            count_queries() as sent,
        ):
            service.personal_register(Quarter(2026, number))
        return len(sent)

    assert queries(2) == queries(1) <= 9
