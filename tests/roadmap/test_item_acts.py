# SPDX-License-Identifier: MIT
"""Acts on a measure through its pages: what they do, what they refuse, and that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from nastavnik.foundation.database import session
from nastavnik.roadmap import service
from nastavnik.roadmap.models import RoadmapAssignee, RoadmapComment, RoadmapDeadlineMove, RoadmapEvidence
from nastavnik.testing.clients import Visitor
from nastavnik.testing.worlds import World, in_tenant

from .item_world import (
    LINK,
    PDF,
    Running,
    at_work,
    follow,
    item,
    occurrence,
    on_the_day,
    plain,
    running,
    started,
)


@pytest.fixture
def day() -> Iterator[None]:
    with on_the_day():
        yield


@pytest.fixture
def roadmap(day: None, world: World) -> Running:
    return started(world)


@pytest.fixture
def coordinator(world: World, visitor: Visitor, roadmap: Running) -> Visitor:
    visitor.sign_in(world.center.coordinator)
    return visitor


def upload(data: bytes = PDF, name: str = "Справка.pdf") -> tuple[BytesIO, str]:
    return BytesIO(data), name


def closing(**more: Any) -> dict[str, Any]:
    return {"done_on": "14.10.2024", "url": "", "title": "", **more}


def evidence_of(world: World, occurrence_id: Any) -> list[RoadmapEvidence]:
    with in_tenant(world.center):
        return list(
            session().scalars(select(RoadmapEvidence).where(RoadmapEvidence.occurrence_id == occurrence_id))
        )


def test_closing_takes_a_file_and_the_day(world: World, coordinator: Visitor, roadmap: Running) -> None:
    late = roadmap.executions["5.2"][6]
    answer = coordinator.post(roadmap.act("5.2", 6, "close"), closing(file=upload(), seen="1"))
    page = plain(follow(coordinator, answer))
    assert "Закрыто: III квартал 2024" in page
    assert "С опозданием на 14 дней" in page
    assert "Справка.pdf" in page
    assert (occurrence(world, late).state, occurrence(world, late).done_on) == ("done", date(2024, 10, 14))


def test_closing_takes_a_link_instead(world: World, coordinator: Visitor, roadmap: Running) -> None:
    answer = coordinator.post(
        roadmap.act("1.1", 0, "close"), closing(url="https://demo.example/n", title="Публикация")
    )
    assert 'href="https://demo.example/n"' in follow(coordinator, answer)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Чтобы закрыть, нужно подтверждение"),
        ({"url": "demo.example"}, "Ссылка пишется полностью"),
        ({"url": "javascript:alert(1)"}, "Ссылка пишется полностью"),
        ({"url": "https://demo.example", "done_on": "31.02.2024"}, "Такой даты нет"),
        ({"url": "https://demo.example", "done_on": ""}, "Укажите дату исполнения"),
        ({"url": "https://demo.example", "done_on": "15.10.2024"}, "не может быть в будущем"),
        ({"file": (BytesIO(b"MZ\x90"), "virus.exe")}, "Такие файлы не принимаются"),
        ({"file": (BytesIO(b""), "пусто.pdf")}, "Файл пустой"),
    ],
)
def test_a_refused_closing_says_why_and_keeps_what_was_typed(
    world: World, coordinator: Visitor, roadmap: Running, typed: dict[str, Any], sentence: str
) -> None:
    answer = coordinator.post(roadmap.act("5.2", 6, "close"), closing(title="Моё название", **typed))
    assert answer.status_code == 422
    assert sentence in plain(answer.text)
    assert 'value="Моё название"' in answer.text
    assert occurrence(world, roadmap.executions["5.2"][6]).state == "planned"


def test_what_cannot_be_stored_is_not_a_failure(world: World, coordinator: Visitor, roadmap: Running) -> None:
    target = roadmap.act("5.2", 6, "evidence")
    assert coordinator.post(target, {"file": "текст вместо файла", "url": ""}).status_code == 422
    pasted = {"file": "", "url": "https://demo.example/n", "title": "Пуб\x00ликация\x0bна сайте"}
    follow(coordinator, coordinator.post(target, pasted))
    (row,) = evidence_of(world, roadmap.executions["5.2"][6])
    assert row.title == "Публикация на сайте"


def test_an_uploaded_file_survives_a_mistake_in_another_field(
    world: World, coordinator: Visitor, roadmap: Running
) -> None:
    target = roadmap.act("5.2", 6, "close")
    refused = coordinator.post(target, closing(file=upload(), done_on="32.10.2024"))
    assert refused.status_code == 422
    with in_tenant(world.center):
        kept = service.kept_uploads([])
        assert kept == ()
    name = 'name="kept" value="'
    file_id = refused.text.split(name, 1)[1].split('"', 1)[0]
    follow(coordinator, coordinator.post(target, closing(kept=file_id)))
    (row,) = evidence_of(world, roadmap.executions["5.2"][6])
    assert (row.kind, row.title, str(row.file_id)) == ("file", "Справка.pdf", file_id)


def test_nobody_attaches_a_file_that_another_person_uploaded(
    world: World, visitor: Visitor, roadmap: Running
) -> None:
    visitor.sign_in(world.center.coordinator)
    refused = visitor.post(roadmap.act("5.2", 6, "close"), closing(file=upload(), done_on=""))
    file_id = refused.text.split('name="kept" value="', 1)[1].split('"', 1)[0]
    visitor.sign_out()
    visitor.sign_in(world.center.executor)
    assert visitor.post(roadmap.act("5.2", 6, "close"), closing(kept=file_id)).status_code == 422


def test_closing_twice_is_refused(world: World, coordinator: Visitor, roadmap: Running) -> None:
    target = roadmap.act("1.1", 0, "close")
    follow(coordinator, coordinator.post(target, closing(url="https://demo.example/1")))
    again = coordinator.post(target, closing(url="https://demo.example/2"))
    assert again.status_code == 422
    assert len(evidence_of(world, roadmap.executions["1.1"][0])) == 1


def test_an_executor_closes_their_own_and_nothing_else(
    world: World, visitor: Visitor, roadmap: Running
) -> None:
    visitor.sign_in(world.center.executor)
    follow(visitor, visitor.post(roadmap.act("5.2", 0, "start"), {"seen": "1"}))
    follow(visitor, visitor.post(roadmap.act("5.2", 0, "close"), closing(file=upload())))
    assert visitor.post(roadmap.act("1.1", 0, "close"), closing(file=upload())).status_code == 403
    assert visitor.get(roadmap.act("1.1", 0, "evidence")).status_code == 403
    for act in ("move", "skip", "cancel", "exception", "reopen"):
        assert visitor.get(roadmap.act("5.2", 1, act)).status_code == 403
    for act in ("event", "dates", "open", "not-required", "people", "wording"):
        assert visitor.get(f"{roadmap.page('5.2')}/{act}").status_code == 403
    assert evidence_of(world, roadmap.executions["1.1"][0]) == []


def test_a_stranger_cannot_act(world: World, visitor: Visitor, roadmap: Running) -> None:
    visitor.sign_in(world.ankudinovskaya.director)
    own = roadmap.act("5.2", 0, "close").replace("/center/", "/ankudinovskaya/")
    assert visitor.post(own, closing(url="https://demo.example")).status_code == 404
    assert (
        visitor.post(roadmap.act("5.2", 0, "close"), closing(url="https://demo.example")).status_code == 404
    )


def test_the_director_alone_closes_without_evidence(world: World, visitor: Visitor, roadmap: Running) -> None:
    target = roadmap.act("1.1", 0, "exception")
    visitor.sign_in(world.center.coordinator)
    assert visitor.post(target, {"reason": "Утрачено", "done_on": "28.02.2023"}).status_code == 403
    visitor.sign_out()
    visitor.sign_in(world.center.director)
    bare = visitor.post(target, {"reason": " ", "done_on": "28.02.2023"})
    assert bare.status_code == 422
    assert "Напишите причину" in bare.text
    page = follow(visitor, visitor.post(target, {"reason": "Архив сгорел", "done_on": "28.02.2023"}))
    assert "Архив сгорел" in page
    follow(visitor, visitor.post(roadmap.act("1.1", 0, "reopen"), {"reason": "Копия нашлась"}))
    assert occurrence(world, roadmap.executions["1.1"][0]).state == "in_work"


def test_who_closed_takes_it_back_on_the_same_day(world: World, visitor: Visitor, roadmap: Running) -> None:
    target = roadmap.executions["5.2"][0]
    visitor.sign_in(world.center.executor)
    page = follow(visitor, visitor.post(roadmap.act("5.2", 0, "close"), closing(file=upload())))
    assert "Отменить закрытие" in page
    visitor.sign_out()
    visitor.sign_in(world.center.coordinator)
    visitor.post(roadmap.act("5.2", 0, "undo"))
    assert occurrence(world, target).state == "done"
    visitor.sign_out()
    visitor.sign_in(world.center.executor)
    follow(visitor, visitor.post(roadmap.act("5.2", 0, "undo")))
    assert (occurrence(world, target).state, occurrence(world, target).done_on) == ("in_work", None)
    assert len(evidence_of(world, target)) == 1


def test_moving_needs_reason_and_basis(world: World, coordinator: Visitor, roadmap: Running) -> None:
    target = roadmap.act("5.2", 6, "move")
    bare = coordinator.post(target, {"due": "25.10.2024", "reason": "Сводная позже", "basis": ""})
    assert bare.status_code == 422
    assert "Назовите основание" in bare.text
    assert "Сводная позже" in bare.text
    assert 'value="25.10.2024"' in bare.text
    same = coordinator.post(target, {"due": "30.09.2024", "reason": "Так", "basis": "Письмо"})
    assert "Эта дата уже стоит" in same.text
    page = plain(
        follow(
            coordinator,
            coordinator.post(target, {"due": "25.10.2024", "reason": "Сводная позже", "basis": "Письмо № 5"}),
        )
    )
    assert "перенесено с 30.09.2024" in page
    with in_tenant(world.center):
        move = session().scalars(select(RoadmapDeadlineMove)).one()
    assert (move.due_to, move.basis) == (date(2024, 10, 25), "Письмо № 5")


def test_over_a_changed_record_both_versions_are_shown_and_one_is_chosen(
    world: World, coordinator: Visitor, roadmap: Running
) -> None:
    target = roadmap.act("5.2", 6, "move")
    seen = {"seen": "1", "due": "25.10.2024", "reason": "Сводная позже", "basis": "Письмо № 5"}
    with in_tenant(world.center, world.center.director, rights=frozenset({"roadmap.view", "roadmap.edit"})):
        service.move_deadline(roadmap.executions["5.2"][6], date(2024, 11, 1), "Каникулы", "Приказ № 9")
    answer = coordinator.post(target, seen)
    assert answer.status_code == 409
    page = plain(answer.text)
    assert "Пока вы правили, запись изменили: Директорова А.И." in page
    assert "Сравнить и выбрать" in page
    assert "01.11.2024" in page
    assert "Приказ № 9" in page
    assert "Сводная позже" in page
    assert occurrence(world, roadmap.executions["5.2"][6]).due == date(2024, 11, 1)
    theirs = coordinator.post(target, {**seen, "seen": "2", "take-due": "now"})
    assert "Эта дата уже стоит" in theirs.text
    follow(coordinator, coordinator.post(target, {**seen, "seen": "2", "take-due": "mine"}))
    assert occurrence(world, roadmap.executions["5.2"][6]).due == date(2024, 10, 25)


def test_a_field_of_the_wording_may_be_taken_from_the_other_person(
    world: World, coordinator: Visitor, roadmap: Running
) -> None:
    page = f"{roadmap.page('5.2')}/wording"
    with at_work(world.center):
        service.edit_item(roadmap.items["5.2"], "5.2", "Их название", "Их результат")
    mine = {"seen": "1", "number": "5.2", "title": "Моё название", "result": "Мой результат"}
    answer = coordinator.post(page, mine)
    assert answer.status_code == 409
    assert "Их название" in answer.text
    seen = str(item(world, roadmap.items["5.2"]).version)
    follow(
        coordinator,
        coordinator.post(page, {**mine, "seen": seen, "take-title": "now", "take-result": "mine"}),
    )
    row = item(world, roadmap.items["5.2"])
    assert (row.title, row.result) == ("Их название", "Мой результат")


def test_closing_over_a_changed_record_keeps_the_file(
    world: World, coordinator: Visitor, roadmap: Running
) -> None:
    with at_work(world.center):
        service.start_work(roadmap.executions["5.2"][6])
    answer = coordinator.post(roadmap.act("5.2", 6, "close"), closing(file=upload(), seen="1"))
    assert answer.status_code == 409
    assert 'name="kept"' in answer.text
    assert "Взято в работу" in plain(answer.text)


def test_a_relative_deadline_appears_with_its_event(
    world: World, coordinator: Visitor, roadmap: Running
) -> None:
    page = f"{roadmap.page('4.3')}/event"
    assert coordinator.post(page, {"on": "вчера"}).status_code == 422
    shown = plain(follow(coordinator, coordinator.post(page, {"on": "08.10.2024"})))
    assert "22.10.2024" in shown
    assert coordinator.post(f"{roadmap.page('1.1')}/event", {"on": "08.10.2024"}).status_code == 422


def test_dates_of_somebody_elses_schedule_are_given(
    world: World, coordinator: Visitor, roadmap: Running
) -> None:
    page = f"{roadmap.page('3.1')}/dates"
    wrong = coordinator.post(page, {"dates": "21.10.2024, 31.11.2024"})
    assert wrong.status_code == 422
    assert "21.10.2024, 31.11.2024" in wrong.text
    shown = plain(follow(coordinator, coordinator.post(page, {"dates": "21.10.2024; 15.11.2024"})))
    assert "21.10.2024" in shown
    assert "15.11.2024" in shown
    with at_work(world.center):
        assert len(running().executions["3.1"]) == 2


def test_a_conditional_measure_is_opened_when_needed(
    world: World, coordinator: Visitor, roadmap: Running
) -> None:
    page = f"{roadmap.page('5.4')}/open"
    assert coordinator.post(page, {"due": "01.11.2024", "reason": ""}).status_code == 422
    shown = follow(coordinator, coordinator.post(page, {"due": "01.11.2024", "reason": "Предложение"}))
    assert "В работе" in plain(shown)
    with at_work(world.center):
        assert len(running().executions["5.4"]) == 1


@pytest.mark.parametrize(("act", "state"), [("skip", "not_required"), ("cancel", "cancelled")])
def test_an_execution_is_set_aside_and_taken_back(
    world: World, coordinator: Visitor, roadmap: Running, act: str, state: str
) -> None:
    target = roadmap.executions["5.2"][7]
    assert coordinator.post(roadmap.act("5.2", 7, act), {"reason": ""}).status_code == 422
    page = follow(coordinator, coordinator.post(roadmap.act("5.2", 7, act), {"reason": "Повтор п. 5.1"}))
    assert "Повтор п.\N{NO-BREAK SPACE}5.1" in page
    assert occurrence(world, target).state == state
    follow(coordinator, coordinator.post(roadmap.act("5.2", 7, "restore")))
    assert occurrence(world, target).state == "planned"


def test_a_measure_is_not_required_and_required_again(
    world: World, coordinator: Visitor, roadmap: Running
) -> None:
    page = f"{roadmap.page('6.1')}/not-required"
    assert "Контролирует школа" in follow(
        coordinator, coordinator.post(page, {"reason": "Контролирует школа"})
    )
    assert item(world, roadmap.items["6.1"]).not_required
    follow(coordinator, coordinator.post(f"{roadmap.page('6.1')}/required"))
    assert not item(world, roadmap.items["6.1"]).not_required
    twice = follow(coordinator, coordinator.post(f"{roadmap.page('6.1')}/required"))
    assert "Это уже решено" in twice


def test_people_are_chosen_from_the_organisation_and_named(
    world: World, coordinator: Visitor, roadmap: Running
) -> None:
    page = f"{roadmap.page('6.1')}/people"
    assert "Отсутствующая" in coordinator.get(page).text
    chosen = str(world.center.director.account_id)
    follow(coordinator, coordinator.post(page, {"people": chosen, "names": "Новикова О.П., Примерова А.И."}))
    with in_tenant(world.center):
        rows = session().scalars(
            select(RoadmapAssignee)
            .where(RoadmapAssignee.item_id == roadmap.items["6.1"])
            .order_by(RoadmapAssignee.position)
        )
        found = [(plain(one.name), one.account_id is not None) for one in rows]
    assert found == [("Директорова А.И.", True), ("Примерова А.И.", True), ("Новикова О.П.", False)]


def test_evidence_is_attached_downloaded_and_taken_away(
    world: World, coordinator: Visitor, roadmap: Running
) -> None:
    target = roadmap.act("5.2", 0, "evidence")
    assert coordinator.post(target, {"url": ""}).status_code == 422
    follow(
        coordinator,
        coordinator.post(target, {"file": upload(), "url": "https://demo.example/x", "note": "Черновик"}),
    )
    rows = {one.kind: one for one in evidence_of(world, roadmap.executions["5.2"][0])}
    assert set(rows) == {"file", "link"}
    file = coordinator.get(f"/o/center/roadmap/evidence/{rows['file'].id}")
    assert file.data == PDF
    assert file.headers["Content-Security-Policy"].startswith("sandbox")
    assert file.headers["Content-Disposition"].startswith("attachment")
    file.close()
    assert coordinator.get(f"/o/center/roadmap/evidence/{rows['link'].id}").status_code == 404
    remove = f"/o/center/roadmap/evidence/{rows['file'].id}/remove"
    assert coordinator.post(remove, {"reason": ""}).status_code == 422
    page = follow(coordinator, coordinator.post(remove, {"reason": "Не та справка"}))
    assert "Убрано 1" in plain(page)
    assert "Не та справка" in plain(coordinator.get(f"{roadmap.page('5.2')}/history").text)
    assert coordinator.get(f"/o/center/roadmap/evidence/{rows['file'].id}").status_code == 404


def test_a_strangers_evidence_is_not_found(world: World, visitor: Visitor, roadmap: Running) -> None:
    with at_work(world.center):
        service.add_evidence(roadmap.executions["5.2"][0], LINK)
    (row,) = evidence_of(world, roadmap.executions["5.2"][0])
    visitor.sign_in(world.ankudinovskaya.coordinator)
    assert visitor.get(f"/o/ankudinovskaya/roadmap/evidence/{row.id}/remove").status_code == 404
    assert visitor.get(f"/o/center/roadmap/evidence/{row.id}").status_code == 404


def test_a_remark_is_kept_until_it_is_right_and_read_as_text(
    world: World, visitor: Visitor, roadmap: Running
) -> None:
    visitor.sign_in(world.center.executor)
    page = f"{roadmap.page('1.1')}/comments"
    long = "я" * 4001
    refused = visitor.post(page, {"text": long})
    assert refused.status_code == 422
    assert long in refused.text
    assert visitor.post(page, {"text": "  "}).status_code == 422
    shown = follow(visitor, visitor.post(page, {"text": "<b>Когда ждать</b>?"}))
    assert "&lt;b&gt;Когда ждать&lt;/b&gt;?" in shown
    with in_tenant(world.center):
        assert len(session().scalars(select(RoadmapComment)).all()) == 1
