# SPDX-License-Identifier: MIT
"""The page of the psychologist's notes about a person."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from nastavnik.foundation.i18n import gettext as _
from nastavnik.people import service
from nastavnik.people.service import psychology
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send
from nastavnik.web.forms import Form, at_most, filled, stripped
from nastavnik.web.forms import lazy as _l

from .frame import blueprint


class NoteForm(Form):
    """A note."""

    text = TextAreaField(
        _l("What you write down"),
        [filled(_l("Write the note.")), at_most(psychology.MOST_WORDS)],
        filters=[stripped],
    )


@blueprint.route("/<uuid:person_id>/notes", methods=["GET", "POST"])
@access(right="people.psychology")
def notes(person_id: UUID) -> Page:
    """The reader's own notes, and a new one."""
    person = service.get_person(person_id)
    form = NoteForm()
    sent = send(
        form,
        lambda: psychology.add_note(person.id, form.text.data or ""),
        _("The note is kept. Nobody but you reads it."),
        url_for("people.notes", person_id=person.id),
    )
    return sent or page("people/notes.html", form, person=person, notes=psychology.notes_of(person.id))


@blueprint.post("/notes/<uuid:note_id>/remove")
@access(right="people.psychology")
def remove_note(note_id: UUID) -> Response:
    """Take one of the own notes away."""
    person_id = psychology.remove_note(note_id)
    flash(_("The note is gone."))
    return redirect(url_for("people.notes", person_id=person_id), 303)
