# SPDX-License-Identifier: MIT
"""«Are you still a mentor?»: asked once a year by a personal link, so that the register tells who really works.

Who may be written to is known to the room of consents, which stands above this one: its clock calls ``ask`` for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from nastavnik.accounts import service as accounts
from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import day_of, today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.notifications import notify
from nastavnik.foundation.scope import current_tenant_id, require, tenant_scope
from nastavnik.people.models import Mentor, Person, PersonalLink
from nastavnik.people.words import MENTOR_STATES

from .links import issue_link, look_at_link, use_link
from .listing import Listing, PageOfRows
from .mentors import ASKED, awaited, get_mentor, move_mentor
from .persons import EDIT, VIEW, name_of

LINK = "still_active"
WORKS = timedelta(days=30)
"""How long a link works; whoever has not answered is asked anew after that."""
ANSWERS = ("yes", "pause", "leave")
STATE_AFTER = {"pause": "paused", "leave": "left"}


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A mentor from whom the yearly word is wanted; ``asked_on`` is the day of the last letter or link."""

    mentor: Mentor
    person: Person
    asked_on: date | None

    @property
    def since(self) -> date:
        """The last day on which it was known that the mentor works."""
        return self.mentor.confirmed_on or self.mentor.entered_on


@dataclass(frozen=True, slots=True)
class OpenedConfirmation:
    """What the page of a link shows: the reader's own first name and state. ``state``: open, answered, expired."""

    state: str
    name: str
    since: date
    answer: str


def unconfirmed(listing: Listing | None = None) -> PageOfRows[Unconfirmed]:
    """Mentors who have not answered, a page of them, in two queries; the longest silent first."""
    require(VIEW)
    asked = (
        select(PersonalLink.tenant_id, PersonalLink.subject_id, func.max(PersonalLink.created_at).label("at"))
        .where(PersonalLink.purpose == LINK)
        .group_by(PersonalLink.tenant_id, PersonalLink.subject_id)
        .subquery("asked")
    )
    statement = (
        select(Mentor, Person, asked.c.at)
        .join(Person, and_(Person.tenant_id == Mentor.tenant_id, Person.id == Mentor.person_id))
        .outerjoin(asked, and_(asked.c.tenant_id == Mentor.tenant_id, asked.c.subject_id == Mentor.id))
        .where(Person.state == "active", *awaited(today()))
    )
    since = func.coalesce(Mentor.confirmed_on, Mentor.entered_on)
    columns: dict[str, tuple[Any, ...]] = {
        "since": (since, Person.sort_key),
        "name": (Person.sort_key,),
        "asked": (asked.c.at, Person.sort_key),
    }
    page = (listing or Listing("since")).page_of(session(), statement, columns, key=Mentor.id)
    rows = [Unconfirmed(row[0], row[1], day_of(row[2]) if row[2] else None) for row in page.rows]
    return PageOfRows(rows, page.total, page.page, page.pages)


def to_ask(on: date) -> Sequence[tuple[Mentor, Person]]:
    """Mentors to be asked now: their word is wanted, and no link of the last month waits for it."""
    require(VIEW)
    lately = select(PersonalLink.subject_id).where(
        PersonalLink.purpose == LINK,
        PersonalLink.expires_at > func.now(),
        PersonalLink.subject_id.is_not(None),
    )
    rows = session().execute(
        select(Mentor, Person)
        .join(Person, and_(Person.tenant_id == Mentor.tenant_id, Person.id == Mentor.person_id))
        .where(Person.state == "active", Person.email != "", *awaited(on), Mentor.id.not_in(lately))
        .order_by(Person.sort_key)
    )
    return [(row[0], row[1]) for row in rows]


def ask(mentor: Mentor, person: Person) -> None:
    """Write to a mentor with a fresh link. Whether the mentor may be written to is the caller's to know."""
    require(EDIT)
    with change() as tx, using_language(DEFAULT_LANGUAGE):
        token = issue_link(tx, person.id, LINK, mentor.id, lifetime=WORKS)
        text = _(
            "Once a year we ask whether you are still ready to be a mentor.\n"
            "Answer by this link, one press is enough; it works for a month:"
        )
        accounts.write_letter(
            person.email, name_of(person), _("Are you still a mentor?"), text, path=confirm_path(token)
        )
        tx.record("people.mentor_asked", subject=mentor)


def link_to_confirm(mentor_id: UUID) -> str:
    """A fresh link to hand over; earlier ones stop. ``Refused`` when nothing is asked of this mentor."""
    require(EDIT)
    with change() as tx:
        mentor = get_mentor(mentor_id)
        person = session().get_one(Person, (current_tenant_id(), mentor.person_id))
        if mentor.state not in ASKED or person.state != "active":
            raise Refused(_("This mentor is not asked: the state in the register says enough."))
        token = issue_link(tx, mentor.person_id, LINK, mentor.id, lifetime=WORKS)
        tx.record("people.mentor_asked", subject=mentor)
    return token


def look_at_confirmation(token: str) -> OpenedConfirmation:
    """What a link's page shows; ``NotFound`` for one never given out. Changes nothing."""
    link = look_at_link(token, LINK)
    mentor, person = _behind(link.subject_id)
    state = {"open": "open", "used": "answered", "expired": "expired"}[link.state]
    if state == "open" and (person.state != "active" or mentor.state not in ASKED):
        state = "expired"
    answer = {"left": "leave", "paused": "pause"}.get(mentor.state, "yes")
    return OpenedConfirmation(state, person.name, mentor.confirmed_on or mentor.entered_on, answer)


def confirm_by_link(token: str, answer: str) -> Mentor:
    """Keep the mentor's own answer; the link is used up by it."""
    if answer not in ANSWERS:
        raise Refused(_("Choose one of the answers."), field="answer")
    with change() as tx:
        link = use_link(tx, token, LINK)
        mentor, person = _behind(link.subject_id, lock=True)
        mentor.confirmed_on = today()
        tx.record("people.mentor_confirmed", subject=mentor, after={"answer": answer})
        if answer in STATE_AFTER:
            move_mentor(tx, mentor, STATE_AFTER[answer], reason=_("The mentor's own word by the link"))
            _tell_coordinators(mentor, person)
        elif mentor.state == "paused":
            move_mentor(tx, mentor, "active", reason=_("The mentor's own word by the link"))
        tx.emit("people.mentor_changed", {"mentor": str(mentor.id)})
    return mentor


def confirm_on_behalf(mentor_id: UUID) -> Mentor:
    """The coordinator has heard from the mentor that the work goes on."""
    require(EDIT)
    with change() as tx:
        mentor = get_mentor(mentor_id, lock=True)
        if mentor.state not in ASKED:
            raise Refused(_("This mentor is not asked: the state in the register says enough."))
        mentor.confirmed_on = today()
        tx.record("people.mentor_confirmed", subject=mentor, after={"answer": "yes"})
        tx.emit("people.mentor_changed", {"mentor": str(mentor.id)})
    return mentor


def confirm_path(token: str) -> str:
    """The page of a link."""
    return f"/o/{tenant_scope().slug}/people/link/{token}"


def _behind(mentor_id: UUID | None, *, lock: bool = False) -> tuple[Mentor, Person]:
    mentor = (
        session().get(Mentor, (current_tenant_id(), mentor_id), with_for_update=lock, populate_existing=lock)
        if mentor_id
        else None
    )
    if mentor is None:
        raise NotFound("no such mentor")
    return mentor, session().get_one(Person, (current_tenant_id(), mentor.person_id))


def _tell_coordinators(mentor: Mentor, person: Person) -> None:
    with using_language(DEFAULT_LANGUAGE):
        title = _(
            "Mentor %(name)s: %(state)s",
            name=name_of(person).short,
            state=str(MENTOR_STATES[mentor.state]).lower(),
        )
        for member in accounts.members():
            if member.state == "active" and "coordinator" in member.roles:
                url = f"/o/{tenant_scope().slug}/people/{person.id}"
                notify(member.account_id, "mentor_answered", title, url=url)
