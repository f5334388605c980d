# SPDX-License-Identifier: MIT
"""What the room puts on the first page and on the page of a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from flask import render_template, url_for

from nastavnik.foundation.dates import deadline_in_words, today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import NowCards, PersonPart, TodoEntry
from nastavnik.people import service as people

from . import service
from .service import Obstacle, PersonStanding
from .views.frame import may, shared

NEAR = timedelta(days=14)
"""So near an end has a line on the first page; the register shows thirty days."""


def now_cards() -> NowCards:
    """One line for each thing that lacks or ends soon, however many people it is about."""
    if "consents.keep" not in current_actor().rights:
        return NowCards()
    told, on = service.summary(), today()
    number = {name: getattr(told, name) for name in ("lacking", "clearance", "turning", "ending")}
    waiting = [
        _todo(
            "lacking",
            ngettext(
                "%(num)s person lacks the consent to take part",
                "%(num)s people lack the consent to take part",
                number["lacking"],
            ),
        ),
        _todo(
            "clearance",
            ngettext(
                "%(num)s mentor lacks a clearance", "%(num)s mentors lack a clearance", number["clearance"]
            ),
        ),
        _todo(
            "turning",
            ngettext(
                "%(num)s person turns 14 or 18: the consent will be asked for anew",
                "%(num)s people turn 14 or 18: the consent will be asked for anew",
                number["turning"],
            ),
        ),
    ]
    wanted = [
        entry
        for entry, name in zip(waiting, ("lacking", "clearance", "turning"), strict=True)
        if number[name]
    ]
    soon = []
    first = told.first_end
    if first is not None and first <= on + NEAR:
        soon.append(
            _todo(
                "ending",
                ngettext(
                    "A consent or clearance of %(num)s person ends",
                    "Consents or clearances of %(num)s people end",
                    number["ending"],
                ),
                due=first,
            )
        )
    return NowCards(waiting=wanted, soon=soon)


def _todo(shown: str, title: str, due: date | None = None) -> TodoEntry:
    return TodoEntry(
        title,
        url_for("consents.index", shown=shown),
        "soon" if due else "waiting",
        deadline_in_words(due) if due else _("No pair starts without it"),
        due=due,
        icon="shield-check",
        action=_("Show whose"),
    )


def person_parts(person_id: UUID) -> Sequence[PersonPart]:
    """Consents of a person; the clearance of those who need one or have shown one."""
    rights = current_actor().rights
    talks = [_interview(person_id)] if "consents.interview" in rights else []
    if "consents.view" not in rights:
        return talks
    person = people.get_person(person_id)
    mentor, mentee = people.mentor_of(person_id), people.mentee_of(person_id)
    standing = service.standings(
        [person], today(), mentors=frozenset({person.id}) if mentor else frozenset()
    )[person.id]
    given: dict[str, object] = {**shared(), "person": person, "standing": standing}
    participates = (mentor is not None and mentor.state != "left") or (
        mentee is not None and mentee.state not in ("completed", "left")
    )
    parts = [_consents(person, standing, given, participates=participates)]
    if standing.clearance.state != "not_needed" or standing.clearance.seen:
        parts.append(_clearance(person, given))
    return [*parts, *talks]


def _consents(
    person: people.Person, standing: PersonStanding, given: Mapping[str, object], *, participates: bool
) -> PersonPart:
    guardians = {
        one.guardian_id for kept in standing.purposes.values() for one in kept.consents if one.guardian_id
    }
    obstacles: list[Obstacle] = []
    if participates:
        obstacles = list(service.consent_obstacles([person], today())[person.id])
    html = render_template(
        "consents/part_consents.html",
        names=people.names_of(guardians),
        obstacles=obstacles,
        numbers=service.numbers_of_forms(),
        **given,
    )
    link_url = url_for("consents.give", person_id=person.id, purpose="participation")
    return PersonPart(
        "consent",
        _("Consents"),
        html,
        order=20,
        link=_("Record a consent") if may("keep") else "",
        link_url=link_url if may("keep") else "",
    )


def _clearance(person: people.Person, given: Mapping[str, object]) -> PersonPart:
    return PersonPart(
        "clearance",
        _("Clearance to work with minors"),
        render_template("consents/part_clearance.html", **given),
        order=30,
        link=_("Record the clearance") if may("keep") else "",
        link_url=url_for("consents.clearance", person_id=person.id) if may("keep") else "",
    )


def _interview(person_id: UUID) -> PersonPart:
    html = render_template("consents/part_interview.html", seen=service.interviews_of(person_id), **shared())
    return PersonPart(
        "interview",
        _("Talks with the psychologist"),
        html,
        order=35,
        link=_("Write down a result"),
        link_url=url_for("consents.interview", person_id=person_id),
    )
