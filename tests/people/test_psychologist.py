# SPDX-License-Identifier: MIT
"""Notes of the psychologist: nobody else reads them, by whatever way (domain 8.6, 10.4)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from nastavnik.accounts.models import Membership
from nastavnik.consents import service as consents
from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.change import change
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.people import service
from nastavnik.people.service import Person, PersonCard, psychology
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import RIGHTS
from nastavnik.testing.worlds import Someone, World, account, in_tenant

HOME = "/o/center/people"
SECRET = "боится темноты"
MAY = frozenset({"people.view", "people.psychology", "consents.interview"})


@pytest.fixture
def psychologist(world: World, app: Flask) -> Someone:
    """The Centre's psychologist."""
    someone = account("center", "Душевная", "psychologist")
    with in_tenant(world.center), change(audited=False) as tx:
        tx.add(Membership(account_id=someone.account_id, role="psychologist"))
    return someone


@pytest.fixture
def pupil(world: World, psychologist: Someone) -> Person:
    """A pupil about whom there is a note."""
    with in_tenant(world.center):
        person = service.add_person(PersonCard("Ёлкина", "Анна", "Петровна"))
        service.enter_mentee(person.id)
    with in_tenant(world.center, psychologist, rights=MAY):
        psychology.add_note(person.id, SECRET)
    return person


def test_the_psychologist_writes_reads_and_takes_away(
    visitor: Visitor, world: World, psychologist: Someone, pupil: Person
) -> None:
    visitor.sign_in(psychologist)
    card = visitor.get(f"{HOME}/{pupil.id}")
    assert card.status_code == 200
    assert f"{HOME}/{pupil.id}/notes" in card.text
    url = f"{HOME}/{pupil.id}/notes"
    assert visitor.post(url, {"text": "  "}).status_code == 422
    assert visitor.post(url, {"text": "вторая запись"}).status_code == 303
    shown = visitor.get(url).text
    assert SECRET in shown.replace("\N{NO-BREAK SPACE}", " ")
    with in_tenant(world.center, psychologist, rights=MAY):
        newest, oldest = psychology.notes_of(pupil.id)
    assert visitor.post(f"{HOME}/notes/{newest.id}/remove").status_code == 303
    with in_tenant(world.center, psychologist, rights=MAY):
        assert [one.id for one in psychology.notes_of(pupil.id)] == [oldest.id]
        with pytest.raises(NotFound):
            psychology.remove_note(newest.id)
        with pytest.raises(Refused):
            psychology.add_note(pupil.id, "я" * 4001)


def test_nobody_else_reads_a_note_in_any_way(visitor: Visitor, world: World, pupil: Person) -> None:
    ways = (
        f"{HOME}/{pupil.id}",
        f"{HOME}/{pupil.id}/rights",
        f"{HOME}/{pupil.id}/rights/file.json",
        f"{HOME}/mentees",
        "/o/center/search?q=темноты",
        "/o/center/settings/journal",
        "/o/center/",
    )
    for reader in (world.center.coordinator, world.center.director):
        visitor.sign_in(reader)
        assert visitor.get(f"{HOME}/{pupil.id}/notes").status_code == 403
        for way in ways:
            answer = visitor.get(way)
            assert SECRET not in answer.text.replace("\N{NO-BREAK SPACE}", " "), way
        sent = visitor.get(f"{HOME}/mentees.xlsx")
        assert SECRET.encode() not in sent.data
        sent.close()
    file = json.loads(visitor.get(f"{HOME}/{pupil.id}/rights/file.json").data)
    notes = next(part for part in file["sections"] if part["title"] == "Записи психолога")
    assert "Записей: 1" in notes["rows"][0]["Что записано"], "a file says what it leaves out"
    with in_tenant(world.center) as opened:
        said = opened.scalars(select(AuditEntry).where(AuditEntry.action == "people.note_written")).one()
        assert (said.before, said.after, said.note) == (None, None, "")


def test_the_person_has_the_notes_in_the_own_file(visitor: Visitor, world: World, pupil: Person) -> None:
    executor = world.center.executor
    visitor.sign_in(executor)
    assert SECRET not in json.dumps(visitor.get("/account/file.json").get_json(), ensure_ascii=False)
    with in_tenant(world.center):
        service.tie_account(pupil.id, executor.account_id)
    assert SECRET in json.dumps(visitor.get("/account/file.json").get_json(), ensure_ascii=False)
    with in_tenant(world.center, world.center.coordinator):
        assert psychology.notes_about_account(executor.account_id) == []


def test_another_psychologist_and_strangers_read_nothing(
    visitor: Visitor, world: World, psychologist: Someone, pupil: Person
) -> None:
    with in_tenant(world.center, world.center.executor, rights=MAY):
        assert psychology.notes_of(pupil.id) == []
    for act in (
        lambda: psychology.notes_of(pupil.id),
        lambda: psychology.add_note(pupil.id, "х"),
        lambda: consents.record_interview(pupil.id, today(), "cleared"),
        lambda: consents.interviews_of(pupil.id),
    ):
        with in_tenant(world.center, world.center.coordinator, rights=RIGHTS), pytest.raises(Forbidden):
            act()
    visitor.sign_in(world.ankudinovskaya.director)
    assert visitor.get(f"{HOME}/{pupil.id}/notes").status_code == 404
    visitor.sign_in(psychologist)
    for closed in (f"{HOME}/mentees.xlsx", f"{HOME}/{pupil.id}/edit", f"{HOME}/{pupil.id}/rights"):
        assert visitor.get(closed).status_code == 403


def test_of_a_talk_only_the_day_and_the_result_are_kept(
    visitor: Visitor, world: World, psychologist: Someone, pupil: Person
) -> None:
    visitor.sign_in(psychologist)
    url = f"/o/center/consents/{pupil.id}/interview"
    assert visitor.post(url, {"held_on": "31.02.2026", "result": "cleared"}).status_code == 422
    sent = {"held_on": today().strftime("%d.%m.%Y"), "result": "not_cleared"}
    assert visitor.post(url, sent).status_code == 303
    with in_tenant(world.center, psychologist, rights=MAY):
        row = consents.interviews_of(pupil.id)[0]
        assert (row.kind, row.result, row.issued_on, row.number, row.issuer) == (
            "interview",
            "not_cleared",
            today(),
            "",
            "",
        )
        with pytest.raises(Refused) as refusal:
            consents.record_interview(pupil.id, today() + timedelta(days=1), "cleared")
        assert refusal.value.field == "held_on"
        with pytest.raises(Refused):
            consents.record_interview(pupil.id, today(), "perhaps")
    visitor.sign_in(world.center.coordinator)
    assert "Собеседование с психологом" in visitor.get(f"{HOME}/{pupil.id}").text.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert visitor.get(url).status_code == 403
