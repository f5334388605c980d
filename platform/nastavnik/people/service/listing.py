# SPDX-License-Identifier: MIT
"""A page of a list: order, number, size. The rows and their count are two queries whatever the length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

Row = TypeVar("Row")

SIZE = 50


@dataclass(frozen=True, slots=True)
class PageOfRows(Generic[Row]):
    """Rows of one page, how many there are in all, and where this page stands."""

    rows: Sequence[Row]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Listing:
    """How a list is shown. ``order`` is a name of a column, with «-» before it from the end; ``size`` 0 means all."""

    order: str = "name"
    page: int = 1
    size: int = SIZE

    def page_of(
        self,
        session: Session,
        statement: Select[*tuple[Any, ...]],
        columns: Mapping[str, Sequence[Any]],
        *,
        key: ColumnElement[Any] | Any,
    ) -> PageOfRows[Any]:
        """The wanted page of the rows of ``statement``; an unknown order is the first of ``columns``."""
        ordered = statement.order_by(*self._order(columns), key)
        if not self.size:
            rows = _plain(session.execute(ordered).all())
            return PageOfRows(rows, len(rows), 1, 1)
        total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
        pages = max(1, -(-total // self.size))
        page = min(max(self.page, 1), pages)
        some = session.execute(ordered.limit(self.size).offset((page - 1) * self.size)).all()
        return PageOfRows(_plain(some), total, page, pages)

    def _order(self, columns: Mapping[str, Sequence[Any]]) -> list[Any]:
        name = self.order.removeprefix("-")
        chosen = columns.get(name) or next(iter(columns.values()))
        if self.order.startswith("-") and name in columns:
            first, *rest = chosen
            return [first.desc(), *rest]
        return list(chosen)


def _plain(rows: Sequence[Any]) -> Sequence[Any]:
    return [row[0] if len(row) == 1 else tuple(row) for row in rows]
