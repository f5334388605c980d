# SPDX-License-Identifier: MIT
"""The register of mentees with their requests (domain forms 5.1, 5.7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.exc import IntegrityError

from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.people.models import Mentee, MenteeRequest, Person
from nastavnik.people.words import CATEGORIES, MENTEE_STATES, REQUEST_AUTHORS, REQUEST_STATES

from .listing import Listing, PageOfRows
from .persons import EDIT, VIEW, Overtaken, get_person, with_words
from .topics import set_request_topics, topics_by_title

MENTEE_STEPS: dict[str, tuple[str, ...]] = {
    "candidate": ("left",),
    "active": ("left",),
    "completed": ("candidate", "left"),
    "left": ("candidate",),
}
"""What a person may make of a mentee's state; «with a mentor» and «completed» come from pairs."""
MOST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class RequestCard:
    """What a mentee wants help with; ``topics`` are words of the taxonomy of competences."""

    category: str
    text: str = ""
    priority: int = 2
    author: str = "self"
    author_name: str = ""
    topics: tuple[str, ...] = ()

    def check(self) -> None:
        """Raise ``Refused`` naming the field at fault."""
        if self.category not in CATEGORIES:
            raise Refused(_("Choose what the request is about."), field="category")
        if self.author not in REQUEST_AUTHORS:
            raise Refused(_("Choose whose words these are."), field="author")
        if self.priority not in (1, 2, 3):
            raise Refused(_("Choose the priority from the list."), field="priority")
        if len(self.text) > MOST_WORDS:
            raise Refused(_("At most %(most)s characters fit here.", most=MOST_WORDS), field="text")


def enter_mentee(
    person_id: UUID, request: RequestCard | None = None, *, entered_on: date | None = None
) -> Mentee:
    """Enter a person into the register of mentees, with the first request if there is one already."""
    require(EDIT)
    if request is not None:
        request.check()
    if entered_on is not None and entered_on > today():
        raise Refused(_("The day of entering cannot be in the future."), field="entered_on")
    person = get_person(person_id)
    if person.state != "active":
        raise Refused(_("The data of this person may not be processed."))
    try:
        with change() as tx:
            mentee = tx.add(Mentee(person_id=person.id, entered_on=entered_on or today()))
            tx.flush()
            tx.record("people.mentee_entered", subject=mentee, after={"person": person.id})
            tx.emit("people.mentee_changed", {"mentee": str(mentee.id)})
            if request is not None:
                put_request(tx, mentee, request)
    except IntegrityError as error:
        raise Refused(_("This person is in the register of mentees already."), field="person") from error
    return mentee


def set_mentee_state(mentee_id: UUID, state: str, *, reason: str = "") -> Mentee:
    """Let a mentee leave or come back."""
    require(EDIT)
    with change() as tx:
        mentee = get_mentee(mentee_id, lock=True)
        if state not in MENTEE_STEPS.get(mentee.state, ()):
            raise Refused(
                _(
                    "A mentee who is “%(now)s” cannot become “%(then)s” at once.",
                    now=str(MENTEE_STATES[mentee.state]).lower(),
                    then=str(MENTEE_STATES.get(state, state)).lower(),
                ),
                field="state",
            )
        move_mentee(tx, mentee, state, reason=reason)
    return mentee


def move_mentee(tx: Change, mentee: Mentee, state: str, *, reason: str = "") -> None:
    """Put a mentee into a state inside the open change: what a pair's life brings with it."""
    before = mentee.state
    if before == state:
        return
    mentee.state = state
    mentee.left_on = today() if state in ("left", "completed") else None
    tx.record(
        "people.mentee_state",
        subject=mentee,
        before={"state": before},
        after={"state": state},
        note=reason.strip(),
    )
    tx.emit("people.mentee_changed", {"mentee": str(mentee.id)})


def add_request(mentee_id: UUID, card: RequestCard) -> MenteeRequest:
    """Add a request of a mentee."""
    require(EDIT)
    card.check()
    with change() as tx:
        return put_request(tx, get_mentee(mentee_id), card)


def change_request(request_id: UUID, card: RequestCard, *, seen: int | None = None) -> MenteeRequest:
    """Correct a request; ``seen`` is the version the form showed."""
    require(EDIT)
    card.check()
    with change() as tx:
        request = get_request(request_id, lock=True)
        if seen is not None and seen != request.version:
            raise Overtaken(request.version)
        before = {"category": request.category, "priority": request.priority, "text": request.text}
        request.category, request.priority, request.text = card.category, card.priority, card.text.strip()
        request.author, request.author_name = card.author, card.author_name.strip()
        set_request_topics(tx, request.id, topics_by_title(tx, "competence", card.topics))
        tx.record(
            "people.request_changed",
            subject=request,
            before=before,
            after={"category": request.category, "priority": request.priority, "text": request.text},
        )
        tx.emit("people.mentee_changed", {"mentee": str(request.mentee_id)})
    return request


def set_request_state(request_id: UUID, state: str) -> MenteeRequest:
    """Mark a request as in work, answered or withdrawn, or open it again; ``NotFound`` for an unknown state."""
    require(EDIT)
    if state not in REQUEST_STATES:
        raise NotFound("no such state of a request")
    with change() as tx:
        request = get_request(request_id, lock=True)
        move_request(tx, request, state)
    return request


def move_request(tx: Change, request: MenteeRequest, state: str) -> None:
    """Put a request into a state inside the open change."""
    before = request.state
    if before == state:
        return
    request.state = state
    request.closed_on = today() if state in ("answered", "withdrawn") else None
    tx.record("people.request_state", subject=request, before={"state": before}, after={"state": state})
    tx.emit("people.mentee_changed", {"mentee": str(request.mentee_id)})


def requests_of(mentee_ids: Iterable[UUID]) -> Mapping[UUID, list[MenteeRequest]]:
    """Requests by mentee, the most urgent first, in one query."""
    require(VIEW)
    wanted = set(mentee_ids)
    found: dict[UUID, list[MenteeRequest]] = {mentee_id: [] for mentee_id in wanted}
    if wanted:
        rows = session().scalars(
            select(MenteeRequest)
            .where(MenteeRequest.mentee_id.in_(wanted))
            .order_by(MenteeRequest.closed_on.is_not(None), MenteeRequest.priority, MenteeRequest.opened_on)
        )
        for request in rows:
            found[request.mentee_id].append(request)
    return found


def requests_by_id(request_ids: Iterable[UUID]) -> Mapping[UUID, MenteeRequest]:
    """Requests by their identifiers, in one query; for rooms that have the right to these requests already."""
    wanted = set(request_ids)
    if not wanted:
        return {}
    rows = session().scalars(select(MenteeRequest).where(MenteeRequest.id.in_(wanted)))
    return {row.id: row for row in rows}


def get_mentee(mentee_id: UUID, *, lock: bool = False) -> Mentee:
    """One mentee of the open organisation; ``NotFound`` for anybody else's."""
    require(VIEW)
    mentee = session().get(
        Mentee, (current_tenant_id(), mentee_id), with_for_update=lock, populate_existing=lock
    )
    if mentee is None:
        raise NotFound("no such mentee")
    return mentee


def mentee_of(person_id: UUID) -> Mentee | None:
    """The person's line in the register of mentees, if there is one."""
    require(VIEW)
    return session().scalar(select(Mentee).where(Mentee.person_id == person_id))


@dataclass(frozen=True, slots=True)
class MenteeFilter:
    """What the list of mentees is narrowed to; empty means everything."""

    text: str = ""
    state: str = ""
    category: str = ""
    kind: str = ""
    listing: Listing = field(default_factory=Listing)


def mentees(wanted: MenteeFilter | None = None) -> PageOfRows[tuple[Mentee, Person]]:
    """Mentees with their persons, a page of them, in two queries whatever the length."""
    require(VIEW)
    wanted = wanted or MenteeFilter()
    statement = (
        select(Mentee, Person)
        .join(Person, and_(Person.tenant_id == Mentee.tenant_id, Person.id == Mentee.person_id))
        .where(Person.state.not_in(("merged", "destroyed")), *with_words(wanted.text))
    )
    if wanted.state:
        statement = statement.where(Mentee.state == wanted.state)
    if wanted.kind:
        statement = statement.where(Person.kind == wanted.kind)
    if wanted.category:
        statement = statement.where(
            Mentee.id.in_(
                select(MenteeRequest.mentee_id).where(
                    MenteeRequest.category == wanted.category, MenteeRequest.closed_on.is_(None)
                )
            )
        )
    columns = {
        "name": (Person.sort_key,),
        "state": (Mentee.state, Person.sort_key),
        "year": (Person.birth_year, Person.sort_key),
        "entered": (Mentee.entered_on, Person.sort_key),
    }
    return wanted.listing.page_of(session(), statement, columns, key=Mentee.id)


def mentees_by_id(mentee_ids: Sequence[UUID]) -> list[tuple[Mentee, Person]]:
    """These mentees with their persons, by name, in one query; those of other organisations are left out."""
    require(VIEW)
    if not mentee_ids:
        return []
    rows = session().execute(
        select(Mentee, Person)
        .join(Person, and_(Person.tenant_id == Mentee.tenant_id, Person.id == Mentee.person_id))
        .where(Mentee.id.in_(mentee_ids))
        .order_by(Person.sort_key)
    )
    return [(mentee, person) for mentee, person in rows]


def mentee_counts() -> dict[str, int]:
    """How many mentees there are in each state."""
    require(VIEW)
    rows = session().execute(
        select(Mentee.state, func.count())
        .join(Person, and_(Person.tenant_id == Mentee.tenant_id, Person.id == Mentee.person_id))
        .where(Person.state.not_in(("merged", "destroyed")))
        .group_by(Mentee.state)
    )
    return {row[0]: row[1] for row in rows}


def persons_of_mentees(mentee_ids: Sequence[UUID]) -> Mapping[UUID, Person]:
    """The person behind each mentee, in one query."""
    require(VIEW)
    rows = session().execute(
        select(Mentee.id, Person)
        .join(Person, and_(Person.tenant_id == Mentee.tenant_id, Person.id == Mentee.person_id))
        .where(Mentee.id.in_(mentee_ids))
    )
    return {row[0]: row[1] for row in rows}


def new_request(mentee_id: UUID, card: RequestCard) -> MenteeRequest:
    """The row of a request that is opened today."""
    return MenteeRequest(
        mentee_id=mentee_id,
        category=card.category,
        text=card.text.strip(),
        priority=card.priority,
        author=card.author,
        author_name=card.author_name.strip(),
        opened_on=today(),
    )


def put_request(tx: Change, mentee: Mentee, card: RequestCard) -> MenteeRequest:
    """Add a request inside the open change."""
    request = tx.add(new_request(mentee.id, card))
    tx.flush()
    set_request_topics(tx, request.id, topics_by_title(tx, "competence", card.topics))
    tx.record(
        "people.request_added", subject=request, after={"category": card.category, "author": card.author}
    )
    tx.emit("people.mentee_changed", {"mentee": str(mentee.id)})
    return request


def get_request(request_id: UUID, *, lock: bool = False) -> MenteeRequest:
    """One request of the open organisation; ``NotFound`` for anybody else's."""
    require(VIEW)
    request = session().get(
        MenteeRequest, (current_tenant_id(), request_id), with_for_update=lock, populate_existing=lock
    )
    if request is None:
        raise NotFound("no such request")
    return request
