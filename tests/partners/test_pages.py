# SPDX-License-Identifier: MIT
"""Pages of the register: what they offer to whom, and forms that keep what was typed."""

from __future__ import annotations

import io
from typing import Any

import pytest
from python_calamine import load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from nastavnik.foundation.mail import Letter
from nastavnik.testing.clients import Visitor
from nastavnik.testing.partners import CLUB_INN, PLANT_INN, add_partner_person, make_party
from nastavnik.testing.worlds import World, in_system

REGISTER = "/o/center/partners/"
NEW = {
    "full_name": "Общество с ограниченной ответственностью «Образцовый завод»",
    "short_name": "ООО «Образцовый завод»",
    "sector": "industry",
    "inn": PLANT_INN,
    "state": "active",
    "offers": ["mentors", "base"],
    "contact_name": "Иванова И.И.",
    "notes": "звонить утром",
}
PERSON = {
    "email": "yolkina@plant.example",
    "surname": "Ёлкина",
    "name": "Яна",
    "role": "partner_signatory",
    "basis": "Устава",
}


@pytest.fixture
def coordinator(visitor: Visitor, world: World) -> Visitor:
    """The Centre's coordinator in a browser."""
    visitor.sign_in(world.center.coordinator)
    return visitor


def text(answer: TestResponse) -> str:
    """A page with its no-break spaces made plain."""
    return answer.text.replace("\N{NO-BREAK SPACE}", " ")


def added(coordinator: Visitor) -> str:
    """Address of a partner that was just added."""
    answer = coordinator.post(f"{REGISTER}new", NEW)
    assert answer.status_code == 303, text(answer)
    return str(answer.location)


def test_an_empty_register_says_what_to_do_next(coordinator: Visitor) -> None:
    page = text(coordinator.get(REGISTER))
    assert "Партнёров пока нет" in page
    assert f"{REGISTER}new" in page


def test_a_partner_is_added_shown_listed_and_exported(coordinator: Visitor) -> None:
    card = text(coordinator.get(added(coordinator)))
    for words in ("Наставники, Помещения и оборудование", "Промышленность", "звонить утром", PLANT_INN):
        assert words in card
    page = text(coordinator.get(REGISTER))
    assert "Сотрудничаем с 1 партнёром" in page
    book = coordinator.get(f"{REGISTER}list.xlsx", buffered=True)
    rows = load_workbook(io.BytesIO(book.data)).get_sheet_by_index(0).to_python()
    assert any(PLANT_INN in row and "Наставники, Помещения и оборудование" in row for row in rows)


def test_mistakes_stand_beside_their_fields_and_nothing_is_lost(coordinator: Visitor) -> None:
    answer = coordinator.post(f"{REGISTER}new", {**NEW, "inn": "5250000011", "kpp": "52500100"})
    assert answer.status_code == 422
    assert "Контрольная цифра ИНН не сходится" in text(answer)
    assert "В КПП девять знаков" in text(answer)
    assert "звонить утром" in text(answer)
    assert 'value="base" checked' in text(answer)
    assert "Партнёров пока нет" in text(coordinator.get(REGISTER))


def test_a_known_organisation_is_offered_and_taken(coordinator: Visitor, world: World) -> None:
    make_party(world.ankudinovskaya)
    answer = coordinator.post(f"{REGISTER}new", NEW)
    assert answer.status_code == 422
    assert f"{REGISTER}use/{PLANT_INN}" in text(answer)
    assert "Использовать эту организацию" in text(answer)
    taken = coordinator.post(f"{REGISTER}use/{PLANT_INN}", {"state": "prospective"})
    assert taken.status_code == 303
    assert "Ведём переговоры" in text(coordinator.get(taken.location))
    again = coordinator.post(f"{REGISTER}new", NEW)
    assert "Открыть карточку" in text(again)
    assert coordinator.get(f"{REGISTER}use/{CLUB_INN}").status_code == 404


def test_the_card_and_the_requisites_are_changed(coordinator: Visitor) -> None:
    card = added(coordinator)
    seen = {"seen": "1"}
    assert coordinator.post(f"{card}/edit", {**seen, "state": "ended"}).status_code == 303
    stale = coordinator.post(f"{card}/edit", {**seen, "state": "active"})
    assert stale.status_code == 422
    assert "изменил" in text(stale)
    assert coordinator.post(f"{card}/requisites", {**seen, **NEW, "phone": "+7 831"}).status_code == 303
    page = text(coordinator.get(card))
    assert "Завершено" in page
    assert "+7 831" in page


def test_requisites_of_a_partner_that_signs_in_are_its_own(coordinator: Visitor, world: World) -> None:
    add_partner_person(make_party(world.center))
    found = (
        text(coordinator.get(f"{REGISTER}?q=завод")).split(f'n-quietlink" href="{REGISTER}')[1].split('"')[0]
    )
    assert "ведёт сам" in text(coordinator.get(f"{REGISTER}{found}/requisites"))
    assert coordinator.post(f"{REGISTER}{found}/requisites", NEW).status_code == 422


def test_a_person_is_invited_changed_closed_and_opened(coordinator: Visitor) -> None:
    card = added(coordinator)
    bad = coordinator.post(f"{card}/people/new", {**PERSON, "basis": ""})
    assert bad.status_code == 422
    assert "на основании чего" in text(bad)
    assert coordinator.post(f"{card}/people/new", PERSON).status_code == 303
    page = text(coordinator.get(card))
    assert "Ёлкина Яна" in page
    with in_system() as opened:
        secret = opened.scalars(select(Letter)).one().body.split("/account/link/")[1].split()[0]
    assert secret not in page
    person = page.split(f'href="{card}/people/')[-1].split('"')[0]
    one = f"{card}/people/{person}"
    assert coordinator.get(one).status_code == 200
    changed = {"role": "partner_contact", "post": "Секретарь", "basis": ""}
    assert coordinator.post(one, changed).status_code == 303
    assert coordinator.post(f"{one}/invite-again").status_code == 303
    unsure = coordinator.post(f"{one}/close", {})
    assert unsure.status_code == 422
    assert coordinator.post(f"{one}/close", {"close-sure": "y"}).status_code == 303
    assert "Доступ закрыт" in text(coordinator.get(card))
    assert "Открыть доступ снова" in text(coordinator.get(one))
    assert coordinator.post(f"{one}/open").status_code == 303
    assert "Приглашение отправлено" in text(coordinator.get(card))


def test_who_only_reads_is_offered_no_act(coordinator: Visitor, visitor: Visitor, world: World) -> None:
    card = added(coordinator)
    visitor.sign_in(world.center.executor)
    page = visitor.get(card)
    assert page.status_code == 200
    assert "/edit" not in text(page)
    assert "people/new" not in text(page)
    assert visitor.get(f"{card}/edit").status_code == 403


def test_a_partner_is_found_by_the_search_of_the_site(coordinator: Visitor) -> None:
    added(coordinator)
    assert "ООО «Образцовый завод»" in text(coordinator.get("/o/center/search?q=образцовый"))


def test_the_register_asks_a_bounded_number_of_queries(
    coordinator: Visitor, world: World, count_queries: Any
) -> None:
    make_party(world.center)
    with count_queries() as few:
        coordinator.get(REGISTER)
    for number, inn in enumerate((CLUB_INN, "7707083893", "7736050003")):
        make_party(world.center, inn, f"ООО «Пример {number}»")
    with count_queries() as more:
        coordinator.get(REGISTER)
    assert len(more) <= len(few)
