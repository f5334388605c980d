# SPDX-License-Identifier: MIT
"""Every indicator of the roadmap, counted by hand in a small world (design.md, section 6, law 6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import select

from nastavnik.foundation.i18n import SOURCE_LANGUAGE, using_language
from nastavnik.plugins import Plugins
from nastavnik.roadmap import plugin as roadmap_plugin
from nastavnik.rollups import plugin as rollups_plugin
from nastavnik.rollups import service
from nastavnik.rollups.figures import Figure, Measures, Months, figure, measures, sums
from nastavnik.rollups.models import RollupListRow
from nastavnik.testing.roadmaps import ASSIGNEE, Execution, make_roadmap
from nastavnik.testing.worlds import World, in_department, in_tenant

ENABLED = frozenset({"roadmap", "rollups"})


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """The day of the examples in face.md."""
    with time_machine.travel(datetime(2024, 10, 14, 7, 42, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def plugins() -> Plugins:
    """The roadmap without the rooms that it stands on for its pages."""
    counted = type("Counted", (), {"about": rollups_plugin.about})()
    for name in ("tallies", "indicators", "published_lists"):
        setattr(counted, name, getattr(roadmap_plugin, name))
    return Plugins([("rollups", rollups_plugin), ("roadmap", counted)])


@pytest.fixture
def declared(plugins: Plugins) -> Measures:
    """What the roadmap declares."""
    return measures(plugins)


@pytest.fixture
def counted(world: World, plugins: Plugins) -> World:
    """Two roadmaps, every case of an execution among them, recounted."""
    make_roadmap(
        world.center,
        {
            "1.1": [
                Execution(date(2024, 8, 31), done_on=date(2024, 8, 30)),  # on time
                Execution(date(2024, 8, 31), done_on=date(2024, 8, 31)),  # on the last day: on time
                Execution(date(2024, 8, 31), done_on=date(2024, 9, 3)),  # three days late
                Execution(date(2024, 8, 31), done_on=date(2024, 8, 30), exception="Форум отменён"),
                Execution(
                    date(2024, 8, 31), done_on=date(2024, 8, 30), evidence=False
                ),  # evidence was taken back
            ],
            "1.2": [
                Execution(date(2024, 9, 30)),  # overdue
                Execution(
                    date(2024, 9, 30), state="in_work", planned_due=date(2024, 6, 30)
                ),  # moved, overdue
                Execution(date(2024, 9, 30), state="not_required"),
                Execution(date(2024, 9, 30), state="cancelled"),
            ],
            "2.1": [
                Execution(date(2024, 10, 14)),  # due today: not over yet
                Execution(date(2024, 10, 31), done_on=date(2024, 10, 1)),  # done ahead of time
                Execution(date(2024, 12, 31), planned_due=date(2024, 10, 1)),  # moved into the future
            ],
            "2.2": [Execution(None)],  # waits for its date
            "2.3": [Execution(date(2024, 9, 30))],  # the whole item is not required
        },
        not_required=frozenset({"2.3"}),
    )
    make_roadmap(world.center, {"1.1": [Execution(date(2024, 9, 1))]}, state="superseded")
    make_roadmap(world.ankudinovskaya, {"1.1": [Execution(date(2024, 9, 30), done_on=date(2024, 9, 1))]})
    for place in (world.center, world.ankudinovskaya):
        with in_tenant(place):
            service.refresh_tenant(plugins, ENABLED)
    return world


def _values(
    world: World, declared: Measures, months: Months | None = None, section: str = ""
) -> dict[str, Figure]:
    values = {}
    with in_department(world.officer):
        for code, indicator in declared.indicators.items():
            counts = sums(declared.tally_of(indicator), by=("tenant_id", "slice"), months=months)
            own = [
                one
                for key, one in counts.items()
                if key[0] == world.center.tenant_id and section in ("", key[1])
            ]
            total = {name: sum(one[name] for one in own) for one in own for name in one}
            values[code] = figure(indicator, total)
    return values


def test_the_whole_period_counts_as_by_hand(counted: World, declared: Measures) -> None:
    assert _values(counted, declared) == {
        "roadmap.done_on_time": Figure(2, 7),
        "roadmap.done": Figure(6, 10),
        "roadmap.overdue": Figure(2),
        "roadmap.done_late": Figure(1),
        "roadmap.without_evidence": Figure(2, 6),
        "roadmap.due": Figure(7),
        "roadmap.moved": Figure(2),
        "roadmap.items": Figure(4),
    }


def test_a_quarter_counts_its_own_months_and_items_do_not_change(counted: World, declared: Measures) -> None:
    third = Months(date(2024, 7, 1), date(2024, 9, 1))
    assert _values(counted, declared, third) == {
        "roadmap.done_on_time": Figure(2, 7),
        "roadmap.done": Figure(5, 7),
        "roadmap.overdue": Figure(2),
        "roadmap.done_late": Figure(1),
        "roadmap.without_evidence": Figure(2, 5),
        "roadmap.due": Figure(7),
        "roadmap.moved": Figure(1),
        "roadmap.items": Figure(4),
    }


def test_a_section_counts_its_own_items(counted: World, declared: Measures) -> None:
    values = _values(counted, declared, section="2")
    assert values["roadmap.done"] == Figure(1, 3)
    assert values["roadmap.done_on_time"] == Figure(0, 0)
    assert values["roadmap.done_on_time"].share is None
    assert values["roadmap.items"] == Figure(2)


def test_the_district_is_the_sum_and_not_the_mean(counted: World, declared: Measures) -> None:
    indicator = declared.indicators["roadmap.done_on_time"]
    with in_department(counted.officer):
        whole = figure(indicator, sums(declared.tally_of(indicator))[()])
    assert whole == Figure(3, 8)  # 2 of 7 and 1 of 1; a mean of shares would be 0.643


def test_an_item_is_counted_by_month(counted: World, declared: Measures) -> None:
    with in_department(counted.officer):
        by_item = sums(
            declared.tallies["roadmap.occurrences"], by=("detail", "month"), names=("total", "overdue")
        )
        keys = {row.data["number"]: row.key for row in _listed("roadmap.items", counted)}
    assert by_item[keys["2.1"], date(2024, 10, 1)] == {"total": 2, "overdue": 0}
    assert by_item[keys["2.1"], date(2024, 12, 1)] == {"total": 1, "overdue": 0}
    assert by_item[keys["1.2"], date(2024, 9, 1)] == {"total": 2, "overdue": 2}


def test_tomorrow_what_is_due_today_is_overdue(counted: World, declared: Measures, plugins: Plugins) -> None:
    with time_machine.travel(
        datetime(2024, 10, 14, 21, 1, tzinfo=UTC), tick=False
    ):  # past midnight in Moscow
        with in_tenant(counted.center):
            service.refresh_tenant(plugins, ENABLED)
        values = _values(counted, declared)
    assert values["roadmap.overdue"] == Figure(3)
    assert values["roadmap.done_on_time"] == Figure(2, 8)


def test_items_are_published_with_their_states(counted: World) -> None:
    with in_department(counted.officer):
        rows = {row.data["number"]: row.data for row in _listed("roadmap.items", counted)}
    assert {number: data["state"] for number, data in rows.items()} == {
        "1.1": "done",
        "1.2": "overdue",
        "2.1": "in_work",
        "2.2": "planned",
        "2.3": "not_required",
    }
    assert rows["2.1"]["next_due"] == "2024-10-14"
    assert rows["1.2"]["overdue_since"] == "2024-09-30"
    assert rows["2.2"]["next_due"] is None


def test_overdue_executions_and_sections_are_published(counted: World) -> None:
    with in_department(counted.officer):
        overdue = _listed("roadmap.overdue", counted)
        sections = _listed("roadmap.sections", counted)
        summary = _listed("roadmap.summary", counted)
    assert [(row.data["number"], row.data["due"]) for row in overdue] == [("1.2", "2024-09-30")] * 2
    assert [row.data["number"] for row in sections] == ["1", "2"]
    assert [row.data["order_number"] for row in summary] == ["26"]


def test_no_person_is_published(counted: World) -> None:
    with in_department(counted.officer) as opened:
        everything = str([row.data for row in opened.scalars(select(RollupListRow))])
    assert "Мероприятие" in everything
    assert ASSIGNEE not in everything
    assert "Директорова" not in everything


def test_every_indicator_says_what_it_counts(declared: Measures) -> None:
    for indicator in declared.indicators.values():
        assert str(indicator.definition).endswith(".")
        assert indicator.tally in declared.tallies
        names = declared.tallies[indicator.tally].counts
        assert indicator.numerator in names
        assert indicator.denominator in ("", *names)
        with using_language(SOURCE_LANGUAGE):
            english = str(indicator.definition), str(indicator.title)
        assert english != (str(indicator.definition), str(indicator.title)), (
            f"{indicator.code} has no Russian"
        )


def _listed(code: str, world: World) -> list[RollupListRow]:
    from nastavnik.foundation.database import session

    return list(
        session().scalars(
            select(RollupListRow)
            .where(RollupListRow.list_code == code, RollupListRow.tenant_id == world.center.tenant_id)
            .order_by(RollupListRow.position, RollupListRow.key)
        )
    )
