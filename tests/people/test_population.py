# SPDX-License-Identifier: MIT
"""How many there are in all: typed with a source, replaced, taken away, kept from strangers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.people import service
from nastavnik.people.service import Population
from nastavnik.testing.clients import Visitor
from nastavnik.testing.worlds import World, in_tenant

RIGHT = frozenset({"people.population"})


@pytest.fixture
def typing(world: World) -> Iterator[World]:
    """The Centre's scope as its coordinator."""
    with in_tenant(world.center, world.center.coordinator, rights=RIGHT):
        yield world


def children(**changed: Any) -> Population:
    """A number as a coordinator types it."""
    given = {"kind": "children_10_19", "year": 2026, "value": 400, "source": "ОО-1", "counted_on": today()}
    return Population(**{**given, **changed})


def test_a_number_of_the_same_year_is_replaced_and_the_journal_keeps_the_former(typing: World) -> None:
    first = service.set_population(children())
    again = service.set_population(children(value=410))
    assert [row.value for row in service.populations()] == [410]
    assert first.id == again.id
    with in_tenant(typing.center) as session:
        entries = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.action == "people.population_set")
            .order_by(AuditEntry.sequence)
        ).all()
    assert [entry.after["value"] for entry in entries] == [400, 410]


def test_typing_the_same_again_changes_nothing(typing: World) -> None:
    service.set_population(children())
    service.set_population(children())
    with in_tenant(typing.center) as session:
        acts = session.scalars(
            select(AuditEntry.id).where(AuditEntry.action == "people.population_set")
        ).all()
    assert len(acts) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "martians"}, "kind"),
        ({"year": 1999}, "year"),
        ({"year": today().year + 2}, "year"),
        ({"value": -1}, "value"),
        ({"source": "  "}, "source"),
        ({"counted_on": today().replace(year=today().year + 1, day=1)}, "counted_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(typing: World, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        service.set_population(children(**changed))
    assert refusal.value.field == field


def test_a_number_is_taken_away_and_a_strangers_is_not_found(typing: World) -> None:
    number = service.set_population(children()).id
    with (
        in_tenant(typing.ankudinovskaya, typing.ankudinovskaya.coordinator, rights=RIGHT),
        pytest.raises(NotFound),
    ):
        service.remove_population(number)
    service.remove_population(number)
    assert not service.populations()
    with pytest.raises(NotFound):
        service.remove_population(number)


def test_nobody_types_without_the_right(world: World) -> None:
    with in_tenant(world.center, world.center.executor), pytest.raises(Forbidden):
        service.set_population(children())


def test_the_page_takes_a_number_keeps_what_was_typed_and_says_the_note(
    visitor: Visitor, world: World
) -> None:
    visitor.sign_in(world.center.coordinator)
    address = "/o/center/people/population"
    given = {"kind": "children_10_19", "year": "2026", "value": "400", "counted_on": "20.09.2026"}
    refused = visitor.post(address, data={**given, "source": ""})
    assert refused.status_code == 422
    assert 'value="400"' in refused.get_data(as_text=True)
    assert visitor.post(address, data={**given, "source": "ОО-1"}).status_code == 303
    shown = visitor.get(address).get_data(as_text=True)
    assert "ОО-1" in shown
    assert "для организации и округа это местный аналог" in " ".join(shown.replace("\xa0", " ").split())


def test_an_executor_sees_no_page(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.executor)
    assert visitor.get("/o/center/people/population").status_code == 403
