# SPDX-License-Identifier: MIT
"""Notes of the psychologist: whoever wrote them reads them, and the person they are about in the own file; nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor, current_tenant_id, require
from nastavnik.people.models import Person, PsychologistNote

from .persons import get_person

NOTES = "people.psychology"
MOST_WORDS = 4000


def notes_of(person_id: UUID) -> Sequence[PsychologistNote]:
    """The reader's own notes about a person, the newest first."""
    require(NOTES)
    return (
        session()
        .scalars(
            select(PsychologistNote)
            .where(
                PsychologistNote.person_id == person_id,
                PsychologistNote.author_id == current_actor().account_id,
            )
            .order_by(PsychologistNote.created_at.desc(), PsychologistNote.id.desc())
        )
        .all()
    )


def add_note(person_id: UUID, words: str) -> PsychologistNote:
    """Write a note about a person; the journal says that there is one and not what it says."""
    require(NOTES)
    text = words.strip()
    if not text:
        raise Refused(_("Write the note."), field="text")
    if len(text) > MOST_WORDS:
        raise Refused(_("At most %(most)s characters fit here.", most=MOST_WORDS), field="text")
    person, actor = get_person(person_id), current_actor()
    if person.state != "active":
        raise Refused(_("The data of this person may not be processed."))
    with change() as tx:
        note = tx.add(
            PsychologistNote(
                person_id=person.id, text=text, author_id=actor.account_id, author_name=actor.name
            )
        )
        tx.record("people.note_written", subject=note)
    return note


def remove_note(note_id: UUID) -> UUID:
    """Take one of the own notes away for good; returns whom it was about."""
    require(NOTES)
    with change() as tx:
        note = tx.session.get(PsychologistNote, (current_tenant_id(), note_id))
        if note is None or note.author_id != current_actor().account_id:
            raise NotFound("no such note of yours")
        person_id = note.person_id
        tx.record("people.note_removed", subject=note)
        tx.delete(note)
    return person_id


def notes_for_file(person: Person) -> tuple[Sequence[PsychologistNote], int]:
    """Notes that may stand in a person's file, and how many are left out of it.

    All of them when the person asks for the own file, the own ones when the psychologist does, none for anybody else.
    """
    actor = current_actor()
    notes = select(PsychologistNote).where(PsychologistNote.person_id == person.id)
    if person.account_id is None or actor.account_id != person.account_id:
        mine = actor.account_id if NOTES in actor.rights else None
        notes = notes.where(PsychologistNote.author_id == mine)
    shown = session().scalars(notes.order_by(PsychologistNote.created_at)).all()
    in_all = session().scalar(
        select(func.count()).select_from(PsychologistNote).where(PsychologistNote.person_id == person.id)
    )
    return shown, (in_all or 0) - len(shown)


def notes_about_account(account_id: UUID) -> Sequence[PsychologistNote]:
    """Notes about the person who has this account, for nobody but the one who is signed in with it."""
    if current_actor().account_id != account_id:
        return []
    return (
        session()
        .scalars(
            select(PsychologistNote)
            .join(Person, Person.id == PsychologistNote.person_id)
            .where(Person.account_id == account_id)
            .order_by(PsychologistNote.created_at)
        )
        .all()
    )
