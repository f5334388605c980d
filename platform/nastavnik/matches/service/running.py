# SPDX-License-Identifier: MIT
"""The life of a pair after both sides agreed: the order, pause, early end, another mentor, completion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from nastavnik.consents.service import Obstacle
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.matches.models import Match, MatchMember, MatchOrder
from nastavnik.matches.words import END_REASONS, EXITS, OPEN_STATES, OUTCOMES
from nastavnik.people import service as people

from .looking import EDIT, VIEW, get_match
from .proposing import NotReady, Proposal, note, obstacles, propose


def draft_order(match_ids: Sequence[UUID]) -> MatchOrder:
    """Gather agreed pairs into a draft of an order (domain, Appendix B4)."""
    require(EDIT)
    if not match_ids:
        raise Refused(_("Choose the pairs for the order."), field="matches")
    with change() as tx:
        order = tx.add(MatchOrder())
        tx.flush()
        for match_id in sorted(set(match_ids)):
            match = get_match(match_id, lock=True)
            if match.state != "agreed":
                raise Refused(_("Into the order go pairs to which everybody has agreed."), field="matches")
            if match.order_id is not None:
                raise Refused(
                    _("One of these pairs is in the draft of another order already."), field="matches"
                )
            match.order_id = order.id
        tx.record("matches.order_drafted", subject=order, after={"pairs": len(set(match_ids))})
        tx.emit("matches.changed", {"order": str(order.id)})
    return order


def sign_order(order_id: UUID, *, number: str, dated_on: date, file_id: UUID | None = None) -> MatchOrder:
    """Record that the order was signed: its pairs start on its day. The gate is asked once more for each.

    Raises ``NotReady`` when something has lapsed meanwhile; nothing starts then.
    """
    require(EDIT)
    if not number.strip():
        raise Refused(_("Give the number of the order."), field="number")
    if dated_on > today():
        raise Refused(_("An order cannot be dated in the future."), field="dated_on")
    with change() as tx:
        order = tx.session.get(
            MatchOrder, (current_tenant_id(), order_id), with_for_update=True, populate_existing=True
        )
        if order is None:
            raise NotFound("no such order")
        if order.state == "signed":
            raise Refused(_("This order has been signed already."))
        waiting = [match for match in matches_of_order(order.id) if match.state == "agreed"]
        if not waiting:
            raise Refused(_("No pair of this order waits for it any more."))
        order.number, order.dated_on, order.state = number.strip(), dated_on, "signed"
        order.file_id = file_id or order.file_id
        for match in waiting:
            _activate(tx, match, dated_on)
        tx.record("matches.order_signed", subject=order, after={"number": order.number, "date": dated_on})
        tx.emit("matches.order_signed", {"order": str(order.id), "date": dated_on.isoformat()})
    return order


def drop_order(order_id: UUID) -> None:
    """Throw a draft of an order away; its pairs wait for another one."""
    require(EDIT)
    with change() as tx:
        order = tx.session.get(MatchOrder, (current_tenant_id(), order_id), with_for_update=True)
        if order is None:
            raise NotFound("no such order")
        if order.state == "signed":
            raise Refused(_("A signed order is not thrown away."))
        for match in matches_of_order(order.id):
            match.order_id = None
        tx.flush()
        tx.record("matches.order_dropped", subject=order)
        tx.delete(order)
        tx.emit("matches.changed", {"order": str(order_id)})


def get_order(order_id: UUID) -> MatchOrder:
    """One order on pairs; ``NotFound`` for another organisation's."""
    require(VIEW)
    order = session().get(MatchOrder, (current_tenant_id(), order_id))
    if order is None:
        raise NotFound("no such order")
    return order


def waiting_for_order() -> Sequence[Match]:
    """Agreed pairs that are in no draft of an order yet, those who wait longest first."""
    require(VIEW)
    return (
        session()
        .scalars(
            select(Match)
            .where(Match.state == "agreed", Match.order_id.is_(None))
            .order_by(Match.proposed_on, Match.id)
        )
        .all()
    )


def orders() -> Sequence[MatchOrder]:
    """Orders on pairs, the newest first."""
    require(VIEW)
    return session().scalars(select(MatchOrder).order_by(MatchOrder.created_at.desc())).all()


def pairs_by_order() -> Mapping[UUID, int]:
    """How many pairs each order has, in one query."""
    require(VIEW)
    rows = session().execute(
        select(Match.order_id, func.count()).where(Match.order_id.is_not(None)).group_by(Match.order_id)
    )
    return {order_id: number for order_id, number in rows if order_id is not None}


def matches_of_order(order_id: UUID) -> Sequence[Match]:
    """Pairs of an order in the order in which they were proposed."""
    require(VIEW)
    return session().scalars(select(Match).where(Match.order_id == order_id).order_by(Match.created_at)).all()


def pause(match_id: UUID, reason: str) -> Match:
    """Let a pair rest; meetings wait."""
    return _turn(match_id, "active", "paused", "paused", reason)


def resume(match_id: UUID, reason: str = "") -> Match:
    """Let a paused pair go on; the gate is asked again."""
    require(EDIT)
    match = get_match(match_id)
    in_the_way = _lapsed(match)
    if in_the_way:
        raise NotReady(in_the_way)
    return _turn(match_id, "paused", "active", "resumed", reason)


def end_early(match_id: UUID, reason: str, words: str = "") -> Match:
    """End a pair before its goal, with one of the reasons of the model (domain 6); its mentees wait again."""
    require(EDIT)
    if reason not in END_REASONS:
        raise Refused(_("Choose the reason from the list."), field="reason")
    with change() as tx:
        match = get_match(match_id, lock=True)
        if match.state not in ("active", "paused"):
            raise Refused(_("Only a pair at work can be ended early."))
        match.end_reason, match.end_note = reason, words.strip()
        close(tx, match, "ended")
        note(tx, match, "ended", reason=reason, words=words.strip())
        tx.record("matches.ended", subject=match, after={"reason": reason}, note=words.strip())
        tx.emit("matches.ended", {"match": str(match.id), "reason": reason})
    return match


def replace_mentor(match_id: UUID, mentor_id: UUID, words: str) -> Match:
    """Hand the mentees of a pair to another mentor: the old pair ends, the new one is proposed; both are kept."""
    with change() as tx:
        old = end_early(match_id, "other", words)
        members = tx.session.scalars(
            select(MatchMember).where(MatchMember.match_id == old.id, MatchMember.left_on == today())
        ).all()
        new = propose(
            Proposal(
                programme_id=old.programme_id,
                mentor_id=mentor_id,
                mentee_ids=tuple(member.mentee_id for member in members),
                goal=old.goal,
                group_title=old.group_title,
                ends_on=old.ends_on if old.ends_on and old.ends_on >= today() else None,
                requests={member.mentee_id: member.request_id for member in members if member.request_id},
            )
        )
        new.replaces_id = old.id
        note(tx, old, "replaced", words=words.strip())
        tx.record("matches.replaced", subject=new, after={"former": old.id}, note=words.strip())
    return new


def complete(
    match_id: UUID, *, outcomes: Mapping[UUID, str], exits: Mapping[UUID, str], reflection: str
) -> Match:
    """Complete a pair: the outcome by goal and the way out of each mentee, and the reflection of the pair.

    ``outcomes`` and ``exits`` are by mentee. The meetings room asks for the final meeting before it calls this.
    """
    require(EDIT)
    if not reflection.strip():
        raise Refused(_("Write down the reflection of the pair."), field="reflection")
    with change() as tx:
        match = get_match(match_id, lock=True)
        if match.state != "active":
            raise Refused(_("Only a pair at work can be completed."))
        members = _members(tx, match)
        for member in members:
            outcome, way_out = outcomes.get(member.mentee_id, ""), exits.get(member.mentee_id, "")
            if outcome not in OUTCOMES:
                raise Refused(_("Say of each mentee whether the goal was reached."), field="outcome")
            if way_out not in EXITS:
                raise Refused(_("Say of each mentee how they leave the programme."), field="exit")
            member.outcome, member.exit = outcome, way_out
        match.reflection = reflection.strip()
        match.outcome = _worst([member.outcome for member in members])
        close(tx, match, "completed")
        note(tx, match, "completed")
        tx.record("matches.completed", subject=match, after={"outcome": match.outcome})
        tx.emit("matches.completed", {"match": str(match.id)})
    return match


def set_goal(match_id: UUID, goal: str, ends_on: date | None) -> Match:
    """Write down the goal of a pair and its term."""
    require(EDIT)
    with change() as tx:
        match = get_match(match_id, lock=True)
        if match.state not in OPEN_STATES:
            raise Refused(_("This pair has ended."))
        before = {"goal": match.goal, "ends_on": match.ends_on}
        match.goal, match.ends_on = goal.strip(), ends_on
        tx.record(
            "matches.goal_set", subject=match, before=before, after={"goal": match.goal, "ends_on": ends_on}
        )
        tx.emit("matches.changed", {"match": str(match.id)})
    return match


def close(tx: Change, match: Match, state: str) -> None:
    """Bring a pair to its end inside the open change: members leave, mentees and requests follow."""
    match.state, match.ended_on = state, today()
    for member in _members(tx, match):
        member.left_on = today()
        mentee = people.get_mentee(member.mentee_id, lock=True)
        people.move_mentee(tx, mentee, _after(state, member))
        if state == "completed" and member.exit == "become_mentor":
            _enter_as_mentor(mentee.person_id)
        if member.request_id is not None:
            request = people.get_request(member.request_id, lock=True)
            people.move_request(tx, request, "answered" if state == "completed" else "open")


def _enter_as_mentor(person_id: UUID) -> None:
    """«Стать наставником»: the mentee gets a line of the other register as a candidate; one that is there stays."""
    person = people.get_person(person_id)
    if person.state != "active" or people.mentor_of(person.id) is not None:
        return
    source = {"alumnus": "alumni", "teacher": "teachers", "young_specialist": "teachers"}
    base = "pupils" if person.kind in people.MINOR_KINDS else source.get(person.kind, "organisations")
    people.enter_mentor(person.id, people.MentorCard(base))


def _after(state: str, member: MatchMember) -> str:
    if state == "completed" and member.exit != "continue":
        return "completed"
    return "candidate"


def _activate(tx: Change, match: Match, on: date) -> None:
    in_the_way = _lapsed(match)
    if in_the_way:
        raise NotReady(in_the_way)
    match.state, match.starts_on = "active", on
    mentor = people.get_mentor(match.mentor_id, lock=True)
    people.move_mentor(tx, mentor, "active")
    for member in _members(tx, match):
        people.move_mentee(tx, people.get_mentee(member.mentee_id, lock=True), "active")
        if member.request_id is not None:
            people.move_request(tx, people.get_request(member.request_id, lock=True), "in_work")
    note(tx, match, "activated")
    tx.record("matches.activated", subject=match, after={"on": on})


def _lapsed(match: Match) -> list[Obstacle]:
    """What keeps a formed pair from working today; it does not count against its own mentor's capacity."""
    mentees = session().scalars(
        select(MatchMember.mentee_id).where(MatchMember.match_id == match.id, MatchMember.left_on.is_(None))
    )
    found = obstacles(match.mentor_id, list(mentees))
    return [one for one in found if one.code not in ("full", "already")]


def lapsed(match: Match) -> list[Obstacle]:
    """What has lapsed in a running pair: consents, clearance, selection. Asked daily."""
    require(VIEW)
    return _lapsed(match)


def _members(tx: Change, match: Match) -> Sequence[MatchMember]:
    return tx.session.scalars(
        select(MatchMember).where(MatchMember.match_id == match.id, MatchMember.left_on.is_(None))
    ).all()


def _turn(match_id: UUID, before: str, after: str, kind: str, reason: str) -> Match:
    require(EDIT)
    if after == "paused" and not reason.strip():
        raise Refused(_("Say why the pair is paused."), field="reason")
    with change() as tx:
        match = get_match(match_id, lock=True)
        if match.state != before:
            raise Refused(_("The pair is in another state already. Look at it again."))
        match.state = after
        note(tx, match, kind, words=reason.strip())
        tx.record(f"matches.{kind}", subject=match, note=reason.strip())
        tx.emit("matches.changed", {"match": str(match.id)})
    return match


def _worst(outcomes: Sequence[str]) -> str:
    order = list(OUTCOMES)
    return max(outcomes, key=order.index, default="")
