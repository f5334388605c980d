# SPDX-License-Identifier: MIT
"""«Что делать сейчас»: what each person sees of the roadmap, and what the page costs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from sqlalchemy import delete

from nastavnik.foundation.change import change
from nastavnik.foundation.notifications import notify
from nastavnik.roadmap import plugin, service
from nastavnik.roadmap.models import RoadmapAssignee, RoadmapImport
from nastavnik.roadmap.service import NewEvidence
from nastavnik.roadmap.service.now import now_of_roadmap
from nastavnik.roadmap.service.now_changes import changes_of_roadmap
from nastavnik.testing.clients import Visitor
from nastavnik.testing.roadmaps import Execution, MadeRoadmap, make_roadmap
from nastavnik.testing.worlds import Someone, World, in_tenant

TODAY = date(2024, 10, 14)
DAY = timedelta(days=1)
LEADER = frozenset({"roadmap.view", "roadmap.edit", "roadmap.adopt", "roadmap.execute"})
EXECUTOR = frozenset({"roadmap.view", "roadmap.execute"})
READING = {"order": {}, "period": {}, "sections": [], "items": [], "warnings": []}


@contextmanager
def looking(world: World, person: Someone, rights: frozenset[str]) -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False), in_tenant(world.center, person, rights=rights):
        yield


@pytest.fixture
def roadmap(world: World) -> MadeRoadmap:
    """Two overdue executions, one near, one far, one done; the executor answers for 5.2 and 3.1."""
    made = make_roadmap(
        world.center,
        {
            "5.1": [Execution(TODAY - 14 * DAY, label="III кв. 2024")],
            "5.2": [Execution(TODAY - 3 * DAY), Execution(TODAY + 80 * DAY)],
            "3.1": [Execution(TODAY + 7 * DAY, planned_due=TODAY - 20 * DAY)],
            "3.2": [Execution(TODAY - 50 * DAY, done_on=TODAY - 50 * DAY)],
            "1.1": [Execution(TODAY + 40 * DAY)],
        },
    )
    with in_tenant(world.center), change(audited=False) as tx:
        for number in ("5.2", "3.1"):
            tx.session.execute(delete(RoadmapAssignee).where(RoadmapAssignee.item_id == made.items[number]))
            tx.add(
                RoadmapAssignee(
                    item_id=made.items[number],
                    name=world.center.executor.name,
                    account_id=world.center.executor.account_id,
                )
            )
    return made


def words_of(html: str) -> str:
    """The text of a page's content with ordinary spaces."""
    main = html[html.index("<main") : html.index("</main>")]
    text = unescape(re.sub(r"<[^>]+>", " ", main)).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\s+", " ", text)


def first_page(visitor: Visitor, person: Someone) -> str:
    visitor.sign_in(person)
    answer = visitor.get("/o/center/")
    assert answer.status_code == 200
    return answer.text


def test_a_leader_sees_everything_that_calls(world: World, roadmap: MadeRoadmap) -> None:
    with looking(world, world.center.coordinator, LEADER):
        found = now_of_roadmap(TODAY)
        assert service.overdue_count(TODAY) == 2
    assert [one.number for one in found.overdue] == ["5.1", "5.2"]
    assert [one.number for one in found.soon] == ["3.1"]
    assert (found.done, found.total, found.next_due) == (1, 6, TODAY + 7 * DAY)
    assert found.unanswered == 2  # 5.1 and 1.1; 3.2 is done
    assert found.soon[0].state.moved_from == TODAY - 20 * DAY


def test_an_executor_sees_their_own(world: World, roadmap: MadeRoadmap) -> None:
    with looking(world, world.center.executor, EXECUTOR):
        found = now_of_roadmap(TODAY)
        assert service.overdue_count(TODAY) == 1
    assert [one.number for one in found.overdue] == ["5.2"]
    assert [one.number for one in found.soon] == ["3.1"]
    assert (found.done, found.total) == (0, 3)
    assert (found.unanswered, list(found.undated)) == (0, [])


def test_a_neighbour_sees_nothing_of_it(world: World, roadmap: MadeRoadmap) -> None:
    with in_tenant(world.ankudinovskaya, world.ankudinovskaya.coordinator, rights=LEADER):
        assert now_of_roadmap(TODAY).since is None
        assert service.overdue_count(TODAY) == 0
        assert changes_of_roadmap() == []


def test_what_has_changed_is_what_others_did(world: World, roadmap: MadeRoadmap) -> None:
    links = [NewEvidence("link", f"Ссылка {n}", url=f"https://demo.example/{n}") for n in (1, 2)]
    with looking(world, world.center.executor, EXECUTOR):
        for link in links:
            service.add_evidence(roadmap.executions["5.2"][0], link)
        assert changes_of_roadmap() == []
    with looking(world, world.center.director, LEADER):
        service.move_deadline(roadmap.executions["1.1"][0], TODAY + 50 * DAY, "Карантин", "Приказ № 31")
    with looking(world, world.center.coordinator, LEADER):
        found = changes_of_roadmap()
    assert [(one.number, one.act, one.count) for one in found] == [
        ("1.1", "roadmap.occurrence.moved", 1),
        ("5.2", "roadmap.evidence.added", 2),
    ]
    with looking(world, world.center.executor, EXECUTOR):
        assert changes_of_roadmap() == []


def test_changes_are_forgotten_after_two_weeks(world: World, roadmap: MadeRoadmap) -> None:
    with looking(world, world.center.director, LEADER):
        service.start_work(roadmap.executions["1.1"][0])
        service.move_deadline(roadmap.executions["1.1"][0], TODAY + 50 * DAY, "Карантин", "Приказ № 31")
    with (
        time_machine.travel(TODAY + 15 * DAY, tick=False),
        in_tenant(world.center, world.center.coordinator, rights=LEADER),
    ):
        assert changes_of_roadmap() == []


# The page


@pytest.fixture
def today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


def test_the_page_of_the_coordinator(
    visitor: Visitor, world: World, roadmap: MadeRoadmap, today: None
) -> None:
    html = first_page(visitor, world.center.coordinator)
    words = words_of(html)
    assert "Понедельник, 14 октября 2024 г." in words
    assert (
        "Просрочено 2 Срок до 28.10.2024 1 Ждут вашего решения 1 Выполнено по дорожной карте 1 из 6 17 %"
        in words
    )
    assert "Просрочено на 14 дней" in words
    assert "III кв. 2024, срок был 30.09.2024" in words
    assert "сегодня об этом узнает директор" in words
    assert "Через 7 дней 21.10.2024 перенесено с 24.09.2024" in words
    assert "Некому напоминать о 2 мероприятиях" in words
    assert "Календарь на октябрь" in words
    assert "Справка за III кв. 2024" in words
    assert 'href="/o/center/roadmap/control?period=2024-Q3"' in html
    assert 'class="n-count n-count-late">2</span>' in html[: html.index("<main")]
    # Whoever does not answer for a measure may remind those who do, from the line itself.
    reminding = f"/o/center/roadmap/reminders/{roadmap.executions['5.2'][0]}"
    assert f'action="{reminding}"' in html
    answer = visitor.post(reminding, {"next": "/o/center/"})
    assert (answer.status_code, answer.location) == (303, "/o/center/")
    after = words_of(visitor.get("/o/center/").text)
    assert "Напоминание отправлено." in after
    assert "напоминали 14.10.2024" in after
    assert f'action="{reminding}"' not in visitor.get("/o/center/").text


def test_the_page_of_an_executor(visitor: Visitor, world: World, roadmap: MadeRoadmap, today: None) -> None:
    html = first_page(visitor, world.center.executor)
    words = words_of(html)
    assert "Выполнено вами 0 из 3" in words
    assert "Мероприятие 5.1" not in words
    assert "Приложить подтверждение" in words
    assert "/reminders" not in html
    assert "Справка за" not in words
    assert visitor.post(f"/o/center/roadmap/reminders/{roadmap.executions['5.2'][0]}").status_code == 403
    assert visitor.get("/o/center/roadmap/reminders").status_code == 403


def test_the_director_sees_what_waits_for_approval(visitor: Visitor, world: World, today: None) -> None:
    with in_tenant(world.center), change(audited=False) as tx:
        tx.add(RoadmapImport(file_name="Приказ.docx", reading=READING, state="waiting"))
        tx.add(RoadmapImport(file_name="Черновик.docx", reading=READING))
    assert "Утвердить дорожную карту" in words_of(first_page(visitor, world.center.director))
    coordinators = words_of(first_page(visitor, world.center.coordinator))
    assert "Утвердить" not in coordinators
    assert "Проверить прочитанный приказ Черновик.docx" in coordinators


def test_a_new_organisation_is_told_where_to_begin(visitor: Visitor, world: World, today: None) -> None:
    html = first_page(visitor, world.center.coordinator)
    words = words_of(html)
    assert "С чего начать" in words
    assert "Загрузить приказ" in words
    assert 'href="/o/center/roadmap/import"' in html
    assert "На сегодня всё" not in words
    executors = words_of(first_page(visitor, world.center.executor))
    assert "Куратор запустит дорожную карту" in executors
    assert "Загрузить приказ" not in executors


def test_when_all_is_done_the_next_deadline_is_named(visitor: Visitor, world: World, today: None) -> None:
    make_roadmap(world.center, {"1.1": [Execution(TODAY + 40 * DAY)]})
    assert "На сегодня всё Ближайший срок 23.11.2024." in words_of(
        first_page(visitor, world.center.coordinator)
    )


def test_long_lists_are_folded_and_counted_in_full(visitor: Visitor, world: World, today: None) -> None:
    make_roadmap(world.center, {f"1.{n}": [Execution(TODAY - n * DAY)] for n in range(1, 31)})
    html = first_page(visitor, world.center.coordinator)
    assert "Просрочено 30" in words_of(html)
    assert "Ещё 22" in words_of(html)
    assert html.count('class="n-todo"') == 30


def test_unread_notices_stand_on_the_first_page(visitor: Visitor, world: World, today: None) -> None:
    with in_tenant(world.center), change(audited=False):
        notify(world.center.coordinator.account_id, "test", "Вопрос департамента", url="/o/center/roadmap/")
    assert "Вопрос департамента" in words_of(first_page(visitor, world.center.coordinator))
    assert "Вопрос департамента" not in words_of(first_page(visitor, world.center.director))


def test_the_first_page_costs_the_same_whatever_the_roadmap(
    visitor: Visitor, world: World, count_queries: Any, today: None
) -> None:
    counts = []
    for size in (2, 60):
        place = world.ankudinovskaya if size == 2 else world.center
        make_roadmap(
            place,
            {f"1.{n}": [Execution(TODAY - DAY), Execution(TODAY + 5 * DAY)] for n in range(size)},
        )
        visitor.sign_in(place.coordinator)
        assert visitor.get(f"/o/{place.slug}/").status_code == 200
        with count_queries() as queries:
            assert visitor.get(f"/o/{place.slug}/").status_code == 200
        counts.append(len(queries))
    # Rooms of mentoring that the world has on ask for their share of the page too.
    assert counts[0] == counts[1] <= 40


# Everything about one person


def test_a_persons_own_file_holds_their_part_of_the_roadmap(world: World, roadmap: MadeRoadmap) -> None:
    executor = world.center.executor
    with looking(world, executor, EXECUTOR):
        service.comment(roadmap.items["5.2"], "Справка будет в пятницу")
        service.add_evidence(
            roadmap.executions["5.2"][0], NewEvidence("link", "Отчёт", url="https://demo.example/1")
        )
    with in_tenant(world.center):
        texts = [
            str(value) for row in plugin.personal_data(executor.account_id).rows for value in row.values()
        ]
        others = plugin.personal_data(world.center.director.account_id).rows
    assert {"Справка будет в пятницу", "Отчёт", executor.name} <= set(texts)
    assert list(others) == []
