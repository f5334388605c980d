# SPDX-License-Identifier: MIT
"""A roadmap runs: adopted from order № 26, executed, moved, and adopted anew with its history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from nastavnik.foundation.audit import AuditEntry, verify
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.outbox import OutboxEvent
from nastavnik.roadmap import service
from nastavnik.roadmap.deadlines import Period, understand
from nastavnik.roadmap.models import (
    Roadmap,
    RoadmapDeadlineMove,
    RoadmapEvidence,
    RoadmapItem,
    RoadmapOccurrence,
)
from nastavnik.roadmap.service import NewEvidence, PlannedItem, PlannedRoadmap, PlannedSection
from nastavnik.testing.worlds import Someone, World, in_tenant

PERIOD = Period(date(2023, 2, 27), date(2024, 12, 31))
TODAY = date(2024, 10, 14)
EDITOR = frozenset({"roadmap.view", "roadmap.edit", "roadmap.adopt"})
DIRECTOR = EDITOR | {"roadmap.close_without_evidence", "roadmap.approve"}
EXECUTOR = frozenset({"roadmap.view", "roadmap.execute"})
LINK = NewEvidence("link", "Публикация", url="https://demo.example/news")


def item(number: str, deadline: str, **more: Any) -> PlannedItem:
    found = understand(deadline, PERIOD)
    return PlannedItem(number, f"Мероприятие {number}", deadline, found.kind, found.rule, found.due, **more)


def plan(*items: PlannedItem, **more: Any) -> PlannedRoadmap:
    options: dict[str, Any] = {"order_number": "26", "order_date": date(2023, 2, 27), **more}
    return PlannedRoadmap(
        title="Дорожная карта на 2023–2024 гг.",
        period_from=PERIOD.start,
        period_to=PERIOD.end,
        sections=[PlannedSection("1", "Раздел", list(items))],
        **options,
    )


@contextmanager
def at_work(world: World, person: Someone | None = None, rights: frozenset[str] = EDITOR) -> Iterator[None]:
    with (
        time_machine.travel(TODAY, tick=False),
        in_tenant(world.center, person or world.center.coordinator, rights=rights),
    ):
        yield


def only_occurrence() -> RoadmapOccurrence:
    return session().scalars(select(RoadmapOccurrence)).one()


def only_item() -> RoadmapItem:
    return session().scalars(select(RoadmapItem)).one()


def test_adopting_makes_an_execution_for_every_date(world: World) -> None:
    with at_work(world):
        service.adopt(plan(item("5.2", "ежеквартально"), item("1.1", "до 28.02.23")))
        roadmap = service.running_roadmap()
        assert roadmap is not None
        items = service.items_of(roadmap.id)
        by_item = service.occurrences_of([one.id for one in items])
        assert [one.number for one in items] == ["5.2", "1.1"]
        labels = [one.label.replace("\N{NO-BREAK SPACE}", " ") for one in by_item[items[0].id]]
        assert labels[:2] == ["I кв. 2023", "II кв. 2023"]
        assert len(labels) == 8
        assert [one.due for one in by_item[items[1].id]] == [date(2023, 2, 28)]
        assert session().scalars(select(OutboxEvent.kind)).all() == ["roadmap.adopted"]


def test_closing_needs_evidence(world: World) -> None:
    with at_work(world):
        service.adopt(plan(item("1.1", "до 28.02.23")))
        occurrence = only_occurrence()
        with pytest.raises(Refused) as refusal:
            service.close_occurrence(occurrence.id, TODAY)
        assert refusal.value.field == "file"
        service.close_occurrence(occurrence.id, date(2023, 2, 27), [LINK])
        assert (only_occurrence().state, only_occurrence().done_on) == ("done", date(2023, 2, 27))
        assert verify(session()) is None
        with pytest.raises(Refused):
            service.close_occurrence(occurrence.id, TODAY, [LINK])
        assert len(session().scalars(select(RoadmapEvidence)).all()) == 1


def test_the_only_evidence_of_a_closed_execution_stays(world: World) -> None:
    with at_work(world):
        service.adopt(plan(item("1.1", "до 28.02.23")))
        service.close_occurrence(only_occurrence().id, TODAY, [LINK])
        evidence = session().scalars(select(RoadmapEvidence)).one()
        with pytest.raises(Refused):
            service.remove_evidence(evidence.id, "Приложена не та справка")
        service.add_evidence(only_occurrence().id, LINK)
        service.remove_evidence(evidence.id, "Приложена не та справка")
        with pytest.raises(NotFound):
            service.remove_evidence(evidence.id, "Приложена не та справка")


def test_without_evidence_the_director_alone_closes_and_says_why(world: World) -> None:
    with at_work(world):
        service.adopt(plan(item("1.1", "до 28.02.23")))
        occurrence = only_occurrence()
        with pytest.raises(Forbidden):
            service.close_without_evidence(occurrence.id, TODAY, "Документ утерян")
    with at_work(world, world.center.director, DIRECTOR):
        with pytest.raises(Refused):
            service.close_without_evidence(occurrence.id, TODAY, "  ")
        service.close_without_evidence(occurrence.id, TODAY, "Документ утерян")
        assert only_occurrence().exception_reason == "Документ утерян"
        service.reopen_occurrence(occurrence.id, "Документ нашёлся")
        assert (only_occurrence().state, only_occurrence().exception_reason) == ("in_work", "")


def test_moving_keeps_the_plan_beside_the_fact(world: World) -> None:
    with at_work(world):
        service.adopt(plan(item("3.4", "до 27.09.2024")))
        service.move_deadline(
            only_occurrence().id, date(2024, 10, 25), "Специалисты заняты", "Письмо от 20.09.2024"
        )
        occurrence = only_occurrence()
        move = session().scalars(select(RoadmapDeadlineMove)).one()
        assert (occurrence.planned_due, occurrence.due) == (date(2024, 9, 27), date(2024, 10, 25))
        assert (move.due_from, move.basis) == (date(2024, 9, 27), "Письмо от 20.09.2024")
        with pytest.raises(Refused) as refusal:
            service.move_deadline(occurrence.id, date(2024, 11, 25), "Ещё раз", "")
        assert refusal.value.field == "basis"


@pytest.mark.parametrize("due", [date(2020, 1, 1), date(2099, 12, 31)])
def test_a_deadline_years_away_from_the_roadmap_is_a_slip_of_the_pen(world: World, due: date) -> None:
    with at_work(world):
        service.adopt(
            plan(
                item("3.4", "до 27.09.2024"),
                item("3.1", "в соответствии с графиком ГБУ ДО НЦ «Сфера»"),
                item("4.3", "в течение двух недель с даты определения модели"),
                item("5.4", "При необходимости"),
            )
        )
        occurrence = only_occurrence()
        _fixed, external, relative, needed = session().scalars(
            select(RoadmapItem).order_by(RoadmapItem.position)
        )
        ways: dict[str, Callable[[], object]] = {
            "due": lambda: service.move_deadline(occurrence.id, due, "Позже", "Письмо"),
            "dates": lambda: service.set_dates(external.id, [date(2024, 10, 21), due]),
            "on": lambda: service.record_event(relative.id, due),
            "due ": lambda: service.open_occurrence(needed.id, due, "Есть нужда"),
        }
        for field, way in ways.items():
            with pytest.raises(Refused, match=r"с 27\.02\.2023 по 31\.12\.2024") as refusal:
                way()
            assert refusal.value.field == field.strip()
        assert (only_occurrence().due, relative.event_date) == (date(2024, 9, 27), None)
        service.move_deadline(occurrence.id, date(2025, 3, 1), "Позже", "Письмо")
        assert only_occurrence().due == date(2025, 3, 1)


def test_a_relative_deadline_starts_with_its_event(world: World) -> None:
    with at_work(world):
        service.adopt(plan(item("4.3", "в течение двух недель с даты определения модели")))
        assert session().scalars(select(RoadmapOccurrence)).all() == []
        service.record_event(only_item().id, date(2024, 10, 8))
        assert only_occurrence().due == date(2024, 10, 22)


def test_external_dates_are_asked_for_and_needs_are_opened(world: World) -> None:
    with at_work(world):
        service.adopt(
            plan(item("3.1", "в соответствии с графиком ГБУ ДО НЦ «Сфера»"), item("5.4", "При необходимости"))
        )
        external, conditional = session().scalars(select(RoadmapItem).order_by(RoadmapItem.position))
        service.set_dates(external.id, [date(2024, 10, 21)])
        service.open_occurrence(conditional.id, date(2024, 11, 1), "Предложение по охвату")
        dues = session().scalars(select(RoadmapOccurrence.due).order_by(RoadmapOccurrence.due)).all()
        assert dues == [date(2024, 10, 21), date(2024, 11, 1)]
        with pytest.raises(Refused):
            service.open_occurrence(external.id, date(2024, 11, 1), "Так нельзя")


def test_an_item_may_be_not_required_and_required_again(world: World) -> None:
    with at_work(world):
        service.adopt(plan(item("1.6", "до 30.12.23")))
        service.mark_not_required(only_item().id, "Адресовано МАОУ Анкудиновская СШ")
        assert only_occurrence().state == "not_required"
        service.mark_required(only_item().id)
        assert only_occurrence().state == "planned"


def test_an_executor_works_on_what_is_assigned_and_on_nothing_else(world: World) -> None:
    executor = world.center.executor
    with at_work(world):
        service.adopt(
            plan(
                item("1.1", "до 28.02.23", assignees=["Примерова А.И."]),
                item("1.3", "до 28.02.23", assignees=["Образцова А.И."]),
                accounts={"Примерова А.И.": executor.account_id},
            )
        )
        mine, other = session().scalars(
            select(RoadmapOccurrence)
            .join(RoadmapItem, RoadmapItem.id == RoadmapOccurrence.item_id)
            .order_by(RoadmapItem.position)
        )
    with at_work(world, executor, EXECUTOR):
        service.close_occurrence(mine.id, TODAY, [LINK])
        with pytest.raises(Forbidden):
            service.close_occurrence(other.id, TODAY, [LINK])
        with pytest.raises(Forbidden):
            service.move_deadline(mine.id, TODAY, "Позже", "Письмо")


def test_an_order_without_number_waits_for_the_director(world: World) -> None:
    unregistered = plan(item("1.1", "до 28.02.23"), order_number="")
    with at_work(world), pytest.raises(Forbidden):
        service.adopt(unregistered)
    with at_work(world, world.center.director, DIRECTOR):
        service.adopt(unregistered)


def test_a_new_edition_keeps_what_was_done(world: World) -> None:
    with at_work(world):
        service.adopt(plan(item("5.2", "ежеквартально")))
        old = only_item()
        first = service.occurrences_of([old.id])[old.id][0]
        service.close_occurrence(first.id, date(2023, 3, 30), [LINK])
        service.adopt(plan(item("5.2", "ежеквартально", lineage_id=old.lineage_id), order_number="31"))
        roadmap = service.running_roadmap()
        assert roadmap is not None
        assert roadmap.edition == 2
        new = service.items_of(roadmap.id)[0]
        executions = service.occurrences_of([new.id])[new.id]
        assert len(executions) == 8
        assert [one.id for one in executions if one.state == "done"] == [first.id]
        states = session().scalars(select(Roadmap.state).order_by(Roadmap.edition)).all()
        assert states == ["superseded", "running"]


def test_a_neighbour_finds_nothing(world: World) -> None:
    with at_work(world):
        service.adopt(plan(item("1.1", "до 28.02.23")))
        occurrence, found = only_occurrence(), only_item()
    stranger = world.ankudinovskaya.coordinator
    with in_tenant(world.ankudinovskaya, stranger, rights=EDITOR):
        assert service.running_roadmap() is None
        with pytest.raises(NotFound):
            service.get_item(found.id)
        with pytest.raises(NotFound):
            service.close_occurrence(occurrence.id, TODAY, [LINK])


def test_every_act_is_in_the_log(world: World) -> None:
    with at_work(world):
        service.adopt(plan(item("1.1", "до 28.02.23")))
        service.start_work(only_occurrence().id)
        service.cancel_occurrence(only_occurrence().id, "Дубль")
        actions = session().scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)).all()
    assert actions == ["roadmap.adopted", "roadmap.occurrence.started", "roadmap.occurrence.cancelled"]
