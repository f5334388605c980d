# SPDX-License-Identifier: MIT
"""Measures tied to records of other rooms, and executions that close themselves by them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.change import change
from nastavnik.foundation.dates import now
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.outbox import Event
from nastavnik.hookspecs import EvidenceKind, LiveEvidence
from nastavnik.matches.evidence import evidence_kinds as of_matches
from nastavnik.meetings.evidence import evidence_kinds as of_meetings
from nastavnik.people.evidence import evidence_kinds as of_people
from nastavnik.plugins import Plugins
from nastavnik.programmes.evidence import evidence_kinds as of_programmes
from nastavnik.roadmap import plugin as roadmap_plugin
from nastavnik.roadmap import service
from nastavnik.roadmap.models import RoadmapEvidence, RoadmapItem
from nastavnik.roadmap.service import ties
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import RIGHTS, make_active, make_mentee, make_mentor, make_programme
from nastavnik.testing.roadmaps import Execution, MadeRoadmap, make_roadmap
from nastavnik.testing.worlds import World, in_tenant

EDITOR = frozenset({"roadmap.view", "roadmap.edit", "roadmap.execute"})
QUARTERLY = {"every": "quarter"}
KINDS = [*of_people(), *of_programmes(), *of_matches(), *of_meetings()]


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    """12 November 2026."""
    with time_machine.travel("2026-11-12T09:00:00Z", tick=False):
        yield


@pytest.fixture
def made(world: World) -> MadeRoadmap:
    """A measure for each quarter of the half-year, and one for the whole of it."""
    made = make_roadmap(
        world.center,
        {
            "4.2": [Execution(date(2026, 9, 30)), Execution(date(2026, 12, 31))],
            "2.3": [Execution(date(2026, 12, 20)), Execution(None)],
        },
        period=(date(2026, 7, 1), date(2026, 12, 31)),
    )
    with in_tenant(world.center), change(audited=False) as tx:
        item = tx.session.get_one(RoadmapItem, (world.center.tenant_id, made.items["4.2"]))
        item.deadline_rule = QUARTERLY
    return made


def said(count: int, on: date | None, code: str = "people.mentors") -> list[EvidenceKind]:
    """Records that say so."""
    return [
        EvidenceKind(
            code,
            "База наставников",
            lambda: LiveEvidence(f"база наставников: {count}", count, on, "/o/center/people/mentors"),
        )
    ]


def tie(world: World, item: UUID, *, closes: bool = True, code: str = "people.mentors") -> None:
    """The coordinator ties a measure."""
    with in_tenant(world.center, world.center.coordinator, rights=EDITOR):
        ties.tie(item, code, said(1, None, code), closes=closes)


def states(world: World, made: MadeRoadmap, number: str) -> list[str]:
    """States of a measure's executions."""
    with in_tenant(world.center, world.center.coordinator, rights=EDITOR):
        return [service.get_occurrence(one).state for one in made.executions[number]]


def test_records_of_the_quarter_close_its_execution_and_no_other(world: World, made: MadeRoadmap) -> None:
    tie(world, made.items["4.2"])
    with in_tenant(world.center) as session:
        assert ties.close_by_records(said(34, date(2026, 11, 12))) == 1
        assert ties.close_by_records(said(35, date(2026, 11, 12))) == 0
        basis = session.scalars(select(RoadmapEvidence)).one()
        assert basis.title == "База наставников: 34 (записи платформы на 12.11.2026)"
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "roadmap.occurrence.closed")
        ).one()
        assert entry.actor_id is None
    assert states(world, made, "4.2") == ["planned", "done"]


@pytest.mark.parametrize(
    ("count", "on"),
    [(0, date(2026, 11, 12)), (34, None), (34, date(2026, 6, 30)), (34, date(2025, 11, 12))],
    ids=["nobody", "never touched", "before the quarter", "a year ago"],
)
def test_records_that_do_not_suffice_close_nothing(
    world: World, made: MadeRoadmap, count: int, on: date | None
) -> None:
    tie(world, made.items["4.2"])
    with in_tenant(world.center):
        assert ties.close_by_records(said(count, on)) == 0


def test_a_measure_without_periods_is_closed_by_its_deadline_and_one_without_a_date_never(
    world: World, made: MadeRoadmap
) -> None:
    tie(world, made.items["2.3"], code="programmes.register")
    with in_tenant(world.center):
        ties.close_by_records(said(3, date(2026, 8, 1), "programmes.register"))
    assert states(world, made, "2.3") == ["done", "planned"]


def test_a_tie_that_only_shows_closes_nothing(world: World, made: MadeRoadmap) -> None:
    tie(world, made.items["4.2"], closes=False)
    with in_tenant(world.center):
        assert not ties.any_closes()
        assert ties.close_by_records(said(34, date(2026, 11, 12))) == 0


def test_what_a_director_opened_again_stays_open(world: World, made: MadeRoadmap) -> None:
    tie(world, made.items["4.2"])
    with in_tenant(world.center):
        ties.close_by_records(said(34, date(2026, 11, 12)))
    with in_tenant(world.center, world.center.director, rights=EDITOR | {"roadmap.close_without_evidence"}):
        service.reopen_occurrence(made.executions["4.2"][1], "Базу надо проверить")
    with in_tenant(world.center):
        assert ties.close_by_records(said(34, date(2026, 11, 12))) == 0
    assert states(world, made, "4.2") == ["planned", "in_work"]


def test_an_event_of_another_room_closes_by_real_records(
    world: World, made: MadeRoadmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roadmap_plugin, "_plugins", Plugins.discover)
    tie(world, made.items["4.2"])
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        make_mentor("Опытнова")
    with in_tenant(world.center):
        roadmap_plugin.on_event(Event(id=made.id, kind="people.changed", payload={}, occurred_at=now()))
    assert states(world, made, "4.2") == ["planned", "done"]


def test_every_room_says_what_it_keeps(world: World) -> None:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        empty = {kind.code: kind.look() for kind in KINDS}
        assert {(live.count, live.updated_on) for live in empty.values()} == {(0, None)}
        make_active(make_programme(), make_mentor("Опытнова"), make_mentee("Ромашкин"))
        found = {kind.code: kind.look() for kind in KINDS}
    assert found["people.mentors"].sentence == "база наставников: 1 человек, обновлено 12.11.2026"
    assert found["people.mentees"].sentence == "база наставляемых: 1 человек, 1 запрос, обновлено 12.11.2026"
    assert found["people.registers"].sentence == "базы: наставников 1, наставляемых 1, обновлено 12.11.2026"
    assert found["programmes.register"].sentence == "база программ: 1 программа, обновлено 12.11.2026"
    assert found["programmes.completion"].count == 0
    assert found["matches.formed"].sentence == "пары и группы: 1 закреплено приказом, последнее 12.11.2026"
    assert (
        found["matches.register"].sentence
        == "персонифицированный учёт: 2 участника в 1 паре, обновлено 12.11.2026"
    )
    assert found["meetings.held"].count == 0


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Формирование баз наставников и наставляемых", "people.registers"),
        ("Формирование базы наставляемых с перечнем запросов", "people.mentees"),
        ("Формирование базы наставников", "people.mentors"),
        ("Формирование базы программ наставничества", "programmes.register"),
        ("Формирование наставнических пар (групп)", "matches.formed"),
        ("Организация работы наставнических пар", "meetings.held"),
        ("Завершение наставничества: рефлексия и публичное мероприятие", "programmes.completion"),
        ("Персонифицированный учет", "matches.register"),
    ],
)
def test_records_are_proposed_by_the_words_of_the_measure(title: str, code: str) -> None:
    found = ties.proposed(RoadmapItem(title=title, result=""), KINDS)
    assert found is not None
    assert found.code == code


def test_the_page_ties_shows_and_closes_with_one_tick(
    visitor: Visitor, world: World, made: MadeRoadmap
) -> None:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        make_mentor("Опытнова")
    visitor.sign_in(world.center.coordinator)
    page = f"/o/center/roadmap/{made.items['4.2']}"
    assert visitor.post(f"{page}/records", data={"kind": "nonsense"}).status_code == 422
    assert visitor.post(f"{page}/records", data={"kind": "people.mentors"}).status_code == 303
    shown = visitor.get(page).get_data(as_text=True).replace("\xa0", " ")
    assert "база наставников: 1 человек, обновлено 12.11.2026" in shown
    assert 'href="/o/center/people/mentors"' in shown
    execution = made.executions["4.2"][1]
    answer = visitor.post(
        f"/o/center/roadmap/executions/{execution}/close", data={"done_on": "12.11.2026", "offer": "tied"}
    )
    assert answer.status_code == 303
    assert states(world, made, "4.2") == ["planned", "done"]
    assert visitor.post(f"{page}/records", data={"kind": ""}).status_code == 303
    assert (
        "база наставников: 1 человек, обновлено"
        not in visitor.get(page).get_data(as_text=True).split("Подтверждения")[0]
    )


def test_only_those_who_run_the_roadmap_tie(visitor: Visitor, world: World, made: MadeRoadmap) -> None:
    visitor.sign_in(world.center.executor)
    assert visitor.get(f"/o/center/roadmap/{made.items['4.2']}/records").status_code == 403
    with (
        in_tenant(world.ankudinovskaya, world.ankudinovskaya.coordinator, rights=EDITOR),
        pytest.raises(NotFound),
    ):
        ties.tie(made.items["4.2"], "", [], closes=False)
    with in_tenant(world.center, world.center.executor), pytest.raises(Forbidden):
        ties.tie(made.items["4.2"], "", [], closes=False)
    with in_tenant(world.center, world.center.coordinator, rights=EDITOR), pytest.raises(Refused):
        ties.tie(made.items["4.2"], "people.nobody", KINDS, closes=False)
