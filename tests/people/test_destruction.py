# SPDX-License-Identifier: MIT
"""Destruction of a person's data (152-ФЗ, ст. 21; order РКН № 179; domain 10.3, Appendix C): everything goes, figures stay."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from python_calamine import load_workbook
from sqlalchemy import text

from nastavnik.consents import service as consents
from nastavnik.consents.service import GivenConsent, Scan
from nastavnik.foundation import files, mail, notifications
from nastavnik.foundation.audit import verify
from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.names import PersonName
from nastavnik.matches import service as matches
from nastavnik.matches.service import TaskCard
from nastavnik.meetings import service as meetings
from nastavnik.meetings.service import MeetingCard, Words
from nastavnik.people import service
from nastavnik.people.models import PsychologistNote
from nastavnik.people.service import Person, PersonCard, RequestCard, destruction, subject_rights
from nastavnik.people.service.destruction import Operator
from nastavnik.plugins import Plugins
from nastavnik.testing.clients import Visitor
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.pairs import RIGHTS, make_active, make_mentee, make_mentor, make_programme
from nastavnik.testing.worlds import World, in_tenant
from nastavnik_worker.dispatcher import drain

HOME = "/o/center/people"
MAY = RIGHTS | {"people.rights", "people.destroy", "people.import"}
OPERATOR = Operator("МАУ ДО «Центр»", "г. Образцово", "Директор", PersonName("Директорова", "Анна", "И."))
SCAN = b"%PDF-1.7 scan of the consent"
TELLTALES = (
    "Тайницын",
    "тайницын",
    "+7 999 000-11-22",
    "tayna@mail.example",
    "секретное слово",
    "2011-04-05",
)


@pytest.fixture
def at_work(world: World, app: Flask) -> Iterator[World]:
    with in_tenant(world.center, world.center.director, rights=MAY):
        yield world


@pytest.fixture
def plugins(app: Flask) -> Plugins:
    found: Plugins = app.extensions["nastavnik.plugins"]
    return found


def everything_about_a_mentee() -> tuple[Person, Any]:
    """A mentee with something in every room, each of the telltales among it."""
    mentee = make_mentee("Тайницына")
    card = service.card_of(service.get_person(mentee.person_id))
    person = service.change_person(
        mentee.person_id,
        PersonCard(
            card.surname,
            card.name,
            card.patronymic,
            birth_date=date(2011, 4, 5),
            kind="pupil",
            post="7 «А», секретное слово",
            phone="+7 999 000-11-22",
            email="tayna@mail.example",
        ),
    )
    service.add_request(mentee.id, RequestCard("support", "секретное слово", author_name="Тайницына О.О."))
    guardian = service.guardians_of([person.id])[person.id][0]
    consents.record_consent(
        person.id,
        GivenConsent("photo_video", "guardian", today(), guardian_id=guardian.person_id),
        Scan(SCAN, "Тайницына.pdf"),
    )
    consents.record_consent(
        person.id, GivenConsent("participation", "both", today(), guardian_id=guardian.person_id)
    )
    match = make_active(make_programme(), make_mentor("Указкин"), mentee)
    matches.set_goal(match.id, "секретное слово о цели", None)
    matches.add_task(match.id, TaskCard("Помочь Тайницыной", planned_result="секретное слово"))
    meeting = meetings.plan_meeting(
        match.id, MeetingCard("intro", moment(), agenda="секретное слово", place="у Тайницыных")
    )
    meetings.hold(meeting.id, held_on=today(), topic="секретное слово")
    for row in meetings.feedback_of([meeting.id])[meeting.id]:
        meetings.give_on_behalf(
            row.id, Words("секретное слово", note="Тайницына молчит", mood=4), reason="секретное слово"
        )
    with change() as tx:
        tx.add(PsychologistNote(person_id=person.id, text="секретное слово", author_name="Психолог"))
        service.issue_link(tx, person.id, "feedback")
        notifications.notify(person.id, "test", "Согласие Тайницыной кончилось", url="/o/center/")
        mail.queue_letter("tayna@mail.example", "Встреча", "Тайницына, приходите", recipient_name="Тайницына")
    subject_rights.block(person.id, "секретное слово")
    subject_rights.unblock(person.id, "секретное слово")
    return person, match


def moment() -> Any:
    from nastavnik.foundation.dates import now

    return now() - timedelta(hours=2)


def whole_database(database: TestDatabase) -> Iterator[tuple[str, str]]:
    """Every row of every table as text."""
    with database.superuser.connect() as connection:
        tables = connection.scalars(
            text("select tablename from pg_tables where schemaname = 'public' order by 1")
        ).all()
        for table in tables:
            for row in connection.scalars(text(f"select row_to_json(t)::text from {table} t")):
                yield table, row


def test_not_a_word_of_the_person_is_left_anywhere(
    at_work: World, plugins: Plugins, empty_database: TestDatabase
) -> None:
    person, match = everything_about_a_mentee()
    before = {table for table, row in whole_database(empty_database) if any(one in row for one in TELLTALES)}
    assert before >= {
        "people",
        "mentee_requests",
        "audit_entries",
        "letters",
        "notifications",
        "matches",
        "plan_tasks",
        "meetings",
        "meeting_feedback",
        "files",
        "psychologist_notes",
    }, "the test looks where nothing was"
    digest = hashlib.sha256(SCAN).hexdigest()
    kept = files.storage().path(at_work.center.tenant_id, digest)
    assert kept.exists()
    with pytest.raises(Refused, match="Пара"):
        destruction.destroy(plugins, person.id, "withdrawal", OPERATOR)
    assert service.get_person(person.id).surname == "Тайницына", "a refusal destroys nothing"
    matches.end_early(match.id, "consent_withdrawn", "секретное слово")
    mother = service.guardians_of([person.id])[person.id][0].person_id
    destruction.destroy(plugins, person.id, "withdrawal", OPERATOR)
    destruction.destroy(plugins, mother, "withdrawal", OPERATOR)
    left = [(table, row) for table, row in whole_database(empty_database) if any(t in row for t in TELLTALES)]
    assert left == []
    assert not kept.exists()
    assert verify(session()) is None, "the chain of the journal adds up"


def test_figures_and_the_history_of_the_other_side_stay(at_work: World, plugins: Plugins) -> None:
    person, match = everything_about_a_mentee()
    matches.end_early(match.id, "consent_withdrawn")
    counted = matches.match_counts()
    held = [(one.kind, one.state) for one in meetings.meetings_of(match.id)]
    destruction.destroy(plugins, person.id, "withdrawal", OPERATOR)
    assert matches.match_counts() == counted
    assert [(one.kind, one.state) for one in meetings.meetings_of(match.id)] == held
    pair = matches.get_pair(match.id)
    assert pair.mentor_person.surname == "Указкин"
    assert [member.name.full for member in pair.members] == ["Данные уничтожены"]
    left = service.get_person(person.id)
    assert (left.state, left.birth_date, left.birth_year, left.kind) == ("destroyed", None, 2011, "pupil")
    given = consents.consents_of([person.id])[person.id]
    assert {one.purpose for one in given} == {"participation", "photo_video"}
    assert [one.file_id for one in given] == [None] * len(given)
    assert service.find_people("Данные уничтожены") == []
    assert service.mentees().total == 0


def test_of_a_mentor_go_the_words_that_name_them_and_nothing_of_the_mentee(
    at_work: World, plugins: Plugins
) -> None:
    mentor, mentee = make_mentor("Указкин", achievements="призёр"), make_mentee("Ёлкина")
    match = make_active(make_programme(), mentor, mentee)
    matches.set_goal(match.id, "Подтянуть алгебру", None)
    matches.add_task(match.id, TaskCard("Решить задачи с Указкиным", planned_result="решены"))
    matches.end_early(match.id, "other")
    destruction.destroy(plugins, mentor.person_id, "purpose", OPERATOR)
    assert matches.get_match(match.id).goal == "Подтянуть алгебру"
    assert [(one.text, one.planned_result) for one in matches.plan_of(match.id)] == [("—", "решены")]
    line = service.get_mentor(mentor.id)
    assert (line.state, line.achievements) == ("left", "")


def test_a_proposed_pair_is_declined(at_work: World, plugins: Plugins) -> None:
    mentor, mentee = make_mentor("Указкин"), make_mentee("Ёлкина")
    match = matches.propose(matches.Proposal(make_programme().id, mentor.id, (mentee.id,)))
    destruction.destroy(plugins, mentee.person_id, "demand", OPERATOR)
    assert matches.get_match(match.id).state == "declined"


def test_the_act_and_the_log_hold_the_identifier_and_no_data(at_work: World, plugins: Plugins) -> None:
    person, match = everything_about_a_mentee()
    matches.end_early(match.id, "consent_withdrawn")
    act = destruction.destroy(plugins, person.id, "withdrawal", OPERATOR)
    assert act.number == f"1-ПД/{today().year}"
    assert destruction.kept_until(act).year == today().year + 3
    for kind, magic in (("pdf", b"%PDF-"), ("docx", b"PK"), ("xlsx", b"PK")):
        assert destruction.file_of_act(act.id, kind)[1].startswith(magic)
    book = load_workbook(BytesIO(destruction.file_of_act(act.id, "xlsx")[1]))
    rows = book.get_sheet_by_index(0).to_python()
    assert tuple(rows[0]) == destruction.LOG_COLUMNS
    assert {row[0] for row in rows[1:]} == {str(person.id)}
    assert len(rows) > 8
    with pytest.raises(Refused):
        destruction.destroy(plugins, person.id, "withdrawal", OPERATOR)
    with pytest.raises(NotFound):
        destruction.file_of_act(act.id, "exe")


def test_a_withdrawal_of_1_march_is_to_be_destroyed_by_31_march(at_work: World, plugins: Plugins) -> None:
    assert subject_rights.due_day("withdrawal", date(2027, 3, 1)) == date(2027, 3, 31)
    mentee = make_mentee("Ёлкина")
    for purpose in ("photo_video", "participation"):
        guardian = service.guardians_of([mentee.person_id])[mentee.person_id][0].person_id
        given = consents.record_consent(
            mentee.person_id, GivenConsent(purpose, "guardian", today(), guardian_id=guardian)
        )
        consents.withdraw(given.id, on=today())
    other = consents.consents_of([mentee.person_id])[mentee.person_id]
    for one in other:
        if one.withdrawn_on is None:
            consents.withdraw(one.id, on=today())
    demand = subject_rights.requests_of_subject(mentee.person_id)
    assert [(one.kind, one.due_on) for one in demand] == [("withdrawal", today() + timedelta(days=30))]
    act = destruction.destroy(plugins, mentee.person_id, "withdrawal", OPERATOR)
    answered = subject_rights.requests_of_subject(mentee.person_id)[0]
    assert answered.answered_on == today()
    assert act.number in answered.answer


def test_the_bytes_go_even_if_the_web_died_after_the_commit(
    at_work: World, plugins: Plugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentee = make_mentee("Ёлкина")
    guardian = service.guardians_of([mentee.person_id])[mentee.person_id][0].person_id
    consents.record_consent(
        mentee.person_id,
        GivenConsent("photo_video", "guardian", today(), guardian_id=guardian),
        Scan(SCAN, "1.pdf"),
    )
    with monkeypatch.context() as dead:
        dead.setattr(files, "sweep", lambda _digests: 0)
        destruction.destroy(plugins, mentee.person_id, "withdrawal", OPERATOR)
    kept = files.storage().path(at_work.center.tenant_id, hashlib.sha256(SCAN).hexdigest())
    assert kept.exists()
    drain(plugins)
    assert not kept.exists()


def test_bytes_that_another_file_needs_stay(at_work: World, plugins: Plugins) -> None:
    for surname in ("Ёлкина", "Берёзкина"):
        mentee = make_mentee(surname)
        guardian = service.guardians_of([mentee.person_id])[mentee.person_id][0].person_id
        consents.record_consent(
            mentee.person_id,
            GivenConsent("photo_video", "guardian", today(), guardian_id=guardian),
            Scan(SCAN, "1.pdf"),
        )
    destruction.destroy(plugins, mentee.person_id, "withdrawal", OPERATOR)
    assert files.storage().path(at_work.center.tenant_id, hashlib.sha256(SCAN).hexdigest()).exists()


def test_without_the_right_nothing_is_destroyed(world: World, plugins: Plugins) -> None:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS | {"people.rights"}):
        person = service.add_person(PersonCard("Ёлкина", "Анна"))
        for act in (
            lambda: destruction.destroy(plugins, person.id, "withdrawal", OPERATOR),
            destruction.acts,
            lambda: service.erase_person(person.id),
            lambda: consents.erase_person(person.id),
            lambda: matches.erase_person(person.id),
            lambda: meetings.erase_person(person.id),
        ):
            with pytest.raises(Forbidden):
                act()
    with in_tenant(world.center, world.center.director, rights=MAY), pytest.raises(Refused) as refusal:
        destruction.destroy(plugins, person.id, "boredom", OPERATOR)
    assert refusal.value.field == "reason"
    with in_tenant(world.ankudinovskaya, world.ankudinovskaya.director, rights=MAY), pytest.raises(NotFound):
        destruction.destroy(plugins, person.id, "withdrawal", OPERATOR)


def test_the_page_asks_and_leads_to_the_act(visitor: Visitor, world: World) -> None:
    with in_tenant(world.center):
        person = service.add_person(PersonCard("Ёлкина", "Анна"))
        subject_rights.receive_request(person.id, "withdrawal", today() - timedelta(days=31))
    url = f"{HOME}/{person.id}/rights/destroy"
    visitor.sign_in(world.center.coordinator)
    first_page = visitor.get("/o/center/").text
    assert "Уничтожить персональные данные: Ёлкина Анна" in first_page.replace("\N{NO-BREAK SPACE}", " ")
    assert visitor.get(url).status_code == 403
    assert visitor.get(f"{HOME}/rights/acts").status_code == 403
    visitor.sign_in(world.ankudinovskaya.director)
    assert visitor.get(url.replace("center", "ankudinovskaya")).status_code == 404
    visitor.sign_in(world.center.director)
    assert visitor.post(url, {"reason": "withdrawal"}).status_code == 422
    done = visitor.post(url, {"reason": "withdrawal", "sure": "y"})
    assert (done.status_code, done.location) == (303, f"{HOME}/rights/acts")
    page = visitor.get(done.location).text
    assert str(person.id) in page
    link = page.split('href="/o/center/people/rights/acts/')[1].split('"')[0]
    sent = visitor.get(f"{HOME}/rights/acts/{link}")
    assert sent.data.startswith(b"%PDF-")
    sent.close()
    assert visitor.get(url).status_code == 303
    assert "Ёлкина" not in visitor.get(f"{HOME}/{person.id}").text
    assert "данные уничтожены" in visitor.get(f"{HOME}/rights").text.lower()


def test_the_list_of_acts_asks_a_bounded_number_of_queries(
    visitor: Visitor, world: World, plugins: Plugins, count_queries: Any
) -> None:
    with in_tenant(world.center):
        for number in range(6):
            person = service.add_person(PersonCard(f"Ёлкина{number}", "Анна"))
            destruction.destroy(plugins, person.id, "term", OPERATOR)
    visitor.sign_in(world.center.director)
    with count_queries() as queries:
        assert visitor.get(f"{HOME}/rights/acts").text.count("-ПД/") >= 6
    assert len(queries) <= 14
