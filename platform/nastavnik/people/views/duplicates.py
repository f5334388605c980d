# SPDX-License-Identifier: MIT
"""Probable duplicates side by side: merge field by field, or say that these are different people."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import format_date
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.people import service
from nastavnik.people.service import Person, merging
from nastavnik.people.words import KINDS, word
from nastavnik.web.access import access
from nastavnik.web.acts import Page
from nastavnik.web.scoping import plugins_of_app

from .frame import blueprint

TITLES: dict[str, Text] = {
    "surname": _l("Surname"),
    "name": _l("First name"),
    "patronymic": _l("Patronymic"),
    "birth_date": _l("Date of birth"),
    "kind": _l("Who this is"),
    "post": _l("Class, course or post"),
    "workplace": _l("Place of study or work"),
    "phone": _l("Phone"),
    "email": _l("E-mail"),
    "young_since": _l("Young specialist since"),
}


@blueprint.get("/duplicates")
@access(right="people.edit")
def duplicates() -> str:
    """People who may have been entered twice, the likeliest first."""
    pairs, total = merging.duplicates()
    return render_template("people/duplicates.html", pairs=pairs, total=total)


@blueprint.route("/duplicates/<uuid:person_id>/<uuid:other_id>", methods=["GET", "POST"])
@access(right="people.edit")
def compare(person_id: UUID, other_id: UUID) -> Page:
    """Two cards side by side; the first one is kept, each field from whichever card is right."""
    kept, merged = service.get_person(person_id), service.get_person(other_id)
    if "merged" in (kept.state, merged.state):
        return redirect(url_for("people.duplicates"), 303)
    refusal, chosen = "", request.form
    if request.method == "POST":
        taken = [name for name in merging.CHOSEN_FIELDS if chosen.get(name) == "other"]
        try:
            merging.merge(plugins_of_app(), kept.id, merged.id, taken)
        except Refused as error:
            refusal = error.message
        else:
            flash(_("The two cards are one now. Links to the duplicate lead here."))
            return redirect(url_for("people.card", person_id=kept.id), 303)
    rows = [
        (name, TITLES[name], in_words(kept, name), in_words(merged, name)) for name in merging.CHOSEN_FIELDS
    ]
    html = render_template(
        "people/compare.html",
        kept=kept,
        merged=merged,
        rows=[row for row in rows if row[2] or row[3]],
        lines={one.id: _lines(one) for one in (kept, merged)},
        refusal=refusal,
        chosen=chosen,
    )
    return html, 422 if refusal else 200


@blueprint.post("/duplicates/<uuid:person_id>/<uuid:other_id>/apart")
@access(right="people.edit")
def keep_apart(person_id: UUID, other_id: UUID) -> Response:
    """Remember that these are different people."""
    merging.keep_apart(person_id, other_id)
    flash(_("Remembered: these are different people."))
    return redirect(url_for("people.duplicates"), 303)


def in_words(person: Person, name: str) -> str:
    """A field of a card as a person reads it."""
    value = getattr(person, name)
    if name == "kind":
        return word(KINDS, value)
    if name == "birth_date" and value is None:
        return str(person.birth_year or "")
    return format_date(value) if name in ("birth_date", "young_since") and value else str(value or "")


def _lines(person: Person) -> list[str]:
    """What goes over with a card."""
    mentor, mentee = service.mentor_of(person.id), service.mentee_of(person.id)
    guardians = service.guardians_of([person.id])[person.id]
    return [
        *([_("a mentor since %(day)s", day=format_date(mentor.entered_on))] if mentor else []),
        *([_("a mentee since %(day)s", day=format_date(mentee.entered_on))] if mentee else []),
        *(
            [_("representatives: %(names)s", names=", ".join(one.name.short for one in guardians))]
            if guardians
            else []
        ),
    ]
