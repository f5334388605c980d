# SPDX-License-Identifier: MIT
"""Pages of the desk: notifications, long jobs, search, and the menu around them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
import time_machine

from nastavnik.foundation import jobs
from nastavnik.foundation.change import change
from nastavnik.foundation.dates import now
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.jobs import Job, Outcome, Progress
from nastavnik.foundation.notifications import latest, notify, unread_count
from nastavnik.roadmap import service
from nastavnik.roadmap.service import NewEvidence
from nastavnik.testing.clients import Visitor
from nastavnik.testing.roadmaps import Execution, make_roadmap
from nastavnik.testing.worlds import World, in_tenant
from nastavnik.web.job_words import left_in_words, took_in_words

DUE = date(2024, 9, 30)


def words_of(html: str) -> str:
    """The text of a page's content with ordinary spaces."""
    main = html[html.index("<main") : html.index("</main>")]
    text = unescape(re.sub(r"<[^>]+>", " ", main)).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\s+", " ", text)


def note(world: World, *titles: str, url: str = "/o/center/roadmap/") -> None:
    with in_tenant(world.center), change(audited=False):
        for title in titles:
            notify(world.center.coordinator.account_id, "test", title, url=url)


# Notifications


def test_notices_are_read_one_by_one_and_all_at_once(visitor: Visitor, world: World) -> None:
    note(world, "Первое", "Второе", "Третье")
    coordinator = world.center.coordinator
    visitor.sign_in(coordinator)
    page = visitor.get("/o/center/notifications")
    assert "Все 3 Непрочитанные 3" in words_of(page.text)
    assert "Уведомления: 3 непрочитанных" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    with in_tenant(world.center):
        newest, middle, oldest = latest(coordinator.account_id)
    opened = visitor.get(f"/o/center/notifications/{newest.id}")
    assert (opened.status_code, opened.location) == (303, "/o/center/roadmap/")
    read = visitor.post(f"/o/center/notifications/{middle.id}/read")
    assert read.location == "/o/center/notifications"
    unread = words_of(visitor.get("/o/center/notifications?show=unread").text)
    assert oldest.title in unread
    assert middle.title not in unread
    visitor.post("/o/center/notifications/read")
    with in_tenant(world.center):
        assert unread_count(coordinator.account_id) == 0
    assert "Всё прочитано" in words_of(visitor.get("/o/center/notifications?show=unread").text)


def test_anothers_notice_is_not_found(visitor: Visitor, world: World) -> None:
    note(world, "Только куратору")
    with in_tenant(world.center):
        [notice] = latest(world.center.coordinator.account_id)
    visitor.sign_in(world.center.director)
    assert visitor.get(f"/o/center/notifications/{notice.id}").status_code == 404
    assert visitor.post(f"/o/center/notifications/{notice.id}/read").status_code == 404
    assert visitor.get("/o/center/notifications").text.count("Только куратору") == 0
    visitor.post("/o/center/notifications/read")
    with in_tenant(world.center):
        assert unread_count(world.center.coordinator.account_id) == 1


def test_a_notice_leads_nowhere_outside(visitor: Visitor, world: World) -> None:
    note(world, "Чужой адрес", url="//elsewhere.example/")
    visitor.sign_in(world.center.coordinator)
    with in_tenant(world.center):
        [notice] = latest(world.center.coordinator.account_id)
    assert visitor.get(f"/o/center/notifications/{notice.id}").location == "/"


def test_many_notices_come_in_pages_of_the_same_cost(
    visitor: Visitor, world: World, count_queries: Any
) -> None:
    visitor.sign_in(world.center.coordinator)
    costs = []
    for more in (2, 68):
        note(world, *(f"Уведомление {n}" for n in range(more)))
        visitor.get("/o/center/notifications")
        with count_queries() as queries:
            page = visitor.get("/o/center/notifications")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 14
    assert page.text.count("/read") == 31  # 30 on the page and «all»
    assert words_of(visitor.get("/o/center/notifications?page=3").text).count("Уведомление") == 10
    assert words_of(visitor.get("/o/center/notifications?page=99").text).count("Уведомление") == 10


# Long jobs


def start(world: World, **options: Any) -> UUID:
    with in_tenant(world.center, world.center.coordinator):
        return jobs.start_job("test", "Архив подтверждений", {"n": 1}, **options).id


def refuse(progress: Progress) -> Outcome:
    raise jobs.Refused("В архиве нет ни одного файла.")


def test_a_job_can_be_watched_stopped_and_repeated(visitor: Visitor, world: World) -> None:
    job_id = start(world, total=500)
    visitor.sign_in(world.center.coordinator)
    page = visitor.get(f"/o/center/jobs/{job_id}")
    assert f'hx-get="/o/center/jobs/{job_id}"' in page.text
    assert "0 из 500" in words_of(page.text)
    fragment = visitor.get(f"/o/center/jobs/{job_id}", headers={"HX-Request": "true"})
    assert "<html" not in fragment.text
    assert visitor.post(f"/o/center/jobs/{job_id}/repeat").location == f"/o/center/jobs/{job_id}"
    assert "Повторить можно только" in words_of(visitor.get(f"/o/center/jobs/{job_id}").text)
    visitor.post(f"/o/center/jobs/{job_id}/cancel")
    stopped = visitor.get(f"/o/center/jobs/{job_id}")
    assert "hx-get" not in stopped.text
    again = visitor.post(f"/o/center/jobs/{job_id}/repeat").location
    assert again.startswith("/o/center/jobs/")
    assert again != f"/o/center/jobs/{job_id}"
    listed = words_of(visitor.get("/o/center/jobs").text)
    assert listed.count("Архив подтверждений") == 2
    assert "Остановлено" in listed
    assert "Ждёт очереди" in listed


def test_what_a_job_said_of_its_failure_is_shown(visitor: Visitor, world: World) -> None:
    job_id = start(world)
    with in_tenant(world.center):
        jobs.run_job(job_id, {"test": refuse}, on_finished=lambda job: None)
    visitor.sign_in(world.center.coordinator)
    for page in ("/o/center/jobs", f"/o/center/jobs/{job_id}"):
        assert "В архиве нет ни одного файла." in words_of(visitor.get(page).text)


def test_anothers_job_is_not_found_and_old_ones_leave_the_list(visitor: Visitor, world: World) -> None:
    job_id = start(world)
    visitor.sign_in(world.center.director)
    for path in ("", "/file"):
        assert visitor.get(f"/o/center/jobs/{job_id}{path}").status_code == 404
    for act in ("cancel", "repeat"):
        assert visitor.post(f"/o/center/jobs/{job_id}/{act}").status_code == 404
    with time_machine.travel(now() + timedelta(days=8)):
        visitor.sign_in(world.center.coordinator)
        assert "На этой неделе" in words_of(visitor.get("/o/center/jobs").text)


@pytest.mark.parametrize(
    ("passed", "done", "expected"),
    [(1, 10, ""), (10, 0, ""), (20, 50, "Осталось около 20 секунд."), (200, 50, "Осталось около 4 минут.")],
)
def test_how_much_is_left(passed: int, done: int, expected: str) -> None:
    with time_machine.travel(DUE, tick=False):
        job = Job(
            id=new_id(), state="running", done=done, total=100, started_at=now() - timedelta(seconds=passed)
        )
        assert left_in_words(job) == expected


def test_how_long_it_took() -> None:
    started = now()
    job = Job(state="done", message="", started_at=started, finished_at=started + timedelta(seconds=4))
    assert took_in_words(job) == "Готово за 4 секунды"
    job.message = "Собрано 12 файлов"
    assert took_in_words(job) == "Собрано 12 файлов"


# Search


def test_search_finds_measures_people_and_evidence(visitor: Visitor, world: World) -> None:
    made = make_roadmap(world.center, {"5.1": [Execution(DUE)], "5.2": [Execution(DUE)]})
    make_roadmap(world.ankudinovskaya, {"5.9": [Execution(DUE)]})
    rights = frozenset({"roadmap.view", "roadmap.edit"})
    with in_tenant(world.center, world.center.coordinator, rights=rights):
        service.add_evidence(
            made.executions["5.2"][0], NewEvidence("link", "Отчёт о встречах", url="https://demo.example/1")
        )
    visitor.sign_in(world.center.coordinator)

    def found(text: str) -> str:
        return words_of(visitor.get("/o/center/search", query_string={"q": text}).text)

    assert "5.1 Мероприятие 5.1 мероприятие" in found("5.1")
    assert "«мероприятие»: 2 ответа" in found("мероприятие")
    assert "Отчёт о встречах подтверждение мероприятие 5.2" in found("ОТЧЕТ встречах")
    assert "5.2 Мероприятие 5.2" in found("исполнителева")
    assert "Примерова Анна Ивановна" in found("примерова")
    assert "Ничего не нашлось" in found("5.9")
    assert "Ничего не нашлось" in found("100%")
    assert "хотя бы две буквы" in found("о")
    assert "<script>" not in visitor.get("/o/center/search?q=<script>alert(1)</script>").text


# The menu


def test_only_one_line_of_the_menu_is_open(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.coordinator)
    for path, line in (
        ("/o/center/", "Что делать сейчас"),
        ("/o/center/roadmap/", "Дорожная карта"),
        ("/o/center/roadmap/reminders", "Напоминания"),
        ("/o/center/staff/", "Сотрудники и права"),
    ):
        html = visitor.get(path).text
        menu = html[html.index('id="menu"') : html.index("<main")]
        opened = re.findall(r'aria-current="page".*?nav-link-title">([^<]+)', menu, re.DOTALL)
        assert [unescape(one) for one in opened] == [line], path
    assert "Напоминания" not in _menu(visitor, world)


def _menu(visitor: Visitor, world: World) -> str:
    visitor.sign_in(world.center.executor)
    html = visitor.get("/o/center/").text
    return html[html.index('id="menu"') : html.index("<main")]
