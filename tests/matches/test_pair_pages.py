# SPDX-License-Identifier: MIT
"""Pairs through their pages: list, proposing by hand, answers, orders, the life of a pair, plan and papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any, TypeVar

from docx import Document
from flask import Flask
from pypdf import PdfReader
from python_calamine import load_workbook

from nastavnik.consents import service as consents
from nastavnik.foundation.dates import format_date, today
from nastavnik.matches import service
from nastavnik.matches.service import Match, Proposal, TaskCard
from nastavnik.people import service as people
from nastavnik.people.service import Mentee, MentorCard, RequestCard
from nastavnik.programmes.service import Programme
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import (
    RIGHTS,
    give_consent,
    make_active,
    make_agreed,
    make_mentee,
    make_mentor,
    make_person,
    make_programme,
)
from nastavnik.testing.worlds import World, in_tenant

HOME = "/o/center/pairs"
T = TypeVar("T")


def work(world: World, act: Callable[[], T]) -> T:
    """Do something through the services as the Centre's coordinator."""
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        return act()


def said(answer: Any) -> str:
    """The text of a page with plain spaces."""
    return str(answer.text).replace("\u00a0", " ")


def proposed() -> Match:
    mentee = make_mentee("Ёлкина")
    return service.propose(Proposal(make_programme().id, make_mentor("Наставникова").id, (mentee.id,)))


def agreed() -> Match:
    return make_agreed(make_programme(), make_mentor("Наставникова"), make_mentee("Ёлкина"))


def active() -> Match:
    return make_active(make_programme(), make_mentor("Наставникова"), make_mentee("Ёлкина"))


def state(world: World, match: Match) -> str:
    return work(world, lambda: service.get_match(match.id)).state


def test_an_empty_list_says_what_to_do(coordinator: Visitor) -> None:
    page = coordinator.get(f"{HOME}/")
    assert "Пар пока нет" in said(page)
    assert f"{HOME}/new" in page.text


def test_the_list_is_filtered_sorted_exported_and_bounded(
    coordinator: Visitor, world: World, count_queries: Any
) -> None:
    def form_many() -> Programme:
        programme = make_programme()
        for letter in "абвгдеж":
            make_agreed(programme, make_mentor(f"Наставников{letter}"), make_mentee(f"Ёлкин{letter}"))
        return programme

    programme = work(world, form_many)
    with count_queries() as queries:
        page = coordinator.get(f"{HOME}/?programme={programme.id}")
    many = len(queries)
    assert page.text.count("Наставников") >= 7
    assert many <= 25
    found = coordinator.get(f"{HOME}/?q=елкинб&state=agreed")
    assert "Наставниковб" in found.text
    assert "Наставникова" not in found.text
    assert "Под этот отбор пар нет" in said(coordinator.get(f"{HOME}/?q=никого"))
    first = coordinator.get(f"{HOME}/?sort=-name").text
    assert first.index("Наставниковж") < first.index("Наставникова")
    book = coordinator.get(f"{HOME}/list.xlsx?q=елкинб", buffered=True)
    rows = load_workbook(BytesIO(book.data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["Наставниковб Анна Ивановна"]
    book.close()


def test_a_pair_is_proposed_by_hand_without_scripts(coordinator: Visitor, world: World) -> None:
    def prepare() -> tuple[Programme, people.Mentor, Mentee]:
        return make_programme(), make_mentor("Наставникова"), make_mentee("Ёлкина")

    programme, mentor, mentee = work(world, prepare)
    found = coordinator.post(f"{HOME}/new", {"find": "1", "mentor_text": "настав", "mentee_text": "елк"})
    assert found.status_code == 200
    assert str(mentor.id) in found.text
    assert str(mentee.id) in found.text
    chosen = {"mentor": str(mentor.id), "mentee": str(mentee.id), "programme": str(programme.id)}
    kept = coordinator.post(f"{HOME}/new", {**chosen, "find": "1", "goal": "Подтянуть алгебру"})
    for chosen_id in (mentor.id, mentee.id):
        assert f'value="{chosen_id}" checked' in kept.text
    assert "Подтянуть алгебру" in kept.text
    sent = coordinator.post(f"{HOME}/new", {**chosen, "propose": "1", "goal": "Подтянуть алгебру"})
    assert sent.status_code == 303
    shown = coordinator.get(sent.headers["Location"])
    assert "Подтянуть алгебру" in shown.text
    assert "Ждём ответа" in said(shown)
    again = coordinator.post(f"{HOME}/new", {**chosen, "propose": "1"})
    assert again.status_code == 422
    assert "пока эта пара невозможна" in said(again).lower()


def test_a_proposal_lacking_something_is_refused(coordinator: Visitor, world: World) -> None:
    programme, mentor = work(world, lambda: (make_programme(), make_mentor("Наставникова")))
    nothing = coordinator.post(f"{HOME}/new", {"propose": "1", "programme": str(programme.id)})
    assert (nothing.status_code, "Выберите наставника" in said(nothing)) == (422, True)
    alone = {"propose": "1", "programme": str(programme.id), "mentor": str(mentor.id)}
    refused = coordinator.post(f"{HOME}/new", alone)
    assert (refused.status_code, "Выберите наставляемого" in said(refused)) == (422, True)
    wrong = coordinator.post(f"{HOME}/new", {**alone, "ends_on": "31.02.2027"})
    assert "28 дней" in said(wrong)


def test_the_gate_is_told_person_by_person_with_what_to_do(coordinator: Visitor, world: World) -> None:
    def prepare() -> tuple[Programme, people.Mentor, Mentee]:
        outsider = make_person("Внешнев", 35, "employee")
        give_consent(outsider)
        mentor = people.enter_mentor(outsider.id, MentorCard("organisations"))
        child = make_person("Ёлкина", 13, "pupil")
        return make_programme(), mentor, people.enter_mentee(child.id, RequestCard("academic"))

    programme, mentor, mentee = work(world, prepare)
    chosen = {"mentor": str(mentor.id), "mentee": str(mentee.id), "programme": str(programme.id)}
    refused = coordinator.post(f"{HOME}/new", {**chosen, "propose": "1"})
    assert refused.status_code == 422
    for words in ("согласие законного представителя", "нет допуска", "Записать допуск", "отбор наставников"):
        assert words.lower() in said(refused).lower(), words
    assert f"/o/center/consents/{mentee.person_id}/give/participation" in refused.text
    assert f"/o/center/consents/{mentor.person_id}/clearance" in refused.text
    assert work(world, service.match_counts) == {}


def test_letters_go_to_those_with_an_address_and_links_are_handed_to_others(
    coordinator: Visitor, world: World, app: Flask
) -> None:
    match = work(world, proposed)

    def give_address() -> None:
        mentor = people.get_person(service.get_pair(match.id).mentor.person_id)
        people.change_person(
            mentor.id,
            people.PersonCard(mentor.surname, mentor.name, kind=mentor.kind, email="n@school.example"),
        )

    work(world, give_address)
    shown = coordinator.post(f"{HOME}/{match.id}/ask")
    assert shown.status_code == 200
    assert shown.text.count(f"{HOME}/link/") >= 2
    assert "Ссылки для передачи" in said(shown)
    assert coordinator.post(f"{HOME}/{match.id}/withdraw", {"reason": "ошибка"}).status_code == 303
    late = coordinator.post(f"{HOME}/{match.id}/ask", follow_redirects=True)
    assert "больше не ждёт" in said(late)


def test_an_answer_on_behalf_needs_its_reason(coordinator: Visitor, world: World) -> None:
    match = work(world, proposed)
    rows = work(world, lambda: service.answers_of([match.id])[match.id])
    url = f"{HOME}/{match.id}/answers/{rows[0].id}"
    assert coordinator.get(url).status_code == 200
    assert coordinator.post(url, {"answer": "yes"}).status_code == 422
    assert coordinator.post(url, {"answer": "perhaps", "reason": "сказали"}).status_code == 422
    for row in rows:
        given = {"answer": "yes", "reason": "сказали на встрече"}
        assert coordinator.post(f"{HOME}/{match.id}/answers/{row.id}", given).status_code == 303
    assert state(world, match) == "agreed"
    assert coordinator.post(url, {"answer": "no", "reason": "передумали"}).status_code == 422


def test_the_order_is_drafted_printed_signed_once_and_starts_its_pairs(
    coordinator: Visitor, world: World
) -> None:
    match = work(world, agreed)
    assert "Наставникова" in coordinator.get(f"{HOME}/orders").text
    nothing = coordinator.post(f"{HOME}/orders/draft", follow_redirects=True)
    assert "Выберите пары" in said(nothing)
    drafted = coordinator.post(f"{HOME}/orders/draft", {"match": str(match.id)})
    url = drafted.headers["Location"]
    assert coordinator.get(url).status_code == 200
    twice = coordinator.post(f"{HOME}/orders/draft", {"match": str(match.id)}, follow_redirects=True)
    assert "в проект другого приказа" in said(twice)
    document = coordinator.get(f"{url}/download/docx", buffered=True)
    text = "\n".join(
        [one.text for one in Document(BytesIO(document.data)).paragraphs]
        + [
            cell.text
            for table in Document(BytesIO(document.data)).tables
            for row in table.rows
            for cell in row.cells
        ]
    )
    document.close()
    assert "О закреплении наставнических пар" in text
    assert "Наставникова Анна Ивановна" in text
    assert "Ёлкина Анна Ивановна" in text
    future = {"number": "17-о", "dated_on": format_date(today() + timedelta(days=1))}
    assert coordinator.post(f"{url}/sign", future).status_code == 422
    assert coordinator.post(f"{url}/sign", {"number": "", "dated_on": ""}).status_code == 422
    signed = {"number": "17-о", "dated_on": format_date(today())}
    scan = {**signed, "file": (BytesIO(b"%PDF-1.7\n%%EOF\n"), "приказ.pdf")}
    assert coordinator.post(f"{url}/sign", scan).status_code == 303
    assert state(world, match) == "active"
    assert coordinator.get(f"{url}/scan", buffered=True).data.startswith(b"%PDF")
    assert coordinator.post(f"{url}/sign", signed).status_code == 422
    assert "удалить нельзя" in said(coordinator.post(f"{url}/drop", follow_redirects=True))


def test_a_wrong_scan_keeps_nothing_and_starts_nothing(coordinator: Visitor, world: World) -> None:
    match = work(world, agreed)
    order = work(world, lambda: service.draft_order([match.id]))
    wrong = {"number": "1", "dated_on": format_date(today()), "file": (BytesIO(b"MZ"), "scan.exe")}
    assert coordinator.post(f"{HOME}/orders/{order.id}/sign", wrong).status_code == 422
    assert state(world, match) == "agreed"


def test_what_lapsed_before_the_order_is_told_and_nothing_starts(coordinator: Visitor, world: World) -> None:
    match = work(world, agreed)
    order = work(world, lambda: service.draft_order([match.id]))

    def withdraw() -> None:
        person_id = service.get_pair(match.id).members[0].person.id
        consents.withdraw(consents.consents_of([person_id])[person_id][0].id, on=today())

    work(world, withdraw)
    signed = {"number": "17-о", "dated_on": format_date(today())}
    refused = coordinator.post(f"{HOME}/orders/{order.id}/sign", signed)
    assert refused.status_code == 422
    assert "Получить согласие" in said(refused)
    assert state(world, match) == "agreed"
    assert coordinator.post(f"{HOME}/orders/{order.id}/drop").status_code == 303
    assert coordinator.get(f"{HOME}/orders/{order.id}").status_code == 404
    assert coordinator.get(f"{HOME}/{match.id}").status_code == 200


def test_the_life_of_a_pair_on_its_page(coordinator: Visitor, world: World) -> None:
    match = work(world, active)
    url = f"{HOME}/{match.id}"
    assert coordinator.post(f"{url}/pause", {"reason": ""}).status_code == 422
    assert coordinator.post(f"{url}/pause", {"reason": "каникулы"}).status_code == 303
    assert "Возобновить" in said(coordinator.get(url))
    assert coordinator.post(f"{url}/resume").status_code == 303
    assert state(world, match) == "active"
    assert "уже изменилось" in said(coordinator.post(f"{url}/resume", follow_redirects=True))
    assert (
        coordinator.post(f"{url}/goal", {"goal": "Собрать проект", "ends_on": "30.06.2030"}).status_code
        == 303
    )
    assert "Собрать проект" in coordinator.get(url).text
    assert coordinator.post(f"{url}/end", {"reason": "tired"}).status_code == 422
    assert coordinator.post(f"{url}/end", {"reason": "moved", "words": "переезд"}).status_code == 303
    page = said(coordinator.get(url))
    assert "Завершена досрочно" in page or "переезд" in page
    assert coordinator.post(f"{url}/end", {"reason": "moved"}).status_code == 422


def test_another_mentor_is_found_by_name_and_takes_over(coordinator: Visitor, world: World) -> None:
    match = work(world, active)
    new = work(world, lambda: make_mentor("Сменова"))
    url = f"{HOME}/{match.id}/replace"
    found = coordinator.post(url, {"find": "1", "mentor_text": "смен", "reason": "переезд"})
    assert (str(new.id) in found.text, "переезд" in found.text) == (True, True)
    assert coordinator.post(url, {"reason": "переезд"}).status_code == 422
    taken = coordinator.post(url, {"reason": "переезд наставника", "mentor": str(new.id)})
    assert taken.status_code == 303
    assert state(world, match) == "ended"
    assert "Продолжает работу" in said(coordinator.get(taken.headers["Location"]))


def test_the_plan_grows_is_corrected_and_is_printed(coordinator: Visitor, world: World) -> None:
    match = work(world, active)
    url = f"{HOME}/{match.id}/plan"
    assert coordinator.post(url, {"text": ""}).status_code == 422
    assert coordinator.post(url, {"text": "Решить 20 задач", "due_on": "01.12.2030"}).status_code == 303
    task = work(world, lambda: service.plan_of(match.id)[0])
    wrong = {"text": "Решить 20 задач", "mark": "7"}
    assert "от 1 до 5" in said(coordinator.post(f"{url}/{task.id}", wrong))
    done = {"text": "Решить 20 задач", "actual_result": "решено 18", "mark": "4"}
    assert coordinator.post(f"{url}/{task.id}", done).status_code == 303
    assert "1 из 1" in said(coordinator.get(f"{HOME}/{match.id}"))
    for address, words in (
        (f"{url}/download/pdf", "Решить 20 задач"),
        (f"{HOME}/{match.id}/agreement/pdf", "Правила"),
    ):
        answer = coordinator.get(address, buffered=True)
        text = " ".join(
            " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages).split()
        )
        answer.close()
        assert words in text
        assert "Ёлкина" in text
    assert coordinator.get(f"{url}/download/odt").status_code == 404
    assert coordinator.post(f"{url}/{task.id}/remove").status_code == 303
    assert coordinator.get(f"{url}/{task.id}").status_code == 404


def test_the_first_page_calls_for_orders_refusals_and_what_lapsed(coordinator: Visitor, world: World) -> None:
    def prepare() -> None:
        programme = make_programme()
        make_agreed(programme, make_mentor("Согласнова"), make_mentee("Ждунова"))
        refused = service.propose(
            Proposal(programme.id, make_mentor("Отказова").id, (make_mentee("Соснина").id,))
        )
        answer = service.answers_of([refused.id])[refused.id][0]
        service.answer_on_behalf(answer.id, "no", "нет времени")
        running = make_active(programme, make_mentor("Наставникова"), make_mentee("Ёлкина"))
        person_id = service.get_pair(running.id).members[0].person.id
        consents.withdraw(consents.consents_of([person_id])[person_id][0].id, on=today())

    work(world, prepare)
    page = said(coordinator.get("/o/center/"))
    for words in ("1 пара ждёт приказа", "Отказова", "Должна остановиться", "Наставникова"):
        assert words in page, words


def test_a_person_shows_their_pairs(coordinator: Visitor, world: World) -> None:
    match = work(world, active)
    person_id = work(world, lambda: service.get_pair(match.id).members[0].person.id)
    assert f"{HOME}/{match.id}" in coordinator.get(f"/o/center/people/{person_id}").text
    assert "Наставникова" in coordinator.get("/o/center/search?q=наставникова").text


def test_strangers_and_executors_see_no_pair(visitor: Visitor, world: World) -> None:
    match = work(world, active)
    task = work(world, lambda: service.add_task(match.id, TaskCard("Задача")))
    order_id = match.order_id
    addresses = [
        f"/{match.id}",
        f"/{match.id}/plan/{task.id}",
        f"/orders/{order_id}",
        f"/orders/{order_id}/download/pdf",
    ]
    visitor.sign_in(world.ankudinovskaya.coordinator)
    for address in addresses:
        assert visitor.get(f"/o/ankudinovskaya/pairs{address}").status_code == 404
        assert visitor.get(f"{HOME}{address}").status_code == 404
    visitor.sign_in(world.center.executor)
    for address in ["/", "/new", "/list.xlsx", *addresses]:
        assert visitor.get(f"{HOME}{address}").status_code == 403
    visitor.sign_in(world.officer)
    assert visitor.get(f"{HOME}/").status_code == 404


def test_the_page_of_a_pair_asks_a_bounded_number_of_questions(
    coordinator: Visitor, world: World, count_queries: Any
) -> None:
    def group() -> Match:
        mentees = [make_mentee(f"Ёлкин{letter}") for letter in "абвгде"]
        return make_active(make_programme(), make_mentor("Наставникова"), *mentees, group_title="Старт")

    small, large = work(world, active), work(world, group)
    with count_queries() as few:
        coordinator.get(f"{HOME}/{small.id}")
    with count_queries() as many:
        coordinator.get(f"{HOME}/{large.id}")
    assert len(many) <= len(few)
