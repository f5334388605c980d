# SPDX-License-Identifier: MIT
"""A small running roadmap of the Centre and the ways of its people, for tests of pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import time_machine
from sqlalchemy import select
from werkzeug.test import TestResponse

from nastavnik.foundation.database import session
from nastavnik.roadmap import service
from nastavnik.roadmap.deadlines import Period, understand
from nastavnik.roadmap.models import RoadmapItem, RoadmapOccurrence
from nastavnik.roadmap.service import NewEvidence, PlannedItem, PlannedRoadmap, PlannedSection
from nastavnik.testing.clients import Visitor
from nastavnik.testing.worlds import Place, Someone, World, in_tenant

PERIOD = Period(date(2023, 2, 27), date(2024, 12, 31))
TODAY = date(2024, 10, 14)
EDITOR = frozenset({"roadmap.view", "roadmap.edit", "roadmap.adopt"})
LINK = NewEvidence("link", "Публикация", url="https://demo.example/news")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
WORDINGS = {
    "1.1": "до 28.02.23",
    "3.1": "в соответствии с графиком ГБУ ДО НЦ «Сфера»",
    "4.3": "в течение двух недель с даты определения модели",
    "5.2": "ежеквартально",
    "5.4": "При необходимости",
    "6.1": "в течение всего периода реализации ЦМН",
}


@dataclass(frozen=True, slots=True)
class Running:
    """Measures by number, and their executions in order."""

    items: dict[str, UUID]
    executions: dict[str, list[UUID]]

    def page(self, number: str) -> str:
        """The address of a measure's page."""
        return f"/o/center/roadmap/{self.items[number]}"

    def act(self, number: str, place: int, act: str) -> str:
        """The address of an act on an execution."""
        return f"/o/center/roadmap/executions/{self.executions[number][place]}/{act}"


def planned(number: str, deadline: str, **more: Any) -> PlannedItem:
    """A measure as the order has it."""
    found = understand(deadline, PERIOD)
    return PlannedItem(number, f"Мероприятие {number}", deadline, found.kind, found.rule, found.due, **more)


@contextmanager
def at_work(place: Place, person: Someone | None = None) -> Iterator[None]:
    """The organisation's scope as its coordinator."""
    with in_tenant(place, person or place.coordinator, rights=EDITOR):
        yield


def started(world: World, **more: Any) -> Running:
    """The Centre's roadmap is started; measure 5.2 is the executor's."""
    executor = world.center.executor
    with at_work(world.center):
        service.adopt(
            PlannedRoadmap(
                title="Дорожная карта на 2023–2024 гг.",
                period_from=PERIOD.start,
                period_to=PERIOD.end,
                order_number="26",
                order_date=date(2023, 2, 27),
                sections=[
                    PlannedSection(
                        "1",
                        "Раздел",
                        [
                            planned(
                                number,
                                text,
                                result="Справка",
                                assignees=["Примерова А.И."] if number == "5.2" else ["Отсутствующая О.О."],
                            )
                            for number, text in WORDINGS.items()
                        ],
                    )
                ],
                accounts={"Примерова А.И.": executor.account_id},
                **more,
            )
        )
        return running()


def running() -> Running:
    """What runs now, in the open scope."""
    roadmap = service.running_roadmap()
    assert roadmap is not None
    items = service.items_of(roadmap.id)
    executions = service.occurrences_of([one.id for one in items])
    return Running(
        {one.number: one.id for one in items},
        {one.number: [execution.id for execution in executions[one.id]] for one in items},
    )


@contextmanager
def on_the_day() -> Iterator[None]:
    """It is 14 October 2024."""
    with time_machine.travel(TODAY, tick=False):
        yield


def occurrence(world: World, occurrence_id: UUID) -> RoadmapOccurrence:
    """An execution as it stands."""
    with in_tenant(world.center):
        return session().scalars(select(RoadmapOccurrence).where(RoadmapOccurrence.id == occurrence_id)).one()


def item(world: World, item_id: UUID) -> RoadmapItem:
    """A measure as it stands."""
    with in_tenant(world.center):
        return session().scalars(select(RoadmapItem).where(RoadmapItem.id == item_id)).one()


def follow(visitor: Visitor, answer: TestResponse) -> str:
    """The page that an act leads to."""
    assert answer.status_code == 303, answer.text
    return visitor.get(answer.headers["Location"]).text


def plain(text: str) -> str:
    """Without non-breaking spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")
