# SPDX-License-Identifier: MIT
"""One organisation by sections and items with their states. There is no person in what this room may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from nastavnik.department.periods import Choice
from nastavnik.department.sections import Section
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import deadline_in_words, format_date, today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.roadmap.service import ITEMS_LIST, OCCURRENCES, SOON
from nastavnik.rollups.service import Counts, Indicator, Measures, RollupListRow, added, figure, sums
from nastavnik.tenants.service import Tenant

from . import district
from .district import Organisation, day

STATES = ("overdue", "soon", "work", "planned", "done", "none")


@dataclass(frozen=True, slots=True)
class Item:
    """A measure of the order with what is counted of it in the period."""

    key: str
    number: str
    title: str
    section: str
    deadline: str
    kind: str
    words: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class SectionItems:
    """A section, its items as they are shown, and its counts over all of them."""

    section: Section
    items: Sequence[Item]
    counts: Counts


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """The page. ``by_state`` counts items by state before the state narrows the list.

    With ``made_of`` it shows what an indicator is made of here: the items that it counts, and no others.
    """

    organisation: Organisation
    periods: Choice
    section: str
    state: str
    made_of: Indicator | None
    sections: Sequence[SectionItems]
    numbers: Sequence[Section]
    by_state: Mapping[str, int]
    whole: Counts

    @property
    def items(self) -> int:
        """How many items are shown."""
        return sum(len(one.items) for one in self.sections)


def organisation_page(
    measures: Measures, slug: str, *, period: str = "", section: str = "", state: str = "", code: str = ""
) -> OrganisationPage:
    """An organisation's roadmap in a period, narrowed to a section, a state, and to what makes an indicator up.

    Four queries. A code of an indicator that is not made of executions narrows nothing.
    """
    found = district.organisation(slug)
    periods = district.periods_of([found], period)
    counts = {
        str(key): one
        for (key,), one in sums(
            measures.tallies[OCCURRENCES],
            by=("detail",),
            months=periods.chosen.months,
            tenants=select(Tenant.id).where(Tenant.id == found.id),
        ).items()
    }
    made_of = measures.indicators.get(code)
    if made_of is not None and made_of.tally != OCCURRENCES:
        made_of = None
    items = [
        item
        for item in _items(found, counts)
        if (item.counts or not periods.chosen.code)
        and section in ("", item.section)
        and (made_of is None or _is_counted(made_of, item.counts))
    ]
    shown = [item for item in items if state in ("", item.kind)]
    numbers = district.sections(tenant_id=found.id)
    return OrganisationPage(
        organisation=found,
        periods=periods,
        section=section,
        state=state,
        made_of=made_of,
        sections=[one for one in (_section(number, items, shown) for number in numbers) if one.items],
        numbers=numbers,
        by_state={kind: sum(item.kind == kind for item in items) for kind in STATES},
        whole=added(item.counts for item in items),
    )


def _is_counted(indicator: Indicator, counts: Counts) -> bool:
    """Whether something of these counts makes the indicator up.

    Of a share that should be large, whatever is in its whole: what is missing from the share is of interest too.
    """
    value = figure(indicator, counts)
    return bool(value.whole if indicator.better == "more" and value.whole is not None else value.value)


def _section(section: Section, items: Sequence[Item], shown: Sequence[Item]) -> SectionItems:
    return SectionItems(
        section=section,
        items=[item for item in shown if item.section == section.number],
        counts=added(item.counts for item in items if item.section == section.number),
    )


def _items(found: Organisation, counts: Mapping[str, Counts]) -> Sequence[Item]:
    rows = session().execute(
        select(RollupListRow.key, RollupListRow.data)
        .where(RollupListRow.tenant_id == found.id, RollupListRow.list_code == ITEMS_LIST)
        .order_by(RollupListRow.position, RollupListRow.key)
    )
    return [_item(key, data, counts.get(key, {})) for key, data in rows]


def _item(key: str, data: Mapping[str, Any], counts: Counts) -> Item:
    next_due, overdue_since = day(data["next_due"]), day(data["overdue_since"])
    kind = _kind(data["state"], next_due)
    return Item(
        key=key,
        number=data["number"],
        title=data["title"],
        section=data["section"],
        deadline=data["deadline_text"],
        kind=kind,
        words=_words(kind, next_due, overdue_since),
        counts=counts,
    )


def _kind(state: str, next_due: date | None) -> str:
    if state in ("in_work", "planned") and next_due is not None and next_due <= today() + SOON:
        return "soon"
    return {"in_work": "work", "not_required": "none"}.get(state, state)


def _words(kind: str, next_due: date | None, overdue_since: date | None) -> str:
    if kind == "overdue" and overdue_since is not None:
        return deadline_in_words(overdue_since)
    if kind == "soon" and next_due is not None:
        return deadline_in_words(next_due)
    if kind == "done":
        return _("Done")
    if kind == "none":
        return _("Not required")
    if next_due is not None:
        until = format_date(next_due)
        return (
            _("In work, due %(day)s", day=until) if kind == "work" else _("Planned, due %(day)s", day=until)
        )
    return _("In work") if kind == "work" else _("Without a date yet")
