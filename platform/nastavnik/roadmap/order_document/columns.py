# SPDX-License-Identifier: MIT
"""Which column of a table means what, by the words of its heading, whatever their order and wording."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from nastavnik.roadmap.order_document.blocks import Cell, Grid, Row
from nastavnik.roadmap.order_document.numbers import parse_number
from nastavnik.roadmap.order_document.text import flat, squeezed


class Role(StrEnum):
    """What a column of the table of measures holds."""

    NUMBER = "number"
    GROUP = "group"
    TITLE = "title"
    DEADLINE = "deadline"
    ASSIGNEES = "assignees"
    RESULT = "result"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its meaning, its heading and its edges."""

    role: Role
    heading: str
    left: float
    right: float


# The words are looked for in the squeezed heading, so that a word broken at a cell's edge is still found. The
# first role that is met wins: «Ответственный за мероприятие» is about the person, «Срок проведения мероприятия»
# about the time, «Результат мероприятия» about the result.
_NUMBER = re.compile(r"^(№|no|n|номер)?(пп|п|пункта?|стро?ки)?$")
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.ASSIGNEES, re.compile(r"ответственн|исполнител|ктопроводит|ктоотвечает")),
    (
        Role.DEADLINE,
        re.compile(
            r"срок|^дат[аы]|период|времяпроведен|времяисполн|^время$|^когда|^месяц|дедлайн|календар|^график"
        ),
    ),
    (
        Role.RESULT,
        re.compile(
            r"результат|документ|форма(отчет|предст|подтвер|завершен)|отчетность|показател|продукт|подтвержд|итог"
            r"|примечан|^выход|эффект"
        ),
    ),
    (
        Role.TITLE,
        re.compile(
            r"мероприят|содержан|наименован|названи|деятельност|вопрос|действи|^тема|видыработ|^работ[аы]|^шаг|поручен"
        ),
    ),
    (Role.GROUP, re.compile(r"этап|направлен|раздел|задач|^блок|модул|^цель")),
)
_STAGE = re.compile(r"этап|направлен|раздел|задач|блок|модул")
_LONGEST_HEADING = 120
_HEADING_ROWS = 15


def role_of(heading: str) -> Role | None:
    """The meaning of one heading, None when it has no words."""
    words = squeezed(heading)
    if not words:
        return None
    if _NUMBER.match(words):
        return Role.NUMBER
    if len(heading) > _LONGEST_HEADING:
        return Role.OTHER
    return next((role for role, pattern in _ROLES if pattern.search(words)), Role.OTHER)


def is_heading(texts: Sequence[str]) -> bool:
    """Is a row with these texts the heading of a table of measures?"""
    if any(len(text) > _LONGEST_HEADING or parse_number(text) for text in texts):
        return False
    roles = [role_of(text) for text in texts]
    named = {role for role in roles if role not in (None, Role.OTHER)}
    if not named & {Role.TITLE, Role.GROUP} or len(named) < 2:
        return False
    return bool(named & {Role.DEADLINE, Role.ASSIGNEES}) or {Role.NUMBER, Role.RESULT} <= named


def find_heading(grid: Grid, rows: int = _HEADING_ROWS) -> tuple[int, int] | None:
    """Where the heading stands: its first row and the first row after it. None when the table has none.

    It is looked for among the first ``rows``.
    """
    for index, row in enumerate(grid.rows[:rows]):
        following = grid.rows[index + 1] if index + 1 < len(grid.rows) else None
        if following is not None and _is_second_level(row, following):
            if is_heading([column.heading for column in _two_levels(row, following)]):
                return index, index + 2
        elif is_heading([cell.text for cell in row.cells]):
            return index, index + 1
    return None


def columns_of(grid: Grid, heading: tuple[int, int]) -> tuple[Column, ...]:
    """The columns that a heading names."""
    start, end = heading
    if end - start == 2:
        columns = _two_levels(grid.rows[start], grid.rows[start + 1])
    else:
        columns = [_column(cell.text, cell.left, cell.right) for cell in grid.rows[start].cells]
    columns = _with_unnamed_number(columns, grid.rows[end:])
    return tuple(_with_groups(columns))


def cells_by_column(row: Row, columns: Sequence[Column]) -> list[tuple[Cell, list[Column]]]:
    """Each cell with the columns it stands in, one unless it is merged.

    A row with as many cells as there are columns is taken by position: edges of a continued table may differ.
    """
    if len(row.cells) == len(columns):
        return [(cell, [column]) for cell, column in zip(row.cells, columns, strict=True)]
    return [(cell, _covered(cell, columns)) for cell in row.cells]


def _covered(cell: Cell, columns: Sequence[Column]) -> list[Column]:
    shares = [
        (min(cell.right, column.right) - max(cell.left, column.left)) / max(column.right - column.left, 1e-6)
        for column in columns
    ]
    covered = [column for column, share in zip(columns, shares, strict=True) if share > 0.5]
    if covered:
        return covered
    nearest = max(range(len(columns)), key=shares.__getitem__)
    return [columns[nearest]]


def _column(heading: str, left: float, right: float) -> Column:
    return Column(role_of(heading) or Role.OTHER, flat(heading), left, right)


def _is_second_level(row: Row, following: Row) -> bool:
    """A heading of two rows: some cells are merged downwards, others are divided below."""
    repeated = [cell for cell in following.cells if cell.repeated and cell.text]
    own = [cell for cell in following.cells if cell.text and not cell.repeated]
    return (
        bool(repeated) and bool(own) and len(following.cells) > len([cell for cell in row.cells if cell.text])
    )


def _two_levels(row: Row, following: Row) -> list[Column]:
    columns = []
    for cell in following.cells:
        above = next(
            (upper for upper in row.cells if upper.left <= cell.left and cell.right <= upper.right), None
        )
        heading = cell.text if cell.repeated or above is None else f"{above.text} {cell.text}"
        columns.append(_column(heading, cell.left, cell.right))
    return columns


def _with_unnamed_number(columns: list[Column], rows: Sequence[Row]) -> list[Column]:
    """A column without a heading that holds numbers is the one with the numbers of measures."""
    if any(column.role is Role.NUMBER for column in columns):
        return columns
    for index, column in enumerate(columns):
        if column.heading:
            continue
        texts = [
            row.cells[index].text for row in rows if len(row.cells) == len(columns) and row.cells[index].text
        ]
        numbers = sum(bool(re.fullmatch(r"(\d{1,3}\.?){1,4}\)?", text.strip())) for text in texts)
        if texts and numbers * 2 > len(texts):
            return [*columns[:index], _with_role(column, Role.NUMBER), *columns[index + 1 :]]
    return columns


def _with_groups(columns: list[Column]) -> list[Column]:
    """Decide between columns that may both be the measure: a stage beside its content groups the measures."""
    titles = [column for column in columns if column.role is Role.TITLE]
    if not titles:
        return [_with_role(column, Role.TITLE) if column.role is Role.GROUP else column for column in columns]
    if len(titles) > 1:
        stages = [column for column in titles if _STAGE.search(squeezed(column.heading))]
        if stages and len(stages) < len(titles):
            return [_with_role(column, Role.GROUP) if column in stages else column for column in columns]
    return columns


def _with_role(column: Column, role: Role) -> Column:
    return Column(role, column.heading, column.left, column.right)
