# SPDX-License-Identifier: MIT
"""Programmes through their pages: register, board, the way through the stages, documents, people, events, own forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any, TypeVar

import pytest
from python_calamine import load_workbook
from sqlalchemy import update

from nastavnik.foundation.change import change
from nastavnik.foundation.dates import format_date, today
from nastavnik.matches import service as matches
from nastavnik.programmes import service
from nastavnik.programmes.models import Programme
from nastavnik.programmes.service import NewDocument, ProgrammeCard
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import RIGHTS, make_active, make_mentee, make_mentor, make_person, make_programme
from nastavnik.testing.worlds import World, in_tenant

HOME = "/o/center/programmes"
T = TypeVar("T")
CARD = {
    "title": "Первый шаг",
    "kind": "STUDENT_STUDENT/leader",
    "custom_form_id": "",
    "model_kind": "students",
    "starts_on": format_date(today()),
    "ends_on": format_date(today() + timedelta(days=200)),
    "goal": "Помочь друг другу",
}


@pytest.fixture
def coordinator(visitor: Visitor, world: World) -> Visitor:
    visitor.sign_in(world.center.coordinator)
    return visitor


def work(world: World, act: Callable[[], T]) -> T:
    """Do something through the services as the Centre's coordinator with every right."""
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        return act()


def said(answer: Any) -> str:
    """The text of a page with plain spaces."""
    return str(answer.text).replace("\u00a0", " ")


def fetched(world: World, programme_id: Any) -> Programme:
    return work(world, lambda: service.get_programme(programme_id))


def give_papers(programme: Programme) -> None:
    for one in service.missing_papers(programme):
        service.add_document(programme.id, NewDocument(one.paper, url="https://school.example/1.pdf"))


def at_stage(programme: Programme, stage: int) -> Programme:
    while programme.stage < stage:
        give_papers(programme)
        programme = service.advance(programme.id)
    return programme


def test_an_empty_register_says_what_to_do(coordinator: Visitor) -> None:
    page = coordinator.get(f"{HOME}/")
    assert "Программ пока нет" in said(page)
    assert f"{HOME}/new" in page.text
    assert "Идущих программ нет" in said(coordinator.get(f"{HOME}/board"))


def test_a_programme_is_written_approved_by_the_director_and_started(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.coordinator)
    made = visitor.post(f"{HOME}/new", CARD)
    assert made.status_code == 303
    url = made.headers["Location"]
    assert "Программу утверждает директор" in said(visitor.get(url))
    assert visitor.post(f"{url}/approve").status_code == 403
    assert "после утверждения" in said(visitor.post(f"{url}/start", follow_redirects=True))
    visitor.sign_in(world.center.director)
    assert "Первый шаг" in said(visitor.get("/o/center/"))
    assert visitor.post(f"{url}/approve").status_code == 303
    assert visitor.post(f"{url}/start").status_code == 303
    page = said(visitor.get(url))
    assert "приказ о внедрении целевой модели" in page
    assert "До следующего этапа не хватает" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Заполните это поле"),
        ({"kind": "ALIEN/x"}, "Not a valid choice"),
        ({"starts_on": "31.02.2027"}, "28 дней"),
        ({"starts_on": ""}, "Укажите дату"),
        ({"ends_on": "01.01.2020"}, "заканчивается раньше"),
        ({"model_kind": "teachers"}, "учитель"),
        ({"public_url": "school.example"}, "https://"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_the_rest_stays(
    coordinator: Visitor, wrong: dict[str, str], sentence: str
) -> None:
    answer = coordinator.post(f"{HOME}/new", {**CARD, **wrong})
    assert answer.status_code == 422
    if "kind" not in wrong:
        assert sentence.lower() in said(answer).lower()
    assert "Помочь друг другу" in answer.text


def test_a_stale_form_overwrites_nothing(coordinator: Visitor, world: World) -> None:
    programme = work(world, make_programme)
    url = f"{HOME}/{programme.id}/edit"
    stale = {**CARD, "seen": "1", "title": "Другое название"}
    assert coordinator.post(url, stale).status_code == 422
    assert fetched(world, programme.id).title == "Вместе"
    assert coordinator.post(url, {**stale, "seen": str(programme.version)}).status_code == 303
    assert fetched(world, programme.id).title == "Другое название"


def test_a_stage_waits_for_its_documents(coordinator: Visitor, world: World) -> None:
    programme = work(world, make_programme)
    url = f"{HOME}/{programme.id}"
    refused = coordinator.post(f"{url}/advance", follow_redirects=True)
    assert "положение о наставничестве" in said(refused)
    nothing = coordinator.post(f"{url}/documents/new", {"kind": "regulation"})
    assert (nothing.status_code, "Приложите файл" in said(nothing)) == (422, True)
    wrong = {"kind": "regulation", "file": (BytesIO(b"MZ"), "программа.exe")}
    assert coordinator.post(f"{url}/documents/new", wrong).status_code == 422
    for kind in ("launch_order", "coordinator_order"):
        given = {"kind": kind, "url": "https://school.example/1.pdf"}
        assert coordinator.post(f"{url}/documents/new", given).status_code == 303
    file = {"kind": "regulation", "file": (BytesIO(b"%PDF-1.7\n%%EOF\n"), "Положение.pdf"), "number": "5"}
    assert coordinator.post(f"{url}/documents/new", file).status_code == 303
    assert coordinator.post(f"{url}/advance").status_code == 303
    assert fetched(world, programme.id).stage == 2
    documents = {one.kind: one for one in work(world, lambda: service.documents_of(programme.id))}
    stored = coordinator.get(f"{url}/documents/{documents['regulation'].id}", buffered=True)
    assert stored.data.startswith(b"%PDF")
    link = coordinator.get(f"{url}/documents/{documents['launch_order'].id}")
    assert link.headers["Location"] == "https://school.example/1.pdf"
    assert coordinator.post(f"{url}/documents/{documents['regulation'].id}/remove").status_code == 303
    assert coordinator.get(f"{url}/documents/{documents['regulation'].id}").status_code == 404


def test_the_sixth_stage_waits_for_a_pair_fixed_by_an_order(coordinator: Visitor, world: World) -> None:
    def prepare() -> Programme:
        programme = at_stage(make_programme(), 5)
        give_papers(programme)
        return programme

    programme = work(world, prepare)
    url = f"{HOME}/{programme.id}"
    page = coordinator.get(url)
    assert "Ни одна пара программы" in said(page)
    assert f"/o/center/pairs/?programme={programme.id}" in page.text
    coordinator.post(f"{url}/advance")
    assert fetched(world, programme.id).stage == 5
    work(world, lambda: make_active(programme, make_mentor("Наставникова"), make_mentee("Ёлкина")))
    coordinator.post(f"{url}/advance")
    assert fetched(world, programme.id).stage == 6


def test_the_end_waits_for_open_pairs(coordinator: Visitor, world: World) -> None:
    def prepare() -> tuple[Programme, matches.Match]:
        programme = at_stage(make_programme(), 7)
        return programme, make_active(programme, make_mentor("Наставникова"), make_mentee("Ёлкина"))

    programme, match = work(world, prepare)
    url = f"{HOME}/{programme.id}"
    assert "Не завершена 1 пара" in said(coordinator.get(url))
    coordinator.post(f"{url}/advance")
    assert fetched(world, programme.id).state == "running"
    work(world, lambda: matches.end_early(match.id, "moved"))
    coordinator.post(f"{url}/advance")
    assert fetched(world, programme.id).state == "completed"


def test_cancelled_and_continued_with_its_people(coordinator: Visitor, world: World) -> None:
    programme = work(world, make_programme)
    person = work(world, lambda: make_person("Участникова"))
    url = f"{HOME}/{programme.id}"
    found = coordinator.post(f"{url}/participants", {"find": "1", "text": "участ"})
    assert (found.status_code, str(person.id) in found.text) == (200, True)
    nobody = coordinator.post(f"{url}/participants", {"join": "1", "role": "mentor"})
    assert (nobody.status_code, "хотя бы одного" in said(nobody)) == (422, True)
    joined = {"join": "1", "role": "mentor", "person": str(person.id)}
    assert coordinator.post(f"{url}/participants", joined).status_code == 303
    assert "Участникова" in coordinator.get(url).text
    term = {"starts_on": format_date(today()), "ends_on": format_date(today() + timedelta(days=300))}
    assert coordinator.post(f"{url}/continue", term).status_code == 422
    assert coordinator.post(f"{url}/cancel", {"reason": ""}).status_code == 422
    assert coordinator.post(f"{url}/cancel", {"reason": "не набрали участников"}).status_code == 303
    assert "не набрали участников" in said(coordinator.get(url))
    again = coordinator.post(f"{url}/continue", term)
    assert again.status_code == 303
    assert "Участникова" in coordinator.get(again.headers["Location"]).text
    assert coordinator.post(f"{url}/cancel", {"reason": "ещё раз"}).status_code == 422


def test_public_events_and_own_forms(coordinator: Visitor, world: World) -> None:
    programme = work(world, make_programme)
    url = f"{HOME}/{programme.id}"
    assert coordinator.post(f"{url}/events/new", {"title": "Слёт"}).status_code == 422
    bad = {"title": "Слёт", "held_on": "01.06.2027", "url": "javascript:alert(1)"}
    assert coordinator.post(f"{url}/events/new", bad).status_code == 422
    assert coordinator.post(f"{url}/events/new", {**bad, "url": ""}).status_code == 303
    assert "Слёт" in coordinator.get(url).text
    own = {"title": "педагог — ученик", "base_form": "STUDENT_STUDENT"}
    assert coordinator.post(f"{HOME}/forms", own).status_code == 303
    assert "уже есть" in said(coordinator.post(f"{HOME}/forms", own))
    form = work(world, service.custom_forms)[0]
    card = {**CARD, "custom_form_id": str(form.id)}
    made = coordinator.post(f"{HOME}/new", card)
    assert "педагог — ученик" in said(coordinator.get(made.headers["Location"]))
    assert coordinator.post(f"{HOME}/forms/{form.id}/retire").status_code == 303
    assert form.title not in said(coordinator.get(f"{HOME}/new"))
    assert form.title in said(coordinator.get(f"{made.headers['Location']}/edit"))


def test_the_register_and_the_board_are_bounded_filtered_and_exported(
    coordinator: Visitor, world: World, count_queries: Any
) -> None:
    def many() -> None:
        for title in ("Ёлка", "Старт", "Вместе", "Рядом"):
            make_programme(title)
        service.add_programme(ProgrammeCard("Черновик", "UNI_STUDENT", today(), today()))
        with change(audited=False) as tx:
            tx.session.execute(
                update(Programme)
                .where(Programme.title == "Ёлка")
                .values(stage_since=today() - timedelta(days=22))
            )

    work(world, lambda: make_programme("Первая"))
    with count_queries() as few:
        coordinator.get(f"{HOME}/")
        coordinator.get(f"{HOME}/board")
    work(world, many)
    with count_queries() as more:
        page = coordinator.get(f"{HOME}/?state=running&sort=-title")
        board = coordinator.get(f"{HOME}/board")
    assert len(more) <= len(few)
    assert ">Черновик</a>" not in page.text
    assert page.text.index("Старт") < page.text.index("Ёлка")
    assert "1 программа стоит на одном этапе" in said(board)
    assert "Под этот отбор программ нет" in said(coordinator.get(f"{HOME}/?q=никакая"))
    book = coordinator.get(f"{HOME}/list.xlsx?form=UNI_STUDENT", buffered=True)
    rows = load_workbook(BytesIO(book.data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["Черновик"]
    assert "22 дня на этапе 1" in said(coordinator.get("/o/center/"))
    assert f"{HOME}/" in coordinator.get("/o/center/search?q=ёлка").text


def test_strangers_and_executors_see_no_programme(visitor: Visitor, world: World) -> None:
    programme = work(world, make_programme)
    work(world, lambda: give_papers(programme))
    document = work(world, lambda: service.documents_of(programme.id)[0])
    addresses = [f"/{programme.id}", f"/{programme.id}/edit", f"/{programme.id}/documents/{document.id}"]
    visitor.sign_in(world.ankudinovskaya.coordinator)
    for address in addresses:
        assert visitor.get(f"/o/ankudinovskaya/programmes{address}").status_code == 404
        assert visitor.get(f"{HOME}{address}").status_code == 404
    assert visitor.post(f"/o/ankudinovskaya/programmes/{programme.id}/advance").status_code == 404
    visitor.sign_in(world.center.executor)
    for address in ["/", "/board", "/list.xlsx", "/forms", *addresses]:
        assert visitor.get(f"{HOME}{address}").status_code == 403
    visitor.sign_in(world.officer)
    assert visitor.get(f"{HOME}/").status_code == 404
