# SPDX-License-Identifier: MIT
"""Who opens the department's pages, and what a district without organisations says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from nastavnik.department import service
from nastavnik.foundation.errors import Forbidden
from nastavnik.rollups.service import measures
from nastavnik.testing.clients import Visitor
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.worlds import Place, World, in_department

from .reading import Reader
from .test_privacy import own_pages


@pytest.mark.parametrize("role", ["director", "coordinator", "executor"])
def test_people_of_organisations_find_nothing(app: Flask, visitor: Visitor, world: World, role: str) -> None:
    visitor.sign_in(getattr(world.center, role))
    for address in own_pages(app):
        assert visitor.get(address).status_code == 404, address
    assert visitor.post("/department/remind", {"row": "x"}).status_code == 404


def test_somebody_signed_out_is_sent_to_sign_in(app: Flask, visitor: Visitor) -> None:
    for address in own_pages(app):
        answer = visitor.get(address)
        assert answer.status_code == 303, address
        assert "/account/sign-in" in answer.headers["Location"]


@pytest.mark.parametrize("role", ["officer", "admin"])
def test_those_who_see_the_district_open_every_page(
    app: Flask, visitor: Visitor, counted: World, role: str
) -> None:
    visitor.sign_in(getattr(counted, role))
    for address in own_pages(app):
        answer = visitor.get(address)
        assert answer.status_code == 200, address
        answer.close()


def test_the_services_ask_for_the_right_themselves(app: Flask, world: World) -> None:
    all_measures = measures(app.extensions["nastavnik.plugins"])
    asked: list[Callable[[], object]] = [
        lambda: service.matrix(all_measures),
        lambda: service.overdue_list(service.Filter()),
        lambda: service.overdue_rows(service.Filter()),
        service.organisations,
        lambda: service.organisation_page(all_measures, "center"),
        lambda: service.indicator_list(all_measures),
        lambda: service.indicator_page(all_measures, "roadmap.done"),
        lambda: service.comparison_page(all_measures),
    ]
    for ask in asked:
        with in_department(world.officer), pytest.raises(Forbidden):
            ask()


def test_a_district_without_organisations_says_what_will_be_here(
    visitor: Visitor, app: Flask, world: World, empty_database: TestDatabase
) -> None:
    with empty_database.superuser.connect() as connection:
        connection.execute(text("update tenants set state = 'archived'"))
    visitor.sign_in(world.officer)
    reader = Reader(visitor)
    matrix = reader.open("")
    assert "Организаций пока нет" in matrix.text
    assert not matrix.find("//main//table")
    assert not matrix.figures()
    assert "Организаций пока нет" in reader.open("organisations").text
    assert "Просроченного нет" in reader.open("overdue").text
    for address in own_pages(app):
        answer = visitor.get(address)
        assert answer.status_code == (404 if "center" in address else 200), address
        answer.close()


def test_a_district_without_a_roadmap_names_those_who_have_none(
    officer: Reader, world: World, recount: Callable[[Place], None]
) -> None:
    for place in (world.center, world.ankudinovskaya):
        recount(place)
    page = officer.open("")
    assert "На этот период дорожных карт нет" in page.text
    assert (
        "Ещё не утвердили дорожную карту: МАОУ Анкудиновская СШ, МАУ ДО «Центр внешкольной работы»"
        in page.text
    )


def test_before_the_first_count_nothing_is_claimed(officer: Reader) -> None:
    page = officer.open("")
    assert "Пока ничего не посчитано" in page.text
    assert "Ещё не посчитаны" in page.text
    assert "Ещё не утвердили" not in page.text
