# SPDX-License-Identifier: MIT
"""The rooms of mentoring in the filled world: programmes, pairs and meetings in every state that a page shows."""

from __future__ import annotations

from datetime import timedelta

from nastavnik.consents import service as consents
from nastavnik.consents.service import Scan
from nastavnik.foundation.change import change
from nastavnik.foundation.dates import now, today
from nastavnik.foundation.files import store
from nastavnik.matches import service as matches
from nastavnik.matches.service import Match, Proposal, TaskCard
from nastavnik.meetings import service as meetings
from nastavnik.meetings.service import MeetingCard, Words
from nastavnik.people import service as people
from nastavnik.people.service import Mentor, PersonCard, subject_rights
from nastavnik.programmes import service as programmes
from nastavnik.programmes.service import NewDocument, Programme

from .pairs import make_active, make_agreed, make_mentee, make_mentor, make_person, make_programme

_PAPER = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def fill_pairs(slug: str) -> None:
    """Let the open organisation lead pairs, as one who has all the rights of a director."""
    programme = make_programme()
    _document(programme)
    ended = make_programme("Прошлый год")
    programmes.cancel(ended.id, "Набора не было")
    mentor = make_mentor("Наставникова")
    _give_address(mentor, f"mentor@{slug}.example")
    match = make_active(programme, mentor, make_mentee("Наставляемова"), make_mentee("Групповая"))
    matches.add_task(match.id, TaskCard("Собрать портфолио"))
    given = consents.consents_of([mentor.person_id])[mentor.person_id]
    consents.attach_scan(given[0].id, Scan(_PAPER, "Согласие.pdf"))
    subject_rights.receive_request(mentor.person_id, "access", today())
    make_person("Двойникова", 30)
    make_person("Двойникова", 30)
    _meet(match)
    _told(programme)
    _proposed(programme, slug)
    _scanned(programme, slug)


def _document(programme: Programme) -> None:
    with change():
        kept = store(_PAPER, "Положение.pdf", "application/pdf")
        programmes.add_document(programme.id, NewDocument("regulation", file_id=kept.id))


def _give_address(mentor: Mentor, email: str) -> None:
    person = people.get_person(mentor.person_id)
    people.change_person(
        person.id,
        PersonCard(
            person.surname,
            person.name,
            person.patronymic,
            birth_date=person.birth_date,
            kind=person.kind,
            email=email,
        ),
    )


def _told(programme: Programme) -> None:
    """A completed pair whose story waits for its publication."""
    match = make_active(programme, make_mentor("Рассказова"), make_mentee("Завершённая"))
    [mentee] = matches.get_pair(match.id).members
    matches.complete(
        match.id,
        outcomes={mentee.mentee.id: "reached"},
        exits={mentee.mentee.id: "leave"},
        reflection="Цель достигнута",
    )
    matches.write_story(match.id, "Как мы готовились", "Встречались каждую неделю.")


def _meet(match: Match) -> None:
    """Meetings: closed with a call for help, planned and past, cancelled, and held with feedback owed and reminded of."""
    first = _held(match, "intro")
    for row in meetings.feedback_of([first.id])[first.id]:
        words = Words("Познакомились", mood=4, note="Не хватает времени", needs_help=row.role == "mentor")
        meetings.give_on_behalf(row.id, words, reason="сказали на встрече")
    missed = meetings.plan_meeting(match.id, MeetingCard("trial", now() - timedelta(days=2)))
    meetings.not_held(missed.id, "Болезнь")
    owed = _held(match, "trial")
    meetings.remind(row.id for row in meetings.feedback_of([owed.id])[owed.id])
    meetings.plan_meeting(match.id, MeetingCard("planning", now() - timedelta(hours=3), place="Кабинет 12"))


def _held(match: Match, kind: str) -> meetings.Meeting:
    meeting = meetings.plan_meeting(match.id, MeetingCard(kind, now() - timedelta(hours=2)))
    return meetings.hold(meeting.id, held_on=today(), topic="О цели")


def _proposed(programme: Programme, slug: str) -> None:
    """A pair that waits for answers by link."""
    mentor = make_mentor("Спрошенная")
    _give_address(mentor, f"asked@{slug}.example")
    match = matches.propose(Proposal(programme.id, mentor.id, (make_mentee("Ждущая").id,)))
    matches.ask_for_answers(match.id)


def _scanned(programme: Programme, slug: str) -> None:
    """A pair fixed by an order whose scan is kept, its next meeting ahead, its mentor with an own page."""
    mentor = make_mentor("Приказова")
    _give_address(mentor, f"page@{slug}.example")
    match = make_agreed(programme, mentor, make_mentee("Закреплённая"))
    order = matches.draft_order([match.id])
    with change():
        kept = store(_PAPER, "Приказ.pdf", "application/pdf")
        matches.sign_order(order.id, number="18-о", dated_on=today(), file_id=kept.id)
    matches.add_task(match.id, TaskCard("Подготовить выступление"))
    meetings.plan_meeting(match.id, MeetingCard("intro", now() + timedelta(days=2), place="Кабинет 3"))
    meetings.give_page(mentor.person_id, write=True)
