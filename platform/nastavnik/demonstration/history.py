# SPDX-License-Identifier: MIT
"""What an organisation has done on a running edition until the present day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from nastavnik.foundation.dates import today
from nastavnik.foundation.scope import Actor
from nastavnik.roadmap import service as roadmap
from nastavnik.roadmap.service import Roadmap, RoadmapItem, RoadmapOccurrence, board

from .acting import Act, chance, moment, working
from .papers import Paper, evidence
from .people import Cast
from .story import Story

_CLOSED_BEFORE = 6
_LATE_BY = 11
_BEGUN_BEFORE = timedelta(days=40)
_LONG_WORK = timedelta(days=110)
_SCHOOL_TERMS = ((5, 20), (12, 20))


@dataclass(frozen=True, slots=True)
class Organisation:
    """Whose history it is."""

    slug: str
    name: str
    site: str
    cast: Cast


class History:
    """Acts on one edition, from its order to ``until``."""

    def __init__(self, organisation: Organisation, edition: Roadmap, story: Story, until: date) -> None:
        self.organisation, self.cast, self.story = organisation, organisation.cast, story
        self.edition, self.until = edition, until
        self.start = max(edition.period_from, edition.order_date or edition.period_from)
        self.items: Sequence[RoadmapItem] = roadmap.items_of(edition.id)
        names = board.people_of([item.id for item in self.items])
        accounts = roadmap.accounts_of({one for people in names.values() for one in people}, roadmap.people())
        self._doers = {
            item.id: [
                actor
                for name in names.get(item.id, ())
                if (actor := self.cast.named(accounts.get(name))) is not None
            ]
            for item in self.items
        }

    def dates(self) -> Iterator[Act]:
        """Dates that the order leaves to schedules, events and needs. Play these first: executions come of them."""
        told = {one.item: one.days for one in self.story.dates}
        events = {one.item: one for one in self.story.events}
        opened = {one.item: one for one in self.story.opened}
        for item in self.items:
            if item.not_required:
                continue
            if item.deadline_kind == "external":
                days = [today() + timedelta(days=one) for one in told.get(item.number, ())] or self._terms()
                at = moment(self.start + timedelta(days=20), item.number)
                yield Act(at, self.cast.coordinator, partial(roadmap.set_dates, item.id, days))
            elif item.deadline_kind == "relative" and (event := events.get(item.number)):
                on = today() + timedelta(days=event.day)
                at = moment(min(on, today()), item.number)
                yield Act(at, self.cast.coordinator, partial(roadmap.record_event, item.id, on))
            elif item.deadline_kind == "conditional" and (need := opened.get(item.number)):
                on = working(today() + timedelta(days=need.day))
                due = on + timedelta(days=14)
                at = moment(on, item.number)
                yield Act(
                    at, self.cast.coordinator, partial(roadmap.open_occurrence, item.id, due, need.reason)
                )

    def work(self) -> Iterator[Act]:
        """Work, evidence, closing, moved deadlines and remarks."""
        by_item = roadmap.occurrences_of([item.id for item in self.items])
        for item in self.items:
            if item.not_required:
                continue
            ours = [
                one
                for one in by_item[item.id]
                if one.state in ("planned", "in_work") and one.due and one.due >= self.start
            ]
            yield from self._work_on(item, ours)
        yield from self._remarks()

    def _work_on(self, item: RoadmapItem, ours: Sequence[RoadmapOccurrence]) -> Iterator[Act]:
        fallen = [one for one in ours if one.due and one.due <= self.until]
        coming = [one for one in ours if one.due and one.due > self.until]
        moved = next((one for one in self.story.moved if one.item == item.number), None)
        if moved and (target := (fallen[-1:] or coming[:1])):
            yield from self._move(item, target[0], moved.to, moved.reason, moved.basis)
            fallen = [one for one in fallen if one is not target[0]]
        left_open = self.story.overdue.get(item.number, 0)
        closed = fallen[: len(fallen) - left_open]
        exception = next((one for one in self.story.exceptions if one.item == item.number), None)
        for one in closed:
            if exception and one is closed[-1]:
                yield self._close_by_director(item, one, exception.reason)
            else:
                yield from self._close(item, one)
        for one in coming:
            yield from self._go_on(item, one)

    def _close(self, item: RoadmapItem, one: RoadmapOccurrence) -> Iterator[Act]:
        due = one.due or self.until
        what = (self.organisation.slug, item.number, due)
        if chance(100, "late", *what) < self.story.late:
            day = due + timedelta(days=1 + chance(_LATE_BY, *what))
        else:
            day = working(due - timedelta(days=chance(_CLOSED_BEFORE, *what)))
        day = max(min(day, self.until), self.start)
        by = self._doer(item, *what)
        at = moment(day, *what)
        if due - self.start > _BEGUN_BEFORE and chance(3, "begun", *what) == 0 and one.state == "planned":
            begun = moment(working(due - _BEGUN_BEFORE), *what)
            yield Act(min(begun, at), by, partial(roadmap.start_work, one.id))
        yield Act(at, by, lambda: roadmap.close_occurrence(one.id, day, [self._paper(item, one.label, by)]))

    def _close_by_director(self, item: RoadmapItem, one: RoadmapOccurrence, reason: str) -> Act:
        day = working(one.due or self.until)
        return Act(
            moment(day, item.number, "director"),
            self.cast.director,
            partial(roadmap.close_without_evidence, one.id, day, reason),
        )

    def _go_on(self, item: RoadmapItem, one: RoadmapOccurrence) -> Iterator[Act]:
        """Long work gathers evidence on its way; near work is begun."""
        due = one.due or self.until
        by = self._doer(item, self.organisation.slug, item.number)
        if one.state == "planned":
            if due - self.until < _BEGUN_BEFORE and chance(2, "begun", item.number, due):
                at = moment(working(self.until - timedelta(days=4)), item.number)
                yield Act(at, by, partial(roadmap.start_work, one.id))
            return
        day = self.start + timedelta(days=30 + chance(60, self.organisation.slug, item.number))
        while day < self.until:
            label = f"{day:%m.%Y}"
            yield Act(
                moment(working(day), item.number, "going on"),
                by,
                partial(self._add_paper, item, one, label, by),
            )
            day += _LONG_WORK + timedelta(days=chance(60, item.number, day))

    def _add_paper(self, item: RoadmapItem, one: RoadmapOccurrence, label: str, by: Actor) -> None:
        roadmap.add_evidence(one.id, self._paper(item, label, by))

    def _paper(self, item: RoadmapItem, label: str, by: Actor) -> roadmap.NewEvidence:
        house = self.organisation
        return evidence(Paper(house.name, house.site, item.number, item.title, item.result, label, by.name))

    def _move(
        self, item: RoadmapItem, one: RoadmapOccurrence, to: int, reason: str, basis: str
    ) -> Iterator[Act]:
        due = one.due or self.until
        decided = max(self.start, min(due, self.until) - timedelta(days=3))
        yield Act(
            moment(working(decided), item.number, "moved"),
            self.cast.coordinator,
            partial(roadmap.move_deadline, one.id, self.until + timedelta(days=to), reason, basis),
        )

    def _remarks(self) -> Iterator[Act]:
        by_number = {item.number: item for item in self.items}
        for remark in self.story.remarks:
            item = by_number[remark.item]
            at = moment(today() + timedelta(days=remark.day), remark.text)
            yield Act(at, self.cast.by_surname[remark.by], partial(roadmap.comment, item.id, remark.text))

    def _doer(self, item: RoadmapItem, *what: object) -> Actor:
        doers = self._doers[item.id]
        return doers[chance(len(doers), "doer", *what)] if doers else self.cast.coordinator

    def _terms(self) -> list[date]:
        """Programmes end with the terms of the school year."""
        years = range(self.start.year, self.edition.period_to.year + 1)
        days = [date(year, month, day) for year in years for month, day in _SCHOOL_TERMS]
        return [one for one in days if self.start < one <= self.edition.period_to]
