# SPDX-License-Identifier: MIT
"""«Согласия на ПДн»: whose consent or clearance lacks or ends, and who hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from python_calamine import load_workbook
from sqlalchemy import select

from nastavnik.consents import service
from nastavnik.consents.service import GivenConsent, RegisterFilter, SeenClearance
from nastavnik.foundation.dates import today
from nastavnik.foundation.notifications import Notification
from nastavnik.people import service as people
from nastavnik.people.service import Listing, MentorCard, Person, PersonCard, RequestCard
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import RIGHTS, make_mentee, make_mentor, make_person
from nastavnik.testing.worlds import World, in_tenant

HOME = "/o/center/consents"


@pytest.fixture
def at_work(world: World) -> Iterator[World]:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        yield world


@pytest.fixture
def coordinator(visitor: Visitor, world: World) -> Visitor:
    visitor.sign_in(world.center.coordinator)
    return visitor


def mentee_born(surname: str, born: date) -> Person:
    person = people.add_person(PersonCard(surname, "Олег", birth_date=born))
    people.enter_mentee(person.id, RequestCard("academic"))
    return person


def said(answer: Any) -> str:
    """The text of a page with plain spaces."""
    return " ".join(str(answer.text).split())


def teacher(surname: str, **more: Any) -> Person:
    """A mentor with a consent of a month ago."""
    person = make_person(surname, 40, "teacher")
    people.enter_mentor(person.id, MentorCard("teachers"))
    given = GivenConsent("participation", "self", today() - timedelta(days=30), **more)
    service.record_consent(person.id, given)
    return person


def names(shown: str = "", **more: Any) -> list[str]:
    found = service.register(RegisterFilter(shown=shown, **more))
    return [line.person.surname for line in found.page.rows]


def turning(age: int, days: int) -> date:
    """The birthday of somebody who becomes ``age`` in so many days."""
    on = today() + timedelta(days=days)
    return (
        date(on.year - age, on.month, on.day) if (on.month, on.day) != (2, 29) else date(on.year - age, 3, 1)
    )


def test_each_narrowing_holds_whom_it_names(at_work: World) -> None:
    make_mentee("Берёзкина")
    make_mentor("Указкин")
    make_mentor("Внешнев", kind="employee", source="organisations")
    teacher("Скоров", valid_until=today() + timedelta(days=30))
    teacher("Нескоров", valid_until=today() + timedelta(days=31))
    teacher("Истёкшев", valid_until=today() - timedelta(days=1))
    left = teacher("Ушедшев", valid_until=today() - timedelta(days=1))
    line = people.mentor_of(left.id)
    assert line is not None
    people.set_mentor_state(line.id, "left", reason="уехал")
    gone = teacher("Отозвалов")
    service.withdraw(service.consents_of([gone.id])[gone.id][0].id, on=today())
    mentee_born("Скоро-Четырнадцатин", turning(14, 30))
    mentee_born("Сегоднин", turning(18, 0))
    mentee_born("Нескоро-Восемнадцатин", turning(18, 31))
    outsider = make_person("Недопущенов", 35, "employee")
    people.enter_mentor(outsider.id, MentorCard("organisations"))
    assert "Ушедшев" not in names()
    assert names("ending") == ["Скоров"]
    assert names("turning") == ["Скоро-Четырнадцатин"]
    assert names("withdrawn") == ["Отозвалов"]
    assert names("clearance") == ["Недопущенов"]
    lacking = {
        "Истёкшев",
        "Отозвалов",
        "Скоро-Четырнадцатин",
        "Сегоднин",
        "Нескоро-Восемнадцатин",
        "Недопущенов",
    }
    assert set(names("lacking")) == lacking
    assert names("lacking", purpose="photo_video") == names()
    assert names("lacking", role="mentor") == ["Истёкшев", "Недопущенов", "Отозвалов"]
    assert names(text="нескоро ОВ") == ["Нескоров"]
    assert "Берёзкина" in names("scan")
    found = service.register(RegisterFilter())
    assert (found.counts["lacking"], found.counts["ending"], found.total) == (6, 1, len(names()))


def test_the_nearest_day_orders_and_pages_hold_fifty(at_work: World) -> None:
    for days in (50, 20, 40):
        teacher(f"Срочнов{days}", valid_until=today() + timedelta(days=days))
    teacher("Бессрочнов")
    assert names(listing=Listing("ends")) == ["Срочнов20", "Срочнов40", "Срочнов50", "Бессрочнов"]
    assert names(listing=Listing("-ends")) == ["Срочнов50", "Срочнов40", "Срочнов20", "Бессрочнов"]
    assert names(listing=Listing("-name"))[0] == "Срочнов50"
    page = service.register(RegisterFilter(listing=Listing("name", page=9, size=3))).page
    assert (page.page, page.pages, len(page.rows)) == (2, 2, 1)


def test_a_consent_that_one_of_two_papers_still_carries_does_not_end(at_work: World) -> None:
    person = teacher("Двоев", valid_until=today() + timedelta(days=5))
    assert service.standings([person], today())[person.id].purposes["participation"].until is not None
    service.record_consent(person.id, GivenConsent("participation", "self", today()))
    assert service.standings([person], today())[person.id].purposes["participation"].until is None
    assert names("ending") == []


@pytest.mark.parametrize(
    ("born", "age", "reached"),
    [
        (date(2008, 2, 29), 14, date(2022, 3, 1)),
        (date(2008, 2, 29), 16, date(2024, 2, 29)),
        (date(2008, 5, 1), 18, date(2026, 5, 1)),
    ],
)
def test_birthdays(born: date, age: int, reached: date) -> None:
    assert service.birthday(born, age) == reached
    assert people.full_years(born, None, reached) == age
    assert people.full_years(born, None, reached - timedelta(days=1)) == age - 1


def notices(place: World) -> list[str]:
    with in_tenant(place.center) as opened:
        rows = opened.scalars(select(Notification).where(Notification.kind == "consent_lapsed"))
        return [
            f"{row.account_id == place.center.coordinator.account_id} {row.title} {row.url}" for row in rows
        ]


def test_the_coordinator_hears_of_a_lapse_once(world: World) -> None:
    with in_tenant(world.center):
        service.tell_daily()
    assert notices(world) == []
    with in_tenant(world.center):
        person = teacher("Истёкшев", valid_until=today() - timedelta(days=1))
        teacher("Давно-Истёкшев", valid_until=today() - timedelta(days=20))
        teacher("Сегоднев", valid_until=today())
        assert service.tell_of_lapses() == 1
        assert service.tell_of_lapses() == 0
    (notice,) = notices(world)
    assert notice.startswith("True Согласие (Истёкшев")
    assert notice.endswith(f"/o/center/people/{person.id}#consent")


def test_several_lapses_make_one_notice(world: World) -> None:
    with in_tenant(world.center):
        teacher("Истёкшев", valid_until=today() - timedelta(days=1))
        outsider = make_person("Внешнев", 35, "employee")
        people.enter_mentor(outsider.id, MentorCard("organisations"))
        service.record_clearance(
            outsider.id,
            SeenClearance(
                "criminal_record",
                today() - timedelta(days=365),
                "cleared",
                next_check_on=today() - timedelta(days=2),
            ),
        )
        grown = mentee_born("Взрослов", turning(18, -1))
        mother = make_person("Взрослова", 45, "guardian")
        people.add_guardian(grown.id, mother.id, "mother")
        service.record_consent(
            grown.id,
            GivenConsent("participation", "both", today() - timedelta(days=90), guardian_id=mother.id),
        )
        assert sorted(one.kind for one in service.lapses()) == ["came_of_age", "clearance_lapsed", "lapsed"]
        assert service.tell_of_lapses() == 3
    (notice,) = notices(world)
    assert "3 согласия и допуска" in notice.replace("\u00a0", " ")
    assert notice.endswith("/o/center/consents/")


def test_the_page_filters_and_asks_a_bounded_number_of_queries(
    coordinator: Visitor, world: World, count_queries: Any
) -> None:
    assert "Пока никто не участвует" in said(coordinator.get(f"{HOME}/"))
    with in_tenant(world.center):
        for letter in "абвгдежз":
            make_mentee(f"Дубов{letter}")
        teacher("Истёкшев", valid_until=today() - timedelta(days=1))
    with count_queries() as queries:
        page = coordinator.get(f"{HOME}/").text
    assert len(queries) <= 24
    assert "Дубова" in page
    assert "Истёкшев" in page
    assert "Дубова" not in coordinator.get(f"{HOME}/?shown=lacking").text
    assert "никто не подходит" in coordinator.get(f"{HOME}/?shown=clearance&q=zzz").text.replace(
        "\u00a0", " "
    )
    for nonsense in ("shown=x", "purpose=x", "role=x", "sort=x", "page=x"):
        assert coordinator.get(f"{HOME}/?{nonsense}").status_code == 200


def test_the_workbook_holds_the_filtered_rows(coordinator: Visitor, world: World) -> None:
    with in_tenant(world.center):
        make_mentee("Дубов")
        teacher("Истёкшев", valid_until=today() - timedelta(days=1))
    answer = coordinator.get(f"{HOME}/register.xlsx?shown=lacking")
    data = answer.data
    answer.close()
    rows = load_workbook(BytesIO(data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["Истёкшев Анна Ивановна"]
    assert rows[1][4] == "Срок истёк"
    assert rows[1][5] == today() - timedelta(days=1)


def test_the_first_page_calls_to_what_lacks_and_the_menu_leads_there(
    coordinator: Visitor, world: World
) -> None:
    with in_tenant(world.center):
        teacher("Истёкшев", valid_until=today() - timedelta(days=1))
        teacher("Скоров", valid_until=today() + timedelta(days=3))
    page = coordinator.get("/o/center/").text.replace("\u00a0", " ")
    assert "Нет согласия на участие у 1 человека" in page
    assert "Истекает согласие или допуск у 1 человека" in page
    assert f'href="{HOME}/"' in page
    assert f"{HOME}/?shown=lacking" in page


def test_others_see_no_register(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.executor)
    assert visitor.get(f"{HOME}/").status_code == 403
    assert visitor.get(f"{HOME}/register.xlsx").status_code == 403
    assert "Согласия на" not in visitor.get("/o/center/").text
    visitor.sign_in(world.ankudinovskaya.coordinator)
    assert visitor.get(f"{HOME}/").status_code == 404
    visitor.sign_in(world.officer)
    assert visitor.get(f"{HOME}/").status_code == 404
