# SPDX-License-Identifier: MIT
"""The fictional orders are read without a question, in whatever year the demonstration is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from nastavnik.demonstration.acting import chance, moment, working
from nastavnik.demonstration.orders import in_the_present, signed_on
from nastavnik.demonstration.story import story_of
from nastavnik.foundation import clock
from nastavnik.foundation.dates import today
from nastavnik.roadmap.order_document import read_order
from nastavnik.tenants import service as tenants

DOCUMENTS = [
    (slug, kind, path)
    for slug in tenants.read_declarations()
    for kind, path in tenants.initial_documents(slug)
    if path.stem != "order-26"
]


@pytest.mark.parametrize("year", [2026, 2031])
@pytest.mark.parametrize(("slug", "kind", "path"), DOCUMENTS, ids=lambda one: getattr(one, "name", one))
def test_an_order_is_read_for_its_year(slug: str, kind: str, path: Path, year: int) -> None:
    reading = read_order(in_the_present(path.read_text("utf-8"), year).encode(), path.name)
    assert reading.period is not None
    draft = kind == "roadmap_draft"
    assert reading.period.end == date(year + 2 * draft, 12, 31)
    assert [
        one.code for one in reading.warnings if one.code not in ("numbering_gap", "addressed_to_other")
    ] == []
    assert all(item.deadline.kind != "unclear" for item in reading.items)
    if not draft:
        assert reading.order.date == signed_on(path, year)


def test_years_before_the_fictional_ones_stay() -> None:
    assert in_the_present("от 25.12.2019, на 2023–2024 гг.; до 30.12.2025", 2030) == (
        "от 25.12.2019, на 2023–2024 гг.; до 30.12.2029"
    )


def test_stories_speak_of_items_that_the_orders_have() -> None:
    for slug, kind, path in DOCUMENTS:
        if kind != "roadmap_order":
            continue
        numbers = {item.number for item in read_order(path.read_bytes(), path.name).items}
        story = story_of(slug)
        told = [*story.moved, *story.dates, *story.events, *story.opened, *story.exceptions, *story.remarks]
        assert {one.item for one in told} | set(story.overdue) <= numbers, slug
        people = {person.surname for person in tenants.read_declaration(slug).demonstration.people}
        assert {remark.by for remark in story.remarks} <= people


def test_the_clock_goes_back_only_inside_and_never_forward() -> None:
    then = datetime(2025, 5, 20, 7, tzinfo=UTC)
    with clock.as_of(then):
        assert clock.now() == then
        assert today() == date(2025, 5, 20)
    assert today() > date(2025, 5, 20)
    with pytest.raises(ValueError, match="past"), clock.as_of(datetime.now(UTC) + timedelta(days=1)):
        raise AssertionError
    with pytest.raises(ValueError, match="zone"), clock.as_of(datetime(2025, 5, 20)):  # noqa: DTZ001
        raise AssertionError


def test_moments_are_the_same_every_time_and_never_to_come() -> None:
    assert moment(date(2025, 5, 20), "5.2") == moment(date(2025, 5, 20), "5.2")
    assert moment(today() + timedelta(days=9), "5.2") < datetime.now(UTC)
    assert 0 <= chance(7, "a") < 7
    assert working(date(2025, 5, 18)) == date(2025, 5, 16)
