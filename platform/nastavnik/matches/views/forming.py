# SPDX-License-Identifier: MIT
"""Proposing a pair or group by hand: a programme, a mentor, one mentee or several, and why it may not be yet.

Names are looked for by the same form, so the page works without scripts: «Find» shows the page again with what was
found and keeps what was chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from nastavnik.consents.service import Obstacle
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.matches import service
from nastavnik.matches.forms import MatchForm
from nastavnik.matches.service import NotReady, Proposal
from nastavnik.people import service as people
from nastavnik.people.service import (
    Listing,
    Mentee,
    MenteeFilter,
    Mentor,
    MentorFilter,
    Person,
)
from nastavnik.programmes import service as programmes
from nastavnik.web.access import access
from nastavnik.web.acts import Page
from nastavnik.web.forms import choices_of

from .frame import blueprint, identifier

MOST_FOUND = 15
LONGEST = 100
"""So much of a typed name is looked for; all of it stays in its field."""


@dataclass(slots=True)
class Choice:
    """What has been chosen and looked for so far."""

    mentor_id: UUID | None = None
    mentee_ids: tuple[UUID, ...] = ()
    mentor_text: str = ""
    mentee_text: str = ""
    obstacles: list[tuple[str, list[Obstacle]]] = field(default_factory=list)

    @classmethod
    def asked(cls) -> Choice:
        """The choice that the address or the form holds."""
        source = request.form if request.method == "POST" else request.args
        mentees = dict.fromkeys(filter(None, map(identifier, source.getlist("mentee"))))
        return cls(
            mentor_id=identifier(source.get("mentor")),
            mentee_ids=tuple(mentees),
            mentor_text=source.get("mentor_text", "").strip(),
            mentee_text=source.get("mentee_text", "").strip(),
        )


@blueprint.route("/new", methods=["GET", "POST"])
@access(right="matches.edit")
def propose() -> Page:
    """Propose a pair or a group."""
    choice = Choice.asked()
    running = programmes.running_programmes()
    form = MatchForm(data={"programme": request.args.get("programme", "")})
    form.programme.choices = choices_of({str(one.id): one.title for one in running})
    if request.method == "POST" and "propose" in request.form and form.ready():
        try:
            match = service.propose(_proposal(form, choice))
        except NotReady as refusal:
            choice.obstacles = _by_person(refusal.obstacles)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            flash(_("The pair is proposed. Now ask both sides whether they agree."))
            return redirect(url_for("matches.pair", match_id=match.id), 303)
    elif choice.mentor_id and choice.mentee_ids:
        choice.obstacles = _by_person(service.obstacles(choice.mentor_id, choice.mentee_ids))
    html = render_template(
        "matches/propose.html", form=form, choice=choice, running=running, **_lists(choice)
    )
    refused = "propose" in request.form and request.method == "POST"
    return html, 422 if refused else 200


def _proposal(form: MatchForm, choice: Choice) -> Proposal:
    programme_id = identifier(form.programme.data)
    if programme_id is None:
        raise Refused(_("Choose the programme."), field="programme")
    if choice.mentor_id is None:
        raise Refused(_("Choose a mentor."), field="mentor")
    requests = people.requests_of(choice.mentee_ids)
    first_open = {
        mentee_id: next((one.id for one in mine if one.state == "open"), None)
        for mentee_id, mine in requests.items()
    }
    return Proposal(
        programme_id=programme_id,
        mentor_id=choice.mentor_id,
        mentee_ids=choice.mentee_ids,
        goal=form.goal.data or "",
        group_title=form.group_title.data or "",
        ends_on=form.ends_on.data,
        requests={mentee_id: request_id for mentee_id, request_id in first_open.items() if request_id},
    )


def _by_person(obstacles: Sequence[Obstacle]) -> list[tuple[str, list[Obstacle]]]:
    ordered = sorted(obstacles, key=lambda one: str(one.person_id))
    names = people.names_of(one.person_id for one in ordered)
    return [
        (names[person_id].full, list(those))
        for person_id, those in groupby(ordered, lambda one: one.person_id)
    ]


def _lists(choice: Choice) -> dict[str, Any]:
    """Mentors and mentees to choose from: what was chosen first, then what was found."""
    mentors = _with_chosen_mentor(
        people.mentors(MentorFilter(text=choice.mentor_text[:LONGEST], listing=Listing(size=MOST_FOUND))),
        choice.mentor_id,
    )
    chosen = people.mentees_by_id(choice.mentee_ids)
    found = people.mentees(
        MenteeFilter(
            text=choice.mentee_text[:LONGEST],
            state="" if choice.mentee_text else "candidate",
            listing=Listing(size=MOST_FOUND),
        )
    )
    mentees: list[tuple[Mentee, Person]] = [
        *chosen,
        *(row for row in found.rows if row[0].id not in choice.mentee_ids),
    ]
    return {
        "mentors": mentors,
        "mentees": mentees,
        "more_mentees": max(0, found.total - MOST_FOUND),
        "load": service.load_of(mentor.id for mentor, _person in mentors),
        "requests": people.requests_of(mentee.id for mentee, _person in mentees),
        "mentor_states": people.MENTOR_STATES,
        "mentee_states": people.MENTEE_STATES,
        "categories": people.CATEGORIES,
    }


def _with_chosen_mentor(
    found: people.PageOfRows[tuple[Mentor, Person]], mentor_id: UUID | None
) -> list[tuple[Mentor, Person]]:
    rows = sorted(found.rows, key=lambda row: row[0].state not in people.READY)
    if mentor_id is None:
        return rows
    chosen = people.get_mentor(mentor_id)
    return [
        (chosen, people.get_person(chosen.person_id)),
        *(row for row in rows if row[0].id != mentor_id),
    ]
