# SPDX-License-Identifier: MIT
"""Completion: stories under consent, thanks, exits into the registers, the closing report (Р-145, stage 7)."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from python_calamine import load_workbook

from nastavnik.consents import service as consents
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.matches import service
from nastavnik.matches.service import Match, NotReady
from nastavnik.people import service as people
from nastavnik.plugins import Plugins
from nastavnik.programmes import service as programmes
from nastavnik.programmes.models import Programme
from nastavnik.programmes.service import NewDocument
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import (
    RIGHTS,
    give_consent,
    make_active,
    make_mentee,
    make_mentor,
    make_programme,
)
from nastavnik.testing.worlds import World, in_tenant
from nastavnik_worker.dispatcher import drain

HOME = "/o/center/pairs"
STORY = "https://school.example/istoriya"


@pytest.fixture
def at_work(world: World, app: Flask) -> Iterator[World]:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        yield world


@pytest.fixture
def plugins(app: Flask) -> Plugins:
    found: Plugins = app.extensions["nastavnik.plugins"]
    return found


def completed(way_out: str = "leave", outcome: str = "reached") -> Match:
    """A completed pair."""
    mentee = make_mentee("Ёлкина")
    mentor = make_mentor("Указкин")
    match = make_active(make_programme("Вместе"), mentor, mentee)
    return service.complete(
        match.id, outcomes={mentee.id: outcome}, exits={mentee.id: way_out}, reflection="Стало легче"
    )


def to_the_last_stage(programme: Programme) -> Programme:
    for _stage in range(6):
        for one in programmes.missing_papers(programme):
            programmes.add_document(programme.id, NewDocument(one.paper, url="https://school.example/1.pdf"))
        programme = programmes.advance(programme.id)
    return programme


@pytest.mark.parametrize(("way_out", "state"), [("become_mentor", "completed"), ("continue", "candidate")])
def test_exits_lead_into_the_registers(at_work: World, way_out: str, state: str) -> None:
    match = completed(way_out)
    member = service.get_pair(match.id).members[0]
    assert member.mentee.state == state
    line = people.mentor_of(member.person.id)
    assert (line is not None) == (way_out == "become_mentor")
    if line is not None:
        assert (line.state, line.source) == ("candidate", "pupils")


def test_a_story_is_published_only_with_the_consent_of_everybody(at_work: World) -> None:
    match = completed()
    for title, text, field in ((" ", "x", "title"), ("x", " ", "text"), ("x", "я" * 10_001, "text")):
        with pytest.raises(Refused) as refusal:
            service.write_story(match.id, title, text)
        assert refusal.value.field == field
    with pytest.raises(NotFound):
        service.publish_story(match.id, STORY)
    service.write_story(match.id, "Как мы полюбили алгебру", "Встречались каждую неделю.")
    with pytest.raises(Refused) as refusal:
        service.publish_story(match.id, "school")
    assert refusal.value.field == "url"
    with pytest.raises(NotReady) as lacking:
        service.publish_story(match.id, STORY)
    assert len(lacking.value.obstacles) == 2
    pair = service.get_pair(match.id)
    give_consent(pair.mentor_person, "publication")
    with pytest.raises(NotReady):
        service.publish_story(match.id, STORY)
    give_consent(pair.members[0].person, "publication")
    assert service.publish_story(match.id, STORY).published_on == today()
    assert set(service.published_stories([match.id])) == {match.id}
    with pytest.raises(Refused):
        service.write_story(match.id, "Иначе", "Иначе")


def test_a_withdrawal_takes_the_story_off_at_once(at_work: World, plugins: Plugins) -> None:
    match = completed()
    pair = service.get_pair(match.id)
    service.write_story(match.id, "История", "Текст")
    for person in pair.people:
        give_consent(person, "publication")
    service.publish_story(match.id, STORY)
    given = next(
        one
        for one in consents.consents_of([pair.mentor_person.id])[pair.mentor_person.id]
        if one.purpose == "publication"
    )
    consents.withdraw(given.id, on=today())
    assert service.published_stories([match.id]) == {}, "before the worker has heard of it"
    drain(plugins)
    story = service.story_of(match.id)
    assert story is not None
    assert (story.published_on, story.url) == (None, "")


def test_a_story_needs_an_ended_pair_and_the_right(at_work: World) -> None:
    match = make_active(make_programme(), make_mentor("Указкин"), make_mentee("Ёлкина"))
    with pytest.raises(Refused):
        service.write_story(match.id, "История", "Текст")
    with pytest.raises(Refused):
        service.thanks_to_mentor(match.id, "pdf")
    with in_tenant(at_work.center, at_work.center.coordinator, rights=RIGHTS - {"matches.edit"}):
        for act in (
            lambda: service.write_story(match.id, "История", "Текст"),
            lambda: service.publish_story(match.id, STORY),
            lambda: service.take_story_off(match.id),
        ):
            with pytest.raises(Forbidden):
                act()


def test_thanks_and_the_report_are_made_in_both_kinds(at_work: World) -> None:
    match = completed()
    programme = programmes.get_programme(match.programme_id)
    with pytest.raises(Refused):
        service.closing_report(programme.id, "pdf")
    with pytest.raises(Refused):
        programmes.set_results(programme.id, "Рано")
    to_the_last_stage(programme)
    with pytest.raises(Refused) as refusal:
        programmes.set_results(programme.id, " ")
    assert refusal.value.field == "results"
    programmes.set_results(programme.id, "Группа хочет продолжать.\nЦель достигнута.")
    programmes.add_event(programme.id, title="Праздник", held_on=today())
    for kind, magic in (("pdf", b"%PDF-"), ("docx", b"PK")):
        assert service.thanks_to_mentor(match.id, kind).startswith(magic)
        assert service.closing_report(programme.id, kind).startswith(magic)
    for make in (
        lambda: service.thanks_to_mentor(match.id, "exe"),
        lambda: service.closing_report(programme.id, "exe"),
    ):
        with pytest.raises(NotFound):
            make()


def test_the_registers_tell_of_pairs_in_the_official_columns(
    at_work: World, visitor: Visitor, count_queries: Any
) -> None:
    mentor, programme = make_mentor("Указкин", capacity=3), make_programme("Вместе")
    people.change_person(
        mentor.person_id,
        people.PersonCard("Указкин", "Анна", "Ивановна", kind="teacher", workplace="=1+1", birth_year=1980),
    )
    first, second = make_mentee("Ёлкина"), make_mentee("Берёзкина")
    done = make_active(programme, mentor, first)
    service.complete(
        done.id, outcomes={first.id: "partly"}, exits={first.id: "leave"}, reflection="Стало легче"
    )
    make_active(programme, mentor, second)
    visitor.sign_in(at_work.center.coordinator)

    def rows(register: str) -> list[list[Any]]:
        sent = visitor.get(f"/o/center/people/{register}.xlsx")
        data = sent.data
        sent.close()
        return load_workbook(BytesIO(data)).get_sheet_by_index(0).to_python()

    heads, line = rows("mentors")
    told = dict(zip(heads, line, strict=True))
    assert told["ФИО наставляемого(ых)"] == "Ёлкина Анна Ивановна\nБерёзкина Анна Ивановна"
    assert told["Форма"] == "ученик — ученик\nученик — ученик"
    assert told["Дата завершения"] == today().strftime("%d.%m.%Y")
    assert told["Результаты"] == "цель достигнута частично"
    heads, *lines = rows("mentees")
    told = {line[1]: dict(zip(heads, line, strict=True)) for line in lines}
    finished, working = told["Ёлкина Анна Ивановна"], told["Берёзкина Анна Ивановна"]
    assert finished["ФИО наставника"] == "Указкин Анна Ивановна"
    assert finished["Место работы/учёбы наставника"] == "=1+1"
    assert (finished["Отметка о прохождении программы"], finished["Результаты программы"]) == (
        "пройдена",
        "цель достигнута частично",
    )
    assert (working["Отметка о прохождении программы"], working["Дата завершения программы"]) == ("", "")
    for number in range(4):
        make_active(make_programme(f"П{number}"), make_mentor(f"Н{number}"), make_mentee(f"Ё{number}"))
    with count_queries() as queries:
        rows("mentees")
    assert len(queries) <= 26


def test_pages_lead_from_the_card_to_the_papers(visitor: Visitor, world: World) -> None:
    with in_tenant(world.center):
        match = completed()
        programme = to_the_last_stage(programmes.get_programme(match.programme_id))
    visitor.sign_in(world.center.coordinator)
    card = visitor.get(f"/o/center/programmes/{programme.id}").text
    for link in (f"{HOME}/programmes/{programme.id}/report/pdf", f"{HOME}/{match.id}/thanks/docx"):
        assert link in card
        sent = visitor.get(link)
        assert sent.status_code == 200
        sent.close()
    url = f"/o/center/programmes/{programme.id}/results"
    assert visitor.post(url, {"results": ""}).status_code == 422
    assert visitor.post(url, {"results": "Группа хочет продолжать."}).status_code == 303
    assert "Группа хочет продолжать." in visitor.get(f"/o/center/programmes/{programme.id}").text.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    story = f"{HOME}/{match.id}/story"
    assert visitor.post(story, {"title": "", "text": "Текст"}).status_code == 422
    assert visitor.post(story, {"title": "История", "text": "Текст"}).status_code == 303
    assert "Стало легче" in visitor.get(f"{HOME}/{match.id}").text.replace("\N{NO-BREAK SPACE}", " ")
    asked = visitor.get(f"{story}/publish").text.replace("\N{NO-BREAK SPACE}", " ")
    assert asked.count("Записать согласие на публикацию") == 2
    assert visitor.post(f"{story}/publish", {"url": STORY}).status_code == 422
    assert visitor.post(f"{story}/take-off").status_code == 303
    pages = (story, f"{story}/publish", f"{HOME}/{match.id}/thanks/pdf", url)
    visitor.sign_in(world.center.executor)
    assert [visitor.get(one).status_code for one in pages] == [403] * 4
    visitor.sign_in(world.ankudinovskaya.coordinator)
    theirs = [one.replace("/o/center/", "/o/ankudinovskaya/") for one in pages]
    assert [visitor.get(one).status_code for one in theirs] == [404] * 4
