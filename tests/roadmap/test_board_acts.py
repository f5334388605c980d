# SPDX-License-Identifier: MIT
"""Acts on several measures at once: each of them twice, over a changed record, by a stranger, without the right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.database import session
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.notifications import Notification
from nastavnik.roadmap import service
from nastavnik.roadmap.models import RoadmapAssignee, RoadmapDeadlineMove, RoadmapReminder
from nastavnik.roadmap.service import Person
from nastavnik.testing.clients import Visitor
from nastavnik.testing.worlds import Someone, World, in_tenant

from .item_world import LINK, Running, at_work, follow, occurrence, on_the_day, plain, started

PAGE = "/o/center/roadmap/"
CHOSEN = f"{PAGE}chosen"
PEOPLE = f"{CHOSEN}/people"
DEADLINES = f"{CHOSEN}/deadlines"
MOVE = {"due": "15.11.2024", "reason": "Болезнь педагога", "basis": "Приказ от 14.10.2024 № 88"}


@pytest.fixture
def roadmap(world: World) -> Iterator[Running]:
    with on_the_day():
        yield started(world)


@pytest.fixture
def reader(world: World, visitor: Visitor, roadmap: Running) -> Visitor:
    visitor.sign_in(world.center.coordinator)
    return visitor


def ids(roadmap: Running, *numbers: str) -> list[str]:
    return [str(roadmap.items[number]) for number in numbers]


def versions(page: str) -> list[str]:
    """What the form says it was drawn over."""
    return re.findall(r'name="over" value="([^"]+)"', page)


def form(reader: Visitor, address: str, items: Sequence[str], **more: Any) -> dict[str, Any]:
    """The form of a page, filled in."""
    page = reader.get(address, query_string={"item": list(items), "back": "state=planned"})
    assert page.status_code == 200, page.text
    return {"item": list(items), "over": versions(page.text), "back": "state=planned", **more}


def people_of(world: World, item_id: UUID) -> list[str]:
    with in_tenant(world.center):
        return [
            plain(name)
            for name in session().scalars(
                select(RoadmapAssignee.name)
                .where(RoadmapAssignee.item_id == item_id)
                .order_by(RoadmapAssignee.position)
            )
        ]


def acts(world: World, action: str) -> int:
    with in_tenant(world.center):
        return len(session().scalars(select(AuditEntry.id).where(AuditEntry.action == action)).all())


def notices(world: World, person: Someone) -> list[Notification]:
    with in_tenant(world.center):
        return list(
            session().scalars(select(Notification).where(Notification.account_id == person.account_id))
        )


# The bar


def test_the_bar_leads_on_with_what_was_ticked_and_the_filter(reader: Visitor, roadmap: Running) -> None:
    items = ids(roadmap, "1.1", "5.2")
    for act, page in (("assign", PEOPLE), ("move", DEADLINES)):
        answer = reader.post(CHOSEN, {"do": act, "item": items, "back": "state=overdue&tenant=x&q="})
        assert answer.status_code == 303
        address = answer.headers["Location"]
        assert address.startswith(f"{page}?")
        assert address.endswith("&back=state%3Doverdue")
        assert all(f"item={item}" in address for item in items)
        shown = reader.get(address).text
        assert f'href="{PAGE}?state=overdue"' in shown


@pytest.mark.parametrize("items", [[], ["nonsense"], [str(new_id())]])
def test_nothing_ticked_is_said(reader: Visitor, items: list[str]) -> None:
    answer = reader.post(CHOSEN, {"do": "assign", "item": items, "back": "state=soon"})
    assert answer.headers["Location"] == f"{PAGE}?state=soon"
    assert "Отметьте хотя бы одно мероприятие." in plain(reader.get(PAGE).text)
    assert reader.get(PEOPLE, query_string={"item": items}).status_code == 404


def test_executors_and_strangers_may_not(world: World, visitor: Visitor, roadmap: Running) -> None:
    items = ids(roadmap, "5.2")
    sent = {"do": "remind", "item": items, "names": "Чужой Ч.Ч.", **MOVE}
    visitor.sign_in(world.center.executor)
    for address in (CHOSEN, PEOPLE, DEADLINES):
        assert visitor.post(address, sent).status_code == 403
    visitor.sign_in(world.ankudinovskaya.coordinator)
    for address in (CHOSEN, PEOPLE, DEADLINES):
        assert visitor.post(address, sent).status_code == 404
    own = PEOPLE.replace("center", "ankudinovskaya")
    assert visitor.post(own, sent).status_code == 404
    assert people_of(world, roadmap.items["5.2"]) == ["Примерова А.И."]


# Assigning


def test_people_with_accounts_and_names_are_added_to_several(
    world: World, reader: Visitor, roadmap: Running
) -> None:
    executor = world.center.executor
    items = ids(roadmap, "1.1", "3.1", "5.2")
    filled = form(
        reader,
        PEOPLE,
        items,
        people=[str(executor.account_id)],
        names="Новикова Н.Н., Директорова А.И.",
        instead="",
    )
    page = follow(reader, reader.post(PEOPLE, filled))
    assert "Назначены 3 мероприятия." in plain(page)
    added = ["Примерова А.И.", "Директорова А.И.", "Новикова Н.Н."]
    assert people_of(world, roadmap.items["1.1"]) == ["Отсутствующая О.О.", *added]
    assert people_of(world, roadmap.items["5.2"]) == added
    notice = notices(world, executor)
    assert [(plain(one.title), one.detail) for one in notice] == [
        ("Вы отвечаете за 2 мероприятия", "1.1, 3.1")
    ]
    assert notice[0].url == f"{PAGE}?who={executor.account_id}"
    assert len(notices(world, world.center.director)) == 1


def test_others_are_put_in_their_place(world: World, reader: Visitor, roadmap: Running) -> None:
    items = ids(roadmap, "1.1", "5.2")
    reader.post(PEOPLE, form(reader, PEOPLE, items, names="Новикова Н.Н.", instead="y"))
    assert people_of(world, roadmap.items["1.1"]) == ["Новикова Н.Н."]
    assert people_of(world, roadmap.items["5.2"]) == ["Новикова Н.Н."]


def test_sending_twice_changes_nothing(world: World, reader: Visitor, roadmap: Running) -> None:
    filled = form(reader, PEOPLE, ids(roadmap, "1.1", "5.2") * 2, names="Новикова Н.Н.", instead="")
    follow(reader, reader.post(PEOPLE, filled))
    page = follow(reader, reader.post(PEOPLE, filled))
    assert "они уже отвечают за эти мероприятия" in plain(page)
    assert acts(world, "roadmap.item.assigned") == 2
    assert people_of(world, roadmap.items["5.2"]) == ["Примерова А.И.", "Новикова Н.Н."]


def test_over_a_changed_measure_nothing_is_saved_until_it_is_seen(
    world: World, reader: Visitor, roadmap: Running
) -> None:
    filled = form(reader, PEOPLE, ids(roadmap, "1.1", "5.2"), names="Новикова Н.Н.", instead="y")
    with in_tenant(world.center, world.center.director, rights=frozenset({"roadmap.edit"})):
        service.assign(roadmap.items["5.2"], [Person("Иванова И.И.")])
    answer = reader.post(PEOPLE, filled)
    assert answer.status_code == 409
    page = plain(answer.text)
    assert "Мероприятие 5.2:" in page
    assert "запись изменили: Директорова А.И." in page
    assert "сейчас: Иванова И.И." in page
    assert 'value="Новикова Н.Н."' in page
    assert people_of(world, roadmap.items["1.1"]) == ["Отсутствующая О.О."]
    filled["over"] = versions(answer.text)
    follow(reader, reader.post(PEOPLE, filled))
    assert people_of(world, roadmap.items["5.2"]) == ["Новикова Н.Н."]


def test_nobody_chosen_is_refused_beside_the_field(world: World, reader: Visitor, roadmap: Running) -> None:
    answer = reader.post(PEOPLE, form(reader, PEOPLE, ids(roadmap, "1.1"), people=["nonsense"]))
    assert answer.status_code == 422
    assert "Выберите хотя бы одного человека." in plain(answer.text)
    assert 'href="#people"' in answer.text
    many = ", ".join(f"Фамилия{letter} А.А." for letter in "абвгдежзиклмнопрстуфх")
    answer = reader.post(PEOPLE, form(reader, PEOPLE, ids(roadmap, "1.1"), names=many))
    assert answer.status_code == 422
    assert people_of(world, roadmap.items["1.1"]) == ["Отсутствующая О.О."]


# Reminding


def test_those_who_answer_are_reminded_once_a_day(world: World, reader: Visitor, roadmap: Running) -> None:
    sent = {"do": "remind", "item": ids(roadmap, "5.2", "5.4"), "back": "q=5"}
    answer = reader.post(CHOSEN, sent)
    assert answer.headers["Location"] == f"{PAGE}?q=5"
    page = plain(reader.get(answer.headers["Location"]).text)
    assert "Напомнили о 7 исполнениях. Открытых исполнений нет: 5.4." in page
    with in_tenant(world.center):
        kept = session().scalars(select(RoadmapReminder)).all()
    assert {(one.kind, one.account_id) for one in kept} == {("manual", world.center.executor.account_id)}
    assert {one.occurrence_id for one in kept} == set(roadmap.executions["5.2"][:7])
    page = plain(follow(reader, reader.post(CHOSEN, sent)))
    assert "Напомнили о" not in page
    with in_tenant(world.center):
        assert len(session().scalars(select(RoadmapReminder)).all()) == len(kept)


def test_nothing_open_is_nothing_to_remind_of(reader: Visitor, roadmap: Running) -> None:
    page = follow(reader, reader.post(CHOSEN, {"do": "remind", "item": ids(roadmap, "5.4")}))
    assert "Напоминать не о чем" in plain(page)


# Moving


def test_the_nearest_deadlines_move_together(world: World, reader: Visitor, roadmap: Running) -> None:
    items = ids(roadmap, "1.1", "5.2", "5.4")
    page = plain(reader.get(DEADLINES, query_string={"item": items}).text)
    assert "Перенести сроки 2 мероприятий" in page
    assert "Не переносятся, потому что там всё закрыто: 5.4." in page
    page = follow(reader, reader.post(DEADLINES, form(reader, DEADLINES, items, **MOVE)))
    assert "Перенесены 2 срока." in plain(page)
    for number in ("1.1", "5.2"):
        moved = occurrence(world, roadmap.executions[number][0])
        assert moved.due == date(2024, 11, 15)
    with in_tenant(world.center):
        assert {one.basis for one in session().scalars(select(RoadmapDeadlineMove))} == {MOVE["basis"]}


@pytest.mark.parametrize("field", list(MOVE))
def test_a_move_needs_everything(world: World, reader: Visitor, roadmap: Running, field: str) -> None:
    filled = form(reader, DEADLINES, ids(roadmap, "1.1"), **{**MOVE, field: ""})
    answer = reader.post(DEADLINES, filled)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert versions(answer.text) == filled["over"]
    assert occurrence(world, roadmap.executions["1.1"][0]).due == date(2023, 2, 28)


def test_only_what_was_seen_moves(world: World, reader: Visitor, roadmap: Running) -> None:
    first, second, *_rest = roadmap.executions["5.2"]
    filled = form(reader, DEADLINES, ids(roadmap, "5.2"), **MOVE)
    with at_work(world.center):
        service.close_occurrence(first, date(2024, 10, 14), [LINK])
    answer = reader.post(DEADLINES, filled)
    assert answer.status_code == 422
    assert occurrence(world, second).due == date(2023, 6, 30)
    assert versions(answer.text)[0].startswith(str(second))


def test_over_a_moved_deadline_nothing_moves(world: World, reader: Visitor, roadmap: Running) -> None:
    filled = form(reader, DEADLINES, ids(roadmap, "1.1", "6.1"), **MOVE)
    changed = roadmap.executions["6.1"][0]
    with in_tenant(world.center, world.center.director, rights=frozenset({"roadmap.edit"})):
        service.move_deadline(changed, date(2024, 10, 20), "Причина", "Основание")
    answer = reader.post(DEADLINES, filled)
    assert answer.status_code == 409
    assert "20.10.2024" in answer.text
    assert occurrence(world, roadmap.executions["1.1"][0]).due == date(2023, 2, 28)
    filled["over"] = versions(answer.text)
    follow(reader, reader.post(DEADLINES, filled))
    assert occurrence(world, changed).due == date(2024, 11, 15)


def test_where_all_is_closed_there_is_nothing_to_move(reader: Visitor, roadmap: Running) -> None:
    answer = reader.get(DEADLINES, query_string={"item": ids(roadmap, "5.4"), "back": "q=5"})
    assert answer.headers["Location"] == f"{PAGE}?q=5"
