# SPDX-License-Identifier: MIT
"""What the room puts on the first page and on the page of a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from flask import render_template, url_for

from nastavnik.foundation.dates import deadline_in_words, today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import NowCards, PersonPart, TodoEntry
from nastavnik.people.service import psychology, subject_rights
from nastavnik.people.service.subject_rights import RequestLine
from nastavnik.people.words import SUBJECT_REQUESTS, word

NEAR = timedelta(days=31)
"""A destruction takes its whole month: it is shown from its first day."""
MOST_SHOWN = 20
DESTROYING = ("withdrawal", "destruction")


def now_cards() -> NowCards:
    """Unanswered demands by their day; those after which data are destroyed lead to the destruction."""
    if "people.rights" not in current_actor().rights:
        return NowCards()
    lines = subject_rights.open_demands(until=today() + NEAR, most=MOST_SHOWN)
    return NowCards(
        overdue=[_entry(line) for line in lines if line.overdue],
        soon=[_entry(line) for line in lines if not line.overdue],
    )


def _entry(line: RequestLine) -> TodoEntry:
    demand = line.request
    destroys = demand.kind in DESTROYING
    url = (
        url_for("people.person_rights", person_id=demand.person_id)
        if demand.person_id
        else url_for("people.rights")
    )
    return TodoEntry(
        _("Destroy the personal data: %(name)s", name=line.name)
        if destroys
        else _("Answer the demand about personal data: %(name)s", name=line.name),
        url,
        "overdue" if line.overdue else "soon",
        deadline_in_words(demand.due_on),
        due=demand.due_on,
        icon="shield-lock",
        details=(word(SUBJECT_REQUESTS, demand.kind),),
        action=_("Open the demand"),
    )


def person_parts(person_id: UUID) -> Sequence[PersonPart]:
    """The way to the rights, for those who answer demands; to the notes, for the psychologist."""
    rights, parts = current_actor().rights, []
    if "people.psychology" in rights:
        html = render_template(
            "people/part_notes.html", person_id=person_id, number=len(psychology.notes_of(person_id))
        )
        parts.append(PersonPart("notes", _("Notes of the psychologist"), html, order=40))
    if "people.rights" in rights:
        html = render_template("people/part_rights.html", person_id=person_id)
        parts.append(PersonPart("rights", _("Rights to own data"), html, order=900))
    return parts
