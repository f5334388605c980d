# SPDX-License-Identifier: MIT
"""A draft that was read: two tabs, kept on the way, approved, compared, started, thrown away; strangers stay out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from nastavnik.foundation.audit import verify
from nastavnik.foundation.database import session
from nastavnik.foundation.notifications import Notification
from nastavnik.roadmap.models import Roadmap, RoadmapEvidence, RoadmapItem, RoadmapOccurrence
from nastavnik.roadmap.service import order_uploads
from nastavnik.testing.clients import Visitor
from nastavnik.testing.roadmaps import Execution, make_roadmap
from nastavnik.testing.worlds import World, in_tenant

from .order_files import HEAD, ORDER_26, as_text, made_up, numbered_rows
from .wizard import (
    IMPORT,
    ROADMAP,
    SECTION,
    TODAY,
    UNNUMBERED,
    fields,
    flashed,
    only_import,
    rows_of,
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


@pytest.fixture
def director(app: Flask, world: World) -> Visitor:
    browser = Visitor(app)
    browser.sign_in(world.center.director)
    return browser


@pytest.mark.parametrize("show", ["", "?show=all", "?show=questions", "?show=info"])
def test_the_check_asks_the_database_a_bounded_number_of_times(
    coordinator: Visitor, count_queries: Any, show: str
) -> None:
    few_url = started(coordinator, small())
    many_url = started(coordinator, as_text(made_up(*numbered_rows(5, 40))), "200.txt")
    with count_queries() as few:
        assert coordinator.get(few_url + show).status_code == 200
    with count_queries() as many:
        assert coordinator.get(many_url + show).status_code == 200
    assert len(many) == len(few) < 25


def test_a_large_order_comes_in_pages_and_loses_nothing(coordinator: Visitor, world: World) -> None:
    rows = [SECTION, *((f"1.{n}", f"Дело {n}", "до 20.12.2024", "", "акт") for n in range(1, 151))]
    url = started(coordinator, as_text(made_up(*rows)))
    turned = sent(coordinator, url, "page-2", {"i0-people": "Иванов И.И."})
    assert "page=2" in turned.headers["Location"]
    page = tree(coordinator.get(turned.headers["Location"]))
    assert len(page.xpath("//fieldset[starts-with(@id, 'i')]")) == 20
    assert page.xpath("//fieldset[@id='i20']")
    assert only_import(world).edits == {"i0-people": "Иванов И.И."}
    whole = tree(coordinator.get(f"{url}?show=all"))
    assert len(whole.xpath("//tr[starts-with(@id, 'r')]")) == 100
    rest = tree(coordinator.get(f"{url}?show=all&page=2"))
    assert len(rest.xpath("//tr[starts-with(@id, 'r')]")) == 50
    refused = tree(sent(coordinator, f"{url}?show=all", "start"))
    assert refused.xpath("//fieldset[@id='i1']"), "it opens where the first open question is"


def test_two_tabs_write_nothing_over_each_other(app: Flask, coordinator: Visitor, director: Visitor) -> None:
    url = started(coordinator, ORDER_26.read_bytes())
    mine, theirs = (fields(tree(browser.get(url))) for browser in (coordinator, director))
    coordinator.post(url, {**mine, "i3-title": "Первая вкладка", "do": "save"})
    director.post(url, {**theirs, "basis": "Вторая вкладка", "do": "save"})
    now = fields(tree(coordinator.get(url)))
    assert (now["i3-title"], now["basis"]) == ("Первая вкладка", "Вторая вкладка")


def test_the_same_field_in_two_tabs_is_told_of(coordinator: Visitor, director: Visitor) -> None:
    url = started(coordinator, ORDER_26.read_bytes())
    theirs = fields(tree(director.get(url)))
    sent(coordinator, url, "save", {"i3-title": "Слова куратора"})
    director.post(url, {**theirs, "i3-title": "Слова директора", "do": "save"})
    shown = director.get(url)
    assert fields(tree(shown))["i3-title"] == "Слова директора"
    assert "поле «1.6, Название» изменил кто-то ещё" in flashed(shown)
    assert "«Слова куратора»" in flashed(shown)


def test_nobody_starts_what_they_have_not_seen(coordinator: Visitor, director: Visitor, world: World) -> None:
    url = started(coordinator, small())
    stale = fields(tree(director.get(url)))
    sent(coordinator, f"{url}/items/0", "", {"i0-date": "21.12.2024"})
    answer = director.post(url, {**stale, "do": "start"})
    assert answer.status_code == 422
    assert "черновик изменили" in words(tree(answer).xpath("//*[@id='errors']")[0])
    assert rows_of(world, Roadmap) == 0
    assert director.post(url, {**fields(tree(answer)), "do": "start"}).headers["Location"] == ROADMAP


def test_what_is_typed_is_kept_on_the_way(coordinator: Visitor) -> None:
    url = started(coordinator, ORDER_26.read_bytes())
    shown = fields(tree(coordinator.get(url)))
    kept = coordinator.post(f"{url}/keep", {**shown, "i3-decision": "keep", "basis": "Устав"})
    bar = tree(kept).xpath("//*[@id='import-bar']")[0]
    assert words(bar).startswith("Решено вопросов: 1 из 3.")
    seen = bar.xpath(".//input[@name='seen']")[0].value
    assert fields(tree(coordinator.get(url)))["basis"] == "Устав"
    answers = {"approval_date_differs": "mark", "i21-decision": "drop", "i3-decision": "keep"}
    page = {**shown, "basis": "Устав", "seen": seen, **answers, "do": "start"}
    assert coordinator.post(url, page).headers["Location"] == ROADMAP


def test_what_the_page_itself_kept_is_nobody_elses(coordinator: Visitor) -> None:
    """The last field is kept on the way at the very moment when the button is pressed."""
    url = started(coordinator, small())
    shown = {**fields(tree(coordinator.get(url))), "number": "112-ОД"}
    coordinator.post(f"{url}/keep", shown)
    assert coordinator.post(url, {**shown, "do": "start"}).headers["Location"] == ROADMAP


def test_another_kind_of_deadline_brings_its_own_fields(coordinator: Visitor) -> None:
    url = started(coordinator, small())
    shown = fields(tree(coordinator.get(f"{url}/items/0")))
    part = coordinator.post(f"{url}/items/0/fields", {**shown, "i0-kind": "after"})
    names = [field.get("name") for field in tree(part).xpath("//input | //select") if field.get("name")]
    assert names == ["i0-kind", "i0-amount", "i0-unit", "i0-event"]
    assert not tree(part).xpath("//*[@aria-invalid]"), "an empty field is no mistake yet"
    wrong = coordinator.post(f"{url}/items/0/fields", {**shown, "i0-date": "32.12.2024"})
    assert tree(wrong).xpath("//*[@id='i0-date'][@aria-invalid='true']")
    assert fields(tree(coordinator.get(f"{url}/items/0")))["i0-kind"] == "fixed", "nothing is kept"


def test_start_pressed_twice_starts_once(coordinator: Visitor, world: World) -> None:
    url = started(coordinator, small())
    shown = fields(tree(coordinator.get(url)))
    assert coordinator.post(url, {**shown, "do": "start"}).headers["Location"] == ROADMAP
    assert coordinator.post(url, {**shown, "do": "start"}).headers["Location"] == ROADMAP
    assert rows_of(world, Roadmap) == 1


@pytest.mark.parametrize("page", ["", "/items/0", "/compare", "/drop"])
def test_back_after_the_start_leads_to_the_roadmap(coordinator: Visitor, page: str) -> None:
    url = started(coordinator, small())
    sent(coordinator, url, "start")
    answer = coordinator.get(url + page)
    assert (answer.status_code, answer.headers["Location"]) == (303, ROADMAP)
    assert "уже запущена" in flashed(coordinator.get(ROADMAP))


def test_a_draft_is_thrown_away_after_a_question(coordinator: Visitor, world: World) -> None:
    url = started(coordinator, small())
    asked = sent(coordinator, url, "drop", {"number": "7"}).headers["Location"]
    assert coordinator.post(asked, {}).status_code == 422, "the tick is missing"
    assert coordinator.post(asked, {"sure": "y"}).headers["Location"] == IMPORT
    row = only_import(world)
    assert (row.state, row.reading, row.edits) == ("abandoned", {}, {})
    assert coordinator.get(url).headers["Location"] == IMPORT


def test_the_director_approves_an_order_without_a_number(
    coordinator: Visitor, director: Visitor, world: World
) -> None:
    url = started(coordinator, small(head=UNNUMBERED))
    period = {"period_from": "01.09.2024", "period_to": "31.05.2025"}
    sent_up = sent(coordinator, url, "start", period)
    assert sent_up.headers["Location"] == IMPORT
    assert only_import(world).state == "waiting"
    assert [notice.account_id for notice in notices(world)] == [world.center.director.account_id]
    waiting = tree(coordinator.get(url))
    assert "Ждёт утверждения директором." in words(waiting)
    assert not waiting.xpath("//button[@value='start']")
    sent(coordinator, url, "start")
    assert len(notices(world)) == 1, "asking twice tells once"
    assert tree(director.get(url)).xpath("//button[@value='start']")
    assert sent(director, url, "start").headers["Location"] == ROADMAP
    with in_tenant(world.center):
        roadmap = session().scalars(select(Roadmap)).one()
        assert (roadmap.order_number, roadmap.order_date) == ("", None)
        assert verify(session()) is None


def test_the_director_gives_it_back(coordinator: Visitor, director: Visitor, world: World) -> None:
    url = started(coordinator, small(head=UNNUMBERED))
    door = f"{url}/return"
    assert "не ждёт утверждения" in words(tree(director.post(door, {"reason": "Рано"})))
    sent(coordinator, url, "start", {"period_from": "01.09.2024", "period_to": "31.05.2025"})
    assert coordinator.get(door).status_code == 403
    assert sent(director, url, "return").headers["Location"] == door
    empty = director.post(door, {"reason": " "})
    assert empty.status_code == 422
    assert said_beside(tree(empty), "reason") == "Напишите причину."
    director.post(door, {"reason": "Нет ответственных в первом разделе"})
    assert only_import(world).state == "open"
    assert "Нет ответственных в первом разделе" in words(tree(coordinator.get(url)))
    told = [notice for notice in notices(world) if notice.account_id == world.center.coordinator.account_id]
    assert [notice.detail for notice in told] == ["Нет ответственных в первом разделе"]


def notices(world: World) -> list[Notification]:
    with in_tenant(world.center):
        return list(session().scalars(select(Notification)))


def test_a_new_edition_is_compared_before_it_starts(coordinator: Visitor, world: World) -> None:
    made = make_roadmap(
        world.center,
        {
            "1.1": [Execution(TODAY, done_on=TODAY)],
            "1.2": [Execution(TODAY)],
            "1.3": [Execution(TODAY)],
        },
    )
    titles = {"1.1": "Мероприятие 1.1", "1.2": "Мероприятие 1.2 изменённое", "1.4": "Совсем другое дело"}
    rows = [(number, title, "до 20.12.2024", "Исполнителева А.И.", "") for number, title in titles.items()]
    url = started(coordinator, small(*rows))
    compared = sent(coordinator, url, "start").headers["Location"]
    assert compared == f"{url}/compare"
    page = tree(coordinator.get(compared))
    assert "Запустить новую редакцию" in words(page)
    goes_on = {name: value for name, value in fields(page).items() if name.endswith("-continues")}
    assert goes_on["i2-continues"] == "new"
    assert goes_on["i1-continues"] == str(made.items["1.2"])
    overruled = sent(coordinator, compared, "save", {"i2-continues": str(made.items["1.3"])})
    assert overruled.status_code == 303
    assert sent(coordinator, compared, "start").headers["Location"] == ROADMAP
    with in_tenant(world.center):
        lineages = {item.id: item.lineage_id for item in session().scalars(select(RoadmapItem))}
        running = session().scalars(select(Roadmap).where(Roadmap.state == "running")).one()
        items = session().scalars(select(RoadmapItem).where(RoadmapItem.roadmap_id == running.id))
        new = {item.number: item for item in items}
        evidence = session().scalar(
            select(func.count())
            .select_from(RoadmapEvidence)
            .join(RoadmapOccurrence, RoadmapOccurrence.id == RoadmapEvidence.occurrence_id)
            .where(RoadmapOccurrence.item_id == new["1.1"].id)
        )
    assert running.edition == 2
    assert evidence == 1, "what was done goes over with its evidence"
    assert new["1.4"].lineage_id == lineages[made.items["1.3"]]


@pytest.mark.parametrize(("dated", "told"), [("30.08.2024", True), ("31.08.2024", False)])
def test_an_order_older_than_the_running_one_is_told_of(coordinator: Visitor, dated: str, told: bool) -> None:
    row = ("1.1", "Мероприятие", "до 20.12.2024", "Исполнителева А.И.", "")
    assert sent(coordinator, started(coordinator, small(row)), "start").headers["Location"] == ROADMAP
    head = tuple(line.replace("31.08.2024 № 112", f"{dated} № 7") for line in HEAD)
    compared = sent(coordinator, started(coordinator, small(row, head=head)), "start").headers["Location"]
    page = words(tree(coordinator.get(compared)))
    assert ("Этот приказ старше действующего. Он датирован 30.08.2024" in page) is told


def test_the_comparison_asks_the_database_a_bounded_number_of_times(
    coordinator: Visitor, world: World, count_queries: Any
) -> None:
    make_roadmap(world.center, {f"1.{n}": [Execution(TODAY)] for n in range(1, 31)})
    few_url = started(coordinator, small())
    many_url = started(coordinator, as_text(made_up(*numbered_rows(4, 30))))
    with count_queries() as few:
        assert coordinator.get(f"{few_url}/compare").status_code == 200
    with count_queries() as many:
        assert coordinator.get(f"{many_url}/compare").status_code == 200
    assert len(many) == len(few) < 25


DOORS: list[tuple[str, Callable[[Visitor, str], Any]]] = [
    ("check", lambda browser, url: browser.get(url)),
    ("save", lambda browser, url: browser.post(url, {"do": "start"})),
    ("keep", lambda browser, url: browser.post(f"{url}/keep", {})),
    ("file", lambda browser, url: browser.get(f"{url}/file")),
    ("measure", lambda browser, url: browser.post(f"{url}/items/0", {"i0-title": "Чужое"})),
    ("fields", lambda browser, url: browser.post(f"{url}/items/0/fields", {})),
    ("compare", lambda browser, url: browser.post(f"{url}/compare", {"do": "start"})),
    ("drop", lambda browser, url: browser.post(f"{url}/drop", {"sure": "y"})),
]


@pytest.mark.parametrize(("name", "act"), DOORS)
def test_strangers_and_executors_stay_out(
    app: Flask, coordinator: Visitor, world: World, name: str, act: Callable[[Visitor, str], Any]
) -> None:
    url = started(coordinator, small())
    stranger, executor = Visitor(app), Visitor(app)
    stranger.sign_in(world.ankudinovskaya.coordinator)
    executor.sign_in(world.center.executor)
    assert act(stranger, url).status_code == 404
    assert act(stranger, url.replace("center", "ankudinovskaya")).status_code == 404
    assert act(executor, url).status_code == 403
    assert (only_import(world).state, only_import(world).edits) == ("open", {})


@pytest.mark.parametrize(
    "query", ["?show=nothing", "?page=0", "?page=99", "?page=x", "?_external=1&import_id=2"]
)
def test_a_strange_address_shows_the_page(coordinator: Visitor, query: str) -> None:
    url = started(coordinator, small())
    assert coordinator.get(url + query).status_code == 200
    assert coordinator.post(url + query, {"do": "page-3"}).status_code == 303
    assert coordinator.get(f"{url}/items/7").status_code == 404
    assert coordinator.post(f"{url}/items/7", {}).status_code == 404
