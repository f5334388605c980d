# SPDX-License-Identifier: MIT
"""Meetings of one pair or group with the feedback of both sides, an early end, a rest, the completion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from nastavnik.demonstration.acting import Act, chance, working
from nastavnik.foundation.dates import DISTRICT_ZONE, today
from nastavnik.matches import service as matches
from nastavnik.meetings import service as meetings
from nastavnik.meetings.service import MeetingCard, Words

from . import wording

if TYPE_CHECKING:
    from .cycle import Cycle, Seat

_FIRST_AFTER = 50
_BETWEEN = 9
_LAST_AFTER = 256
_COMPLETED_AFTER = 262
_REGULAR_EVERY, _LONG_AGO_EVERY = 12, 45
"""Days between meetings of work together: in the present school year, and in the last, whose history is shorter."""
_PLANNED_BEFORE = 5
_SILENT_FOR = 30
_FRESH = 12
"""Feedback of meetings so few days old may still be owed."""


@dataclass(slots=True)
class Planned:
    """A meeting that is to be: which kind, on which day, and its identifier once it is planned."""

    kind: str
    on: date
    number: int
    id: UUID | None = None


class MeetingHistory:
    """Acts of one pair at work."""

    def __init__(self, cycle: Cycle, seat: Seat) -> None:
        self.cycle, self.seat = cycle, seat
        self.key, self.present = (*cycle.key, "meeting", seat.number), today()
        ours = seat.number - cycle.plan.asked - cycle.plan.agreed
        self.ended = cycle.plan.ended[ours] if ours < len(cycle.plan.ended) else None
        place = ours - len(cycle.plan.ended)
        self.rests = bool(cycle.plan.paused) and place == 0
        self.silent = 0 <= place - self.rests < cycle.plan.silent
        self.until = self._until()

    def acts(self) -> Iterator[Act]:
        """Planning, holding, feedback, and what becomes of the pair."""
        happening = [one for one in self._meetings() if one.on <= self.until]
        coming = [one for one in self._meetings() if one.on > self.until][:1]
        for one in happening:
            yield from self._held(one, last=one is happening[-1])
        working_still = self.ended is None and not self.rests and not self.silent
        if coming and working_still and self.until == today() and self._may_plan(happening):
            yield self._act(today() - timedelta(days=1), partial(self._plan, coming[0]), "coming")
        if self.ended is not None:
            end = self.ended
            yield self._act(
                self.until + timedelta(days=2),
                lambda: matches.end_early(self._match, end.reason, end.words),
                "end",
            )
        elif self.rests:
            yield self._act(
                today() - timedelta(days=10),
                lambda: matches.pause(self._match, self.cycle.plan.paused),
                "rests",
            )
        elif self.cycle.plan.stage >= 7:
            yield self._act(self.cycle.day(_COMPLETED_AFTER), self._complete, "completed")

    @property
    def _match(self) -> UUID:
        if self.seat.match is None:
            raise LookupError("this pair has not been proposed yet")
        return self.seat.match.id

    def _until(self) -> date:
        """The last day on which the pair meets."""
        if self.ended is not None:
            return self.cycle.day(_FIRST_AFTER + self.ended.after)
        last = min(self.cycle.day(_LAST_AFTER), today())
        return last - timedelta(days=_SILENT_FOR) if self.silent or self.rests else last

    def _may_plan(self, happening: list[Planned]) -> bool:
        return bool(happening) or self.cycle.day(_FIRST_AFTER - _PLANNED_BEFORE) < today()

    def _meetings(self) -> list[Planned]:
        days = [_FIRST_AFTER + place * _BETWEEN + chance(5, *self.key, place) for place in range(3)]
        kinds = ["intro", "trial", "planning"]
        after = days[-1]
        every = _REGULAR_EVERY if self.cycle.plan.school_year == 0 else _LONG_AGO_EVERY
        while (after := after + every + chance(3, *self.key, after)) < _LAST_AFTER - 12:
            days.append(after)
            kinds.append("regular")
        days.append(_LAST_AFTER - chance(4, *self.key, "final"))
        kinds.append("final")
        return [
            Planned(kind, working(self.cycle.day(day)), number)
            for number, (kind, day) in enumerate(zip(kinds, days, strict=True))
        ]

    def _held(self, one: Planned, *, last: bool) -> Iterator[Act]:
        yield self._act(
            one.on - timedelta(days=_PLANNED_BEFORE), partial(self._plan, one), "plan", one.number
        )
        if one.kind == "regular" and chance(14, *self.key, "missed", one.number) == 0:
            yield self._act(one.on, partial(self._missed, one), "held", one.number)
            return
        yield self._act(one.on, partial(self._hold, one), "held", one.number)
        for role in ("mentor", "mentee"):
            after = self._answers_after(one, role)
            owed = last and (self.present - one.on).days < _FRESH and chance(5, *self.key, "owed", role) == 0
            if not owed:
                yield self._act(
                    one.on + timedelta(days=after),
                    partial(self._feedback, one, role),
                    "said",
                    one.number,
                    role,
                )

    def _answers_after(self, one: Planned, role: str) -> int:
        """Most answer within three days, one in ten later than the week that counts as in time."""
        late = one.kind == "regular" and chance(10, *self.key, "late", one.number, role) == 0
        return 8 + chance(2, *self.key, one.number) if late else 1 + chance(3, *self.key, one.number, role)

    def _act(self, on: date, do: Callable[[], object], *what: object) -> Act:
        day = working(on)
        # Within a day a pair plans, meets and answers one after another.
        hours = {"plan": 9, "held": 12, "said": 15, "coming": 16}.get(str(what[0]), 17)
        begun = datetime.combine(day, time(hours), DISTRICT_ZONE)
        at = begun + timedelta(minutes=chance(120, *self.key, *what), seconds=chance(60, *self.key, *what))
        return Act(at, self.cycle.cast.coordinator, do)

    def _plan(self, one: Planned) -> None:
        starts = datetime.combine(one.on, time(13 + chance(4, *self.key, one.number), 30), DISTRICT_ZONE)
        remote = chance(6, *self.key, "remote", one.number) == 0
        card = MeetingCard(
            one.kind,
            starts,
            minutes=40,
            format="remote" if remote else "in_person",
            place="" if remote else f"кабинет {1 + chance(40, *self.key)}",
            agenda=wording.choose(wording.TOPICS[one.kind], *self.key, one.number),
        )
        one.id = meetings.plan_meeting(self._match, card).id

    def _hold(self, one: Planned) -> None:
        if one.id is None:
            return
        topic = wording.choose(wording.TOPICS[one.kind], *self.key, one.number)
        meetings.hold(one.id, held_on=one.on, topic=topic, paper=one.kind == "intro")
        if one.kind == "planning":
            self.cycle.plan_tasks(self._match, self.cycle.day(_LAST_AFTER))

    def _missed(self, one: Planned) -> None:
        if one.id is not None:
            meetings.not_held(one.id, wording.choose(wording.MISSED, *self.key, one.number))

    def _feedback(self, one: Planned, role: str) -> None:
        if one.id is None:
            return
        for row in meetings.feedback_of([one.id])[one.id]:
            if row.role != role or row.state != "owed":
                continue
            said = self._words(one, role, row.person_id)
            if chance(2, *self.key, "paper", one.number, role) == 0:
                meetings.give_on_behalf(row.id, said, reason="Листок обратной связи", way="paper")
            else:
                meetings.give_by_link(meetings.link_for(row.id), said)

    def _words(self, one: Planned, role: str, person_id: UUID) -> Words:
        key = (*self.key, one.number, role, len(str(person_id)))
        pool = wording.MENTOR_SAID if role == "mentor" else wording.MENTEE_SAID
        help_wanted = (
            role == "mentor" and (self.present - one.on).days < _FRESH and chance(12, *key, "help") == 0
        )
        return Words(
            done=wording.choose(pool, *key),
            next_step=wording.choose(wording.NEXT_STEPS, *key, "next"),
            mood=3 + chance(3, *key, "mood") if role == "mentee" else None,
            note=wording.NEEDS_HELP if help_wanted else "",
            needs_help=help_wanted,
        )

    def _complete(self) -> None:
        mentees = [mentee.id for mentee in self.seat.mentees]
        outcome = {
            one: ("reached", "reached", "partly")[chance(3, *self.key, "outcome", n)]
            for n, one in enumerate(mentees)
        }
        way_out = {
            one: ("continue", "leave", "become_mentor")[chance(3, *self.key, "exit", n)]
            for n, one in enumerate(mentees)
        }
        meetings.complete_pair(
            self._match,
            outcomes=outcome,
            exits=way_out,
            reflection=wording.choose(wording.REFLECTIONS, *self.key),
        )
