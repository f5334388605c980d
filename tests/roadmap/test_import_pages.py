# SPDX-License-Identifier: MIT
"""The wizard of an order through its pages: upload, check, correct, compare, approve, start; and every refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from nastavnik.foundation.audit import verify
from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.roadmap.models import Roadmap, RoadmapImport, RoadmapItem
from nastavnik.roadmap.service import order_uploads
from nastavnik.testing.clients import Visitor
from nastavnik.testing.worlds import World, in_tenant

from .order_files import (
    HEADING,
    ORDER_26,
    OrderFile,
    as_docx,
    as_odt,
    as_pdf,
    as_text,
    as_xlsx,
    made_up,
    order_26,
)
from .wizard import (
    ROADMAP,
    ROW,
    TODAY,
    Fields,
    fields,
    notes,
    said_beside,
    sent,
    small,
    started,
    tree,
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


ANSWERS_26 = {"approval_date_differs": "order", "i3-decision": "not_required", "i21-decision": "keep"}
DATES_DIFFER = (
    "Даты расходятся. Приказ датирован 27.02.2023, а в отметке «УТВЕРЖДЕН» стоит 28.02.2023. "
    "Какая дата верна?"
)
FOR_THE_SCHOOL = (
    "Адресовано другой организации: МАОУ Анкудиновская СШ. Вероятно, строка перешла из дорожной карты округа."
)
WARNINGS_26 = [
    ("approval_date_differs", DATES_DIFFER),
    ("addressed_to_other", FOR_THE_SCHOOL),
    ("addressed_to_other", FOR_THE_SCHOOL),
]
FORMATS: dict[str, Callable[[OrderFile], bytes]] = {
    "order.txt": as_text,
    "order.docx": as_docx,
    "order.odt": as_odt,
    "order.xlsx": as_xlsx,
    "order.pdf": as_pdf,
}


@pytest.mark.parametrize("name", FORMATS)
def test_order_26_shows_exactly_its_warnings(coordinator: Visitor, name: str) -> None:
    url = started(coordinator, FORMATS[name](order_26()), name)
    page = tree(coordinator.get(url))
    assert notes(page) == WARNINGS_26
    legends = [words(legend) for legend in page.xpath("//legend[starts-with(., 'Мероприятие')]")]
    assert legends == ["Мероприятие 1.6", "Мероприятие 4.3"]
    assert [words(mark) for mark in page.xpath("//mark")] == ["(для МАОУ Анкудиновская СШ)"] * 2
    assert not page.xpath("//main//input[@type='radio'][@checked]"), "nothing is answered beforehand"
    lead = words(page.xpath("//div[@class='n-head']//p")[0])
    assert lead.endswith("Прочитано: 6 разделов, 30 мероприятий. Ничего из таблицы не потеряно")
    footer = words(page.xpath("//*[@id='items']//div[contains(@class, 'card-footer')]")[0])
    assert footer.startswith("К сведению: в нумерации нет 1.2, 1.4 и 3.5.")
    told = tree(coordinator.get(f"{url}?show=info")).xpath("//*[@data-warning]")
    assert [(one.get("data-warning"), words(one)) for one in told] == [
        ("numbering_gap", f"В нумерации пропущен номер {number}.") for number in ("1.2", "1.4", "3.5")
    ]


def test_order_26_is_checked_corrected_and_started(coordinator: Visitor, world: World) -> None:
    url = started(coordinator, ORDER_26.read_bytes(), "order-26.txt")
    refused = sent(coordinator, url, "start")
    assert refused.status_code == 422
    alerts = tree(refused).xpath("//*[@role='alert' and @id='errors']")
    assert words(alerts[0]).startswith("Не решены 3 вопроса. Введённое сохранено.")
    assert [link.get("href") for link in alerts[0].xpath(".//a")] == [
        "?show=questions&page=1#i3",
        "?show=questions&page=1#i21",
    ]
    assert sent(coordinator, url, "save", ANSWERS_26).status_code == 303
    bar = words(tree(coordinator.get(url)).xpath("//*[@id='import-bar']")[0])
    assert bar.startswith("Вопросов было 3, все решены.")
    corrected = sent(coordinator, f"{url}/items/0", "", {"i0-title": "Дорожная карта ЦМН"})
    assert corrected.status_code == 303
    launched = sent(coordinator, url, "start")
    assert (launched.status_code, launched.headers["Location"]) == (303, ROADMAP)
    with in_tenant(world.center):
        roadmap = session().scalars(select(Roadmap)).one()
        items = session().scalars(select(RoadmapItem).order_by(RoadmapItem.position)).all()
        assert (roadmap.order_number, roadmap.order_date) == ("26", date(2023, 2, 27))
        assert (roadmap.period_from, roadmap.period_to) == (date(2023, 2, 27), date(2024, 12, 31))
        assert len(items) == 30
        assert (items[0].title, items[0].deadline_text) == ("Дорожная карта ЦМН", "до 28.02.23")
        assert [item.number for item in items if item.not_required] == ["1.6"]
        assert verify(session()) is None


def test_every_field_of_the_order_can_be_corrected(coordinator: Visitor, world: World) -> None:
    url = started(coordinator, small())
    changes = {
        "number": "113-ОД",
        "date": "30.08.2024",
        "period_from": "01.09.2024",
        "period_to": "31.05.2025",
        "signatory": "Эталонов В.Н., директор",
        "basis": "Приказ департамента",
        "title": "О карте",
        "organisation": "МБОУ СШ № 5",
        "s0-title": "Новый раздел",
    }
    sent(coordinator, url, "save", changes)
    assert changes.items() <= fields(tree(coordinator.get(url))).items()
    assert sent(coordinator, url, "start").headers["Location"] == ROADMAP
    with in_tenant(world.center):
        roadmap = session().scalars(select(Roadmap)).one()
    assert (roadmap.order_number, roadmap.order_date) == ("113-ОД", date(2024, 8, 30))
    assert (roadmap.period_from, roadmap.period_to) == (date(2024, 9, 1), date(2025, 5, 31))
    assert (roadmap.signatory, roadmap.basis) == ("Эталонов В.Н., директор", "Приказ департамента")
    assert (roadmap.order_title, roadmap.organisation) == ("О карте", "МБОУ СШ № 5")


def test_every_field_of_a_measure_can_be_corrected(coordinator: Visitor, world: World) -> None:
    second = ("2.", "Второй раздел", "", "", "")
    url = started(coordinator, small(ROW, second, ("2.1", "Другое", "до 01.12.2024", "Иванов И.И.", "акт")))
    changes = {
        "i0-number": "1.1а",
        "i0-section": "2",
        "i0-title": "Встретиться",
        "i0-people": "Примерова А.И., Петров П.П.",
        "i0-result": "протокол",
        "i0-kind": "after",
        "i0-amount": "3",
        "i0-unit": "week",
        "i0-event": "педагогического совета",
    }
    assert sent(coordinator, f"{url}/items/0", "", changes).status_code == 303
    shown = fields(tree(coordinator.get(f"{url}/items/0")))
    assert changes.items() <= shown.items()
    sent(coordinator, url, "start")
    with in_tenant(world.center):
        item = session().scalars(select(RoadmapItem).where(RoadmapItem.number == "1.1а")).one()
    assert (item.title, item.result, item.deadline_kind) == ("Встретиться", "протокол", "relative")
    assert item.deadline_text == "до 20.12.2024"
    assert (item.deadline_rule["amount"], item.deadline_rule["unit"]) == (3, "week")


def test_a_corrected_wording_is_understood_anew(coordinator: Visitor) -> None:
    url = started(coordinator, small())
    sent(coordinator, f"{url}/items/0", "", {"i0-date": "25.12.2024"})
    sent(coordinator, f"{url}/items/0", "", {"i0-deadline_text": "с 1 по 15 ноября 2024 г."})
    page = tree(coordinator.get(f"{url}?show=all"))
    row = page.xpath("//tr[@id='r0']")[0]
    assert "с 1 по 15 ноября 2024 г." in words(row)
    assert "В промежуток: с 01.11.2024 по 15.11.2024" in words(row)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"i0-date": "30.02.2025"}, "i0-date", "Такой даты нет: в феврале 2025 г. 28 дней."),
        ({"i0-date": ""}, "i0-date", "Впишите дату."),
        ({"i0-kind": "after", "i0-event": "", "i0-amount": "1"}, "i0-event", "Назовите событие"),
        ({"i0-kind": "after", "i0-event": "слёта", "i0-amount": "две"}, "i0-amount", "Впишите целое число."),
        ({"i0-kind": "recurring", "i0-every": "dates", "i0-dates": ""}, "i0-dates", "Назовите хотя бы одну"),
        ({"i0-kind": "recurring", "i0-every": "order"}, "i0-every", "В приказе не сказано, как часто."),
        ({"i0-result": "слово " * 700}, "i0-result", "Здесь помещается не больше 4000 знаков."),
    ],
)
def test_a_mistake_stands_beside_the_field_and_nothing_is_lost(
    coordinator: Visitor, changes: Fields, field: str, sentence: str
) -> None:
    url = started(coordinator, small())
    answer = sent(coordinator, f"{url}/items/0", "", {**changes, "i0-title": "Вписано до ошибки"})
    assert answer.status_code == 422
    page = tree(answer)
    assert said_beside(page, field).startswith(sentence)
    assert fields(page)["i0-title"] == "Вписано до ошибки"
    assert fields(page)[field] == changes[field]
    again = tree(coordinator.get(f"{url}/items/0"))
    assert fields(again)["i0-title"] == "Вписано до ошибки"
    refused = sent(coordinator, url, "start")
    assert refused.status_code == 422
    assert "Исправьте отмеченное в мероприятиях: 1.1." in words(tree(refused).xpath("//*[@id='errors']")[0])


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"date": "31.02.2024"}, "date", "Такой даты нет: в феврале 2024 г. 29 дней."),
        ({"period_from": ""}, "period_from", "Впишите дату."),
        ({"period_to": "01.01.2020"}, "period_to", "Период кончается раньше, чем начинается."),
        ({"title": "О плане " * 600}, "title", "Здесь помещается не больше 4000 знаков."),
    ],
)
def test_a_mistake_of_the_order_stops_the_start(
    coordinator: Visitor, changes: Fields, field: str, sentence: str
) -> None:
    url = started(coordinator, small())
    answer = sent(coordinator, url, "start", {**changes, "basis": "Вписано до ошибки"})
    assert answer.status_code == 422
    button = tree(answer).xpath("//button[@value='start']")[0]
    assert words(button) == "Запустить дорожную карту", "a mistyped date is no missing one"
    assert said_beside(tree(answer), field).startswith(sentence)
    summary = tree(answer).xpath("//*[@id='errors']")
    assert [link.get("href") for one in summary for link in one.xpath(".//a")] == [f"#{field}"]
    assert fields(tree(answer))["basis"] == "Вписано до ошибки"
    assert fields(tree(answer))[field] == changes[field]


def test_doubts_have_ready_answers(coordinator: Visitor) -> None:
    url = started(
        coordinator,
        small(
            ("1.1", "Без срока", "", "Иванов И.И.", "акт"),
            ("1.1", "Без людей", "до 01.12.2031", "", "акт"),
        ),
    )
    page = tree(coordinator.get(url))
    assert [code for code, _text in notes(page)] == [
        "deadline_unclear",
        "duplicate_number",
        "deadline_outside_period",
        "no_assignee",
        "duplicate_number",
    ]
    answers = {
        "i0-deadline_unclear": "later",
        "i0-duplicate_number": "keep",
        "i1-deadline_outside_period": "keep",
        "i1-no_assignee": "later",
        "i1-duplicate_number": "keep",
    }
    assert sent(coordinator, url, "start", answers).headers["Location"] == ROADMAP


def test_a_measure_is_added_and_another_left_out(coordinator: Visitor, world: World) -> None:
    url = started(coordinator, small(ROW, ("1.2", "Лишнее", "май 2025", "Иванов И.И.", "акт")))
    added = sent(coordinator, f"{url}?show=all", "add-1")
    assert added.headers["Location"].startswith(f"{url}/items/2")
    assert sent(coordinator, url, "start").status_code == 422, "the new measure has no title yet"
    new = {
        "i2-number": "1.3",
        "i2-title": "Новое",
        "i2-people": "Образцова А.И.",
        "i2-deadline_text": "ежеквартально",
    }
    sent(coordinator, f"{url}/items/2", "", new)
    sent(coordinator, f"{url}/items/1", "", {"i1-decision": "drop"})
    page = tree(coordinator.get(f"{url}?show=all"))
    assert "Не берётся" in words(page.xpath("//tr[@id='r1']")[0])
    assert "Каждый квартал" in words(page.xpath("//tr[@id='r2']")[0])
    assert sent(coordinator, url, "start").headers["Location"] == ROADMAP
    with in_tenant(world.center):
        items = session().scalars(select(RoadmapItem).order_by(RoadmapItem.position)).all()
    assert [(item.number, item.deadline_kind) for item in items] == [("1.1", "fixed"), ("1.3", "recurring")]


def test_a_roadmap_of_nothing_does_not_start(coordinator: Visitor) -> None:
    url = started(coordinator, small())
    sent(coordinator, f"{url}/items/0", "", {"i0-decision": "drop"})
    answer = sent(coordinator, url, "start")
    assert answer.status_code == 422
    assert "нужно хотя бы одно мероприятие" in words(tree(answer).xpath("//*[@id='errors']")[0])


def test_what_found_no_place_is_shown_word_for_word(coordinator: Visitor) -> None:
    order = made_up((*ROW, "1000 рублей"), heading=(*HEADING, "Стоимость"))
    url = started(coordinator, as_text(order))
    lead = words(tree(coordinator.get(url)).xpath("//div[@class='n-head']//p")[0])
    assert lead.endswith("Не нашёл места 1 фрагмент таблицы")
    told = tree(coordinator.get(f"{url}?show=info")).xpath("//*[@id='items']")[0]
    assert "Столбцу «Стоимость» нет места в дорожной карте." in words(told)
    assert "Стоимость: 1000 рублей (1.1)" in words(told)


def test_the_source_file_is_one_press_away(coordinator: Visitor) -> None:
    data = as_docx(order_26())
    url = started(coordinator, data, "Приказ № 26.docx")
    link = tree(coordinator.get(url)).xpath("//div[@class='n-head']//a")[0]
    assert words(link) == "Приказ № 26.docx"
    with coordinator.get(link.get("href")) as answer:
        assert answer.data == data
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_piece_that_found_no_place_is_a_question(coordinator: Visitor, world: World) -> None:
    url = started(coordinator, small())
    with in_tenant(world.center), change(audited=False) as tx:
        row = tx.session.scalars(select(RoadmapImport)).one()
        told = {
            "code": "row_not_placed",
            "message": "Не нашло места: итог",
            "item": None,
            "severity": "question",
        }
        row.reading = {**row.reading, "warnings": [told], "unplaced": ["Итого по разделу, дословно"]}
    assert notes(tree(coordinator.get(url))) == [
        ("row_not_placed", "Не всё нашло место. Не нашло места: итог")
    ]
    assert "Итого по разделу, дословно" in words(tree(coordinator.get(f"{url}?show=info")))
    assert sent(coordinator, url, "start").status_code == 422
    assert sent(coordinator, url, "start", {"row_not_placed-0": "by_hand"}).headers["Location"] == ROADMAP
