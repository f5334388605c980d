# SPDX-License-Identifier: MIT
"""An upload: refused beside the field, read at once or by the worker, met by the draft of the same file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
import typst
from sqlalchemy import select

from nastavnik.foundation import jobs
from nastavnik.foundation.database import session
from nastavnik.foundation.files import StoredFile, storage
from nastavnik.foundation.jobs import Job
from nastavnik.roadmap.models import RoadmapImport
from nastavnik.roadmap.order_document import UnreadableDocument
from nastavnik.roadmap.service import order_uploads
from nastavnik.testing.clients import Visitor
from nastavnik.testing.worlds import World, in_tenant

from .order_files import ORDER_26, as_docx, as_pdf, order_26
from .test_order_document_unreadable import REFUSED
from .wizard import (
    IMPORT,
    ROW,
    TODAY,
    fields,
    flashed,
    only_import,
    plain,
    rows_of,
    said_beside,
    sent,
    small,
    started,
    tree,
    upload,
    words,
)


@pytest.fixture(autouse=True)
def on_a_day(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(order_uploads, "PATIENCE", 60)
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def coordinator(visitor: Visitor, world: World) -> Visitor:
    visitor.sign_in(world.center.coordinator)
    return visitor


UPLOADS = [
    "nothing",
    "fifty megabytes",
    "a picture",
    "rtf",
    "docx with a password",
    "pdf with a password",
    "half a docx",
    "docx bomb in a picture",
    "a scan",
    "an empty docx",
    "text without a table",
]


@pytest.mark.parametrize("name", UPLOADS)
def test_what_cannot_be_read_is_refused_beside_the_field(
    coordinator: Visitor, world: World, name: str
) -> None:
    code, make = REFUSED[name]
    answer = upload(coordinator, make(), "Приказ.docx")
    assert answer.status_code == 422
    assert said_beside(tree(answer), "file") == plain(str(UnreadableDocument(code, limit=20)))
    assert [rows_of(world, model) for model in (RoadmapImport, StoredFile, Job)] == [0, 0, 0]
    assert not list(storage().root.rglob("*")), "not a byte is kept"


@pytest.mark.parametrize("data", [{}, {"file": "words in place of a file"}])
def test_no_file_is_refused_beside_the_field(coordinator: Visitor, data: dict[str, str]) -> None:
    answer = coordinator.post(IMPORT, data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert said_beside(tree(answer), "file") == "Выберите файл приказа."


def test_a_slow_order_is_read_by_the_worker(
    coordinator: Visitor, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_uploads, "PATIENCE", -1)
    data = as_pdf(order_26())
    answer = upload(coordinator, data, "Приказ.pdf")
    assert "/jobs/" in answer.headers["Location"]
    shown = words(tree(coordinator.get(answer.headers["Location"])))
    assert "Чтение приказа «Приказ.pdf»" in shown
    listed = tree(coordinator.get(IMPORT)).xpath("//*[@id='readings']//a")
    assert [link.get("href") for link in listed] == [answer.headers["Location"]]
    assert upload(coordinator, data).headers["Location"] == answer.headers["Location"]
    job = finished(world)
    assert (job.state, plain(job.message)) == ("done", "Прочитано: 6 разделов, 30 мероприятий.")
    assert only_import(world).started_by == world.center.coordinator.account_id
    assert coordinator.get(job.result_url).status_code == 200
    assert rows_of(world, StoredFile) == 1


def test_reading_twice_makes_one_draft(
    coordinator: Visitor, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_uploads, "PATIENCE", -1)
    upload(coordinator, as_pdf(order_26()))
    with in_tenant(world.center):
        job = session().scalars(select(Job)).one()
        first = order_uploads.read_in_job(jobs.Progress(job))
        assert order_uploads.read_in_job(jobs.Progress(job)) == first
    assert rows_of(world, RoadmapImport) == 1


def test_a_slow_file_that_is_no_order_leaves_nothing(
    coordinator: Visitor, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_uploads, "PATIENCE", -1)
    letter = "Письмо о встрече, в котором нет таблицы. #pagebreak() Вторая страница говорит о погоде."
    upload(coordinator, typst.compile(letter.encode()))
    job = finished(world)
    assert (job.state, job.message) == ("failed", str(UnreadableDocument("no_table")))
    assert [rows_of(world, model) for model in (RoadmapImport, StoredFile)] == [0, 0]
    assert not [path for path in storage().root.rglob("*") if path.is_file()]


def test_a_reading_that_was_stopped_leaves_nothing(
    coordinator: Visitor, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_uploads, "PATIENCE", -1)
    upload(coordinator, as_pdf(order_26()))
    with in_tenant(world.center):
        job = session().scalars(select(Job)).one()
        jobs.cancel_job(job.id)
        with pytest.raises(jobs.Cancelled):
            order_uploads.read_in_job(jobs.Progress(job))
    assert [rows_of(world, model) for model in (RoadmapImport, StoredFile)] == [0, 0]


def finished(world: World) -> Job:
    with in_tenant(world.center):
        job = session().scalars(select(Job)).one()
        functions = {order_uploads.READ_ORDER: order_uploads.read_in_job}
        jobs.run_job(job.id, functions, on_finished=lambda _job: None)
        session().refresh(job)
        return job


def test_the_same_file_again_leads_to_its_draft(coordinator: Visitor, world: World) -> None:
    data = as_docx(order_26())
    url = started(coordinator, data)
    sent(coordinator, url, "save", {"number": "26-ОД"})
    assert started(coordinator, data, "Копия.docx") == url
    shown = coordinator.get(url)
    assert "Этот файл уже загружен" in flashed(shown)
    assert fields(tree(shown))["number"] == "26-ОД"
    assert [rows_of(world, model) for model in (RoadmapImport, StoredFile)] == [1, 1]


def test_several_drafts_are_listed(coordinator: Visitor) -> None:
    started(coordinator, ORDER_26.read_bytes(), "Приказ 26.txt")
    url = started(coordinator, small(), "Приказ 112.txt")
    later = sent(coordinator, url, "later")
    assert later.headers["Location"] == IMPORT
    page = tree(coordinator.get(IMPORT))
    drafts = [words(draft) for draft in page.xpath("//*[@id='drafts']//li")]
    assert len(drafts) == 2
    assert any(
        one.startswith("Приказ 26.txt") and "30 мероприятий" in one and "0 из 3" in one for one in drafts
    )
    assert any(one.startswith("Приказ 112.txt") and "вопросов нет" in one for one in drafts)


def test_the_list_of_drafts_asks_the_database_a_bounded_number_of_times(
    coordinator: Visitor, count_queries: Any
) -> None:
    started(coordinator, small(), "1.txt")
    coordinator.get(IMPORT)
    with count_queries() as few:
        coordinator.get(IMPORT)
    for number in range(2, 7):
        started(coordinator, small((f"1.{number}", *ROW[1:])), f"{number}.txt")
    with count_queries() as many:
        coordinator.get(IMPORT)
    assert len(many) == len(few)
