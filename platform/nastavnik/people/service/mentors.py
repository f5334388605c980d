# SPDX-License-Identifier: MIT
"""The register of mentors (domain form 5.2): entering, profile, states, the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.people.models import Mentor, MentorTopic, Person
from nastavnik.people.words import FORMATS, MENTOR_STATES, SOURCES

from .listing import Listing, PageOfRows
from .persons import EDIT, VIEW, Overtaken, get_person, with_words
from .topics import LONGEST, set_mentor_topics, topics_by_title

MOST_HOURS, MOST_PAIRS, OLDEST = 40, 30, 99

MENTOR_STEPS: dict[str, tuple[str, ...]] = {
    "candidate": ("selected", "left"),
    "selected": ("trained", "active", "paused", "left"),
    "trained": ("active", "paused", "left"),
    "active": ("paused", "left"),
    "paused": ("active", "left"),
    "left": ("candidate",),
}
"""What a mentor's state may become (Р-145, stages 3 to 5: base, selection, training, pairs)."""
ASKED = ("selected", "trained", "active", "paused")
"""States in which a mentor is asked once a year whether the work goes on."""
ASKED_AFTER = timedelta(days=335)
"""Eleven months after the last answer or the entry into the register."""
READY = ("selected", "trained", "active")
"""States in which a mentor may be given a pair: selection is behind them."""


@dataclass(frozen=True, slots=True)
class MentorCard:
    """A mentor's profile. ``competences`` and ``interests`` are words; new ones join the organisation's taxonomy."""

    source: str
    forms: tuple[str, ...] = ()
    meeting_format: str = "any"
    achievements: str = ""
    preferred_from: int | None = None
    preferred_to: int | None = None
    hours_per_week: Decimal | None = None
    capacity: int = 1
    competences: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    entered_on: date | None = None

    def columns(self) -> dict[str, Any]:
        """The profile as columns, checked; raises ``Refused`` naming the field at fault."""
        if self.source not in SOURCES:
            raise Refused(_("Choose the base from the list."), field="source")
        if self.meeting_format not in FORMATS:
            raise Refused(_("Choose from the list."), field="meeting_format")
        for name in ("preferred_from", "preferred_to"):
            age = getattr(self, name)
            if age is not None and not 0 <= age <= OLDEST:
                raise Refused(_("Check the age."), field=name)
        if None not in (self.preferred_from, self.preferred_to) and self.preferred_from > self.preferred_to:  # type: ignore[operator]
            raise Refused(_("The lower age is greater than the upper one."), field="preferred_to")
        if self.hours_per_week is not None and not 0 < self.hours_per_week <= MOST_HOURS:
            raise Refused(
                _("From half an hour to %(most)s hours a week.", most=MOST_HOURS), field="hours_per_week"
            )
        if not 0 <= self.capacity <= MOST_PAIRS:
            raise Refused(_("From 0 to %(most)s pairs at a time.", most=MOST_PAIRS), field="capacity")
        for name in ("competences", "interests"):
            if any(len(word) > LONGEST for word in getattr(self, name)):
                raise Refused(_("At most %(most)s characters fit here.", most=LONGEST), field=name)
        if self.entered_on is not None and self.entered_on > today():
            raise Refused(_("The day of entering cannot be in the future."), field="entered_on")
        kept = {one.name: getattr(self, one.name) for one in fields(self)}
        for apart in ("competences", "interests"):
            del kept[apart]
        kept["forms"] = list(self.forms)
        kept["achievements"] = self.achievements.strip()
        kept["entered_on"] = self.entered_on or today()
        return kept


def enter_mentor(person_id: UUID, card: MentorCard) -> Mentor:
    """Enter a person into the register of mentors as a candidate."""
    require(EDIT)
    columns = card.columns()
    person = get_person(person_id)
    if person.state != "active":
        raise Refused(_("The data of this person may not be processed."))
    try:
        with change() as tx:
            mentor = tx.add(Mentor(person_id=person.id, **columns))
            tx.flush()
            _keep_topics(tx, mentor.id, card)
            tx.record(
                "people.mentor_entered", subject=mentor, after={"source": card.source, "person": person.id}
            )
            tx.emit("people.mentor_changed", {"mentor": str(mentor.id)})
    except IntegrityError as error:
        raise Refused(_("This person is in the register of mentors already."), field="person") from error
    return mentor


def change_mentor(mentor_id: UUID, card: MentorCard, *, seen: int | None = None) -> Mentor:
    """Change a mentor's profile; ``seen`` is the version the form showed."""
    require(EDIT)
    columns = card.columns()
    if card.entered_on is None:
        del columns["entered_on"]
    with change() as tx:
        mentor = get_mentor(mentor_id, lock=True)
        if seen is not None and seen != mentor.version:
            raise Overtaken(mentor.version)
        before = {
            name: getattr(mentor, name) for name, value in columns.items() if getattr(mentor, name) != value
        }
        for name in before:
            setattr(mentor, name, columns[name])
        try:
            tx.flush()
        except StaleDataError as error:
            raise Overtaken from error
        _keep_topics(tx, mentor.id, card)
        tx.record(
            "people.mentor_changed",
            subject=mentor,
            before=before,
            after={name: columns[name] for name in before},
        )
        tx.emit("people.mentor_changed", {"mentor": str(mentor.id)})
    return mentor


def set_mentor_state(mentor_id: UUID, state: str, *, reason: str = "") -> Mentor:
    """Take a mentor one step along: selected, trained, active, paused, left, or back from having left."""
    require(EDIT)
    with change() as tx:
        mentor = get_mentor(mentor_id, lock=True)
        if state not in MENTOR_STEPS.get(mentor.state, ()):
            raise Refused(
                _(
                    "A mentor who is “%(now)s” cannot become “%(then)s” at once.",
                    now=str(MENTOR_STATES[mentor.state]).lower(),
                    then=str(MENTOR_STATES.get(state, state)).lower(),
                ),
                field="state",
            )
        move_mentor(tx, mentor, state, reason=reason)
    return mentor


def move_mentor(tx: Change, mentor: Mentor, state: str, *, reason: str = "") -> None:
    """Put a mentor into a state inside the open change: what a pair's life brings with it."""
    before = mentor.state
    if before == state:
        return
    mentor.state = state
    mentor.left_on = today() if state == "left" else None
    tx.record(
        "people.mentor_state",
        subject=mentor,
        before={"state": before},
        after={"state": state},
        note=reason.strip(),
    )
    tx.emit("people.mentor_changed", {"mentor": str(mentor.id)})


def get_mentor(mentor_id: UUID, *, lock: bool = False) -> Mentor:
    """One mentor of the open organisation; ``NotFound`` for anybody else's."""
    require(VIEW)
    mentor = session().get(
        Mentor, (current_tenant_id(), mentor_id), with_for_update=lock, populate_existing=lock
    )
    if mentor is None:
        raise NotFound("no such mentor")
    return mentor


def mentor_of(person_id: UUID) -> Mentor | None:
    """The person's line in the register of mentors, if there is one."""
    require(VIEW)
    return session().scalar(select(Mentor).where(Mentor.person_id == person_id))


@dataclass(frozen=True, slots=True)
class MentorFilter:
    """What the list of mentors is narrowed to; empty means everything."""

    text: str = ""
    state: str = ""
    source: str = ""
    form: str = ""
    topic_id: UUID | None = None
    unconfirmed: bool = False
    listing: Listing = field(default_factory=Listing)


def mentors(wanted: MentorFilter | None = None) -> PageOfRows[tuple[Mentor, Person]]:
    """Mentors with their persons, a page of them, in two queries whatever the length."""
    require(VIEW)
    wanted = wanted or MentorFilter()
    statement = (
        select(Mentor, Person)
        .join(Person, and_(Person.tenant_id == Mentor.tenant_id, Person.id == Mentor.person_id))
        .where(Person.state.not_in(("merged", "destroyed")), *with_words(wanted.text))
    )
    if wanted.state:
        statement = statement.where(Mentor.state == wanted.state)
    if wanted.source:
        statement = statement.where(Mentor.source == wanted.source)
    if wanted.form:
        statement = statement.where(Mentor.forms.contains([wanted.form]))
    if wanted.topic_id is not None:
        statement = statement.where(
            Mentor.id.in_(select(MentorTopic.mentor_id).where(MentorTopic.topic_id == wanted.topic_id))
        )
    if wanted.unconfirmed:
        statement = statement.where(*awaited(today()))
    columns = {
        "name": (Person.sort_key,),
        "state": (Mentor.state, Person.sort_key),
        "source": (Mentor.source, Person.sort_key),
        "entered": (Mentor.entered_on, Person.sort_key),
    }
    return wanted.listing.page_of(session(), statement, columns, key=Mentor.id)


def awaited(on: date) -> list[ColumnElement[bool]]:
    """Conditions that a mentor's yearly word is wanted on a day."""
    return [
        Mentor.state.in_(ASKED),
        func.coalesce(Mentor.confirmed_on, Mentor.entered_on) <= on - ASKED_AFTER,
    ]


def mentor_counts() -> dict[str, int]:
    """How many mentors there are in each state."""
    require(VIEW)
    rows = session().execute(
        select(Mentor.state, func.count())
        .join(Person, and_(Person.tenant_id == Mentor.tenant_id, Person.id == Mentor.person_id))
        .where(Person.state.not_in(("merged", "destroyed")))
        .group_by(Mentor.state)
    )
    return {row[0]: row[1] for row in rows}


def _keep_topics(tx: Change, mentor_id: UUID, card: MentorCard) -> None:
    found: Sequence[UUID] = [
        *topics_by_title(tx, "competence", card.competences),
        *topics_by_title(tx, "interest", card.interests),
    ]
    set_mentor_topics(tx, mentor_id, found)
