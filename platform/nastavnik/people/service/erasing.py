# SPDX-License-Identifier: MIT
"""What the room itself destroys of a person's data. The row stays: figures and the history of others stand on it.

What stays and why: the kind, the year of birth and the first day of a young specialist, by which stored figures are
recounted; states and days of the registers, the category of a request. None of it says who it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select

from nastavnik.foundation.change import Change, change
from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.notifications import forget_about
from nastavnik.foundation.scope import require
from nastavnik.hookspecs import Erased
from nastavnik.people.models import (
    DifferentPeople,
    Guardian,
    Mentee,
    MenteeRequest,
    Mentor,
    MentorTopic,
    PeopleImport,
    Person,
    PersonalLink,
    PsychologistNote,
    RequestTopic,
    SubjectRequest,
)

from .naming import naming, stems_of
from .persons import get_person

DESTROY = "people.destroy"
GONE = "Данные уничтожены"
"""What stands in the place of the name, in the journal of pairs and on paper alike."""


def erase_person(person_id: UUID) -> list[Erased]:
    """Destroy the card, links, lines of the registers and everything written about the person, inside the open change."""
    require(DESTROY)
    with change() as tx:
        person = get_person(person_id, lock=True)
        named = naming(person_id)
        notices = forget_about(part_of_url=str(person_id), words=stems_of(person_id))
        twins = tx.session.scalars(select(Person).where(Person.merged_into_id == person.id)).all()
        found = [
            _links(tx, person.id),
            _guardians(tx, person.id),
            _mentor(tx, person.id),
            *_mentee(tx, person.id),
            _notes(tx, person.id),
            _demands(tx, person.id),
            _imports(tx, named),
            Erased(_("Notices about the person"), "notifications", notices),
        ]
        for row in (person, *twins):
            _empty(row)
        card = Erased(
            _("Name, date of birth, contacts, place of study or work"),
            "people",
            1 + len(twins),
            [row.id for row in (person, *twins)],
        )
        tx.session.execute(
            delete(DifferentPeople).where(
                or_(DifferentPeople.first_id == person.id, DifferentPeople.second_id == person.id)
            )
        )
        tx.flush()
    return [card, *(one for one in found if one.number)]


def _empty(person: Person) -> None:
    year = person.birth_year
    person.surname, person.name, person.patronymic = GONE, "", ""
    person.birth_date, person.birth_year = None, year
    person.post = person.workplace = person.phone = person.email = person.blocked_reason = ""
    person.account_id, person.blocked_on = None, None
    if person.state != "merged":
        person.state = "destroyed"


def _links(tx: Change, person_id: UUID) -> Erased:
    gone = _deleted(tx, PersonalLink, PersonalLink.person_id == person_id)
    return Erased(_("Personal links"), "personal_links", len(gone), gone)


def _guardians(tx: Change, person_id: UUID) -> Erased:
    gone = _deleted(tx, Guardian, or_(Guardian.minor_id == person_id, Guardian.guardian_id == person_id))
    return Erased(_("Ties to legal representatives and minors"), "person_guardians", len(gone), gone)


def _mentor(tx: Change, person_id: UUID) -> Erased:
    mentor = tx.session.scalar(select(Mentor).where(Mentor.person_id == person_id).with_for_update())
    if mentor is None:
        return Erased("", "", 0)
    topics = _deleted(tx, MentorTopic, MentorTopic.mentor_id == mentor.id)
    mentor.achievements = mentor.results = mentor.case_url = ""
    mentor.hours_per_week = mentor.preferred_from = mentor.preferred_to = None
    if mentor.state != "left":
        mentor.state, mentor.left_on = "left", today()
    return Erased(_("Profile of a mentor"), "mentors, mentor_topics", 1 + len(topics), [mentor.id])


def _mentee(tx: Change, person_id: UUID) -> list[Erased]:
    mentee = tx.session.scalar(select(Mentee).where(Mentee.person_id == person_id).with_for_update())
    if mentee is None:
        return []
    mentee.results = mentee.case_url = ""
    if mentee.state in ("candidate", "active"):
        mentee.state, mentee.left_on = "left", today()
    requests = tx.session.scalars(
        select(MenteeRequest).where(MenteeRequest.mentee_id == mentee.id).with_for_update()
    ).all()
    for request in requests:
        request.text = request.author_name = ""
        if request.closed_on is None:
            request.state, request.closed_on = "withdrawn", today()
        _deleted(tx, RequestTopic, RequestTopic.request_id == request.id)
    return [
        Erased(_("Line of the register of mentees"), "mentees", 1, [mentee.id]),
        Erased(
            _("Requests of a mentee"),
            "mentee_requests, request_topics",
            len(requests),
            [r.id for r in requests],
        ),
    ]


def _notes(tx: Change, person_id: UUID) -> Erased:
    gone = _deleted(tx, PsychologistNote, PsychologistNote.person_id == person_id)
    return Erased(_("Notes of the psychologist"), "psychologist_notes", len(gone), gone)


def _demands(tx: Change, person_id: UUID) -> Erased:
    """That a demand came and was answered in time stays; the words of the answer go."""
    rows = tx.session.scalars(select(SubjectRequest).where(SubjectRequest.person_id == person_id)).all()
    for row in rows:
        row.answer = ""
    return Erased(_("Words of answers to demands"), "subject_requests", len(rows), [row.id for row in rows])


def _imports(tx: Change, named: Callable[[str], bool]) -> Erased:
    """Spreadsheets that were uploaded may hold anybody: what they brought is in the registers, the files go."""
    rows = tx.session.scalars(
        select(PeopleImport).where(PeopleImport.state != "running").with_for_update()
    ).all()
    held = [file_id for row in rows for file_id in (row.file_id, row.rejected_file_id) if file_id is not None]
    for row in rows:
        if named(row.file_name):
            row.file_name = "—"
        if row.state in ("mapping", "checked"):
            row.state = "dropped"
        row.file_id = row.rejected_file_id = None
    return Erased(_("Uploaded spreadsheets"), "people_imports", len(held), [row.id for row in rows], held)


def _deleted(tx: Change, table: Any, condition: Any) -> Sequence[UUID]:
    return tx.session.scalars(delete(table).where(condition).returning(table.id)).all()
