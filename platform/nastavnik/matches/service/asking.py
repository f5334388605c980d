# SPDX-License-Identifier: MIT
"""Asking both sides by letter, and what the page behind a personal link knows without anybody being signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from nastavnik.accounts import service as accounts
from nastavnik.consents import service as consents
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import current_tenant_id, require, tenant_scope
from nastavnik.matches.models import Match, MatchAnswer
from nastavnik.people import service as people
from nastavnik.people.service import Person
from nastavnik.programmes import service as programmes

from .looking import EDIT, answers_of, get_match, pairs_of
from .proposing import LINK


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom letters went to, and fresh links (by answer) for those who have no address to be written to."""

    written: tuple[PersonName, ...] = ()
    to_hand_over: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenedAnswer:
    """What the page of a personal link shows: first names and initials, and nothing that the reader need not know.

    ``state``: open (waits for the answer), answered, expired, closed (the pair does not wait any more).
    """

    state: str
    role: str
    answer: str
    reader: str
    mentor: str
    mentees: tuple[str, ...]
    about: str
    programme: str
    goal: str


def ask_for_answers(match_id: UUID) -> Asked:
    """Write to everybody who has not answered yet; their earlier links stop working.

    A minor without an address is written to at a representative's. Raises ``Refused`` when nobody is left to ask, or when
    somebody's consent does not hold any more.
    """
    require(EDIT)
    with change() as tx:
        match = get_match(match_id, lock=True)
        if match.state != "proposed":
            raise Refused(_("This pair does not wait for answers any more."))
        waiting = [row for row in answers_of([match.id])[match.id] if row.answer == "asked"]
        if not waiting:
            raise Refused(_("Everybody has answered already."))
        if not all(map(_writable, waiting)):
            raise Refused(
                _("Nobody is written to while a consent is lacking. What to do about it stands above.")
            )
        written: list[PersonName] = []
        by_hand: dict[UUID, str] = {}
        for row in waiting:
            token, name = _link_for(tx, match, row)
            if name is None:
                by_hand[row.id] = token
            else:
                written.append(name)
        tx.record("matches.asked", subject=match, after={"letters": len(written), "links": len(by_hand)})
        tx.emit("matches.changed", {"match": str(match.id)})
    return Asked(tuple(written), by_hand)


def look_at_answer(token: str) -> OpenedAnswer:
    """What a personal link is about; ``NotFound`` for one never given out. Changes nothing."""
    link = people.look_at_link(token, LINK)
    row = _answer(link.subject_id)
    pair = pairs_of([_match(row)])[0]
    state = {"open": "open", "used": "answered", "expired": "expired"}[link.state]
    if row.answer != "asked":
        state = "answered"
    elif pair.match.state != "proposed":
        state = "closed"
    names = people.names_of({row.person_id, row.for_person_id})
    return OpenedAnswer(
        state=state,
        role=row.role,
        answer=row.answer,
        reader=names[row.person_id].name,
        mentor=_modest(pair.mentor_name),
        mentees=tuple(_modest(member.name) for member in pair.members),
        about=names[row.for_person_id].name,
        programme=programmes.titles_of([pair.match.programme_id]).get(pair.match.programme_id, ""),
        goal=pair.match.goal,
    )


def renew_answer_link(token: str) -> bool:
    """Send a new link in place of one whose time has run out; whether a letter went out.

    Once a day at most: whoever holds an old link cannot flood its owner with letters. To nobody who may not be written
    to: the data are blocked, or no consent holds.
    """
    link = people.look_at_link(token, LINK)
    with change() as tx:
        row = tx.session.get_one(
            MatchAnswer,
            (current_tenant_id(), _answer(link.subject_id).id),
            with_for_update=True,
            populate_existing=True,
        )
        match = _match(row)
        waits = row.answer == "asked" and match.state == "proposed" and row.asked_on < today()
        if link.state != "expired" or not waits or not _writable(row):
            return False
        _token, name = _link_for(tx, match, row)
        tx.record("matches.asked", subject=match, after={"letters": int(name is not None), "renewed": True})
    return name is not None


def answer_path(token: str) -> str:
    """The page of a personal link."""
    return f"/o/{tenant_scope().slug}/pairs/link/{token}"


def _link_for(tx: Change, match: Match, row: MatchAnswer) -> tuple[str, PersonName | None]:
    """A fresh link for an answer, and whom a letter with it went to; ``None`` when there is no address."""
    token = people.issue_link(tx, row.person_id, LINK, row.id)
    row.asked_on = today()
    found = _mailbox(session().get_one(Person, (current_tenant_id(), row.person_id)))
    if found is None:
        return token, None
    email, name = found
    _write(email, name, match, row, token)
    return token, name


def _writable(row: MatchAnswer) -> bool:
    """Whether a letter about this answer may go out; a representative is written to about the one represented."""
    tenant_id = current_tenant_id()
    person = session().get_one(Person, (tenant_id, row.person_id))
    about = session().get_one(Person, (tenant_id, row.for_person_id))
    return person.state == "active" and about.id in consents.writable([about], today())


def _mailbox(person: Person) -> tuple[str, PersonName] | None:
    """Where to write to a person: nobody whose data may not be processed is written to."""
    if person.state != "active":
        return None
    if person.email:
        return person.email, people.name_of(person)
    if not people.is_minor(person.birth_date, person.birth_year, today()):
        return None
    return people.mailbox_of_guardian(person.id)


def _write(email: str, name: PersonName, match: Match, row: MatchAnswer, token: str) -> None:
    pair = pairs_of([match])[0]
    with using_language(DEFAULT_LANGUAGE):
        programme = programmes.titles_of([match.programme_id]).get(match.programme_id, "")
        who = {
            "mentor": _("You are offered to be a mentor."),
            "mentee": _("A mentor has been found: %(mentor)s.", mentor=_modest(pair.mentor_name)),
            "guardian": _("Your child is offered a place in a mentoring pair."),
        }[row.role]
        text = _(
            "%(who)s\n"
            "Programme: “%(programme)s”. Nothing begins until everybody agrees.\n"
            "Answer by this link, it works for two weeks:",
            who=who,
            programme=programme,
        )
        accounts.write_letter(email, name, _("Do you agree to the pair?"), text, path=answer_path(token))


def _modest(name: PersonName) -> str:
    """«Анна О.»: enough to recognise, too little to look somebody up."""
    return f"{name.name} {name.surname[:1]}.".strip()


def _answer(answer_id: UUID | None) -> MatchAnswer:
    row = session().get(MatchAnswer, (current_tenant_id(), answer_id)) if answer_id else None
    if row is None:
        raise NotFound("no such answer")
    return row


def _match(row: MatchAnswer) -> Match:
    return session().get_one(Match, (current_tenant_id(), row.match_id))
