# SPDX-License-Identifier: MIT
"""What the room holds about a person, for that person's file (152-ФЗ, ст. 14)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from nastavnik.foundation.i18n import gettext as _
from nastavnik.hookspecs import PersonalData

from . import service
from .models import MenteeRequest, Mentor, PsychologistNote
from .service import name_of
from .words import (
    CATEGORIES,
    KINDS,
    MENTEE_STATES,
    MENTOR_STATES,
    RELATIONS,
    REQUEST_AUTHORS,
    REQUEST_STATES,
    SOURCES,
    SUBJECT_REQUESTS,
    word,
)


def subject_data(person_id: UUID) -> Sequence[PersonalData]:
    """The card, representatives, lines of the registers, requests, and who opened the card."""
    person = service.get_person(person_id)
    mentor, mentee = service.mentor_of(person.id), service.mentee_of(person.id)
    return [
        PersonalData(_("Data of the card"), _facts(person)),
        PersonalData(_("Legal representatives"), _guardians(person_id)),
        PersonalData(
            _("Represents"), [{_("Name"): one.full} for one in service.minors_of(person_id).values()]
        ),
        PersonalData(_("Line of the register of mentors"), _mentor(mentor) if mentor else []),
        PersonalData(
            _("Line of the register of mentees"),
            [
                {
                    _("State"): word(MENTEE_STATES, mentee.state),
                    _("Entered on"): mentee.entered_on,
                    _("Left on"): mentee.left_on,
                    _("Results"): mentee.results,
                }
            ]
            if mentee
            else [],
        ),
        PersonalData(
            _("Requests"),
            [_request(one) for one in service.requests_of([mentee.id])[mentee.id]] if mentee else [],
        ),
        PersonalData(_("Notes of the psychologist"), _notes(person)),
        PersonalData(_("Demands"), _demands(person_id)),
        PersonalData(
            _("Who opened the card"),
            [{_("When"): one.at, _("Who"): one.name} for one in service.readings_of(person_id, most=1000)],
        ),
    ]


def notes(rows: Sequence[PsychologistNote]) -> list[dict[str, object]]:
    """Notes of the psychologist as lines of a file."""
    return [
        {_("When"): row.created_at, _("Who"): row.author_name, _("What is written"): row.text} for row in rows
    ]


def _notes(person: service.Person) -> list[dict[str, object]]:
    """In the hands of others the file says only that there are notes and who gives them out."""
    shown, left_out = service.psychology.notes_for_file(person)
    lines = notes(shown)
    if left_out:
        said = _(
            "Number of notes: %(number)s. The psychologist gives them to the person alone.", number=left_out
        )
        lines.append({_("When"): None, _("Who"): "", _("What is written"): said})
    return lines


def _facts(person: service.Person) -> list[dict[str, object]]:
    facts = {
        _("Name"): name_of(person).full,
        _("Who this is"): word(KINDS, person.kind),
        _("Date of birth"): person.birth_date or person.birth_year,
        _("Class, course or post"): person.post,
        _("Place of study or work"): person.workplace,
        _("Phone"): person.phone,
        _("E-mail"): person.email,
        _("Young specialist since"): person.young_since,
        _("Kept since"): person.created_at,
        _("Processing is stopped since"): person.blocked_on,
    }
    return [{_("What"): name, _("Value"): value} for name, value in facts.items() if value]


def _guardians(person_id: UUID) -> list[dict[str, object]]:
    return [
        {_("Name"): one.name.full, _("Who this is to the child"): word(RELATIONS, one.relation)}
        for one in service.guardians_of([person_id])[person_id]
    ]


def _demands(person_id: UUID) -> list[dict[str, object]]:
    return [
        {
            _("What is demanded"): word(SUBJECT_REQUESTS, one.kind),
            _("Received on"): one.received_on,
            _("Answered on"): one.answered_on,
            _("What was answered"): one.answer,
        }
        for one in service.subject_rights.requests_of_subject(person_id)
    ]


def _mentor(mentor: Mentor) -> list[dict[str, object]]:
    topics = service.topics_of_mentors([mentor.id])[mentor.id]
    return [
        {
            _("Base of mentors"): word(SOURCES, mentor.source),
            _("State"): word(MENTOR_STATES, mentor.state),
            _("Entered on"): mentor.entered_on,
            _("Left on"): mentor.left_on,
            _("Competences and interests"): ", ".join(topic.title for topic in topics),
            _("Achievements"): mentor.achievements,
            _("Hours a week"): mentor.hours_per_week,
        }
    ]


def _request(request: MenteeRequest) -> dict[str, object]:
    return {
        _("What the request is about"): word(CATEGORIES, request.category),
        _("In the mentee's own words"): request.text,
        _("Whose words these are"): word(REQUEST_AUTHORS, request.author),
        _("State"): word(REQUEST_STATES, request.state),
        _("Day of the request"): request.opened_on,
    }
