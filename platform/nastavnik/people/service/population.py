# SPDX-License-Identifier: MIT
"""How many there are in all: the denominators of I1–I4, typed by the organisation with their source (domain 8.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.people.models import PopulationFigure
from nastavnik.people.words import POPULATIONS

POPULATION = "people.population"
MOST = 1_000_000
LONGEST_SOURCE = 300
FIRST_YEAR = 2019
"""The model is of 25.12.2019 (Р-145): no figure of an earlier year is asked for."""


@dataclass(frozen=True, slots=True)
class Population:
    """What is typed: how many of ``kind`` there were in ``year``, who says so and as of which day."""

    kind: str
    year: int
    value: int
    source: str
    counted_on: date

    def check(self) -> None:
        """Raise ``Refused`` naming the field at fault."""
        if self.kind not in POPULATIONS:
            raise Refused(_("Choose from the list who is counted."), field="kind")
        if not FIRST_YEAR <= self.year <= today().year + 1:
            raise Refused(
                _("A year from %(first)s to %(last)s.", first=FIRST_YEAR, last=today().year + 1), field="year"
            )
        if not 0 <= self.value <= MOST:
            raise Refused(_("A number from 0 to %(most)s.", most=MOST), field="value")
        if not self.source.strip():
            raise Refused(
                _("Say where the number is from: a form of statistics, an order, the contingent."),
                field="source",
            )
        if len(self.source) > LONGEST_SOURCE:
            raise Refused(_("At most %(most)s characters fit here.", most=LONGEST_SOURCE), field="source")
        if self.counted_on > today():
            raise Refused(_("The day of the count cannot be in the future."), field="counted_on")


def populations() -> Sequence[PopulationFigure]:
    """What the organisation has typed, the latest year first, in one query."""
    require(POPULATION)
    rows = session().scalars(select(PopulationFigure)).all()
    order = list(POPULATIONS)
    return sorted(rows, key=lambda row: (-row.year, order.index(row.kind)))


def get_population(figure_id: UUID, *, lock: bool = False) -> PopulationFigure:
    """One typed number of the open organisation; ``NotFound`` for anybody else's."""
    require(POPULATION)
    row = session().get(
        PopulationFigure, (current_tenant_id(), figure_id), with_for_update=lock, populate_existing=lock
    )
    if row is None:
        raise NotFound("no such number")
    return row


def set_population(typed: Population) -> PopulationFigure:
    """Type how many there are; a number of the same kind and year is replaced, and the journal keeps the former one."""
    require(POPULATION)
    typed.check()
    with change() as tx:
        row = tx.session.scalar(
            select(PopulationFigure)
            .where(PopulationFigure.kind == typed.kind, PopulationFigure.year == typed.year)
            .with_for_update()
        )
        before = None if row is None else _facts(row)
        if row is None:
            row = tx.add(PopulationFigure(kind=typed.kind, year=typed.year))
        row.value, row.source, row.counted_on = typed.value, typed.source.strip(), typed.counted_on
        if before != _facts(row):
            tx.record("people.population_set", subject=row, before=before, after=_facts(row))
            tx.emit("people.population_changed", {"figure": str(row.id)})
    return row


def remove_population(figure_id: UUID) -> None:
    """Take a typed number away: the share is «н/д» again."""
    with change() as tx:
        row = get_population(figure_id, lock=True)
        tx.record("people.population_removed", subject=row, before=_facts(row))
        tx.delete(row)
        tx.emit("people.population_changed", {"figure": str(figure_id)})


def _facts(row: PopulationFigure) -> dict[str, object]:
    return {
        "kind": row.kind,
        "year": row.year,
        "value": row.value,
        "source": row.source,
        "counted_on": row.counted_on,
    }
