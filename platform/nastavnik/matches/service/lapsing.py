# SPDX-License-Identifier: MIT
"""What lapses while a pair runs: consents, clearance, selection. Asked every morning, and for the first page."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import and_, select

from nastavnik.accounts import service as accounts
from nastavnik.consents import service as consents
from nastavnik.consents.service import Obstacle
from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.notifications import notify
from nastavnik.foundation.scope import require, tenant_scope
from nastavnik.matches.models import Match, MatchEvent, MatchMember
from nastavnik.people import service as people
from nastavnik.people.service import Mentee, Mentor

from .looking import VIEW, Pair, get_match, pairs_of
from .proposing import note

_log = logging.getLogger(__name__)
RECHECK_AT = "06:30"
"""When the gate is asked about running pairs, by the time of the district."""


def lapsed_pairs(on: date | None = None) -> list[tuple[Pair, list[Obstacle]]]:
    """Running and paused pairs in which something has lapsed, with what it is.

    Only pairs with somebody whom the database finds wanting are loaded, in a bounded number of queries.
    """
    require(VIEW)
    asked = on or today()
    rows = session().scalars(
        select(Match).where(Match.id.in_(_in_doubt(asked))).order_by(Match.starts_on, Match.id)
    )
    found = pairs_of(rows.all())
    wrong = _lapses(found, asked)
    return [(pair, wrong[pair.id]) for pair in found if wrong[pair.id]]


def recheck() -> int:
    """Note in each pair's history what has lapsed or was put right, and tell coordinators of what is new.

    Returns how many pairs have newly lapsed. Run twice, it does nothing the second time.
    """
    lapsed_now = {pair.id: (pair, wrong) for pair, wrong in lapsed_pairs()}
    known = _known_lapsed()
    fresh = [one for match_id, one in lapsed_now.items() if match_id not in known]
    for pair, wrong in fresh:
        _mark(pair.id, "lapsed", " ".join(one.sentence for one in wrong), pair)
    for match_id in known - set(lapsed_now):
        _mark(match_id, "restored", "")
    return len(fresh)


def recheck_daily() -> None:
    """What the clock runs."""
    newly = recheck()
    if newly:
        _log.info("pairs that must stop until something is put right: %d", newly)


def pair_path(match_id: UUID) -> str:
    """The page of a pair, for notices and letters."""
    return f"/o/{tenant_scope().slug}/pairs/{match_id}"


def _in_doubt(on: date) -> set[UUID]:
    """Pairs at work with somebody who lacks something or does not take part any more."""
    fit = consents.fit_people(on)
    rows = session().execute(
        select(Match.id, Mentor.state, Mentor.person_id, Mentee.person_id.label("mentee_person"))
        .join(Mentor, and_(Mentor.tenant_id == Match.tenant_id, Mentor.id == Match.mentor_id))
        .join(MatchMember, and_(MatchMember.tenant_id == Match.tenant_id, MatchMember.match_id == Match.id))
        .join(Mentee, and_(Mentee.tenant_id == MatchMember.tenant_id, Mentee.id == MatchMember.mentee_id))
        .where(Match.state.in_(("active", "paused")))
    )
    return {
        row.id
        for row in rows
        if row.state not in people.READY or row.person_id not in fit or row.mentee_person not in fit
    }


def _lapses(pairs: Sequence[Pair], on: date) -> Mapping[UUID, list[Obstacle]]:
    persons = {person.id: person for pair in pairs for person in pair.people}
    about_consents = consents.consent_obstacles(list(persons.values()), on)
    with_minors = [
        pair.mentor_person for pair in pairs if any(_perhaps_minor(one.person, on) for one in pair.members)
    ]
    about_clearance = consents.clearance_obstacles(with_minors, on, with_minors=True)
    return {
        pair.id: [
            *(one for person in pair.people for one in about_consents[person.id]),
            *about_clearance.get(pair.mentor_person.id, ()),
            *consents.selection_obstacles(pair.mentor, pair.mentor_person),
        ]
        for pair in pairs
    }


def _perhaps_minor(person: people.Person, on: date) -> bool:
    age = people.full_years(person.birth_date, person.birth_year, on)
    if age is None:
        return person.kind in (*people.MINOR_KINDS, "guardian")
    return age < people.ADULT


def _known_lapsed() -> set[UUID]:
    """Pairs at work whose last note says that something has lapsed."""
    rows = session().execute(
        select(MatchEvent.match_id, MatchEvent.kind)
        .join(Match, (Match.tenant_id == MatchEvent.tenant_id) & (Match.id == MatchEvent.match_id))
        .where(MatchEvent.kind.in_(("lapsed", "restored")), Match.state.in_(("active", "paused")))
        .order_by(MatchEvent.created_at, MatchEvent.id)
    )
    last = {row.match_id: row.kind for row in rows}
    return {match_id for match_id, kind in last.items() if kind == "lapsed"}


def _mark(match_id: UUID, kind: str, words: str, pair: Pair | None = None) -> None:
    with change() as tx, using_language(DEFAULT_LANGUAGE):
        match = get_match(match_id, lock=True)
        if match.state not in ("active", "paused") or (match.id in _known_lapsed()) == (kind == "lapsed"):
            return
        note(tx, match, kind, words=words)
        tx.record(f"matches.{kind}", subject=match)
        tx.emit(f"matches.{kind}", {"match": str(match.id)})
        if pair is not None:
            for member in accounts.members():
                if member.state == "active" and "coordinator" in member.roles:
                    notify(
                        member.account_id,
                        "pair_lapsed",
                        _("A pair must stop until this is put right: %(pair)s", pair=pair.title),
                        detail=words,
                        url=pair_path(match.id),
                    )
