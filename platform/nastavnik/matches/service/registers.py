# SPDX-License-Identifier: MIT
"""What pairs tell the official forms of the registers (domain 5.1, 5.2); Russian whatever the language of the interface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation.database import session
from nastavnik.foundation.scope import require
from nastavnik.hookspecs import PairLine
from nastavnik.matches.models import Match, MatchMember
from nastavnik.matches.words import FIXED_STATES
from nastavnik.people.service import Person
from nastavnik.programmes import service as programmes

from .looking import VIEW, Member, Pair, pairs_of
from .stories import published_stories

OUTCOMES: Mapping[str, str] = {
    "reached": "цель достигнута",
    "partly": "цель достигнута частично",
    "not_reached": "цель не достигнута",
}
ENDED_EARLY = "завершена досрочно"


def register_pairs(
    register: Literal["mentors", "mentees"], line_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[PairLine]]:
    """Pairs fixed by an order of these lines of a register, the oldest first; six queries however many lines."""
    require(VIEW)
    wanted = set(line_ids)
    statement = select(Match).where(Match.state.in_(FIXED_STATES)).order_by(Match.starts_on, Match.id)
    if register == "mentors":
        statement = statement.where(Match.mentor_id.in_(wanted))
    else:
        statement = statement.where(
            Match.id.in_(select(MatchMember.match_id).where(MatchMember.mentee_id.in_(wanted)))
        )
    pairs = pairs_of(session().scalars(statement).all())
    known = programmes.programmes_by_id(pair.match.programme_id for pair in pairs)
    forms = programmes.form_titles(list(known.values()))
    cases = _cases([pair.id for pair in pairs])
    found: dict[UUID, list[PairLine]] = {}
    for pair in pairs:
        form, case_url = forms[pair.match.programme_id], cases.get(pair.id, "")
        members = [*pair.members, *pair.past_members]
        if register == "mentors":
            found.setdefault(pair.mentor.id, []).append(_of_mentor(pair, members, form, case_url))
            continue
        for member in members:
            if member.mentee.id in wanted:
                found.setdefault(member.mentee.id, []).append(_of_mentee(pair, member, form, case_url))
    return found


def _of_mentor(pair: Pair, members: Sequence[Member], form: str, case_url: str) -> PairLine:
    return PairLine(
        names=[member.name.full for member in members],
        form=form,
        places=list(dict.fromkeys(filter(None, (_place(member.person) for member in members)))),
        ended_on=pair.match.ended_on,
        results=_result(pair.match.state, pair.match.outcome),
        case_url=case_url,
        passed=pair.match.state == "completed",
    )


def _of_mentee(pair: Pair, member: Member, form: str, case_url: str) -> PairLine:
    return PairLine(
        names=[pair.mentor_name.full],
        form=form,
        places=list(filter(None, [_place(pair.mentor_person)])),
        ended_on=member.row.left_on or pair.match.ended_on,
        results=_result(pair.match.state, member.row.outcome),
        case_url=case_url,
        passed=pair.match.state == "completed" and member.row.left_on == pair.match.ended_on,
    )


def _place(person: Person) -> str:
    return ", ".join(filter(None, [person.workplace, person.post]))


def _result(state: str, outcome: str) -> str:
    return ENDED_EARLY if state == "ended" else OUTCOMES.get(outcome, "")


def _cases(match_ids: Sequence[UUID]) -> dict[UUID, str]:
    return {match_id: story.url for match_id, story in published_stories(match_ids).items()}
