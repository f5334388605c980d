# SPDX-License-Identifier: MIT
"""The page of a pair: what to do next, who is in it, what they agreed to, the plan, papers and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import render_template
from werkzeug.wrappers import Response

from nastavnik.consents import service as consents
from nastavnik.consents.service import Obstacle
from nastavnik.foundation.dates import format_date, today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.hookspecs import PairPart
from nastavnik.matches import service
from nastavnik.matches.service import Pair
from nastavnik.matches.words import word
from nastavnik.people import service as people
from nastavnik.people.service import Person
from nastavnik.programmes import service as programmes
from nastavnik.web.access import access
from nastavnik.web.scoping import enabled, plugins_of_app

from .frame import blueprint, paper

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Paper:
    """A consent or a clearance as one line: a kind of state and its words."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody of the pair as the page shows them."""

    person: Person
    role: str
    about: str
    papers: tuple[Paper, ...]


@blueprint.get("/<uuid:match_id>")
@access(right="matches.view")
def pair(match_id: UUID) -> str:
    """Everything about one pair or group."""
    shown = service.get_pair(match_id)
    match = shown.match
    programme = programmes.get_programme(match.programme_id)
    open_now = match.state in service.OPEN_STATES
    in_the_way = service.lapsed(match) if open_now else []
    answers = service.answers_of([match.id])[match.id]
    parts = _parts(match.id)
    return render_template(
        "matches/pair.html",
        pair=shown,
        match=match,
        programme=programme,
        form_title=programmes.form_title(programme),
        answers=answers,
        names=people.names_of(one for row in answers for one in (row.person_id, row.for_person_id)),
        order=service.get_order(match.order_id) if match.order_id else None,
        plan=service.plan_of(match.id),
        history=service.history_of(match.id),
        in_the_way=in_the_way,
        participants=_participants(shown, in_the_way),
        ending=_ending(shown) if open_now else [],
        requests=_requests(shown),
        categories=people.CATEGORIES,
        former=service.get_pair(match.replaces_id) if match.replaces_id else None,
        story=service.story_of(match.id) if not open_now else None,
        published=bool(service.published_stories([match.id])) if not open_now else False,
        parts=parts,
        step=next(iter(parts["next"]), None),
    )


@blueprint.get("/<uuid:match_id>/agreement/<kind>")
@access(right="matches.view")
def agreement(match_id: UUID, kind: str) -> Response:
    """The agreement of the pair on paper."""
    return paper(service.agreement_of_pair(match_id, kind), "Соглашение пары", kind)


def _parts(match_id: UUID) -> Mapping[str, list[PairPart]]:
    """What other rooms and plugins show on the page, by place."""
    found: dict[str, list[PairPart]] = {"top": [], "next": [], "main": [], "side": []}
    asked = plugins_of_app().ask_enabled(enabled(), "pair_parts", match_id=match_id)
    for part in sorted((part for _plugin, parts in asked for part in parts), key=lambda part: part.order):
        found[part.place].append(part)
    return found


def _participants(shown: Pair, in_the_way: list[Obstacle]) -> list[Participant]:
    persons = shown.people
    held = consents.consents_of(person.id for person in persons)
    seen = consents.clearances_of([shown.mentor_person.id])[shown.mentor_person.id]
    closed = {(one.person_id, one.remedy) for one in in_the_way}
    found = []
    for person in persons:
        mine = [
            one for one in held[person.id] if one.purpose == "participation" and consents.holds(one, today())
        ]
        lapsed = not mine or (person.id, "consent") in closed
        papers = [_consent([one.valid_until for one in mine], lapsed=lapsed)]
        if person is shown.mentor_person and (seen or (person.id, "clearance") in closed):
            cleared = (person.id, "clearance") not in closed
            papers.append(
                Paper("done", _("Clearance seen on %(day)s", day=format_date(seen[0].issued_on)))
                if cleared
                else Paper("overdue", _("No clearance"))
            )
        role = _("Mentor") if person is shown.mentor_person else _("Mentee")
        age = people.full_years(person.birth_date, person.birth_year, today())
        years = (
            ngettext("%(num)s year old", "%(num)s years old", age)
            if age is not None and person.kind in people.MINOR_KINDS
            else ""
        )
        about = ", ".join(
            filter(None, [word(people.KINDS, person.kind), person.post, person.workplace, years])
        )
        found.append(Participant(person, role, about, tuple(papers)))
    return found


def _consent(terms: list[date | None], *, lapsed: bool) -> Paper:
    if lapsed:
        return Paper("overdue", _("No valid consent"))
    until = min((one for one in terms if one), default=None)
    if until is None:
        return Paper("done", _("Consent without a term"))
    words = _("Consent until %(day)s", day=format_date(until))
    return Paper("soon" if until <= today() + SOON else "done", words)


def _ending(shown: Pair) -> list[tuple[Person, str]]:
    """Whose consent runs out within two weeks, and when."""
    held = consents.consents_of(person.id for person in shown.people)
    found = []
    for person in shown.people:
        until = [
            one.valid_until
            for one in held[person.id]
            if one.purpose == "participation" and consents.holds(one, today()) and one.valid_until
        ]
        if until and min(until) <= today() + SOON:
            found.append((person, format_date(min(until))))
    return found


def _requests(shown: Pair) -> list[tuple[Person, people.MenteeRequest]]:
    """What each mentee asked for: the request of the pair, or else the most urgent open one."""
    by_mentee = people.requests_of(member.mentee.id for member in shown.members)
    found = []
    for member in shown.members:
        mine = by_mentee[member.mentee.id]
        chosen = next((one for one in mine if one.id == member.row.request_id), None)
        chosen = chosen or next((one for one in mine if one.closed_on is None), None)
        if chosen is not None:
            found.append((member.person, chosen))
    return found
