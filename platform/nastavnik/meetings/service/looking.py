# SPDX-License-Identifier: MIT
"""Finding meetings: the list, its figures, what waits to be closed, pairs that do not meet. Bounded queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.dates import DISTRICT_ZONE
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import require
from nastavnik.matches import service as matches
from nastavnik.matches.service import Match, Pair
from nastavnik.meetings.models import Feedback, Meeting, MeetingSettings
from nastavnik.people.service import Listing, PageOfRows

from .feedback import ESCALATE_AFTER
from .meetings import EDIT, HAPPENED, VIEW

SILENCE_DAYS = 14
"""After so many days without a meeting a pair is silent, unless the organisation has chosen another limit."""
PAST = "past"
"""A state of the list that no row has: planned, and its time is over."""


@dataclass(frozen=True, slots=True)
class MeetingFilter:
    """What the list of meetings is narrowed to; empty means everything."""

    text: str = ""
    state: str = ""
    kind: str = ""
    match_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    listing: Listing = field(default_factory=lambda: Listing("-when"))


def meetings(wanted: MeetingFilter | None = None) -> PageOfRows[tuple[Meeting, Pair]]:
    """Meetings with their pairs, a page of them, in a bounded number of queries.

    ``text`` is looked for in the topic, the place and the names of the pair.
    """
    require(VIEW)
    wanted = wanted or MeetingFilter()
    statement = select(Meeting).where(*_conditions(wanted))
    if wanted.text:
        statement = statement.where(
            or_(
                Meeting.match_id.in_(matches.pairs_named(wanted.text)),
                Meeting.topic.icontains(wanted.text, autoescape=True),
                Meeting.place.icontains(wanted.text, autoescape=True),
            )
        )
    columns = {
        "when": (Meeting.starts_at,),
        "kind": (Meeting.kind, Meeting.starts_at),
        "state": (Meeting.state, Meeting.starts_at),
    }
    page = wanted.listing.page_of(session(), statement, columns, key=Meeting.id)
    return PageOfRows(with_pairs(page.rows), page.total, page.page, page.pages)


def meeting_counts() -> Mapping[str, int]:
    """How many meetings there are by state; those whose time is over and that nobody has closed under ``past``."""
    require(VIEW)
    rows = session().execute(select(Meeting.state, func.count()).group_by(Meeting.state))
    past = session().scalar(select(func.count()).select_from(Meeting).where(_over()))
    return {**{row[0]: row[1] for row in rows}, PAST: past or 0}


def unclosed(*, most: int | None = None) -> list[tuple[Meeting, Pair]]:
    """Planned meetings whose time is over and of which nobody has said what became, the oldest first."""
    require(VIEW)
    rows = session().scalars(select(Meeting).where(_over()).order_by(Meeting.starts_at).limit(most))
    return with_pairs(rows.all())


def meetings_by_id(meeting_ids: Iterable[UUID]) -> Mapping[UUID, Meeting]:
    """Meetings by their identifiers, in one query; those of other organisations are left out."""
    require(VIEW)
    wanted = set(meeting_ids)
    rows = session().scalars(select(Meeting).where(Meeting.id.in_(wanted))).all() if wanted else []
    return {row.id: row for row in rows}


def with_pairs(rows: Sequence[Meeting]) -> list[tuple[Meeting, Pair]]:
    """Meetings with their pairs in a bounded number of queries; the order stays."""
    wanted = {row.match_id for row in rows}
    found = session().scalars(select(Match).where(Match.id.in_(wanted))).all() if wanted else []
    pairs = {pair.id: pair for pair in matches.pairs_of(found)}
    return [(row, pairs[row.match_id]) for row in rows]


def settings() -> MeetingSettings:
    """The organisation's limits; the defaults while nothing was chosen."""
    return session().scalar(select(MeetingSettings)) or MeetingSettings(silence_days=SILENCE_DAYS)


def set_silence_limit(days: int) -> None:
    """After how many days without a meeting a pair at work is warned of."""
    require(EDIT)
    if not 3 <= days <= 120:
        raise Refused(_("From 3 to 120 days."), field="silence_days")
    with change() as tx:
        kept = tx.session.scalar(select(MeetingSettings).with_for_update())
        if kept is None:
            kept = tx.add(MeetingSettings())
        before = kept.silence_days
        kept.silence_days = days
        tx.record("meetings.limit_set", subject=kept, before={"days": before}, after={"days": days})


def owed_in_programme(programme_id: UUID) -> int:
    """How much feedback is owed in a programme's pairs."""
    require(VIEW)
    statement = (
        select(func.count())
        .select_from(Feedback)
        .join(Meeting, and_(Meeting.tenant_id == Feedback.tenant_id, Meeting.id == Feedback.meeting_id))
        .join(Match, and_(Match.tenant_id == Meeting.tenant_id, Match.id == Meeting.match_id))
        .where(Feedback.state == "owed", Match.programme_id == programme_id)
    )
    return session().scalar(statement) or 0


def last_met(match_ids: Iterable[UUID]) -> Mapping[UUID, date]:
    """The day of the last meeting by pair, in one query; a pair that has never met is left out."""
    wanted = set(match_ids)
    if not wanted:
        return {}
    rows = session().execute(
        select(Meeting.match_id, func.max(Meeting.held_on))
        .where(Meeting.match_id.in_(wanted), Meeting.state.in_(HAPPENED))
        .group_by(Meeting.match_id)
    )
    return {match_id: last for match_id, last in rows if last is not None}


def silent_pairs(on: date, *, most: int | None = None) -> list[tuple[Pair, int]]:
    """Pairs at work that have not met for longer than the organisation's limit, with the days, longest first."""
    require(VIEW)
    rows = session().execute(_silent(on).limit(most))
    found = [(row[0], (on - row[1]).days) for row in rows]
    pairs = matches.pairs_of([match for match, _days in found])
    return [(pair, days) for pair, (_match, days) in zip(pairs, found, strict=True)]


def _conditions(wanted: MeetingFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state == PAST:
        found.append(_over())
    elif wanted.state:
        found.append(Meeting.state == wanted.state)
    if wanted.kind:
        found.append(Meeting.kind == wanted.kind)
    if wanted.match_id is not None:
        found.append(Meeting.match_id == wanted.match_id)
    if wanted.since is not None:
        found.append(Meeting.starts_at >= _midnight(wanted.since))
    if wanted.until is not None:
        found.append(Meeting.starts_at < _midnight(wanted.until + timedelta(days=1)))
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for the coordinator: calls for help, meetings nobody closed, feedback long owed, silent pairs."""

    help: int
    unclosed: int
    owed: int
    silent: int


def what_waits(on: date) -> Waiting:
    """Counts of what waits, in one query: every page's menu shows them."""
    require(VIEW)
    long_owed = and_(Feedback.state == "owed", Feedback.owed_since <= on - timedelta(days=ESCALATE_AFTER))
    wanted = and_(Feedback.needs_help, Feedback.help_seen_at.is_(None))
    counts = [
        select(func.count()).select_from(Feedback).where(wanted),
        select(func.count()).select_from(Meeting).where(_over()),
        select(func.count()).select_from(Feedback).where(long_owed),
        select(func.count()).select_from(_silent(on).subquery()),
    ]
    return Waiting(*session().execute(select(*(one.scalar_subquery() for one in counts))).one())


def _silent(on: date) -> Select[Match, date]:
    """Pairs at work and the day since which they have not met, where that is longer ago than the limit."""
    last: ColumnElement[Any] = (
        select(func.max(Meeting.held_on))
        .where(
            Meeting.tenant_id == Match.tenant_id, Meeting.match_id == Match.id, Meeting.held_on.is_not(None)
        )
        .correlate(Match)
        .scalar_subquery()
    )
    since = func.coalesce(last, Match.starts_on)
    limit = select(MeetingSettings.silence_days).scalar_subquery()
    return (
        select(Match, since.label("since"))
        .where(Match.state == "active", on - since > func.coalesce(limit, SILENCE_DAYS))
        .order_by(since, Match.id)
    )


def _over() -> ColumnElement[bool]:
    length = func.make_interval(0, 0, 0, 0, 0, Meeting.minutes)
    return and_(Meeting.state == "planned", Meeting.starts_at + length < now())


def _midnight(day: date) -> datetime:
    """The beginning of a day of the district."""
    return datetime(day.year, day.month, day.day, tzinfo=DISTRICT_ZONE)
