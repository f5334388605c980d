# SPDX-License-Identifier: MIT
"""What the room puts on the page of a person: consents by purpose, and the clearance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import render_template, url_for

from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import PersonPart
from nastavnik.people import service as people

from . import service
from .service import Obstacle, PersonStanding
from .views.frame import may, shared


def person_parts(person_id: UUID) -> Sequence[PersonPart]:
    """Consents of a person; the clearance of those who need one or have shown one."""
    if "consents.view" not in current_actor().rights:
        return []
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
    return parts


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
