# SPDX-License-Identifier: MIT
"""Counting the rooms of mentoring in tests."""

from __future__ import annotations

from datetime import UTC, date, datetime

from nastavnik.plugins import Plugins
from nastavnik.rollups import service
from nastavnik.rollups.service import Figure, Months, figure, measures, sums
from nastavnik.testing.worlds import Place, World, in_department, in_tenant

PLUGINS = Plugins.discover()
MEASURES = measures(PLUGINS)
ENABLED = frozenset({"people", "consents", "programmes", "matches", "meetings", "rollups"})


def noon(year: int, month: int, day: int) -> datetime:
    """Noon of a day by the clock of the district."""
    return datetime(year, month, day, 9, tzinfo=UTC)


def recount(*places: Place) -> None:
    """What the worker does after an event."""
    for place in places:
        with in_tenant(place):
            service.mark_stale()
            service.refresh_tenant(PLUGINS, ENABLED)


def values(
    world: World, prefix: str, months: Months | None = None, place: Place | None = None
) -> dict[str, Figure]:
    """Figures of a room over the district, or of one organisation, as the department reads them."""
    found = {}
    with in_department(world.officer):
        for code, indicator in MEASURES.indicators.items():
            if code.startswith(f"{prefix}."):
                by = sums(MEASURES.tally_of(indicator), by=("tenant_id",), months=months)
                own = [one for (key,), one in by.items() if place is None or key == place.tenant_id]
                found[code] = figure(indicator, service.added(own))
    return found


def months(first: tuple[int, int], last: tuple[int, int]) -> Months:
    """A run of months."""
    return Months(date(*first, 1), date(*last, 1))
