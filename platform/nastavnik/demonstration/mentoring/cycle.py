# SPDX-License-Identifier: MIT
"""One programme from its first day to the present one: stages, people, pairs, meetings, completion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID

from nastavnik.demonstration.acting import Act, chance, moment, working
from nastavnik.demonstration.people import Cast
from nastavnik.foundation.dates import today
from nastavnik.foundation.scope import Actor
from nastavnik.matches import service as matches
from nastavnik.matches.service import Match, Proposal, TaskCard
from nastavnik.people import service as people
from nastavnik.people.service import Mentee, Mentor
from nastavnik.programmes import service as programmes
from nastavnik.programmes.service import NewDocument, ProgrammeCard

from . import wording
from .meeting_history import MeetingHistory
from .participants import Register
from .plan import Programme, first_of_september

GROUP = 3
_STAGE_AFTER = {1: -10, 2: 2, 3: 15, 4: 23, 5: 31, 6: 43, 7: 255}
"""Days after the first of September on which a programme usually enters its stages."""
_ENDS_AFTER = 268
_GATES = {
    1: ("launch_order", "regulation", "coordinator_order"),
    4: ("selection_order",),
    5: ("pairs_order",),
}
_KEPT = {2: ("mentee_base",), 3: ("mentor_base",), 7: ("report",)}


@dataclass
class Seat:
    """A mentor and those who are with the mentor, as they come to be."""

    number: int
    mentor: Mentor | None = None
    mentees: list[Mentee] = field(default_factory=list)
    match: Match | None = None


class Cycle:
    """Acts of one programme of one organisation."""

    def __init__(self, plan: Programme, cast: Cast, register: Register, site: str) -> None:
        self.plan, self.cast, self.register, self.site = plan, cast, register, site
        self.year = first_of_september(today(), plan.school_year)
        self.begins = self.year + timedelta(days=plan.late)
        self.ends = date(self.year.year + 1, 5, 31)
        self.key = (register.slug, plan.title, self.year)
        self.seats = [Seat(number) for number in range(plan.pairs + plan.groups)]
        self.programme: UUID | None = None

    def acts(self) -> Iterator[Act]:
        """Everything that was done until now; what is still to come is left out."""
        latest = datetime.now(UTC)
        return (act for act in self._all() if act.at < latest)

    def _all(self) -> Iterator[Act]:
        yield self._act(-20, self._add, "added")
        if self.plan.stage == 0:
            return
        yield self._act(-15, lambda: programmes.approve(self._id), "approved", by=self.cast.director)
        yield self._act(-10, lambda: programmes.start(self._id), "started")
        yield from self._stages()
        if self.plan.stage >= 2:
            yield from self._mentees()
        if self.plan.stage >= 3:
            yield from self._mentors()
        if self.plan.stage >= 5:
            yield from self._pairs()
        if self.plan.stage >= 6:
            for seat in self.seats[self._waiting :]:
                yield from MeetingHistory(self, seat).acts()
        if self.plan.stage >= 7:
            yield from self._end()

    @property
    def _waiting(self) -> int:
        """Pairs that have not got as far as the order; they are the first ones."""
        return self.plan.asked + self.plan.agreed

    @property
    def _id(self) -> UUID:
        if self.programme is None:
            raise LookupError(f"{self.plan.title} has not been added yet")
        return self.programme

    def day(self, after: int) -> date:
        """The day so long after the beginning."""
        return self.begins + timedelta(days=after)

    def at(self, after: int, *what: object) -> datetime:
        """A moment of the working day so long after the beginning, or of the one before it."""
        return moment(working(self.day(after)), *self.key, *what)

    def _act(self, after: int, do: Callable[[], object], *what: object, by: Actor | None = None) -> Act:
        return Act(self.at(after, *what), by or self.cast.coordinator, do)

    def _add(self) -> None:
        plan = self.plan
        card = ProgrammeCard(
            plan.title,
            plan.form,
            self.begins,
            self.ends,
            variant=plan.variant,
            model_kind=plan.model_kind,
            goal=plan.goal,
            tasks=plan.tasks,
            target_group=plan.target_group,
            planned_results=plan.results,
            author=self.cast.coordinator.name,
            coordinator_name=self.cast.coordinator.name,
            best_practice=plan.best_practice,
        )
        self.programme = programmes.add_programme(card).id

    def _stages(self) -> Iterator[Act]:
        for stage in range(1, min(self.plan.stage, 7)):
            yield self._act(_STAGE_AFTER[stage + 1], partial(self._advance, stage), "stage", stage)

    def _advance(self, stage: int) -> None:
        for kind in (*_GATES.get(stage, ()), *_KEPT.get(stage, ())):
            self._document(kind)
        programmes.advance(self._id)

    def _document(self, kind: str) -> None:
        number = (
            f"{10 + chance(80, *self.key, kind)}-о"
            if kind in _GATES.get(1, ()) or kind.endswith("order")
            else ""
        )
        url = f"{self.site}/nastavnichestvo/{self.year.year}/{kind}"
        programmes.add_document(self._id, NewDocument(kind, number=number, dated_on=today(), url=url))

    def _mentees(self) -> Iterator[Act]:
        for seat in self.seats:
            for place in range(GROUP if seat.number >= self.plan.pairs else 1):
                yield self._act(
                    3 + chance(11, *self.key, "mentee", seat.number, place),
                    partial(self._seat_mentee, seat),
                    "mentee",
                    seat.number,
                    place,
                )
        for place in range(self.plan.unpaired):
            yield self._act(5 + chance(60, *self.key, "waits", place), self._offer_mentee, "waits", place)

    def _mentors(self) -> Iterator[Act]:
        for seat in self.seats:
            yield self._act(
                16 + chance(6, *self.key, "mentor", seat.number),
                partial(self._seat_mentor, seat),
                "mentor",
                seat.number,
            )
            if self.plan.stage >= 4:
                yield self._act(
                    24 + chance(5, *self.key, "selected", seat.number),
                    partial(self._select, seat),
                    "selected",
                    seat.number,
                )
        for place in range(self.plan.spare):
            yield self._act(16 + chance(40, *self.key, "spare", place), self._offer_mentor, "spare", place)

    def _seat_mentee(self, seat: Seat) -> None:
        seat.mentees.append(self._offer_mentee())

    def _offer_mentee(self) -> Mentee:
        mentee = self.register.mentee(self.plan.form, self.year)
        programmes.offer_person(self._id, mentee.person_id, "mentee")
        return mentee

    def _seat_mentor(self, seat: Seat) -> None:
        seat.mentor = self._offer_mentor()

    def _offer_mentor(self) -> Mentor:
        mentor = self.register.mentor(
            self.plan.form, self.year, capacity=1 + chance(2, *self.key, "capacity")
        )
        programmes.offer_person(self._id, mentor.person_id, "mentor")
        return mentor

    def _select(self, seat: Seat) -> None:
        if seat.mentor is not None:
            people.set_mentor_state(seat.mentor.id, "selected")
            people.set_mentor_state(seat.mentor.id, "trained")

    def _pairs(self) -> Iterator[Act]:
        for seat in self.seats:
            yield self._act(
                32 + chance(4, *self.key, "pair", seat.number),
                partial(self._propose, seat),
                "pair",
                seat.number,
            )
            if seat.number >= self.plan.asked:
                yield self._act(
                    37 + chance(4, *self.key, "answer", seat.number),
                    partial(self._agree, seat),
                    "answer",
                    seat.number,
                )
        if self.plan.stage >= 6:
            yield self._act(42, self._order, "order")

    def _propose(self, seat: Seat) -> None:
        if seat.mentor is None or not seat.mentees:
            return
        asked = people.requests_of([mentee.id for mentee in seat.mentees])
        first = {mentee: requests[0] for mentee, requests in asked.items() if requests}
        goal = next((request.text for request in first.values()), "")
        seat.match = matches.propose(
            Proposal(
                self._id,
                seat.mentor.id,
                tuple(mentee.id for mentee in seat.mentees),
                goal=goal,
                group_title=f"Группа {seat.number - self.plan.pairs + 1}" if len(seat.mentees) > 1 else "",
                requests={mentee: request.id for mentee, request in first.items()},
            )
        )

    def _agree(self, seat: Seat) -> None:
        if seat.match is not None:
            for answer in matches.answers_of([seat.match.id])[seat.match.id]:
                matches.answer_on_behalf(answer.id, "yes", "Согласие дано на общей встрече")

    def _order(self) -> None:
        formed = [seat.match.id for seat in self.seats[self._waiting :] if seat.match is not None]
        if formed:
            order = matches.draft_order(formed)
            matches.sign_order(order.id, number=f"{40 + chance(60, *self.key, 'order')}-о", dated_on=today())

    def _end(self) -> Iterator[Act]:
        if self.plan.event:
            yield self._act(_ENDS_AFTER - 8, self._event, "event")
        yield self._act(_ENDS_AFTER, lambda: self._advance(7), "completed")
        yield self._act(_ENDS_AFTER + 3, self._let_go, "let go")

    def _let_go(self) -> None:
        """Mentors from outside leave the register when their programme is over; those of the house stay in it."""
        for seat in self.seats:
            if seat.mentor is not None and self.plan.form.startswith(("EMPLOYER", "UNI")):
                people.set_mentor_state(seat.mentor.id, "left")

    def _event(self) -> None:
        programmes.add_event(
            self._id, title=self.plan.event, held_on=today(), url=f"{self.site}/news/{self.year.year + 1}"
        )

    def plan_tasks(self, match_id: UUID, until: date) -> None:
        """The pair's plan, made at the planning meeting."""
        step = max((until - today()).days // len(wording.PLAN_TASKS), 7)
        for place, (text, result) in enumerate(wording.PLAN_TASKS, 1):
            due = today() + timedelta(days=place * step)
            matches.add_task(match_id, TaskCard(text, due_on=due, planned_result=result))
