# SPDX-License-Identifier: MIT
"""Feedback after a meeting: owed by both sides, given by account, link, code, paper or on behalf (order № 26, 4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, func, select

from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor, current_tenant_id, require
from nastavnik.meetings.models import Feedback, Meeting
from nastavnik.meetings.words import WAYS
from nastavnik.people import service as people
from nastavnik.people.service import Listing, PageOfRows, Person

from .meetings import EDIT, VIEW, close_if_complete

LINK = "feedback"
REMIND_AFTER = (1, 3, 7)
"""Days after which the one who owes is reminded; after the last of them the coordinator hears of it."""
ESCALATE_AFTER = 8
MOST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Words:
    """What a participant says after a meeting."""

    done: str = ""
    next_step: str = ""
    mood: int | None = None
    note: str = ""
    needs_help: bool = False

    def check(self, role: str) -> None:
        """Raise ``Refused`` naming the field at fault."""
        if not self.done.strip():
            raise Refused(_("Say in a few words what you did."), field="done")
        if role == "mentee" and self.mood is None:
            raise Refused(_("Choose how the meeting was for you."), field="mood")
        if self.mood is not None and self.mood not in range(1, 6):
            raise Refused(_("Choose how the meeting was for you."), field="mood")
        for name in ("done", "next_step", "note"):
            if len(getattr(self, name)) > MOST_WORDS:
                raise Refused(_("At most %(most)s characters fit here.", most=MOST_WORDS), field=name)


def feedback_of(meeting_ids: Iterable[UUID]) -> Mapping[UUID, list[Feedback]]:
    """Feedback by meeting, the mentor's first, in one query."""
    require(VIEW)
    wanted = set(meeting_ids)
    found: dict[UUID, list[Feedback]] = {meeting_id: [] for meeting_id in wanted}
    if wanted:
        rows = session().scalars(
            select(Feedback)
            .where(Feedback.meeting_id.in_(wanted))
            .order_by(Feedback.role.desc(), Feedback.created_at)
        )
        for row in rows:
            found[row.meeting_id].append(row)
    return found


def give_on_behalf(feedback_id: UUID, words: Words, *, reason: str, way: str = "on_behalf") -> Feedback:
    """Enter what a participant said by word of mouth or on paper; how it came is kept."""
    require(EDIT)
    if way not in ("on_behalf", "paper"):
        raise Refused(_("Choose how the feedback came."), field="way")
    if not reason.strip():
        raise Refused(_("Say why you enter it for somebody else."), field="reason")
    with change() as tx:
        return _keep(tx, _owed(tx, feedback_id), words, way=way, reason=reason)


def give_by_link(token: str, words: Words, *, way: str = "link") -> Feedback:
    """Feedback by a personal link; the link is used up only by a form that was right."""
    with change() as tx:
        opened = people.look_at_link(token, LINK)
        if opened.subject_id is None:
            raise NotFound("no such feedback")
        row = _owed(tx, opened.subject_id)
        words.check(row.role)
        people.use_link(tx, token, LINK)
        return _keep(tx, row, words, way=way if way in WAYS else "link")


def give_as_person(feedback_id: UUID, person_id: UUID, words: Words, *, way: str = "account") -> Feedback:
    """Feedback on the person's own page, signed in or by the page's link; ``NotFound`` for anybody else's."""
    with change() as tx:
        row = _owed(tx, feedback_id)
        if row.person_id != person_id:
            raise NotFound("no such feedback")
        return _keep(tx, row, words, way=way)


def excuse(feedback_id: UUID, reason: str) -> Feedback:
    """Let a participant off the feedback, with the reason."""
    require(EDIT)
    if not reason.strip():
        raise Refused(_("Say why no feedback is asked for."), field="reason")
    with change() as tx:
        row = _owed(tx, feedback_id)
        row.state, row.reason, row.given_at = "excused", reason.strip(), now()
        _after(tx, row, "meetings.feedback_excused", note=reason.strip())
    return row


def owed_by(person_id: UUID) -> list[tuple[Feedback, Meeting]]:
    """Feedback that a person owes, the oldest first; for the person's own page."""
    rows = session().execute(
        select(Feedback, Meeting)
        .join(Meeting, and_(Meeting.tenant_id == Feedback.tenant_id, Meeting.id == Feedback.meeting_id))
        .where(Feedback.person_id == person_id, Feedback.state == "owed")
        .order_by(Feedback.owed_since)
    )
    return [(row[0], row[1]) for row in rows]


def owed(*, since_days: int = 0) -> list[tuple[Feedback, Meeting]]:
    """Feedback owed in the organisation for at least so many days, the oldest first."""
    require(VIEW)
    rows = session().execute(
        select(Feedback, Meeting)
        .join(Meeting, and_(Meeting.tenant_id == Feedback.tenant_id, Meeting.id == Feedback.meeting_id))
        .where(Feedback.state == "owed", Feedback.owed_since <= today() - timedelta(days=since_days))
        .order_by(Feedback.owed_since, Feedback.id)
    )
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True, slots=True)
class OwedFilter:
    """What the list of owed feedback is narrowed to; empty means everything."""

    since_days: int = 0
    listing: Listing = field(default_factory=lambda: Listing("since"))


def owed_page(wanted: OwedFilter | None = None) -> PageOfRows[tuple[Feedback, Meeting, Person]]:
    """Feedback owed with its meeting and the one who owes it, a page of it, in two queries."""
    require(VIEW)
    wanted = wanted or OwedFilter()
    statement = (
        select(Feedback, Meeting, Person)
        .join(Meeting, and_(Meeting.tenant_id == Feedback.tenant_id, Meeting.id == Feedback.meeting_id))
        .join(Person, and_(Person.tenant_id == Feedback.tenant_id, Person.id == Feedback.person_id))
        .where(Feedback.state == "owed", Feedback.owed_since <= today() - timedelta(days=wanted.since_days))
    )
    columns = {
        "since": (Feedback.owed_since, Person.sort_key),
        "name": (Person.sort_key, Feedback.owed_since),
        "reminded": (Feedback.reminded_on, Person.sort_key),
    }
    return wanted.listing.page_of(session(), statement, columns, key=Feedback.id)


def owed_count(*, since_days: int = 0) -> int:
    """How much feedback has been owed for at least so many days."""
    require(VIEW)
    statement = (
        select(func.count())
        .select_from(Feedback)
        .where(Feedback.state == "owed", Feedback.owed_since <= today() - timedelta(days=since_days))
    )
    return session().scalar(statement) or 0


def said_by(person_id: UUID, *, most: int) -> list[tuple[Feedback, Meeting]]:
    """The latest meetings of a person with what is owed or was said of them."""
    require(VIEW)
    rows = session().execute(
        select(Feedback, Meeting)
        .join(Meeting, and_(Meeting.tenant_id == Feedback.tenant_id, Meeting.id == Feedback.meeting_id))
        .where(Feedback.person_id == person_id)
        .order_by(Meeting.starts_at.desc(), Feedback.id)
        .limit(most)
    )
    return [(row[0], row[1]) for row in rows]


def calls_for_help(match_id: UUID | None = None) -> Sequence[Feedback]:
    """Feedback with «нужна помощь» that the coordinator has not looked at yet; of one pair, if it is given."""
    require(VIEW)
    statement = (
        select(Feedback)
        .where(Feedback.needs_help, Feedback.help_seen_at.is_(None))
        .order_by(Feedback.given_at.desc())
    )
    if match_id is not None:
        statement = statement.join(
            Meeting, and_(Meeting.tenant_id == Feedback.tenant_id, Meeting.id == Feedback.meeting_id)
        ).where(Meeting.match_id == match_id)
    return session().scalars(statement).all()


def see_call_for_help(feedback_id: UUID) -> None:
    """The coordinator has taken up a call for help."""
    require(EDIT)
    with change() as tx:
        row = get_feedback(feedback_id, lock=True)
        if row.needs_help and row.help_seen_at is None:
            row.help_seen_at = now()
            tx.record("meetings.help_taken_up", subject=row, after={"person": row.person_id})


def link_for(feedback_id: UUID) -> str:
    """A new secret of a link to give this feedback; an earlier one stops working."""
    require(EDIT)
    with change() as tx:
        row = _owed(tx, feedback_id)
        return people.issue_link(tx, row.person_id, LINK, row.id)


def get_feedback(feedback_id: UUID, *, lock: bool = False) -> Feedback:
    """One feedback of the open organisation; ``NotFound`` for anybody else's."""
    row = session().get(
        Feedback, (current_tenant_id(), feedback_id), with_for_update=lock, populate_existing=lock
    )
    if row is None:
        raise NotFound("no such feedback")
    return row


def mark_reminded(tx: Change, row: Feedback) -> None:
    """Note that somebody was reminded today, inside the open change."""
    row.reminded_on, row.reminders = today(), row.reminders + 1


def _owed(tx: Change, feedback_id: UUID) -> Feedback:
    row = get_feedback(feedback_id, lock=True)
    if row.state != "owed":
        raise Refused(_("This feedback has been given already."))
    return row


def _keep(tx: Change, row: Feedback, words: Words, *, way: str, reason: str = "") -> Feedback:
    words.check(row.role)
    row.state, row.way, row.reason, row.given_at = "given", way, reason.strip(), now()
    row.entered_by = current_actor().account_id
    row.done, row.next_step, row.note = words.done.strip(), words.next_step.strip(), words.note.strip()
    row.mood, row.needs_help = words.mood, words.needs_help
    _after(tx, row, "meetings.feedback_given", note=reason.strip())
    if words.needs_help:
        tx.emit("meetings.help_wanted", {"feedback": str(row.id), "meeting": str(row.meeting_id)})
    return row


def _after(tx: Change, row: Feedback, action: str, *, note: str = "") -> None:
    tx.flush()
    meeting = tx.session.get_one(
        Meeting, (current_tenant_id(), row.meeting_id), with_for_update=True, populate_existing=True
    )
    tx.record(action, subject=row, after={"meeting": meeting.id, "role": row.role, "way": row.way}, note=note)
    close_if_complete(tx, meeting)
    tx.emit("meetings.feedback", {"meeting": str(meeting.id), "match": str(meeting.match_id)})
